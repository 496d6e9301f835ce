"""Vanilla transformer."""

from models.GPT2 import GPT2Adapter


class VanillaAdapter(GPT2Adapter):
    Net = "nets.transformer:Transformer"
