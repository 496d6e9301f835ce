"""What the multi-token-prediction models share."""

from dataclasses import dataclass

from pydantic import Field

from models.transformer import DecoderAdapter, DecoderCfg


class MTPCfg(DecoderCfg):
    """A decoder that also predicts tokens beyond the next one."""

    n_mtp_tokens: int = Field(default=2, ge=1, description="Extra tokens predicted at each position.")
    use_liger: bool = Field(default=True, description="Use fused Liger kernels for the losses.")
    use_deepseek_mtp: bool = Field(
        default=True, description="Chain the prediction modules as DeepSeek does; false: independent heads."
    )
    proj_fp8: bool = Field(default=False, description="Run the projections in 8-bit floats (needs a Hopper GPU).")


@dataclass(frozen=True)
class MTPAdapter(DecoderAdapter):
    """A decoder and, per extra token, one block; a chained module also projects two inputs into one."""

    Cfg = MTPCfg
    Net = "nets.mtp:MultiTokenPrediction"
    cfg: MTPCfg

    def parameter_count(self) -> int:
        projection = 2 * self.cfg.model_dim**2 if self.cfg.use_deepseek_mtp else 0
        return super().parameter_count() + self.cfg.n_mtp_tokens * (self.block_parameters() + projection)
