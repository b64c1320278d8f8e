"""Sizes as written, read in millimetres where they can only mean one thing: height × width, as the field writes them.

A text with more than two sides, several sizes or any label (plate, frame, each …) stays text. So does "(w x h)": of the
285 works in the first real file that say it, whose picture shows which side is longer, half mean height × width.
"""

import re

_SIZE = re.compile(
    r"(?:dim\.?\s*-?\s*)?(?P<height>\d+(?:[.,]\d+)?)\s*(?:cm)?\s*[x×]\s*(?P<width>\d+(?:[.,]\d+)?)\s*(?P<unit>cm|mm|m|in)\.?"
)
_MM = {"mm": 1.0, "cm": 10.0, "m": 1000.0, "in": 25.4}
_LARGEST_MM = 100_000


def parse_size_mm(text: str) -> tuple[int | None, int | None]:
    """(height, width) in millimetres, or (None, None)."""
    found = _SIZE.fullmatch(" ".join(text.casefold().split()))
    if not found:
        return None, None
    height, width = (round(float(found[side].replace(",", ".")) * _MM[found["unit"]]) for side in ("height", "width"))
    if not (0 < height <= _LARGEST_MM and 0 < width <= _LARGEST_MM):
        return None, None
    return height, width
