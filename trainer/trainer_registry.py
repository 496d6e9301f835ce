"""Which adapter trains which model: the value of a config's `type` is a key of ADAPTER_PATHS."""

import importlib
from difflib import get_close_matches
from typing import Dict, Iterable, Type

from pydantic import BaseModel

from models.base import DefaultAdapter


class TrainerError(Exception):
    """A mistake in a config or a registry, told in one line."""


# A path is "package.module:Class"; "package.module.Class" is understood too.
# Add your own below the literal: ADAPTER_PATHS["my-model"] = "models.MyModel:MyModelAdapter"
ADAPTER_PATHS: Dict[str, str] = {
    # Dense transformers
    "current-best": "models.CurrentBest:CurrentBestAdapter",
    "ngpt": "models.NGPT:NGPTAdapter",
    "gpt2": "models.GPT2:GPT2Adapter",
    "vanilla": "models.Vanilla:VanillaAdapter",
    # State space
    "mamba": "models.Mamba:MambaAdapter",
    # Bytes in patches
    "megabyte": "models.MegaByte:MegaByteAdapter",
    # Conditional and recurrent computation
    "mixture-of-depths": "models.MixtureOfDepths:MixtureOfDepthsAdapter",
    "mixture-of-experts": "models.MixtureOfExperts:MixtureOfExpertsAdapter",
    "recurrent-depth": "models.RecurrentDepth:RecurrentDepthAdapter",
    # Sparse attention
    "nsa": "models.NSA:NSAAdapter",
    # Discrete diffusion
    "mdlm": "models.MDLM:MDLMAdapter",
    "d3pm": "models.D3PM:D3PMAdapter",
    "sedd": "models.SEDD:SEDDAdapter",
    # Multi-token prediction
    "deepseek-mtp": "models.DeepSeekMTP:DeepSeekMTPAdapter",
    "base-mtp": "models.BaseMTP:BaseMTPAdapter",
}


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The end of an error message: the nearest known name, else nothing."""
    nearest = get_close_matches(name, list(known), n=1)
    return f"; did you mean '{nearest[0]}'?" if nearest else ""


def resolve_adapter_by_type(model_type: str) -> Type[DefaultAdapter]:
    """The adapter class registered for a type; a TrainerError when there is none or it does not load."""
    path = ADAPTER_PATHS.get(model_type)
    if path is None:
        hint = did_you_mean(model_type, ADAPTER_PATHS) or f"; registered are {', '.join(ADAPTER_PATHS)}"
        raise TrainerError(f"type '{model_type}' is not registered in trainer_registry.py{hint}")
    return load_adapter_from_path(path)


def load_adapter_from_path(path: str) -> Type[DefaultAdapter]:
    """The adapter class at "package.module:Class" (or "package.module.Class"); a TrainerError when it does not load."""
    module_name, _, class_name = path.rpartition(":" if ":" in path else ".")
    if not module_name or not class_name:
        raise TrainerError(f"adapter '{path}' is not a path of the form package.module:Class")
    try:
        adapter = getattr(importlib.import_module(module_name), class_name)
    except Exception as error:  # importing runs the module, which may fail in any way
        raise TrainerError(f"adapter '{path}' does not load: {type(error).__name__}: {error}") from error
    if not (isinstance(adapter, type) and issubclass(adapter, DefaultAdapter)):
        raise TrainerError(f"adapter '{path}' does not load: {class_name} does not derive DefaultAdapter")
    if not (isinstance(adapter.Cfg, type) and issubclass(adapter.Cfg, BaseModel)):
        raise TrainerError(f"adapter '{path}' does not load: {class_name}.Cfg is not a Pydantic model")
    return adapter
