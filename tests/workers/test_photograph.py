"""`manage.py photograph`: a phone photo of any work, or one clear line about why not."""

from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from catalog.models import ReferenceImage
from tests.factories import make_artwork, make_reference_image, tiny_picture
from workers.management.commands import photograph

pytestmark = pytest.mark.django_db


@pytest.fixture
def image() -> ReferenceImage:
    for _ in range(3):
        make_reference_image()
    return make_reference_image(make_artwork(source="studio", source_id="weave-7", title="Weave"))


@pytest.fixture(autouse=True)
def small_photos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photograph, "SIZE_WH", (160, 120))


def call(*arguments: object) -> str:
    out = StringIO()
    call_command("photograph", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_a_photo_is_written_and_the_place_is_said(image: ReferenceImage, tmp_path: Path) -> None:
    said = call(image.artwork_id, "--out", tmp_path / "photo.jpg")

    assert said == f"{tmp_path / 'photo.jpg'}: a simulated photo of “Weave” (studio:weave-7)\n"
    with Image.open(tmp_path / "photo.jpg") as photo:
        assert (photo.format, photo.size, photo.mode) == ("JPEG", (160, 120), "RGB")
        assert np.asarray(photo).std() > 5


def test_the_seed_decides_and_source_ids_work_too(image: ReferenceImage, tmp_path: Path) -> None:
    call(image.artwork_id, "--out", tmp_path / "a.jpg", "--seed", 3)
    call("studio:weave-7", "--out", tmp_path / "b.jpg", "--seed", 3)
    call("studio:weave-7", "--out", tmp_path / "c.jpg", "--seed", 4)
    call("studio:weave-7", "--out", tmp_path / "d.jpg", "--seed", 3, "--scene", "close-up")

    photos = [(tmp_path / f"{name}.jpg").read_bytes() for name in "abcd"]

    assert photos[0] == photos[1]
    assert len(set(photos)) == 3


def test_without_out_it_lands_here_named_by_work_and_seed(
    image: ReferenceImage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    call(image.artwork_id, "--seed", 5)

    assert [path.name for path in tmp_path.iterdir()] == [f"photo-{image.artwork_id}-5.jpg"]


def test_a_lone_work_hangs_alone(tmp_path: Path) -> None:
    call(make_reference_image().artwork_id, "--out", tmp_path / "photo.jpg")

    assert (tmp_path / "photo.jpg").stat().st_size > 0


def test_only_published_neighbours_hang_beside(image: ReferenceImage) -> None:
    ReferenceImage.objects.exclude(pk=image.pk).update(is_taken_down=True)

    assert photograph.neighbours(image.artwork, np.random.default_rng(1)) == []


def test_a_squashed_picture_regains_the_proportions_of_the_work() -> None:
    work = make_artwork(width_mm=800, height_mm=200)
    squashed = make_reference_image(work, tiny_picture(1, (100, 100)), is_aspect_true=False)
    true = make_reference_image(work, tiny_picture(2, (90, 60)))

    assert photograph.read_pixels(squashed).shape == (50, 200, 3)
    assert photograph.read_pixels(true).shape == (60, 90, 3)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["999999"], "There is no artwork 999999"),
        (["studio:nothing"], "There is no artwork studio:nothing"),
        (["Weave"], "neither an artwork's id nor SOURCE:SOURCE_ID"),
        (["studio:weave-7", "--seed", "-1"], "--seed must not be negative"),
        (
            ["studio:weave-7", "--out", "/nowhere/photo.jpg"],
            "Cannot write /nowhere/photo.jpg: No such file or directory",
        ),
        (["studio:weave-7", "--scene", "moon"], "invalid choice: 'moon'"),
    ],
)
@pytest.mark.usefixtures("image")
def test_what_cannot_be_done_is_said_clearly(arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call(*arguments)


def test_a_work_without_a_usable_image_is_said_clearly(tmp_path: Path) -> None:
    broken = make_reference_image()
    Path(broken.file.path).write_bytes(b"no picture")
    with pytest.raises(CommandError, match=r"cannot be read: .* The photo is not a"):
        call(broken.artwork_id, "--out", tmp_path / "photo.jpg")

    Path(broken.file.path).unlink()
    with pytest.raises(CommandError, match=r"is missing: .* Import the work again"):
        call(broken.artwork_id, "--out", tmp_path / "photo.jpg")

    ReferenceImage.objects.filter(pk=broken.pk).update(is_taken_down=True)
    with pytest.raises(CommandError, match="has no reference image to photograph"):
        call(broken.artwork_id, "--out", tmp_path / "photo.jpg")

    assert list(tmp_path.iterdir()) == []
