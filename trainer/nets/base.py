"""The door between the loop and the networks: what a network must answer to be trained and sampled."""

from typing import Any, Iterable, Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nets.blocks import initialize, run


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean of -log p(target), in nats and 32-bit floats; [..., V] and [...] -> scalar."""
    return F.cross_entropy(logits.flatten(0, -2).float(), targets.flatten())


class LanguageModel(nn.Module):
    """What the loop trains, built from an adapter's `cfg`. Shapes: B rows of T tokens (int64), V ids, D channels.

    As it stands: embedding, layers, norm and head, which predict the next token. Values of `cfg` that do not fit
    together are a ValueError of one line, when the network is built.
    """

    extra_tokens: int = 1  # tokens beyond the row that the loss reads
    bos, eos, pad = 0, -1, 0  # ids that begin an empty prompt, end a sample (-1: none does) and fill it up

    def __init__(self, cfg: Any, width: int, layers: Iterable[nn.Module], norm: Any, ids: int = 0, tied: bool = False):
        super().__init__()
        self.cfg = cfg
        self.longest: Optional[int] = getattr(cfg, "n_ctx", None)  # longest row in tokens; None: seq_len decides
        self.layers, self.norm = nn.ModuleList(layers), norm
        self.embed = nn.Embedding(ids or cfg.vocab_size, width)
        self.head = nn.Linear(width, ids or cfg.vocab_size, bias=False)
        if tied:
            self.head.weight = self.embed.weight
        initialize(self, depth=len(self.layers))

    def read(self, tokens: Tensor) -> Tensor:
        """Tokens as the first layer sees them, [B, T] -> [B, T, D]."""
        return self.embed(tokens)

    def logits(self, tokens: Tensor) -> Tensor:
        """Unnormalized log-chances, [B, T] -> [B, T, V]: of the token after each, or of a noisy token's origin."""
        return self.head(self.norm(run(self.layers, self.read(tokens))))

    def loss(self, tokens: Tensor) -> Tensor:
        """Nats per predicted token, [B, T + extra_tokens] -> scalar; in training with the modules' auxiliary terms."""
        loss = cross_entropy(self.logits(tokens[:, :-1]), tokens[:, 1:])
        return loss + sum(getattr(part, "auxiliary", 0) for part in self.modules()) if self.training else loss

    def after_step(self) -> None:
        """Called after each step of the optimizer, for weights that keep to a constraint."""

    @torch.no_grad()
    def sample(self, prompt: Tensor, length: int) -> Tensor:
        """The prompt and what may follow it, [B, P] -> [B, P + length]; call it in eval mode."""
        rows, given = prompt.shape
        tokens = prompt if given else prompt.new_full((rows, 1), self.bos)
        done = torch.zeros(rows, 1, dtype=torch.bool, device=prompt.device)
        for _ in range(length):
            logits = self.logits(tokens[:, -(self.longest or 0) :])[:, -1].float()
            token = torch.multinomial((logits / 0.8).softmax(-1), 1).masked_fill(done, self.pad)
            done = done | (token == self.eos)
            tokens = torch.cat([tokens, token], dim=1)
        return tokens[:, tokens.shape[1] - given - length :]
