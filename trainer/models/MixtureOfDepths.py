"""Mixture of Depths: tokens may skip blocks."""

from dataclasses import dataclass

from pydantic import Field

from models.transformer import ContextAdapter, ContextCfg


class MixtureOfDepthsCfg(ContextCfg):
    """`model_cfg` of type `mixture-of-depths`."""

    capacity: float = Field(default=0.125, gt=0, le=1, description="Share of the tokens that a routed block processes.")
    every_other: bool = Field(default=False, description="Route every second block only; false: every block.")


@dataclass(frozen=True)
class MixtureOfDepthsAdapter(ContextAdapter):
    """A transformer and one router vector per routed block."""

    Cfg = MixtureOfDepthsCfg
    Net = "nets.transformer:MixtureOfDepths"
    cfg: MixtureOfDepthsCfg

    def parameter_count(self) -> int:
        routed = self.cfg.n_layers // 2 if self.cfg.every_other else self.cfg.n_layers
        return super().parameter_count() + routed * self.cfg.d_model
