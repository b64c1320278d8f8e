"""``manage.py index``: what it reports, mends, and exits with. Drift is made by SQL behind everybody's back."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from catalog.models import Artwork, Embedding, IndexChange, IndexGeneration, LocalDescriptors
from catalog.services.classification import TrainedClassifier, record_classifier
from tests.factories import make_reference_image, tiny_picture
from tests.workers.conftest import MakeIndexed
from vision.engine import Networks
from workers.management.commands.index import Command

pytestmark = pytest.mark.django_db


def index(action: str) -> str:
    out = StringIO()
    call_command("index", action, stdout=out)
    return out.getvalue()


def test_status_before_and_after_the_first_generation(make_indexed: MakeIndexed) -> None:
    make_indexed()
    make_reference_image()
    make_reference_image(embedding_error="The file is missing.")
    before = index("status")
    assert "Published reference images: 3; unreadable: 1" in before
    assert "none yet" in before
    after = index("rebuild")
    assert "none yet" not in after
    assert "whole" in after


def test_status_names_a_broken_file_and_what_to_do(make_indexed: MakeIndexed, monkeypatch: pytest.MonkeyPatch) -> None:
    make_indexed()
    index("rebuild")
    monkeypatch.setenv("COLUMNS", "300")
    file_name = IndexGeneration.objects.all()[0].file_name
    (Path(settings.INDEX_DIR) / file_name).write_bytes(b"")
    told = index("status")
    assert f"{file_name} is not the file that was published" in told
    assert "run: manage.py index rebuild" in told


def test_nothing_drifts_by_itself(make_indexed: MakeIndexed) -> None:
    make_indexed()
    assert "0 missing, 0 surplus" in index("verify")
    index("rebuild")
    make_indexed()
    make_reference_image()  # pending is not drift
    assert index("verify").count("0 missing, 0 surplus") == 2


def test_verify_finds_and_repair_mends_what_was_changed_behind_the_log(make_indexed: MakeIndexed) -> None:
    kept, hidden, deleted, unmade = (make_indexed() for _ in range(4))
    index("rebuild")
    Artwork.objects.filter(pk=hidden.artwork_id).update(status="taken_down")
    deleted.delete()
    Embedding.objects.filter(reference_image=unmade).delete()
    with pytest.raises(CommandError, match="index repair"):
        index("verify")
    report = index("repair")
    assert "embeddings: logged" in report
    assert report.count("0 missing, 0 surplus") == 2
    assert set(Embedding.objects.values_list("reference_image", flat=True)) >= {kept.pk, unmade.pk}
    assert index("verify").count("0 missing, 0 surplus") == 2


def test_verify_finds_and_repair_mends_what_the_log_lost(make_indexed: MakeIndexed) -> None:
    make_indexed()
    index("rebuild")
    make_indexed()
    # Its two changes are gone, but their numbers are taken.
    IndexChange.objects.all().delete()
    make_indexed()
    # The gap sends every worker to the table, so nothing is missing.
    assert index("verify").count("0 missing, 0 surplus") == 2


def test_repair_computes_what_is_pending() -> None:
    image = make_reference_image()
    report = index("repair")
    assert Embedding.objects.get().reference_image == image
    assert LocalDescriptors.objects.get().reference_image == image
    assert report.count("0 missing, 0 surplus") == 2


def test_exit_statuses_tell(make_indexed: MakeIndexed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.core.management.base.connections.close_all", lambda: None)  # the test's own as well

    def status(*arguments: str) -> object:
        try:
            Command(stdout=StringIO(), stderr=StringIO()).run_from_argv(["manage.py", "index", *arguments])
        except SystemExit as ended:
            return ended.code
        return 0

    image = make_indexed()
    index("rebuild")
    assert status("verify") == 0
    Embedding.objects.filter(reference_image=image).delete()
    assert status("verify") == 1
    assert status("repair") == 0
    assert status("verify") == 0
    assert status("polish") == 2


def test_status_says_which_classifier_answers(make_indexed: MakeIndexed, networks: Networks) -> None:
    make_indexed()
    before = " ".join(index("status").split())
    assert "vectors pending: 1" in before
    assert "Classifier: not trained; look-alikes vote" in before
    fingerprint = networks.classification_embedder.fingerprint
    trained = TrainedClassifier(fingerprint, 1234, "heads.safetensors", "0" * 64, {"style": {}, "artist": {}})
    record_classifier(trained)
    assert "1,234 images: artist, style" in " ".join(index("status").split())


def test_repair_computes_classification_vectors_too() -> None:
    image = make_reference_image(picture=tiny_picture(3, (200, 160)))
    index("repair")
    assert image.classification_vectors.count() == 1
