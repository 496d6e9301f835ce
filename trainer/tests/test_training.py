"""The loop on tiny models: that a run resumes exactly, and what it says where it cannot go on."""

import csv
import json
import signal
import struct
import sys
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict, Iterator, List

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; see requirements-train.txt")

from conftest import TRAINER  # noqa: E402

import training  # noqa: E402
from models.base import DefaultAdapter, ModelCfg  # noqa: E402
from mytrainer import plan_run, read_settings  # noqa: E402
from settings import Settings, unread_keys  # noqa: E402
from shards import HEADER_BYTES, open_shards, write_shard  # noqa: E402
from trainer_registry import TrainerError, resolve_adapter_by_type  # noqa: E402

TINY = {"vocab_size": 256, "n_ctx": 32, "d_model": 32, "num_heads": 2, "n_layers": 2}
BASE: Any = {"train_files": "train_*.bin", "val_files": "val_*.bin", "seq_len": 64, "num_iterations": 6, "resume": None}
BASE.update(
    WORLD_SIZE=1, cooldown_frac=0.5, val_tokens=256, val_loss_every=3, learning_rate=1e-3, seed=1, sample_tokens=0
)
BASE.update(dict.fromkeys(["use_adam_mini", "torch_compile", "bfloat16", "use_liger", "use_wandb"], False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    text = (TRAINER / "sample.txt").read_bytes()
    for name, part in (("train_1.bin", text[:150]), ("train_2.bin", text[150:250]), ("val_1.bin", text[15000:])):
        write_shard(tmp_path / "data" / name, part)
    return tmp_path


def train(folder: Path, out: str, model: str = "gpt2", **changes: Any) -> List[str]:
    """Trains a tiny model into folder/out; what the run said."""
    adapter = resolve_adapter_by_type(model)
    said: List[str] = []
    (folder / out).mkdir(exist_ok=True)
    cfg = adapter.Cfg.model_validate({**TINY, **changes.pop("model_cfg", {})})
    settings = Settings.model_validate({**BASE, "data_root": folder / "data", "save_checkpoint": True, **changes})
    training.train(adapter(cfg), settings, folder / out, said.append)
    return said


def metrics(folder: Path) -> List[Dict[str, str]]:
    with open(folder / "metrics.csv", newline="", encoding="utf-8") as file:
        return [{key: row[key] for key in row if key != "seconds"} for row in csv.DictReader(file)]


MODELS: Any = {
    "gpt2": {},
    "gpt2 with Adam-mini": {"use_adam_mini": True, "bfloat16": True},
    "mdlm": {},
    "d3pm": {},
    "sedd": {},
    "recurrent-depth": {"model_cfg": {"mean_recurrence": 2, "eval_recurrence": 2, "r_max": 4, "l_p": 1, "l_core": 1}},
}


@contextmanager
def interrupted_in_step_5(monkeypatch: Any, once: bool) -> Iterator[None]:
    """Ctrl-C, once or again and again; the run that is started within must end by it."""
    before, learn = signal.getsignal(signal.SIGINT), training.Run.learn

    def interrupted(run: training.Run, rate: float) -> float:
        for _ in range(0 if run.step != 4 else 1 if once else 2):
            signal.raise_signal(signal.SIGINT)
        return learn(run, rate)

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(training.Run, "learn", interrupted)
        yield
    assert signal.getsignal(signal.SIGINT) is before


def assert_same_end(folder: Path, one: str, other: str) -> None:
    ends = [torch.load(folder / out / "checkpoint.pt", weights_only=True) for out in (one, other)]
    assert ends[0].pop("identity") == ends[1].pop("identity")
    torch.testing.assert_close(ends[0], ends[1], rtol=0, atol=0)


@pytest.mark.parametrize("model", MODELS)
def test_a_resumed_run_equals_one_that_never_stopped(folder: Path, monkeypatch: Any, model: str) -> None:
    kind, changes = model.split()[0], MODELS[model]
    train(folder, "whole", kind, **changes)
    with interrupted_in_step_5(monkeypatch, once=False):
        train(folder, "first", kind, **changes)
    train(folder, "second", kind, resume=str(folder / "first" / "checkpoint.pt"), **changes)

    assert metrics(folder / "first") == metrics(folder / "whole")[:4]
    assert metrics(folder / "second") == metrics(folder / "whole")[3:]
    assert_same_end(folder, "whole", "second")


def test_one_interrupt_lets_the_step_end_and_saves(folder: Path, monkeypatch: Any) -> None:
    train(folder, "whole", "mdlm")
    with interrupted_in_step_5(monkeypatch, once=True):
        train(folder, "first", "mdlm")
    assert metrics(folder / "first") == metrics(folder / "whole")[:5]
    train(folder, "first", "mdlm", resume=str(folder / "first" / "checkpoint.pt"))
    assert metrics(folder / "first") == metrics(folder / "whole")
    assert_same_end(folder, "whole", "first")


def test_a_run_that_goes_on_in_its_own_folder_has_each_step_once(folder: Path, monkeypatch: Any) -> None:
    train(folder, "whole")
    with interrupted_in_step_5(monkeypatch, once=False):
        train(folder, "first")
    train(folder, "first", resume=str(folder / "first" / "checkpoint.pt"))
    assert metrics(folder / "first") == metrics(folder / "whole")


def test_a_checkpoint_of_another_run_is_refused(folder: Path) -> None:
    train(folder, "one")
    path = str(folder / "one" / "checkpoint.pt")
    with pytest.raises(TrainerError, match="of another run: model_cfg.d_model was 32$"):
        train(folder, "two", resume=path, model_cfg={"d_model": 64}, num_iterations=9)
    with pytest.raises(TrainerError, match="all steps are made"):
        train(folder, "three", resume=path)
    with pytest.raises(TrainerError, match="is no checkpoint"):
        train(folder, "four", resume=str(TRAINER / "sample.txt"))


def test_the_seed_decides(folder: Path) -> None:
    for out, seed in (("a", 1), ("b", 1), ("c", 2)):
        train(folder, out, seed=seed)
    assert metrics(folder / "a") == metrics(folder / "b") != metrics(folder / "c")


def test_the_schedule_rises_stays_and_falls_to_nothing() -> None:
    shares = [training.rate_share(step, 100, 0.4) for step in range(100)]
    assert shares[:10] == pytest.approx([0.1 * step for step in range(1, 11)])
    assert set(shares[10:61]) == {1.0}
    assert shares[60:] == pytest.approx([left / 40 for left in range(40, 0, -1)])
    assert [training.rate_share(step, 3, 0.0) for step in range(3)] == [1.0, 1.0, 1.0]


def test_adam_mini_is_adam_where_a_row_has_one_weight() -> None:
    weights = [torch.nn.Parameter(torch.linspace(-1, 1, 5)[:, None]) for _ in range(2)]
    for kind, weight in zip((training.AdamMini, torch.optim.AdamW), weights):
        optimizer = kind([{"params": [weight], "weight_decay": 0.1}], lr=0.01, betas=(0.9, 0.95))
        for step in range(1, 6):
            weight.grad = (weight.detach() * step).sin() + 0.1
            optimizer.step()
    torch.testing.assert_close(weights[0], weights[1])
    wide = torch.nn.Parameter(torch.ones(4, 6, 3))
    wide.grad = torch.ones_like(wide)
    optimizer = training.AdamMini([{"params": [wide]}], lr=0.01, betas=(0.9, 0.95))
    optimizer.step()
    assert optimizer.state[wide]["square"].shape == (4, 1, 1)


def test_shards_go_round_and_broken_ones_are_told(tmp_path: Path) -> None:
    write_shard(tmp_path / "1.bin", b"abcdef")
    (tmp_path / "2.bin").write_bytes(struct.pack("<256i2H", 20240520, 1, 2, *[0] * 253, 300, 65535))
    stream = open_shards("*.bin", tmp_path)
    assert (stream.total, HEADER_BYTES) == (8, 1024)
    assert training.to_tensor(stream.read(12, 9)).tolist() == [*b"ef", 300, 65535, *b"abcde"]
    whole = (tmp_path / "1.bin").read_bytes()
    for broken, message in ((whole[:-1], "is cut off"), (b"a", "is no token shard"), (whole[4:], "is no token shard")):
        (tmp_path / "1.bin").write_bytes(broken)
        with pytest.raises(TrainerError, match=message):
            open_shards("*.bin", tmp_path)


def test_what_does_not_fit_is_told(folder: Path, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "wandb", None)
    with pytest.raises(TrainerError, match="no token shard matches nowhere/.* to make some of a sample text"):
        train(folder, "a", train_files="nowhere/*.bin")
    with pytest.raises(TrainerError, match="hold id 1[12][0-9]: too high for vocab_size=100"):
        train(folder, "b", model_cfg={"vocab_size": 100})
    with pytest.raises(TrainerError, match="gradient .*; try a lower"):
        train(folder, "c", learning_rate=1e30)
    said = train(folder, "d", seq_len=20000, num_iterations=1, torch_compile=True, use_liger=True, use_wandb=True)
    for words in ("20,000 tokens of a step", "train_files hold", "torch_compile is", "use_liger is", "use_wandb is"):
        assert any(line.startswith("note: ") and words in line for line in said), words
    settings = Settings.model_validate({**BASE, "data_root": folder, "save_checkpoint": False})
    d3pm = resolve_adapter_by_type("d3pm")
    with pytest.raises(TrainerError, match="^absorbing_state_idx 256 is not below vocab_size 256$"):
        plan_run(SimpleNamespace(), d3pm(d3pm.Cfg(**TINY, absorbing_state_idx=256)), settings)
    monkeypatch.setattr(d3pm, "Net", "nets.nowhere:D3PM")
    with pytest.raises(TrainerError, match="^No module named 'nets.nowhere'$"):
        plan_run(SimpleNamespace(), d3pm(d3pm.Cfg(**TINY)), settings)
    nothing = DefaultAdapter(ModelCfg())
    assert plan_run(SimpleNamespace(), nothing, settings)["plan.parameters"] is None
    assert nothing.refusals() == ["DefaultAdapter has no network: its runs can be planned, not trained"]
    plan = {
        "model_dim": 768,
        "train_seq_len": 8,
        "seq_len": 64,
        "seed": None,
        "n_mtp_tokens": 2,
        "model_cfg.n_mtp_tokens": 3,
        "model_cfg.x": None,
    }
    assert unread_keys(plan) == [
        "n_mtp_tokens=2 is not read, model_cfg.n_mtp_tokens=3 is",
        "neither the trainer nor this model reads model_dim, train_seq_len",
    ]


def test_keys_that_a_config_may_leave_out_have_the_defaults_of_the_schema(tmp_path: Path) -> None:
    keys = ["train_files", "val_files", "seq_len", "num_iterations", "val_tokens", "val_loss_every"]
    settings = read_settings(SimpleNamespace(**{key: BASE[key] for key in keys}), tmp_path)
    schema = json.loads((TRAINER.parent / "schemas" / "training.schema.json").read_text(encoding="utf-8"))
    more = {key: value["default"] for key, value in schema["$defs"]["more"]["properties"].items()}
    assert {key: getattr(settings, key) for key in more} == more
