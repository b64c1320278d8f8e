"""Every format that can be ingested, by name."""

from catalog.ingest import artworks_csv, museums
from catalog.ingest.feeds import Adapter

ADAPTERS: dict[str, Adapter] = {adapter.name: adapter for adapter in (artworks_csv.ADAPTER, *museums.ADAPTERS)}
