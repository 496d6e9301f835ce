"""Discrete diffusion: tokens lose themselves in noise as the time goes from 0 to 1, and a transformer undoes it.

Noise of strength s takes chances p [B, T, V] to p exp(s R) with a rate matrix R, so that any stretch of time is one
`spread` and no V x V matrix is made; 1 - exp(-s) is the chance that the noise has struck a token. Times are [B].
"""

import math
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from nets.base import LanguageModel, cross_entropy
from nets.blocks import Attention, Block, FeedForward, initialize, positions, run, sinusoids

TINY = 1e-20  # below any chance that counts
TIME_FEATURES = 256  # sinusoids of the time


def draw(chances: Tensor) -> Tensor:
    """One id for each place, [B, T, V] -> [B, T]; chances need not sum to 1."""
    return torch.multinomial(chances.flatten(0, 1).clamp(min=TINY), 1).view(chances.shape[:2])


class Diffusion(LanguageModel):
    """A transformer that sees both ways and is told the time; noisy ids [B, T] in, log-chances of their origins out."""

    extra_tokens = 0

    def __init__(self, cfg: Any, steps: int) -> None:
        index, self.kind = getattr(cfg, "absorbing_state_idx", -1), getattr(cfg, "transition_type", "absorbing")
        if index >= cfg.vocab_size:
            raise ValueError(f"absorbing_state_idx {index} is not below vocab_size {cfg.vocab_size}")
        self.steps, self.mask = steps, cfg.vocab_size if index < 0 else index
        self.ids, width = cfg.vocab_size + (self.kind == "absorbing" and index < 0), cfg.d_model
        parts = ((Attention(width, cfg.num_heads, causal=False), FeedForward(width)) for _ in range(cfg.n_layers))
        super().__init__(cfg, width, (Block(*pair, width) for pair in parts), nn.LayerNorm(width), self.ids)
        self.time = nn.Sequential(nn.Linear(TIME_FEATURES, width), nn.SiLU(), nn.Linear(width, width))
        initialize(self.time)
        self.chunk = cfg.n_ctx  # tokens that are sampled at once

    def one_hot(self, x: Tensor) -> Tensor:
        return F.one_hot(x, self.ids).float()

    def keep(self, time: Tensor) -> Tensor:
        """The chance that noise has spared a token; mutual_info is what it comes to for the absorbing kind, 1 - t."""
        # The cosine of Nichol & Dhariwal 2021, and a rate that rises in a line from 0.1 to 20 (Ho et al. 2020).
        cosine, linear = torch.cos(time * math.pi / 2).square(), torch.exp(-0.1 * time - 9.95 * time.square())
        left = {"cosine": cosine, "linear": linear}.get(self.cfg.noise_schedule, 1 - time)
        return 1e-4 + (1 - 1e-4) * left

    def strength(self, time: Tensor) -> Tensor:
        return -self.keep(time).log()

    def spread(self, p: Tensor, strength: Tensor, back: bool = False) -> Tensor:
        """p exp(strength R), or with R transposed; [B, T, V] and [B] -> [B, T, V]."""
        keep = torch.exp(-strength)[:, None, None]
        if self.kind == "uniform":
            return keep * p + (1 - keep) * p.sum(-1, keepdim=True) / self.ids
        if back:
            return keep * p + (1 - keep) * p[..., self.mask, None]
        return keep * p + (1 - keep) * p.sum(-1, keepdim=True) * self.one_hot(torch.tensor(self.mask, device=p.device))

    def denoise(self, x: Tensor, time: Tensor) -> Tensor:
        told = self.time(sinusoids(1000 * time, TIME_FEATURES))[:, None]
        noisy = self.embed(x) * self.cfg.d_model**0.5 + positions(x, self.cfg.d_model) + told
        return self.head(self.norm(run(self.layers, noisy))).float()

    def logits(self, tokens: Tensor) -> Tensor:
        return self.denoise(tokens, (tokens == self.mask).float().mean(1))[..., : self.cfg.vocab_size]

    def origin(self, x: Tensor, time: Tensor) -> Tensor:
        """Log-chances of the ids before all noise, [B, T] -> [B, T, V]."""
        return self.denoise(x, time).log_softmax(-1)

    def posterior(self, x: Tensor, p0: Tensor, early: Tensor, late: Tensor) -> Tensor:
        """q(ids at early | x at late, ids at 0) by Bayes' rule, summed over the chances p0 of the last; [B, T, V]."""
        start, end = self.strength(early), self.strength(late)
        p = self.spread(self.one_hot(x), end - start, back=True) * self.spread(p0, start)
        return p / p.sum(-1, keepdim=True).clamp(min=TINY)

    def reverse(self, x: Tensor, early: Tensor, late: Tensor) -> Tensor:
        """What the network takes for the chances of the ids at an earlier time, [B, T] -> [B, T, V]."""
        return self.posterior(x, self.origin(x, late).exp(), early, late)

    def stretch(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        """For each row one of num_timesteps stretches of time: where it starts and ends."""
        end = torch.randint(1, self.cfg.num_timesteps + 1, (len(tokens),), device=tokens.device)
        return (end - 1) / self.cfg.num_timesteps, end / self.cfg.num_timesteps

    @torch.no_grad()
    def sample(self, prompt: Tensor, length: int) -> Tensor:
        """The prompt, then chunk by chunk what comes out of noise in `steps` steps; [B, P] -> [B, P + length]."""
        tokens, absorbing = prompt, self.kind == "absorbing"
        while tokens.shape[1] < prompt.shape[1] + length:
            size = min(self.chunk, self.cfg.n_ctx, prompt.shape[1] + length - tokens.shape[1])
            seen = tokens[:, max(0, tokens.shape[1] + size - self.cfg.n_ctx) :]
            new = prompt.new_full((len(prompt), size), self.mask)
            new = new if absorbing else torch.randint_like(new, self.ids)
            for step in range(self.steps, 0, -1):
                early, late = (torch.full((1,), at / self.steps, device=new.device) for at in (step - 1, step))
                x = torch.cat([seen, new], dim=1)
                # Which masks fall does not hang on the network: it runs only where one does (Zheng et al. 2024).
                chance = (self.keep(early) - self.keep(late)) / (1 - self.keep(late)) if step > 1 else 1.0
                falls = (new == self.mask) & (torch.rand(new.shape, device=new.device) < chance)
                if not absorbing:
                    new = draw(self.reverse(x, early, late)[:, -size:])
                elif falls.any():
                    origin = self.origin(x, late).exp() * (torch.arange(self.ids, device=x.device) != self.mask)
                    new = torch.where(falls, draw(origin[:, -size:]), new)
            tokens = torch.cat([tokens, new], dim=1)
        return tokens


class MDLM(Diffusion):
    """Masked diffusion (Sahoo et al. 2024, 2406.07524): cross-entropy of masked tokens, weighed by the noise's rate."""

    def __init__(self, cfg: Any) -> None:
        if not (cfg.alpha_min < cfg.alpha_max and (cfg.alpha_min > 0 or cfg.alpha_type != "geometric")):
            raise ValueError("alpha_min must be below alpha_max, and above 0 where alpha_type is geometric")
        super().__init__(cfg, cfg.num_sampling_steps)
        self.chunk = cfg.sar_chunk_size

    def keep(self, time: Tensor) -> Tensor:
        low, high = self.cfg.alpha_min, self.cfg.alpha_max
        if self.cfg.alpha_type == "geometric":
            return high * (low / high) ** time
        return low + (high - low) * (torch.cos(time * math.pi / 2) if self.cfg.alpha_type == "cosine" else 1 - time)

    def origin(self, x: Tensor, time: Tensor) -> Tensor:
        if not self.cfg.use_subs_parameterization:
            return super().origin(x, time)
        never = self.one_hot(torch.tensor(self.mask, device=x.device)).bool()
        logits = self.denoise(x, time).masked_fill(never, -math.inf)
        return torch.where((x == self.mask)[..., None], logits, self.one_hot(x).log()).log_softmax(-1)

    def loss(self, tokens: Tensor) -> Tensor:
        rows, steps = len(tokens), 10_000 if self.cfg.continuous_time else self.steps
        u = torch.rand(1 if self.cfg.use_low_discrepancy_sampler else rows, device=tokens.device, dtype=torch.float64)
        if self.cfg.use_low_discrepancy_sampler:
            u = (u + torch.arange(rows, device=u.device) / rows) % 1
        # Continuous time is the limit of short steps; it leaves out the first thousandth, as the paper's code does.
        late = 1e-3 + (1 - 1e-3) * u if self.cfg.continuous_time else ((u * steps).floor() + 1) / steps
        kept = self.keep(late)
        weight = steps * (self.keep(late - 1 / steps) - kept) / (1 - kept)
        masked = torch.rand(tokens.shape, device=tokens.device) > kept[:, None]
        x = tokens.masked_fill(masked, self.mask)
        nats = -self.origin(x, late.float()).gather(-1, tokens[..., None]).squeeze(-1)
        return (weight.float()[:, None] * nats * masked).mean()


class D3PM(Diffusion):
    """Austin et al. 2021 (2107.03006): the variational bound over num_timesteps, and in training a cross-entropy.

    gaussian: ids are places on a line with reflecting ends, where noise walks to and fro (the heat kernel, of the
    paper's width, by a cosine transform); the betas are its schedule. nearest_neighbor: noise walks the graph of each
    id's nearest in the initial embedding (by 64 of its channels, for speed); exp(s R) is summed as a series.
    """

    neighbors: Tensor  # [V, nearest_neighbors]

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg, cfg.sampling_timesteps)
        if self.kind == "nearest_neighbor":
            if cfg.nearest_neighbors >= self.ids:
                raise ValueError(f"nearest_neighbors {cfg.nearest_neighbors} is not below vocab_size {self.ids}")
            table = self.embed.weight.detach()[:, :64]
            gaps = (torch.cdist(part, table) for part in table.split(1024))
            near = torch.cat([part.topk(cfg.nearest_neighbors + 1, largest=False).indices for part in gaps])
            self.register_buffer("neighbors", near[:, 1:])

    def strength(self, time: Tensor) -> Tensor:
        if self.kind != "gaussian":
            return super().strength(time)
        low, high = self.cfg.gaussian_beta_min, self.cfg.gaussian_beta_max
        betas = self.cfg.num_timesteps * (low * time + (high - low) * time.square() / 2)
        return betas * (self.ids - 1) ** 2 / 16  # a variance of betas * (V - 1)^2 / 8, as the paper has it

    def spread(self, p: Tensor, strength: Tensor, back: bool = False) -> Tensor:
        if self.kind == "gaussian":
            angles = torch.arange(self.ids + 1, device=p.device) * (math.pi / self.ids)
            decay = torch.exp(-4 * strength[:, None, None] * (angles / 2).sin().square())
            waves = torch.fft.rfft(torch.cat([p, p.flip(-1)], dim=-1)) * decay
            return torch.fft.irfft(waves, n=2 * self.ids)[..., : self.ids].clamp(min=0)
        if self.kind != "nearest_neighbor":
            return super().spread(p, strength, back)
        ids, flat = torch.arange(self.ids, device=p.device), p.flatten(0, 1).T
        one, other = ids.repeat_interleave(self.cfg.nearest_neighbors), self.neighbors.flatten()
        degree = torch.bincount(torch.cat([one, other]), minlength=self.ids)
        index = torch.stack([torch.cat([one, other, ids]), torch.cat([other, one, ids])])
        chances = torch.cat([torch.ones_like(index[0, : 2 * len(one)]), degree.max() - degree]) / degree.max()
        walk = torch.sparse_coo_tensor(index, chances, (self.ids, self.ids), check_invariants=False)
        per_step = 2 * self.cfg.nearest_neighbors / degree.max()  # of strength, so that it makes one on average
        rate = (strength / per_step).expand(len(p)).repeat_interleave(p.shape[1])
        out = flat * (weight := torch.exp(-rate))
        with torch.autocast(p.device.type, enabled=False):
            for count in range(1, int(rate.max() + 6 * rate.max().sqrt() + 8)):  # `count` steps, Poisson distributed
                flat, weight = torch.sparse.mm(walk, flat), weight * rate / count
                out = out + flat * weight
        return out.T.view_as(p)

    def loss(self, tokens: Tensor) -> Tensor:
        early, late = self.stretch(tokens)
        true = self.one_hot(tokens)
        x = draw(self.spread(true, self.strength(late)))
        guess = self.origin(x, late)
        right = self.posterior(x, true, early, late)
        wrong = self.posterior(x, guess.exp(), early, late)
        gap = right * (right.clamp(min=TINY).log() - wrong.clamp(min=TINY).log())
        bound = self.cfg.num_timesteps * gap.sum(-1).mean()
        if self.training:
            return bound + self.cfg.auxiliary_loss_weight * cross_entropy(guess, tokens)
        if self.kind == "absorbing":  # where at the end nothing is left to tell
            return bound
        last = self.spread(true, self.strength(torch.ones(1, device=tokens.device)))
        return bound + torch.xlogy(last, last).sum(-1).mean() + math.log(self.ids)


class SEDD(Diffusion):
    """Score entropy (Lou et al. 2024, 2310.16834): the network tells log p(y) / p(x) for each id y in x's place.

    In training a cross-entropy of the tokens that noise has changed is added.
    """

    def __init__(self, cfg: Any) -> None:
        super().__init__(cfg, cfg.num_timesteps)

    def scores(self, x: Tensor, logits: Tensor, time: Tensor) -> Tensor:
        """Log-ratios, 0 for x itself; for the absorbing kind scaled by what is known of them; [B, T, V]."""
        if self.kind == "absorbing":
            logits = logits - (torch.expm1(self.strength(time)).log() + math.log(self.ids - 1))[:, None, None]
        return logits * (1 - self.one_hot(x))

    def reverse(self, x: Tensor, early: Tensor, late: Tensor) -> Tensor:
        stretch = self.strength(late) - self.strength(early)
        ratios = self.scores(x, self.denoise(x, late), late).exp()
        return self.spread(ratios, -stretch) * self.spread(self.one_hot(x), stretch, back=True)

    def loss(self, tokens: Tensor) -> Tensor:
        early, late = self.stretch(tokens)
        p = self.spread(self.one_hot(tokens), self.strength(late))
        x = draw(p)
        logits = self.denoise(x, late)
        scores, ratios = self.scores(x, logits, late), p / p.gather(-1, x[..., None])
        entropy = scores.exp() - ratios * scores + torch.xlogy(ratios, ratios) - ratios
        rate = (x == self.mask)[..., None] if self.kind == "absorbing" else 1 / self.ids
        speed = self.cfg.num_timesteps * (self.strength(late) - self.strength(early))
        bound = (speed[:, None] * (entropy * (1 - self.one_hot(x)) * rate).sum(-1)).mean()
        if not self.training:
            return bound
        nats = -logits.log_softmax(-1).gather(-1, tokens[..., None]).squeeze(-1)
        return self.cfg.se_loss_weight * bound + self.cfg.lm_loss_weight * (nats * (x != tokens)).mean()
