"""GPT-2."""

from dataclasses import dataclass

from models.transformer import ContextAdapter, ContextCfg


class GPT2Cfg(ContextCfg):
    """`model_cfg` of type `gpt2`."""


@dataclass(frozen=True)
class GPT2Adapter(ContextAdapter):
    """Learned positions; the output head is the token embedding."""

    Cfg = GPT2Cfg
    Net = "nets.transformer:GPT2"
    cfg: GPT2Cfg

    def embedding_parameters(self) -> int:
        return (self.cfg.vocab_size + self.cfg.n_ctx) * self.cfg.d_model
