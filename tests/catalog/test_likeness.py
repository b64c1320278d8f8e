"""Whoever names the wrong format is told the right one."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from catalog.ingest.likeness import formats_like
from catalog.models import Artwork, IngestionJob
from tests.catalog.adapters import as_csv, options

WHITNEY = {
    "id": "20",
    "title": "The Sea",
    "display_date": "1960s",
    "accession_number": "2000.1",
    "artists": "Ada Ink",
    "artist_ids": "1",
}
MET = {"objectID": 1, "isPublicDomain": True, "artistDisplayName": "Ada Ink", "title": "The Sea"}


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        (as_csv(WHITNEY), ["whitney-csv"]),
        (json.dumps(MET), ["met-json"]),
        (json.dumps({"total": 1, "objectIDs": [1]}), []),
        (json.dumps({"@context": "http://iiif.io/api/presentation/3/context.json", "type": "Manifest"}), ["iiif"]),
        ("id,title,artist\n1,A,Ada Ink\n", []),
        ("<html>", []),
        ("", []),
    ],
)
def test_a_file_is_like_the_formats_that_open_it(tmp_path: Path, text: str, formats: list[str]) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    assert formats_like(path, options(path)) == formats


def test_one_answer_too_large_to_be_read_for_a_hint_is_like_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("catalog.ingest.likeness._LARGEST_ANSWER", 10)
    path = tmp_path / "file"
    path.write_text(json.dumps(MET))
    assert formats_like(path, options(path)) == []


@pytest.mark.django_db
def test_a_job_of_another_format_fails_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "artworks.csv"
    path.write_text(as_csv(WHITNEY))
    with pytest.raises(CommandError, match=r"no column .* It looks like whitney-csv: start a job of that format\."):
        call_command("ingest", "met-csv", str(path), "--now")
    assert IngestionJob.objects.get().state == "failed"


@pytest.mark.django_db
def test_anyones_list_is_like_a_table(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Inv. no.;Titel\n1;See\n")
    with pytest.raises(CommandError, match="It looks like table: start a job of that format"):
        call_command("ingest", "artworks-csv", str(path), "--now")


@pytest.mark.django_db
def test_a_guess_is_no_match_for_a_format_that_is_known(tmp_path: Path) -> None:
    path = tmp_path / "artworks.csv"
    path.write_text(as_csv(WHITNEY))
    with pytest.raises(CommandError, match=r"looks like whitney-csv, which reads it without a mapping"):
        call_command("ingest", "table", str(path), "--now")
    with pytest.raises(CommandError, match=r"artworks\.csv looks like whitney-csv: load it as that"):
        call_command("ingest", "table", str(path), "--now", "--mapping", "guess")
    (tmp_path / "list.yaml").write_text("columns: {source_id: id, title: title}")
    call_command("ingest", "table", str(path), "--now", "--mapping", str(tmp_path / "list.yaml"))
    assert Artwork.objects.get().title == "The Sea"


@pytest.mark.django_db
def test_a_guess_must_say_all_that_is_required(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Title,Artist\nThe Sea,Ada Ink\n")
    with pytest.raises(CommandError, match=r"(?s)# no header names the source_id: add it below.*title: title"):
        call_command("ingest", "table", str(path), "--now")
    with pytest.raises(CommandError, match="no column is known to be the source_id"):
        call_command("ingest", "table", str(path), "--now", "--mapping", "guess")
    assert not IngestionJob.objects.exists()
