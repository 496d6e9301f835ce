"""Mamba: a selective state space model."""

from dataclasses import dataclass
from math import ceil
from typing import Literal, Union

from pydantic import Field

from models.base import DefaultAdapter, ModelCfg


class StateSpaceCfg(ModelCfg):
    """Shape of a state space model."""

    n_ctx: int = Field(default=1024, ge=1, description="Longest context, in tokens.")
    d_model: int = Field(default=768, ge=1, description="Width of the residual stream, in channels.")
    d_state: int = Field(default=16, ge=1, description="Size of the state per inner channel.")
    n_layers: int = Field(default=12, ge=1, description="Number of Mamba blocks.")
    pad_token_id: int = Field(default=0, ge=0, description="Id of the token that pads a sequence.")
    bos_token_id: int = Field(default=0, ge=0, description="Id of the token that begins a text.")
    eos_token_id: int = Field(default=0, ge=0, description="Id of the token that ends a text.")


class MambaCfg(StateSpaceCfg):
    """`model_cfg` of type `mamba`."""

    expand: int = Field(default=2, ge=1, description="Inner width as a multiple of d_model.")
    d_conv: int = Field(default=4, ge=1, description="Width of the causal convolution, in tokens.")
    use_bias: bool = Field(default=False, description="Biases in the input and output projections.")
    use_conv_bias: bool = Field(default=True, description="Bias in the causal convolution.")
    hidden_act: Literal["silu", "gelu", "relu"] = Field(default="silu", description="Activation of the gates.")
    initializer_range: float = Field(
        default=0.1, gt=0, description="Standard deviation of the initial weights of embedding and projections."
    )
    residual_in_fp32: bool = Field(default=True, description="Keep the residual stream in 32-bit floats.")
    fused_add_norm: bool = Field(default=False, description="Fuse the residual addition with the norm after it.")
    rescale_prenorm_residual: bool = Field(
        default=False, description="Scale initial output projections by one over the root of the depth."
    )
    time_step_rank: Union[int, Literal["auto"]] = Field(
        default="auto", description="Rank of the time step's projection; auto: d_model / 16, rounded up."
    )
    time_step_scale: float = Field(default=1.0, gt=0, description="Scale of the time step's initial weights.")
    time_step_min: float = Field(default=0.001, gt=0, description="Smallest initial time step.")
    time_step_max: float = Field(default=0.1, gt=0, description="Largest initial time step.")
    time_step_init_scheme: Literal["random", "constant"] = Field(
        default="random", description="How the time step's weights are drawn."
    )
    time_step_floor: float = Field(default=1e-4, gt=0, description="Lower bound of every initial time step.")


@dataclass(frozen=True)
class MambaAdapter(DefaultAdapter):
    """Per block: input, output, convolution, state and time-step projections; the head is the embedding."""

    Cfg = MambaCfg
    Net = "nets.mamba:Mamba"
    cfg: MambaCfg

    def block_parameters(self) -> int:
        cfg = self.cfg
        inner = cfg.expand * cfg.d_model
        rank = ceil(cfg.d_model / 16) if cfg.time_step_rank == "auto" else cfg.time_step_rank
        projections = 3 * cfg.d_model * inner + (2 * inner + cfg.d_model if cfg.use_bias else 0)
        convolution = inner * (cfg.d_conv + (1 if cfg.use_conv_bias else 0))
        time_step = inner * rank + rank * inner + inner
        state = inner * 2 * cfg.d_state + inner * cfg.d_state + inner
        return projections + convolution + time_step + state + cfg.d_model

    def parameter_count(self) -> int:
        return (self.cfg.vocab_size + 1) * self.cfg.d_model + self.cfg.n_layers * self.block_parameters()
