"""Offline packs of venues: ``keys`` sign, ``packing`` writes, ``opening`` checks, ``shelf`` keeps what there is.

The format is described for those who read it in docs/bundles.md.
"""

FORMAT = "artrec-bundle"
VERSION = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
WORKS = "works.jsonl"
GUIDES = "guides.jsonl"
IMAGES = "images.jsonl"
VECTORS = "vectors.npy"
DESCRIPTORS = "descriptors.bin"
