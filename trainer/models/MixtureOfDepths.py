"""Mixture of Depths: tokens may skip blocks."""

from pydantic import Field

from models.base import DefaultAdapter
from models.GPT2 import GPT2Cfg


class MixtureOfDepthsCfg(GPT2Cfg):
    """`model_cfg` of type `mixture-of-depths`."""

    capacity: float = Field(default=0.125, gt=0, le=1, description="Share of the tokens that a routed block processes.")
    every_other: bool = Field(default=False, description="Route every second block only; false: every block.")


class MixtureOfDepthsAdapter(DefaultAdapter):
    Cfg = MixtureOfDepthsCfg
    Net = "nets.transformer:MixtureOfDepths"
