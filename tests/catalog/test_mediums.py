"""Mediums as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.medium_words import ENDS, ON, TERMS
from catalog.ingest.mediums import parse_medium


def names(text: str) -> tuple[list[str], str]:
    medium = parse_medium(text)
    return [term.name for term in medium.materials], medium.support.name if medium.support else ""


@pytest.mark.parametrize(
    ("text", "materials", "support"),
    [
        ("Oil on canvas", ["oil paint"], "canvas"),
        ("óleo sobre tela, assinado e datado de 1990", ["oil paint"], "canvas"),
        ("Öl auf Leinwand", ["oil paint"], "canvas"),
        ("huile sur toile", ["oil paint"], "canvas"),
        ("Oil / Canvas on board", ["oil paint"], "canvas"),
        ("Oil on copper", ["oil paint"], "copper"),
        ("Watercolor and ink / Paper", ["watercolor", "ink"], "paper"),
        ("tinta-da-china sobre papel", ["ink"], "paper"),
        ("Screens of four panels; ink and gold leaf on paper", ["ink", "gold leaf"], "paper"),
        ("sanguine & pierre noire", ["chalk"], ""),
        ("Etching on ivory laid paper", ["etching"], "paper"),
        ("Watercolor over graphite on cream paper", ["watercolor", "graphite"], "paper"),
        ("Tempera on oak panel", ["tempera"], "panel"),
        ("Panel", [], "panel"),
        ("Gelatin silver print", ["gelatin silver print"], ""),
        ("Etching and aquatint, printed in black, on wove paper", ["etching", "aquatint"], "paper"),
        ("Lead pencil", ["graphite"], ""),
        ("Bronze, mounted on marble", ["bronze"], ""),
        ("", [], ""),
        ("Skull", [], ""),
    ],
)
def test_mediums(text: str, materials: list[str], support: str) -> None:
    assert names(text) == (materials, support)
    assert parse_medium(text).is_understood is bool(materials or support)


def test_terms_of_the_thesaurus() -> None:
    medium = parse_medium("Oil on canvas")
    assert medium.support is not None
    assert (medium.materials[0].aat_id, medium.support.aat_id) == ("300015050", "300014078")


@given(st.text() | st.lists(st.sampled_from([*TERMS, *ON, *ENDS, ",", "blue"]), max_size=12).map(" ".join))
def test_no_text_fails(text: str) -> None:
    medium = parse_medium(text)
    assert len(set(medium.materials)) == len(medium.materials)


@given(st.sampled_from(sorted(TERMS)), st.sampled_from(sorted(TERMS)))
def test_every_word_of_the_vocabulary_is_found(material: str, support: str) -> None:
    assert parse_medium(f"{material} on {support}").support == TERMS[support]
    assert parse_medium(material.upper()).is_understood


@pytest.mark.parametrize("piece", ["oil ", "on ", "gelatin silver ", "a", "/"])
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    parse_medium(piece * 100_000)
