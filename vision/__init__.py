"""Recognition of artworks in photos: pixels in, evidence out. Knows no web framework, queue or database."""
