"""An author leaves: what was accepted stays, without their name."""

from django.contrib.auth.models import User

from catalog.models import Contribution, FieldCorrection, PriceRecord, ReferenceImage
from catalog.services.contributions.applying import NAMELESS
from catalog.services.contributions.photos import forget_photos
from catalog.services.contributions.proposals import SOURCE


def forget_author(author: User) -> None:
    """Takes the author's name off accepted facts, and deletes the photos that wait. Call it before deleting them."""
    own = Contribution.objects.filter(author=author)
    accepted = own.filter(state=Contribution.State.ACCEPTED).exclude(public_name="")
    FieldCorrection.objects.filter(contribution__in=accepted).update(stated_by=NAMELESS)
    ids = [str(pk) for pk in accepted.values_list("pk", flat=True)]
    PriceRecord.objects.filter(source=SOURCE, source_id__in=ids).update(stated_by=NAMELESS)
    ReferenceImage.objects.filter(artwork__source=SOURCE, artwork__source_id__in=ids).update(credit=NAMELESS)
    forget_photos(own)
