"""What every model has: a validated `model_cfg` and an adapter that the trainer talks to."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, ClassVar, Optional, Type

from pydantic import BaseModel, ConfigDict, Field


class ModelCfg(BaseModel):
    """Keys that each `model_cfg` has. Unknown keys are errors; values are not converted ("12" is no 12)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    vocab_size: int = Field(default=50257, ge=1, description="Number of token ids that the model knows.")


@dataclass(frozen=True)
class DefaultAdapter:
    """Between trainer and model: `Cfg` validates `model_cfg`, the methods answer what the trainer asks."""

    Cfg: ClassVar[Type[BaseModel]] = ModelCfg
    Net: ClassVar[str] = ""  # its network, "package.module:Class"; imported only where torch is installed

    cfg: Any  # a Cfg

    def parameter_count(self) -> Optional[int]:
        """Number of weights that are trained, of the network's shapes alone; None without torch or a network."""
        if not (self.Net and find_spec("torch")):
            return None
        with import_module("torch").device("meta"):
            return sum(weight.numel() for weight in self.network().parameters())

    def network(self) -> Any:
        """The untrained network, a nets.base.LanguageModel; ValueError where values of `cfg` do not fit together."""
        module, _, name = self.Net.partition(":")
        return getattr(import_module(module), name)(self.cfg)

    def refusals(self) -> list[str]:
        """Values of `cfg` that cannot be honoured, a line each: a run with such a value must not start."""
        keys = [key for key in ("use_fp8", "proj_fp8") if getattr(self.cfg, key, False)]
        none = [] if self.Net else [f"{type(self).__name__} has no network: its runs can be planned, not trained"]
        return none + [f"model_cfg.{key}: 8-bit floats need a Hopper GPU's kernels; set it to false" for key in keys]

    def notes(self) -> list[str]:
        """Values of `cfg` that change nothing here, a line each with the reason: the run says them and goes on."""
        idle = {
            "fused_add_norm": "there is no fused kernel here; addition and norm are computed apart, to the same values",
            "use_liger": "the losses go by the key use_liger beside model_cfg, and have the same values either way",
        }
        return [f"model_cfg.{key}: {why}" for key, why in idle.items() if getattr(self.cfg, key, False)]
