"""Every format that can be ingested, by name."""

from catalog.ingest import artworks_csv, museums
from catalog.ingest.exported import feed as exported
from catalog.ingest.feeds import Adapter
from catalog.ingest.generic import iiif, linked_art, table
from catalog.ingest.markets import asking_prices, hong_kong, knoedler_sales, lisbon, sales_contents, stock_books
from catalog.ingest.venues import famous_paintings, museofile, new_york, venues_csv, world_museums

_MARKETS = (
    *(hong_kong.ADAPTER, lisbon.LOTS, lisbon.REPEATS, knoedler_sales.ADAPTER),
    *(stock_books.ADAPTER, sales_contents.ADAPTER, asking_prices.ADAPTER),
)
_VENUES = (
    *(venues_csv.ADAPTER, museofile.ADAPTER, new_york.ADAPTER, world_museums.ADAPTER),
    *(famous_paintings.MUSEUMS, famous_paintings.WORKS),
)
_GENERIC = (table.ADAPTER, iiif.ADAPTER, linked_art.ADAPTER, exported.ADAPTER)

ADAPTERS: dict[str, Adapter] = {
    adapter.name: adapter for adapter in (artworks_csv.ADAPTER, *museums.ADAPTERS, *_MARKETS, *_VENUES, *_GENERIC)
}
