"""Multi-token prediction: at each position the next token and n_mtp_tokens beyond it."""

from typing import Any

import torch
from torch import Tensor, nn

from nets.base import cross_entropy
from nets.blocks import initialize, rms_norm
from nets.decoder import Decoder, block


class MultiTokenPrediction(Decoder):
    """One more block for each further token, all before the one head; they are there for training alone.

    Chained (DeepSeek-V3, 2412.19437): each block reads the one before, merged with the embedding of the token that
    it foretold; their losses weigh 0.3 together. Independent (Gloeckle et al. 2024, 2404.19737): the last of the
    num_layers blocks and the further ones all read the same trunk; each loss weighs 1.
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

    def blocks(self) -> Any:
        return [*self.layers, *self.more]
