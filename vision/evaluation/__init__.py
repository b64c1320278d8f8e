"""Measures recognition: a catalogue in memory, photos with ground truth, figures with intervals."""
