"""Blocks that the networks share. Shapes: B rows, T tokens, D channels, H heads of C channels."""

import math
from typing import Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def initialize(model: nn.Module, std: float = 0.02, depth: int = 0) -> None:
    """GPT-2's initial weights (Radford et al. 2019); projections named `out` shrink with the root of the depth."""
    for name, module in model.named_modules():
        if isinstance(module, (nn.Linear, nn.Embedding)):
            shrunk = std / math.sqrt(2 * depth) if depth and name.endswith("out") else std
            nn.init.normal_(module.weight, std=shrunk)
            if getattr(module, "bias", None) is not None:
                nn.init.zeros_(module.bias)


def sinusoids(positions: Tensor, width: int) -> Tensor:
    """Sines and cosines of falling frequency (Vaswani et al. 2017, 1706.03762); [...] -> [..., width]."""
    rates = torch.exp(torch.arange(0, width, 2, device=positions.device) * (-math.log(10000) / width))
    angles = positions[..., None].float() * rates
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(-2)[..., :width]


def rotate(x: Tensor) -> Tensor:
    """Rotary positions (Su et al. 2021, 2104.09864): pairs of channels turned with the place; [..., T, C]."""
    angles = sinusoids(torch.arange(x.shape[-2], device=x.device), x.shape[-1]).to(x.dtype)
    sin, cos = angles[..., 0::2], angles[..., 1::2]
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack([even * cos - odd * sin, even * sin + odd * cos], dim=-1).flatten(-2)


def rms_norm(x: Tensor) -> Tensor:
    """Zhang & Sennrich 2019, without a learned scale; [..., D]."""
    return F.rms_norm(x, (x.shape[-1],))


class Attention(nn.Module):
    """Multi-head attention (Vaswani et al. 2017), [B, T, D] -> [B, T, D]; rotary: positions and normed queries, keys.

    `gain`: a learned scale per channel of the normed queries and keys (nGPT), kept at 1 / sqrt(D) times its value.
    """

    def __init__(
        self, width: int, heads: int, head_dim: Optional[int] = None, bias: bool = True, causal: bool = True,
        rotary: bool = False, gain: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        if head_dim is None and width % heads:
            raise ValueError(f"a width of {width} channels is no multiple of {heads} heads")
        inner = heads * (head_dim or width // heads)
        self.heads, self.causal, self.rotary = heads, causal, rotary
        self.qkv, self.out = nn.Linear(width, 3 * inner, bias=bias), nn.Linear(inner, width, bias=bias)
        self.gain = nn.Parameter(torch.full((heads, 1, inner // heads), width**-0.5)) if gain else None

    def split(self, x: Tensor) -> "tuple[Tensor, Tensor, Tensor]":
        """Queries, keys and values, each [B, H, T, C]."""
        q, k, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).transpose(1, 3).unbind(2)
        if self.rotary:
            q, k = rotate(rms_norm(q)), rotate(rms_norm(k))
        if self.gain is not None:
            scale = self.gain * math.sqrt(x.shape[-1])
            q, k = q * scale, k * scale
        return q, k, v

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.split(x)
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return self.out(mixed.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    """Two layers of `mult` times the width and GELU between them, or the square of ReLU (So et al. 2021)."""

    def __init__(self, width: int, mult: int = 4, bias: bool = True, squared_relu: bool = False) -> None:
        super().__init__()
        self.up, self.out = nn.Linear(width, mult * width, bias=bias), nn.Linear(mult * width, width, bias=bias)
        self.squared_relu = squared_relu

    def forward(self, x: Tensor) -> Tensor:
        hidden = self.up(x)
        return self.out(F.relu(hidden).square() if self.squared_relu else F.gelu(hidden))


class Block(nn.Module):
    """A pre-norm block, [B, T, D] -> [B, T, D]: attention and feed-forward, each added to its input."""

    def __init__(self, attention: nn.Module, feed_forward: nn.Module, width: int = 0) -> None:
        super().__init__()
        self.attention, self.feed_forward = attention, feed_forward
        # width 0: norms without learned scales
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(2)) if width else (rms_norm, rms_norm)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attention(self.norms[0](x))
        return x + self.feed_forward(self.norms[1](x))
