"""Adapters of museums' own formats, one file each; they share ``values``, ``facts``, ``makers`` and ``feeds``."""

from catalog.ingest.museums import (
    aic,
    athenaeum,
    brooklyn,
    carnegie,
    cleveland,
    europeana,
    finna,
    met,
    moma,
    muma,
    nga,
    smithsonian,
    smk,
    tate,
    walters,
    wcma,
    wga,
    whitney,
)

ADAPTERS = (
    *(moma.ADAPTER, moma.CSV_ADAPTER, tate.ADAPTER, tate.CSV_ADAPTER, tate.ARTISTS_ADAPTER, nga.ADAPTER, aic.ADAPTER),
    *(met.ADAPTER, met.CSV_ADAPTER, cleveland.ADAPTER, cleveland.CSV_ADAPTER, carnegie.ADAPTER, carnegie.CSV_ADAPTER),
    *(wcma.ADAPTER, smk.ADAPTER, smithsonian.ADAPTER, europeana.ADAPTER),
    *(
        finna.ADAPTER,
        whitney.ADAPTER,
        whitney.WORKS_ADAPTER,
        brooklyn.ADAPTER,
        walters.ADAPTER,
        wga.ADAPTER,
        athenaeum.ADAPTER,
        muma.ADAPTER,
    ),
)
"""Every museum's, in the order of ``docs/ingestion-museums.md``."""
