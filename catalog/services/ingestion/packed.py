"""A feed that comes in an archive, perhaps with its pictures beside it."""

from pathlib import Path

from catalog.ingest.feeds import Adapter
from catalog.services.archives import UnusableMember, is_archive, open_archive
from catalog.services.ingestion.files import FileRefused
from catalog.services.ingestion.uploads import keep_upload

_SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")


def unpacked_feed(path: Path, adapter: Adapter) -> Path:
    """The path, or, of an archive, its only file with an end that the format has, kept as an upload is.

    Raises:
        FileRefused: there is none, or more than one, or it cannot be unpacked.
        UnusableArchive: the archive cannot be read.
        OSError: neither can the file, or it cannot be kept.
    """
    if path.suffix.lower() in _SPREADSHEETS:
        raise FileRefused(f"{path.name} is a spreadsheet: save its sheet as CSV (UTF-8), and load that.")
    if not is_archive(path):
        return path
    with open_archive(path) as archive:
        found = {member.name: member for end in adapter.suffixes for member in archive.ending_with(end)}
        if len(found) != 1:
            how_many = "more than one file" if found else "no file"
            ends = ", ".join(adapter.suffixes) or "it is a folder of files: unpack the archive"
            raise FileRefused(f"{path.name} holds {how_many} that could be {adapter.title} ({ends}).")
        (member,) = found.values()
        try:
            return keep_upload(member.name, archive.pieces(member))
        except UnusableMember as unusable:
            raise FileRefused(f"{path.name}: {unusable}") from unusable
