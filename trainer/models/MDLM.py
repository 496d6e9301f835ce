"""MDLM: a masked diffusion language model."""

from typing import Literal

from pydantic import Field

from models.base import DefaultAdapter
from models.GPT2 import GPT2Cfg


class MDLMCfg(GPT2Cfg):
    """`model_cfg` of type `mdlm`."""

    alpha_type: Literal["cosine", "linear", "geometric"] = Field(
        default="cosine", description="Shape of alpha(t), the chance that a token is still unmasked at time t."
    )
    alpha_min: float = Field(default=0.001, ge=0, le=1, description="alpha at the end of the noising.")
    alpha_max: float = Field(default=1.0, gt=0, le=1, description="alpha at the start of the noising.")
    continuous_time: bool = Field(default=True, description="Draw the time from an interval; false: from steps.")
    use_subs_parameterization: bool = Field(default=True, description="Never predict a mask; carry other tokens over.")
    num_sampling_steps: int = Field(default=100, ge=1, description="Denoising steps when sampling.")
    use_low_discrepancy_sampler: bool = Field(default=True, description="Spread the times evenly over a batch.")
    sar_chunk_size: int = Field(default=512, ge=1, description="Tokens per chunk of semi-autoregressive sampling.")


class MDLMAdapter(DefaultAdapter):
    Cfg = MDLMCfg
    Net = "nets.diffusion:MDLM"
