"""An opened archive, of whichever kind."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, Self

from catalog.services.archives import tar_file, zip_file
from catalog.services.archives.compressed_tar import first_bytes, is_compressed
from catalog.services.archives.members import Member, MemberIndex, UnusableArchive, UnusableMember

Kind = Literal["zip", "tar", "compressed tar"]
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


def is_archive(path: Path) -> bool:
    """Whether the file begins like an archive that is read here. Raises ``OSError``."""
    return path.is_file() and _kind(path) is not None


def is_compressed_tar(path: Path) -> bool:
    """Whether it is an archive that must be made a plain TAR (``plain_tar``) to be opened. Raises ``OSError``."""
    return path.is_file() and _kind(path) == "compressed tar"


def open_archive(path: Path) -> "Archive":
    """Opens an archive and reads its directory.

    Raises:
        UnusableArchive: it is none, is compressed as a whole, broken, encrypted as a whole, or too large.
        OSError: it cannot be read.
    """
    kind = _kind(path)
    if kind is None:
        raise UnusableArchive(f"{path.name} is neither a folder nor a ZIP or TAR archive (plain, gzip, bzip2 or xz).")
    if kind == "compressed tar":
        raise UnusableArchive(f"{path.name} is a TAR that is compressed as a whole: start another job with it.")
    file = path.open("rb")
    try:
        if kind == "zip":
            return Archive(file, MemberIndex(zip_file.read_members(file, path.name), path.name), zip_file.read_member)
        return Archive(file, MemberIndex(tar_file.read_members(file, path.name), path.name), tar_file.read_member)
    except BaseException:
        file.close()
        raise


class Archive:
    """Members by name, read one at a time, from several threads if need be. Close it."""

    def __init__(
        self, file: BinaryIO, index: MemberIndex, read_member: Callable[[int, Member], Iterator[bytes]]
    ) -> None:
        self._file = file
        self._index = index
        self._read_member = read_member

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file and of the index."""
        self._index.close()
        self._file.close()

    def find(self, name: str) -> Member:
        """The member that is meant by a name (``MemberIndex.find``). Raises ``UnusableMember``."""
        return self._index.find(name)

    def members(self) -> Iterator[Member]:
        """Every member once (``MemberIndex.members``)."""
        return self._index.members()

    def ending_with(self, end: str) -> list[Member]:
        """Up to two members whose name ends like that, which is lower case."""
        return self._index.ending_with(end)

    def pieces(self, member: Member) -> Iterator[bytes]:
        """The bytes of a member, never more than it states, and checked as far as the archive allows it.

        Raises:
            UnusableMember: it is a link, encrypted, damaged, or packed too tightly to be true.
            OSError: the archive cannot be read.
        """
        if member.problem:
            raise UnusableMember("unreadable", f"“{member.name}” {member.problem}.")
        return self._read_member(self._file.fileno(), member)

    def read(self, member: Member) -> bytes:
        """The bytes of a member. Raises as ``pieces``."""
        return b"".join(self.pieces(member))


def _kind(path: Path) -> Kind | None:
    with path.open("rb") as file:
        head = file.read(tar_file.BLOCK)
    if head.startswith(_ZIP):
        return "zip"
    if tar_file.is_header(head):
        return "tar"
    if is_compressed(head) and tar_file.is_header(first_bytes(path, tar_file.BLOCK)):
        return "compressed tar"
    return None
