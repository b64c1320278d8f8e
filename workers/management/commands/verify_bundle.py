"""`manage.py verify_bundle FILE`: is it whole and ours, and does it find what is in a photo, without anything else?"""

import base64
import json
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from catalog.services.bundles.keys import public_key
from catalog.services.bundles.opening import OpenBundle, RefusedBundle, open_bundle
from vision.decode import UndecodablePhoto
from workers.engine import networks
from workers.management.offline import Sight, recognize_offline


class Command(BaseCommand):
    help = "Check the signature and every byte of an offline pack, and recognize a photo with nothing but it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the bundle, a ZIP")
        parser.add_argument(
            "--public-key",
            help="who must have signed it: 32 bytes in base64url, or a file as /api/v1/bundle-keys/ gives it"
            " (default: this installation's own key)",
        )
        parser.add_argument("--photo", type=Path, help="a photo to recognize with the bundle alone")

    def handle(self, *, file: Path, public_key: str | None, photo: Path | None, **_: object) -> None:
        try:
            with open_bundle(file, _key(public_key)) as bundle:
                self._tell(file, bundle)
                if photo is not None:
                    self._recognize(bundle, photo)
        except RefusedBundle as error:
            raise CommandError(f"{file} is refused: {error}") from error
        except OSError as error:
            raise CommandError(f"Cannot read {error.filename}: {error.strerror}.") from error

    def _tell(self, file: Path, bundle: OpenBundle) -> None:
        told = bundle.manifest
        counts, size_bytes = told["counts"], file.stat().st_size
        per_work = f", {size_bytes // counts['works']:,} a work" if counts["works"] else ""
        self.stdout.write(
            f"{file} is whole, and signed by {told['key_id']}.\n"
            f"{told['venue']['name']}, {told['created_at']}, change {told['sequence']}: {counts['works']} works,"
            f" {counts['images']} pictures, {counts['guides']} guides; {size_bytes:,} bytes{per_work}."
        )

    def _recognize(self, bundle: OpenBundle, photo: Path) -> None:
        try:
            seen = recognize_offline(photo.read_bytes(), bundle, networks())
        except UndecodablePhoto as error:
            raise CommandError(f"{photo}: {error}") from error
        for sight in seen:
            self.stdout.write(_line(sight))
        if not seen:
            self.stdout.write("unknown: none of its works is in the photo.")


def _line(sight: Sight) -> str:
    artwork = sight.work["artwork"]
    artists = ", ".join(artist["name"] for artist in artwork["artists"])
    room = f", room {sight.work['room']}" if sight.work["room"] else ""
    return (
        f"{sight.outcome}: {artwork['title'] or 'Untitled'} by {artists or 'an unknown artist'} ({artwork['id']}){room}"
        f"; confidence {sight.evidence.confidence:.3f}, {sight.evidence.inliers} inliers"
    )


def _key(given: str | None) -> bytes:
    """The 32 bytes of the key that is meant."""
    if given is None:
        return public_key()
    text = given
    if Path(given).is_file():
        try:
            (named,) = json.loads(Path(given).read_text(encoding="utf-8"))["keys"]
            text = named["x"]
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f"{given} holds no set of one key, as /api/v1/bundle-keys/ gives it.") from error
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), altchars="-_", validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise CommandError(f"{given} is no key: give 32 bytes in base64url, or a file that is there.")
    return key
