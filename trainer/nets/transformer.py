"""Transformers with GPT-2's key names: the plain decoder, GPT-2, and the two that route tokens."""

from typing import Any

import torch
from torch import Tensor, nn

from nets.base import LanguageModel
from nets.blocks import Attention, Block, FeedForward, initialize, sinusoids


class Transformer(LanguageModel):
    """The decoder of Vaswani et al. 2017 (1706.03762): fixed positions, here with norms before the layers."""

    causal = True

    def __init__(self, cfg: Any, ids: int = 0) -> None:
        super().__init__(cfg)
        ids = ids or cfg.vocab_size
        self.embed = nn.Embedding(ids, cfg.d_model)
        self.layers = nn.ModuleList(self.block(index) for index in range(cfg.n_layers))
        self.norm = nn.LayerNorm(cfg.d_model)
        self.head = nn.Linear(cfg.d_model, ids, bias=False)
        initialize(self, depth=cfg.n_layers)

    def block(self, index: int) -> nn.Module:
        width = self.cfg.d_model
        return Block(Attention(width, self.cfg.num_heads, causal=self.causal), self.feed_forward(), width)

    def feed_forward(self) -> nn.Module:
        return FeedForward(self.cfg.d_model)

    def positions(self, tokens: Tensor) -> Tensor:
        """[T, D]"""
        return sinusoids(torch.arange(tokens.shape[1], device=tokens.device), self.cfg.d_model)

    def read(self, tokens: Tensor) -> Tensor:
        """Embedded tokens and their positions, [B, T] -> [B, T, D]."""
        if tokens.shape[1] > self.cfg.n_ctx:
            raise ValueError(f"a row of {tokens.shape[1]} tokens is longer than n_ctx, {self.cfg.n_ctx}")
        return self.embed(tokens) * self.cfg.d_model**0.5 + self.positions(tokens)

    def logits(self, tokens: Tensor) -> Tensor:
        x = self.read(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


class GPT2(Transformer):
    """Radford et al. 2019, "Language Models are Unsupervised Multitask Learners": learned positions, tied head."""

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg)
        self.places = nn.Embedding(cfg.n_ctx, cfg.d_model)
        nn.init.normal_(self.places.weight, std=0.01)
        self.head.weight = self.embed.weight

    def read(self, tokens: Tensor) -> Tensor:
        return self.embed(tokens) + self.places.weight[: tokens.shape[1]]
