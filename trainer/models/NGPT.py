"""nGPT: a transformer whose vectors stay on the unit hypersphere."""

from models.CurrentBest import CurrentBestAdapter


class NGPTAdapter(CurrentBestAdapter):
    Net = "nets.decoder:NGPT"
