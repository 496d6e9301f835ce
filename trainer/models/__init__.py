"""The models: one module per registered type, and the bases they share (base, transformer, diffusion, mtp)."""
