"""Current-best GPT."""

from dataclasses import dataclass

from models.transformer import DecoderAdapter, Fp8DecoderCfg


class CurrentBestCfg(Fp8DecoderCfg):
    """`model_cfg` of type `current-best`."""


@dataclass(frozen=True)
class CurrentBestAdapter(DecoderAdapter):
    """The decoder as it stands."""

    Cfg = CurrentBestCfg
    Net = "nets.decoder:CurrentBest"
    cfg: CurrentBestCfg
