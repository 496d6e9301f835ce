"""The two families of transformers here, told apart by the names of their keys."""

from dataclasses import dataclass

from pydantic import Field

from models.base import DefaultAdapter, ModelCfg

# Channels per attention head of the decoder family, whatever model_dim is.
HEAD_DIM = 128


class DecoderCfg(ModelCfg):
    """Decoders with rotary positions: no context length of their own, seq_len decides."""

    num_layers: int = Field(default=12, ge=1, description="Number of transformer blocks.")
    num_heads: int = Field(default=6, ge=1, description="Attention heads per block, of 128 channels each.")
    model_dim: int = Field(default=768, ge=1, description="Width of the residual stream, in channels.")


class Fp8DecoderCfg(DecoderCfg):
    """A decoder whose output head may run in 8-bit floats."""

    use_fp8: bool = Field(default=False, description="Run the output head in 8-bit floats (needs a Hopper GPU).")


class ContextCfg(ModelCfg):
    """Transformers built for a longest context, with GPT-2's key names."""

    n_ctx: int = Field(default=1024, ge=1, description="Longest context, in tokens.")
    d_model: int = Field(default=768, ge=1, description="Width of the residual stream, in channels.")
    num_heads: int = Field(default=6, ge=1, description="Attention heads per block.")
    n_layers: int = Field(default=12, ge=1, description="Number of transformer blocks.")


@dataclass(frozen=True)
class DecoderAdapter(DefaultAdapter):
    """Embedding and untied head, and per block four attention projections and a feed-forward of 4x width."""

    Cfg = DecoderCfg

    cfg: DecoderCfg

    def attention_parameters(self) -> int:
        return 4 * self.cfg.model_dim * self.cfg.num_heads * HEAD_DIM

    def block_parameters(self) -> int:
        return self.attention_parameters() + 8 * self.cfg.model_dim**2

    def parameter_count(self) -> int:
        return 2 * self.cfg.vocab_size * self.cfg.model_dim + self.cfg.num_layers * self.block_parameters()


@dataclass(frozen=True)
class ContextAdapter(DefaultAdapter):
    """Embedding, blocks with biases and two layer norms, a final norm, and an untied head."""

    Cfg = ContextCfg

    cfg: ContextCfg

    def feed_forward_parameters(self) -> int:
        return 8 * self.cfg.d_model**2 + 5 * self.cfg.d_model

    def block_parameters(self) -> int:
        attention_and_norms = 4 * self.cfg.d_model**2 + 8 * self.cfg.d_model
        return attention_and_norms + self.feed_forward_parameters()

    def embedding_parameters(self) -> int:
        """Token embedding and output head."""
        return 2 * self.cfg.vocab_size * self.cfg.d_model

    def parameter_count(self) -> int:
        return self.embedding_parameters() + self.cfg.n_layers * self.block_parameters() + 2 * self.cfg.d_model
