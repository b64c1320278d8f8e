"""What may happen between a wall and a photo, as data: every range and probability of the simulator."""

from dataclasses import dataclass, replace

import numpy as np

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scene:
    """Ranges are drawn uniformly, ``*_chance`` are probabilities. Angles in degrees, lengths as shares.

    The defaults are a phone held by a visitor; the presets below say how near that visitor stands.
    """

    fill: Range
    """Share of the photo's width or height (whichever binds) that the framed work takes."""
    yaw_deg: Range = (-34, 34)
    pitch_deg: Range = (-18, 14)
    roll_deg: Range = (-6, 6)
    off_centre: Range = (-0.14, 0.14)
    """How far the work's centre is from the photo's, as a share of the free room around it (at least of 8 %)."""
    focal: Range = (0.72, 1.25)
    """Focal length as a share of the photo's long side."""
    distortion: Range = (-0.07, 0.05)

    frames: tuple[tuple[str, float], ...] = (
        ("none", 0.2),
        ("thin", 0.25),
        ("box", 0.15),
        ("ornate", 0.3),
        ("mat", 0.1),
    )
    frame_lip: Range = (0.0, 0.012)
    """How much of the picture the frame covers on each side."""
    dark_wall_chance: float = 0.22
    wall_pattern_chance: float = 0.2
    floor_chance: float = 0.25
    label_chance: float = 0.45
    visitor_chance: float = 0.06

    glass_chance: float = 0.3
    glare_chance: float = 0.35
    shadow_chance: float = 0.4
    unevenness: Range = (0.0, 0.3)
    low_light_chance: float = 0.14
    exposure: Range = (0.76, 1.25)
    low_light_exposure: Range = (0.42, 0.75)
    contrast: Range = (0.72, 1.2)
    saturation: Range = (0.55, 1.3)
    colour_cast: Range = (-0.14, 0.14)
    vignetting: Range = (0.0, 0.4)

    screen_chance: float = 0.05
    defocus_chance: float = 0.4
    defocus: Range = (0.0008, 0.005)
    """Standard deviation of the blur as a share of the photo's long side."""
    motion_chance: float = 0.2
    motion: Range = (0.004, 0.022)
    noise: Range = (0.0, 0.02)
    low_light_noise: Range = (0.012, 0.05)
    sharpening_chance: float = 0.4
    jpeg_quality: Range = (35, 96)


GALLERY_WALL = Scene(fill=(0.15, 0.95), defocus=(0.0004, 0.0024), motion=(0.002, 0.009))
"""From the other side of the room up to the frame."""

CLOSE_UP = Scene(fill=(0.55, 1.08), off_centre=(-0.3, 0.3))
"""One work fills the photo and may be cut by its border."""

FAR_AND_STEEP = replace(GALLERY_WALL, fill=(0.12, 0.4), yaw_deg=(-55, 55), low_light_chance=0.5)
"""Across a dim room, from the side."""

SCENES = {"gallery-wall": GALLERY_WALL, "close-up": CLOSE_UP, "far-and-steep": FAR_AND_STEEP}


def happens(rng: np.random.Generator, chance: float) -> bool:
    """Whether something of this probability happens now."""
    return bool(rng.random() < chance)
