"""Mixture of Experts."""

from typing import Literal, Optional

from pydantic import Field

from models.base import DefaultAdapter
from models.GPT2 import GPT2Cfg


class MixtureOfExpertsCfg(GPT2Cfg):
    """`model_cfg` of type `mixture-of-experts`."""

    num_experts: int = Field(default=8, ge=1, description="Feed-forward experts per block.")
    top_k: int = Field(default=2, ge=1, description="Experts that each token visits; at most num_experts.")
    jitter_noise: float = Field(default=0.0, ge=0, description="Multiplicative noise on the router's input; 0: none.")
    alpha: float = Field(default=0.01, ge=0, description="Weight of the load-balancing loss.")
    beta: float = Field(default=0.001, ge=0, description="Weight of the router's z-loss.")
    gate_type: Literal["mixtral", "switch"] = Field(
        default="mixtral", description="Router: softmax over the chosen experts (mixtral) or over all (switch)."
    )
    gate_norm_factor: Optional[float] = Field(default=None, gt=0, description="Factor of all gates; null: 1.")


class MixtureOfExpertsAdapter(DefaultAdapter):
    Cfg = MixtureOfExpertsCfg
    Net = "nets.transformer:MixtureOfExperts"
