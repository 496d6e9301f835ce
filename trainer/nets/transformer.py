"""Transformers with GPT-2's key names: the plain decoder, GPT-2, the two that route tokens, and recurrent depth."""

import math
from functools import partial
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nets.base import LanguageModel
from nets.blocks import Attention, Block, FeedForward, RMSNorm, initialize, positions, run, swiglu


class Transformer(LanguageModel):
    """The decoder of Vaswani et al. 2017 (1706.03762), with ReLU and fixed positions; norms stand before the layers."""

    def __init__(self, cfg: Any, tied: bool = False, act: Any = F.relu) -> None:
        layers = (self.block(cfg, index, act) for index in range(cfg.n_layers))
        super().__init__(cfg, cfg.d_model, layers, nn.LayerNorm(cfg.d_model), tied=tied)

    def block(self, cfg: Any, index: int, act: Any) -> Block:
        return Block(Attention(cfg.d_model, cfg.num_heads), FeedForward(cfg.d_model, act=act), cfg.d_model)

    def read(self, tokens: Tensor) -> Tensor:
        return self.embed(tokens) * self.cfg.d_model**0.5 + positions(tokens, self.cfg.d_model)


class GPT2(Transformer):
    """Radford et al. 2019, "Language Models are Unsupervised Multitask Learners": learned positions, tied head."""

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg, tied=True, act=partial(F.gelu, approximate="tanh"))
        self.places = nn.Embedding(cfg.n_ctx, cfg.d_model)
        nn.init.normal_(self.places.weight, std=0.01)

    def read(self, tokens: Tensor) -> Tensor:
        return self.embed(tokens) + self.places.weight[: tokens.shape[1]]


class RoutedBlock(Block):
    """A block that only some tokens of a row pass, weighed by their score; the others stay as they are.

    In training the `share` of them with the best scores, which the router learns to tell one by one (`auxiliary`); in
    eval mode those with a score above 0, so that no token's way depends on a later one. [B, T, D] -> [B, T, D]
    """

    def __init__(self, share: float, attention: nn.Module, feed_forward: nn.Module, width: int) -> None:
        super().__init__(attention, feed_forward, width)
        self.share, self.router = share, nn.Linear(width, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        score = self.router(x).squeeze(-1)
        worst = score.topk(math.ceil(self.share * x.shape[1])).values[:, -1:]
        chosen = score >= worst if self.training else score > 0
        self.auxiliary = F.binary_cross_entropy_with_logits(score.float(), chosen.float())
        # The chosen first and in order; a row with fewer than the fullest is filled up behind them, at weight 0.
        first = (~chosen).byte().argsort(dim=1, stable=True)[:, : int(chosen.sum(1).max()), None]
        part = x.gather(1, first.expand(-1, -1, x.shape[-1]))
        change = (score * chosen)[..., None].gather(1, first) * (super().forward(part) - part)
        return x.scatter_add(1, first.expand_as(change), change.to(x.dtype))


class MixtureOfDepths(Transformer):
    """Raposo et al. 2024 (2404.02258): in a routed block, a `capacity` of the tokens is processed."""

    def block(self, cfg: Any, index: int, act: Any) -> Block:
        plain = super().block(cfg, index, act)
        if cfg.every_other and index % 2 == 0:
            return plain
        return RoutedBlock(cfg.capacity, plain.attention, plain.feed_forward, cfg.d_model)


class Experts(nn.Module):
    """Each token visits the top_k of num_experts gated feed-forward layers; [B, T, D] -> [B, T, D].

    `auxiliary`: the load-balancing loss of Fedus et al. 2021 (2101.03961) and the z-loss of Zoph et al. 2022
    (2202.08906). Gates are a softmax over the chosen (mixtral, sums to 1) or the chosen of one over all (switch).
    """

    def __init__(self, cfg: Any) -> None:
        super().__init__()
        if cfg.top_k > cfg.num_experts:
            raise ValueError(f"top_k {cfg.top_k} is more than num_experts {cfg.num_experts}")
        self.cfg = cfg
        self.router = nn.Linear(cfg.d_model, cfg.num_experts, bias=False)
        self.experts = nn.ModuleList(FeedForward(cfg.d_model, bias=False, act=swiglu) for _ in range(cfg.num_experts))

    def forward(self, x: Tensor) -> Tensor:
        cfg, flat = self.cfg, x.flatten(0, 1)
        jitter = torch.rand_like(flat) * 2 - 1 if self.training and cfg.jitter_noise else 0
        scores = self.router(flat * (1 + cfg.jitter_noise * jitter)).float()
        best, experts = scores.topk(cfg.top_k)
        gates = best.softmax(-1) if cfg.gate_type == "mixtral" else scores.softmax(-1).gather(1, experts)
        gates = gates * (cfg.gate_norm_factor or 1.0)
        load = F.one_hot(experts, cfg.num_experts).float().mean((0, 1))
        balance = cfg.num_experts * (load * scores.softmax(-1).mean(0)).sum()
        self.auxiliary = cfg.alpha * balance + cfg.beta * scores.logsumexp(-1).square().mean()
        out = torch.zeros_like(flat)
        for index, expert in enumerate(self.experts):
            token, choice = (experts == index).nonzero(as_tuple=True)
            out = out.index_add(0, token, (expert(flat[token]) * gates[token, choice, None]).to(out.dtype))
        return out.view_as(x)


class MixtureOfExperts(LanguageModel):
    """Mixtral (Jiang et al. 2024, 2401.04088): experts as feed-forward layers; no grouped heads, no window."""

    def __init__(self, cfg: Any) -> None:
        parts = ((Attention(cfg.d_model, cfg.num_heads, rotary=True), Experts(cfg)) for _ in range(cfg.n_layers))
        layers = (Block(*pair, cfg.d_model, RMSNorm) for pair in parts)
        super().__init__(cfg, cfg.d_model, layers, RMSNorm(cfg.d_model))


class SandwichBlock(Block):
    """A norm before and after each layer, which the recurrence needs to stay bounded; [B, T, D] -> [B, T, D]."""

    def __init__(self, cfg: Any) -> None:
        width = cfg.d_model
        attention, gated = Attention(width, cfg.num_heads, rotary=True), FeedForward(width, bias=False, act=swiglu)
        super().__init__(attention, gated, width, RMSNorm)
        self.norm3, self.norm4 = RMSNorm(width), RMSNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.norm3(x + self.attention(self.norm1(x)))
        return self.norm4(x + self.feed_forward(self.norm2(x)))


class RecurrentDepth(LanguageModel):
    """Geiping et al. 2025 (2502.05171): prelude, core and coda; the core runs again and again on a latent state.

    It starts from a random state; the embedded input is put in before each run, and the head's norm stands before the
    coda, too. In training the number of runs is Poisson with a log-normal mean (lognorm_var: the variance of its
    logarithm), and only the last k_trunc have gradients; in eval mode it is eval_recurrence.
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
        return self.head(self.norm(run(coda, self.norm(x))))
