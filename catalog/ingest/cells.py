"""Cells that a spreadsheet program must not take for formulas, and back: the one guard of every CSV file for people.

The rule: a text that begins like a formula gets an apostrophe before it, and so does what begins like one after a
semicolon, a tab or a line break in it, where a program that separates cells by those starts a new cell (Excel does in
half of Europe). Like a formula begins ``=``, ``+``, ``-``, ``@`` or a full width form of one, after any quotes, blanks
and apostrophes; at the start of a text, a tab or a line break does as well. The first apostrophe at such a place is
ours: taken away, it leaves the same text, whatever that was. Commas need no guard: they separate the cells of these
files, so a program that splits at them heeds the quotes around a cell too. (OWASP, "CSV Injection".)
"""

import re

_FORMULA = "[\"' \xa0]*[=+\\-@＝＋－＠]"
_CELL_START = r"(?:\A|(?<=[;\t\r\n]))"
_TO_GUARD = re.compile(rf"\A(?='*[\t\r\n])|{_CELL_START}(?={_FORMULA})")
_GUARDED = re.compile(rf"\A'(?='*[\t\r\n])|{_CELL_START}'(?={_FORMULA})")


def guard_cell(text: str) -> str:
    """Puts an apostrophe before whatever would start a formula; ``unguard_cell`` takes exactly these away."""
    return _TO_GUARD.sub("'", text)


def unguard_cell(text: str) -> str:
    """The cell as it was before ``guard_cell``."""
    return _GUARDED.sub("", text)
