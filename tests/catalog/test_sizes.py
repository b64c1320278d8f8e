"""Sizes as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.ingest.size_words import AROUND, MM, OF_SEVERAL, PARTS, SIDES
from catalog.ingest.sizes import Size, parse_size

PIECES = st.sampled_from(
    [*MM, *AROUND, *OF_SEVERAL, *PARTS, *SIDES, *"x×()[],;:/'½", "12", "3 1/2", "7/0", "12,5", "1/16", "(w x h)", '"']
)


def height_and_width(text: str, unit: str = "") -> tuple[int | None, int | None]:
    size = parse_size(text, unit=unit)
    assert size.is_understood
    return size.height_mm, size.width_mm


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("Dim. - 38,5 x 59 cm", (385, 590)),
        ("54 × 73.5 cm", (540, 735)),
        ("50 cm x 70 cm", (500, 700)),
        ("31 x 24cm", (310, 240)),
        ("30x40cm", (300, 400)),
        ("120 X 90mm", (120, 90)),
        ("1.2 x 2 m", (1200, 2000)),
        ("10 by 8 inches", (254, 203)),
        ("21 1/4 × 29 in.", (540, 737)),
        ("5½ x 7 ¾ in", (140, 197)),
        ("8-1/2 x 11 in", (216, 279)),
        ('6\' 6 3/4" x 67"', (2000, 1702)),
        ("9 ft x 12 ft 6 in", (2743, 3810)),
        ('33.66" x 16.93" (85.50cm x 43.00cm)', (855, 430)),
        ("32 1/8 x 22 5/8 (81.6 x 57.5 cm)", (816, 575)),
        ("15 7/8 x 12 3/8 in. (40.3 x 31.4 cm)", (403, 314)),
        ("70.2 × 53.4 cm (27 5/8 × 21 in.)", (702, 534)),
        ('irreg. 15 x 10" (38 x 25.4 cm)', (380, 254)),
        ("153 x 153 mm, 0.2 kg", (153, 153)),
    ],
)
def test_height_by_width(text: str, size: tuple[int, int]) -> None:
    assert height_and_width(text) == size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ('31 7/8 x 18 1/2 x 15 3/4" (81 x 47 x 40 cm)', Size(810, 470, 400)),
        ('12 5/8 x 18 1/8" (32 x 46 x 6 cm)', Size(320, 460, 60)),
        ("H 54 cm, W 73 cm", Size(540, 730)),
        ("w. 73 cm, h. 54 cm", Size(540, 730)),
        ("54 cm (h) x 73 cm (w)", Size(540, 730)),
        ('11" H x 9" W x 1" D', Size(279, 229, 25)),
        ("54 x 73 cm (h x w)", Size(540, 730)),
        ("H x W: 30.5 x 20.3 cm (12 x 8 in.)", Size(305, 203)),
        ("H x W x D: 30 x 20 x 10 cm", Size(300, 200, 100)),
        ("h 45.5cm × b 41cm × d 2cm", Size(455, 410, 20)),
        ("H x B: 30 x 20 cm", Size(300, 200)),
        ("cm 203 x 314", Size(2030, 3140)),
        ("Height: 23.4 centimetres; Width: 15 centimetres", Size(234, 150)),
        ("1.200 x 800 mm", Size(1200, 800)),
        ("1.125 x 3 in", Size(29, 76)),
        ("Höhe 54 cm, Breite 73 cm", Size(540, 730)),
        ('h. 6" (15.2 cm), diam. 3" (7.6 cm)', Size(152, diameter_mm=76)),
        ("diam. 30 cm", Size(diameter_mm=300)),
        ("Ø 30 cm", Size(diameter_mm=300)),
        ('h. 18" (45.7 cm)', Size(457)),
    ],
)
def test_named_sides(text: str, size: Size) -> None:
    assert parse_size(text) == size


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("support: 394 x 419 mm frame: 500 x 500 x 40 mm", Size(394, 419, part="support")),
        ("frame: 500 x 500 x 40 mm support: 394 x 419 mm", Size(394, 419, part="support")),
        ("Framed: 132 x 193 x 13 cm; Unframed: 99.8 x 160.6 cm", Size(998, 1606, part="unframed")),
        ("image: 20 x 10 cm sheet: 30 x 20 cm", Size(300, 200, part="sheet")),
        ("plate 10 x 8 cm sheet 30 x 20 cm", Size(300, 200, part="sheet")),
        ("composition (irreg.): 10 x 8 cm; sheet (irreg.): 30 x 20 cm", Size(300, 200, part="sheet")),
        ("composition and sheet: 30 x 20 cm", Size(300, 200, part="composition")),
        ("Overall: 30 x 20 cm; image: 10 x 8 cm", Size(300, 200, part="overall")),
        ("with base: 50 x 20 x 20 cm; without base: 40 x 10 x 10 cm", Size(400, 100, 100)),
        ("image: 20 x 10 cm image: 20 x 10 cm", Size(200, 100, part="image")),
        ("Toile seule 150 X 92 cm#Avec cadre 172 X 112 cm", Size(1500, 920, part="toile")),
        ("Dim. - 43 x 34,5 (mancha) cm", Size(430, 345, part="mancha")),
    ],
)
def test_the_object_is_preferred(text: str, size: Size) -> None:
    assert parse_size(text) == size


def test_a_source_may_have_one_unit() -> None:
    assert height_and_width("25 x 30", unit="in") == (635, 762)
    assert height_and_width("210 x 270 mm", unit="cm") == (210, 270)


@pytest.mark.parametrize("text", ["", "2 min.", "duration: 59min, 18sec", "Dimensions variable", "various"])
def test_no_size_is_understood(text: str) -> None:
    assert parse_size(text) == Size()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "124 x 77 cm (w x h)",
            "W x H: 124 x 77 cm",
            "b: 10 x 5 cm",
            "25 x 30",
            "24 cm",
            "Dim. - (maior) 11 x 12 cm",
            "each: 22 x 22 cm",
            "60 x 40 (cada) cm",
        ),
        *("30 x 20 cm e 10 x 8 cm", "frame: 80 x 60 cm", "0 x 20 cm", "500 x 20 m", "1/0 x 2 cm", "head: 3 x 4 cm"),
        *("18 x 14 in. (35.1 x 45.2 cm)", "h 2' 3, w 2' 9", "Höhe 2 Fuß 3 Zoll, Breite 2 Fuß", "see child records"),
        *("1 x 2 x 3 x 4 cm", "10 cm (4 x 2 in.)", "image: 20 x 10 cm image: 20 x 11 cm", 'l. 7" (17.8 cm)'),
    ],
)
def test_what_is_not_clearly_the_size_stays_text(text: str) -> None:
    assert parse_size(text) == Size(is_understood=False)


def assert_positive(size: Size) -> None:
    for length in (size.height_mm, size.width_mm, size.depth_mm, size.diameter_mm):
        assert length is None or 0 < length <= 100_000


@given(st.text())
def test_no_text_fails(text: str) -> None:
    assert_positive(parse_size(text))


@given(st.lists(PIECES, max_size=14), st.sampled_from(["", " "]))
def test_no_words_of_sizes_fail(pieces: list[str], space: str) -> None:
    assert_positive(parse_size(space.join(pieces)))


@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_a_written_size_is_read_back(height: int, width: int) -> None:
    assert height_and_width(f"{height} x {width} mm") == (height, width)
    assert height_and_width(f"{height / 10} × {width / 10} cm") == (height, width)
    assert height_and_width(f"Sheet: H {height / 10:.1f} cm, W {width / 10:.1f} cm") == (height, width)


@pytest.mark.parametrize("piece", ["1", "1 ", "1/", "1 x ", "(", "(a", "h ", "sheet ", "'", "12,5 "])
def test_hostile_texts_come_to_an_end(piece: str) -> None:
    for text in (piece * 100_000, (piece * 1000)[:1000]):
        assert_positive(parse_size(text))
