"""Stillroom: the commons that keeps itself."""
