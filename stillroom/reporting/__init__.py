"""What a run came to, gathered from its books and shown as a page."""

from stillroom.reporting.page import report

__all__ = ["report"]
