"""Sound files of guides: judged by their content, named by it, and stored as they came."""

import hashlib
from dataclasses import dataclass

from django.conf import settings

from catalog.services.media_files import store_file

FORMATS = "MP3, M4A (AAC) or Ogg (Opus, Vorbis)"
_SUFFIXES = {"audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/ogg": ".ogg"}
# Containers of films have the same beginning; these brands say that there is sound only, or may be.
_AUDIO_BRANDS = frozenset({b"M4A ", b"M4B ", b"mp42", b"mp41", b"isom", b"iso2", b"dash"})
_OGG_CODECS = (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC")


class UnusableAudio(ValueError):
    """A file that cannot be the sound of a guide; the text says why."""


@dataclass(frozen=True, slots=True)
class StoredAudio:
    """A file in place under MEDIA_ROOT; the fields are those of ``catalog.models.Guide``."""

    audio: str
    audio_media_type: str
    audio_size_bytes: int


def store_audio(data: bytes) -> StoredAudio:
    """Stores a sound file.

    Raises:
        UnusableAudio: it is empty, too large, or in no format that phones play.
        OSError: it cannot be written.
    """
    limit = settings.ARTREC["GUIDE_AUDIO_MAX_BYTES"]
    if len(data) > limit:
        raise UnusableAudio(f"The file is larger than {limit // 1024**2} MB. Encode it at 64 kbit/s or so.")
    media_type = _media_type(data)
    if media_type is None:
        raise UnusableAudio(f"This is no {FORMATS}.")
    digest = hashlib.sha256(data).hexdigest()
    name = f"guides/{digest[:2]}/{digest}{_SUFFIXES[media_type]}"
    store_file(name, data)
    return StoredAudio(name, media_type, len(data))


def _media_type(data: bytes) -> str | None:
    """By the first bytes; None for what is not played here."""
    if data[:3] == b"ID3" or _is_mpeg_frame(data):
        return "audio/mpeg"
    if data[4:8] == b"ftyp" and data[8:12] in _AUDIO_BRANDS and b"vide" not in data[:65536]:
        return "audio/mp4"
    if data[:4] == b"OggS" and any(data[28:].startswith(codec) for codec in _OGG_CODECS):
        return "audio/ogg"
    return None


def _is_mpeg_frame(data: bytes) -> bool:
    """Eleven bits set, then layer III, a bit rate and a sampling rate that exist (ISO/IEC 11172-3, 2.4.1.3)."""
    if len(data) < 4 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return False
    version, layer, rate, sampling = data[1] >> 3 & 3, data[1] >> 1 & 3, data[2] >> 4, data[2] >> 2 & 3
    return version != 1 and layer == 1 and rate not in {0, 15} and sampling != 3
