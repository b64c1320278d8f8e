"""Tables of a benchmark: on the terminal, and in docs/benchmarks.md when asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table as RichTable

_BEGIN, _END = "<!-- tables: written by {} -->", "<!-- /tables -->"


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the columns, and rows of cells."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]

    def show(self, console: Console) -> None:
        """Prints it; the first column is text, the others are numbers."""
        table = RichTable(title=self.title, title_justify="left")
        for place, column in enumerate(self.columns):
            table.add_column(column, justify="right" if place else "left", no_wrap=not place)
        for row in self.rows:
            table.add_row(*row)
        console.print(table)

    def as_markdown(self) -> str:
        """As a Markdown section."""
        rule = ("---", *("---:" for _ in self.columns[1:]))
        lines = [f"| {' | '.join(cells)} |" for cells in (self.columns, rule, *self.rows)]
        return "\n".join([f"### {self.title}", "", *lines])


def write_tables(path: Path, tables: list[Table], *, conditions: str, section: str = "make benchmark") -> None:
    """Puts the tables between the markers of a section, or at the end of a document that has none.

    A section is called by the command that writes it; the others of the document stay as they are.
    """
    begin = _BEGIN.format(section)
    written = "\n\n".join([begin, conditions, *(table.as_markdown() for table in tables), _END])
    text = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n\n`make benchmark` prints these.\n"
    before, found, rest = text.partition(begin)
    after = rest.partition(_END)[2] if found else "\n"
    path.write_text(f"{before.rstrip()}\n\n{written}\n{after.lstrip(chr(10))}".rstrip() + "\n", encoding="utf-8")
