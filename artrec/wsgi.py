"""The WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "artrec.settings")

# Nothing that is loaded here is ever garbage. To look for some takes a tenth of the start, and later a tenth of a
# second of a request now and then.
gc.disable()
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - loads the views, which the first request would have to
gc.freeze()
gc.enable()
