"""A picture → guesses of style, artist, period, medium and genre; never facts.

Linear ``heads`` over the classification vector, fitted to the catalogue's own labels by ``fitting``, kept in a file by
``artefact``; a catalogue that has none yet lets the ``neighbours`` vote.
"""

from vision.classify.heads import HeadClassifier, Heads, Labels
from vision.classify.neighbours import NeighbourClassifier

__all__ = ["HeadClassifier", "Heads", "Labels", "NeighbourClassifier"]
