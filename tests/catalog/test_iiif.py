"""IIIF manifests and collections, versions 2 and 3."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.feeds import UnreadableFeed, read_rows
from catalog.ingest.generic.iiif import words
from catalog.ingest.markup import plain_text
from catalog.ingest.records import IiifImage, ImageUrl
from catalog.ingest.sources import ADAPTERS
from tests.catalog.adapters import artworks, options, read, reasons


def canvas3(body: object) -> dict[str, Any]:
    page = {"type": "AnnotationPage", "items": [{"type": "Annotation", "motivation": "painting", "body": body}]}
    return {"id": "https://example.org/c", "type": "Canvas", "height": 10, "width": 20, "items": [page]}


SERVICE = {"id": "https://example.org/iiif/1/", "type": "ImageService3", "profile": "level1"}
MANIFEST_3: dict[str, Any] = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    "id": "https://example.org/m/1",
    "type": "Manifest",
    "label": {"de": ["Seerosen"], "en": ["Water <i>Lilies</i> &amp; more"]},
    "metadata": [
        {"label": {"en": ["Artist"]}, "value": {"none": ["Ada Ink (1840–1926)"]}},
        {"label": {"de": ["Datierung"]}, "value": {"none": ["c. 1906"]}},
        {"label": {"en": ["Medium"]}, "value": {"none": ["Oil on canvas"]}},
        {"label": {"en": ["Dimensions"]}, "value": {"none": ["54 x 73.5 cm"]}},
        {"label": {"en": ["Accession Number"]}, "value": {"none": ["1906.1"]}},
        {"label": {"en": ["Weather"]}, "value": {"none": ["fair"]}},
        {"label": {"en": ["Date"]}, "value": {"none": ["2001"]}},
    ],
    "rights": "http://creativecommons.org/publicdomain/zero/1.0/",
    "requiredStatement": {"label": {"en": ["Attribution"]}, "value": {"en": ["Town Museum"]}},
    "items": [
        canvas3({"id": "https://example.org/full.jpg", "type": "Image", "service": [SERVICE]}),
        canvas3({"type": "Choice", "items": [{"id": "https://example.org/plain.jpg", "type": "Image"}]}),
        canvas3({"id": "https://example.org/plain.jpg", "type": "Image"}),
        canvas3({"id": "urn:none", "type": "Image"}),
    ],
}
MANIFEST_2: dict[str, Any] = {
    "@context": "http://iiif.io/api/presentation/2/context.json",
    "@id": "https://example.org/m/2",
    "@type": "sc:Manifest",
    "label": [{"@value": "Nenúfares", "@language": "pt"}, {"@value": "Lilies", "@language": "en"}],
    "metadata": [{"label": "Creator", "value": ["Ada Ink", "Bo Oil"]}],
    "attribution": "<span>Town Museum</span>",
    "license": "https://example.org/licence",
    "sequences": [
        {
            "canvases": [
                {
                    "@type": "sc:Canvas",
                    "images": [
                        {
                            "resource": {
                                "@id": "https://example.org/2.jpg",
                                "service": {"@id": "https://example.org/iiif/2"},
                            }
                        }
                    ],
                }
            ]
        }
    ],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "manifest.json"


def test_a_manifest_of_version_3(path: Path) -> None:
    (work,) = artworks(read("iiif", path, json.dumps(MANIFEST_3)))
    assert (work.source_id, work.title) == ("https://example.org/m/1", "Water Lilies & more")
    assert [(artist.name, artist.birth_year) for artist in work.artists] == [("Ada Ink", 1840)]
    assert (work.date_text, work.year_from, work.year_to) == ("c. 1906", 1901, 1911)
    assert (work.medium, work.height_mm, work.accession_number) == ("Oil on canvas", 540, "1906.1")
    assert [image.origin for image in work.images] == [
        IiifImage("https://example.org/iiif/1"),
        ImageUrl("https://example.org/plain.jpg"),
    ]
    assert {(image.credit, image.rights) for image in work.images} == {("Town Museum", MANIFEST_3["rights"])}


def test_a_manifest_of_version_2(path: Path) -> None:
    (work,) = artworks(read("iiif", path, json.dumps(MANIFEST_2)))
    assert (work.source_id, work.title, work.rights) == (
        *("https://example.org/m/2", "Lilies", "https://example.org/licence"),
    )
    assert [artist.name for artist in work.artists] == ["Ada Ink", "Bo Oil"]
    (image,) = work.images
    assert (image.origin, image.credit) == (IiifImage("https://example.org/iiif/2"), "Town Museum")


@pytest.mark.parametrize(
    ("said", "page"),
    [
        (
            {"homepage": [{"id": "https://example.org/3", "type": "Text", "format": "text/html"}]},
            "https://example.org/3",
        ),
        ({"related": {"@id": "https://example.org/2", "format": "text/html"}}, "https://example.org/2"),
        ({"rendering": [{"@id": "a.pdf", "format": "application/pdf"}, {"@id": "b", "format": "text/html"}]}, "b"),
        ({"rendering": {"@id": "a.pdf", "format": "application/pdf"}}, ""),
        ({}, ""),
    ],
)
def test_the_page_about_the_work(path: Path, said: dict[str, object], page: str) -> None:
    (work,) = artworks(read("iiif", path, json.dumps(MANIFEST_2 | said)))
    assert work.url == page


def test_people_with_their_part_in_it(path: Path) -> None:
    people = [{"label": "People", "value": ["Artist: Ada Ink, Dutch, 1853 - 1890"]}]
    (work,) = artworks(read("iiif", path, json.dumps(MANIFEST_2 | {"metadata": people})))
    assert [(artist.name, artist.birth_year) for artist in work.artists] == [("Ada Ink", 1853)]


def test_collections_are_read_for_the_manifests_they_hold(path: Path) -> None:
    pointer = {"id": "https://example.org/m/9", "type": "Manifest", "label": {"none": ["Far"]}}
    inner = {"id": "c2", "type": "Collection", "items": [MANIFEST_3, pointer]}
    elsewhere = {"id": "c3", "type": "Collection"}
    rows = read("iiif", path, json.dumps({"id": "c1", "type": "Collection", "items": [inner, elsewhere, MANIFEST_2]}))
    assert [row.record and row.record.source_id for row in rows] == [
        *("https://example.org/m/1", None, None, "https://example.org/m/2"),
    ]
    assert reasons(rows) == ["unfetched", "unfetched"]
    assert [row.line for row in rows] == [1, 2, 3, 4]
    collection = {"@id": "c", "@type": "sc:Collection", "manifests": [MANIFEST_2]}
    assert len(artworks(read("iiif", path, json.dumps(collection)))) == 1


def test_a_folder_with_a_broken_file(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text(json.dumps(MANIFEST_3))
    (tmp_path / "2.json").write_text("{")
    rows = list(read_rows(ADAPTERS["iiif"].open(tmp_path, options(tmp_path / "x"))))
    assert reasons(rows) == ["json_malformed"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"id": None}, "id_missing"), ({"items": 5}, "manifest_empty"), ({"items": []}, "manifest_empty")],
)
def test_manifests_that_cannot_be_used(path: Path, change: dict[str, object], reason: str) -> None:
    assert reasons(read("iiif", path, json.dumps(MANIFEST_3 | change))) == [reason]


@pytest.mark.parametrize("text", ["[]", '{"type": "Annotation"}', "[1]", "{"])
def test_files_that_are_no_manifests(path: Path, text: str) -> None:
    with pytest.raises(UnreadableFeed):
        read("iiif", path, text)


def test_parts_of_other_types_are_passed_over(path: Path) -> None:
    odd = {"label": 5, "metadata": ["x", {"label": None, "value": {}}, {"label": "Artist", "value": 7}], "rights": {}}
    (work,) = artworks(read("iiif", path, json.dumps(MANIFEST_3 | odd | {"requiredStatement": "x"})))
    assert (work.title, work.rights) == ("5", "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.text() | st.integers(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_a_label_may_be_anything(value: object) -> None:
    assert isinstance(words(value), str)


def test_markup_is_taken_away() -> None:
    assert plain_text("<p>One<br>two</p><script>x</script> &lt;3") == "One two <3"
    assert plain_text("plain") == "plain"
