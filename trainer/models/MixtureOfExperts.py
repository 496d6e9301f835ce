"""Mixture of Experts."""

from dataclasses import dataclass
from typing import Literal, Optional

from pydantic import Field

from models.transformer import ContextAdapter, ContextCfg


class MixtureOfExpertsCfg(ContextCfg):
    """`model_cfg` of type `mixture-of-experts`."""

    num_experts: int = Field(default=8, ge=1, description="Feed-forward experts per block.")
    top_k: int = Field(default=2, ge=1, description="Experts that each token visits; at most num_experts.")
    jitter_noise: float = Field(default=0.0, ge=0, description="Multiplicative noise on the router's input; 0: none.")
    alpha: float = Field(default=0.01, ge=0, description="Weight of the load-balancing loss.")
    beta: float = Field(default=0.001, ge=0, description="Weight of the router's z-loss.")
    gate_type: Literal["mixtral", "switch"] = Field(
        default="mixtral", description="Router: softmax over the chosen experts (mixtral) or over all (switch)."
    )
    gate_norm_factor: Optional[float] = Field(
        default=None, gt=0, description="Scale of the chosen gates; null: they are normalized to sum to 1."
    )


@dataclass(frozen=True)
class MixtureOfExpertsAdapter(ContextAdapter):
    """A transformer with num_experts feed-forward layers per block and a router; counts all, not only the active."""

    Cfg = MixtureOfExpertsCfg
    Net = "nets.transformer:MixtureOfExperts"
    cfg: MixtureOfExpertsCfg

    def feed_forward_parameters(self) -> int:
        router = self.cfg.d_model * self.cfg.num_experts
        return self.cfg.num_experts * super().feed_forward_parameters() + router
