"""Linked Art."""

import json
from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.feeds import UnreadableFeed, read_rows
from catalog.ingest.records import ArtworkRecord, IiifImage, ImageUrl
from catalog.ingest.sources import ADAPTERS
from tests.catalog.adapters import AS_OF, artworks, options, read, reasons

AAT = "http://vocab.getty.edu/aat/"


def kind(number: str, label: str = "") -> dict[str, str]:
    return {"id": f"{AAT}{number}", "type": "Type", "_label": label}


def said(content: object, number: str, type_: str = "LinguisticObject") -> dict[str, object]:
    return {"type": type_, "content": content, "classified_as": [kind(number)]}


def side(number: str, value: object, unit: str = "300379098") -> dict[str, object]:
    return {"type": "Dimension", "classified_as": [kind(number)], "value": value, "unit": kind(unit)}


OBJECT: dict[str, Any] = {
    "@context": "https://linked.art/ns/v1/linked-art.json",
    "id": "https://example.org/object/1",
    "type": "HumanMadeObject",
    "_label": "A label",
    "classified_as": [
        kind("300033618", "Painting"),
        kind("300021503", "Rococo") | {"classified_as": [kind("300015646")]},
    ],
    "identified_by": [
        {"type": "Name", "content": "Seerosen"},
        said("Water Lilies", "300404670", "Name"),
        said("1906.1", "300312355", "Identifier"),
    ],
    "equivalent": [{"id": "http://www.wikidata.org/entity/Q42"}],
    "produced_by": {
        "type": "Production",
        "timespan": {
            "type": "TimeSpan",
            "identified_by": [{"type": "Name", "content": "c. 1906"}],
            "begin_of_the_begin": "1904-01-01T00:00:00Z",
            "end_of_the_end": "1907-12-31T23:59:59Z",
        },
        "carried_out_by": [
            {
                "id": "https://example.org/person/9",
                "type": "Person",
                "_label": "Ada Ink (French, 1840–1926)",
                "identified_by": [
                    said("Ada Ink (French, 1840–1926)", "300404670", "Name"),
                    {"type": "Name", "content": "A. Ink"},
                ],
                "equivalent": [
                    {"id": "http://vocab.getty.edu/ulan/500012345"},
                    {"id": "http://www.wikidata.org/entity/Q7"},
                ],
            }
        ],
        "part": [
            {
                "classified_as": [kind("300404274", "workshop of")],
                "carried_out_by": [{"type": "Person", "_label": "Bo Oil"}, {"type": "Group", "_label": "Unknown"}],
            }
        ],
    },
    "referred_to_by": [
        said("<p>Oil on canvas</p>", "300435429"),
        said("54 x 73.5 cm", "300435430"),
        said("Gift of Me", "300026687"),
    ],
    "dimension": [side("300055644", 54), side("300055647", "73.5"), side("300072633", 3), side("300055644", "tall")],
    "subject_to": [{"type": "Right", "classified_as": [{"id": "https://creativecommons.org/publicdomain/zero/1.0/"}]}],
    "subject_of": [
        {
            "type": "LinguisticObject",
            "digitally_carried_by": [{"type": "DigitalObject", "access_point": [{"id": "https://example.org/page"}]}],
        }
    ],
    "current_owner": [{"id": "https://example.org/museum", "type": "Group", "_label": "Town Museum"}],
    "current_location": {"type": "Place", "_label": "Room 5"},
    "representation": [
        {
            "type": "VisualItem",
            "digitally_shown_by": [
                {
                    "type": "DigitalObject",
                    "access_point": [{"id": "https://example.org/1.jpg"}],
                    "digitally_available_via": [
                        {
                            "conforms_to": [{"id": "http://iiif.io/api/image/2"}],
                            "access_point": [{"id": "https://example.org/iiif/1/info.json"}],
                        }
                    ],
                },
                {"type": "DigitalObject", "access_point": [{"id": "https://example.org/2.jpg"}]},
                {"type": "DigitalObject", "access_point": [{"id": "file:///etc/passwd"}]},
            ],
        }
    ],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "object.json"


def work(path: Path, **change: object) -> ArtworkRecord:
    (record,) = artworks(read("linked-art", path, json.dumps(OBJECT | change)))
    return record


def test_an_object(path: Path) -> None:
    record = work(path)
    assert (record.source_id, record.title, record.accession_number) == (
        *("https://example.org/object/1", "Water Lilies", "1906.1"),
    )
    assert (record.wikidata_id, record.style, record.medium) == ("Q42", "Rococo", "Oil on canvas")
    assert (record.date_text, record.year_from, record.year_to) == ("c. 1906", 1904, 1907)
    assert (record.dimensions_text, record.height_mm, record.width_mm) == ("54 x 73.5 cm", 540, 735)
    assert record.rights == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert [(artist.name, artist.ulan_id, artist.qualifier, artist.birth_year) for artist in record.artists] == [
        ("Ada Ink", "500012345", "by", 1840),
        ("Bo Oil", "", "workshop_of", None),
    ]
    assert [artist.wikidata_id for artist in record.artists] == ["Q7", ""]
    assert [image.origin for image in record.images] == [
        IiifImage("https://example.org/iiif/1"),
        ImageUrl("https://example.org/2.jpg"),
    ]
    assert {image.credit for image in record.images} == {"Gift of Me"}
    assert (record.credit_line, record.url) == ("Gift of Me", "https://example.org/page")
    assert [artist.aliases for artist in record.artists] == [("A. Ink",), ()]
    (display,) = record.displays
    assert (display.venue.name, display.venue.source_id, display.room, display.as_of) == (
        *("Town Museum", "https://example.org/museum", "Room 5", AS_OF),
    )


def test_the_least_an_object_must_have(path: Path) -> None:
    record = read("linked-art", path, json.dumps({"type": "HumanMadeObject", "id": "1"}))[0].record
    assert record == ArtworkRecord(source="mine", source_id="1", title="")


def test_dates_from_words_where_there_are_no_bounds(path: Path) -> None:
    record = work(path, produced_by={"timespan": {"_label": "1870–75"}, "carried_out_by": {"_label": "Ada Ink"}})
    assert (record.year_from, record.year_to, record.artists[0].name) == (1870, 1875, "Ada Ink")


@pytest.mark.parametrize(
    ("dimension", "height"),
    [
        ([side("300055644", 10, "300379100")], 254),
        ([side("300055644", 10), side("300055644", 11)], None),
        ([side("300055644", -1), side("300055644", "NaN"), side("300055644", None)], None),
        ([side("300055644", 10, "300000000")], None),
        ("tall", None),
    ],
)
def test_heights(path: Path, dimension: object, height: int | None) -> None:
    assert work(path, dimension=dimension, referred_to_by=[]).height_mm == height


def test_values_of_other_types_are_passed_over(path: Path) -> None:
    odd = dict.fromkeys(("identified_by", "produced_by", "referred_to_by", "representation", "current_owner"), 5)
    record = work(path, **odd, subject_to=None, classified_as="x", equivalent=[None], made_of=[{"_label": "Oil"}])
    assert (record.title, record.artists, record.images, record.displays, record.medium) == (
        *("A label", (), (), (), "Oil"),
    )


def test_what_is_no_artwork(path: Path, tmp_path: Path) -> None:
    assert reasons(read("linked-art", path, json.dumps(OBJECT | {"type": "Person"}))) == ["not_an_object"]
    assert reasons(read("linked-art", path, json.dumps(OBJECT | {"id": ""}))) == ["id_missing"]
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "1.json").write_text(json.dumps(OBJECT))
    (folder / "2.json").write_text("[]")
    rows = list(read_rows(ADAPTERS["linked-art"].open(folder, options(path))))
    assert reasons(rows) == ["json_not_object"]


@pytest.mark.parametrize("text", ["{}", "[]", "[1]", "{"])
def test_files_that_are_no_linked_art(path: Path, text: str) -> None:
    with pytest.raises(UnreadableFeed):
        read("linked-art", path, text)
