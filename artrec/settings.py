"""Django, REST framework and Celery settings, by environment (see artrec/env.py and .env.example)."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from kombu import Queue
from redis.backoff import NoBackoff
from redis.retry import Retry

from artrec.browsers import *  # noqa: F403 - Django looks for settings here
from artrec.described import API_TAGS
from artrec.env import VAR_DIR, bundle_key, env, rate, secret_key

DEBUG: bool = env.bool("ARTREC_DEBUG", default=False)
SECRET_KEY = secret_key()
ALLOWED_HOSTS: list[str] = env.list("ARTREC_ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])

INSTALLED_APPS = [
    "catalog",  # before the admin, some of whose templates it extends
    "artrec.administration.CatalogAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "artrec",
    "workers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "catalog.api.throttles.RateLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "catalog.api.addresses.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "artrec.urls"
WSGI_APPLICATION = "artrec.wsgi.application"
ASGI_APPLICATION = "artrec.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# --- Database -------------------------------------------------------------------------------------------------------

SQLITE = "django.db.backends.sqlite3"


def database_settings() -> dict[str, Any]:
    """One database from ``DATABASE_URL``; SQLite is opened so that readers never wait for the one writer."""
    given: str = env.str("DATABASE_URL", default="")
    if given and not given.startswith(("postgres://", "postgresql://", "sqlite:///")):
        raise ImproperlyConfigured("DATABASE_URL must be like postgres://user:password@host:5432/name.")
    usual = {"ENGINE": SQLITE, "NAME": str(VAR_DIR / "artrec.sqlite3")}
    database: dict[str, Any] = env.db_url("DATABASE_URL") if given else usual
    if database["ENGINE"] == SQLITE:
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
        database["TEST"] = {"NAME": env.str("ARTREC_TEST_SQLITE", default=str(VAR_DIR / "test.sqlite3"))}
    else:
        database["CONN_HEALTH_CHECKS"] = True
    database["CONN_MAX_AGE"] = 60  # to open SQLite anew costs a request a millisecond or two, too
    return database


DATABASES = {"default": database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Redis: broker, photos in flight, cache -------------------------------------------------------------------------

# Where `make run` lets its own Redis listen, unless REDIS_URL names another.
REDIS_PORT: int = env.int("ARTREC_REDIS_PORT", default=6390)
REDIS_URL: str = env.str("REDIS_URL", default=f"redis://127.0.0.1:{REDIS_PORT}/0")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        # Nothing waits for a cache that does not answer: what it keeps only saves work.
        "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "retry": Retry(NoBackoff(), 0)},
    }
}

# --- Files ----------------------------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns at every start where it is missing
MEDIA_ROOT = VAR_DIR / "media"
INDEX_DIR = VAR_DIR / "index"
# Files that staff load by naming them, put here by whoever has a shell; and those they upload.
INGESTION_DIR = env.str("ARTREC_INGESTION_DIR", default=str(VAR_DIR / "ingestion"))
INGESTION_UPLOADS_DIR = VAR_DIR / "ingestion-uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Static files are served from the installed packages, so a first start needs no collectstatic.
WHITENOISE_USE_FINDERS = True

# --- Recognition ----------------------------------------------------------------------------------------------------

_EMAIL_URL: str = env.str("ARTREC_EMAIL_URL", default="")
vars().update(env.email_url_config(_EMAIL_URL or "dummymail:"))
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL: str = env.str("ARTREC_EMAIL_FROM", default="Artrec <noreply@localhost>")
PASSWORD_RESET_TIMEOUT = 3600

ARTREC = {
    "PHOTO_MAX_BYTES": 12 * 1024 * 1024,
    "PHOTO_MAX_PIXELS": 50_000_000,
    # A photo waits in Redis no longer than its task may: then its recognition counts as expired.
    "PHOTO_TTL_S": 120,
    # The staff's explanations of recognitions, with pictures of the photo, are kept no longer.
    "EXPLANATION_TTL_S": 900,
    "INGESTION_UPLOAD_MAX_BYTES": 2 * 1024**3,
    "GUIDE_AUDIO_MAX_BYTES": 50 * 1024**2,
    # What is fetched from the internet: whom servers may write to, the ports that may be asked, and networks that are
    # not public but may be asked all the same (an image server next door).
    "FETCH_CONTACT": env.str("ARTREC_FETCH_CONTACT", default=""),
    "FETCH_PORTS": env.list("ARTREC_FETCH_PORTS", default=["80", "443"]),
    "FETCH_NETWORKS": env.list("ARTREC_FETCH_NETWORKS", default=[]),
    # Where partners find the API, for addresses in webhooks; empty = these are paths.
    "PUBLIC_URL": env.str("ARTREC_PUBLIC_URL", default=""),
    # Between two requests to one server; and the longest side of the pictures that IIIF services are asked for.
    "PICTURES_INTERVAL_S": env.float("ARTREC_PICTURES_INTERVAL_S", default=1.0),
    "IIIF_SIZE_PX": env.int("ARTREC_IIIF_SIZE_PX", default=1024),
    # Counts of scans at a venue are told as multiples of this, and not at all below it (catalog/selectors/visits.py).
    "STATISTICS_STEP": 5,
    # Similar works: how long a request waits for a worker, and how long the answer is kept.
    "SIMILAR_WAIT_S": 5,
    "SIMILAR_TTL_S": 60,
    # Offline packs of venues: who signs them, how long one may go on unchecked, and how much may be in one.
    "BUNDLE_KEY": bundle_key(SECRET_KEY),
    "BUNDLE_CHECKED_EVERY_S": 3600,
    "BUNDLE_MAX_IMAGES": 5000,
    "BUNDLE_MAX_IMAGES_OF_WORK": 3,
    "WAIT_DEFAULT_S": 10,
    "WAIT_MAX_S": 60,
    # Weights and backbone of the embedder; empty = the project's own file (vision/weights).
    "BACKBONE": env.str("ARTREC_BACKBONE", default=""),
    "WEIGHTS": env.str("ARTREC_WEIGHTS", default=""),
    "WEIGHTS_SHA256": env.str("ARTREC_WEIGHTS_SHA256", default=""),
    "DEVICE": env.str("ARTREC_DEVICE", default="auto"),
    # Whether mail is sent at all; and the app's page for a new password, with “{code}” in it.
    "SENDS_MAIL": bool(_EMAIL_URL),
    "PASSWORD_RESET_URL": env.str("ARTREC_PASSWORD_RESET_URL", default=""),
    # A guest none of whose devices has asked for so many days is deleted; 0 = never.
    "GUEST_DAYS": env.int("ARTREC_GUEST_DAYS", default=730),
    # (requests, seconds) by policy: see catalog/api/throttles.py.
    "RATES": {
        "anonymous": rate("ARTREC_THROTTLE_ANONYMOUS", "300/min"),
        "device": rate("ARTREC_THROTTLE_DEVICE", "600/min"),
        "account": rate("ARTREC_THROTTLE_ACCOUNT", "600/min"),
        "staff": rate("ARTREC_THROTTLE_STAFF", "3000/min"),
        "recognition": rate("ARTREC_THROTTLE_RECOGNITION", "120/min"),
        "pictures": rate("ARTREC_THROTTLE_PICTURES", "3000/min"),
        "bundles": rate("ARTREC_THROTTLE_BUNDLES", "120/hour"),
        "devices": rate("ARTREC_THROTTLE_DEVICES", "60/hour"),
        "contributions": rate("ARTREC_THROTTLE_CONTRIBUTIONS", "60/hour"),
        "sign-in": rate("ARTREC_THROTTLE_SIGN_IN", "20/min"),
        "sign-in-email": rate("ARTREC_THROTTLE_SIGN_IN_EMAIL", "30/hour"),
    },
}

# --- Celery ---------------------------------------------------------------------------------------------------------

CELERY_BROKER_URL = REDIS_URL
# Beat only sends names: it is started with an empty list, and stays without the gigabyte of ML libraries.
CELERY_IMPORTS: list[str] = env.list(
    "ARTREC_TASK_MODULES",
    default=[
        *("workers.recognition", "workers.explanation", "workers.embeddings", "workers.index", "workers.duplicates"),
        *("workers.classification", "workers.ingestion", "workers.fetching", "workers.similarity"),
        *("workers.bundles", "workers.webhooks", "workers.accounts"),
    ],
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A task lost with its worker is delivered again after this long; every task's limit must stay below it.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 900, "socket_keepalive": True}
# Whoever waits for a photo does not wait that long: its workers keep an account of their own of what they have in hand,
# and look every few seconds for what one of them has had for longer than any photo takes.
PHOTO_TRANSPORT_OPTIONS = CELERY_BROKER_TRANSPORT_OPTIONS | {
    "visibility_timeout": 30,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    **{f"unacked{part}_key": f"photos-unacked{part}" for part in ("", "_index", "_mutex")},
}
CELERY_TASK_SOFT_TIME_LIMIT = 600
CELERY_TASK_TIME_LIMIT = 660
CELERY_TASK_DEFAULT_QUEUE = "indexing"
CELERY_TASK_QUEUES = [Queue(name) for name in ("recognition", "indexing", "ingestion", "pictures", "webhooks")]
CELERY_TASK_ROUTES = {
    "workers.recognition.*": {"queue": "recognition"},
    "workers.explanation.*": {"queue": "recognition"},
    "workers.similarity.*": {"queue": "recognition"},
    "workers.embeddings.*": {"queue": "indexing"},
    "workers.index.*": {"queue": "indexing"},
    "workers.classification.*": {"queue": "indexing"},
    "workers.duplicates.*": {"queue": "indexing"},
    "workers.bundles.*": {"queue": "indexing"},
    "workers.ingestion.*": {"queue": "ingestion"},
    "workers.fetching.*": {"queue": "pictures"},
    "workers.webhooks.*": {"queue": "webhooks"},
    "workers.accounts.*": {"queue": "webhooks"},
}
CELERY_BEAT_SCHEDULE = {
    "embed pending images": {"task": "workers.embeddings.embed_pending_images", "schedule": 60.0},
    "describe pending images": {"task": "workers.embeddings.describe_pending_images", "schedule": 60.0},
    "embed pending images for classification": {
        "task": "workers.embeddings.embed_pending_for_classification",
        "schedule": 60.0,
    },
    "train the classifier when the labelled works have grown": {
        "task": "workers.classification.train_classifier_if_due",
        "schedule": 900.0,
    },
    "compare new pictures with all others": {"task": "workers.duplicates.find_duplicates", "schedule": 60.0},
    "publish a generation when the log has grown": {
        "task": "workers.index.publish_generation_if_due",
        "schedule": 300.0,
    },
    "revive ingestion jobs": {
        "task": "workers.ingestion.revive_jobs",
        "schedule": 15.0,
        # Where no worker takes it, it is not needed later either.
        "options": {"expires": 15.0},
    },
    "forget uploads that no job needs": {
        "task": "workers.ingestion.forget_uploads",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "visit servers that have due pictures": {
        "task": "workers.fetching.ask_for_due_hosts",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "send webhooks that are due": {
        "task": "workers.webhooks.send_due",
        "schedule": 15.0,
        "options": {"expires": 15.0},
    },
    "forget guests who never come back": {
        "task": "workers.accounts.forget_unused_guests",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget old webhook events": {
        "task": "workers.webhooks.forget_events",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "forget expired photos": {"task": "workers.recognition.expire_recognitions", "schedule": 300.0},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# --- API ------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "catalog.api.authentication.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["catalog.api.parsers.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "catalog.api.openapi.ApiSchema",
    "DEFAULT_THROTTLE_CLASSES": ["catalog.api.throttles.ClientThrottle"],
    "URL_FORMAT_OVERRIDE": None,  # formats are asked for by the Accept header; a parameter “format” is none of ours
    "EXCEPTION_HANDLER": "catalog.api.errors.problem_response",
    "NUM_PROXIES": env.int("ARTREC_NUM_PROXIES", default=0),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Artrec",
    "DESCRIPTION": (
        "Point a phone at an artwork; learn what it is, what it sold for, and where to see it.\n\n"
        "- **Who asks**: nobody in particular may read the catalogue and recognize. `POST /devices/` gives an app a"
        " token for what is somebody's own.\n"
        "- **Lists** come in pages: follow `next` until it is null.\n"
        "- **Errors** are problem documents (RFC 9457): go by their `type`, show their `detail`. `errors` names what is"
        " wrong by field.\n"
        "- **Unknown** is null, never 0 and never an empty text. Amounts are texts beside their ISO 4217 currency,"
        " times are in UTC, languages BCP 47.\n"
        "- Members are only ever added to an answer: ignore those you do not know."
    ),
    "TAGS": API_TAGS,
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "catalog.api.openapi.add_components",
        "catalog.api.webhooks.add_headers_and_examples",
    ],
    "WEBHOOKS": [
        f"catalog.api.webhooks.{name}" for name in ("PUBLISHED", "UPDATED", "TAKEN_DOWN", "PRICE_ADDED", "PING")
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "ENUM_NAME_OVERRIDES": {
        "Outcome": "catalog.models.Recognition.Outcome",
        "PriceKind": "catalog.models.PriceRecord.Kind",
        "PaidKind": [
            *(("with_premium", "Price with premium"), ("hammer", "Hammer price"), ("private", "Private sale")),
        ],
        "PriceOutcome": "catalog.models.PriceRecord.Outcome",
        "DatePrecision": "catalog.models.PriceRecord.Precision",
        "VenueKind": "catalog.models.Venue.Kind",
        "Qualifier": "catalog.models.Attribution.Qualifier",
        "RecognitionState": [("pending", "Pending"), ("done", "Done")],
        "FeedbackVerdict": "catalog.models.RecognitionFeedback.Verdict",
        "ConversionMethod": "catalog.selectors.exchange.Method",
        "NotConverted": "catalog.selectors.exchange.NotConverted",
        "ComparableTrait": ["size", "medium", "date"],
        "PersonKind": ["guest", "account", "staff"],
        "BundleProgress": [("building", "Building")],
        "ContributionKind": "catalog.models.Contribution.Kind",
        "ContributionState": "catalog.models.Contribution.State",
        "DeliveryState": "catalog.models.WebhookDelivery.State",
        "WebhookEventType": "catalog.models.WebhookEvent.Type",
        "WebhookSubscription": "catalog.api.serializers.webhooks.EVENT_TYPES",
        "IngestionState": "catalog.models.IngestionJob.State",
        "HealthStatus": ["ok", "degraded", "down"],
    },
}

# --- Time, language, passwords --------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = "artrec.formats"
USE_TZ = True

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]

# The body limit is the photo's, plus room for a multipart envelope.
DATA_UPLOAD_MAX_MEMORY_SIZE = 13 * 1024 * 1024
# The page of an artwork has a dozen fields for each of its prices, and a work may have hundreds.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Logs -------------------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # It tells at every start which instruction sets it was not built for.
    "loggers": {"faiss.loader": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("ARTREC_LOG_LEVEL", default="INFO")},
}
