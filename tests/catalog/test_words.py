"""Words to search by: made by the database, so that no writer can leave them behind; alike on both databases."""

import pytest
from django.db import connection

from catalog.folding import words
from catalog.models import Artist, Artwork
from tests.factories import make_artist, make_artwork

pytestmark = pytest.mark.django_db

TEXTS = {
    "Les Nymphéas (2)": "les nympheas 2",
    "  Søren  KIERKEGÅRD ": "soren kierkegard",
    "Œuvre Æsop ß ẞ Þór Łódź Đà ı": "oeuvre aesop ss ss thor lodz da i",
    "L’Été—l'hiver": "l ete l hiver",
    "x² ½ ﬁn": "x2 1 2 fin",
    "Ёлка, ПОЛЕ": "елка поле",
    "Ἀφροδίτη": "αφροδιτη",
    "富嶽三十六景": "富嶽三十六景",
    "a_b|c & d:* !'\"\\": "a b c d",
    "…": None,
    "": None,
}


@pytest.mark.parametrize("title", TEXTS)
def test_words_of_a_title(title: str) -> None:
    artwork = make_artwork(title=title)
    artwork.refresh_from_db()
    assert artwork.title_words == TEXTS[title]
    assert words(title) == (TEXTS[title] or "")


def test_words_fit_into_an_index_however_long_they_become() -> None:
    artwork = make_artwork(title="\ufdfa" * 500)  # one letter that stands for four words
    artwork.refresh_from_db()
    assert len(artwork.title_words) == 500


def test_words_follow_every_way_of_writing() -> None:
    artwork, artist = make_artwork(title="Müde"), make_artist(name="Anaïs", aliases=["La Reis", "…", "Ana R."])

    def now() -> tuple[str, str]:
        artwork.refresh_from_db()
        artist.refresh_from_db()
        return artwork.title_words, artist.name_words

    assert now() == ("mude", "| anais | la reis | ana r |")
    Artwork.objects.update(title="Wach")
    Artist.objects.update(aliases=[])
    assert now() == ("wach", "| anais |")
    artwork.title = "Halb wach"
    Artwork.objects.bulk_update([artwork], ["title"])
    artist.aliases = ["Bo"]
    artist.save(update_fields=["aliases"])
    assert now() == ("halb wach", "| anais | bo |")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_artwork SET title = 'Ürgendwie'")
    assert now()[0] == "urgendwie"
