"""Museums and galleries in their formats."""

from pathlib import Path

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import VenueRecord
from catalog.ingest.venues.hours import opening_hours
from catalog.ingest.venues.places import web_address
from tests.catalog.adapters import AS_OF, artworks, as_csv, read, reasons, venues

VENUE = {
    "venue_id": "v1",
    "name": "Musée d'Été",
    "name_native": "",
    "kind": "gallery",
    "address": "Wide Street 1",
    "city": "New York",
    "country": "USA",
    "lat": "40.5",
    "lon": "-73.9",
    "url": "example.org/a",
    "phone": "",
    "hours": '{"Sunday": ["10:00:AM", "05:30:PM"], "Monday": ["12:00:PM", "09:00:PM"]}',
    "source": "x",
}
FRENCH = {
    "region_administrative": "R",
    "identifiant_museofile": "M1",
    "commune": "Briord",
    "nom_officiel_du_musee": "musée de la société",
    "adresse": "1, rue Haute",
    "lieu": "Au bourg",
    "code_postal": "01470",
    "url": "patrimoines.example.fr/n:1165",
    "latitude": "45.78",
    "longitude": "5.45",
}
NEW_YORK = {
    "NAME": "Old House",
    "TEL": "1",
    "URL": "http://example.org/",
    "ADDRESS": "1 Row",
    "LAT": "40",
    "LON": "-74",
}
ARTDB = {
    "galleryId": "2",
    "galleryName": "Museum für Kunst",
    "galleryNativeName": "",
    "galleryCity": "Zürich",
    "galleryAddress": "",
    "galleryCountry": "Switzerland",
    "latitude": "47",
    "longitude": "8.5",
    "galleryWebSite": "",
}
MUSEUM = {
    "index": "0",
    "museum_id": "30",
    "name": "MusÃ©e",
    "address": "40 Pl. Haute",
    "city": "29000",
    "state": "Quimper",
    "postal": "",
    "country": "France",
    "phone": "",
    "url": "https://example.org/",
}
HOURS = {"index": "0", "museum_id": "30", "day": "Thusday", "open": "09:30:AM", "close": "05:00:PM"}
ARTIST = {"artist_id": "5", "full_name": "Ada Ink", "nationality": "French", "birth": "1841", "death": "c. 1900"}
WORK = {"index": "0", "work_id": "7", "name": "=1+1", "artist_id": "5", "style": "Realism", "museum_id": "30"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "museum.csv"


def test_anyones_venue(path: Path) -> None:
    assert venues(read("venues-csv", path, as_csv(VENUE))) == [
        VenueRecord(
            source_id="v1",
            name="Musée d'Été",
            kind="gallery",
            address="Wide Street 1",
            city="New York",
            country="USA",
            latitude=40.5,
            longitude=-73.9,
            url="http://example.org/a",
            opening_hours={"Monday": "12:00–21:00", "Sunday": "10:00–17:30"},
            time_zone="America/New_York",
        )
    ]


def test_the_least_a_venue_must_have(path: Path) -> None:
    (venue,) = venues(read("venues-csv", path, "venue_id,name\n1,A\n"))
    assert venue == VenueRecord(source_id="1", name="A", kind="museum")


@pytest.mark.parametrize(
    ("hours", "kept"),
    [
        ("daily but Mondays", {"": "daily but Mondays"}),
        ("[1, 2]", {"": "[1, 2]"}),
        ('{"Sunday": "closed"}', {"": '{"Sunday": "closed"}'}),
        ('{"Sunday": [null, 5]}', {"Sunday": "None - 5"}),
        ("", {}),
    ],
)
def test_hours_of_another_kind_stay_text(path: Path, hours: str, kept: dict[str, str]) -> None:
    (venue,) = venues(read("venues-csv", path, as_csv(VENUE | {"hours": hours})))
    assert venue.opening_hours == kept


def test_hours_that_are_not_certain_keep_their_words() -> None:
    stated = [
        ("Monday", "10:00:AM", "05:00:PM"),
        ("Monday", "06:00:PM", "09:00:PM"),
        ("Friday", "10:00:PM", "09:00:AM"),
    ]
    assert opening_hours([*stated, ("Holiday", "13:00:AM", "x")]) == {
        "Monday": "10:00–17:00, 18:00–21:00",
        "Friday": "10:00:PM - 09:00:AM",
        "Holiday": "13:00:AM - x",
    }
    assert opening_hours([("Monday", "12:00:AM", "12:30:PM"), ("Monday", "12:00:AM", "12:30:PM")]) == {
        "Monday": "00:00–12:30"
    }


def test_days_that_are_left_out_of_a_week_are_closed() -> None:
    stated = [(day, "10:00:AM", "05:00:PM") for day in ("Wednesday", "Thusday", "Friday", "Saturday", "Sunday")]
    week = opening_hours(stated)
    assert [*week] == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    assert (week["Tuesday"], week["Thursday"]) == ("closed", "10:00–17:00")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"lat": "91"}, "coordinates_invalid"),
        ({"lat": ""}, "coordinates_invalid"),
        ({"lon": "nan"}, "coordinates_invalid"),
        ({"kind": "shop"}, "kind_unknown"),
        ({"name": ""}, "id_missing"),
    ],
)
def test_venues_that_cannot_be_used(path: Path, change: dict[str, str], reason: str) -> None:
    assert reasons(read("venues-csv", path, as_csv(VENUE | change))) == [reason]


def test_nowhere_is_no_place(path: Path) -> None:
    (venue,) = venues(read("venues-csv", path, as_csv(VENUE | {"lat": "0", "lon": "0.0", "url": "no page"})))
    assert (venue.latitude, venue.longitude, venue.url) == (None, None, "")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("/www.example.fr/a/", "http://www.example.fr/a/"),
        ("HTTPS://example.org:80?x=1", "HTTPS://example.org:80?x=1"),
        ("html#.YFtE-ZvjLZ4", ""),
        ("http://new_york.example.org/", ""),
        ("javascript:alert(1)//a.b", ""),
        ("", ""),
    ],
)
def test_web_addresses(text: str, address: str) -> None:
    assert web_address(text) == address


def test_museums_of_france(path: Path) -> None:
    overseas = FRENCH | {"identifiant_museofile": "M2", "code_postal": "97400", "latitude": "", "longitude": ""}
    first, second = venues(read("museofile", path, as_csv(FRENCH, overseas, delimiter=";")))
    assert (first.source_id, first.name, first.city) == ("M1", "Musée de la société", "Briord")
    assert (first.address, first.url) == ("1, rue Haute, Au bourg, 01470", "http://patrimoines.example.fr/n:1165")
    assert (first.latitude, first.time_zone) == (45.78, "Europe/Paris")
    assert (second.latitude, second.longitude, second.time_zone) == (None, None, "")
    assert reasons(read("museofile", path, as_csv(FRENCH | {"identifiant_museofile": ""}, delimiter=";"))) == [
        "id_missing"
    ]


def test_museums_and_galleries_of_new_york(path: Path) -> None:
    (museum,) = venues(read("new-york-venues", path, as_csv(NEW_YORK)))
    (gallery,) = venues(read("new-york-venues", path, as_csv(NEW_YORK | {"ZIP": "10021"})))
    assert (museum.kind, museum.source_id, museum.time_zone) == ("museum", "old house, 1 row", "America/New_York")
    assert (gallery.kind, gallery.source_id, gallery.address) == ("gallery", "old house, 1 row, 10021", "1 Row, 10021")
    assert reasons(read("new-york-venues", path, as_csv(NEW_YORK | {"NAME": ""}))) == ["name_missing"]


def test_museums_of_the_world_in_windows_encoding(path: Path) -> None:
    (museum,) = venues(read("artdb-museums", path, as_csv(ARTDB).encode("cp1252")))
    assert (museum.name, museum.city, museum.time_zone) == ("Museum für Kunst", "Zürich", "Europe/Zurich")
    assert reasons(read("artdb-museums", path, as_csv(ARTDB | {"galleryId": ""}))) == ["id_missing"]


def test_famous_museums_with_hours(path: Path) -> None:
    path.with_name("museum_hours.csv").write_text(as_csv(HOURS))
    (museum,) = venues(read("famous-paintings-museums", path, as_csv(MUSEUM)))
    assert (museum.name, museum.city, museum.address) == ("Musée", "Quimper", "40 Pl. Haute, 29000")
    assert museum.opening_hours == {"Thursday": "09:30–17:00"}
    assert reasons(read("famous-paintings-museums", path, as_csv(MUSEUM | {"name": ""}))) == ["id_missing"]


def test_famous_museums_without_hours_and_with_mended_names(path: Path) -> None:
    text = as_csv(MUSEUM | {"city": "NovÃ© MÄ\x9bst", "state": "", "name": "Łódź é"})
    (museum,) = venues(read("famous-paintings-museums", path, text))
    assert (museum.city, museum.name, museum.opening_hours) == ("Nové Měst", "Łódź é", {})


def test_famous_paintings(path: Path) -> None:
    path.write_text(as_csv(MUSEUM))
    path.with_name("artist.csv").write_text(as_csv(ARTIST))
    (work,) = artworks(read("famous-paintings", path.with_name("work.csv"), as_csv(WORK)))
    assert (work.source_id, work.title, work.style) == ("7", "=1+1", "Realism")
    assert [(artist.name, artist.birth_year, artist.death_year) for artist in work.artists] == [("Ada Ink", 1841, None)]
    assert [(display.venue.name, display.as_of, display.is_on_display) for display in work.displays] == [
        ("Musée", AS_OF, None)
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"work_id": ""}, "id_missing"), ({"artist_id": "9"}, "artist_unknown"), ({"museum_id": "9"}, "venue_unknown")],
)
def test_works_that_point_nowhere(path: Path, change: dict[str, str], reason: str) -> None:
    path.write_text(as_csv(MUSEUM))
    path.with_name("artist.csv").write_text(as_csv(ARTIST))
    assert reasons(read("famous-paintings", path.with_name("work.csv"), as_csv(WORK | change))) == [reason]


def test_works_need_the_files_beside_them(path: Path) -> None:
    with pytest.raises(UnreadableFeed, match=r"put artist\.csv and museum\.csv beside it"):
        read("famous-paintings", path.with_name("work.csv"), as_csv(WORK))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_anyones_headers(path: Path, encoding: str) -> None:
    row = {"Name": "Städel", "Adresse": "Kai 63", "Ort": "Frankfurt", "Land": "Deutschland", "Typ": "Kunstmuseum"}
    text = as_csv(
        row | {"Breitengrad": "50,1033", "Längengrad": "8,6737", "Webseite": "www.example.org"}, delimiter=";"
    )
    (venue,) = venues(read("venues-csv", path, text.encode(encoding)))
    assert (venue.source_id, venue.name, venue.kind, venue.city) == (
        *("stadel, kai 63, frankfurt", "Städel", "museum", "Frankfurt"),
    )
    assert (venue.latitude, venue.longitude, venue.url) == (50.1033, 8.6737, "http://www.example.org")


def test_a_venue_is_known_by_its_place_where_it_has_no_id(path: Path) -> None:
    rows = read("venues-csv", path, "Gallery Name,lat,lng,type\nA,40.5,-3.5,Art Gallery\nB,,,\n")
    assert reasons(rows) == ["id_missing"]
    (venue,) = venues(rows[:1])
    assert (venue.source_id, venue.kind) == ("a, 40.5, -3.5", "gallery")


@pytest.mark.parametrize(
    "name", ["venues-csv", "museofile", "new-york-venues", "artdb-museums", "famous-paintings-museums"]
)
def test_another_file_is_refused(path: Path, name: str) -> None:
    with pytest.raises(UnreadableFeed, match="no column"):
        read(name, path, "a,b\n1,2\n")
