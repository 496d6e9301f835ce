"""Base MTP: multi-token prediction by independent heads."""

from pydantic import Field

from models.DeepSeekMTP import DeepSeekMTPAdapter, DeepSeekMTPCfg


class BaseMTPCfg(DeepSeekMTPCfg):
    """`model_cfg` of type `base-mtp`: DeepSeek MTP's keys, with another default."""

    use_deepseek_mtp: bool = Field(default=False, description="Chained, as DeepSeek's are; false: independent heads.")


class BaseMTPAdapter(DeepSeekMTPAdapter):
    Cfg = BaseMTPCfg
