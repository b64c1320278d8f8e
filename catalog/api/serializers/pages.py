"""Pages of lists."""

from typing import Any

from rest_framework import serializers


class PageSerializer(serializers.Serializer[Any]):
    """A page; subclasses add its ``results``."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
