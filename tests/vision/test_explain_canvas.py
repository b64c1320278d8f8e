"""The sheet that explanations are drawn on: nothing outside of it breaks, and labels keep out of each other's way."""

import io

import numpy as np
import pytest
from PIL import Image

from vision.explain.canvas import INK, PAPER, Box, Sheet, encode_jpeg, encode_png, fit, ink_on, text_width

RED = (200, 30, 40)


def picture(width: int, height: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.full((height, width, 3), 90, np.uint8)


@pytest.mark.parametrize(
    ("size_wh", "box_wh", "expected_wh"),
    [((400, 200), (100, 100), (100, 50)), ((10, 20), (500, 500), (40, 80)), ((2000, 1), (100, 100), (100, 1))],
)
def test_a_picture_is_fitted_into_a_box(
    size_wh: tuple[int, int], box_wh: tuple[int, int], expected_wh: tuple[int, int]
) -> None:
    fitted = fit(picture(*size_wh), *box_wh)
    assert (fitted.shape[1], fitted.shape[0]) == expected_wh


def test_what_lies_outside_of_the_sheet_is_not_drawn() -> None:
    sheet = Sheet(60, 40)
    sheet.text((500, 500), "far away")
    sheet.fill((-100, -100, -10, -10), RED)
    sheet.line((-5e7, 10), (-4e7, 10), RED)
    sheet.dot((-300, 20), 5, RED, edge=INK)
    assert (sheet.pixels == PAPER).all()
    sheet.paste(picture(100, 100), 30, 20)
    assert (sheet.pixels[20:, 30:] == 90).all()
    assert (sheet.pixels[:20] == PAPER).all()


def test_text_stands_where_its_anchor_says() -> None:
    width = text_width("Text")
    for anchor, left in (("lm", 100.0), ("mm", 100 - width / 2), ("rm", 100 - width)):
        sheet = Sheet(220, 60)
        sheet.text((100, 30), "Text", INK, anchor=anchor)
        rows, columns = np.nonzero((sheet.pixels < 128).all(axis=2))
        assert abs(columns.min() - left) < 4
        assert abs(columns.max() - left - width) < 4
        assert abs((rows.min() + rows.max()) / 2 - 30) < 5


def test_tags_that_want_the_same_place_do_not_overlap() -> None:
    sheet = Sheet(400, 300)
    taken: list[Box] = []
    for number in range(8):
        sheet.tag((390, 280), f"#{number}", RED, taken)
    assert len(taken) == 8
    for place, one in enumerate(taken):
        assert 0 <= one[0] < one[2] <= 400
        assert 0 <= one[1] < one[3] <= 300
        for other in taken[:place]:
            assert one[3] <= other[1] or other[3] <= one[1]


def test_where_there_is_no_room_a_tag_is_drawn_all_the_same() -> None:
    sheet = Sheet(80, 30)
    taken: list[Box] = []
    for _ in range(3):
        sheet.tag((0, 0), "#1", RED, taken)
    assert len(taken) == 3
    assert (sheet.pixels == RED).all(axis=2).any()


def test_an_outline_is_seen_on_its_own_colour() -> None:
    sheet = Sheet(100, 100, RED)
    sheet.outline([(20, 20), (80, 20), (80, 80), (20, 80)], RED, 3)
    assert (sheet.pixels.sum(axis=2) < sum(RED) - 60).any()


def test_dashes_leave_gaps() -> None:
    whole, dashes = Sheet(200, 20), Sheet(200, 20)
    whole.line((0, 10), (200, 10), RED)
    dashes.dashed((0, 10), (200, 10), RED)
    assert 0.3 < (dashes.pixels != 255).any(axis=2).sum() / (whole.pixels != 255).any(axis=2).sum() < 0.8


def test_text_is_dark_on_bright_colours_and_white_on_dark_ones() -> None:
    assert ink_on((250, 230, 40)) == INK
    assert ink_on((20, 40, 90)) == PAPER


def test_encoded_pictures_keep_their_colours() -> None:
    pixels = Sheet(40, 20, RED).pixels
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(encode_png(pixels)))), pixels)
    decoded = np.asarray(Image.open(io.BytesIO(encode_jpeg(pixels))), np.int16)
    assert np.abs(decoded - pixels).max() < 12
