"""The parameters of lists of artworks, artists and exhibitions."""

from typing import Any

from rest_framework import serializers

from catalog.api.serializers.artworks import ArtistSerializer, ArtworkDetailSerializer
from catalog.api.serializers.fields import Amount, IdParameter, SearchField
from catalog.api.serializers.geography import AreaQuerySerializer, PointField
from catalog.api.serializers.pages import PageQuerySerializer
from catalog.api.serializers.places import ExhibitionDetailSerializer
from catalog.api.serializers.sparse import SparseQuerySerializer
from catalog.selectors.artwork_filters import ArtworkFilters
from catalog.selectors.exhibitions import ExhibitionFilters
from catalog.selectors.spelling import MAX_WORDS

_RELEVANCE = {"relevance": ("rank", "pk")}
_FIRST_YEAR, _LAST_YEAR = -32_000, 2_200


class ArtworkFiltersSerializer(AreaQuerySerializer):
    """Which artworks; all that is given must be true of them."""

    artist = IdParameter(help_text="Id of an artist: by, after, or attributed to them.")
    year_from = serializers.IntegerField(
        required=False,
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        help_text="Made in this year or later, as far as the record's range of years allows; negative before our era.",
    )
    year_to = serializers.IntegerField(
        required=False,
        min_value=_FIRST_YEAR,
        max_value=_LAST_YEAR,
        help_text="Made in this year or earlier, likewise.",
    )
    style = serializers.CharField(required=False, max_length=100, help_text="As the record has it, in any case.")
    genre = serializers.CharField(required=False, max_length=200, help_text="As the record has it, in any case.")
    medium = serializers.CharField(required=False, max_length=100, help_text="Words that occur in the medium.")
    currency = serializers.RegexField(
        r"^[A-Z]{3}\Z",
        required=False,
        error_messages={"invalid": "Give three capital letters, ISO 4217: “EUR”."},
        help_text="ISO 4217. Sold or offered at a known price in this currency. Estimates, unsold lots and prices for"
        " several works together do not count, and nothing is converted.",
    )
    price_min = Amount(required=False, may_be_zero=True, help_text="Such a price, at least; in `currency`.")
    price_max = Amount(required=False, may_be_zero=True, help_text="Such a price, at most; in `currency`.")
    on_display = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Whether a source says that it hangs today."
    )
    venue = IdParameter(
        help_text="Id of a venue that holds or shows it; with `on_display=true`, where it hangs today.",
    )
    exhibition = IdParameter(help_text="Id of an exhibition that shows or showed it.")
    near = PointField(
        required=False, help_text="Held or shown by a venue near this point: latitude,longitude in WGS 84 degrees."
    )
    source = serializers.CharField(required=False, max_length=60, help_text="Who says so.")
    rights = serializers.CharField(
        required=False, max_length=100, help_text="Of the record, as it has them, in any case."
    )
    has_image = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Whether there is a picture to show."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """What only makes sense together, or in order."""
        if "currency" not in attrs and (alone := {"price_min", "price_max"} & set(attrs)):
            told = "Give the currency too: prices in different ones cannot be compared."
            raise serializers.ValidationError(dict.fromkeys(sorted(alone), told))
        for first, last in (("year_from", "year_to"), ("price_min", "price_max")):
            if first in attrs and last in attrs and attrs[first] > attrs[last]:
                raise serializers.ValidationError({first: f"This is more than “{last}”."})
        return super().validate(attrs)

    @property
    def filters(self) -> ArtworkFilters:
        """What was asked for. Call ``is_valid`` first."""
        return ArtworkFilters(**{name: self.validated_data.get(name) for name in ArtworkFilters.__slots__})


class SearchQuerySerializer(PageQuerySerializer):
    """The parameters of a list that can be searched: by what fits best, unless another order is asked for."""

    search = SearchField(
        help_text=f"At most {MAX_WORDS} words, whole or their beginnings, without regard to accents and case. What is"
        " called exactly this comes first, then what begins with it, then the others. For a word that occurs nowhere,"
        " those most like it are looked for. (Where the server runs on SQLite, all this takes longer.)",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Without words nothing fits better than anything else."""
        if attrs["ordering"] == "relevance" and "search" not in attrs:
            raise serializers.ValidationError({"ordering": "Give the words too, as “search”."})
        checked: dict[str, Any] = super().validate(attrs)
        return checked

    @property
    def ordering(self) -> tuple[str, ...]:
        """The chosen order, for ``read_page``."""
        is_open = "ordering" not in self.initial_data and "search" in self.validated_data
        return _RELEVANCE["relevance"] if is_open else super().ordering


class ArtworkQuerySerializer(SearchQuerySerializer, SparseQuerySerializer, ArtworkFiltersSerializer):
    """The parameters of the list of artworks."""

    sparse = ArtworkDetailSerializer
    optional = ("images", "price_history", "seen_at")
    orderings = {
        "id": ("pk",),
        "-id": ("-pk",),
        "title": ("title_words", "pk"),
        "year": ("year_from", "pk"),
        "-year": ("-year_from", "-pk"),
        "updated": ("updated_at", "pk"),
        "-updated": ("-updated_at", "-pk"),
        **_RELEVANCE,
    }


class ArtworkDetailQuerySerializer(SparseQuerySerializer):
    """The parameters of an artwork."""

    sparse = ArtworkDetailSerializer


class SimilarQuerySerializer(SparseQuerySerializer, ArtworkFiltersSerializer):
    """The parameters of a search for works that look like one."""

    sparse = ArtworkDetailSerializer
    optional = ("images", "price_history", "seen_at")

    limit = serializers.IntegerField(
        required=False, default=10, min_value=1, max_value=50, help_text="How many works, where there are so many."
    )


class ArtistQuerySerializer(SearchQuerySerializer, SparseQuerySerializer):
    """The parameters of the list of artists."""

    sparse = ArtistSerializer
    orderings = {"name": ("name", "pk"), "id": ("pk",), "-id": ("-pk",), **_RELEVANCE}


class ArtistDetailQuerySerializer(SparseQuerySerializer):
    """The parameters of an artist."""

    sparse = ArtistSerializer


class ExhibitionQuerySerializer(PageQuerySerializer, SparseQuerySerializer, AreaQuerySerializer):
    """The parameters of the list of exhibitions."""

    sparse = ExhibitionDetailSerializer
    orderings = {"-starts_on": ("-starts_on", "-pk"), "starts_on": ("starts_on", "pk"), "id": ("pk",)}

    venue = IdParameter(help_text="Id of a venue.")
    artwork = IdParameter(help_text="Id of an artwork that is or was shown there.")
    on = serializers.DateField(
        required=False, help_text="Open on this day; an end that is not known may be any day, so it counts as open."
    )
    not_over_on = serializers.DateField(
        required=False, help_text="Open on this day or later, likewise: what is shown now and soon."
    )
    near = PointField(required=False, help_text="At a venue near this point: latitude,longitude in WGS 84 degrees.")
    search = SearchField(
        help_text="Words, whole or their beginnings, of the title or of the venue's name, city or country, without"
        " regard to accents and case. For a word that occurs nowhere, those most like it are looked for."
    )

    @property
    def filters(self) -> ExhibitionFilters:
        """What was asked for. Call ``is_valid`` first."""
        return ExhibitionFilters(**{name: self.validated_data.get(name) for name in ExhibitionFilters.__slots__})


class ExhibitionDetailQuerySerializer(SparseQuerySerializer):
    """The parameters of an exhibition."""

    sparse = ExhibitionDetailSerializer
