"""Where a row's picture lies: nowhere but in the folder of images, whatever the row says."""

from pathlib import Path

from catalog.ingest.rows import UnusableRow


def image_path(text: str, images_dir: Path) -> Path:
    """The file that ``text`` names below ``images_dir``, which is resolved; whether it is there is not asked.

    Raises:
        UnusableRow: it is no path, or leads out of the folder, by a link too.
    """
    try:
        path = (images_dir / text).resolve()
    except (ValueError, OSError) as error:
        raise UnusableRow("image_path_invalid", f"“{text!r}” is no path.") from error
    if not path.is_relative_to(images_dir):
        raise UnusableRow("image_outside", f"“{text}” leaves the folder of images.")
    return path
