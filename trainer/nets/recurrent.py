"""Recurrent depth: a core of blocks that runs again and again on a latent state."""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nets.base import LanguageModel
from nets.blocks import Attention, FeedForward, RMSNorm, initialize, run


class SandwichBlock(nn.Module):
    """A norm before and after each layer, which the recurrence needs to stay bounded; [B, T, D] -> [B, T, D]."""

    def __init__(self, cfg: Any) -> None:
        super().__init__()
        self.attention = Attention(cfg.d_model, cfg.num_heads, rotary=True)
        self.feed_forward = FeedForward(cfg.d_model, act=F.silu)
        self.norms = nn.ModuleList(RMSNorm(cfg.d_model) for _ in range(4))

    def forward(self, x: Tensor) -> Tensor:
        x = self.norms[1](x + self.attention(self.norms[0](x)))
        return self.norms[3](x + self.feed_forward(self.norms[2](x)))


class RecurrentDepth(LanguageModel):
    """Geiping et al. 2025 (2502.05171): prelude, core and coda.

    The core runs from a random state; before each run the embedded input is put in again. In training the number of
    runs is Poisson with a log-normal mean (lognorm_var: the variance of its logarithm), and only the last k_trunc
    have gradients; in eval mode it is eval_recurrence.
    """

    def __init__(self, cfg: Any) -> None:
        layers = (SandwichBlock(cfg) for _ in range(cfg.l_p + cfg.l_core + cfg.l_c))
        super().__init__(cfg, cfg.d_model, layers, RMSNorm(cfg.d_model), tied=cfg.tie_embeddings)
        concat = cfg.adapter_mode == "concat"
        self.inject = nn.Linear(2 * cfg.d_model, cfg.d_model, bias=False) if concat else None
        initialize(self, depth=cfg.l_p + cfg.mean_recurrence * cfg.l_core + cfg.l_c)

    def runs(self) -> int:
        """How often the core runs in this pass."""
        cfg = self.cfg
        if not self.training:
            return cfg.eval_recurrence
        log_rate = math.log(cfg.mean_recurrence) - cfg.lognorm_var / 2 + math.sqrt(cfg.lognorm_var) * torch.randn(())
        return min(cfg.r_max, 1 + int(torch.poisson(log_rate.exp())))

    def logits(self, tokens: Tensor) -> Tensor:
        cfg, layers = self.cfg, list(self.layers)
        prelude, core, coda = layers[: cfg.l_p], layers[cfg.l_p : cfg.l_p + cfg.l_core], layers[cfg.l_p + cfg.l_core :]
        given = run(prelude, self.read(tokens) * math.sqrt(cfg.d_model))
        x = torch.randn_like(given) * cfg.s0_std
        for left in range(self.runs(), 0, -1):
            with torch.set_grad_enabled(torch.is_grad_enabled() and left <= cfg.k_trunc):
                x = run(core, self.inject(torch.cat([x, given], dim=-1)) if self.inject else x + given)
        return self.head(self.norm(run(coda, x)))
