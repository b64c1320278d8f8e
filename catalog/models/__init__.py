"""The catalogue's tables, one file per subject. Rules that the database can hold are constraints here."""

from catalog.models.accounts import Device
from catalog.models.art import Artist, Artwork, Attribution, ReferenceImage
from catalog.models.bundles import Bundle, BundledImage
from catalog.models.classification import ClassificationVector, ClassifierVersion
from catalog.models.contributions import Contribution, ContributionPhoto, FieldCorrection
from catalog.models.duplicates import DuplicateFlag
from catalog.models.fetching import ImageHost, PictureFetch
from catalog.models.guides import Guide
from catalog.models.index import Embedding, IndexChange, IndexGeneration, IndexSequence, LocalDescriptors
from catalog.models.ingestion import IngestedRecord, IngestionJob, IngestReject
from catalog.models.joins import ArtistJoinCandidate, ArtworkJoinCandidate, JoinCandidate, VenueJoinCandidate
from catalog.models.my_art import Collection, CollectionItem, Favorite
from catalog.models.places import Display, Exhibition, OpeningSpan, Venue
from catalog.models.prices import ExchangeRate, PriceRecord
from catalog.models.recognition import Recognition, RecognitionFeedback
from catalog.models.visits import VenueStaff, VisitCount
from catalog.models.webhooks import WebhookChange, WebhookDelivery, WebhookEndpoint, WebhookEvent

__all__ = [
    "Artist",
    "ArtistJoinCandidate",
    "Artwork",
    "ArtworkJoinCandidate",
    "Attribution",
    "Bundle",
    "BundledImage",
    "ClassificationVector",
    "ClassifierVersion",
    "Collection",
    "CollectionItem",
    "Contribution",
    "ContributionPhoto",
    "Device",
    "Display",
    "DuplicateFlag",
    "Embedding",
    "ExchangeRate",
    "Exhibition",
    "Favorite",
    "FieldCorrection",
    "Guide",
    "ImageHost",
    "IndexChange",
    "IndexGeneration",
    "IndexSequence",
    "IngestReject",
    "IngestedRecord",
    "IngestionJob",
    "JoinCandidate",
    "LocalDescriptors",
    "OpeningSpan",
    "PictureFetch",
    "PriceRecord",
    "Recognition",
    "RecognitionFeedback",
    "ReferenceImage",
    "Venue",
    "VenueJoinCandidate",
    "VenueStaff",
    "VisitCount",
    "WebhookChange",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEvent",
]
