"""NSA: native sparse attention."""

from dataclasses import dataclass

from pydantic import Field

from models.transformer import HEAD_DIM, DecoderAdapter, DecoderCfg


class NSACfg(DecoderCfg):
    """`model_cfg` of type `nsa`."""

    sliding_window_size: int = Field(default=32, ge=1, description="Tokens that the sliding branch looks back.")
    compress_block_size: int = Field(default=4, ge=1, description="Tokens per block of the compressed branch.")
    selection_block_size: int = Field(default=4, ge=1, description="Tokens per block of the selected branch.")
    num_selected_blocks: int = Field(default=4, ge=1, description="Blocks that each query attends to when selecting.")


@dataclass(frozen=True)
class NSAAdapter(DecoderAdapter):
    """A decoder; per block, two layers compress the keys and values, and a gate weighs the three branches."""

    Cfg = NSACfg
    Net = "nets.decoder:NSA"
    cfg: NSACfg

    def attention_parameters(self) -> int:
        compression = 2 * self.cfg.compress_block_size * HEAD_DIM**2
        gate = 3 * self.cfg.num_heads * self.cfg.model_dim
        return super().attention_parameters() + compression + gate
