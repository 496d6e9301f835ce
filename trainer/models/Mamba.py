"""Mamba: a selective state space model."""

from typing import Literal, Union

from pydantic import Field

from models.base import DefaultAdapter, ModelCfg


class MambaCfg(ModelCfg):
    """`model_cfg` of type `mamba`."""

    n_ctx: int = Field(default=1024, ge=1, description="Longest context, in tokens.")
    d_model: int = Field(default=768, ge=1, description="Width of the residual stream, in channels.")
    d_state: int = Field(default=16, ge=1, description="Size of the state per inner channel.")
    n_layers: int = Field(default=12, ge=1, description="Number of Mamba blocks.")
    pad_token_id: int = Field(default=0, ge=0, description="Id of the token that pads a sequence.")
    bos_token_id: int = Field(default=0, ge=0, description="Id of the token that begins a text.")
    eos_token_id: int = Field(default=0, ge=0, description="Id of the token that ends a text.")
    expand: int = Field(default=2, ge=1, description="Inner width as a multiple of d_model.")
    d_conv: int = Field(default=4, ge=1, description="Width of the causal convolution, in tokens.")
    use_bias: bool = Field(default=False, description="Biases in the input and output projections.")
    use_conv_bias: bool = Field(default=True, description="Bias in the causal convolution.")
    hidden_act: Literal["silu", "gelu", "relu"] = Field(default="silu", description="Activation of the gates.")
    initializer_range: float = Field(default=0.1, gt=0, description="Standard deviation of the initial weights.")
    residual_in_fp32: bool = Field(default=True, description="Keep the residual stream in 32-bit floats.")
    fused_add_norm: bool = Field(default=False, description="Fuse the residual addition with the norm after it.")
    rescale_prenorm_residual: bool = Field(default=False, description="Shrink output layers by the root of the depth.")
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


class MambaAdapter(DefaultAdapter):
    Cfg = MambaCfg
    Net = "nets.mamba:Mamba"
