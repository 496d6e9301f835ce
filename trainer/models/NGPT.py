"""nGPT: a transformer whose vectors stay on the unit hypersphere."""

from dataclasses import dataclass

from models.transformer import HEAD_DIM, DecoderAdapter, Fp8DecoderCfg


class NGPTCfg(Fp8DecoderCfg):
    """`model_cfg` of type `ngpt`."""


@dataclass(frozen=True)
class NGPTAdapter(DecoderAdapter):
    """A decoder with a gated feed-forward, and learned scales in place of norms."""

    Cfg = NGPTCfg
    Net = "nets.decoder:NGPT"
    cfg: NGPTCfg

    def block_parameters(self) -> int:
        gated_feed_forward = 12 * self.cfg.model_dim**2
        # Two step sizes and two feed-forward scales (of 4x width) per channel, one per channel of query and key.
        scales = 10 * self.cfg.model_dim + self.cfg.num_heads * HEAD_DIM
        return self.attention_parameters() + gated_feed_forward + scales

    def parameter_count(self) -> int:
        logit_scales = self.cfg.vocab_size
        return super().parameter_count() + logit_scales
