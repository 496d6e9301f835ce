"""The door between the loop and the networks: what a network must answer to be trained and sampled."""

from typing import Any, Iterable, Optional

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def cross_entropy(logits: Tensor, targets: Tensor) -> Tensor:
    """Mean of -log p(target), in nats and 32-bit floats; [..., V] and [...] -> scalar."""
    return F.cross_entropy(logits.flatten(0, -2).float(), targets.flatten())


class LanguageModel(nn.Module):
    """What the loop trains, built from an adapter's `cfg`. Shapes: B rows of T tokens (int64), V ids, D channels.

    A subclass sets `layers` and gives `logits`; the rest predicts the next token unless it says otherwise.
    Values of `cfg` that do not fit together are a ValueError of one line.
    """

    extra_tokens: int = 1  # tokens beyond the row that the loss reads
    bos, eos, pad = 0, -1, 0  # ids that begin an empty prompt, end a sample (-1: none does) and fill it up
    layers: nn.ModuleList

    def __init__(self, cfg: Any) -> None:
        super().__init__()
        self.cfg = cfg
        self.longest: Optional[int] = getattr(cfg, "n_ctx", None)  # longest row in tokens; None: seq_len decides

    def logits(self, tokens: Tensor) -> Tensor:
        """Unnormalized log-chances, [B, T] -> [B, T, V]: of the token after each, or of a noisy token's origin."""
        raise NotImplementedError

    def loss(self, tokens: Tensor) -> Tensor:
        """Nats per predicted token, [B, T + extra_tokens] -> scalar; in eval mode without auxiliary terms."""
        return cross_entropy(self.logits(tokens[:, :-1]), tokens[:, 1:]) + self.auxiliary()

    def auxiliary(self) -> Any:
        """What the modules asked for in the last pass, by an `auxiliary` scalar of theirs; 0 in eval mode."""
        return sum(getattr(module, "auxiliary", 0) for module in self.layers.modules()) if self.training else 0

    def blocks(self) -> Iterable[nn.Module]:
        """The repeated blocks: what torch.compile is worth its while for."""
        return self.layers

    def after_step(self) -> None:
        """Called after each step of the optimizer, for weights that must keep to a constraint."""

    @torch.no_grad()
    def sample(self, prompt: Tensor, length: int, temperature: float = 0.8) -> Tensor:
        """The prompt and what may follow it, [B, P] -> [B, P + length]; call it in eval mode."""
        rows, given = prompt.shape
        tokens = prompt if given else prompt.new_full((rows, 1), self.bos)
        done = torch.zeros(rows, 1, dtype=torch.bool, device=prompt.device)
        for _ in range(length):
            logits = self.logits(tokens[:, -(self.longest or 0) :])[:, -1].float()
            token = torch.multinomial((logits / temperature).softmax(-1), 1).masked_fill(done, self.pad)
            done = done | (token == self.eos)
            tokens = torch.cat([tokens, token], dim=1)
        return tokens[:, tokens.shape[1] - given - length :]
