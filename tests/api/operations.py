"""Every operation of the API's description, for the tests that must not forget one."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DESCRIPTION = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


@dataclass(frozen=True)
class Operation:
    """A method at a path, as it is described."""

    id: str
    method: str
    path: str
    described: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.id} ({self.method} {self.path})"

    def address(self, thing: object) -> str:
        """The path with its parameters: a dict of them, or the id itself."""
        return self.path.format(**(thing if isinstance(thing, dict) else {"id": thing}))

    @property
    def parameters(self) -> dict[str, dict[str, Any]]:
        """Its parameters by name."""
        return {each["name"]: each for each in self.described.get("parameters", [])}


@cache
def described() -> dict[str, Any]:
    """The whole description, as it is checked in; another test holds it to the code."""
    loaded: dict[str, Any] = yaml.load(DESCRIPTION.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return loaded


def operations() -> list[Operation]:
    """All of them."""
    return [
        Operation(operation["operationId"], method.upper(), path, operation)
        for path, methods in described()["paths"].items()
        for method, operation in methods.items()
    ]
