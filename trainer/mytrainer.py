"""The trainer's entry point: it plans a run, prints the plan, and trains.

    python mytrainer.py --config-name=mamba seq_len=256 num_iterations=20

The registry finds the model's adapter, whose `Cfg` validates `model_cfg`; the plan is printed as YAML, a line for
each key and for what follows from them (`plan.*`). Then training.py trains, into Hydra's run folder. Without torch,
or with MYTRAINER_PLAN_ONLY set, the plan is all. A mistake is one line on stderr and exit status 1.
"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Dict, Type

import hydra
import yaml
from hydra.core.hydra_config import HydraConfig
from hydra.errors import CompactHydraException
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import BaseModel, ValidationError

from models.base import DefaultAdapter
from settings import Settings, data_root, unread_keys
from trainer_registry import ADAPTER_PATHS, TrainerError, did_you_mean, load_adapter_from_path, resolve_adapter_by_type


def read_args(cfg: DictConfig) -> SimpleNamespace:
    """The composed config as a plain object, interpolations resolved."""
    if not cfg:
        raise TrainerError("no config: choose one with --config-name, for example --config-name=current_best_gpt")
    try:
        values: Any = OmegaConf.to_container(cfg, resolve=True, throw_on_missing=True)
    except OmegaConfBaseException as error:
        raise TrainerError(str(error)) from error
    return SimpleNamespace(**{str(key): value for key, value in values.items()})


def read(args: SimpleNamespace, key: str) -> Any:
    """A key that must be there."""
    if not hasattr(args, key):
        raise TrainerError(f"the config has no {key}; does its defaults list name the base configs, data and training?")
    return getattr(args, key)


def choose_adapter(args: SimpleNamespace) -> Type[DefaultAdapter]:
    """The class at `model_adapter` when that is set, else the one registered for `type`."""
    path = getattr(args, "model_adapter", None)
    if path is not None:
        return load_adapter_from_path(str(path))
    model_type = getattr(args, "type", None)
    if model_type is None:
        raise TrainerError(f"the config has no type; registered are {', '.join(ADAPTER_PATHS)}")
    return resolve_adapter_by_type(str(model_type))


def validate(kind: Type[BaseModel], values: Any, prefix: str = "") -> Any:
    """The values as that class has them, with its defaults for what is left out; `prefix` is where they stand."""
    if not isinstance(values, dict):
        text = "null" if values is None else repr(values)
        raise TrainerError(f"{prefix[:-1]} must be a mapping with the keys of {kind.__name__}, got {text}")
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        raise TrainerError("; ".join(describe(item, kind, prefix) for item in error.errors())) from error


def read_settings(args: SimpleNamespace, root: Path) -> Settings:
    """How to train: the keys beside model_cfg. Those with a default may be missing, or added with `+`."""
    given: Dict[str, Any] = dict(data_root=root, WORLD_SIZE=os.environ.get("WORLD_SIZE", 1))
    given.update(train_files=read(args, "train_files"), val_files=read(args, "val_files"))
    given.update(seq_len=read(args, "seq_len"), val_tokens=read(args, "val_tokens"))
    given.update(num_iterations=read(args, "num_iterations"), val_loss_every=read(args, "val_loss_every"))
    given.update(cooldown_frac=getattr(args, "cooldown_frac", 0.0), learning_rate=getattr(args, "learning_rate", 1e-3))
    given.update(save_checkpoint=getattr(args, "save_checkpoint", False), resume=getattr(args, "resume", None))
    given.update(use_adam_mini=getattr(args, "use_adam_mini", False), bfloat16=getattr(args, "bfloat16", False))
    given.update(torch_compile=getattr(args, "torch_compile", False), use_liger=getattr(args, "use_liger", False))
    given.update(use_wandb=getattr(args, "use_wandb", False), seed=getattr(args, "seed", 1337))
    given.update(sample_tokens=getattr(args, "sample_tokens", 32))
    return validate(Settings, given)


def describe(error: Any, kind: Type[BaseModel], prefix: str) -> str:
    """One of Pydantic's errors in a few words."""
    key = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return f"{prefix}{key} is no key of {kind.__name__}{did_you_mean(key, kind.model_fields)}"
    return f"{prefix}{key}: {error['msg']}, got {error['input']!r}"


def plan_run(args: SimpleNamespace, adapter: DefaultAdapter, settings: Settings) -> Dict[str, Any]:
    """Every effective value, then what follows from them, by dotted key; counts in tokens, steps and weights."""
    plan = {key: value for key, value in vars(args).items() if key != "model_cfg"}
    plan.update({f"model_cfg.{key}": value for key, value in adapter.cfg.model_dump(mode="json").items()})
    plan["plan.adapter"] = f"{type(adapter).__module__}:{type(adapter).__name__}"
    try:
        plan["plan.parameters"] = adapter.parameter_count()
    except (ImportError, ValueError) as error:  # no such network, or values of model_cfg that do not fit together
        raise TrainerError(str(error)) from error
    batch_size = settings.world_size * settings.seq_len
    plan.update({"plan.world_size": settings.world_size, "plan.tokens_per_step": batch_size})
    return {**plan, "plan.steps": settings.num_iterations, "plan.total_tokens": batch_size * settings.num_iterations}


def refuse(adapter: DefaultAdapter, plan: Dict[str, Any]) -> None:
    """A TrainerError for what the config or the environment asks for and no run here can honour."""
    refused = adapter.refusals()
    if plan.get("proj_fp8"):
        refused.append("proj_fp8: 8-bit floats need a Hopper GPU's kernels; set it to false")
    if plan["plan.world_size"] > 1:
        refused.append("this trainer trains in one process, without torchrun: WORLD_SIZE must be 1")
    if refused:
        raise TrainerError("; ".join(refused))


def reason_to_stop() -> str:
    """Why this run ends with its plan; empty where it goes on."""
    if os.environ.get("MYTRAINER_PLAN_ONLY"):
        return "MYTRAINER_PLAN_ONLY is set: planned, not trained."
    if find_spec("torch") is None:
        requirements = Path(__file__).resolve().with_name("requirements-train.txt")
        return f'torch is not installed: planned, not trained. To install it: python -m pip install -r "{requirements}"'
    return ""


@hydra.main(version_base=None, config_path="../configs")
def main(cfg: DictConfig) -> None:
    job = HydraConfig.get()
    prefix = f"[job {job.job.num}] " if job.mode == RunMode.MULTIRUN else ""

    def say(line: str) -> None:
        print(f"{prefix}{line}", flush=True)

    try:
        args = read_args(cfg)
        kind = choose_adapter(args)
        adapter = kind(validate(kind.Cfg, getattr(args, "model_cfg", None), "model_cfg."))
        root, note = data_root(args, Path(job.runtime.cwd))
        settings = read_settings(args, root)
        plan = plan_run(args, adapter, settings)
        plan_text = yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, width=float("inf"))
        print(f"# The plan of this run.\n{plan_text}", end="", flush=True)
        if reason := reason_to_stop():
            return print(f"# {reason}")
        refuse(adapter, plan)
        for line in [*([note] if note else []), *unread_keys(plan), *adapter.notes()]:
            say(f"note: {line}")
        import_module("training").train(adapter, settings, Path(job.runtime.output_dir), say)  # needs torch
    except (TrainerError, OSError, RuntimeError) as error:
        if isinstance(error, RuntimeError) and "allocate" not in str(error):  # what torch says where memory ends
            raise
        line = f"error: {' '.join(str(error).split())}"
        print(f"{prefix}{line}", file=sys.stderr, flush=True)
        if prefix:  # the other jobs go on; Hydra ends with this line and status 1
            raise CompactHydraException(line) from None
        sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print("interrupted; what was recorded until now is in the run folder", file=sys.stderr)
        sys.exit(130)
