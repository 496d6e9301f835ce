"""Recurrent Depth: a core of blocks that is run many times."""

from typing import Literal

from pydantic import Field

from models.base import DefaultAdapter
from models.GPT2 import GPT2Cfg


class RecurrentDepthCfg(GPT2Cfg):
    """`model_cfg` of type `recurrent-depth`; l_p, l_core and l_c stand in for n_layers."""

    l_p: int = Field(default=2, ge=0, description="Blocks of the prelude, before the core.")
    l_core: int = Field(default=4, ge=1, description="Blocks of the core, which is run again and again.")
    l_c: int = Field(default=2, ge=0, description="Blocks of the coda, after the core.")
    mean_recurrence: int = Field(default=32, ge=1, description="Mean number of runs of the core in training.")
    lognorm_var: float = Field(default=3.0, ge=0, description="Variance of the log-normal draw of that number.")
    k_trunc: int = Field(default=8, ge=1, description="Last runs of the core that gradients flow through.")
    s0_std: float = Field(default=0.02, ge=0, description="Standard deviation of the random initial state.")
    r_max: int = Field(default=64, ge=1, description="Most runs of the core in one training step.")
    eval_recurrence: int = Field(default=32, ge=1, description="Runs of the core in validation.")
    tie_embeddings: bool = Field(default=True, description="Use the token embedding as the output head.")
    adapter_mode: Literal["concat", "add"] = Field(
        default="concat", description="How the embedded input is injected into the state before each run."
    )


class RecurrentDepthAdapter(DefaultAdapter):
    Cfg = RecurrentDepthCfg
    Net = "nets.transformer:RecurrentDepth"

    def notes(self) -> list[str]:
        return super().notes() + [f"model_cfg.n_layers={self.cfg.n_layers} is not read: l_p, l_core and l_c are"]
