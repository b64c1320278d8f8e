"""A batch is saved while somebody deletes one of its images: the others are kept, and nobody fails."""

import threading

import pytest
from django.db import connection, transaction

from catalog.models import Embedding
from catalog.services.embeddings import save_embeddings
from catalog.services.publishing import delete_images
from tests.factories import make_reference_image


@pytest.mark.django_db(transaction=True)
def test_a_deletion_in_progress_is_waited_for() -> None:
    kept, gone = make_reference_image(), make_reference_image()
    has_deleted, may_commit = threading.Event(), threading.Event()

    def delete() -> None:
        with transaction.atomic():
            delete_images([gone.pk])
            has_deleted.set()
            may_commit.wait(5)
        connection.close()

    deleting = threading.Thread(target=delete)
    deleting.start()
    assert has_deleted.wait(5)
    threading.Timer(0.3, may_commit.set).start()
    save_embeddings("embedder-a", {kept.pk: b"a", gone.pk: b"a"})
    deleting.join()
    assert Embedding.objects.get().reference_image == kept
