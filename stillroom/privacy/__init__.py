"""Privacy: what must not be kept is found on several views of a text and replaced by placeholders."""

from stillroom.privacy.gate import PrivacyGate

__all__ = ["PrivacyGate"]
