"""Reads members of ZIP and TAR archives from strangers, without ever unpacking one to a place it names.

A member is asked for by name; what an archive says about owners, links, devices and places means nothing here. Its
directory is read once, into an index that lies on the disk; bytes are read when they are asked for, and are counted.
"""

from catalog.services.archives.archive import Archive, is_archive, is_compressed_tar, open_archive
from catalog.services.archives.compressed_tar import most_bytes, plain_tar
from catalog.services.archives.members import Member, UnusableArchive, UnusableMember

__all__ = [
    "Archive",
    "Member",
    "UnusableArchive",
    "UnusableMember",
    "is_archive",
    "is_compressed_tar",
    "most_bytes",
    "open_archive",
    "plain_tar",
]
