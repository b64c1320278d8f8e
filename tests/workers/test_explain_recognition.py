"""``manage.py explain_recognition``: a page for a photo, or one clear line about why not."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.factories import make_artist, make_artwork, make_reference_image
from tests.workers.test_recognition_task import painting
from vision.engine import Networks
from workers import embeddings

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    path.write_bytes(painting(5))
    return path


@pytest.fixture
def work(networks: Networks) -> int:  # noqa: ARG001 - keeps them warm
    """The embedded work that the photo shows."""
    artwork = make_artwork(title="Blocks [bold]", artists=(make_artist(name="Ada"),))
    image = make_reference_image(artwork, painting(5))
    embeddings.embed_pending(limit=10)
    embeddings.describe_pending(limit=10)
    return image.pk


def call(*arguments: object) -> str:
    out = StringIO()
    call_command("explain_recognition", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_page_is_written_and_the_answer_is_summed_up(work: int, photo: Path, tmp_path: Path) -> None:
    said = call(photo, "--out", tmp_path / "page")
    assert f"#{work} Blocks" in said
    assert f"Page: {tmp_path / 'page' / 'index.html'}" in said
    text = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert f"#{work} Blocks [bold], by Ada" in text
    assert (tmp_path / "page" / "pictures" / "regions.jpg").stat().st_size > 1000


def test_it_may_be_said_in_json_and_written_again(work: int, photo: Path, tmp_path: Path) -> None:
    call(photo, "--out", tmp_path / "page")
    told = json.loads(call(photo, "--out", tmp_path / "page", "--json"))
    assert told["decision"]["candidates"][0]["reference_image_id"] == work
    assert told["page"] == str(tmp_path / "page" / "index.html")


def test_a_photo_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*nowhere\.jpg"):
        call(tmp_path / "nowhere.jpg", "--out", tmp_path / "page")
    with pytest.raises(CommandError, match=r"Cannot read .*: Is a directory"):
        call(tmp_path, "--out", tmp_path / "page")


def test_a_photo_that_is_none(work: int, tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ada")
    with pytest.raises(CommandError, match=r"letter\.txt: The photo is not a JPEG"):
        call(letter, "--out", tmp_path / "page")
    assert work
    assert not (tmp_path / "page").exists()


def test_an_empty_catalogue(networks: Networks, photo: Path, tmp_path: Path) -> None:
    assert networks
    with pytest.raises(CommandError, match=r"No published picture is in the index\. Import some .* index repair"):
        call(photo, "--out", tmp_path / "page")
    assert not (tmp_path / "page").exists()


def test_a_folder_of_something_else(photo: Path, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="holds other files"):
        call(photo, "--out", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["photo.jpg"]


def test_a_folder_that_cannot_be_written(work: int, photo: Path) -> None:
    assert work
    with pytest.raises(CommandError, match=r"Cannot write to /proc/nowhere: No such file or directory"):
        call(photo, "--out", "/proc/nowhere")
