"""Settings: what browsers may do with what they are sent, and which other sites may use the API."""

from corsheaders.defaults import default_headers
from csp.constants import NONE, SELF, UNSAFE_INLINE

from artrec.env import env

# ARTREC_HTTPS says that a TLS proxy stands in front. It is on unless a deployment (or `make run` on localhost) says no.
HTTPS: bool = env.bool("ARTREC_HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("ARTREC_BEHIND_PROXY", default=False) else None
)
SECURE_HSTS_SECONDS: int = env.int("ARTREC_HSTS_SECONDS", default=31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS and env.bool("ARTREC_HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS
SECURE_REFERRER_POLICY: str = env.str("ARTREC_REFERRER_POLICY", default="same-origin")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS: list[str] = env.list("ARTREC_CSRF_TRUSTED_ORIGINS", default=[])

# Pages are the admin, the API's documentation and explanations of problems: with nothing of others in them, and no
# script or style sheet inside them. The admin's fields that complete a name set style attributes; the documentation
# page shows data: pictures.
_REPORT_URI: str = env.str("ARTREC_CSP_REPORT_URI", default="")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src-attr": [UNSAFE_INLINE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        **({"report-uri": _REPORT_URI} if _REPORT_URI else {}),
    }
}

# Web apps elsewhere may use the API with their tokens; never with the cookies of the admin.
_CORS_ORIGINS: list[str] = env.list("ARTREC_CORS_ORIGINS", default=[])
CORS_ALLOW_ALL_ORIGINS = _CORS_ORIGINS == ["*"]
CORS_ALLOWED_ORIGINS = [] if CORS_ALLOW_ALL_ORIGINS else _CORS_ORIGINS
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = [
    *default_headers,
    *("if-match", "if-none-match", "if-modified-since", "prefer", "idempotency-key", "range", "if-range"),
]
CORS_EXPOSE_HEADERS = [
    *("etag", "last-modified", "location", "content-language", "content-disposition", "preference-applied"),
    *("accept-ranges", "content-range"),
    *("ratelimit", "ratelimit-policy", "retry-after"),
]
