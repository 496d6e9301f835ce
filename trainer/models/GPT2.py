"""GPT-2, and the keys of all transformers that are built for a longest context."""

from pydantic import Field

from models.base import DefaultAdapter, ModelCfg


class GPT2Cfg(ModelCfg):
    """`model_cfg` of types `gpt2` and `vanilla`."""

    n_ctx: int = Field(default=1024, ge=1, description="Longest context, in tokens.")
    d_model: int = Field(default=768, ge=1, description="Width of the residual stream, in channels.")
    num_heads: int = Field(default=6, ge=1, description="Attention heads per block.")
    n_layers: int = Field(default=12, ge=1, description="Number of transformer blocks.")


class GPT2Adapter(DefaultAdapter):
    Cfg = GPT2Cfg
    Net = "nets.transformer:GPT2"
