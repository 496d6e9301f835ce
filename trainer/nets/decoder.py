"""Decoders with rotary positions, bias-free, with heads of 128 channels: the best so far, nGPT, NSA and MTP."""

import math
from typing import Any, Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nets.base import LanguageModel, cross_entropy
from nets.blocks import Attention, Block, FeedForward, initialize, rms_norm

HEAD_DIM = 128  # channels of an attention head, whatever model_dim is


def block(cfg: Any, attention: Optional[Attention] = None) -> Block:
    """Squared ReLU (So et al. 2021, 2109.08668) between the layers of the feed-forward."""
    attention = attention or Attention(cfg.model_dim, cfg.num_heads, rotary=True, head_dim=HEAD_DIM)
    return Block(attention, FeedForward(cfg.model_dim, bias=False, act=lambda x: F.relu(x).square()))


class Decoder(LanguageModel):
    """num_layers blocks between an embedding and an untied head."""

    def __init__(self, cfg: Any, make: Any = block) -> None:
        super().__init__(cfg, cfg.model_dim, (make(cfg) for _ in range(cfg.num_layers)), rms_norm)


class CurrentBest(Decoder):
    """The GPT of the NanoGPT speedrun (Jordan et al. 2024, modded-nanogpt), without its value embeddings and window.

    The embedding is mixed into each block's input, the first half of the blocks feeds the second as in a U-net,
    the layers that write to the stream start at zero, and logits are capped softly at 15.
    """

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg)
        self.mix = nn.Parameter(torch.tensor([1.0, 0.0]).repeat(cfg.num_layers))
        self.skip = nn.Parameter(torch.ones(cfg.num_layers // 2))
        for name, weight in self.named_parameters():
            if name.endswith(("out.weight", "head.weight")):
                nn.init.zeros_(weight)

    def logits(self, tokens: Tensor) -> Tensor:
        x = first = rms_norm(self.embed(tokens))
        ends: list[Tensor] = []
        for index, layer in enumerate(self.layers):
            twin = len(self.layers) - 1 - index
            if twin < index:
                x = x + self.skip[twin] * ends[twin]
            x = layer(self.mix[2 * index] * x + self.mix[2 * index + 1] * first)
            ends.append(x)
        return 15 * torch.tanh(self.head(rms_norm(x)).float() / 15)


class ScaledAttention(Attention):
    """Attention with a learned scale per channel of the normed queries and keys."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__(width, heads, rotary=True, head_dim=HEAD_DIM)
        self.scale = nn.Parameter(torch.full((heads * HEAD_DIM,), width**-0.5))

    def split(self, x: Tensor) -> Any:
        (q, k, v), scale = super().split(x), self.scale.view(-1, 1, HEAD_DIM) * math.sqrt(x.shape[-1])
        return q * scale, k * scale, v


class NormedBlock(nn.Module):
    """Two steps on the unit sphere, each of a learned size per channel toward what its layer says; [B, T, D].

    Learned scales are kept as their value / sqrt(D) where the paper does so, which sets their learning rate.
    """

    def __init__(self, cfg: Any) -> None:
        super().__init__()
        width = cfg.model_dim
        self.attention = ScaledAttention(width, cfg.num_heads)
        self.up, self.out = nn.Linear(width, 8 * width, bias=False), nn.Linear(4 * width, width, bias=False)
        self.sizes = nn.Parameter(torch.full((2 * width,), width**-0.5))
        self.scales = nn.Parameter(torch.ones(8 * width))

    def forward(self, x: Tensor) -> Tensor:
        root = math.sqrt(x.shape[-1])
        first, second = (self.sizes * 0.05 * root).abs().chunk(2)
        x = F.normalize(x + first * (F.normalize(self.attention(x), dim=-1) - x), dim=-1)
        value, gate = (self.up(x) * self.scales).chunk(2, dim=-1)
        step = self.out(value * F.silu(gate * root))
        return F.normalize(x + second * (F.normalize(step, dim=-1) - x), dim=-1)


class NGPT(Decoder):
    """The normalized transformer (Loshchilov et al. 2024, 2410.01131): each vector of each matrix has length 1."""

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg, NormedBlock)
        self.norm, self.scale = nn.Identity(), nn.Parameter(torch.full((cfg.vocab_size,), cfg.model_dim**-0.5))
        self.after_step()

    def logits(self, tokens: Tensor) -> Tensor:
        return super().logits(tokens).float() * self.scale * math.sqrt(self.cfg.model_dim)

    @torch.no_grad()
    def after_step(self) -> None:
        for name, module in self.named_modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                module.weight.copy_(F.normalize(module.weight, dim=0 if name.endswith("out") else 1))


class SparseAttention(Attention):
    """Three branches, weighed by learned gates; [B, T, D] -> [B, T, D].

    Keys and values of whole past blocks compressed to one each; those tokens that stand in the blocks which these
    scores rank highest (its own block always is one); a sliding window. Each branch has keys and values of its own,
    as in the paper. Masks stand in place of its kernels: the same numbers, without their speed.
    """

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg.model_dim, cfg.num_heads, rotary=True, head_dim=HEAD_DIM, pairs=3)
        self.cfg = cfg
        size = cfg.compress_block_size * HEAD_DIM
        self.keys, self.values = nn.Linear(size, HEAD_DIM, bias=False), nn.Linear(size, HEAD_DIM, bias=False)
        self.gate = nn.Linear(cfg.model_dim, 3 * cfg.num_heads, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        (q, *packed, k1, v1, k2, v2), cfg, length = self.split(x), self.cfg, x.shape[1]
        small, large = cfg.compress_block_size, cfg.selection_block_size
        here, place = torch.arange(length, device=x.device)[:, None], torch.arange(length, device=x.device)
        whole, blocks = length // small, -(-length // large)

        packed = [part[:, :, : whole * small].unflatten(2, (whole, small)).flatten(3) for part in packed]
        past = (place[:whole] + 1) * small <= here + 1  # [T, whole]
        scores = q @ self.keys(packed[0]).transpose(-1, -2) / math.sqrt(HEAD_DIM)
        weights = scores.float().masked_fill(~past, -1e9).softmax(-1) * past

        spread = F.pad(weights.detach().repeat_interleave(small, -1), (0, blocks * large - whole * small))
        worth = spread.unflatten(-1, (blocks, large)).sum(-1)  # [B, H, T, blocks]
        own = here // large
        worth = worth.masked_fill(place[:blocks] == own, math.inf).masked_fill(place[:blocks] > own, -math.inf)
        best = worth.topk(min(cfg.num_selected_blocks, blocks)).indices
        selected = torch.zeros_like(worth, dtype=torch.bool).scatter(-1, best, True)
        selected = selected.repeat_interleave(large, -1)[..., :length] & (place <= here)
        near = (place <= here) & (here - place < cfg.sliding_window_size)

        branches = [weights.to(q.dtype) @ self.values(packed[1])]
        others = ((k1, v1, selected), (k2, v2, near))
        branches += [F.scaled_dot_product_attention(q, k, v, attn_mask=mask) for k, v, mask in others]
        gates = self.gate(x).sigmoid().unflatten(-1, (self.heads, 3)).transpose(1, 2)  # [B, H, T, 3]
        mixed = (torch.stack(branches, dim=-1) * gates[..., None, :]).sum(-1)
        return self.out(mixed.transpose(1, 2).flatten(2))


class NSA(Decoder):
    """Native sparse attention (Yuan et al. 2025, 2502.11089) in each block."""

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg, lambda cfg: block(cfg, SparseAttention(cfg)))


class MultiTokenPrediction(Decoder):
    """At each position the next token and n_mtp_tokens beyond it: a block more for each, all before the one head.

    Chained (DeepSeek-V3, 2412.19437): each block reads the one before, merged with the embedding of the token that
    it foretold; their losses weigh 0.3 together. Independent (Gloeckle et al. 2024, 2404.19737): the last of the
    num_layers blocks and the further ones all read the same trunk; each loss weighs 1. In training alone.
    """

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg)
        self.extra_tokens = 1 + cfg.n_mtp_tokens
        self.more = nn.ModuleList(block(cfg) for _ in range(cfg.n_mtp_tokens))
        width, merges = cfg.model_dim, cfg.n_mtp_tokens if cfg.use_deepseek_mtp else 0
        self.merge = nn.ModuleList(nn.Linear(2 * width, width, bias=False) for _ in range(merges))
        initialize(self, depth=cfg.num_layers + cfg.n_mtp_tokens)

    def loss(self, tokens: Tensor) -> Tensor:
        chained, length = self.cfg.use_deepseek_mtp, tokens.shape[1] - self.extra_tokens
        trunk = x = self.read(tokens[:, :length])
        for layer in self.layers:
            trunk, x = x, layer(x)
        loss = cross_entropy(self.head(rms_norm(x)), tokens[:, 1 : length + 1])
        for ahead, further in enumerate(self.more if self.training else [], start=1):
            if chained:
                known = rms_norm(self.read(tokens[:, ahead : ahead + length]))
                x = further(self.merge[ahead - 1](torch.cat([rms_norm(x), known], dim=-1)))
            guess = self.head(rms_norm(x if chained else further(trunk)))
            weight = 0.3 / self.cfg.n_mtp_tokens if chained else 1.0
            loss = loss + weight * cross_entropy(guess, tokens[:, ahead + 1 : ahead + 1 + length])
        return loss
