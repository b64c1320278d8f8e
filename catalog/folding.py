"""Text folded for comparison: without case, accents and typographers' variants. Never for display."""

import re
import unicodedata

# What Unicode does not take apart.
_LETTERS = str.maketrans(
    {
        **dict(zip("øłđðı", "olddi", strict=True)),
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        **dict.fromkeys("‐‑‒–—―−\x96\x97", "-"),
        **dict.fromkeys("‘’ʼ`´′", "'"),
        **dict.fromkeys("“”„″", '"'),
    }
)

_NO_WORD = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Lower case without accents, dashes and quotes made plain, white space single: "Über – Öl" as "uber - ol"."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS)).casefold().translate(_LETTERS)
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(plain.split())


def words(text: str) -> str:
    """Letters and digits alone, folded, with single spaces: "Les Nymphéas (2)" as "les nympheas 2"."""
    return " ".join(_NO_WORD.sub(" ", fold(text)).split())
