"""The phone-photo simulator: works on a gallery wall, seen by a visitor's phone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from vision.simulate.camera import place_camera
from vision.simulate.light import develop, light
from vision.simulate.scene import CLOSE_UP, FAR_AND_STEEP, GALLERY_WALL, SCENES, Scene
from vision.simulate.wall import hang, paint_wall
from vision.structures import Quad, RgbImage

__all__ = ["CLOSE_UP", "FAR_AND_STEEP", "GALLERY_WALL", "SCENES", "Scene", "SimulatedPhoto", "photograph"]


@dataclass(frozen=True, slots=True)
class SimulatedPhoto:
    """A simulated photo, and where each work is in it: the outline of its whole picture, without the frame.

    ``quads`` follow the order of the works; their corners may lie outside the photo.
    """

    image: RgbImage
    quads: tuple[Quad, ...]


def photograph(
    works: Sequence[RgbImage],
    *,
    rng: np.random.Generator,
    scene: Scene = GALLERY_WALL,
    size_wh: tuple[int, int] = (1600, 1200),
) -> SimulatedPhoto:
    """Photograph ``works`` on a wall: the first is what the visitor aims at, the others hang around it.

    The same ``rng`` state gives the same photo, to the pixel.

    Raises:
        ValueError: no work was given.
    """
    if not works:
        msg = "photograph() needs at least one work to hang"
        raise ValueError(msg)
    fill = rng.uniform(*scene.fill)
    room_wh = (fill * size_wh[0], fill * size_wh[1])
    hung = hang(works, rng, scene, room_wh)
    camera = place_camera(rng, scene, size_wh, fill)
    box = camera.visible_box()
    wall = paint_wall(box, hung, rng, scene)
    photo = light(camera.expose(wall, box), rng, scene)
    return SimulatedPhoto(develop(photo, rng, scene), tuple(camera.quad(work.box) for work in hung))
