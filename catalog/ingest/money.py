"""Amounts of money as written: "£1,200", "EUR 3.000–4.000", "Est. £10k-15k", "120 gns", "[120]", "$1.2 million".

Amounts are decimals, never floats; an amount of zero is an unknown one. A separator before three digits groups
thousands, one before one or two digits begins the decimals; no currency is written with three.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from catalog.folding import fold
from catalog.ingest.currencies import CODES, DOLLAR, GUINEAS, WITHOUT_CODE, WRITTEN


@dataclass(frozen=True, slots=True)
class Money:
    """An amount or a range of amounts; None is not known."""

    amount: Decimal | None = None
    amount_high: Decimal | None = None
    currency: str = ""
    """ISO 4217, present or past; empty where the text names none, or one older than the standard."""
    outcome: str = ""
    """A value of ``catalog.models.PriceRecord.Outcome``, where the text says it instead of an amount."""
    is_inferred: bool = False
    """The text itself doubts or supplies the amount ("[120]", "120 [?]"), or "$" was taken for US dollars."""
    is_understood: bool = True
    """False where there is a text that could not be read."""


_NOTHING = Money()
_NOT_UNDERSTOOD = Money(is_understood=False)
_LONGEST = 200
_CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 13
_GUINEA = Decimal("1.05")

_OUTCOMES = {
    "sold": "sold verkauft vendu vendido vendida verkocht venduto adjuge solgt",
    "bought_in": "bought-in bt-in bi unsold not-sold passed passed-in non-vendu invendu unverkauft nao-vendido",
    "withdrawn": "withdrawn wd zuruckgezogen retire retirado retirada ritirato teruggetrokken",
    "": "unknown unbekannt inconnue inconnu illegible not-written nan nil none - n/a not-known not-available",
}
OUTCOMES = {word: outcome for outcome, words in _OUTCOMES.items() for word in words.split()}

_MARK_OR_MILLION = "m"  # "M 120" is marks; beside a currency of its own it is not: "$1.2m"
_WORD = re.compile(r"(?<![^\W\d_])(?!(?:to|bis)\b)[^\W\d_][^\W\d_.$¥]*[$¥.]?|[$£€¥₤]")
_GROUPED = re.compile(r"\d{1,3}(?:([ .,'])\d{3})(?:\1\d{3})*(?:(?!\1)([.,])(\d{1,2}))?")
_PLAIN = re.compile(r"(\d+)(?:[.,](\d{1,2}))?")
_FRACTION = re.compile(r"(?:(\d+) )?(1|3|5|7|2)/(2|3|4|8)")
_POUNDS = re.compile(r"([\d,]+)[ .-]+(\d{1,2})(?:[ ./-]+(\d{1,2}))?")
_RANGE = re.compile(r"(?<=\d)\s*(?:-|\bto\b|\bbis\b|/(?=\s|\d{3}|\d{1,2}[.,]\d{3}))\s*(?=\d)")
_LABEL = re.compile(r"(?:estimates?|estimation|est|schatzpreis|schatzung|taxe)\b[.: ]*")
_SCALED = re.compile(
    r"(?<![\d.,])(\d+(?:[.,]\d{1,2})?)(?:(\s*-\s*)(\d+(?:[.,]\d{1,2})?))?"
    r"(?:\s?(k|thousand|million|millions|millionen|mio|mn)|(m))(?!\w)[.]?"
)
_DOUBT = re.compile(r"[\[(]\s*\?\s*[\])]|\?")


def parse_outcome(text: str) -> str | None:
    """The outcome that a text states; empty where it says that none is known, None where it speaks of none."""
    return OUTCOMES.get(_DOUBT.sub("", fold(text)).strip(" .[]()").replace(". ", "-").replace(" ", "-"))


@lru_cache(maxsize=16_384)
def parse_money(text: str, *, currency: str = "", has_shillings: bool = False) -> Money:
    """The money a text means.

    ``currency`` is that of a source that writes none, a code or a name ("pounds"). With ``has_shillings`` "5.12" and
    "5-12-6" in pounds are pounds, shillings and pence, as before 1971.
    """
    plain = fold(text[: _LONGEST + 1])
    outcome = parse_outcome(plain)
    if outcome is not None or not plain:
        return Money(outcome=outcome or "")
    if len(text) > _LONGEST:
        return _NOT_UNDERSTOOD
    stripped = _DOUBT.sub("", plain).strip()
    is_inferred = stripped != plain or (stripped.startswith("[") and stripped.endswith("]"))
    bare = _spelled_out(_LABEL.sub("", stripped.strip("[]() "), count=1), currency)
    words = _WORD.findall(bare)
    code, is_guessed = _currency(words, currency)
    amounts = _amounts(bare, has_shillings=has_shillings and code == "GBP")
    if not amounts or code is None:
        return _NOT_UNDERSTOOD
    if GUINEAS & set(words):
        amounts = [(amount * _GUINEA).quantize(_CENT) for amount in amounts]
    return _money(amounts, code, is_inferred=is_inferred or is_guessed)


def _spelled_out(bare: str, currency: str) -> str:
    """The text with its thousands and millions in digits; an "m" is of millions only where a currency is known."""
    words = _WORD.findall(bare)
    has_currency = currency_code(currency) or any(word == DOLLAR or currency_code(word) for word in words)

    def digits(found: re.Match[str]) -> str:
        low, dash, high, word, m = found.groups()
        if m and not has_currency:
            return found[0]
        scale = 1_000 if word in ("k", "thousand") else 1_000_000
        scaled = [
            f"{Decimal(number.replace(',', '.')) * scale:f}".partition(".")[0] for number in (low, high) if number
        ]
        return (dash or "").join(scaled)

    return _SCALED.sub(digits, bare)


def currency_code(text: str) -> str:
    """The ISO 4217 code of a currency written as a code, a symbol or a name; empty where there is none."""
    plain = fold(text)
    return plain.upper() if plain.upper() in CODES else WRITTEN.get(plain.replace(" ", "-"), "")


def is_without_code(text: str) -> bool:
    """Whether a text names money that ISO 4217 has no code for: "120 scudi"."""
    return bool(WITHOUT_CODE & {fold(text), *_WORD.findall(fold(text))})


def _money(amounts: list[Decimal], code: str, *, is_inferred: bool) -> Money:
    if any(amount >= _LARGEST for amount in amounts) or amounts != sorted(amounts):
        return _NOT_UNDERSTOOD
    low, high = amounts[0] or None, amounts[1] if len(amounts) == 2 else None
    if low is None and high is None:
        return _NOTHING
    return Money(low, high, code, is_inferred=is_inferred)


def _amounts(plain: str, *, has_shillings: bool) -> list[Decimal]:
    """One or two amounts; none where something else is in the text."""
    rest = " ".join(_WORD.sub(" ", plain).replace(",-", "").replace(".-", "").split())
    if has_shillings and _FRACTION.fullmatch(rest):
        return []  # "2 3/4": two and three quarters, or two pounds, three shillings and fourpence
    if has_shillings and (amount := _pounds(rest)) is not None:
        return [amount]
    read = [_number(part.strip(" .,:")) for part in _RANGE.split(rest)]
    amounts = [amount for amount in read if amount is not None]
    return amounts if len(amounts) == len(read) <= 2 else []


def _number(text: str) -> Decimal | None:
    if found := _GROUPED.fullmatch(text):
        digits = re.sub(r"\D", "", text[: found.start(2)] if found[2] else text)
        return Decimal(f"{digits}.{found[3] or 0}")
    if found := _PLAIN.fullmatch(text):
        return Decimal(f"{found[1]}.{found[2] or 0}")
    if found := _FRACTION.fullmatch(text):
        return (int(found[1] or 0) + Decimal(int(found[2])) / int(found[3])).quantize(_CENT)
    return None


def _pounds(text: str) -> Decimal | None:
    """Pounds, shillings and pence; None for another notation."""
    found = _POUNDS.fullmatch(text)
    if not found or not (digits := found[1].replace(",", "")):
        return None
    shillings, pence = int(found[2]), int(found[3] or 0)
    if shillings >= 20 or pence >= 12:
        return None
    return (Decimal(digits) + Decimal(12 * shillings + pence) / 240).quantize(_CENT)


def _currency(words: list[str], default: str) -> tuple[str | None, bool]:
    """(code or empty, whether it is a guess); no code where a word is none of money."""
    known = {currency_code(word) for word in words} - {""}
    strange = [word for word in words if not currency_code(word) and word not in (*GUINEAS, *WITHOUT_CODE, DOLLAR, "¥")]
    given = currency_code(default)
    if strange or len(known) > 1 or (_MARK_OR_MILLION in words and len(set(words)) > 1):
        return None, False
    if known:
        return known.pop(), False
    if GUINEAS & set(words):
        return "GBP", False
    if WITHOUT_CODE & set(words):
        return "", False
    if DOLLAR in words and not given.endswith("D"):
        return "USD", True
    return given, False
