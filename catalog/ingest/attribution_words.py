"""The words of attributions, folded, in ten languages: what ties a name to a work, as data for ``attributions.py``.

Regular expressions by the qualifier of ``catalog.models.Attribution``. ``REJECTED`` takes an attribution back.
"""

REJECTED = "rejected"

BEFORE_NAMES = {
    REJECTED: (
        *("formerly attributed to", "previously attributed to", "ehemals zugeschrieben", "anciennement attribuee? a"),
        *("changed from", "not by"),
    ),
    "attributed_to": (
        *(
            "attributed to",
            r"attrib\.? to",
            r"attr\.? to",
            r"attrib\.",
            r"attr\.",
            "ascribed to",
            "zugeschrieben( an)?",
        ),
        *(
            "possibly by",
            "probably by",
            "perhaps by",
            "maybe by",
            "possibly",
            "probably",
            "attribuee? a",
            "attribuit[oa] a",
        ),
        *("atribuid[oa] a", "toegeschreven aan", "tilskrevet", "tillskriven"),
    ),
    "workshop_of": (
        *("workshop assistant of", "workshop of", "studio of", "atelier of", "shop of", "assistant of", "atelier de"),
        *("atelier d'", "atelier van", "bottega di", "taller de", "oficina de", "werkstatt (?:des|der|von)"),
    ),
    "circle_of": (
        *("circle of", "close to", "associate of", "pupil of", "student of", "cercle de", "entourage de", "eleve de"),
        *(
            "cerchia di",
            "circulo de",
            "kring van",
            "(?:um)?kreis (?:des|der|von)",
            "schuler (?:des|von)",
            "leerling van",
        ),
        *("allievo di", "eleve d'", "entourage d'"),
    ),
    "follower_of": (
        *("followers? of", "imitator of", "in the manner of", "manner of", "in the style of", "style of", "school of"),
        *("ecole de", "ecole d'", "scuola di", "escuela de", "escola de", "school van", "schule (?:des|der|von)"),
        *(
            "nachfolger (?:des|der|von)",
            "nachahmer (?:des|der|von)",
            "manier (?:des|der|von)",
            "maniere de",
            "suiveur de",
        ),
        *("seguace di", "seguidor de", "navolger van", "influenced by"),
    ),
    "after": (
        *("copy after", "copy of", "copied after", "engraved after", "copie d'apres", "d'apres", "kopie nach", "nach"),
        *(
            "after the design by",
            "after a design by",
            "after an? [a-z]+ by",
            "after",
            "apres",
            "naar",
            "efter",
            "based on",
        ),
    ),
    "by": ("copy by", "copie par", "kopie von", "painted by", "peint par", "by"),
}
ALONE = {
    "attributed_to": ("attributed", "attribue", "attribuee", r"\?"),
    "workshop_of": ("(?:and )?workshop", "(?:and )?studio", "atelier", "werkstatt", "bottega"),
    "circle_of": ("circle", "kreis", "umkreis", "pupil", "cercle"),
    "follower_of": ("follower", "school", "schule", "manner", "manier", "style", "ecole", "scuola"),
    "after": ("copy", "kopie", "copie"),
}
"""What stands in brackets behind a name, or in a column of its own."""

ROLES = (
    *(
        "published",
        "printed",
        "engraved",
        "designed",
        "manufactured",
        "retailed",
        "executed",
        "made",
        "decorated",
        "cast",
    ),
    *(
        "carved",
        "etched",
        "issued",
        "distributed",
        "compiled",
        "edited",
        "lithographed",
        "woven",
        "framed",
        "commissioned",
    ),
)
"""Before "by": what somebody did for the work."""

ANONYMOUS = (
    *(
        "anonymous",
        "anon",
        "unknown",
        "unidentified",
        "various",
        "anonyme",
        "anonym",
        "anonimo",
        "onbekend",
        "unbekannt",
    ),
    *(
        "inconnu",
        "desconhecido",
        "desconocido",
        "ignoto",
        "ukendt",
        "ubekendt",
        "okand",
        "tuntematon",
        "not determined",
    ),
    *("not available", "undetermined", "no artist"),
)
"""How a name begins that is none."""

PEOPLES = (
    *("african", "albanian", "algerian", "american", "american indian", "argentinean", "argentine", "armenian"),
    *("australian", "austrian", "bavarian", "belgian", "bohemian", "brazilian", "british", "bulgarian", "byzantine"),
    *("cambodian", "canadian", "chilean", "chinese", "colombian", "coptic", "croatian", "cuban", "czech", "danish"),
    *("dutch", "egyptian", "english", "estonian", "ethiopian", "etruscan", "european", "finnish", "flemish"),
    *("florentine", "french", "genoese", "georgian", "german", "greek", "haitian", "hungarian", "icelandic", "indian"),
    *("indonesian", "inuit", "iranian", "iraqi", "irish", "israeli", "italian", "japanese", "khmer", "korean"),
    *(
        "latvian",
        "lebanese",
        "lithuanian",
        "malian",
        "mesopotamian",
        "mexican",
        "moroccan",
        "mughal",
        "native american",
        "nepalese",
    ),
    *(
        "netherlandish",
        "nigerian",
        "north american indian",
        "norwegian",
        "ottoman",
        "persian",
        "peruvian",
        "polish",
        "portuguese",
        "roman",
    ),
    *("romanian", "russian", "scandinavian", "scottish", "serbian", "sienese", "slovak", "slovenian", "south african"),
    *("spanish", "swedish", "swiss", "syrian", "thai", "tibetan", "turkish", "ukrainian", "venetian", "vietnamese"),
    *("welsh", "yugoslavian"),
)
"""A people in place of a name: "French"."""
