"""What words find, in which order, and how misspelt they may be."""

from typing import Any

import pytest
from django.core import serializers
from django.db.models import QuerySet
from django.test import Client

from catalog.ingest.records import ArtistRecord, ArtworkRecord
from catalog.models import Artist, Artwork, Venue
from catalog.selectors import search, spelling
from catalog.selectors.exhibitions import exhibitions
from catalog.selectors.search import search_artists, search_artworks, search_exhibitions, search_venues
from catalog.services.loading import load_records
from tests.factories import make_artist, make_artwork, make_exhibition, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalogue() -> None:
    monet = make_artist(name="Claude Monet", aliases=["Oscar-Claude Monet", "Клод Моне"])
    manet = make_artist(name="Édouard Manet")
    make_artwork(title="Nymphéas", artists=(monet,))
    make_artwork(title="Les Nymphéas le soir", artists=(monet,))
    make_artwork(title="Nymphéas bleus", artists=(monet,))
    make_artwork(title="Olympia", artists=(manet,))
    make_artwork(title="Portrait of Claude", artists=(make_artist(name="Ana Reis"), manet))
    make_artwork(title="Claude", artists=())
    make_artwork(title="Nymphéas, hidden", status="taken_down", artists=(monet,))
    make_artwork(title="")


def found(text: str) -> list[str]:
    published = Artwork.objects.filter(status=Artwork.Status.PUBLISHED)
    return [title for title, _ in ranked(search_artworks(published, text), "pk", "title")]


def ranked(rows: QuerySet[Any], then_by: str, name: str) -> list[tuple[str, int]]:
    return [*rows.order_by("rank", then_by).values_list(name, "rank")]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("nympheas", ["Nymphéas", "Nymphéas bleus", "Les Nymphéas le soir"]),
        ("NYMPHÉAS", ["Nymphéas", "Nymphéas bleus", "Les Nymphéas le soir"]),
        ("nymph", ["Nymphéas", "Nymphéas bleus", "Les Nymphéas le soir"]),
        ("soir nympheas", ["Les Nymphéas le soir"]),
        ("monet bleus", ["Nymphéas bleus"]),
        ("moNET, claude!", ["Nymphéas", "Les Nymphéas le soir", "Nymphéas bleus"]),
        ("oscar", ["Nymphéas", "Les Nymphéas le soir", "Nymphéas bleus"]),
        ("клод", ["Nymphéas", "Les Nymphéas le soir", "Nymphéas bleus"]),
        ("edouard manet", ["Olympia", "Portrait of Claude"]),
        ("claude", ["Claude", "Nymphéas", "Les Nymphéas le soir", "Nymphéas bleus", "Portrait of Claude"]),
        ("manet claude", ["Portrait of Claude"]),
        ("olympia soir", []),
        ("ympheas", ["Nymphéas", "Les Nymphéas le soir", "Nymphéas bleus"]),
        ("!!", []),
        ("zzz", []),
        ("zzzzzzzz", []),
    ],
)
def test_exact_then_begun_then_words(text: str, titles: list[str]) -> None:
    assert found(text) == titles


@pytest.mark.parametrize("text", ["nimpheas", "nymfeas", "nypmheas", "nympheeas", "claude nimpheas"])
def test_misspelt_words_are_looked_for_as_the_likest(text: str) -> None:
    assert sorted(found(text)) == ["Les Nymphéas le soir", "Nymphéas", "Nymphéas bleus"]


def test_what_is_misspelt_is_marked_and_may_mean_several() -> None:
    assert {rank for _, rank in ranked(search_artworks(Artwork.objects.all(), "mnet"), "pk", "title")} == {
        search._MISSPELT
    }
    assert {each.name for each in search_artists("mnet")} == {"Claude Monet", "Édouard Manet"}
    assert [each.name for each in search_artists("clauds monet")] == ["Claude Monet"]


def test_hidden_words_mend_nothing() -> None:
    make_artwork(title="Tulpenmanie", status="taken_down")
    assert found("tulpenmannie") == []


def test_artists_by_any_of_their_names() -> None:
    make_artist(name="Claudette")
    make_artist(name="Claude")
    assert ranked(search_artists("claude"), "name", "name") == [("Claude", 0), ("Claude Monet", 1), ("Claudette", 1)]
    assert [each.name for each in search_artists("oscar claude monet")] == ["Claude Monet"]
    assert list(search_artists("?")) == []


def test_whoever_is_joined_is_found_by_the_names_of_all() -> None:
    shown = make_artist(name="Hokusai", aliases=["Iitsu"])
    joined = make_artist(name="Katsushika Taito", joined_to=shown)
    make_artwork(title="Wave", artists=(joined,))
    make_artwork(title="Fuji", artists=(shown,))
    for text in ("hokusai", "iitsu", "taito", "katsushika hokusai"):
        assert [each.name for each in search_artists(text)] == ["Hokusai"], text
        assert sorted(found(text)) == ["Fuji", "Wave"], text
    assert found("taito fuji") == ["Fuji"]
    assert ranked(search_artists("katsushika taito"), "pk", "name") == [("Hokusai", 0)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("musee", ["Musée du Quai", "Grand Musée"]),
        ("MUSÉE", ["Musée du Quai", "Grand Musée"]),
        ("lyon mus", ["Grand Musée"]),
        ("musse", ["Grand Musée", "Musée du Quai"]),
        ("cais", ["Musée du Quai"]),
        ("lyn", []),
        ("%", []),
    ],
)
def test_venues_by_name_city_and_country_in_whatever_source(text: str, names: list[str]) -> None:
    make_venue(name="Grand Musée", city="Lyon")
    quay = make_venue(name="Musée du Quai", city="Nantes", country="France")
    make_venue(name="Museu do Cais", city="Nantes", joined_to=quay)
    shown: QuerySet[Any] = search_venues(Venue.objects.filter(joined_to=None), text)
    assert [each.name for each in shown.order_by("rank", "pk")] == names


def test_exhibitions_by_title_or_venue() -> None:
    quay = make_venue(name="Musée du Quai", city="Nantes")
    for title in ("Été 1912", "Winter"):
        make_exhibition(title=title, venue=quay)
    for text, titles in (
        ("ete", ["Été 1912"]),
        ("quai", ["Été 1912", "Winter"]),
        ("wintre nantes", ["Winter"]),
        ("?", []),
    ):
        assert [each.title for each in search_exhibitions(exhibitions(), text).order_by("pk")] == titles, text


def test_a_change_is_found_at_once() -> None:
    Artist.objects.filter(name="Claude Monet").update(name="Somebody Else", aliases=[])
    assert found("monet nympheas") == []
    assert len(found("somebody nympheas")) == 3


def test_words_of_queries_cannot_break_out() -> None:
    for text in ("a' & b", "monet:*", "%_%", "\\", "| claude monet |", "a|b", "!claude", "1e5 -2 3.5", "½²ﬁ"):
        found(text)


def test_the_index_of_trigrams_finds_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = search._texts()
    if not spelling.has_trigrams(texts):
        pytest.skip("This database has no pg_trgm.")
    for word in ("nimpheas", "mnet", "olimpia"):
        with_index = sorted(spelling.words_like(word, texts))
        with monkeypatch.context() as patch:
            patch.setattr(spelling, "has_trigrams", lambda _: False)
            assert sorted(spelling.words_like(word, texts)) == with_index


def test_whoever_writes_is_found_at_once(admin_client: Client) -> None:
    """The loader, the admin, and loading what was exported: none of them does anything for it."""
    reis = ArtistRecord("ana-reis", "Ana Reis", aliases=("A. Castelã",))
    load_records([ArtworkRecord(source="quay", source_id="1", title="Maré", artists=(reis,))], source="quay")
    assert found("castela mare") == ["Maré"]

    artist = Artist.objects.get(source="quay")
    form = {"name": "Bo Lind", "aliases": "[]", "source": "quay", "source_id": "ana-reis"}
    response = admin_client.post(f"/admin/catalog/artist/{artist.pk}/change/", form)
    assert response.status_code == 302, response.content
    assert (found("lind"), found("castela mare")) == (["Maré"], [])

    load_records([ArtworkRecord(source="quay", source_id="1", title="Vaga", artists=(reis,))], source="quay")
    assert (found("vaga"), found("mare")) == (["Vaga"], [])

    dumped = serializers.serialize("json", [Artwork.objects.get(source="quay"), artist])
    Artwork.objects.filter(source="quay").update(title="Other")
    for row in serializers.deserialize("json", dumped):
        row.save()
    assert found("vaga") == ["Vaga"]
