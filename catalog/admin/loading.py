"""The forms by which a file is loaded: which one, and, of anyone's table, what its columns are."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from catalog.ingest.field_words import FIELDS
from catalog.ingest.generic.table import Survey
from catalog.ingest.mapping import ColumnMapping
from catalog.ingest.sources import ADAPTERS
from catalog.models import PriceRecord
from catalog.services.ingestion.columns import survey_columns
from catalog.services.ingestion.files import FileRefused, path_on_server
from catalog.services.ingestion.uploads import keep_upload

_UPLOADS = {"file": ("kept", ("path", "url")), "images_file": ("kept_images", ("images",))}
"""The fields of uploads, each with that of one that is kept, and those that name a file elsewhere."""
_SALT = "kept upload"
_SAMPLES = 3
_SAMPLE_LENGTH = 60
_FIELDS = [("", "not read"), *((name, name.replace("_", " ").replace(" id", " number")) for name in FIELDS)]


class StartForm(forms.Form):
    """A file and what it does not say itself; whether it can be loaded is the service's to say.

    What was uploaded is kept at once, so that nobody uploads it twice because another field was wrong.
    """

    format = forms.ChoiceField(initial="table")
    file = forms.FileField(required=False, label="Upload")
    path = forms.CharField(
        required=False, label="Or on the server", help_text="A file or folder in the server's folder for ingestion."
    )
    url = forms.CharField(
        required=False, label="Or on the web", max_length=2000, help_text="Where a worker downloads it from."
    )
    source = forms.CharField(
        required=False,
        max_length=60,
        help_text="Who says so. Empty: the museum or market of the format, or for lists the file's name.",
    )
    is_dry_run = forms.BooleanField(
        required=False, label="Dry run", help_text="Only count what would change; nothing is written."
    )
    images_file = forms.FileField(
        required=False,
        label="Upload pictures",
        help_text="A ZIP or TAR of them, where they are not in the file's own archive.",
    )
    images = forms.CharField(
        required=False, label="Or on the server", help_text="A folder or archive in the server's folder."
    )
    as_of = forms.DateField(
        required=False,
        label="As of",
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text="The day the file speaks of. Empty: when it was last changed.",
    )
    reload = forms.BooleanField(
        required=False, label="Load all again", help_text="Also what has not changed since the last run."
    )
    fetch_linked = forms.BooleanField(
        required=False,
        label="Follow",
        help_text="Fetch what a IIIF collection or Linked Art set only points to. Of one on the web it always is.",
    )
    is_full = forms.BooleanField(
        required=False, label="Whole", help_text="The file holds all that its source has: report what is gone from it."
    )
    unpublish_missing = forms.BooleanField(
        required=False, label="Unpublish what is gone", help_text="Of a whole file only."
    )
    mapping = forms.CharField(
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8, "cols": 80}),
        help_text="Of anyone's table, as YAML. Empty: you are asked what each column is.",
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_images = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - passed on
        super().__init__(*args, **kwargs)
        self.fields["format"] = forms.ChoiceField(choices=_formats(), initial="table")

    def sections(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """The fields by what they are about, for the page."""
        fields = [field.name for field in self.visible_fields()]
        first, second = fields.index("images_file"), fields.index("as_of")
        for title, names in (
            ("", fields[:first]),
            ("Pictures", fields[first:second]),
            ("Seldom needed", fields[second:]),
        ):
            yield title, [self[name] for name in names]

    def unseen(self) -> list[forms.BoundField]:
        """What the next page sends along."""
        return [self[name] for name in self.fields if name not in _UPLOADS and name != "mapping"]

    def clean(self) -> dict[str, Any]:
        """One origin; what is uploaded, or was, is a path from here on."""
        cleaned: dict[str, Any] = self.cleaned_data
        for name, (token, elsewhere) in _UPLOADS.items():
            cleaned[name] = self._keep(name, "" if any(map(cleaned.get, elsewhere)) else token)
        if sum(bool(cleaned.get(name)) for name in ("file", "path", "url")) != 1 and not self.errors:
            raise forms.ValidationError("Choose a file, or name one on the server, or give its URL.")
        if cleaned.get("images_file") and cleaned.get("images"):
            raise forms.ValidationError("Choose an archive of pictures, or name one on the server.")
        return cleaned

    def _keep(self, name: str, token: str) -> Path | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data.get(name)
        said = str(self.cleaned_data.get(token, ""))
        if upload is None and not said:
            return None
        try:
            kept = _kept_before(said) if upload is None else keep_upload(upload.name or "", upload.chunks())
        except (FileRefused, OSError) as refused:
            self.add_error(name, str(refused))
            return None
        self.data = dict(self.data.items()) | {token: signing.dumps(str(kept), salt=_SALT)}
        self[name].help_text = f"{kept.name} is uploaded. Another takes its place."
        return kept


def _kept_before(token: str) -> Path:
    try:
        path = Path(signing.loads(token, salt=_SALT))
    except signing.BadSignature as error:
        raise FileRefused("Choose it again.") from error
    if not path.is_file():
        raise FileRefused("It is not kept any longer. Choose it again.")
    return path


class ColumnsForm(forms.Form):
    """What each column of a table is, as far as its header suggests; and what its cells do not say."""

    names = forms.ChoiceField(
        label="Names of artists",
        choices=[
            ("keep", "as they are: Claude Monet"),
            ("invert", "family name first: Monet, Claude"),
            ("separate", "several, with commas between: Gilbert, George"),
        ],
    )
    size_unit = forms.ChoiceField(
        label="Sizes without a unit are in",
        required=False,
        choices=[("", "(not known)"), *((unit, unit) for unit in ("mm", "cm", "m", "in"))],
    )
    date_order = forms.ChoiceField(
        label="Dates in digits are",
        required=False,
        choices=[("", "(not known)"), ("dmy", "day, month, year"), ("mdy", "month, day, year")],
    )
    price_kind = forms.ChoiceField(
        label="Prices are",
        required=False,
        choices=[("", "(no prices, or a column says it)"), *PriceRecord.Kind.choices],
    )
    currency = forms.CharField(
        label="Amounts without a currency are in",
        required=False,
        max_length=3,
        help_text="Three letters, such as EUR.",
        widget=forms.TextInput(attrs={"size": 4}),
    )
    encoding = forms.ChoiceField(
        label="Letters look",
        choices=[
            ("utf-8-sig", "right"),
            ("cp1252", "wrong: an old file of Western Europe (cp1252)"),
            ("cp1250", "wrong: an old file of Central Europe (cp1250)"),
            ("mac_roman", "wrong: an old file of a Mac (mac_roman)"),
        ],
    )

    def __init__(self, data: Mapping[str, Any] | None, survey: Survey) -> None:
        guess = survey.mapping
        told = {name: getattr(guess, name) for name in ("names", "size_unit", "date_order", "encoding")}
        super().__init__(data, initial={**told, **guess.constants})
        self._columns = {f"column-{number}": column for number, column in enumerate(survey.columns)}
        for name, column in self._columns.items():
            self.fields[name] = forms.ChoiceField(
                choices=_FIELDS, required=False, label=column.name, initial=column.field
            )

    def columns(self) -> Iterator[tuple[forms.BoundField, list[str]]]:
        """Each with some of what is in it."""
        for name, column in self._columns.items():
            yield self[name], [sample[:_SAMPLE_LENGTH] for sample in column.samples[:_SAMPLES]]

    def others(self) -> list[forms.BoundField]:
        """What is asked of the whole table."""
        return [self[name] for name in self.fields if name not in self._columns]

    def clean(self) -> dict[str, Any]:
        """No two columns are one field."""
        chosen = [self.cleaned_data.get(name) for name in self._columns]
        for name in self._columns:
            field = self.cleaned_data.get(name)
            if field and chosen.count(field) > 1:
                self.add_error(name, "Another column is this, too. Choose one of them.")
        return self.cleaned_data

    def as_yaml(self) -> str:
        """The mapping, as a job takes it."""
        said = self.cleaned_data
        shared = {"price_kind": said["price_kind"], "currency": said["currency"].upper()}
        return ColumnMapping(
            columns={said[name]: column.name for name, column in self._columns.items() if said[name]},
            constants={name: text for name, text in shared.items() if text},
            names=said["names"],
            size_unit=said["size_unit"],
            date_order=said["date_order"] or None,
            encoding=said["encoding"],
        ).as_yaml()


def columns_form(wanted: Mapping[str, Any], sent: Mapping[str, Any]) -> ColumnsForm | None:
    """For a table whose columns nobody has said yet, filled in with what was ``sent``; None for other files.

    Raises:
        FileRefused: it is no table.
        OSError: it cannot be read.
    """
    if wanted["mapping"] or wanted["url"]:
        return None
    found = survey_columns(wanted["format"], wanted["file"] or path_on_server(wanted["path"]))
    return None if found is None else ColumnsForm(sent if "names" in sent else None, found)


def _formats() -> list[tuple[str, list[tuple[str, str]]]]:
    """First those for files that anyone has, then the formats of museums and markets."""
    names = sorted(ADAPTERS, key=lambda name: (name != "table", name))
    told = {name: f"{ADAPTERS[name].title}: {ADAPTERS[name].description}" for name in names}
    return [
        (title, [(name, told[name]) for name in names if bool(ADAPTERS[name].source) == is_one_source])
        for title, is_one_source in (("Anyone's files", False), ("Of one museum, market or list", True))
    ]
