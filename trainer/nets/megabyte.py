"""MegaByte (Yu et al. 2023, 2305.07185): a global transformer over patches of P bytes, a local one within each."""

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nets.base import LanguageModel, cross_entropy
from nets.blocks import Attention, Block, FeedForward, initialize, rms_norm, run


def block(width: int, heads: int, mult: int) -> Block:
    return Block(Attention(width, heads, rotary=True), FeedForward(width, mult, bias=False))


class MegaByte(LanguageModel):
    """`embed`, `layers` and `head` are the local model's. A byte is predicted from those before it, even the first.

    Positions are learned, as in the paper, and also rotary within the attention.
    """

    extra_tokens = 0

    def __init__(self, cfg: Any) -> None:
        if cfg.n_ctx % cfg.patch_size or cfg.pad_id >= cfg.vocab_size:
            raise ValueError("n_ctx must be a multiple of patch_size, and pad_id below vocab_size")
        width = cfg.patch_size * cfg.d_global_pre_patch
        local = (block(cfg.d_local, cfg.local_n_heads, cfg.d_mult) for _ in range(cfg.n_layers_d_local))
        wide = (block(width, cfg.global_n_heads, cfg.d_mult) for _ in range(cfg.n_layers_d_global))
        super().__init__(cfg, cfg.d_local, local, rms_norm)
        self.wide = nn.ModuleList(wide)
        self.wide_embed = nn.Embedding(cfg.vocab_size, cfg.d_global_pre_patch)
        self.wide_places = nn.Embedding(cfg.n_ctx, cfg.d_global_pre_patch)
        self.places = nn.Embedding(cfg.patch_size, cfg.d_local)
        self.step = nn.Linear(cfg.d_global_pre_patch, cfg.d_local, bias=False)
        initialize(self, depth=cfg.n_layers_d_global + cfg.n_layers_d_local)
        self.bos = self.pad = cfg.pad_id
        self.eos = cfg.eos_id

    def predict(self, tokens: Tensor, more: int) -> Tensor:
        """Log-chances of each byte and of `more` that follow, [B, T] -> [B, T + more, V]; pads make patches whole."""
        size, length = self.cfg.patch_size, tokens.shape[1] + more
        x = F.pad(tokens, (size, -length % size + more), value=self.pad)
        # The global model reads the patch before: a patch of pads first.
        place = (torch.arange(x.shape[1] - size, device=x.device) - size).clamp(min=0)
        wide = (self.wide_embed(x[:, :-size]) + self.wide_places(place)).unflatten(1, (-1, size)).flatten(2)
        wide = run(self.wide, wide)  # [B, T / P, P * D]
        before = F.pad(x[:, size:].unflatten(1, (-1, size))[..., :-1], (1, 0), value=self.pad)  # [B, T / P, P]
        local = self.step(rms_norm(wide).unflatten(-1, (size, -1))) + self.embed(before) + self.places.weight
        local = run(self.layers, local.flatten(0, 1))
        return self.head(rms_norm(local)).unflatten(0, (len(x), -1)).flatten(1, 2)[:, :length]

    def logits(self, tokens: Tensor) -> Tensor:
        return self.predict(tokens, 1)[:, 1:]

    def loss(self, tokens: Tensor) -> Tensor:
        return cross_entropy(self.predict(tokens, 0), tokens)
