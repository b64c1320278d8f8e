"""From light to file: lamps and shadows, glare, the lens, the sensor's noise, and what phones do to the picture."""

import cv2
import numpy as np

from vision.simulate.camera import Canvas
from vision.simulate.scene import Scene, happens
from vision.structures import RgbImage


def light(photo: Canvas, rng: np.random.Generator, scene: Scene) -> Canvas:
    """Lamps, shadows, visitors in the way and glare, in the photo's plane."""
    photo = photo * _lamps(photo.shape[:2], rng, scene)[..., None]
    if happens(rng, scene.shadow_chance):
        photo *= 1 - np.float32(rng.uniform(0.1, 0.5)) * _half_plane(photo.shape[:2], rng)[..., None]
    if happens(rng, scene.visitor_chance):
        _stand_in_the_way(photo, rng)
    if happens(rng, scene.glare_chance):
        for _ in range(int(rng.integers(1, 4))):
            photo += np.float32(rng.uniform(0.15, 0.9)) * _glare(photo.shape[:2], rng)[..., None]
    return photo


def develop(photo: Canvas, rng: np.random.Generator, scene: Scene) -> RgbImage:
    """Blur, colour, noise, sharpening and JPEG: what lens, sensor and software make of the light."""
    dark = happens(rng, scene.low_light_chance)
    if happens(rng, scene.screen_chance):
        photo = photo * _screen(photo.shape[:2], rng)
    photo = _grade(_blur(photo, rng, scene), rng, scene, dark=dark)
    photo += _noise(photo.shape[:2], rng, scene.low_light_noise if dark else scene.noise)
    if happens(rng, scene.sharpening_chance):
        soft = cv2.GaussianBlur(photo, (0, 0), 1.2)
        amount = rng.uniform(0.2, 0.9)
        photo = np.asarray(cv2.addWeighted(photo, 1 + amount, soft, -amount, 0), np.float32)
    return _jpeg(photo, int(rng.uniform(*scene.jpeg_quality)))


def _lamps(shape: tuple[int, ...], rng: np.random.Generator, scene: Scene) -> Canvas:
    """Uneven light and vignetting as one field (height, width) around 1."""
    height, width = shape[:2]
    uneven = rng.uniform(*scene.unevenness)
    field = 1 + np.float32(uneven) * rng.uniform(-1, 0.7, (3, 3)).astype(np.float32)
    y, x = np.linspace(-1, 1, 24, dtype=np.float32)[:, None], np.linspace(-1, 1, 24, dtype=np.float32)
    coarse = cv2.resize(field, (24, 24), interpolation=cv2.INTER_CUBIC)
    coarse = coarse * (1 - np.float32(rng.uniform(*scene.vignetting)) * (x * x + y * y) / 2)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _half_plane(shape: tuple[int, ...], rng: np.random.Generator) -> Canvas:
    """A soft shadow edge across the photo, 0–1."""
    height, width = shape[:2]
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.linspace(-1, 1, height, dtype=np.float32)[:, None], np.linspace(-1, 1, width, dtype=np.float32)
    ramp = x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle)) - np.float32(rng.uniform(-0.7, 0.7))
    return np.asarray(np.clip(ramp / rng.uniform(0.03, 0.8) + 0.5, 0, 1), np.float32)


def _glare(shape: tuple[int, ...], rng: np.random.Generator) -> Canvas:
    """The reflection of a lamp (an ellipse) or a window (a quadrilateral), with a soft edge, 0–1."""
    height, width = shape[:2]
    spot = np.zeros((height, width), np.uint8)
    centre = (int(rng.uniform(0.05, 0.95) * width), int(rng.uniform(0.05, 0.95) * height))
    axes = tuple(max(1, int(v * max(width, height))) for v in rng.uniform(0.01, 0.13, 2))
    angle = rng.uniform(0, 180)
    if happens(rng, 0.6):
        cv2.ellipse(spot, centre, axes, angle, 0, 360, 255, -1)
    else:
        corners = cv2.boxPoints((centre, (2.0 * axes[0], 2.0 * axes[1]), angle)).astype(np.int32)
        cv2.fillConvexPoly(spot, corners, 255)
    soft = cv2.GaussianBlur(spot, (0, 0), max(0.6, rng.uniform(0.1, 0.8) * min(axes)))
    return soft.astype(np.float32) * np.float32(1 / 255)


def _stand_in_the_way(photo: Canvas, rng: np.random.Generator) -> None:
    """A head and shoulders at the lower border, out of focus."""
    height, width = photo.shape[:2]
    mask = np.zeros((height, width), np.float32)
    size = rng.uniform(0.06, 0.16) * max(height, width)
    x, y = int(rng.uniform(0, 1) * width), int(height * rng.uniform(0.88, 1.05))
    cv2.ellipse(mask, (x, y), (int(size * 0.75), int(size)), 0, 0, 360, 1.0, -1)
    cv2.ellipse(mask, (x, int(y + 2.2 * size)), (int(size * 1.9), int(size * 1.4)), 0, 0, 360, 1.0, -1)
    soft = np.asarray(cv2.GaussianBlur(mask, (0, 0), max(0.6, size * 0.08)), np.float32)[..., None]
    photo *= 1 - soft
    photo += soft * rng.uniform(0.03, 0.4, 3).astype(np.float32)


def _screen(shape: tuple[int, ...], rng: np.random.Generator) -> Canvas:
    """Moiré of a display photographed: coloured beats of two gratings, around 1; (height, width, 3)."""
    height, width = shape[:2]
    y, x = np.arange(height, dtype=np.float32)[:, None, None], np.arange(width, dtype=np.float32)[None, :, None]
    angle, period = rng.uniform(0, np.pi), rng.uniform(2.2, 14)
    phase = np.array([0, 2.1, 4.2], np.float32) * np.float32(rng.uniform(0, 1))
    along = (x * np.float32(np.cos(angle)) + y * np.float32(np.sin(angle))) * np.float32(2 * np.pi / period)
    return np.asarray(1 + np.float32(rng.uniform(0.03, 0.15)) * np.sin(along + phase), np.float32)


def _blur(photo: Canvas, rng: np.random.Generator, scene: Scene) -> Canvas:
    long_side = max(photo.shape[:2])
    if happens(rng, scene.defocus_chance):
        sigma = rng.uniform(*scene.defocus) * long_side
        photo = np.asarray(cv2.GaussianBlur(photo, (0, 0), max(0.3, sigma)), np.float32)
    if happens(rng, scene.motion_chance):
        length = max(3, round(rng.uniform(*scene.motion) * long_side) | 1)
        kernel = np.zeros((length, length), np.float32)
        middle, angle = length // 2, rng.uniform(0, np.pi)
        dx, dy = round(np.cos(angle) * middle), round(np.sin(angle) * middle)
        cv2.line(kernel, (middle - dx, middle - dy), (middle + dx, middle + dy), 1.0)
        photo = np.asarray(cv2.filter2D(photo, -1, kernel / kernel.sum()), np.float32)
    return photo


def _grade(photo: Canvas, rng: np.random.Generator, scene: Scene, *, dark: bool) -> Canvas:
    """Exposure, white balance, contrast and saturation as one 3 × 4 colour matrix, then a tone curve."""
    exposure = rng.uniform(*(scene.low_light_exposure if dark else scene.exposure))
    warmth, tint = rng.uniform(*scene.colour_cast) * (1.5 if dark else 1), rng.uniform(*scene.colour_cast) / 2
    gains = np.diag([1 + warmth, 1 + tint, 1 - warmth]) * exposure
    saturation, contrast = rng.uniform(*scene.saturation), rng.uniform(*scene.contrast)
    luma = np.tile(np.array([0.299, 0.587, 0.114]), (3, 1))
    matrix = contrast * (saturation * np.eye(3) + (1 - saturation) * luma) @ gains
    offset = np.full((3, 1), 0.5 * exposure * (1 - contrast) + rng.uniform(-0.03, 0.05))
    graded = cv2.transform(photo, np.hstack([matrix, offset]).astype(np.float32))
    np.clip(graded, 0, 1, out=graded)
    return np.asarray(cv2.pow(graded, rng.uniform(0.8, 1.25)), np.float32)


def _noise(shape: tuple[int, ...], rng: np.random.Generator, strength: tuple[float, float]) -> Canvas:
    """Sensor noise, coarser than a pixel as phones leave it after denoising; (height, width, 3)."""
    height, width = shape[:2]
    grain = rng.uniform(1.0, 2.2)
    small = (max(2, int(height / grain)), max(2, int(width / grain)))
    luma = rng.standard_normal((*small, 1), dtype=np.float32)
    chroma = rng.standard_normal((small[0] // 2 + 1, small[1] // 2 + 1, 3), dtype=np.float32)
    both = cv2.resize(luma, (width, height))[..., None] + np.float32(0.7) * cv2.resize(chroma, (width, height))
    return np.asarray(both * np.float32(rng.uniform(*strength)), np.float32)


def _jpeg(photo: Canvas, quality: int) -> RgbImage:
    pixels = cv2.convertScaleAbs(np.maximum(photo, 0), alpha=255)
    _, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    return np.ascontiguousarray(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), np.uint8)[..., ::-1])
