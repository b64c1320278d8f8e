"""Bundles from strangers: whatever was changed in one, it is refused, and told why."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.services.bundles import opening
from catalog.services.bundles.keys import public_key, sign
from catalog.services.bundles.opening import RefusedBundle, open_bundle
from catalog.services.bundles.packing import Contents, PackedImage, pack_members
from tests.catalog.archives.making import make_zip

Files = dict[str, bytes]
Change = Callable[[Files], object]


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The members of a good bundle, save the signature, which ``write`` adds."""
    images = [PackedImage({"id": 7, "artwork_id": 3}, bytes(8), None)]
    contents = Contents({}, [{"artwork": {"id": 3}}], [], images, [(7, bytes(6))], 4)
    with zipfile.ZipFile(tmp_path / "packed.zip", "w") as archive:
        facts = pack_members(archive, contents)
    with zipfile.ZipFile(tmp_path / "packed.zip") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return {**members, "manifest.json": json.dumps(facts).encode()}


def write(files: Files, path: Path) -> Path:
    return make_zip(path, {"manifest.json.sig": sign(files["manifest.json"]), **files})


def told(files: Files, **facts: object) -> None:
    files["manifest.json"] = json.dumps({**json.loads(files["manifest.json"]), **facts}).encode()


def test_a_good_one_is_read(files: Files, tmp_path: Path) -> None:
    with open_bundle(write(files, tmp_path / "bundle.zip"), public_key()) as bundle:
        assert bundle.lines("works.jsonl") == [{"artwork": {"id": 3}}]
        assert bundle.lines("images.jsonl")[0]["descriptors_bytes"] == 6
        assert bundle.read("vectors.npy")[-8:] == bytes(8)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda files: files.update({"vectors.npy": files["vectors.npy"][:-1] + b"x"}), "not what was signed"),
        (lambda files: files.update({"works.jsonl": b""}), "not what was signed"),
        (lambda files: files.update({"more.txt": b"!"}), "not what its manifest lists: more.txt"),
        (lambda files: files.pop("guides.jsonl"), "not what its manifest lists: guides.jsonl"),
        (lambda files: files.update({"../../etc/passwd": b"!"}), "leads elsewhere"),
        (lambda files: files.update({"/etc/passwd": b"!"}), "leads elsewhere"),
        (lambda files: files.update({"thumbnails/": b""}), "folder"),
        (lambda files: files.update({"manifest.json.sig": bytes(64)}), "signature is not of the key"),
        (lambda files: files.update({"manifest.json.sig": bytes(65)}), "does not have the size"),
        (lambda files: told(files, version=2), "artrec-bundle 2; artrec-bundle 1 is read here"),
        (lambda files: told(files, key_id="another"), "names the key another"),
        (lambda files: files.update({"guides.jsonl": bytes(5_000_000)}), "200 times its size"),
    ],
)
def test_a_changed_one_is_refused(files: Files, tmp_path: Path, change: Change, why: str) -> None:
    change(files)
    with pytest.raises(RefusedBundle, match=why), open_bundle(write(files, tmp_path / "bundle.zip"), public_key()):
        pass


def test_one_of_another_key_is_refused(files: Files, tmp_path: Path, settings: Settings) -> None:
    path, key = write(files, tmp_path / "bundle.zip"), public_key()
    settings.ARTREC = {**settings.ARTREC, "BUNDLE_KEY": bytes(32)}
    with pytest.raises(RefusedBundle, match="not of the key"), open_bundle(path, public_key()):
        pass
    with open_bundle(path, key):
        pass


def test_the_same_name_twice_is_refused(files: Files, tmp_path: Path) -> None:
    signed = {**files, "manifest.json.sig": sign(files["manifest.json"])}
    path = make_zip(tmp_path / "bundle.zip", [*signed.items(), ("works.jsonl", b"other")])
    with pytest.raises(RefusedBundle, match="is in it twice"), open_bundle(path, public_key()):
        pass


def test_a_link_is_refused(files: Files, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("guides.jsonl")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    signed = {**files, "manifest.json.sig": sign(files["manifest.json"])}
    del signed["guides.jsonl"]
    path = make_zip(tmp_path / "bundle.zip", [*signed.items(), (link, b"/etc/passwd")])
    with pytest.raises(RefusedBundle, match="a link or a device"), open_bundle(path, public_key()):
        pass


@pytest.mark.parametrize(("limit", "why"), [("MOST_MEMBERS", "more than 3 members"), ("MOST_BYTES", "unpack to more")])
def test_too_much_is_refused(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, why: str
) -> None:
    monkeypatch.setattr(opening, limit, 3)
    with pytest.raises(RefusedBundle, match=why), open_bundle(write(files, tmp_path / "bundle.zip"), public_key()):
        pass


@pytest.mark.parametrize(("data", "why"), [(b"", "broken off"), (b"no bundle at all", "broken off")])
def test_what_is_no_zip_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "bundle.zip"
    path.write_bytes(data)
    with pytest.raises(RefusedBundle, match=why), open_bundle(path, public_key()):
        pass
    make_zip(path, {"a.txt": b"a"})
    with pytest.raises(RefusedBundle, match=r"no manifest\.json"), open_bundle(path, public_key()):
        pass
