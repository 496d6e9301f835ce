"""The models: one module per registered type, and what all have (base)."""
