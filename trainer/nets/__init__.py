"""The networks, in PyTorch: imported only to train, so that planning needs no torch."""
