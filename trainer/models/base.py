"""What every model has: a validated `model_cfg` and an adapter that the trainer talks to."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, List, Optional, Type

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from nets.base import LanguageModel


class ModelCfg(BaseModel):
    """Keys that each `model_cfg` has. Unknown keys are errors; values are not converted ("12" is no 12)."""

    model_config = ConfigDict(extra="forbid", strict=True)

    vocab_size: int = Field(default=50257, ge=1, description="Number of token ids that the model knows.")


@dataclass(frozen=True)
class DefaultAdapter:
    """Between trainer and model: `Cfg` validates `model_cfg`, the methods answer what the trainer asks.

    An adapter counts parameters by a formula, from `cfg` alone. The counts are approximate: what a formula's
    docstring does not name (small norms, biases, padding of the vocabulary) is left out.
    """

    Cfg: ClassVar[Type[BaseModel]] = ModelCfg
    Net: ClassVar[str] = ""  # its network, "package.module:Class"; imported only to train, for it needs torch

    cfg: BaseModel

    def parameter_count(self) -> Optional[int]:
        """Number of trained parameters (weights, not bytes); None where an adapter has no formula."""
        return None

    def network(self) -> "LanguageModel":
        """The untrained network; ValueError where there is none or where values of `cfg` do not fit together."""
        if not self.Net:
            raise ValueError(f"{type(self).__name__} has no network: its runs can be planned, not trained")
        module, _, name = self.Net.partition(":")
        return getattr(import_module(module), name)(self.cfg)

    def refusals(self) -> List[str]:
        """Values of `cfg` that cannot be honoured, a line each: a run with such a value must not start."""
        keys = [key for key in ("use_fp8", "proj_fp8") if getattr(self.cfg, key, False)]
        return [f"model_cfg.{key}: 8-bit floats need a Hopper GPU and its kernels; set it to false" for key in keys]

    def notes(self) -> List[str]:
        """Values of `cfg` that change nothing here, a line each with the reason: the run says them and goes on."""
        idle = {
            "fused_add_norm": "there is no fused kernel here; addition and norm are computed apart, to the same values",
            "use_liger": "the losses go by the key use_liger beside model_cfg, and have the same values either way",
        }
        return [f"model_cfg.{key}: {why}" for key, why in idle.items() if getattr(self.cfg, key, False)]
