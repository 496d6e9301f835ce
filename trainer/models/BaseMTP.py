"""Base MTP: multi-token prediction by independent heads."""

from dataclasses import dataclass

from pydantic import Field

from models.mtp import MTPAdapter, MTPCfg


class BaseMTPCfg(MTPCfg):
    """`model_cfg` of type `base-mtp`: the family's keys with another default."""

    use_deepseek_mtp: bool = Field(
        default=False, description="Chain the prediction modules as DeepSeek does; false: independent heads."
    )


@dataclass(frozen=True)
class BaseMTPAdapter(MTPAdapter):
    """The independent form of the family."""

    Cfg = BaseMTPCfg

    cfg: BaseMTPCfg
