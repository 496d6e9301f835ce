"""MegaByte: a global transformer over patches, a local one over the bytes of a patch."""

from dataclasses import dataclass
from typing import List

from pydantic import Field

from models.base import DefaultAdapter, ModelCfg


class ByteCfg(ModelCfg):
    """Models that read bytes in patches."""

    vocab_size: int = Field(default=258, ge=256, description="Number of ids: 256 bytes and the special ones.")
    n_ctx: int = Field(default=1024, ge=1, description="Longest context, in bytes; a multiple of patch_size.")
    patch_size: int = Field(default=16, ge=1, description="Bytes per patch.")


class MegaByteCfg(ByteCfg):
    """`model_cfg` of type `megabyte`."""

    d_local: int = Field(default=512, ge=1, description="Width of the local model, in channels.")
    d_global_pre_patch: int = Field(
        default=64, ge=1, description="Channels per byte of the global model; its width is patch_size times this."
    )
    n_layers_d_global: int = Field(default=6, ge=1, description="Blocks of the global model.")
    n_layers_d_local: int = Field(default=6, ge=1, description="Blocks of the local model.")
    local_n_heads: int = Field(default=8, ge=1, description="Attention heads per block of the local model.")
    global_n_heads: int = Field(default=4, ge=1, description="Attention heads per block of the global model.")
    d_mult: int = Field(default=4, ge=1, description="Width of the feed-forward layers over the model's width.")
    is_causal: bool = Field(default=True, description="Each position sees only what stands before it.")
    pad_id: int = Field(default=257, ge=0, description="Id that pads a sequence.")
    eos_id: int = Field(default=258, ge=0, description="Id that ends a text.")


@dataclass(frozen=True)
class MegaByteAdapter(DefaultAdapter):
    """Two stacks of blocks without biases, their embeddings, and the step from global to local width."""

    Cfg = MegaByteCfg
    Net = "nets.megabyte:MegaByte"
    cfg: MegaByteCfg

    def stack_parameters(self, width: int, layers: int) -> int:
        return layers * (4 + 2 * self.cfg.d_mult) * width**2

    def parameter_count(self) -> int:
        cfg = self.cfg
        d_global = cfg.patch_size * cfg.d_global_pre_patch
        embeddings = cfg.vocab_size * (cfg.d_global_pre_patch + cfg.d_local)
        positions = cfg.n_ctx * cfg.d_global_pre_patch + cfg.patch_size * cfg.d_local
        step = cfg.d_global_pre_patch * cfg.d_local
        head = cfg.d_local * cfg.vocab_size
        stacks = self.stack_parameters(d_global, cfg.n_layers_d_global)
        stacks += self.stack_parameters(cfg.d_local, cfg.n_layers_d_local)
        return embeddings + positions + step + head + stacks

    def refusals(self) -> List[str]:
        blind = ["model_cfg.is_causal: false lets each byte see itself, and the loss says nothing; set it to true"]
        return super().refusals() + (blind if not self.cfg.is_causal else [])
