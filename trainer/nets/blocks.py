"""Blocks that the networks share. Shapes: B rows, T tokens, D channels, H heads of C channels."""

import math
from typing import Any, Callable, Iterable

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def initialize(model: nn.Module, std: float = 0.02, depth: int = 0) -> None:
    """GPT-2's initial weights (Radford et al. 2019): layers named `out` shrink with the root of the depth."""
    for name, module in model.named_modules():
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=std / math.sqrt(2 * depth) if depth and name.endswith("out") else std)
            if isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)


def sinusoids(places: Tensor, width: int) -> Tensor:
    """Sines and cosines of falling frequency (Vaswani et al. 2017, 1706.03762); [...] -> [..., width]."""
    rates = torch.exp(torch.arange(0, width, 2, device=places.device) * (-math.log(10000) / width))
    angles = places[..., None].float() * rates
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)[..., :width]


def positions(x: Tensor, width: int) -> Tensor:
    """The sinusoids of the places 0 to T - 1 of x [B, T], [T, width]."""
    return sinusoids(torch.arange(x.shape[1], device=x.device), width)


def rotate(x: Tensor) -> Tensor:
    """Rotary positions (Su et al. 2021, 2104.09864): pairs of channels turned with the place; [B, H, T, C]."""
    turn = positions(x[:, 0], x.shape[-1]).to(x.dtype).unflatten(-1, (-1, 2))
    sin, cos, even, odd = turn[..., 0], turn[..., 1], x[..., 0::2], x[..., 1::2]
    return torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1).flatten(-2)


def run(layers: Iterable[nn.Module], x: Tensor) -> Tensor:
    for layer in layers:
        x = layer(x)
    return x


def rms_norm(x: Tensor) -> Tensor:
    """Zhang & Sennrich 2019 (1910.07467), without a learned scale; [..., D]."""
    return F.rms_norm(x, (x.shape[-1],))


class RMSNorm(nn.RMSNorm):
    """The same with a learned scale, in 32-bit floats whatever comes in."""

    def forward(self, x: Tensor) -> Tensor:
        return super().forward(x.float())


class Attention(nn.Module):
    """Multi-head attention (Vaswani et al. 2017), [B, T, D] -> [B, T, D].

    rotary: by rotation, without biases; head_dim: of heads with normed queries and keys, else D / H; pairs: of k and v.
    """

    def __init__(
        self, width: int, heads: int, causal: bool = True, rotary: bool = False, head_dim: int = 0, pairs: int = 1
    ) -> None:
        super().__init__()
        if not head_dim and (width % heads or rotary and width // heads % 2):
            raise ValueError(f"{width} channels do not split in {heads} heads{' of an even width' if rotary else ''}")
        self.heads, self.causal, self.rotary, self.normed = heads, causal, rotary, head_dim > 0
        inner = heads * (head_dim or width // heads)
        self.qkv = nn.Linear(width, (1 + 2 * pairs) * inner, bias=not rotary)
        self.out = nn.Linear(inner, width, bias=not rotary)

    def split(self, x: Tensor) -> Any:
        """Queries, then keys and values, each [B, H, T, C]."""
        size = self.out.in_features // self.heads
        parts = list(self.qkv(x).unflatten(-1, (-1, self.heads, size)).transpose(1, 3).unbind(2))
        for index in [0, *range(1, len(parts), 2)] if self.rotary else []:
            parts[index] = rotate(rms_norm(parts[index]) if self.normed else parts[index])
        return parts

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.split(x)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out(mixed.transpose(1, 2).flatten(2))


def swiglu(x: Tensor) -> Tensor:
    """Shazeer 2020 (2002.05202): one half of the channels gates the other; [..., 2 * D] -> [..., D]."""
    value, gate = x.chunk(2, dim=-1)
    return value * F.silu(gate)


class FeedForward(nn.Module):
    """Two layers, `mult` times the width between them, or 2/3 of that, gated; [B, T, D] -> [B, T, D]."""

    def __init__(self, width: int, mult: int = 4, bias: bool = True, act: Callable[..., Tensor] = F.gelu) -> None:
        super().__init__()
        inner, parts = (-(-2 * mult * width // 3), 2) if act is swiglu else (mult * width, 1)
        self.up, self.out = nn.Linear(width, parts * inner, bias=bias), nn.Linear(inner, width, bias=bias)
        self.act = act

    def forward(self, x: Tensor) -> Tensor:
        return self.out(self.act(self.up(x)))


class Block(nn.Module):
    """Attention and feed-forward, each on normed input and added to it; width 0: RMS norms without learned scales."""

    def __init__(self, attention: nn.Module, feed_forward: nn.Module, width: int = 0, norm: Any = nn.LayerNorm) -> None:
        super().__init__()
        self.attention, self.feed_forward = attention, feed_forward
        self.norm1: Any = norm(width) if width else rms_norm
        self.norm2: Any = norm(width) if width else rms_norm

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norm1(x))
        return x + self.feed_forward(self.norm2(x))
