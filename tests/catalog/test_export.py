"""Exports load again to the same catalogue, field by field, whatever stands in it."""

import datetime
import json
import string
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from catalog.ingest.cells import unguard_cell
from catalog.ingest.exported.feed import FORMATS
from catalog.ingest.feeds import FeedOptions, UnreadableFeed, read_rows
from catalog.ingest.records import ArtworkRecord
from catalog.ingest.sources import ADAPTERS
from catalog.models import (
    Artist,
    Artwork,
    Attribution,
    Display,
    Exhibition,
    PriceRecord,
    ReferenceImage,
    Venue,
)
from catalog.services.exporting import ExportRefused, export_catalogue
from catalog.services.joining import join_entities
from catalog.services.loading import load_records
from tests.catalog.adapters import AS_OF
from tests.factories import (
    make_artist,
    make_artwork,
    make_display,
    make_price,
    make_reference_image,
    make_venue,
)

pytestmark = pytest.mark.django_db

# Made anew by every load, or by what follows from it.
_NOT_SAID = ("id", "created_at", "updated_at", "embedding_error")
_ALL = (Artist, Venue, Exhibition, Artwork, Attribution, PriceRecord, Display, ReferenceImage)


def catalogue() -> dict[str, list[dict[str, Any]]]:
    """Every field of every row; rows that others refer to by their source and id."""
    return {model.__name__: sorted((_told(row) for row in model._default_manager.all()), key=repr) for model in _ALL}


def _told(row: Model) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value: Any = getattr(row, field.name)
        if field.name not in _NOT_SAID:
            told[field.name] = (value.source, value.source_id) if field.is_relation and value is not None else value
    return told


def empty() -> None:
    Artwork.objects.all().delete()
    Exhibition.objects.all().delete()
    Venue.objects.all().delete()
    Artist.objects.all().delete()


def load(folder: Path, images: Path | None = None) -> None:
    feed = ADAPTERS["artrec"].open(folder, FeedOptions("here", AS_OF, images or folder.parent))
    rows = list(read_rows(feed))
    assert [row.problem for row in rows if row.problem] == []
    assert len(rows) == feed.row_count
    refused: list[str] = []
    load_records(
        [row.record for row in rows if row.record],
        source="here",
        on_row=lambda row: refused.append(row.message) if row.is_rejected else None,
    )
    assert refused == []


def folders(tmp_path: Path) -> Iterator[Path]:
    number = len(list(tmp_path.iterdir()))
    while True:
        number += 1
        yield tmp_path / f"export{number}"


@pytest.fixture
def full() -> None:
    """One row of everything, several sources, and what must not leave."""
    museum = make_venue(
        source="m", opening_hours={"Mon": "9–17"}, wikidata_id="Q1", address="=1+1", time_zone="Europe/Lisbon"
    )
    elsewhere = make_venue(source="x", latitude=None, longitude=None, kind="auction_house", time_zone="")
    show = Exhibition.objects.create(
        venue=elsewhere, title="Show", starts_on=AS_OF, url="https://example.org/", source="y", source_id="e"
    )
    one = make_artist(
        source="a",
        name="@Ann",
        birth_year=-50,
        death_year=-1,
        aliases=["A", "; B"],
        ulan_id="500000001",
        wikidata_id="Q7",
    )
    other = make_artist(source="b", nationality="Dutch")
    work = make_artwork(
        source="a",
        artists=(one, other),
        title='-x"\n,;\t',
        year_from=-300,
        year_to=-1,
        credit_line="Gift",
        url="https://a.org/",
    )
    Attribution.objects.filter(artist=other).update(qualifier="workshop_of", position=7)
    make_reference_image(
        work, position=3, rights="CC0", credit="Me", source_url="https://a.org/p", is_aspect_true=False
    )
    make_reference_image(work, is_taken_down=True)
    make_price(work, source="admin", venue=elsewhere, note="shared", object_count=None, is_inferred=True)
    make_price(work, amount=None, currency="", amount_text="3 scudi", object_count=4, date=None, date_precision="")
    make_display(work, museum, exhibition=show, is_on_display=None, room="'=2", source="z", source_id="by hand")
    make_artwork(status="draft", title="Draft")
    make_price(make_artwork(status="taken_down", title="Gone"))
    join_entities()


@pytest.mark.parametrize("export_format", FORMATS)
@pytest.mark.usefixtures("full")
def test_what_is_exported_loads_to_the_same(export_format: str, tmp_path: Path, settings: Settings) -> None:
    folder = tmp_path / "export"
    counts = export_catalogue(folder, export_format, with_pictures=True)
    assert counts == {"artist": 2, "venue": 2, "exhibition": 1, "artwork": 1}
    Artwork.objects.exclude(status="published").delete()
    ReferenceImage.objects.filter(is_taken_down=True).delete()
    before = catalogue()
    empty()
    settings.MEDIA_ROOT = str(tmp_path / "media")
    load(folder)
    assert catalogue() == before


@pytest.mark.usefixtures("full")
def test_nothing_unpublished_leaves(tmp_path: Path) -> None:
    hidden = ReferenceImage.objects.get(is_taken_down=True).sha256
    for number, export_format in enumerate(FORMATS):
        export_catalogue(tmp_path / str(number), export_format, with_pictures=True)
        files = [file for file in (tmp_path / str(number)).rglob("*") if file.is_file()]
        assert not any(hidden in file.name for file in files)
        for file in files:
            data = file.read_bytes()
            assert not any(word in data for word in (b"Draft", b"Gone", hidden.encode()))


@pytest.mark.usefixtures("full")
def test_one_source_alone_and_pictures_by_reference(tmp_path: Path, settings: Settings) -> None:
    assert export_catalogue(tmp_path / "b", "jsonl", source="b") == {"artist": 1}
    counts = export_catalogue(tmp_path / "a", "csv", source="a")
    assert counts == {"artist": 1, "artwork": 1}
    empty()
    load(tmp_path / "a", Path(settings.MEDIA_ROOT))
    assert ReferenceImage.objects.count() == 1
    assert set(Artist.objects.values_list("source", flat=True)) == {"a", "b"}


@pytest.mark.usefixtures("full")
def test_loading_an_export_where_it_came_from_changes_nothing(tmp_path: Path) -> None:
    export_catalogue(tmp_path / "a", "csv", with_pictures=True)
    before = catalogue()
    load(tmp_path / "a")
    assert catalogue() == before


@pytest.mark.usefixtures("full")
def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    export_catalogue(tmp_path / "a", "csv")
    (line,) = (tmp_path / "a" / "venues.csv").read_text().splitlines()[1:2]
    assert "'=1+1" in line
    assert unguard_cell("'=1+1") == "=1+1"
    assert "'@Ann" in (tmp_path / "a" / "artists.csv").read_text()


@pytest.mark.usefixtures("full")
def test_linked_art_says_it_in_its_own_words(tmp_path: Path) -> None:
    export_catalogue(tmp_path / "a", "linked-art")
    (line,) = (tmp_path / "a" / "artworks.jsonl").read_text().splitlines()
    thing = json.loads(line)
    assert thing["@context"][0] == "https://linked.art/ns/v1/linked-art.json"
    assert thing["@context"][1]["artrec:record"]["@type"] == "@json"
    (tmp_path / "object.json").write_text(line)
    feed = ADAPTERS["linked-art"].open(tmp_path / "object.json", FeedOptions("here", AS_OF, tmp_path))
    (row,) = read_rows(feed)
    work = row.record
    assert isinstance(work, ArtworkRecord)
    assert (work.year_from, work.year_to, work.credit_line, work.url) == (-300, -1, "Gift", "https://a.org/")
    assert [artist.name for artist in work.artists] == ["@Ann"]


def test_an_export_is_whole_or_not_there(tmp_path: Path) -> None:
    make_artwork()
    image = make_reference_image()
    Path(image.file.path).unlink()
    with pytest.raises(FileNotFoundError):
        export_catalogue(tmp_path / "a", "jsonl", with_pictures=True)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(CommandError) as raised:
        call_command("export", str(tmp_path / "a"), "--pictures")
    assert raised.value.returncode == 2


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_artwork()
    call_command("export", str(tmp_path / "a"), "--format", "parquet")
    assert "1 artworks" in capsys.readouterr().out
    with pytest.raises(ExportRefused, match="is there already"):
        export_catalogue(tmp_path / "a", "csv")
    with pytest.raises(ExportRefused, match="no format"):
        export_catalogue(tmp_path / "b", "xml")


@pytest.mark.parametrize(
    ("about", "words"),
    [(None, "no export.json"), ("{", "broken"), ('{"format": "xls"}', "says no format"), ("[]", "says no format")],
)
def test_a_folder_that_is_no_export(tmp_path: Path, about: str | None, words: str) -> None:
    if about is not None:
        (tmp_path / "export.json").write_text(about)
    with pytest.raises(UnreadableFeed, match=words):
        ADAPTERS["artrec"].open(tmp_path, FeedOptions("here", AS_OF, tmp_path))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"record": "painter"}, "kind_unknown"),
        ({"colour": "red"}, "field_unknown"),
        ({"height_mm": "tall"}, "value_invalid"),
        ({"height_mm": True}, "value_invalid"),
        ({"title": None}, "value_invalid"),
        ({"images": [{"origin": "../secret.png"}]}, "image_outside"),
        ({"images": [{"origin": "a\0b"}]}, "image_path_invalid"),
        ({"images": [{}]}, "field_missing"),
        ({"prices": [{"source_id": "1", "kind": "hammer", "amount": "dear"}]}, "value_invalid"),
        ({"prices": {}}, "value_invalid"),
    ],
)
def test_documents_that_cannot_be_used(tmp_path: Path, change: dict[str, Any], reason: str) -> None:
    make_artwork()
    export_catalogue(tmp_path / "a", "jsonl")
    path = tmp_path / "a" / "artworks.jsonl"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    feed = ADAPTERS["artrec"].open(tmp_path / "a", FeedOptions("here", AS_OF, tmp_path))
    (row,) = read_rows(feed)
    assert row.problem
    assert row.problem.reason == reason


def test_tables_that_do_not_fit(tmp_path: Path) -> None:
    make_price(make_artwork())
    folder = tmp_path / "a"
    export_catalogue(folder, "csv")

    def read() -> list[Any]:
        return list(read_rows(ADAPTERS["artrec"].open(folder, FeedOptions("here", AS_OF, folder))))

    works = folder / "artworks.csv"
    whole = works.read_text()
    header, row = whole.splitlines()
    works.write_text(whole.splitlines()[0] + "\n")
    with pytest.raises(UnreadableFeed, match="prices: the rows"):
        read()
    works.write_text(f"{header}\n{row},more\n")
    with pytest.raises(UnreadableFeed, match="line 2"):
        read()
    works.write_text(whole.replace("source_id", "id"))
    with pytest.raises(UnreadableFeed, match="column source_id is missing"):
        read()
    works.unlink()
    with pytest.raises(UnreadableFeed, match="missing from the export"):
        read()
    works.write_text(whole)
    prices = folder / "prices.csv"
    prices.write_text(prices.read_text().replace("hammer", "hammer").replace(",false,", ",perhaps,"))
    (broken,) = [row for row in read() if row.problem]
    assert broken.problem.reason == "value_invalid"


nasty = st.text(
    st.one_of(st.sampled_from("=+-@'\"\t\n\r;,|{}[]<>&\u2028\u00a0\u0301é𝄞＝"), st.sampled_from(string.ascii_letters)),
    max_size=12,
)
named = nasty.map(lambda text: f"n{text}")
years = st.none() | st.integers(-32_000, 2_200)
days = st.none() | st.dates(datetime.date(1, 1, 1), datetime.date(2200, 12, 31))
amounts = st.none() | st.decimals(Decimal("0.01"), Decimal("9999999999999.99"), places=2)
flags = st.booleans()


@st.composite
def works(draw: st.DrawFn) -> dict[str, Any]:
    first, last = draw(years), draw(years)
    if first is not None and last is not None and first > last:
        first, last = last, first
    amount, day = draw(amounts), draw(days)
    return {
        "work": {
            "source": draw(st.sampled_from(("s", "=t"))),
            "title": draw(nasty),
            "date_text": draw(nasty),
            "medium": draw(nasty),
            "rights": draw(nasty),
            "credit_line": draw(nasty),
            "year_from": first,
            "year_to": last,
            "height_mm": draw(st.none() | st.integers(1, 10_000)),
            "status": draw(st.sampled_from(("published", "published", "draft", "taken_down"))),
        },
        "artists": draw(
            st.lists(
                st.fixed_dictionaries(
                    {
                        "name": named,
                        "aliases": st.lists(nasty, max_size=2),
                        "birth_year": years,
                        "source": st.sampled_from(("s", "u")),
                    }
                ),
                max_size=3,
            )
        ),
        "qualifiers": draw(st.lists(st.sampled_from(Attribution.Qualifier.values), min_size=3, max_size=3)),
        "price": {
            "amount": amount,
            "currency": "" if amount is None else "EUR",
            "amount_text": draw(nasty),
            "object_count": draw(st.none() | st.integers(1, 30)),
            "note": draw(nasty),
            "date": day,
            "date_precision": "" if day is None else draw(st.sampled_from(PriceRecord.Precision.values)),
            "is_inferred": draw(flags),
            "kind": draw(st.sampled_from(("hammer", "estimate", "asking"))),
            "source": draw(st.sampled_from(("s", "admin"))),
        },
        "venue": {
            "name": draw(named),
            "city": draw(nasty),
            "latitude": draw(st.floats(-90, 90)),
            "longitude": draw(st.floats(-180, 180)),
            "time_zone": "Europe/Lisbon",
            "opening_hours": draw(st.dictionaries(nasty, nasty, max_size=2)),
        },
        "display": {"is_on_display": draw(st.none() | flags), "room": draw(nasty), "from_date": draw(days)},
    }


def write(made: list[dict[str, Any]]) -> None:
    for each in made:
        artists = tuple(make_artist(**fields) for fields in each["artists"])
        work = make_artwork(artists=artists, **each["work"])
        for qualifier, attribution in zip(each["qualifiers"], work.attributions.all(), strict=False):
            attribution.qualifier = qualifier
            attribution.save()
        make_price(work, outcome="", **each["price"])
        make_display(work, make_venue(**each["venue"]), to_date=None, **each["display"])
    join_entities()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=st.lists(works(), max_size=4))
@pytest.mark.parametrize("export_format", FORMATS)
def test_any_catalogue_comes_back_identical(
    tmp_path_factory: pytest.TempPathFactory, export_format: str, made: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("export") / "a"
    with transaction.atomic():
        write(made)
        export_catalogue(folder, export_format)
        Artwork.objects.exclude(status="published").delete()
        before = catalogue()
        empty()
        load(folder)
        assert catalogue() == before
        transaction.set_rollback(True)
