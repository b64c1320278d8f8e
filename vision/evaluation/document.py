"""Facts → a part of a Markdown document: the tables, and the plots as files beside it."""

from pathlib import Path

from vision.evaluation.drawn import plots_of
from vision.evaluation.facts import Facts
from vision.evaluation.tables import tables

_BEGIN, _END = "<!-- figures: written by make evaluate -->", "<!-- /figures -->"


def write_document(path: Path, facts: Facts) -> None:
    """Puts tables and plots between the markers of the document, or at the end of one that has none.

    The plots are written to a folder that is named like the document.
    """
    folder = path.with_suffix("")
    folder.mkdir(parents=True, exist_ok=True)
    plots = plots_of(facts)
    for name, svg in plots.items():
        (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    pictures = "\n\n".join(f"![{name.replace('-', ' ')}]({folder.name}/{name}.svg)" for name in plots)
    section = "\n\n".join([_BEGIN, _conditions(facts), *(t.as_markdown() for t in tables(facts)), pictures, _END])
    text = path.read_text(encoding="utf-8") if path.exists() else "# Evaluation\n"
    before, begin, rest = text.partition(_BEGIN)
    parts = (before.strip(), section, rest.partition(_END)[2].strip() if begin else "")
    path.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")


def _conditions(facts: Facts) -> str:
    return (
        f"Measured {str(facts['measured_at'])[:10]} on {facts['machine']}, with {facts['references']} references, "
        f"{facts['distractors']} of them distractors. Embedder `{facts['embedder']}`, descriptors "
        f"`{facts['descriptors']}`. In brackets: 95 % intervals, Wilson's for shares, bootstrapped over photos for "
        "the others."
    )
