"""Archives as the tests want them: good, odd and malicious."""

import io
import tarfile
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from catalog.services.archives import Archive, open_archive
from catalog.services.ingestion.packed import openable_archive

Files = Mapping[str, bytes] | Sequence[tuple[str | zipfile.ZipInfo, bytes]]


def _pairs(files: Files) -> Sequence[tuple[str | zipfile.ZipInfo, bytes]]:
    return list(files.items()) if isinstance(files, Mapping) else files


def make_zip(path: Path, files: Files, *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """A ZIP of these files; the same name may come twice."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", method) as archive:
        warnings.simplefilter("ignore", UserWarning)
        for name, data in _pairs(files):
            archive.writestr(name, data)
    return path


def make_tar(path: Path, files: Files, *, mode: str = "w:", layout: int = tarfile.PAX_FORMAT) -> Path:
    """A TAR of these files."""
    with tarfile.open(path, mode, format=layout) as archive:  # type: ignore[call-overload]
        for name, data in _pairs(files):
            member = tarfile.TarInfo(str(name))
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return path


def opened(path: Path) -> Archive:
    """The archive as jobs open it: a compressed TAR is unpacked first."""
    return open_archive(openable_archive(path, lambda: None))


def patched(path: Path, old: bytes, new: bytes) -> Path:
    """The archive with all of the one bytes turned to the others."""
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    return path


def flagged(path: Path, bits: int) -> Path:
    """The ZIP with flags of its members set, in both of its directories."""
    data = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        while at >= 0:
            data[at + place] |= bits & 0xFF
            data[at + place + 1] |= bits >> 8
            at = data.find(sign, at + 4)
    path.write_bytes(bytes(data))
    return path
