"""For how many objects a price is, as notes of stock books and sale catalogues say."""

import pytest

from catalog.ingest.markets.joint_prices import object_count


@pytest.mark.parametrize(
    ("note", "count"),
    [
        ("", 1),
        ("shared", 1),
        ("250 francs", 1),
        ("for lots 4 & 5", 2),
        ("for numbers A941-A952, shared", 12),
        ("for numbers A1, A2,   A3C, B4", 4),
        ("for numbers 27564a - 27564h", 8),
        ("pour les lots nos. 239[a-b] & 241[a-b]", 4),
        ("pour les lots nos. 243[a] & [b]", 2),
        ("pour les nos 3149-3152", 4),
        ("für die Lose 49 & 50", 2),
        ("for 24 paintings and 1 watercolor", 25),
        ("for a lot of numerous paintings", None),
        ("for numbers A6871-A6784", None),
        ("for numbers 1-99999999999", None),
        ("for lots 4 & 5 and the frame", None),
        ("chaque dessin", None),
    ],
)
def test_the_number_is_read_or_not_known(note: str, count: int | None) -> None:
    assert object_count(note) == count
