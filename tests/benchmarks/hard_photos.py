"""Hard photos, kind by kind: what people point a phone at and photo sets seldom hold. Each is made of real pictures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from vision.simulate import GALLERY_WALL, photograph
from vision.simulate.light import develop
from vision.structures import RgbImage

Size = tuple[int, int]
_STEPS = 1 / 255
PAPER = (236, 233, 226)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of photo: how many works it shows, and how it is made of them.

    ``make``: the works, real photos of other things, chance → the photo. The first work is what is aimed at.
    """

    works: int
    make: Callable[[Sequence[RgbImage], Sequence[RgbImage], np.random.Generator], RgbImage]
    orientation: int = 1
    """The EXIF orientation that the file states; its pixels are laid accordingly."""


PLAIN = replace(GALLERY_WALL, fill=(0.35, 0.7), low_light_chance=0, glare_chance=0.1, visitor_chance=0, screen_chance=0)
"""A wall as the simulator has it, with none of the troubles below unless a kind adds them."""


def _wall(size_wh: Size = (1600, 1200), **troubles: object) -> Callable[..., RgbImage]:
    scene = replace(PLAIN, **troubles)  # type: ignore[arg-type]  # named as the fields of a scene are

    def make(works: Sequence[RgbImage], _others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
        return photograph(works, rng=rng, scene=scene, size_wh=size_wh).image

    return make


def _steep(works: Sequence[RgbImage], _others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    side = (35.0, 60.0) if rng.random() < 0.5 else (-60.0, -35.0)
    return photograph(works, rng=rng, scene=replace(PLAIN, yaw_deg=side), size_wh=(1600, 1200)).image


def _between_visitors(works: Sequence[RgbImage], _others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    """Heads and shoulders over a fifth to a half of the work's width."""
    photo = photograph(works, rng=rng, scene=PLAIN, size_wh=(1600, 1200))
    image, quad = photo.image.copy(), np.array(photo.quads[0])
    (left, top), (right, bottom) = quad.min(axis=0), quad.max(axis=0)
    width, height = right - left, bottom - top
    for _ in range(int(rng.integers(1, 3))):
        size = rng.uniform(0.1, 0.25) * width
        x, y = rng.uniform(left, right), rng.uniform(top + 0.3 * height, bottom)
        colour = rng.integers(5, 120, 3).tolist()
        cv2.ellipse(image, (int(x), int(y)), (int(size * 0.75), int(size)), 0, 0, 360, colour, -1, cv2.LINE_AA)
        body = (int(size * 1.9), int(size * 5))
        cv2.ellipse(image, (int(x), int(y + 5.6 * size)), body, 0, 0, 360, colour, -1, cv2.LINE_AA)
    return image


def _amid_things(works: Sequence[RgbImage], others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    """On 4 to 15 % of a real photo of something else, slanted."""
    background = _filling(others[int(rng.integers(len(others)))], (1280, 960))
    return _laid(works[0], background, rng, share=(0.04, 0.15))


def _screenshot(works: Sequence[RgbImage], _others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    """A phone's screen: bars, buttons, lines of text, the work across its width."""
    dark = bool(rng.random() < 0.5)
    screen = np.full((2340, 1080, 3), 18 if dark else 250, np.uint8)
    picture = _scaled(works[0], width=1080)[:1500]
    top = int(rng.integers(260, 2300 - len(picture)))
    screen[top : top + len(picture)] = picture
    ink = 235 if dark else 30
    _write(screen, (40, 60), "9:41      Museum", 1.6, ink)
    for row in range(3):
        _write(screen, (40, 140 + 40 * row), _words(rng, 9), 1.0, ink)
    _write(screen, (40, min(2320, top + len(picture) + 60)), _words(rng, 7), 1.2, ink)
    return screen


def _print(works: Sequence[RgbImage], _others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    """A black-and-white print with a halftone screen, photographed from nearby."""
    grey = cv2.cvtColor(_scaled(works[0], 700), cv2.COLOR_RGB2GRAY).astype(np.float32)
    y, x = np.mgrid[: grey.shape[0], : grey.shape[1]].astype(np.float32)
    dots = np.sin((x + y) * 2.2) * np.sin((x - y) * 2.2)
    faded = np.clip(0.75 * grey + 35 + 18 * dots, 0, 255).astype(np.uint8)
    return photograph([cv2.merge([faded] * 3)], rng=rng, scene=PLAIN, size_wh=(1280, 960)).image


def _book_page(works: Sequence[RgbImage], _others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    """A page with text around the picture, bent towards the fold, on a table."""
    page = np.full((1100, 800, 3), PAPER, np.uint8)
    picture = _scaled(works[0], width=int(rng.uniform(380, 640)))[:620]
    x, y = int(rng.uniform(60, 740 - picture.shape[1])), int(rng.uniform(60, 400))
    for row in range(70, 1060, 24):
        _write(page, (60, row), _words(rng, 11), 0.5, 60)
    page[y - 14 : y + len(picture) + 14, 40:760] = PAPER
    page[y : y + len(picture), x : x + picture.shape[1]] = picture
    across, down = np.meshgrid(np.arange(800, dtype=np.float32), np.arange(1100, dtype=np.float32))
    bent = cv2.remap(page, across, down + 30 * np.sin(across / 800 * np.pi), cv2.INTER_LINEAR, borderValue=PAPER)
    table = np.full((1200, 1600, 3), rng.integers(40, 160, 3), np.uint8)
    return _laid(np.asarray(bent, np.uint8), table, rng, share=(0.35, 0.5))


def _half_of_it(works: Sequence[RgbImage], _others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    """A close photo cut through the middle of the work, upright or across."""
    photo = photograph(works, rng=rng, scene=replace(PLAIN, fill=(0.6, 0.9)), size_wh=(1600, 1200))
    x, y = (int(middle) for middle in np.mean(photo.quads[0], axis=0))
    cuts = (photo.image[:, :x], photo.image[:, x:], photo.image[:y], photo.image[y:])
    return np.ascontiguousarray(cuts[int(rng.integers(4))])


def _mirrored(works: Sequence[RgbImage], others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    return np.ascontiguousarray(_wall()(works, others, rng)[:, ::-1])


def _turned(quarters: int) -> Callable[..., RgbImage]:
    def make(works: Sequence[RgbImage], others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
        return np.ascontiguousarray(np.rot90(_wall()(works, others, rng), quarters))

    return make


KINDS: Mapping[str, Kind] = {
    "plain wall": Kind(1, _wall()),
    "small, 3 MP": Kind(1, _wall((2048, 1536), fill=(0.18, 0.32))),
    "small, 1 MP": Kind(1, _wall((1280, 720), fill=(0.2, 0.36))),
    "several": Kind(5, _wall(fill=(0.18, 0.32), off_centre=(-0.05, 0.05))),
    "steep, 35–60°": Kind(1, _steep),
    "dark": Kind(1, _wall(low_light_chance=1, low_light_exposure=(0.2, 0.5), low_light_noise=(0.03, 0.07))),
    "glare": Kind(1, _wall(glass_chance=1, glare_chance=1, unevenness=(0.1, 0.4), contrast=(0.6, 1.0))),
    "video frame": Kind(2, _wall((1280, 720), motion_chance=1, fill=(0.25, 0.6), jpeg_quality=(50, 70))),
    "behind visitors": Kind(1, _between_visitors),
    "half in the photo": Kind(1, _half_of_it),
    "on its side, by EXIF": Kind(1, _turned(1), orientation=6),
    "on its side": Kind(1, _turned(1)),
    "upside down": Kind(1, _turned(2)),
    "mirrored": Kind(1, _mirrored),
    "moiré": Kind(1, _wall(screen_chance=1)),
    "black-and-white print": Kind(1, _print),
    "book page": Kind(1, _book_page),
    "screenshot": Kind(1, _screenshot),
    "amid other things": Kind(1, _amid_things),
}
"""By name, in the order of the table."""


def collage(photo: RgbImage, others: Sequence[RgbImage], rng: np.random.Generator) -> RgbImage:
    """A real photo of a work, small, in a real photo of something else."""
    canvas = _filling(others[int(rng.integers(len(others)))], (1280, 960)).copy()
    height = int(rng.uniform(300, 460))
    picture = _scaled(photo, height)[:, :700]
    x, y = int(rng.integers(0, 1280 - picture.shape[1])), int(rng.integers(0, 960 - height))
    canvas[y : y + height, x : x + picture.shape[1]] = picture
    return canvas


def _laid(picture: RgbImage, background: RgbImage, rng: np.random.Generator, *, share: tuple[float, float]) -> RgbImage:
    """The picture on ``share`` of the background's area, seen from aside and at any small turn; then developed."""
    height, width = background.shape[:2]
    area = rng.uniform(*share) * width * height
    aspect = picture.shape[1] / picture.shape[0]
    half = np.array([np.sqrt(area * aspect), np.sqrt(area / aspect)]) / 2
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * half * rng.uniform(0.85, 1.1, (4, 2))
    turn = np.deg2rad(rng.uniform(-15, 15))
    corners = corners @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    reach = np.abs(corners).max(axis=0)
    room = np.maximum(np.array([width, height]) / 2 - reach, 0)
    corners += np.array([width, height]) / 2 + rng.uniform(-1, 1, 2) * room
    fitting = _scaled(picture, max(2, round(2 * half[1])))
    source = np.array([[0, 0], [fitting.shape[1], 0], fitting.shape[1::-1], [0, fitting.shape[0]]], np.float32)
    transform = cv2.getPerspectiveTransform(source, corners.astype(np.float32))
    laid = cv2.warpPerspective(fitting, transform, (width, height), flags=cv2.INTER_LINEAR)
    mask = cv2.warpPerspective(np.full(fitting.shape[:2], 255, np.uint8), transform, (width, height))[..., None]
    photo = np.where(mask > 127, laid, background).astype(np.float32) * np.float32(_STEPS)
    return develop(photo, rng, PLAIN)


def _filling(picture: RgbImage, size_wh: Size) -> RgbImage:
    return np.asarray(cv2.resize(picture, size_wh, interpolation=cv2.INTER_CUBIC), np.uint8)


def _scaled(picture: RgbImage, height: int = 0, *, width: int = 0) -> RgbImage:
    scale = height / picture.shape[0] if height else width / picture.shape[1]
    size_wh = (max(2, round(picture.shape[1] * scale)), max(2, round(picture.shape[0] * scale)))
    interpolation = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size_wh, interpolation=interpolation), np.uint8)


def _write(image: RgbImage, at: tuple[int, int], text: str, size: float, ink: int) -> None:
    cv2.putText(image, text, at, cv2.FONT_HERSHEY_COMPLEX, size, (ink, ink, ink), max(1, round(size)), cv2.LINE_AA)


def _words(rng: np.random.Generator, count: int) -> str:
    letters = np.array(list("etaoinshrdlucmfw"))
    return " ".join("".join(rng.choice(letters, rng.integers(2, 8))) for _ in range(count))
