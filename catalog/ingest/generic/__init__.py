"""Formats that are nobody's own: tables with a mapping, IIIF manifests, Linked Art."""
