"""Fictional studios that paint the sample catalogue: generative, each in a style of its own, dedicated to all (CC0)."""

from vision.studios.cells import GLASS, PACKINGS, REACTIONS
from vision.studios.fields import AGATES, COLOUR_FIELDS, WASHES
from vision.studios.lines import ATTRACTORS, CURRENTS, PENDULUMS
from vision.studios.marbling import MARBLINGS
from vision.studios.patterns import OP_ART, TRUCHETS, WEAVES
from vision.studios.planes import HERBARIUM, PLANES
from vision.studios.scenes import DABS, NOCTURNES, RIDGES
from vision.studios.studio import Size, Studio

STUDIOS: tuple[Studio, ...] = (
    *(CURRENTS, COLOUR_FIELDS, WEAVES, RIDGES, MARBLINGS, GLASS),
    *(REACTIONS, PLANES, PENDULUMS, DABS, TRUCHETS, HERBARIUM),
    *(PACKINGS, NOCTURNES, AGATES, OP_ART, WASHES, ATTRACTORS),
)

__all__ = ["STUDIOS", "Size", "Studio"]
