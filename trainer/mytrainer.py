"""The trainer's entry point. It plans a run and does not train yet.

    python mytrainer.py --config-name=mamba seq_len=2048

Hydra composes the config, the registry finds the model's adapter, the adapter's `Cfg` validates `model_cfg`,
and the plan is printed as YAML: a line `key: value` for each key, then what follows from them (`plan.*`).
A mistake is one line on stderr and exit status 1.
"""

import math
import os
import sys
from types import SimpleNamespace
from typing import Any, Dict, Type

import hydra
import yaml
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException
from pydantic import BaseModel, ValidationError

from models.base import DefaultAdapter
from trainer_registry import ADAPTER_PATHS, TrainerError, did_you_mean, load_adapter_from_path, resolve_adapter_by_type


def read_args(cfg: DictConfig) -> SimpleNamespace:
    """The composed config as a plain object, interpolations resolved."""
    if not cfg:
        raise TrainerError("no config: choose one with --config-name, for example --config-name=current_best_gpt")
    try:
        values = OmegaConf.to_container(cfg, resolve=True, throw_on_missing=True)
    except OmegaConfBaseException as error:
        raise TrainerError(str(error)) from error
    if not isinstance(values, dict):
        raise TrainerError("the config is no mapping")
    args = SimpleNamespace()
    vars(args).update({str(key): value for key, value in values.items()})
    return args


def read_count(args: SimpleNamespace, key: str) -> int:
    """A key that must be a positive integer."""
    if not hasattr(args, key):
        raise TrainerError(f"the config has no {key}; does its defaults list name the base configs, data and training?")
    value = getattr(args, key)
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise TrainerError(f"{key} must be a positive integer, got {value!r}")
    return value


def read_world_size() -> int:
    """Number of processes, as torchrun tells it; 1 without it."""
    text = os.environ.get("WORLD_SIZE", "1")
    if not text.isdecimal() or int(text) < 1:
        raise TrainerError(f"the environment variable WORLD_SIZE must be a positive integer, got {text!r}")
    return int(text)


def choose_adapter(args: SimpleNamespace) -> Type[DefaultAdapter]:
    """The class at `model_adapter` when that is set, else the one registered for `type`."""
    path = getattr(args, "model_adapter", None)
    if path is not None:
        return load_adapter_from_path(str(path))
    model_type = getattr(args, "type", None)
    if model_type is None:
        raise TrainerError(f"the config has no type; registered are {', '.join(ADAPTER_PATHS)}")
    return resolve_adapter_by_type(str(model_type))


def validate_model_cfg(adapter: Type[DefaultAdapter], model_cfg: Any) -> BaseModel:
    """`model_cfg` as the adapter's Cfg, with the defaults of keys that it leaves out."""
    if not isinstance(model_cfg, dict):
        text = "null" if model_cfg is None else repr(model_cfg)
        raise TrainerError(f"model_cfg must be a mapping with the keys of {adapter.Cfg.__name__}, got {text}")
    try:
        return adapter.Cfg.model_validate(model_cfg)
    except ValidationError as error:
        raise TrainerError("; ".join(describe(item, adapter.Cfg) for item in error.errors())) from error


def describe(error: Any, cfg_class: Type[BaseModel]) -> str:
    """One of Pydantic's errors in a few words."""
    key = str(error["loc"][0]) if error["loc"] else ""
    if error["type"] == "extra_forbidden":
        return f"model_cfg.{key} is no key of {cfg_class.__name__}{did_you_mean(key, cfg_class.model_fields)}"
    return f"model_cfg.{key}: {error['msg']}, got {error['input']!r}"


def plan_run(args: SimpleNamespace) -> Dict[str, Any]:
    """Every effective value, then what follows from them, by dotted key; counts in tokens, steps and weights."""
    adapter = choose_adapter(args)
    model_cfg = validate_model_cfg(adapter, getattr(args, "model_cfg", None))
    world_size = read_world_size()
    batch_size = world_size * read_count(args, "seq_len")
    steps = read_count(args, "num_iterations")

    plan = {key: value for key, value in vars(args).items() if key != "model_cfg"}
    plan.update({f"model_cfg.{key}": value for key, value in model_cfg.model_dump(mode="json").items()})
    plan["plan.adapter"] = f"{adapter.__module__}:{adapter.__name__}"
    plan["plan.parameters"] = adapter(model_cfg).parameter_count()
    plan["plan.world_size"] = world_size
    plan["plan.tokens_per_step"] = batch_size
    plan["plan.steps"] = steps
    plan["plan.total_tokens"] = batch_size * steps
    return plan


@hydra.main(version_base=None, config_path="../configs")
def main(cfg: DictConfig) -> None:
    try:
        plan = plan_run(read_args(cfg))
    except TrainerError as error:
        print(f"error: {' '.join(str(error).split())}", file=sys.stderr)
        sys.exit(1)
    print("# The plan of this run. mytrainer plans and does not train yet.")
    print(yaml.safe_dump(plan, sort_keys=False, allow_unicode=True, width=math.inf), end="")


if __name__ == "__main__":
    main()
