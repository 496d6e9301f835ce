"""SEDD: score entropy discrete diffusion."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from models.diffusion import DiffusionAdapter
from models.transformer import ContextCfg


class SEDDCfg(ContextCfg):
    """`model_cfg` of type `sedd`."""

    transition_type: Literal["absorbing", "uniform"] = Field(
        default="absorbing", description="How a noising step changes a token."
    )
    noise_schedule: Literal["mutual_info", "cosine", "linear"] = Field(
        default="mutual_info", description="How the noise grows over the timesteps."
    )
    num_timesteps: int = Field(default=1000, ge=1, description="Noising steps in training.")
    absorbing_state_idx: int = Field(
        default=-1, ge=-1, description="Id of the absorbing token; -1: one added after the vocabulary."
    )
    lm_loss_weight: float = Field(default=1.0, ge=0, description="Weight of the language-model cross-entropy.")
    se_loss_weight: float = Field(default=1.0, ge=0, description="Weight of the score entropy.")


@dataclass(frozen=True)
class SEDDAdapter(DiffusionAdapter):
    """The diffusion transformer, its head read as scores."""

    Cfg = SEDDCfg
    Net = "nets.diffusion:SEDD"
    cfg: SEDDCfg

    def has_mask_token(self) -> bool:
        return self.cfg.transition_type == "absorbing" and self.cfg.absorbing_state_idx == -1
