"""What venue files share: coordinates, addresses of pages, and time zones where the country leaves no doubt."""

import math
import re

import tzfpy

from catalog.folding import fold
from catalog.ingest.rows import UnusableRow

_ZONES = {
    "Europe/Amsterdam": "netherlands|the netherlands|nederland|holland",
    "Europe/Athens": "greece|hellas",
    "Europe/Berlin": "germany|deutschland",
    "Europe/Brussels": "belgium|belgique|belgie",
    "Europe/Budapest": "hungary",
    "Europe/Copenhagen": "denmark|danmark",
    "Europe/Dublin": "ireland",
    "Europe/Helsinki": "finland|suomi",
    "Europe/London": "uk|united kingdom|great britain|england|scotland|wales|northern ireland",
    "Europe/Luxembourg": "luxembourg",
    "Europe/Oslo": "norway|norge",
    "Europe/Prague": "czech republic|czechia",
    "Europe/Rome": "italy|italia",
    "Europe/Stockholm": "sweden|sverige",
    "Europe/Vienna": "austria|osterreich",
    "Europe/Warsaw": "poland|polska",
    "Europe/Zurich": "switzerland|schweiz|suisse|svizzera",
    "Asia/Jerusalem": "israel",
    "Asia/Tokyo": "japan",
}
_ZONE_OF = {name: zone for zone, names in _ZONES.items() for name in names.split("|")}
"""Countries of one time zone. France is not: its museums stand on five oceans."""

_ZONE_OF_CITY = {
    ("new york", "usa"): "America/New_York",
    ("new york city", "usa"): "America/New_York",
    ("paris", "france"): "Europe/Paris",
}


_ADDRESS = re.compile(
    r"(?P<scheme>https?://)?/*(?P<rest>(?:[^\W_](?:[^\W_]|-)*\.)+[^\W\d_]{2,}(?::\d+)?(?:[/?#]\S*)?)", re.IGNORECASE
)


def time_zone(city: str, country: str) -> str:
    """The IANA name of the time zone, where city and country alone say it for certain; empty elsewhere."""
    return _ZONE_OF_CITY.get((fold(city), fold(country)), "") or _ZONE_OF.get(fold(country), "")


def time_zone_at(latitude: float, longitude: float) -> str:
    """The IANA name of the time zone at a place on land; empty at sea, and where two zones are in use."""
    zones = tzfpy.get_tzs(longitude, latitude)
    return zones[0] if len(zones) == 1 and not zones[0].startswith("Etc/") else ""


def coordinates(latitude: str, longitude: str) -> tuple[float | None, float | None]:
    """Degrees of WGS 84, or neither; 0, 0 is none.

    Raises:
        UnusableRow: one is missing, no number, or not on the globe.
    """
    if not latitude and not longitude:
        return None, None
    try:
        north, east = (float(degrees.replace(",", ".")) for degrees in (latitude, longitude))
    except ValueError as error:
        raise _unusable(latitude, longitude) from error
    if not (math.isfinite(north) and math.isfinite(east) and abs(north) <= 90 and abs(east) <= 180):
        raise _unusable(latitude, longitude)
    return (None, None) if north == east == 0 else (north, east)


def web_address(text: str) -> str:
    """The address with its scheme, a slash too many mended; empty where it is none that a browser could open."""
    found = _ADDRESS.fullmatch(text)
    return f"{found['scheme'] or 'http://'}{found['rest']}" if found else ""


def _unusable(latitude: str, longitude: str) -> UnusableRow:
    return UnusableRow(
        "coordinates_invalid",
        f"“{latitude}”, “{longitude}” are no coordinates: "
        "give latitude (-90 to 90) and longitude (-180 to 180), or neither.",
    )
