"""APIs of many museums at once, and SMK’s: one record of each, whole, and its odd ones."""

from pathlib import Path
from typing import Any

import pytest

from catalog.ingest.records import (
    ArtistRecord,
    ArtworkRecord,
    DisplayRecord,
    IiifImage,
    ImageRecord,
    ImageUrl,
    VenueRecord,
)
from tests.catalog.museums.reading import AS_OF, artwork_of, read_document, read_objects, reason_of

SMK: dict[str, Any] = {
    "id": "117_object",
    "object_number": "KKS1",
    "titles": [{"title": "", "type": "x"}, {"title": "Jomfruen"}],
    "production": [
        {
            "creator": "Prøve, Ann",
            "creator_lref": "118_person",
            "creator_nationality": "tysk",
            "creator_date_of_birth": "1478-01-01T00:00:00.000Z",
            "creator_date_of_death": "1536-01-01T00:00:00.000Z",
        },
        {"creator": "Ubekendt"},
        {"creator": None},
    ],
    "production_date": [{"start": "1520-01-01T00:00:00.000Z", "end": "1525-12-31T00:00:00.000Z", "period": "1520-25"}],
    "techniques": ["Kobberstik", None, "Papir"],
    "dimensions": [
        {"part": "brutto", "type": "højde", "unit": "millimeter", "value": "900"},
        {"part": "bladmaal", "type": "hojde", "unit": "mm", "value": "64"},
        {"part": "bladmaal", "type": "bredde", "unit": "mm", "value": "55"},
        {"part": "bladmaal", "type": "bredde", "unit": "kg", "value": "1"},
    ],
    "public_domain": True,
    "rights": "https://rights.example/cc0",
    "on_display": True,
    "current_location_name": "Sal 217",
    "image_iiif_id": "https://iip.example/kks1.jp2",
    "object_url": "https://api.example/kks1",
}


def test_smk(tmp_path: Path) -> None:
    (row,) = read_document("smk-json", tmp_path, {"offset": 0, "items": [SMK]})
    museum = VenueRecord(
        "smk", "SMK – Statens Museum for Kunst", "museum", "", "Copenhagen", "Denmark", url="https://www.smk.dk/"
    )
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="117_object",
        title="Jomfruen",
        artists=(ArtistRecord("118_person", "Ann Prøve", 1478, 1536, "tysk"),),
        date_text="1520-25",
        year_from=1520,
        year_to=1525,
        medium="Kobberstik, Papir",
        dimensions_text="bladmaal: 64 × 55 mm",
        height_mm=64,
        width_mm=55,
        accession_number="KKS1",
        rights="https://rights.example/cc0",
        url="https://api.example/kks1",
        images=(
            ImageRecord(
                IiifImage("https://iip.example/kks1.jp2"),
                rights="https://rights.example/cc0",
                source_url="https://api.example/kks1",
            ),
        ),
        displays=(DisplayRecord(museum, AS_OF, is_on_display=True, room="Sal 217"),),
    )


def test_smk_without_facts(tmp_path: Path) -> None:
    bare = {"id": "1", "object_number": None, "titles": None, "image_native": "https://api.example/1.jpg"}
    record = artwork_of(read_objects("smk-json", tmp_path, bare)[0])
    assert (record.title, record.artists, record.height_mm, record.dimensions_text) == ("", (), None, "")
    assert record.images == (ImageRecord(ImageUrl("https://api.example/1.jpg")),)
    assert record.displays[0].is_on_display is None


SMITHSONIAN: dict[str, Any] = {
    "id": "edanmdm-saam_1",
    "title": "Adobe Walls",
    "unitCode": "SAAM",
    "content": {
        "descriptiveNonRepeating": {
            "online_media": {
                "media": [
                    {"type": "Images", "content": "https://ids.example/1", "usage": {"access": "CC0"}},
                    {"type": "3d", "content": "https://ids.example/2"},
                ]
            },
            "metadata_usage": {"access": "CC0"},
            "data_source": "Smithsonian American Art Museum",
            "record_link": "http://n2t.example/1",
        },
        "indexedStructured": {"object_type": ["Paintings"]},
        "freetext": {
            "date": [{"label": "Date", "content": "1929"}],
            "identifier": [{"label": "Object number", "content": "1997.1"}],
            "name": [
                {"label": "Artist", "content": "Ann Probe, born Sun Prairie, WI 1887-died Santa Fe, NM 1986"},
                {"label": "Attributed to", "content": "Probe, Bo 1850-1929"},
                {"label": "Sitter", "content": "Probe, Cy"},
                {"label": "Artist", "content": "Unidentified"},
            ],
            "physicalDescription": [
                {"label": "Medium", "content": "oil on canvas"},
                {"label": "Dimensions", "content": "16 x 20 in. (40.6 x 50.8 cm)"},
            ],
            "creditLine": [{"label": "Credit Line", "content": "Gift of Nobody"}],
        },
    },
}


def test_smithsonian(tmp_path: Path) -> None:
    (row,) = read_document("smithsonian-json", tmp_path, {"status": 200, "response": {"rows": [SMITHSONIAN]}})
    museum = VenueRecord(
        "smithsonian american art museum", "Smithsonian American Art Museum", "museum", country="United States"
    )
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="edanmdm-saam_1",
        title="Adobe Walls",
        artists=(
            ArtistRecord("ann probe 1887-1986", "Ann Probe", 1887, 1986),
            ArtistRecord("bo probe 1850-1929", "Bo Probe", 1850, 1929, qualifier="attributed_to"),
        ),
        date_text="1929",
        year_from=1929,
        year_to=1929,
        medium="oil on canvas",
        dimensions_text="16 x 20 in. (40.6 x 50.8 cm)",
        height_mm=406,
        width_mm=508,
        accession_number="1997.1",
        rights="CC0",
        credit_line="Gift of Nobody",
        url="http://n2t.example/1",
        images=(
            ImageRecord(
                ImageUrl("https://ids.example/1"),
                rights="CC0",
                credit="Gift of Nobody",
                source_url="http://n2t.example/1",
            ),
        ),
        displays=(DisplayRecord(museum, AS_OF),),
    )


@pytest.mark.parametrize(
    "change", [{"unitCode": "NMNHBOTANY"}, {"content": {"indexedStructured": {"tax_kingdom": ["Animalia"]}}}]
)
def test_nature_is_not_art(tmp_path: Path, change: dict[str, Any]) -> None:
    (row,) = read_objects("smithsonian-json", tmp_path, SMITHSONIAN | change)
    assert reason_of(row) == "not_art"


EUROPEANA: dict[str, Any] = {
    "id": "/1/2",
    "type": "IMAGE",
    "title": ["Claustro"],
    "dataProvider": ["Museo de Prueba"],
    "country": ["Spain"],
    "dcCreator": ["http://agents.example/1", "Probe, Bo, 1807-1854", "Anonymous"],
    "edmAgent": ["http://agents.example/1", "http://agents.example/2"],
    "edmAgentLabel": [{"def": "Probe, Ánn, 1810-18--?"}, {"def": "Monasterio de Prueba"}],
    "year": ["1829"],
    "rights": ["http://rights.example/cc0"],
    "edmIsShownBy": ["http://provider.example/1.jpg"],
    "edmIsShownAt": ["http://provider.example/1"],
    "previewNoDistribute": "False",
}


@pytest.mark.parametrize("said", ["False", "True"])
def test_europeana(tmp_path: Path, said: str) -> None:
    (row,) = read_document("europeana-json", tmp_path, {"items": [EUROPEANA | {"previewNoDistribute": said}]})
    museum = VenueRecord("museo de prueba", "Museo de Prueba", "museum", country="Spain")
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="/1/2",
        title="Claustro",
        artists=(
            ArtistRecord("ann probe", "Ánn Probe"),
            ArtistRecord("bo probe 1807-1854", "Bo Probe", 1807, 1854),
        ),
        date_text="1829",
        year_from=1829,
        year_to=1829,
        rights="http://rights.example/cc0",
        url="http://provider.example/1",
        images=(
            ImageRecord(
                ImageUrl("http://provider.example/1.jpg"),
                rights="http://rights.example/cc0",
                credit="Museo de Prueba",
                source_url="http://provider.example/1",
                is_withdrawn=said == "True",
            ),
        ),
        displays=(DisplayRecord(museum, AS_OF),),
    )


def test_what_europeana_has_besides(tmp_path: Path) -> None:
    library, sound = read_objects(
        "europeana-json",
        tmp_path,
        EUROPEANA | {"dataProvider": ["Biblioteca de Prueba"]},
        EUROPEANA | {"type": "SOUND"},
    )
    assert artwork_of(library).displays == ()
    assert reason_of(sound) == "not_art"


FINNA: dict[str, Any] = {
    "id": "museo.1",
    "title": "linnunpönttö",
    "buildings": [{"value": "0/Museo/", "translated": "Koemuseo"}],
    "formats": [{"value": "0/Image/", "translated": "Kuva"}],
    "imageRights": {"copyright": "CC BY 4.0"},
    "images": ["/Cover/Show?id=museo.1"],
    "nonPresenterAuthors": [{"name": "Koe, Änni", "role": "piirtäjä"}, {"name": "Muu, Bo", "role": "kohde"}],
    "subjects": [["koivu"], ["valmistusaika: 1923, valmistusaika kesä"]],
}


def test_finna(tmp_path: Path) -> None:
    row, book = read_document("finna-json", tmp_path, {"records": [FINNA, FINNA | {"formats": [{"value": "0/Book/"}]}]})
    assert artwork_of(row) == ArtworkRecord(
        source="here",
        source_id="museo.1",
        title="linnunpönttö",
        artists=(ArtistRecord("anni koe", "Änni Koe"),),
        date_text="1923",
        year_from=1923,
        year_to=1923,
        rights="CC BY 4.0",
        url="https://www.finna.fi/Record/museo.1",
        images=(
            ImageRecord(
                ImageUrl("https://api.finna.fi/Cover/Show?id=museo.1"),
                rights="CC BY 4.0",
                credit="Koemuseo",
                source_url="https://www.finna.fi/Record/museo.1",
            ),
        ),
        displays=(DisplayRecord(VenueRecord("koemuseo", "Koemuseo", "museum", country="Finland"), AS_OF),),
    )
    assert reason_of(book) == "not_art"
