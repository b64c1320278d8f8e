"""Values of typed files as the texts of cells: nested ones by their path, "artist.name"."""

import datetime
import json
from collections.abc import Mapping
from typing import Any

_DEEPEST = 5


def flat(value: Mapping[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str]:
    """The values of an object as text, by path; lists, also of objects, are joined by semicolons."""
    texts: dict[str, str] = {}
    for key, item in value.items():
        objects = [each for each in item if isinstance(each, dict)] if isinstance(item, list) else [item]
        if depth == _DEEPEST or not objects or not isinstance(objects[0], dict):
            texts[f"{prefix}{key}"] = cell_text(item)
            continue
        for each in objects:
            for path, text in flat(each, f"{prefix}{key}.", depth + 1).items():
                texts[path] = "; ".join(filter(None, (texts.get(path, ""), text)))
    return texts


def cell_text(value: object) -> str:
    """A value of a typed file as the text of a cell: nothing for null, 1 for true, lists joined by semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        return str(int(value))
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(text for item in value if (text := cell_text(item)))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
