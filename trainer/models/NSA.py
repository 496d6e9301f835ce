"""NSA: native sparse attention."""

from pydantic import Field

from models.base import DefaultAdapter
from models.CurrentBest import DecoderCfg


class NSACfg(DecoderCfg):
    """`model_cfg` of type `nsa`."""

    sliding_window_size: int = Field(default=32, ge=1, description="Tokens that the sliding branch looks back.")
    compress_block_size: int = Field(default=4, ge=1, description="Tokens per block of the compressed branch.")
    selection_block_size: int = Field(default=4, ge=1, description="Tokens per block of the selected branch.")
    num_selected_blocks: int = Field(default=4, ge=1, description="Blocks that each query attends to when selecting.")


class NSAAdapter(DefaultAdapter):
    Cfg = NSACfg
    Net = "nets.decoder:NSA"
