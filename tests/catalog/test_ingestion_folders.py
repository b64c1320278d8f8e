"""Jobs over folders that come in an archive: what is read of them is unpacked once, and goes when the job has ended."""

import json
import os
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from pytest_django import Settings

from catalog.ingest.sources import ADAPTERS
from catalog.models import Artist, Artwork, IngestionJob, ReferenceImage
from catalog.services.archives import compressed_tar
from catalog.services.exporting import export_catalogue
from catalog.services.ingestion import downloads, packed, reading, uploads
from catalog.services.ingestion.attended import run_job
from catalog.services.ingestion.chunks import load_chunk
from catalog.services.ingestion.jobs import JobOptions, JobRefused, resume_job, start_download, start_job
from tests.catalog.archives.making import Files, make_tar, make_zip
from tests.factories import make_artwork, make_reference_image
from tests.web_servers import answer, web_server

pytestmark = pytest.mark.django_db

SHARED = Path(os.environ.get("ARTREC_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data")) / "museums"
CONSTITUENTS = b"""constituentid,forwarddisplayname,displaydate,artistofngaobject,constituenttype
7,Ann Probe,"Dutch, 1634 - 1693",1,individual
"""
OBJECTS = b"""objectid,accessionnum,title,displaydate,attribution
30,1942.9.30,A Page,c. 1660,Ann Probe
"""
TIES = b"objectid,constituentid,displayorder,roletype,role\n30,7,1,artist,painter\n"
NGA = {"constituents.csv": CONSTITUENTS, "objects.csv": OBJECTS, "objects_constituents.csv": TIES}
NOISE = {
    "__MACOSX/opendata/._constituents.csv": b"\x00",
    "opendata/.DS_Store": b"\x00",
    "opendata/._objects.csv": b"\x00",
    "opendata/data/deeper/constituents.csv": b"x",
    "opendata/README.md": b"read me",
}
MAKERS: dict[str, Callable[[Path, Files], Path]] = {
    "zip": make_zip,
    "tar": make_tar,
    "tgz": lambda path, files: make_tar(path, files, mode="w:gz"),
}


@pytest.fixture(autouse=True)
def room(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    settings.INGESTION_UPLOADS_DIR = tmp_path / "uploads"
    monkeypatch.setattr(uploads, "_FIRST_DAY_S", 0)
    monkeypatch.setattr(compressed_tar, "FREE_RATIO_BYTES", 4 * 1024**2)
    yield tmp_path / "uploads"
    for job_id in list(reading._open_jobs):
        reading.close_job(job_id)


def start(format_name: str, path: Path, *, mapping: str = "") -> IngestionJob:
    return start_job(format_name, path, JobOptions(mapping=mapping), is_attended=True)


def run(job: IngestionJob) -> IngestionJob:
    return run_job(job, lambda _: None)


def within(folder: str, files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {f"{folder}/{name}": data for name, data in files.items()}


def things(count: int) -> dict[str, bytes]:
    """Linked Art, a file an object."""
    values = ({"type": "HumanMadeObject", "id": f"https://a.org/{number}"} for number in range(count))
    return {f"{number % 3}/{number}.json": json.dumps(value).encode() for number, value in enumerate(values)}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("files", [NGA, within("opendata/data", NGA) | NOISE], ids=["flat", "deep"])
def test_a_folder_of_tables_may_come_in_an_archive(
    make: Callable[[Path, Files], Path], files: Files, tmp_path: Path, room: Path
) -> None:
    job = run(start("nga-csv", make(tmp_path / "open.data", files)))
    assert (job.state, job.created, job.source, job.file_name) == ("done", 2, "nga", "open.data")
    assert Artwork.objects.get().artists.get() == Artist.objects.get()
    unpacked = Path(job.path)
    assert unpacked.is_relative_to(room)
    assert {path.name for path in unpacked.iterdir()} == set(NGA), "nothing else is unpacked"
    uploads.forget_uploads()
    assert not [path for path in room.rglob("*") if path.is_file()]


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
def test_a_file_for_each_object_may_come_in_an_archive(make: Callable[[Path, Files], Path], tmp_path: Path) -> None:
    files = within("set", things(7)) | {"set/0/._0.json": b"\x00", "__MACOSX/set/0/._0.json": b"\x00"}
    job = run(start("linked-art", make(tmp_path / "works.archive", files)))
    assert (job.created, job.rejected, job.source) == (7, 0, "works")
    again = run(start("linked-art", tmp_path / "works.archive"))
    assert (again.unchanged, again.path) == (7, job.path)


def test_files_of_objects_that_are_none_are_rejected_alone(tmp_path: Path) -> None:
    odd = {"a.json": b"", "b.json": b"caf\xe9", "c.json": b"[]", "d.json": b"{"}
    lines = {
        "e.json": b'\xef\xbb\xbf{"type": "HumanMadeObject",\r\n\n "id": "https://a.org/7", "_label": "a\xe2\x80\xa8b"}'
    }
    job = run(start("linked-art", make_zip(tmp_path / "a.zip", things(3) | odd | lines)))
    assert (job.created, job.rejected) == (4, 4)
    assert {reject.reason for reject in job.rejects.all()} == {"json_not_object", "json_malformed"}
    assert any("b.json: 'utf-8' codec" in reject.cells for reject in job.rejects.all())
    assert Artwork.objects.get(source_id="https://a.org/7").title == "a b"


def test_several_large_files_are_no_folder_of_objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "LARGEST_OBJECT", 1000)
    path = make_zip(tmp_path / "a.zip", {"Artists.json": b"[]", "Artworks.json": b"[" + b"1," * 500 + b"1]"})
    with pytest.raises(JobRefused, match=r"“Artworks.json” is too large for one object. Give that file alone"):
        start("moma-json", path)


def test_every_format_of_a_folder_says_what_it_reads_there(tmp_path: Path) -> None:
    for name, adapter in ADAPTERS.items():
        assert adapter.suffixes or adapter.folder, name
        with pytest.raises(JobRefused, match=r"holds no f\w+ that could be .*\(.*\w.*\)\.$"):
            start(name, make_zip(tmp_path / "a.zip", {"notes.txt": b""}), mapping="guess" if name == "table" else "")


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the shared data (ARTREC_SHARED_DATA)")
def test_a_real_dump_gives_the_same_packed(tmp_path: Path) -> None:
    folder, options = SHARED / "aic", JobOptions(is_dry_run=True)
    files = {f"x/{path.relative_to(folder)}": path.read_bytes() for path in folder.rglob("*.json")}
    plain = run(start_job("aic-json", folder, options, is_attended=True))
    packed = run(start_job("aic-json", make_zip(tmp_path / "a.zip", files), options, is_attended=True))
    assert plain.rows_read == packed.rows_read > 0
    assert (plain.created, plain.rejected) == (packed.created, packed.rejected)


@pytest.mark.parametrize("export_format", ["jsonl", "csv"])
def test_an_export_with_its_pictures_may_come_in_an_archive(export_format: str, tmp_path: Path) -> None:
    make_reference_image(make_artwork())
    export_catalogue(tmp_path / "export", export_format, with_pictures=True)
    files = {f"export/{path.relative_to(tmp_path / 'export')}": path for path in (tmp_path / "export").rglob("*.*")}
    archive = make_zip(tmp_path / "a.zip", {name: path.read_bytes() for name, path in files.items()})
    Artwork.objects.all().delete()
    job = run(start("artrec", archive))
    assert (job.state, job.rejected, ReferenceImage.objects.count()) == ("done", 0, 1)
    assert not list(Path(job.path).rglob("*.png")), "pictures are read where they are"


@pytest.mark.parametrize(
    ("format_name", "files", "words"),
    [
        ("nga-csv", within("a", NGA) | within("b", NGA), r"more than one folder that could be National .*constituents"),
        ("nga-csv", {"a.json": b"{}"}, "no folder that could be"),
        ("linked-art", {"a.json": b"{}", "b.jsonl": b"{}"}, "more than one file that could be"),
        ("aic-json", {"artworks/1.json": b"{}", f"artworks/{'x' * 300}.json": b"{}"}, "too long for a disk"),
        ("linked-art", [("a.json", b"{}"), ("a.json", b"[]"), ("b.json", b"")], "“a.json” is there more than once"),
        ("linked-art", {"a.json": bytes(3 * 1024**2), "b.json": b""}, "200 times"),
        ("linked-art", {f"{n}.json": bytes(600_000) for n in range(8)}, "unpacks to more than 4 MiB; split it"),
    ],
)
def test_an_archive_without_the_one_folder_is_refused(
    format_name: str, files: Files, words: str, tmp_path: Path, room: Path
) -> None:
    with pytest.raises(JobRefused, match=words):
        start(format_name, make_zip(tmp_path / "a.zip", files))
    assert not IngestionJob.objects.exists()
    assert not [path for path in room.rglob("*") if path.is_file()], "nothing is left"


@pytest.mark.parametrize("name", ["../7.json", "/7.json", "C:\\7.json", "a/../../7.json"])
def test_no_file_of_a_folder_leads_elsewhere(name: str, tmp_path: Path) -> None:
    job = run(start("linked-art", make_tar(tmp_path / "a.tar", things(2) | {name: b"{}"})))
    assert job.created == 2
    assert not list(tmp_path.rglob("7.json"))


def test_a_link_in_a_folder_is_no_file(tmp_path: Path) -> None:
    path = make_tar(tmp_path / "a.tar", things(2))
    with tarfile.open(path, "a") as archive:
        link = tarfile.TarInfo("7.json")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    with pytest.raises(JobRefused, match=r"a.tar: “7.json” is a link or a device, no file"):
        start("linked-art", path)


def test_another_process_goes_on_with_the_folder_and_none_unpacks_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 2)
    job = start("linked-art", MAKERS["tgz"](tmp_path / "a.tgz", things(5)))
    monkeypatch.setattr(compressed_tar, "_pieces", None)
    load_chunk(job.pk, 0)
    reading.close_job(job.pk)
    (tmp_path / "a.tgz").unlink()
    assert run(IngestionJob.objects.get()).created == 5


def test_a_folder_stays_while_its_job_can_go_on(tmp_path: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = start("nga-csv", make_zip(tmp_path / "a.zip", NGA | {"constituents.csv": b"no,such,columns\n"}))
    assert uploads.forget_uploads() == 0, "it is still to be read"
    assert run(job).state == "failed"
    uploads.forget_uploads()
    assert run(resume_job(job.pk, is_attended=True)).state == "failed"
    monkeypatch.setattr(uploads, "KEPT", uploads.KEPT * 0)
    assert uploads.forget_uploads() == 1
    assert not [path for path in room.rglob("*") if path.is_file()]
    with pytest.raises(JobRefused, match="no longer there"):
        resume_job(job.pk)


def test_what_a_killed_process_left_half_unpacked_goes(tmp_path: Path, room: Path) -> None:
    job = start("linked-art", make_zip(tmp_path / "a.zip", things(2)))
    half = room / "folders" / ".0" / "works" / "0.json"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"{")
    assert uploads.forget_uploads() == 1
    assert run(job).created == 2


def test_a_folder_in_an_archive_on_the_web(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "_TELL_EVERY_S", 0.0)
    body = make_zip(tmp_path / "a.zip", within("opendata-main/data", NGA)).read_bytes()
    with web_server(lambda _, connection: answer(connection, body)) as server:
        settings.ARTREC = settings.ARTREC | {"FETCH_NETWORKS": ["127.0.0.0/8"], "FETCH_PORTS": [server.port]}
        job = start_download("nga-csv", server.url("/main.zip", "127.0.0.1"), JobOptions(), is_attended=True)
        run(job)
    assert (job.state, job.created) == ("done", 2)
