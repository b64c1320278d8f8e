"""Photo sets are read as people make them, or refused with a message that says what to mend."""

from pathlib import Path

import pytest

from tests.vision.photo_sets import make_set, write_picture
from vision.evaluation.photos import (
    PhotoSet,
    PhotoSetUnusable,
    read_distractors,
    read_nothing_to_find,
    read_photo_set,
    told_apart,
)


def expected_names(photo_set: PhotoSet) -> dict[str, set[str]]:
    return {query.path.name: {path.name for path in query.references} for query in photo_set.queries}


def test_a_photo_set_is_read_with_several_works_and_with_none(tmp_path: Path) -> None:
    photo_set = read_photo_set(make_set(tmp_path / "mine", "a.jpg,x.jpg\na.jpg,y.jpg\nb.jpg,\nc.jpg,\n"))
    assert photo_set.name == "mine"
    assert expected_names(photo_set) == {"a.jpg": {"x.jpg", "y.jpg"}, "b.jpg": set(), "c.jpg": set()}
    assert [path.name for path in photo_set.references] == ["x.jpg", "y.jpg"]
    assert photo_set.unlabelled == ()
    assert len(read_photo_set(tmp_path / "mine", limit=1).queries) == 1


def test_photos_without_a_row_are_set_aside_rather_than_taken_for_empty(tmp_path: Path) -> None:
    photo_set = read_photo_set(make_set(tmp_path, "a.jpg,x.jpg\n"))
    assert expected_names(photo_set) == {"a.jpg": {"x.jpg"}}
    assert [path.name for path in photo_set.unlabelled] == ["b.jpg", "c.jpg"]


@pytest.mark.parametrize(
    "truth",
    [
        b"\xef\xbb\xbfquery,reference\r\na.jpg,x.jpg\r\nb.jpg,\r\n",
        b"Query , Reference\n a.jpg , x.jpg \n\nb.jpg\n",
        b"number,reference,query\n1,x.jpg,a.jpg\n2,,b.jpg\n",
        b'query,reference\n"a.jpg", "x.jpg"\nb.jpg, \n,\n',
        b"query,reference\nqueries/a.jpg,references/x.jpg\n./b.jpg,\n",
        b"query,reference\nA.JPG,X.JPG\nB.jpg,\n",
        b"query,reference\na,x\nb,\n",
    ],
    ids=["mark-and-crlf", "spaces", "other-columns", "quotes", "folders", "case", "no-extension"],
)
def test_ground_truth_is_read_however_it_was_written(tmp_path: Path, truth: bytes) -> None:
    assert expected_names(read_photo_set(make_set(tmp_path, truth))) == {"a.jpg": {"x.jpg"}, "b.jpg": set()}


def test_files_may_lie_in_folders_and_have_any_extension(tmp_path: Path) -> None:
    make_set(tmp_path, "room 1/d.JPEG,deep/er/z.tif\nroom 2/d.JPEG,x.jpg\nroom 1\\e.heic,z.tif\n")
    for name in ("room 1/d.JPEG", "room 2/d.JPEG", "room 1/e.heic", ".hidden/f.jpg", "room 1/.DS_Store"):
        write_picture(tmp_path / "queries" / name, 1)
    write_picture(tmp_path / "references" / "deep/er/z.tif", 2)
    photo_set = read_photo_set(tmp_path)
    seen = {
        query.path.relative_to(tmp_path / "queries").as_posix(): {path.name for path in query.references}
        for query in photo_set.queries
    }
    assert seen == {"room 1/d.JPEG": {"z.tif"}, "room 1/e.heic": {"z.tif"}, "room 2/d.JPEG": {"x.jpg"}}
    assert [path.name for path in photo_set.unlabelled] == ["a.jpg", "b.jpg", "c.jpg"]


def test_a_name_that_two_files_have_is_refused(tmp_path: Path) -> None:
    make_set(tmp_path, "d.jpg,x.jpg\n")
    for folder in ("one", "two"):
        write_picture(tmp_path / "queries" / folder / "d.jpg", 1)
    with pytest.raises(PhotoSetUnusable, match=r"queries that are not, or more than once, in queries/: d\.jpg"):
        read_photo_set(tmp_path)


def test_a_set_of_photos_with_nothing_to_find_needs_no_references(tmp_path: Path) -> None:
    write_picture(tmp_path / "queries" / "a.jpg", 1)
    (tmp_path / "ground_truth.csv").write_text("query,reference\na.jpg,\n", encoding="utf-8")
    photo_set = read_photo_set(tmp_path)
    assert photo_set.references == ()
    assert expected_names(photo_set) == {"a.jpg": set()}


@pytest.mark.parametrize("laid_out", [True, False])
def test_nothing_to_find_is_any_folder_of_pictures(tmp_path: Path, *, laid_out: bool) -> None:
    folder = tmp_path / "empty rooms"
    names = ["a.jpg", "more/b.JPG"]
    for number, name in enumerate(names):
        write_picture((folder / "queries" if laid_out else folder) / name, number)
    if laid_out:
        (folder / "ground_truth.csv").write_text("query,reference\na.jpg,whatever.jpg\n", encoding="utf-8")
    photo_set = read_nothing_to_find(folder)
    assert photo_set.name == "empty rooms"
    assert expected_names(photo_set) == {"a.jpg": set(), "b.JPG": set()}
    assert len(read_nothing_to_find(folder, limit=1).queries) == 1


def test_an_empty_folder_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PhotoSetUnusable, match="holds no photos"):
        read_nothing_to_find(tmp_path)


def test_sets_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    sets = [read_photo_set(make_set(tmp_path / each / "photos", "a.jpg,x.jpg\n")) for each in ("one", "two", "three")]
    assert [photo_set.name for photo_set in told_apart(sets)] == ["photos", "photos-2", "photos-3"]


@pytest.mark.parametrize(
    ("truth", "said"),
    [
        ("z.jpg,x.jpg\n", r"names queries that .* z\.jpg"),
        ("a.jpg,nowhere.jpg\n", r"names references that .* nowhere\.jpg"),
        ("a.jpg,8.jpg\n" * 2 + "".join(f"a.jpg,{n}.jpg\n" for n in range(8)), r"4\.jpg and 4 more"),
        (",x.jpg\n", "an empty name"),
        (b"query,reference\n\xff\xfe,x.jpg\n", "no CSV in UTF-8"),
        (b"query;reference\na.jpg;x.jpg\n", r"no column query, reference \(separated by commas\)"),
        (b"", "no column query, reference"),
    ],
)
def test_ground_truth_that_cannot_be_meant_is_refused(tmp_path: Path, truth: str | bytes, said: str) -> None:
    with pytest.raises(PhotoSetUnusable, match=said):
        read_photo_set(make_set(tmp_path, truth))


def test_missing_folders_files_and_columns_are_named(tmp_path: Path) -> None:
    with pytest.raises(PhotoSetUnusable, match=r"ground_truth\.csv is missing"):
        read_photo_set(tmp_path)
    (tmp_path / "ground_truth.csv").write_text("query\na.jpg\n", encoding="utf-8")
    with pytest.raises(PhotoSetUnusable, match="no column reference"):
        read_photo_set(tmp_path)
    (tmp_path / "ground_truth.csv").write_text("query,reference\n", encoding="utf-8")
    with pytest.raises(PhotoSetUnusable, match="queries is missing"):
        read_photo_set(tmp_path)


def test_distractors_are_relative_to_their_catalogue(tmp_path: Path) -> None:
    (tmp_path / "artworks.csv").write_text("image,title\nimages/1.webp,One\n,None\nimages/2.webp,Two", encoding="utf-8")
    write_picture(tmp_path / "images/1.webp", 1)
    assert read_distractors(tmp_path / "artworks.csv") == [tmp_path / "images/1.webp", tmp_path / "images/2.webp"]


def test_a_catalogue_whose_pictures_are_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "artworks.csv").write_text("image\n1.webp\n2.webp\n", encoding="utf-8")
    with pytest.raises(PhotoSetUnusable, match=r"none of its 2 pictures is there, not even .*1\.webp"):
        read_distractors(tmp_path / "artworks.csv")
    with pytest.raises(PhotoSetUnusable, match=r"no .*other\.csv"):
        read_distractors(tmp_path / "other.csv")
