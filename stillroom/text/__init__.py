"""Texts: their one form, fingerprints, vectors, likeness and groups."""
