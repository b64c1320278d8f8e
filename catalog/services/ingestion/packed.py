"""A feed that comes in an archive, perhaps with its pictures beside it: one file of it, or a folder of them."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from catalog.ingest.feeds import Adapter, FolderLayout
from catalog.ingest.json_file import LARGEST_OBJECT
from catalog.services.archives import (
    Archive,
    Member,
    UnusableMember,
    is_archive,
    is_compressed_tar,
    most_bytes,
    open_archive,
    plain_tar,
)
from catalog.services.ingestion.files import FileRefused
from catalog.services.ingestion.uploads import keep_folder, keep_upload

_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
_OF_OFFICE = "[Content_Types].xml"

OnPiece = Callable[[], None]
"""Called now and then while something is unpacked."""


def openable_archive(path: Path, on_piece: OnPiece) -> Path:
    """The path, or, of a TAR that is compressed as a whole, the plain one in it, kept as an upload is.

    Raises:
        UnusableArchive: it is broken, or unpacks to too much.
        OSError: it cannot be read, or not be kept.
    """
    if not is_compressed_tar(path):
        return path
    return keep_upload(path.name, _told(plain_tar(path), on_piece), most_bytes=most_bytes(path))


def unpacked_feed(path: Path, adapter: Adapter, on_piece: OnPiece) -> Path:
    """The path, or, of an archive that can be opened, the feed in it, kept as an upload is.

    That is its only file with an end that the format has, else the folder that the format is read from.

    Raises:
        FileRefused: there is none, or more than one, or it cannot be unpacked.
        UnusableArchive: the archive cannot be read.
        OSError: neither can the file, or it cannot be kept.
    """
    if path.suffix.lower() in _SPREADSHEETS:
        raise _spreadsheet(path)
    if not is_archive(path):
        return path
    with open_archive(path) as archive:
        if any(member.name == _OF_OFFICE for member in archive.members()):
            raise _spreadsheet(path)
        found = {member.name: member for end in adapter.suffixes for member in archive.ending_with(end)}
        try:
            if len(found) == 1:
                (member,) = found.values()
                return keep_upload(member.name, _told(archive.pieces(member), on_piece))
            if adapter.folder is not None and all(_root(name, adapter.folder) is not None for name in found):
                files = _folder_files(path, archive, adapter, on_piece)
                if adapter.folder.is_file_each:
                    return keep_upload(f"{_stem(path)}.jsonl", _lines(files), most_bytes=2 * most_bytes(path))
                return keep_folder(_stem(path), files)
        except UnusableMember as unusable:
            raise FileRefused(f"{path.name}: {unusable}") from unusable
        how_many = "more than one file" if found else "no file"
        raise FileRefused(f"{path.name} holds {how_many} that could be {adapter.title} ({_ends(adapter)}).")


def _spreadsheet(path: Path) -> FileRefused:
    return FileRefused(f"{path.name} is a spreadsheet: save its sheet as CSV (UTF-8), and load that.")


@dataclass(slots=True)
class _Found:
    """A folder of an archive that a format could be read from."""

    root: str
    size_bytes: int = 0
    has_rival: bool = False


def _folder_files(
    path: Path, archive: Archive, adapter: Adapter, on_piece: OnPiece
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """The files of the format's folder, by their paths in it.

    Raises:
        FileRefused: there is no such folder, or more than one, or it is too large.
        UnusableMember: one of the files cannot be read.
    """
    layout = adapter.folder or FolderLayout(())
    found = _shallowest(archive.members(), layout)
    if found is None or found.has_rival:
        how_many = "no folder" if found is None else "more than one folder"
        raise FileRefused(f"{path.name} holds {how_many} that could be {adapter.title} ({_ends(adapter)}).")
    if found.size_bytes > (most := most_bytes(path)):
        raise FileRefused(f"{path.name} unpacks to more than {most // 1024**2:,} MiB; split it.")
    for member in archive.members():
        if _root(member.name, layout) == found.root:
            if layout.is_file_each and member.size_bytes > LARGEST_OBJECT:
                raise FileRefused(f"{path.name}: “{member.name}” is too large for one object. Give that file alone.")
            yield member.name.removeprefix(found.root), _told(archive.pieces(member), on_piece)


def _lines(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Files of an object each as one of JSON Lines, which takes a disk a hundredth of the time.

    What is no text is put as a JSON string that says so: a row that is rejected, like any that is no object.
    """
    for name, pieces in files:
        try:
            text = b"".join(pieces).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            text = json.dumps(f"{name}: {error}")
        # Between the words of JSON one white space is as good as another, and within them is no line break.
        line = text.replace("\r", " ").replace("\n", " ").strip()
        yield f"{line or json.dumps(f'{name}: empty')}\n".encode()


def _shallowest(members: Iterable[Member], layout: FolderLayout) -> _Found | None:
    """The outermost folder with files of the layout; in what lies deeper, they are something else's."""
    best: _Found | None = None
    for member in members:
        root = _root(member.name, layout)
        if root is None or (best is not None and root.count("/") > best.root.count("/")):
            continue
        if best is None or root.count("/") < best.root.count("/"):
            best = _Found(root)
        if root == best.root:
            best.size_bytes += member.size_bytes
        else:
            best.has_rival = True
    return best


def _root(name: str, layout: FolderLayout) -> str | None:
    """The folder, with its last slash, as whose file the layout knows a member; None where it does not know it."""
    parts = name.split("/")
    for pattern in layout.files:
        wanted = pattern.split("/")
        own = parts[len(parts) - len(wanted) :]
        if len(own) == len(wanted) and all(map(fnmatchcase, own, wanted)):
            return "" if layout.is_file_each else name.removesuffix("/".join(own))
    return None


def _stem(path: Path) -> str:
    return path.name.partition(".")[0]


def _ends(adapter: Adapter) -> str:
    return ", ".join(adapter.suffixes or (adapter.folder.files if adapter.folder else ()))


def _told(pieces: Iterable[bytes], on_piece: OnPiece) -> Iterator[bytes]:
    for piece in pieces:
        on_piece()
        yield piece
