"""Vanilla transformer."""

from dataclasses import dataclass

from models.transformer import ContextAdapter, ContextCfg


class VanillaCfg(ContextCfg):
    """`model_cfg` of type `vanilla`."""


@dataclass(frozen=True)
class VanillaAdapter(ContextAdapter):
    """Fixed positions and an untied head: the family's formula as it stands."""

    Cfg = VanillaCfg
    Net = "nets.transformer:Transformer"
    cfg: VanillaCfg
