"""Members are found by name and read whole, whoever made the archive."""

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.services.archives import UnusableArchive, UnusableMember, is_archive, open_archive
from catalog.services.ingestion.packed import openable_archive
from tests.catalog.archives.making import make_tar, make_zip, opened

FILES = {"pictures/1.jpg": b"one" * 999, "pictures/deep/2.jpg": b"", "3.jpg": bytes(range(256))}

MAKERS: dict[str, Callable[[Path], Path]] = {
    "deflated": lambda path: make_zip(path, FILES),
    "stored": lambda path: make_zip(path, FILES, method=zipfile.ZIP_STORED),
    "pax": lambda path: make_tar(path, FILES),
    "gnu": lambda path: make_tar(path, FILES, layout=tarfile.GNU_FORMAT),
    "ustar": lambda path: make_tar(path, FILES, layout=tarfile.USTAR_FORMAT),
    "gzip": lambda path: make_tar(path, FILES, mode="w:gz"),
    "bzip2": lambda path: make_tar(path, FILES, mode="w:bz2"),
    "xz": lambda path: make_tar(path, FILES, mode="w:xz"),
}


@pytest.fixture(autouse=True)
def room(settings: Settings, tmp_path: Path) -> None:
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"


@pytest.fixture(params=MAKERS.values(), ids=list(MAKERS))
def archive_path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    made: Path = request.param(tmp_path / "archive")
    return made


def read(path: Path, name: str) -> bytes:
    with opened(path) as archive:
        return archive.read(archive.find(name))


def test_every_kind_is_known_by_its_bytes_and_read(archive_path: Path) -> None:
    assert is_archive(archive_path)
    with opened(archive_path) as archive:
        for name, data in FILES.items():
            assert archive.read(archive.find(name)) == data
            assert archive.find(name).size_bytes == len(data)


def test_a_member_is_meant_by_the_end_of_a_path(archive_path: Path) -> None:
    with opened(archive_path) as archive:
        assert archive.find("1.jpg").name == "pictures/1.jpg"
        assert archive.find("deep/2.jpg").name == "pictures/deep/2.jpg"
        assert archive.find("images/3.jpg").name == "3.jpg"
        assert archive.find(".\\pictures\\1.jpg").name == "pictures/1.jpg"
        for wrong in ("other/1.jpg", "9.jpg", "jpg", "", "../3.jpg", "/3.jpg", "pictures", "C:/3.jpg"):
            with pytest.raises(UnusableMember, match="There is no") as error:
                archive.find(wrong)
            assert error.value.reason == "missing"
        assert [member.name for member in archive.ending_with("deep/2.jpg")] == ["pictures/deep/2.jpg"]


def test_a_name_that_means_two_is_ambiguous(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"a/1.jpg": b"a", "b/1.jpg": b"b"})
    assert read(path, "a/1.jpg") == b"a"
    with pytest.raises(UnusableMember, match="several") as error:
        read(path, "1.jpg")
    assert error.value.reason == "ambiguous"


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_a_name_that_comes_twice_is_ambiguous(make: Callable[..., Path], tmp_path: Path) -> None:
    """Programs disagree which of them counts."""
    with pytest.raises(UnusableMember, match="several"):
        read(make(tmp_path / "a", [("1.jpg", b"one"), ("1.jpg", b"two")]), "1.jpg")


@pytest.mark.parametrize("name", ["Gemälde/Ähre.jpg", "絵/波.jpg", "Crème.jpg", "x" * 150 + "/" + "ü" * 90 + ".jpg"])
@pytest.mark.parametrize("make", [make_zip, make_tar, lambda *a: make_tar(*a, layout=tarfile.GNU_FORMAT)])
def test_names_of_any_letters_and_lengths(make: Callable[..., Path], name: str, tmp_path: Path) -> None:
    assert read(make(tmp_path / "a", {name: b"x"}), name) == b"x"


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"\x8ahre.jpg", "èhre.jpg"),  # code page 437, as old programs of Windows write
        ("Crème.jpg".encode(), "Crème.jpg"),  # UTF-8, and not said so
        ("Cre\u0300me.jpg".encode(), "Crème.jpg"),  # in parts, as on a Mac
        (b"a\\b.jpg", "a/b.jpg"),
    ],
)
def test_zip_names_in_odd_encodings(raw: bytes, name: str, tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"#" * len(raw): b"x"})
    path.write_bytes(path.read_bytes().replace(b"#" * len(raw), raw))
    assert read(path, name) == b"x"


def test_a_unicode_name_in_an_extra_field_counts(tmp_path: Path) -> None:
    member = zipfile.ZipInfo("a.jpg")
    stated = "波.jpg".encode()
    member.extra = struct.pack("<HHBL", 0x7075, 5 + len(stated), 1, zlib.crc32(b"a.jpg")) + stated
    assert read(make_zip(tmp_path / "a.zip", [(member, b"x")]), "波.jpg") == b"x"


def test_a_tar_name_in_latin_1_is_read(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT, encoding="latin-1") as archive:
        archive.addfile(tarfile.TarInfo("Crème.jpg"))
    assert read(tmp_path / "a.tar", "Crème.jpg") == b""


def test_zip64_and_something_before_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 10)
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    path = make_zip(tmp_path / "a.zip", FILES)
    assert b"PK\x06\x06" in path.read_bytes()
    assert read(path, "1.jpg") == FILES["pictures/1.jpg"]
    monkeypatch.undo()
    path = make_zip(tmp_path / "b.zip", FILES)
    path.write_bytes(b"PK\x03\x04 a program that unpacks itself" + path.read_bytes())
    assert read(path, "1.jpg") == FILES["pictures/1.jpg"]


@pytest.mark.parametrize(
    ("compress", "head"), [(gzip.compress, b"\x1f\x8b"), (bz2.compress, b"BZh"), (lzma.compress, b"\xfd7zXZ")]
)
def test_several_streams_are_one_archive(compress: Callable[[bytes], bytes], head: bytes, tmp_path: Path) -> None:
    data = make_tar(tmp_path / "a.tar", FILES).read_bytes()
    packed = tmp_path / "packed"
    packed.write_bytes(compress(data[:700]) + compress(data[700:]))
    assert packed.read_bytes().startswith(head)
    assert read(packed, "3.jpg") == FILES["3.jpg"]


def test_a_tar_that_is_compressed_is_unpacked_once(tmp_path: Path) -> None:
    """Nothing opens it compressed, so nobody unpacks it again and again."""
    path = make_tar(tmp_path / "a.tgz", FILES, mode="w:gz")
    plain = openable_archive(path, lambda: None)
    with tarfile.open(plain, "r:") as archive:
        assert archive.getnames() == list(FILES)
    assert openable_archive(plain, lambda: None) == plain
    with pytest.raises(UnusableArchive, match="compressed as a whole"):
        open_archive(path)


NO_ARCHIVES = {
    "text": b"title,id\n",
    "nothing": b"",
    "gzipped text": gzip.compress(b"title,id\n" * 100),
    "rar": b"Rar!\x1a\x07\x00" + bytes(600),
    "zeros": bytes(1024),
    "broken gzip": gzip.compress(bytes(10_000))[:12],
}


@pytest.fixture(params=NO_ARCHIVES.values(), ids=list(NO_ARCHIVES))
def no_archive(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "file"
    path.write_bytes(request.param)
    return path


def test_what_is_no_archive_is_said_to_be_none(no_archive: Path) -> None:
    assert not is_archive(no_archive)
    with pytest.raises(UnusableArchive, match="neither a folder nor a ZIP or TAR"):
        open_archive(no_archive)


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    assert not is_archive(tmp_path)
