"""Media as cataloguers write them, grouped."""

import pytest

from catalog.selectors.media import medium_group


@pytest.mark.parametrize(
    ("medium", "group"),
    [
        ("Oil on canvas", "Oil on canvas"),
        ("óleo sobre tela, assinado e datado de 1957", "Oil on canvas"),
        ("Huile sur toile", "Oil on canvas"),
        ("Öl auf Leinwand", "Oil on canvas"),
        ("Oil on oak panel", "Oil on panel"),
        ("óleo sobre platex", "Oil"),
        ("tempera and oil on panel", "Tempera"),
        ("serigrafia sobre papel, assinada, numerada 12/200", "Screenprint"),
        ("técnica mista sobre tela", "Mixed media"),
        ("Woodblock print; ink and color on paper", "Woodcut"),
        ("Gelatin silver photograph", "Photograph"),
        ("tinta da china sobre papel", "Ink"),
        ("aguarela sobre papel", "Watercolour"),
        ("litografia sobre papel", "Lithograph"),
        ("gravura sobre papel", "Etching or engraving"),
        ("Etching and aquatint", "Etching or engraving"),
        ("Acrylic on canvas", "Acrylic"),
        ("acrílico sobre tela", "Acrylic"),
        ("Graphite on paper", "Drawing"),
        ("Bronze", "Sculpture"),
        ("Wool", "Textile"),
        ("foil", ""),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_the_group_of_a_medium(medium: str, group: str) -> None:
    assert medium_group(medium) == group
