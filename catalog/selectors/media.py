"""Media as cataloguers write them → the few groups that a picture can be told by."""

import re

# The first that fits is taken: oil on canvas before oil. English, and the words of Portuguese, Spanish, French,
# Italian, German and Dutch cataloguers where they differ.
_GROUPS = (
    ("Mixed media", r"mixed media|t[eé]cnica mista|t[eé]cnica mixta|techniques? mixtes?|tecnica mista|mischtechnik"),
    ("Collage", r"collage|colage[mn]"),
    ("Photograph", r"photo|fotogra|gelatin|daguerreotype|albumen|cyanotype|chromogenic"),
    ("Screenprint", r"screen ?print|silkscreen|serigra|s[eé]rigra|siebdruck"),
    ("Lithograph", r"lit[h]?ogra"),
    ("Woodcut", r"wood ?(?:block|cut)|linocut|xilo|holzschnitt|gravure sur bois"),
    (
        "Etching or engraving",
        r"etching|engrav|aquatint|drypoint|mezzotint|gravura|grabado|eau-forte|radierung|incisione",
    ),
    ("Print", r"\bprints?\b|estampa|imprim|impress[aã]o"),
    ("Watercolour", r"water-?colou?r|a[gc]uarel|aquarel|acuarela|acquerello"),
    ("Gouache", r"gouache|gua(?:che|zzo)"),
    ("Pastel", r"pastel"),
    ("Fresco", r"fresco|mural"),
    ("Tempera", r"tempera|t[eê]mpera|distemper"),
    ("Acrylic", r"acr[yií]l"),
    ("Oil on canvas", r"(?:\boil|[oó]leo|huile|\bolio|\b[oö]l\b).*(?:canvas|tela\b|toile|lienzo|leinwand|linen|doek)"),
    ("Oil on panel", r"(?:\boil|[oó]leo|huile|\bolio|\b[oö]l\b).*(?:panel|wood|madeira|bois|tabla|tavola|holz|paneel)"),
    ("Oil", r"\boils?\b|[oó]leo|huile|\bolio\b|\b[oö]l\b|\bolieverf"),
    ("Ink", r"\bink\b|tinta|encre|inchiostro|tusche"),
    (
        "Drawing",
        r"pencil|charcoal|graphite|chalk|crayon|\bpen\b|drawing|grafite|l[aá]pis|carv[aã]o|caneta|desenho|dibujo",
    ),
    ("Textile", r"tapestry|textile|wool|cotton|embroider|tape[cç]aria"),
    ("Ceramic", r"ceramic|porcelain|stoneware|earthenware|terracotta|cer[aâ]mica|azulejo"),
    ("Sculpture", r"bronze|marble|sculpt|plaster|m[aá]rmore|escultura|limestone|steel"),
)
_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _GROUPS)


def medium_group(medium: str) -> str:
    """The group of a medium ("Oil on canvas" for "óleo sobre tela, assinado"); empty where it fits none."""
    plain = medium.casefold()
    return next((name for name, pattern in _PATTERNS if pattern.search(plain)), "")
