"""DeepSeek MTP: multi-token prediction by chained modules."""

from dataclasses import dataclass

from models.mtp import MTPAdapter, MTPCfg


class DeepSeekMTPCfg(MTPCfg):
    """`model_cfg` of type `deepseek-mtp`."""


@dataclass(frozen=True)
class DeepSeekMTPAdapter(MTPAdapter):
    """The chained form of the family."""

    Cfg = DeepSeekMTPCfg

    cfg: DeepSeekMTPCfg
