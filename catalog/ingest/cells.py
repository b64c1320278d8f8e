"""Cells that a spreadsheet program must not take for formulas, and back."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'(?='*[=+\-@\t\r])")


def guard_cell(text: str) -> str:
    """Puts an apostrophe before what would start a formula; ``unguard_cell`` takes exactly that one away."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard_cell(text: str) -> str:
    """The cell as it was before ``guard_cell``."""
    return text[1:] if _GUARDED.match(text) else text
