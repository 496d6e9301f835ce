"""What every model has: a validated `model_cfg` and an adapter that the trainer talks to."""

from dataclasses import dataclass
from typing import ClassVar, Optional, Type

from pydantic import BaseModel, ConfigDict, Field


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

    cfg: BaseModel

    def parameter_count(self) -> Optional[int]:
        """Number of trained parameters (weights, not bytes); None where an adapter has no formula."""
        return None
