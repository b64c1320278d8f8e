"""One artist, one venue: rows of different sources joined where that is certain, listed where it is not."""

from catalog.services.joining.decisions import NothingToDecide, decide_candidates, join_rows, take_apart
from catalog.services.joining.joins import Joined, join_entities

__all__ = ["Joined", "NothingToDecide", "decide_candidates", "join_entities", "join_rows", "take_apart"]
