"""The request that gets a picture of a wished size, by what IIIF services say of themselves."""

import json
from typing import Any

import pytest

from catalog.services.fetching.problems import FetchProblem
from catalog.services.picture_queue.iiif import image_url

V1 = {"@context": "http://library.stanford.edu/iiif/image-api/1.1/context.json"}
V2 = {"@context": "http://iiif.io/api/image/2/context.json", "profile": ["http://iiif.io/api/image/2/level2.json"]}
V3 = {"@context": "http://iiif.io/api/image/3/context.json", "type": "ImageService3", "profile": "level2"}
LEVEL_0 = "http://iiif.io/api/image/2/level0.json"
SIZES = [{"width": 750, "height": 500}, {"width": 1500, "height": 1000}, {"width": 3000, "height": 2000}]
SERVICE = "https://iiif.example/2/x"


def asked(info: dict[str, Any], size_px: int = 1024) -> str:
    url = image_url(SERVICE, json.dumps({"width": 3000, "height": 2000, **info}).encode(), size_px)
    assert url.startswith(f"{SERVICE}/full/")
    return url.removeprefix(f"{SERVICE}/full/")


@pytest.mark.parametrize(
    ("info", "request_"),
    [
        (V2, "1024,/0/default.jpg"),
        (V3, "1024,/0/default.jpg"),
        (V1, "1024,/0/native.jpg"),
        (V2 | {"width": 2000, "height": 3000}, "683,/0/default.jpg"),
        (V2 | {"width": 30, "height": 20}, "30,/0/default.jpg"),
        (V2 | {"width": 1, "height": 9999}, "1,/0/default.jpg"),
        (V3 | {"maxWidth": 800}, "800,/0/default.jpg"),
        (V3 | {"maxWidth": 800, "maxHeight": 400}, "600,/0/default.jpg"),
        (V3 | {"maxWidth": 800, "width": 2000, "height": 3000}, "533,/0/default.jpg"),
        (V3 | {"maxArea": 60_000}, "300,/0/default.jpg"),
        (V2 | {"profile": [V2["profile"][0], {"maxWidth": 843}]}, "843,/0/default.jpg"),
        (V2 | {"profile": [LEVEL_0], "sizes": SIZES}, "1500,/0/default.jpg"),
        (V2 | {"profile": LEVEL_0, "sizes": SIZES[:1]}, "750,/0/default.jpg"),
        (V2 | {"profile": LEVEL_0}, "full/0/default.jpg"),
        (V3 | {"profile": "level0", "sizes": list(reversed(SIZES))}, "1500,1000/0/default.jpg"),
        (V3 | {"profile": "level0", "sizes": [{"width": True, "height": 1}, 7]}, "max/0/default.jpg"),
    ],
)
def test_the_size_is_one_that_the_service_has(info: dict[str, Any], request_: str) -> None:
    assert asked(info) == request_


@pytest.mark.parametrize(
    "info", [b"", b"<html>", b"[]", b"{}", b'{"width": 0, "height": 5}', b'{"width": "9", "height": 5}', b"[" * 100_000]
)
def test_what_is_no_info_is_a_lasting_problem(info: bytes) -> None:
    with pytest.raises(FetchProblem) as refused:
        image_url(SERVICE, info, 1024)
    assert (refused.value.reason, refused.value.is_lasting) == ("iiif_unreadable", True)
