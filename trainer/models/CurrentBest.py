"""Current-best GPT, and the keys of all decoders with rotary positions."""

from pydantic import Field

from models.base import DefaultAdapter, ModelCfg


class DecoderCfg(ModelCfg):
    """Decoders with rotary positions: no context length of their own, seq_len decides."""

    num_layers: int = Field(default=12, ge=1, description="Number of transformer blocks.")
    num_heads: int = Field(default=6, ge=1, description="Attention heads per block, of 128 channels each.")
    model_dim: int = Field(default=768, ge=1, description="Width of the residual stream, in channels.")


class CurrentBestCfg(DecoderCfg):
    """`model_cfg` of types `current-best` and `ngpt`."""

    use_fp8: bool = Field(default=False, description="Run the output head in 8-bit floats (needs a Hopper GPU).")


class CurrentBestAdapter(DefaultAdapter):
    Cfg = CurrentBestCfg
    Net = "nets.decoder:CurrentBest"
