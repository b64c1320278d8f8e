"""Artists in the admin, and how people are called in lists."""

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.joins import JoinedAdmin, count_of
from catalog.admin.lines import LinesField
from catalog.admin.searching import WordSearchAdmin
from catalog.models import Artist, Attribution
from catalog.selectors.search import search_artists


def person_text(person: User) -> str:
    """The name; of a guest, whose name is a long number, its beginning."""
    return person.username[:14] if person.username.startswith("guest-") else person.username


class ArtistForm(ModelForm):
    """An artist with other names, a line each."""

    aliases = LinesField(label="Other names", required=False, help_text="One a line.")


@admin.register(Artist)
class ArtistAdmin(WordSearchAdmin, JoinedAdmin):
    """Makers, with the number of their works."""

    form = ArtistForm
    list_display = ("name", "birth_year", "death_year", "nationality", "works", "shown_as", "source")
    list_filter = (("joined_to", admin.EmptyFieldListFilter), "source")
    search_fields = ("=ulan_id", "=wikidata_id", "=source_id")
    search_help_text = "Words of any name, also misspelt; or ULAN, Wikidata, source id in full"
    list_per_page = 50
    show_full_result_count = False
    fields = (
        *("name", "aliases", ("birth_year", "death_year"), "nationality"),
        *(("ulan_id", "wikidata_id"), ("source", "source_id"), "joined_to"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Artist]:
        artists: QuerySet[Artist] = super().get_queryset(request)
        return artists.annotate(works=Coalesce(count_of(Attribution, "artist", "pk"), 0))

    def found_by_words(self, rows: QuerySet[Artist], text: str) -> QuerySet[Artist]:
        """Also those that are shown as another."""
        people = search_artists(text).order_by().values("pk")
        return rows.filter(Q(pk__in=people) | Q(joined_to__in=people))

    def told_apart(self, row: Artist) -> str:
        """Such as "Claude Monet (1840–1926), moma"."""
        years = f" ({row.birth_year or ''}–{row.death_year or ''})" if row.birth_year or row.death_year else ""
        return f"{row}{years}, {row.source}"

    @admin.display(description="works", ordering="works")
    def works(self, artist: Artist) -> str:
        url = reverse("admin:catalog_artwork_changelist")
        return format_html('<a href="{}?attributions__artist={}">{}</a>', url, artist.pk, vars(artist)["works"])
