"""The words of sizes, folded: units, sides and the parts of a work that are measured, as data for ``sizes.py``."""

MM = {
    **dict.fromkeys(("mm", "millimeter", "millimeters", "millimetre", "millimetres"), 1.0),
    **dict.fromkeys(("cm", "cms", "centimeter", "centimeters", "centimetre", "centimetres"), 10.0),
    **dict.fromkeys(("m", "metres", "meters"), 1000.0),
    **dict.fromkeys(("in", "ins", "inch", "inches", '"', "''"), 25.4),
    **dict.fromkeys(("ft", "feet", "foot", "'"), 304.8),
}
"""Millimetres in a unit. Old feet and inches differ from town to town: texts in "pieds" or "Zoll" stay text."""

METRIC = frozenset(unit for unit, mm in MM.items() if mm in (1, 10, 1000))

HEIGHT, WIDTH, DEPTH, DIAMETER, LENGTH = "height", "width", "depth", "diameter", "length"

_SIDES = {
    HEIGHT: "h ht height high haut hauteur hohe hoch altezza alto altura hoog hoogte hojde",
    WIDTH: "w width wide larg large largeur breite breit larghezza ancho anchura largura breed breedte bredde",
    DEPTH: "d dp depth deep prof profondeur tiefe profondita profundidad profundidade diepte dybde",
    DIAMETER: "diam diameter dia diametre durchmesser diametro",
    LENGTH: "l length long longueur lange lunghezza largo comprimento lengte circumference",
}
SIDES = {word: side for side, words in _SIDES.items() for word in words.split()}

_PARTS = (
    # The object as a whole: the best answer.
    (
        "overall object objects support unframed canvas panel painting toile tela stretcher board leinwand work total "
        "escultura sculpture drawing desenho quadro whole album book codex scroll installation envelope postcard"
    ),
    "sheet sheets page pages paper folha blad blatt feuille folio folios leaf",
    "image composition comp plate plates mancha chapa sight picture block platte bildmass",
    "displayed unconfirmed",
)
PARTS = {word: rank for rank, words in enumerate(_PARTS) for word in words.split()}
"""What is measured, by how well it stands for the object: 0 is best."""

AROUND = frozenset(
    (
        *("frame", "framed", "frames", "mount", "mounted", "mat", "matted", "base", "case", "box", "folder", "plinth"),
        *("pedestal", "seat", "rim", "secondary", "former", "storage", "crate", "stand", "slipcase", "cover", "lid"),
        *(
            "moldura",
            "cadre",
            "rahmen",
            "gerahmt",
            "cornice",
            "marco",
            "mala",
            "portfolio",
            "wrapper",
            "binding",
            "shaft",
        ),
    )
)
"""What is no size of the object: a frame, a mount, a part of it. "Without" turns it round: see ``sizes.py``."""
WITHOUT = frozenset(("without", "sans", "ohne", "sem", "senza", "sin", "zonder", "excluding", "excl"))

OF_SEVERAL = frozenset(
    (
        "each",
        "ea",
        "cada",
        "jeder",
        "jede",
        "chaque",
        "maior",
        "menor",
        "largest",
        "smallest",
        "maxima",
        "minima",
        "varies",
    )
)
"""The size of one of several: not that of the work."""

SAID_NOTHING = frozenset(
    (
        *(
            "irreg",
            "irregular",
            "sl",
            "slightly",
            "approx",
            "approximate",
            "approximately",
            "about",
            "c",
            "ca",
            "circa",
        ),
        *(
            "dim",
            "dims",
            "dimensions",
            "size",
            "trimmed",
            "closed",
            "fechada",
            "fechado",
            "open",
            "and",
            "the",
            "a",
            "o",
            "e",
            "of",
            "to",
        ),
        *(
            "oval",
            "arched",
            "top",
            "untrimmed",
            "unfolded",
            "app",
            "within",
            "edge",
            "outer",
            "inner",
            "at",
            "installed",
            "variable",
            "vary",
            "various",
            "left",
            "right",
        ),
    )
)
"""Words that change nothing about which size it is."""

NO_SIZE = frozenset(
    (
        *(
            "variable",
            "vary",
            "various",
            "varies",
            "min",
            "mins",
            "minutes",
            "minute",
            "sec",
            "secs",
            "seconds",
            "hr",
            "hrs",
        ),
        *("hour", "hours", "duration", "duracao", "feet", "unknown", "kg", "lbs"),
    )
)
"""A text with these and no measure is understood: it states no size (a film's length, an installation)."""
