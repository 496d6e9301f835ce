"""MegaByte: a global transformer over patches, a local one over the bytes of a patch."""

from pydantic import Field

from models.base import DefaultAdapter, ModelCfg


class MegaByteCfg(ModelCfg):
    """`model_cfg` of type `megabyte`."""

    vocab_size: int = Field(default=258, ge=256, description="Number of ids: 256 bytes and the special ones.")
    n_ctx: int = Field(default=1024, ge=1, description="Longest context, in bytes; a multiple of patch_size.")
    patch_size: int = Field(default=16, ge=1, description="Bytes per patch.")
    d_local: int = Field(default=512, ge=1, description="Width of the local model, in channels.")
    d_global_pre_patch: int = Field(default=64, ge=1, description="Channels per byte of a patch in the global model.")
    n_layers_d_global: int = Field(default=6, ge=1, description="Blocks of the global model.")
    n_layers_d_local: int = Field(default=6, ge=1, description="Blocks of the local model.")
    local_n_heads: int = Field(default=8, ge=1, description="Attention heads per block of the local model.")
    global_n_heads: int = Field(default=4, ge=1, description="Attention heads per block of the global model.")
    d_mult: int = Field(default=4, ge=1, description="Width of the feed-forward layers over the model's width.")
    is_causal: bool = Field(default=True, description="Each position sees only what stands before it.")
    pad_id: int = Field(default=257, ge=0, description="Id that pads a sequence.")
    eos_id: int = Field(default=258, ge=0, description="Id that ends a text.")


class MegaByteAdapter(DefaultAdapter):
    Cfg = MegaByteCfg
    Net = "nets.megabyte:MegaByte"

    def refusals(self) -> list[str]:
        blind = ["model_cfg.is_causal: false lets each byte see itself, and the loss says nothing; set it to true"]
        return super().refusals() + (blind if not self.cfg.is_causal else [])
