"""Names of artists: in natural order for people, as a key for comparison."""

import re

from catalog.folding import fold

_PARTICLES = frozenset(
    (
        *(
            "van",
            "von",
            "der",
            "den",
            "de",
            "del",
            "della",
            "dello",
            "degli",
            "dei",
            "di",
            "da",
            "do",
            "dos",
            "das",
            "du",
        ),
        *(
            "la",
            "le",
            "les",
            "el",
            "il",
            "zu",
            "zum",
            "zur",
            "ter",
            "ten",
            "te",
            "af",
            "av",
            "y",
            "e",
            "the",
            "of",
            "d",
            "l",
        ),
        *("'t", "het", "op", "und", "and", "et"),
    )
)
_PREFIXED_TITLES = frozenset(
    (
        *(
            "sir",
            "dame",
            "lady",
            "lord",
            "mr",
            "mrs",
            "ms",
            "miss",
            "dr",
            "prof",
            "professor",
            "rev",
            "reverend",
            "abbe",
        ),
        *(
            "baron",
            "baroness",
            "count",
            "countess",
            "conte",
            "comte",
            "comtesse",
            "freiherr",
            "graf",
            "saint",
            "madame",
        ),
        *("mme", "monsieur", "the honorable", "rev sir", "mr and mrs", "dr and mrs", "marchese", "cavaliere", "fra"),
    )
)
_SUFFIX = re.compile(
    r"(?:jr|sr|junior|senior|i{1,3}|iv|the (?:elder|younger)|(?:el|il) (?:viejo|joven|vecchio|giovane)|d\. ?[aäj]\."
    r"|de (?:oude|jonge)|l'aine|le jeune|pere|fils|of [^,]+|inc|ltd|llc|plc|corp|co|gmbh|a\.?g|bt|bart|esq|om|ch|cbe"
    r"|obe|ra|pra)\.?"
)
_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_HONOURS = frozenset(("om", "ch", "cbe", "obe", "ra", "pra", "ara", "bt", "bart", "esq"))


def is_suffix(part: str) -> bool:
    """Whether a part between commas belongs to the name before it: "Jr.", "the Elder", "Inc."."""
    return _SUFFIX.fullmatch(fold(part)) is not None


def is_title(part: str) -> bool:
    """Whether a part between commas goes before the name: "Sir"."""
    return fold(part).replace(".", "") in _PREFIXED_TITLES


def plain_name(text: str) -> str:
    """The name as it stands, with single spaces; one in capitals loses them."""
    return _lowered(" ".join(text.split()))


def natural_name(text: str) -> str:
    """The name in natural order: "Claude Monet" for "Monet, Claude", "Sir Joshua Reynolds" for "Reynolds, Joshua, Sir".

    A surname in capitals loses them: "Henry Raeburn" for "RAEBURN, HENRY". A name without a comma keeps its order.
    """
    parts = [part.strip() for part in plain_name(text).split(",")]
    family, *others = [part for part in parts if part] or [""]
    suffixes = [part for part in others if is_suffix(part)]
    given = [part for part in others if not is_suffix(part)]
    titles = [part for part in given[1:] if is_title(part)]
    rest = [part for part in given[1:] if part not in titles]
    kept = [part for part in suffixes if fold(part).strip(".") not in _HONOURS]
    name = " ".join((*titles, *given[:1], family, *kept)) + "".join(f", {part}" for part in rest)
    return name[:1].upper() + name[1:] if text.isupper() else name


def name_key(text: str) -> str:
    """The same for names that compare equal: without accents, case, brackets, titles, particles and order of words.

    Order is left out because sources swap it ("Zhang Daqian", "Daqian Zhang"); words that tell people of one name apart
    ("the Elder", "II", "Jr.") stay. A key alone joins nobody: see life dates and identifiers.
    """
    plain = fold(_BRACKETS.sub(" ", text)).replace(".", " ").replace("'", " ")
    words = _WORD.findall(plain)
    telling = [word for word in words if word not in _PARTICLES and word not in _PREFIXED_TITLES]
    return " ".join(sorted(telling or words or _WORD.findall(fold(text))))


def _lowered(name: str) -> str:
    """The name without capitals, if all of it, and more than a word, is in capitals."""
    letters = [letter for letter in name if letter.isalpha()]
    if " " not in name or len(letters) < 3 or not all(letter.isupper() for letter in letters):
        return name
    return " ".join(_capitalised(word) for word in name.split(" "))


def _capitalised(word: str) -> str:
    if re.fullmatch(r"\(?[IVX]+\)?,?", word):
        return word
    if fold(word) in _PARTICLES:
        return word.lower()
    lowered = re.sub(r"[^\W\d_]+", lambda found: found[0].capitalize(), word)
    return re.sub(r"^(Mc)([a-z])", lambda found: found[1] + found[2].upper(), lowered)
