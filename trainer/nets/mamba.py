"""Mamba, a selective state space model (Gu & Dao 2023, 2312.00752). E inner channels, N states for each."""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from nets.base import LanguageModel
from nets.blocks import RMSNorm, initialize


class Scan(torch.autograd.Function):
    """h[t] = a[t] * h[t-1] + b[t] over the first dimension; the gradient is the same scan, backwards."""

    @staticmethod
    def forward(ctx: Any, a: Tensor, b: Tensor) -> Tensor:
        h = b.clone()
        for t in range(1, len(h)):
            h[t].addcmul_(a[t], h[t - 1])
        ctx.save_for_backward(a, h)
        return h

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Any:
        (a, h), g = ctx.saved_tensors, grad.clone()
        for t in range(len(g) - 2, -1, -1):
            g[t].addcmul_(a[t + 1], g[t + 1])
        return torch.cat([torch.zeros_like(g[:1]), g[1:] * h[:-1]]), g


@torch.compiler.disable  # a compiler would unroll the scan
def selective_scan(x: Tensor, step: Tensor, a: Tensor, b: Tensor, c: Tensor) -> Tensor:
    """Algorithm 2 of the paper in 32-bit floats: x, step [T, B, E], a [E, N], b, c [T, B, N] -> [T, B, E]."""
    states = Scan.apply((step[..., None] * a).exp(), (step * x)[..., None] * b[..., None, :])
    return (states * c[..., None, :]).sum(-1)


class MambaBlock(nn.Module):
    """Norm, causal convolution, selective scan and a gate, added to the input; [B, T, D] -> [B, T, D]."""

    def __init__(self, cfg: Any) -> None:
        super().__init__()
        self.cfg, inner, states = cfg, cfg.expand * cfg.d_model, cfg.d_state
        self.rank = math.ceil(cfg.d_model / 16) if cfg.time_step_rank == "auto" else cfg.time_step_rank
        self.norm = RMSNorm(cfg.d_model)
        self.enter = nn.Linear(cfg.d_model, 2 * inner, bias=cfg.use_bias)
        self.out = nn.Linear(inner, cfg.d_model, bias=cfg.use_bias)
        self.conv = nn.Conv1d(inner, inner, cfg.d_conv, groups=inner, padding=cfg.d_conv - 1, bias=cfg.use_conv_bias)
        self.select, self.step = nn.Linear(inner, self.rank + 2 * states, bias=False), nn.Linear(self.rank, inner)
        self.log_a = nn.Parameter(torch.arange(1.0, states + 1).log().repeat(inner))  # a vector: it does not decay
        self.skip = nn.Parameter(torch.ones(inner))

    @torch.no_grad()
    def begin(self) -> None:
        """The initial time steps, spread evenly over the logarithms from time_step_min to time_step_max."""
        cfg, std = self.cfg, self.rank**-0.5 * self.cfg.time_step_scale
        low, high = math.log(cfg.time_step_min), math.log(cfg.time_step_max)
        random = cfg.time_step_init_scheme == "random"
        self.step.weight.uniform_(-std, std) if random else self.step.weight.fill_(std)
        steps = torch.empty_like(self.step.bias).uniform_(low, high).exp().clamp(min=cfg.time_step_floor)
        self.step.bias.copy_(steps + torch.log(-torch.expm1(-steps)))  # the inverse of softplus
        if cfg.rescale_prenorm_residual:
            self.out.weight /= math.sqrt(cfg.n_layers)

    def forward(self, x: Tensor) -> Tensor:
        cfg, act = self.cfg, getattr(F, self.cfg.hidden_act)
        main, gate = self.enter(self.norm(x)).chunk(2, dim=-1)
        main = act(self.conv(main.transpose(1, 2))[..., : x.shape[1]].permute(2, 0, 1))  # [T, B, E]
        step, b, c = self.select(main).split([self.rank, cfg.d_state, cfg.d_state], dim=-1)
        parts = main.float(), F.softplus(self.step(step).float()), -self.log_a.exp().view(-1, cfg.d_state)
        # The states are computed anew for the gradient, as in the paper, for they are N times as large as the rest.
        mixed = checkpoint(selective_scan, *parts, b.float(), c.float(), use_reentrant=False) + self.skip * main
        y = self.out(mixed.transpose(0, 1).to(gate.dtype) * act(gate))
        return y + (x.float() if cfg.residual_in_fp32 else x.to(y.dtype))


class Mamba(LanguageModel):
    """n_layers Mamba blocks; the head is the embedding."""

    def __init__(self, cfg: Any) -> None:
        layers = [MambaBlock(cfg) for _ in range(cfg.n_layers)]
        super().__init__(cfg, cfg.d_model, layers, RMSNorm(cfg.d_model), tied=True)
        self.bos, self.eos, self.pad = cfg.bos_token_id, cfg.eos_token_id, cfg.pad_token_id
        if max(self.bos, self.pad) >= cfg.vocab_size:
            raise ValueError("bos_token_id and pad_token_id must be below vocab_size")
        initialize(self, cfg.initializer_range)
        for layer in layers:
            layer.begin()
