"""DeepSeek MTP: multi-token prediction by chained modules."""

from pydantic import Field

from models.base import DefaultAdapter
from models.CurrentBest import DecoderCfg


class DeepSeekMTPCfg(DecoderCfg):
    """`model_cfg` of type `deepseek-mtp`."""

    n_mtp_tokens: int = Field(default=2, ge=1, description="Extra tokens predicted at each position.")
    use_liger: bool = Field(default=True, description="Use fused Liger kernels for the losses.")
    use_deepseek_mtp: bool = Field(default=True, description="Chained, as DeepSeek's are; false: independent heads.")
    proj_fp8: bool = Field(default=False, description="Run the projections in 8-bit floats (needs a Hopper GPU).")


class DeepSeekMTPAdapter(DefaultAdapter):
    Cfg = DeepSeekMTPCfg
    Net = "nets.decoder:MultiTokenPrediction"
