"""What the diffusion language models share: a transformer that is told the time."""

from dataclasses import dataclass

from models.transformer import ContextAdapter

# Frequencies of the sinusoidal features of the time, the input of its two-layer embedding.
TIME_FEATURES = 256


@dataclass(frozen=True)
class DiffusionAdapter(ContextAdapter):
    """A transformer, the embedding of the time, and one extra token where noise masks tokens."""

    def has_mask_token(self) -> bool:
        return True

    def embedding_parameters(self) -> int:
        extra_tokens = 1 if self.has_mask_token() else 0
        time = (TIME_FEATURES + self.cfg.d_model) * self.cfg.d_model
        return 2 * (self.cfg.vocab_size + extra_tokens) * self.cfg.d_model + time
