"""Museums that answer by an API: one record of each, whole, and its odd ones."""

from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.feeds import UnreadableFeed
from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    ImageRecord,
    ImageUrl,
    VenueRecord,
)
from tests.catalog.museums.reading import AS_OF, artwork_of, read_document, read_objects

CLEVELAND: dict[str, Any] = {
    "id": 93014,
    "accession_number": "1915.1",
    "share_license_status": "CC0",
    "current_location": "206 Landscape",
    "title": "View",
    "creation_date": "c. 1765",
    "creation_date_earliest": 1760,
    "creation_date_latest": 1770,
    "creators": [
        {"description": "Ann Probe (Dutch, c. 1606-1669)", "role": "artist", "qualifier": None, "birth_year": "1606"}
    ],
    "technique": "oil on canvas",
    "measurements": "Framed: 90.5 x 78 cm (35 5/8 x 30 11/16 in.); Unframed: 76.2 x 64.8 cm (30 x 25 1/2 in.)",
    "dimensions": {},
    "creditline": "Fund of Nobody",
    "copyright": None,
    "url": "https://cma.example/1",
    "images": {"web": {"url": "https://cma.example/w.jpg"}, "print": {"url": "https://cma.example/p.jpg"}},
}


def test_cleveland(tmp_path: Path) -> None:
    (row,) = read_document("cleveland-json", tmp_path, {"info": {"total": 1}, "data": [CLEVELAND]})
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="93014",
        title="View",
        artists=(ArtistRecord("ann probe -1669", "Ann Probe", 1606, 1669, "Dutch"),),
        date_text="c. 1765",
        year_from=1760,
        year_to=1770,
        medium="oil on canvas",
        dimensions_text=CLEVELAND["measurements"],
        height_mm=762,
        width_mm=648,
        accession_number="1915.1",
        rights="CC0",
        credit_line="Fund of Nobody",
        url="https://cma.example/1",
        images=(
            ImageRecord(
                ImageUrl("https://cma.example/p.jpg"),
                rights="CC0",
                credit="Fund of Nobody",
                source_url="https://cma.example/1",
            ),
        ),
        displays=(
            DisplayRecord(
                VenueRecord(
                    "cleveland",
                    "The Cleveland Museum of Art",
                    "museum",
                    "",
                    "Cleveland",
                    "United States",
                    url="https://www.clevelandart.org/",
                ),
                AS_OF,
                is_on_display=True,
                room="206 Landscape",
            ),
        ),
    )


@pytest.mark.parametrize(
    ("creators", "expected"),
    [
        (
            [{"description": "Ann Probe (French)", "qualifier": {"Value": "attributed to"}}],
            [("Ann Probe", "attributed_to")],
        ),
        (
            [{"description": "Ann Probe"}, {"description": "Studio", "qualifier": {"Value": "and"}}],
            [("Ann Probe", "workshop_of")],
        ),
        (
            [{"description": "Ann Probe"}, {"description": "Associates", "qualifier": "and"}],
            [("Ann Probe", "circle_of")],
        ),
        (
            [{"description": "Ann Probe"}, {"description": "Bo Probe", "qualifier": "and"}],
            [("Ann Probe", "by"), ("Bo Probe", "by")],
        ),
        ([{"description": "Ann Probe", "role": "publisher"}, {"description": None}, {"description": "Unknown"}], []),
        (None, []),
    ],
)
def test_clevelands_creators(tmp_path: Path, creators: object, expected: list[tuple[str, str]]) -> None:
    (row,) = read_objects("cleveland-json", tmp_path, CLEVELAND | {"creators": creators})
    assert [(each.name, each.qualifier) for each in artwork_of(row).artists] == expected


def test_clevelands_sizes_in_metres(tmp_path: Path) -> None:
    sizes = {"framed": {"height": 1.3, "width": 2}, "unframed": {"height": 0.998, "width": 0}}
    (row,) = read_objects("cleveland-json", tmp_path, CLEVELAND | {"measurements": None, "dimensions": sizes})
    assert (artwork_of(row).height_mm, artwork_of(row).width_mm) == (998, None)


CARNEGIE: dict[str, Any] = {
    "title": "Nude Interior",
    "creation_date": "1952-1953",
    "creation_date_earliest": "1952-01-01",
    "creation_date_latest": "1953-12-31",
    "medium": "oil on canvas",
    "accession_number": "52.1",
    "id": "cmoa:things/1",
    "credit_line": "Gift of Nobody",
    "physical_location": "Gallery 6, Scaife Galleries",
    "item_width": 23.5,
    "item_height": 24.125,
    "item_depth": 0.0,
    "web_url": "http://cmoa.example/1",
    "images": [{"image_url": "http://cmoa.example/1.jpg"}],
    "creator": [
        {
            "artist_id": "cmoa:parties/7",
            "full_name": "Ann Probe",
            "role": "possibly by",
            "nationality": "American",
            "birth_date": "1896-01-01",
            "death_date": None,
        },
        {"artist_id": "cmoa:parties/8", "full_name": "Bo Probe", "role": "publisher"},
        {"artist_id": "cmoa:parties/9", "full_name": "unknown Japanese"},
    ],
}
CARNEGIE_MUSEUM = VenueRecord(
    "cmoa", "Carnegie Museum of Art", "museum", "", "Pittsburgh", "United States", url="https://carnegieart.org/"
)


def test_carnegie(tmp_path: Path) -> None:
    (row,) = read_objects("carnegie-json", tmp_path, CARNEGIE)
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="cmoa:things/1",
        title="Nude Interior",
        artists=(ArtistRecord("cmoa:parties/7", "Ann Probe", 1896, None, "American", qualifier="attributed_to"),),
        date_text="1952-1953",
        year_from=1952,
        year_to=1953,
        medium="oil on canvas",
        height_mm=613,
        width_mm=597,
        accession_number="52.1",
        credit_line="Gift of Nobody",
        url="http://cmoa.example/1",
        images=(
            ImageRecord(
                ImageUrl("http://cmoa.example/1.jpg"), credit="Gift of Nobody", source_url="http://cmoa.example/1"
            ),
        ),
        displays=(DisplayRecord(CARNEGIE_MUSEUM, AS_OF, is_on_display=True, room="Gallery 6, Scaife Galleries"),),
    )


@pytest.mark.parametrize(("place", "is_shown"), [("Not on View", False), ("", None), (None, None), (7, True)])
def test_carnegies_walls(tmp_path: Path, place: object, is_shown: bool | None) -> None:  # noqa: FBT001 - a case
    (row,) = read_objects("carnegie-json", tmp_path, CARNEGIE | {"physical_location": place, "item_height": 0.0})
    record = artwork_of(row)
    assert [each.is_on_display for each in record.displays] == [is_shown]
    assert record.height_mm is None


MET: dict[str, Any] = {
    "objectID": 45734,
    "accessionNumber": "36.1",
    "isPublicDomain": True,
    "primaryImage": "https://met.example/1.jpg",
    "additionalImages": ["https://met.example/2.jpg", "not an address"],
    "constituents": [
        {
            "constituentID": 7,
            "role": "Artist",
            "name": "Ann Probe",
            "constituentULAN_URL": "http://vocab.getty.edu/page/ulan/500000007",
            "constituentWikidata_URL": "https://www.wikidata.org/wiki/Q7",
        },
        {"constituentID": 8, "role": "Publisher", "name": "Bo Probe"},
        {"constituentID": 9, "role": "Engraver", "name": "Cy Probe"},
    ],
    "title": "Quail",
    "artistPrefix": "Attributed to",
    "artistDisplayName": "Ann Probe",
    "artistDisplayBio": "Japanese, 1643–1682",
    "artistNationality": "Japanese",
    "objectDate": "1667–82",
    "medium": "Ink on silk",
    "dimensions": "46 5/8 x 18 3/4 in. (118.4 x 47.6 cm)",
    "creditLine": "Gift of Nobody",
    "rightsAndReproduction": "",
    "objectURL": "https://met.example/45734",
    "objectWikidata_URL": "https://www.wikidata.org/wiki/Q29910832",
    "GalleryNumber": "131",
}
MET_MUSEUM = VenueRecord(
    "met", "The Metropolitan Museum of Art", "museum", "", "New York", "United States", url="https://www.metmuseum.org/"
)


def test_met_object(tmp_path: Path) -> None:
    (row,) = read_document("met-json", tmp_path, MET)
    rights = "Public domain (CC0)"
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="45734",
        title="Quail",
        artists=(
            ArtistRecord("7", "Ann Probe", 1643, 1682, "Japanese", "500000007", "Q7", "attributed_to"),
            ArtistRecord("9", "Cy Probe"),
        ),
        date_text="1667–82",
        year_from=1667,
        year_to=1682,
        medium="Ink on silk",
        dimensions_text=MET["dimensions"],
        height_mm=1184,
        width_mm=476,
        accession_number="36.1",
        wikidata_id="Q29910832",
        rights=rights,
        credit_line="Gift of Nobody",
        url="https://met.example/45734",
        images=tuple(
            ImageRecord(
                ImageUrl(f"https://met.example/{number}.jpg"),
                rights=rights,
                credit="Gift of Nobody",
                source_url="https://met.example/45734",
            )
            for number in (1, 2)
        ),
        displays=(DisplayRecord(MET_MUSEUM, AS_OF, is_on_display=True, room="Gallery 131"),),
    )


def test_met_object_without_constituents(tmp_path: Path) -> None:
    bare = MET | {"constituents": None, "artistRole": "Artist", "isPublicDomain": False, "GalleryNumber": ""}
    record = artwork_of(read_objects("met-json", tmp_path, bare | {"rightsAndReproduction": "© Ann"})[0])
    assert record.artists == (
        ArtistRecord("ann probe 1643-1682", "Ann Probe", 1643, 1682, "Japanese", qualifier="attributed_to"),
    )
    assert (record.rights, record.displays) == ("© Ann", (DisplayRecord(MET_MUSEUM, AS_OF),))


WALTERS: dict[str, Any] = {
    "ObjectID": 2,
    "ObjectNumber": "W.1",
    "Creator": "Ann Probe (Dutch, 1606-1669)",
    "Title": "Leaf",
    "DateText": "17th century",
    "Dimensions": "H: 15 3/16 x W: 10 1/16 in. (38.5 x 25.5 cm)",
    "OnView": 1,
    "DisplayLocation": "Centre Street: Third Floor",
    "PrimaryImage": {"Raw": "http://walters.example/1.jpg"},
    "ResourceURL": "http://walters.example/2",
}


@pytest.mark.parametrize(
    ("on_view", "is_shown", "room"), [(1, True, "Centre Street: Third Floor"), (0, False, ""), (None, None, "")]
)
def test_walters(tmp_path: Path, on_view: object, is_shown: bool | None, room: str) -> None:  # noqa: FBT001 - a case
    record = artwork_of(read_document("walters-json", tmp_path, {"Items": [WALTERS | {"OnView": on_view}]})[0])
    assert record.artists == (ArtistRecord("ann probe 1606-1669", "Ann Probe", 1606, 1669, "Dutch"),)
    assert (record.year_from, record.year_to, record.height_mm, record.width_mm) == (1601, 1700, 385, 255)
    assert [(each.is_on_display, each.room) for each in record.displays] == [(is_shown, room)]
    assert record.images[0].origin == ImageUrl("http://walters.example/1.jpg")


BROOKLYN: dict[str, Any] = {
    "id": 3054,
    "title": "Battle",
    "accession_number": "2002.6",
    "object_date": "ca. 1900",
    "medium": "Oil on canvas",
    "dimensions": "68 1/2 × 133 in. (174 × 337.8 cm)",
    "credit_line": "Gift of Nobody",
    "public_access": 1,
    "copyright_restricted": 0,
    "visible": 1,
    "museum_location": {"name": "This item is not on view"},
    "rights_type": {"public_name": "No known copyright restrictions"},
    "artists": [
        {"id": 8, "prefix": "after", "name": "Bo Probe", "role": "Artist", "dates": "1800-1870", "rank": 2},
        {
            "id": 7,
            "name": "Ann Probe",
            "role": "Artist",
            "nationality": "Iranian",
            "start_year": 1860,
            "end_year": None,
            "rank": 1,
        },
    ],
    "images": [{"largest_derivative_url": "cdn.example/size4/1.jpg"}, {"standard_size_url": ""}],
}


def test_brooklyn(tmp_path: Path) -> None:
    record = artwork_of(read_objects("brooklyn-json", tmp_path, BROOKLYN)[0])
    assert record.artists == (
        ArtistRecord("7", "Ann Probe", 1860, None, "Iranian"),
        ArtistRecord("8", "Bo Probe", 1800, 1870, qualifier="after"),
    )
    assert (record.height_mm, record.width_mm, record.is_withdrawn) == (1740, 3378, False)
    assert record.images == (
        ImageRecord(
            ImageUrl("https://cdn.example/size4/1.jpg"),
            rights="No known copyright restrictions",
            credit="Gift of Nobody",
            source_url="https://www.brooklynmuseum.org/opencollection/objects/3054",
        ),
    )
    assert [(each.is_on_display, each.room) for each in record.displays] == [(False, "")]


def test_brooklyns_takedowns(tmp_path: Path) -> None:
    hidden, restricted = read_objects(
        "brooklyn-json", tmp_path, BROOKLYN | {"visible": 0}, BROOKLYN | {"copyright_restricted": 1}
    )
    assert artwork_of(hidden).is_withdrawn
    assert not artwork_of(restricted).is_withdrawn
    assert [image.is_withdrawn for image in artwork_of(restricted).images] == [True]


def test_the_mets_list_of_numbers_says_what_it_is(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFeed, match="ask the API for each object"):
        read_document("met-json", tmp_path, {"total": 1, "objectIDs": [1]})
