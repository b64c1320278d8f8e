"""Archives made to harm: nothing is written anywhere, nothing grows, and what is wrong is said."""

import gzip
import io
import lzma
import random
import stat
import struct
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.services.archives import UnusableArchive, UnusableMember, compressed_tar, members
from tests.catalog.archives.making import flagged, make_tar, make_zip, opened, patched

MiB = 1024**2


@pytest.fixture(autouse=True)
def room(settings: Settings, tmp_path: Path) -> None:
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"


def read(path: Path, name: str) -> bytes:
    with opened(path) as archive:
        return archive.read(archive.find(name))


def refusal(path: Path) -> str:
    """Why the archive as a whole is refused."""
    with pytest.raises(UnusableArchive) as error:
        opened(path)
    assert path.name in str(error.value)
    return str(error.value)


def reason(path: Path, name: str) -> tuple[str, str]:
    with pytest.raises(UnusableMember) as error:
        read(path, name)
    return error.value.reason, str(error.value)


ESCAPES = ["../1.jpg", "/1.jpg", "a/../../1.jpg", "..\\1.jpg", "C:\\1.jpg", "c:1.jpg", "\\\\host\\1.jpg", "\x011.jpg"]


@pytest.mark.parametrize("name", ESCAPES)
@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_a_name_that_leads_elsewhere_is_no_member(make: Callable[..., Path], name: str, tmp_path: Path) -> None:
    path = make(tmp_path / "a", {"good.jpg": b"good", name: b"bad"})
    assert read(path, "good.jpg") == b"good"
    assert reason(path, name)[0] == "missing"
    assert reason(path, "1.jpg")[0] == "missing"
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["a"], "nothing is unpacked anywhere"


def test_an_archive_of_nothing_but_such_names_is_empty(tmp_path: Path) -> None:
    assert "has no files in it" in refusal(make_zip(tmp_path / "a.zip", {"../x": b"", "folder/": b""}))
    assert "has no files in it" in refusal(make_tar(tmp_path / "a.tar", {"../x": b""}))


KINDS = {
    "symlink": tarfile.SYMTYPE,
    "hard link": tarfile.LNKTYPE,
    "device": tarfile.CHRTYPE,
    "pipe": tarfile.FIFOTYPE,
    "sparse": tarfile.GNUTYPE_SPARSE,
}


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_links_and_devices_of_a_tar_are_not_followed(kind: bytes, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "a.tar", "w", format=tarfile.GNU_FORMAT) as archive:
        link = tarfile.TarInfo("1.jpg")
        link.type, link.linkname = kind, "/etc/passwd"
        archive.addfile(link)
        good = tarfile.TarInfo("2.jpg")
        good.size = 4
        archive.addfile(good, io.BytesIO(b"good"))
    assert reason(tmp_path / "a.tar", "1.jpg")[0] == "unreadable"
    assert read(tmp_path / "a.tar", "2.jpg") == b"good"


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_links_and_devices_of_a_zip_are_not_followed(kind: int, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("1.jpg")
    link.create_system, link.external_attr = 3, (kind | 0o777) << 16
    path = make_zip(tmp_path / "a.zip", [(link, b"/etc/passwd"), ("2.jpg", b"good")])
    assert reason(path, "1.jpg") == ("unreadable", "“1.jpg” is a link or a device, no file.")
    assert read(path, "2.jpg") == b"good"


def test_encrypted_members_are_told_and_so_is_an_archive_of_them(tmp_path: Path) -> None:
    one = flagged(make_zip(tmp_path / "one.zip", {"1.jpg": b"x"}), 1)
    assert "is encrypted; make it anew without a password" in refusal(one)
    mixed = make_zip(tmp_path / "two.zip", {"1.jpg": b"x", "2.jpg": b"y"})
    data = bytearray(mixed.read_bytes())
    data[data.find(b"PK\x01\x02") + 8] |= 1
    mixed.write_bytes(bytes(data))
    assert "encrypted" in reason(mixed, "1.jpg")[1]
    assert read(mixed, "2.jpg") == b"y"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_is_compressed_otherwise_is_told(method: int, tmp_path: Path) -> None:
    assert "stored or deflated" in reason(make_zip(tmp_path / "a.zip", {"1.jpg": b"x"}, method=method), "1.jpg")[1]


def test_a_bomb_is_not_set_off(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"1.jpg": bytes(20 * MiB), "flat.tif": bytes(MiB)})
    assert "200 times its size" in reason(path, "1.jpg")[1]
    assert len(read(path, "flat.tif")) == MiB, "a flat picture is no bomb"


def test_a_bomb_that_lies_about_its_size_is_cut_short(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"1.jpg": bytes(20 * MiB)})
    patched(path, struct.pack("<L", 20 * MiB), struct.pack("<L", 1000))
    tracemalloc.start()
    assert "damaged" in reason(path, "1.jpg")[1]
    assert tracemalloc.get_traced_memory()[1] < 2 * MiB
    tracemalloc.stop()


def test_members_that_lie_over_each_other_are_a_trap(tmp_path: Path) -> None:
    """As in Fifield's “A better zip bomb”: many entries of the directory share the same bytes."""
    path = make_zip(tmp_path / "a.zip", {f"{number:03}": b"" for number in range(300)})
    data = path.read_bytes()
    start = data.find(b"PK\x01\x02")
    entries = bytearray(data[start:])
    at = 0
    while (at := entries.find(b"PK\x01\x02", at)) >= 0:
        entries[at + 20 : at + 24] = struct.pack("<L", start // 2)
        at += 4
    path.write_bytes(data[:start] + bytes(entries))
    assert "over each other" in refusal(path)


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_too_many_members_are_refused(
    make: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST_ENTRIES", 50)
    assert "more than 50 entries; split it" in refusal(make(tmp_path / "a", {f"{n}/": b"" for n in range(51)}))


def test_many_tiny_files_take_no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "_BATCH", 500)
    path = make_zip(tmp_path / "a.zip", {f"folder/{number:06}.jpg": b"" for number in range(6_000)})
    tracemalloc.start()
    with opened(path) as archive:
        assert archive.find("005999.jpg").size_bytes == 0
        assert tracemalloc.get_traced_memory()[1] < MiB
    tracemalloc.stop()


def test_a_compressed_tar_unpacks_to_no_more_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compressed_tar, "FREE_RATIO_BYTES", MiB)
    path = make_tar(tmp_path / "a.tgz", {"1.jpg": bytes(4 * MiB)}, mode="w:gz")
    assert "unpacks to more than 1 MiB" in refusal(path)
    monkeypatch.setattr(compressed_tar, "MOST_BYTES", 10)
    assert "unpacks to more than" in refusal(make_tar(tmp_path / "b.tgz", {"1.jpg": b""}, mode="w:gz"))
    assert not list((tmp_path / "uploads").iterdir())


def test_an_xz_that_asks_for_memory_gets_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_tar(tmp_path / "a.txz", {"1.jpg": b"x"}, mode="w:xz")
    greedy = lzma.compress(lzma.decompress(path.read_bytes()), preset=9)
    path.write_bytes(greedy)
    assert read(path, "1.jpg") == b"x"
    monkeypatch.setattr(compressed_tar, "_XZ_MEMORY_BYTES", MiB)
    assert "neither a folder nor" in refusal(path)


@pytest.mark.parametrize("make", [make_zip, make_tar, lambda *a: make_tar(*a, mode="w:gz")])
@pytest.mark.parametrize("left", [0.3, 0.7])
def test_an_archive_that_is_broken_off_is_told(make: Callable[..., Path], left: float, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(20_000)
    path = make(tmp_path / "a", {"1.jpg": noise, "2.jpg": noise[::-1]})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * left)])
    assert "broken off" in refusal(path)


def test_a_tar_without_its_end_is_told(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "a.tar", {"1.jpg": b"x"}, layout=tarfile.USTAR_FORMAT)
    path.write_bytes(path.read_bytes()[:1024])
    assert "the mark of its end is missing" in refusal(path)


def test_a_tar_that_is_damaged_in_the_middle_is_told(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "a.tar", {"1.jpg": b"x", "2.jpg": b"y"}, layout=tarfile.USTAR_FORMAT)
    assert "broken at byte 1,024" in refusal(patched(path, b"2.jpg", b"3.jpg"))


@pytest.mark.parametrize("size", ["-5", "many", "9" * 30])
def test_a_tar_header_that_states_nonsense_is_told(size: str, tmp_path: Path) -> None:
    member = tarfile.TarInfo("1.jpg")
    member.pax_headers = {"size": size}
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(member)
    assert "broken" in refusal(tmp_path / "a.tar")


def test_a_huge_header_is_a_trap(tmp_path: Path) -> None:
    member = tarfile.TarInfo("1.jpg")
    member.pax_headers = {"comment": "x" * 100_000}
    with tarfile.open(tmp_path / "a.tar", "w") as archive:
        archive.addfile(member)
    assert "header of 100," in refusal(tmp_path / "a.tar")


def test_a_chain_of_headers_without_an_end_is_walked_not_climbed(tmp_path: Path) -> None:
    """tarfile calls itself for each."""
    data = make_tar(tmp_path / "a.tar", {"ü.jpg": b"x"}).read_bytes()
    path = tmp_path / "b.tar"
    path.write_bytes(data[:1024] * 3000 + data)
    assert read(path, "ü.jpg") == b"x"


def test_one_part_of_several_is_told(tmp_path: Path) -> None:
    path = make_zip(tmp_path / "a.zip", {"1.jpg": b"x"})
    data = bytearray(path.read_bytes())
    data[data.rfind(b"PK\x05\x06") + 4] = 1
    path.write_bytes(bytes(data))
    assert "one part of several" in refusal(path)


def test_an_archive_in_an_archive_is_a_file_as_any(tmp_path: Path) -> None:
    inner = make_zip(tmp_path / "inner.zip", {"1.jpg": b"x"}).read_bytes()
    path = make_zip(tmp_path / "a.zip", {"inner.zip": inner})
    assert read(path, "inner.zip") == inner
    assert reason(path, "1.jpg")[0] == "missing"


@pytest.mark.parametrize("make", [make_zip, make_tar])
def test_whatever_is_broken_nothing_but_a_refusal_comes_of_it(make: Callable[..., Path], tmp_path: Path) -> None:
    names = ["a/1.jpg", "ü" * 60 + ".jpg", "2.jpg"]
    whole = make(tmp_path / "whole", {name: name.encode() * 9 for name in names}).read_bytes()
    chance, path, refused = random.Random(7), tmp_path / "a", 0
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
        path.write_bytes(bytes(data))
        for name in names:
            try:
                read(path, name)
            except (UnusableArchive, UnusableMember):
                refused += 1
    assert refused > 100


def test_a_broken_gzip_is_told(tmp_path: Path) -> None:
    data = bytearray(
        gzip.compress(make_tar(tmp_path / "a.tar", {"1.jpg": random.Random(1).randbytes(9000)}).read_bytes())
    )
    data[-6] ^= 0xFF
    (tmp_path / "a.tgz").write_bytes(bytes(data))
    assert "broken" in refusal(tmp_path / "a.tgz")
