"""The task that builds a venue's offline pack.

Nothing is computed here: a bundle holds the vectors and keypoints that the database has. What has none yet is left out,
and comes once it has, as the log of the index grows by it.
"""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from catalog.api.serializers.bundles import BundledGuideSerializer, BundledWorkSerializer
from catalog.api.serializers.places import VenueSerializer
from catalog.models import Artwork, Display, ReferenceImage, Venue
from catalog.selectors.artworks import price_history, sighting
from catalog.selectors.bundles import artworks_to_bundle, displays_to_bundle, images_to_bundle
from catalog.selectors.guides import published_guides
from catalog.selectors.index import last_sequence, published_descriptors, published_vectors
from catalog.selectors.joins import joined_ids
from catalog.services.bundles.packing import Contents, PackedImage
from catalog.services.bundles.shelf import note_done, shelve
from catalog.services.media_files import is_stored
from vision.decide import FEATURES
from vision.engine import Networks
from workers.engine import networks
from workers.locks import only_worker

logger = logging.getLogger(__name__)

# Addresses in a bundle are relative: it is the same whoever serves it.
_RELATIVE = {"request": None}


@shared_task(name="workers.bundles.build_bundle")
def build_bundle(venue_id: int) -> None:
    """Builds the bundle of a venue, or finds it as it should be, unless another worker is at it."""
    with only_worker(f"bundle-{venue_id}") as is_ours:
        venue = Venue.objects.filter(pk=venue_id).first()  # which may have been deleted meanwhile
        if is_ours and venue is not None:
            publish_bundle(venue)
            note_done(venue_id)


def publish_bundle(venue: Venue) -> None:
    """Puts the bundle of a venue in place, as the catalogue is now."""
    loaded = networks()
    sequence = last_sequence()  # read first: what changes meanwhile makes it be looked at again
    bundle = shelve(
        venue,
        _contents(venue, loaded),
        fingerprint=f"{loaded.embedder.fingerprint} {loaded.descriptor_fingerprint}",
        sequence=sequence,
    )
    logger.info("%s: %s works, %s bytes", bundle, bundle.works, bundle.size_bytes)


def _contents(venue: Venue, loaded: Networks) -> Contents:
    found = list(images_to_bundle(venue.pk, of_work=settings.ARTREC["BUNDLE_MAX_IMAGES_OF_WORK"]))
    vectors = dict(published_vectors(loaded.embedder.fingerprint, [image.pk for image in found]))
    embedded = [image for image in found if image.pk in vectors]
    images = sorted(embedded[: settings.ARTREC["BUNDLE_MAX_IMAGES"]], key=lambda image: image.pk)
    displays = displays_to_bundle(venue.pk)
    works = list(artworks_to_bundle({image.artwork_id for image in images} & set(displays)))
    told = {work.pk for work in works}  # less what was taken down, or off the wall, since the pictures were read
    images = [image for image in images if image.artwork_id in told]
    guides = published_guides().filter(venue__in=joined_ids(Venue, venue.pk), artwork__in=told).order_by("pk")
    counts = {
        "works": len(works),
        "images": len(images),
        "guides": len(guides),
        "works_left_out": len({image.artwork_id for image in found} - told),
        "images_left_out": len(found) - len(images),
    }
    return Contents(
        header={
            "venue": dict(VenueSerializer(venue, context=_RELATIVE).data),
            "counts": counts,
            **how_to_recognize(loaded),
        },
        works=[_work(work, displays[work.pk]) for work in works],
        guides=[dict(BundledGuideSerializer(guide, context=_RELATIVE).data) for guide in guides],
        images=[_image(image, vectors[image.pk]) for image in images],
        descriptors=published_descriptors(loaded.descriptor_fingerprint, [image.pk for image in images]),
        dimension=loaded.embedder.dimension,
    )


def _work(artwork: Artwork, display: Display) -> dict[str, Any]:
    told = {
        "artwork": artwork,
        "display": display,
        "is_on_display": sighting(display, timezone.now().date()).is_on_display,
        "latest_price": price_history(artwork).latest_known,
    }
    return dict(BundledWorkSerializer(told, context=_RELATIVE).data)


def _image(image: ReferenceImage, vector: bytes) -> PackedImage:
    name = image.thumbnail.name or ""
    if not is_stored(name):
        logger.error("The thumbnail of reference image %s is missing, and is left out: %s", image.pk, name)
    facts = {
        "id": image.pk,
        "artwork_id": image.artwork_id,
        "position": image.position,
        "width_px": image.width_px,
        "height_px": image.height_px,
        "is_aspect_true": image.is_aspect_true,
        "rights": image.rights or None,
        "credit": image.credit or None,
    }
    return PackedImage(facts, vector, Path(settings.MEDIA_ROOT) / name if is_stored(name) else None)


def how_to_recognize(loaded: Networks) -> dict[str, Any]:
    """What an app must do alike, for the manifest."""
    embedder, weights = loaded.embedder, loaded.embedder.weights
    return {
        "embedder": {
            "fingerprint": embedder.fingerprint,
            "name": weights.name,
            "backbone": weights.backbone,
            "weights_sha256": weights.sha256 or None,
            "licence": weights.licence,
            "dimension": embedder.dimension,
            "input": {
                "side_px": embedder.preprocessing.side_px,
                "resize": "squash",
                "channels": "RGB",
                "mean": embedder.preprocessing.mean,
                "std": embedder.preprocessing.std,
            },
        },
        "vectors": {"index": "flat", "similarity": "cosine", "dtype": "float16", "byte_order": "little"},
        "descriptors": {
            "fingerprint": loaded.descriptor_fingerprint,
            "format": "rootsift-packed-1",
            "keypoints": loaded.config.reference_keypoints,
            "long_side_px": loaded.config.reference_long_side_px,
        },
        "decision": {"features": FEATURES, **asdict(loaded.calibration)},
        "photo": {"long_side_px": loaded.config.photo_long_side_px, "keypoints": loaded.config.photo_keypoints},
        "shortlist": loaded.config.similar,
    }
