"""D3PM: a discrete diffusion probabilistic model."""

from typing import Literal

from pydantic import Field

from models.base import DefaultAdapter
from models.GPT2 import GPT2Cfg


class D3PMCfg(GPT2Cfg):
    """`model_cfg` of type `d3pm`."""

    transition_type: Literal["absorbing", "uniform", "gaussian", "nearest_neighbor"] = Field(
        default="absorbing", description="How a noising step changes a token."
    )
    noise_schedule: Literal["cosine", "linear", "mutual_info"] = Field(
        default="cosine", description="How the noise grows over the timesteps."
    )
    absorbing_state_idx: int = Field(default=-1, ge=-1, description="Id of the absorbing token; -1: one that is added.")
    num_timesteps: int = Field(default=1000, ge=1, description="Noising steps in training.")
    auxiliary_loss_weight: float = Field(default=0.01, ge=0, description="Weight of a cross-entropy beside the bound.")
    sampling_timesteps: int = Field(default=1000, ge=1, description="Denoising steps when sampling.")
    gaussian_beta_min: float = Field(default=1e-4, gt=0, description="First noise level of gaussian transitions.")
    gaussian_beta_max: float = Field(default=0.02, gt=0, description="Last noise level of gaussian transitions.")
    nearest_neighbors: int = Field(default=5, ge=1, description="Nearest embeddings that such a transition may reach.")


class D3PMAdapter(DefaultAdapter):
    Cfg = D3PMCfg
    Net = "nets.diffusion:D3PM"
