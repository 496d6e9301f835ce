"""SEDD: score entropy discrete diffusion."""

from typing import Literal

from pydantic import Field

from models.base import DefaultAdapter
from models.GPT2 import GPT2Cfg


class SEDDCfg(GPT2Cfg):
    """`model_cfg` of type `sedd`."""

    transition_type: Literal["absorbing", "uniform"] = Field(
        default="absorbing", description="How a noising step changes a token."
    )
    noise_schedule: Literal["mutual_info", "cosine", "linear"] = Field(
        default="mutual_info", description="How the noise grows over the timesteps."
    )
    num_timesteps: int = Field(default=1000, ge=1, description="Noising steps in training.")
    absorbing_state_idx: int = Field(default=-1, ge=-1, description="Id of the absorbing token; -1: one that is added.")
    lm_loss_weight: float = Field(default=1.0, ge=0, description="Weight of the language-model cross-entropy.")
    se_loss_weight: float = Field(default=1.0, ge=0, description="Weight of the score entropy.")


class SEDDAdapter(DefaultAdapter):
    Cfg = SEDDCfg
    Net = "nets.diffusion:SEDD"
