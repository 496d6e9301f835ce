"""One loop for every network: schedule, optimizer, validation, checkpoints, progress and metrics. Needs torch."""

import math
import os
import signal
import threading
import time
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List

import torch
import torch.nn.functional as functional
from hydra.utils import to_absolute_path
from torch import Tensor

from models.base import DefaultAdapter
from nets.base import LanguageModel
from settings import Settings
from shards import TokenStream, open_shards
from trainer_registry import TrainerError

AT_ONCE = {"cpu": 2048, "cuda": 32768}  # tokens that go through a network at once; a longer step accumulates
COLUMNS = ("step", "tokens", "train_loss", "val_loss", "learning_rate", "seconds")
PROMPT = 32  # tokens of the validation text that the sample goes on from
Say = Callable[[str], None]


class AdamMini(torch.optim.Optimizer):
    """AdamW with half its state, a second moment per row or vector (Zhang et al. 2024, 2406.16793).

    A row is an output neuron or a token of an embedding; queries and keys are cut finer than the paper's heads.
    """

    def __init__(self, groups: Any, lr: float, betas: Any, eps: float = 1e-8) -> None:
        super().__init__(groups, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self, closure: Any = None) -> None:  # type: ignore[override]
        for group in self.param_groups:
            (beta1, beta2), rate = group["betas"], group["lr"]
            for weight in (weight for weight in group["params"] if weight.grad is not None):
                square = weight.grad.square().mean(list(range(1, weight.dim())) or None, keepdim=weight.dim() > 1)
                state = self.state[weight]
                if not state:
                    state.update(step=0, mean=torch.zeros_like(weight), square=torch.zeros_like(square))
                state["step"] += 1
                state["mean"].lerp_(weight.grad, 1 - beta1)
                state["square"].lerp_(square, 1 - beta2)
                scale = (state["square"] / (1 - beta2 ** state["step"])).sqrt() + group["eps"]
                weight.mul_(1 - rate * group["weight_decay"])
                weight.sub_(state["mean"] / scale * (rate / (1 - beta1 ** state["step"])))


def make_optimizer(network: LanguageModel, settings: Settings) -> torch.optim.Optimizer:
    """AdamW or Adam-mini; the weights of matrices decay, those of norms and biases do not."""
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    matrices = {"params": [weight for weight in weights if weight.dim() > 1], "weight_decay": 0.1}
    others = {"params": [weight for weight in weights if weight.dim() <= 1], "weight_decay": 0.0}
    kind = AdamMini if settings.use_adam_mini else partial(torch.optim.AdamW, fused=True)
    return kind([matrices, others], lr=settings.learning_rate, betas=(0.9, 0.95))


def rate_share(step: int, steps: int, cooldown_frac: float) -> float:
    """Rate over its peak, by a step from 0 on: up in the first tenth (at most 100), down in the last cooldown_frac."""
    rising = (step + 1) / max(1, min(100, steps // 10))
    falling = (steps - step) / (cooldown_frac * steps) if cooldown_frac > 0 else 1.0
    return min(1.0, rising, falling)


class Run:
    """A network with its optimizer and data; `step` counts the steps that it has made, `seen` the tokens it learned."""

    def __init__(self, adapter: DefaultAdapter, settings: Settings, say: Say) -> None:
        self.settings, self.step, self.seen = settings, 0, 0
        self.train = open_shards(settings.train_files, settings.data_root)
        self.val = open_shards(settings.val_files, settings.data_root)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        torch.manual_seed(settings.seed)
        self.network: LanguageModel = adapter.network().to(self.device)
        self.optimizer = make_optimizer(self.network, settings)
        self.vocab_size = getattr(adapter.cfg, "vocab_size", 1 << 16)
        self.identity = {f"model_cfg.{key}": value for key, value in adapter.cfg.model_dump(mode="json").items()}
        self.identity.update(adapter=type(adapter).__name__, use_adam_mini=settings.use_adam_mini)

        asked, at_once = settings.seq_len, AT_ONCE[self.device]
        self.row = min(asked, self.network.longest or (at_once if self.device == "cpu" else asked))
        self.rows, self.rows_at_once = math.ceil(asked / self.row), max(1, at_once // self.row)
        self.batch = self.rows * self.row  # tokens per step
        self.val_rows = max(1, min(settings.val_tokens, self.val.total) // self.row)
        if self.rows > 1:
            say(f"note: the {asked:,} tokens of a step are read as {self.rows} rows of {self.row:,}")
        if self.train.total < self.batch:
            say(f"note: train_files hold {self.train.total:,} tokens, fewer than a step, which reads them repeatedly")
        if self.val.total < settings.val_tokens:
            say(f"note: val_files hold {self.val.total:,} tokens, fewer than the {settings.val_tokens:,} of val_tokens")

    def losses(self, stream: TokenStream, start: int, count: int) -> Iterator[Tensor]:
        """Losses of `count` rows from token `start` on, some rows at a time, weighed so that their sum is the mean."""
        length = self.row + self.network.extra_tokens
        for first in range(0, count, self.rows_at_once):
            rows = range(first, min(first + self.rows_at_once, count))
            tokens = to_tensor(b"".join(stream.read(start + row * self.row, length) for row in rows))
            if int(tokens.max()) >= self.vocab_size:
                raise TrainerError(f"the shards hold id {int(tokens.max())}: too high for vocab_size={self.vocab_size}")
            with torch.autocast(self.device, torch.bfloat16, enabled=self.settings.bfloat16):
                loss = self.network.loss(tokens.view(len(rows), length).to(self.device))
            yield loss * (len(rows) / count)

    def learn(self, rate: float) -> float:
        """One step at a learning rate; returns its loss before the step, in nats per token."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        total = 0.0
        for loss in self.losses(self.train, self.seen, self.rows):
            loss.backward()
            total += loss.item()
        norm = float(torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0))
        if not math.isfinite(total + norm):
            raise TrainerError(f"step {self.step + 1} has loss {total}, gradient {norm}; try a lower +learning_rate")
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.network.after_step()
        self.step, self.seen = self.step + 1, self.seen + self.batch
        return total

    @torch.no_grad()
    def validate(self) -> float:
        """The mean loss over the validation tokens; with the same noise each time, where a model draws noise."""
        self.network.eval()
        with torch.random.fork_rng(range(torch.cuda.device_count())):
            torch.manual_seed(0)
            loss = sum(map(float, self.losses(self.val, 0, self.val_rows)))
        self.network.train()
        return loss

    @torch.no_grad()
    def sample(self, length: int) -> str:
        """How the network goes on from the validation text's beginning: text where the tokens are bytes, else ids."""
        prompt = to_tensor(self.val.read(0, PROMPT))
        self.network.eval()
        ids: Any = self.network.sample(prompt[None].to(self.device), length)[0].tolist()
        if int(prompt.max()) < 256:
            ids = "".join(chr(i) if 32 <= i < 127 else "~" for i in ids)
        return f"{ids[:PROMPT]!r} -> {ids[PROMPT:]!r}"

    def save(self, path: Path) -> None:
        """Writes all that a run needs to go on as if it had not stopped; a file that is there is replaced at once."""
        state = {"identity": self.identity, "step": self.step, "seen": self.seen, "cpu": torch.get_rng_state()}
        state.update(network=self.network.state_dict(), optimizer=self.optimizer.state_dict())
        torch.save({**state, "cuda": torch.cuda.get_rng_state_all()}, path.with_suffix(".unfinished"))
        os.replace(path.with_suffix(".unfinished"), path)

    def load(self, path: str) -> None:
        """Goes on from a checkpoint; a TrainerError where it is none or of another model."""
        try:
            state = torch.load(path, map_location="cpu", weights_only=True)
            saved = state["identity"]
        except Exception as error:  # whatever the file is
            raise TrainerError(f"resume: {path} is no checkpoint: {type(error).__name__}: {error}") from error
        other = [f"{key} was {saved.get(key)}" for key, value in self.identity.items() if saved.get(key) != value]
        if other or state["step"] >= self.settings.num_iterations:
            raise TrainerError(f"resume: {path} is of another run: {', '.join(other) or 'all steps are made'}")
        self.network.load_state_dict(state["network"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.step, self.seen = state["step"], state["seen"]
        torch.set_rng_state(state["cpu"])
        torch.cuda.set_rng_state_all(state["cuda"][: torch.cuda.device_count()])


def to_tensor(tokens: bytes) -> Tensor:
    """uint16 as a shard has them -> [T] int64."""
    return torch.frombuffer(bytearray(tokens), dtype=torch.uint16).to(torch.int64)


def speed_up(run: Run, cleanup: ExitStack, say: Say) -> None:
    """Honours torch_compile and use_liger where this machine can, until `cleanup`; else says why not."""
    if run.settings.torch_compile and run.device == "cpu":
        say("note: torch_compile is ignored on a CPU, where it costs more time than it saves")
    elif run.settings.torch_compile:
        lists = (part for part in run.network.children() if isinstance(part, torch.nn.ModuleList))
        for layer in (layer for layers in lists for layer in layers):  # repeated blocks
            layer.compile()
    if run.settings.use_liger and run.device == "cpu":
        say("note: use_liger is ignored on a CPU: its kernels are for GPUs")
    elif run.settings.use_liger:
        try:
            fused = import_module("liger_kernel.transformers.functional").liger_cross_entropy
            cleanup.callback(setattr, functional, "cross_entropy", functional.cross_entropy)
            functional.cross_entropy = fused
        except ImportError:
            say("note: use_liger is ignored: liger-kernel is not installed")


def start_wandb(run: Run, folder: Path, cleanup: ExitStack, say: Say) -> Callable[[Dict[str, Any]], None]:
    """Where metrics go besides the CSV; offline unless WANDB_MODE says otherwise, so that nothing waits for a login."""
    config, mode = {**run.settings.model_dump(mode="json"), **run.identity}, os.environ.get("WANDB_MODE", "offline")
    try:
        table = import_module("wandb").init(project="mytrainer", dir=str(folder), config=config, mode=mode)
    except Exception as error:  # such as no login, or no network
        why = "wandb is not installed" if isinstance(error, ImportError) else " ".join(str(error).split())
        say(f"note: use_wandb is ignored: {why}")
        return lambda metrics: None
    return cleanup.enter_context(table).log


def let_steps_end(cleanup: ExitStack) -> List[Any]:
    """A list that Ctrl-C makes longer, so that the step can end and be saved; a second one ends the run at once."""
    signals: List[Any] = []
    before = signal.getsignal(signal.SIGINT)

    def remember(number: int, frame: Any) -> None:
        signals.append(signal.signal(number, before))
        os.write(2, b"interrupted: this step ends and is saved; Ctrl-C again ends the run at once\n")

    signal.signal(signal.SIGINT, remember)
    cleanup.callback(signal.signal, signal.SIGINT, before)
    return signals


def train(adapter: DefaultAdapter, settings: Settings, folder: Path, say: Say) -> None:
    """Trains, and writes metrics.csv and checkpoint.pt into `folder`; a mistake is a TrainerError."""
    run, steps = Run(adapter, settings, say), settings.num_iterations
    if settings.resume is not None:
        run.load(to_absolute_path(settings.resume))
    with ExitStack() as cleanup:
        speed_up(run, cleanup, say)
        log = start_wandb(run, folder, cleanup, say) if settings.use_wandb else lambda metrics: None
        path, rows, made = folder / "metrics.csv", [",".join(COLUMNS)], set(map(str, range(1, run.step + 1)))
        if made and path.exists():  # a run that goes on in its own folder keeps its curve up to here
            rows += [row for row in path.read_text(encoding="utf-8").splitlines() if row.split(",")[0] in made]
        file = cleanup.enter_context(open(path, "w", newline="", encoding="utf-8"))
        file.write("\n".join([*rows, ""]))
        is_main = threading.current_thread() is threading.main_thread()  # where alone signals can be heard
        signals = let_steps_end(cleanup) if settings.save_checkpoint and is_main else []
        weights = sum(weight.numel() for weight in run.network.parameters())
        validation = f"{run.val_rows * run.row:,} for validation every {settings.val_loss_every} steps"
        say(f"training {weights:,} weights on {run.device}; {run.batch:,} tokens per step, {validation}")
        started, told, first = time.monotonic(), -math.inf, run.step
        while run.step < steps:
            rate = settings.learning_rate * rate_share(run.step, steps, settings.cooldown_frac)
            metrics: Dict[str, Any] = {"train_loss": round(run.learn(rate), 6), "learning_rate": float(f"{rate:.6g}")}
            if run.step % settings.val_loss_every == 0 or run.step == steps:
                metrics["val_loss"] = round(run.validate(), 6)
            seconds = time.monotonic() - started
            metrics.update(step=run.step, tokens=run.seen, seconds=round(seconds, 2))
            file.write(",".join(str(metrics.get(key, "")) for key in COLUMNS) + "\n")
            file.flush()
            log(metrics)
            if settings.save_checkpoint and ("val_loss" in metrics or signals):
                run.save(folder / "checkpoint.pt")
            per_step = seconds / (run.step - first)
            if "val_loss" in metrics or seconds - told > 10 or run.step % max(1, steps // 40) == 0:
                told, left = seconds, timedelta(seconds=round(per_step * (steps - run.step)))
                validated = f"  validation loss {metrics['val_loss']:.4f}" if "val_loss" in metrics else ""
                rest = f"learning rate {rate:.1e}  {run.batch / per_step:,.0f} tokens/s  {left} left{validated}"
                say(f"step {run.step}/{steps}  loss {metrics['train_loss']:.4f}  {rest}")
            if signals:
                raise KeyboardInterrupt
    if settings.sample_tokens > 0:
        say(f"sample: {run.sample(settings.sample_tokens)}")
    say(f"done: validation loss {metrics['val_loss']:.4f}; metrics.csv is in {folder}")
