"""Answers of which the client says what it needs: ``?fields=id,title`` and ``?include=price_history``."""

from collections.abc import Collection, Sequence
from typing import Any, ClassVar, TypeVar

from django.http import QueryDict
from drf_spectacular.extensions import OpenApiSerializerExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers

from catalog.api.serializers.closed import ClosedSerializer

ALWAYS = frozenset({"id"})
"""Told whatever is asked for."""

T = TypeVar("T")
AnyField = serializers.Field[Any, Any, Any, Any]


class SparseSerializer(serializers.Serializer[T]):
    """A serializer that tells only the fields in ``only`` (all where it is not given), and of them always the id."""

    relations: ClassVar[dict[str, str]] = {}
    """The relation that a field reads, for those that read one: what is not told need not be prefetched."""

    def __init__(self, *args: Any, only: Collection[str] | None = None, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._only = None if only is None else ALWAYS.union(only)

    def get_fields(self) -> dict[str, AnyField]:
        """The fields that are asked for."""
        fields = super().get_fields()
        return fields if self._only is None else {name: fields[name] for name in fields if name in self._only}

    @classmethod
    def names(cls) -> list[str]:
        """All the fields there are."""
        return [*cls._declared_fields]

    @classmethod
    def relations_of(cls, names: Collection[str]) -> set[str]:
        """What to prefetch for these fields."""
        return {cls.relations[name] for name in names if name in cls.relations}


class SparseQuerySerializer(ClosedSerializer):
    """The parameters ``fields`` and ``include`` of a ``sparse`` answer.

    ``optional`` are the fields that are told only when they are named in either; without any there is no ``include``.
    """

    sparse: ClassVar[type[SparseSerializer[Any]]]
    optional: ClassVar[tuple[str, ...]] = ()

    def get_fields(self) -> dict[str, AnyField]:
        """Adds the two with the names that are legal here."""
        names = NamesField(self.sparse.names(), help_text="Tell only these, and the id. Left out: the usual ones.")
        fields = {**super().get_fields(), "fields": names}
        if self.optional:
            fields["include"] = NamesField(self.optional, help_text="Tell these as well.")
        return fields

    @property
    def names(self) -> frozenset[str]:
        """The fields to tell, for ``SparseSerializer(only=…)`` and ``relations_of``."""
        usual = [name for name in self.sparse.names() if name not in self.optional]
        asked = self.validated_data.get("fields", usual)
        return ALWAYS.union(asked, self.validated_data.get("include", ()))


class NamesField(serializers.ListField):
    """Names out of a few, with commas between them (or in several parameters of the same name)."""

    default_error_messages = {"unknown": "“{name}” is not known here. There are: {legal}."}

    def __init__(self, legal: Sequence[str], **kwargs: Any) -> None:  # noqa: ANN401
        self.legal = tuple(legal)
        super().__init__(child=serializers.CharField(), required=False, allow_empty=False, **kwargs)

    def get_value(self, dictionary: Any) -> Any:  # noqa: ANN401
        """The parameter's names, however they are separated."""
        parameter = str(self.field_name)
        if not isinstance(dictionary, QueryDict) or parameter not in dictionary:
            return super().get_value(dictionary)
        return [name for names in dictionary.getlist(parameter) for name in names.split(",") if name]

    def run_child_validation(self, data: Any) -> list[Any]:  # noqa: ANN401
        """One message a list, which says what there is."""
        for name in data:
            if name not in self.legal:
                self.fail("unknown", name=name, legal=", ".join(self.legal))
        return list(data)


class NamesFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """An array of the legal names."""

    target_class = NamesField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:  # noqa: ARG002 - its signature
        """Without a description of each name, which would only say it again."""
        return {"type": "array", "items": {"type": "string", "enum": list(self.target.legal)}, "minItems": 1}


class SparseSerializerExtension(OpenApiSerializerExtension):  # type: ignore[no-untyped-call]
    """Nothing but the id can be relied on to be there."""

    target_class = SparseSerializer
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        """The properties as usual."""
        schema: dict[str, Any] = auto_schema._map_serializer(  # type: ignore[no-untyped-call]  # noqa: SLF001 - as documented
            self.target, direction, bypass_extensions=True
        )
        schema["required"] = sorted(ALWAYS.intersection(schema["properties"]))
        return schema
