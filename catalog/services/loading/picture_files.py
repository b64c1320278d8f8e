"""Where the pictures that records name by a path are read from: a folder, or an archive that stands for one."""

import stat
from collections.abc import Hashable
from pathlib import Path
from typing import Protocol

from django.conf import settings

from catalog.services.archives import Archive, Member, UnusableMember, open_archive
from catalog.services.images import UnusableImage


class PictureFiles(Protocol):
    """Files by path. Asked from several threads."""

    def facts(self, path: Path) -> Hashable | None:
        """Something that changes with the file's bytes; None where it cannot be read, which ``read`` explains."""

    def read(self, path: Path) -> bytes:
        """Its bytes; of one that is too large, enough to show it.

        Raises:
            UnusableImage: there is no such file, or it cannot be read.
        """

    def close(self) -> None:
        """Lets go of what is open."""


def open_picture_files(root: Path) -> PictureFiles:
    """The files below a folder, or those in an archive as if it were a folder.

    Raises:
        UnusableArchive: it is neither, or is broken.
        OSError: it cannot be read.
    """
    return FilesInArchive(root, open_archive(root)) if root.is_file() else FilesOnDisk()


class FilesOnDisk:
    """Files as they lie there. That no path leads out of its folder, the adapters have seen to."""

    def facts(self, path: Path) -> Hashable | None:
        """Size and time of change."""
        try:
            facts = path.stat()
        except (OSError, ValueError):
            return None
        return (facts.st_size, facts.st_mtime_ns) if stat.S_ISREG(facts.st_mode) else None

    def read(self, path: Path) -> bytes:
        """See ``PictureFiles``."""
        try:
            if not path.is_file():
                raise UnusableImage("image_missing", f"There is no picture file {path}.")
            limit = settings.ARTREC["PHOTO_MAX_BYTES"]
            with path.open("rb") as file:
                return file.read(limit + 1)
        except OSError as error:
            raise UnusableImage("image_unreadable", f"The picture file cannot be read: {error}") from error

    def close(self) -> None:
        """Nothing is open."""


class FilesInArchive:
    """Members of an archive, by paths that begin with its own."""

    def __init__(self, root: Path, archive: Archive) -> None:
        self._root = root
        self._archive = archive

    def facts(self, path: Path) -> Hashable | None:
        """Size, and checksum or time."""
        try:
            member = self._find(path)
        except UnusableImage:
            return None
        return None if member.problem else (member.size_bytes, member.mark)

    def read(self, path: Path) -> bytes:
        """See ``PictureFiles``."""
        member = self._find(path)
        limit = settings.ARTREC["PHOTO_MAX_BYTES"]
        if member.size_bytes > limit:
            problem = f"The picture {member.name} has {member.size_bytes:,} bytes; at most {limit:,} are allowed."
            raise UnusableImage("image_too_large", problem)
        try:
            return self._archive.read(member)
        except UnusableMember as unusable:
            raise UnusableImage(f"image_{unusable.reason}", str(unusable)) from unusable
        except OSError as error:
            raise UnusableImage("image_unreadable", f"The archive cannot be read: {error}") from error

    def close(self) -> None:
        """Closes the archive."""
        self._archive.close()

    def _find(self, path: Path) -> Member:
        try:
            return self._archive.find(path.relative_to(self._root).as_posix())
        except UnusableMember as unusable:
            raise UnusableImage(f"image_{unusable.reason}", str(unusable)) from unusable
