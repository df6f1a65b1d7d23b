"""Drafts through the gate: cleaned, and checked again."""

from stillroom.domain.summaries import Draft
from stillroom.errors import DetectorFailed
from stillroom.privacy.gate import PrivacyGate


def cleaned(job: tuple[PrivacyGate, Draft]) -> tuple[Draft, int, str]:
    """Redact a draft, in any process: also how much was found, and why it is held if it is."""
    gate, draft = job
    try:
        once, found = _redacted(gate, draft)
        again, left = _redacted(gate, once) if found else (once, 0)
    except DetectorFailed as failure:
        return draft.withheld(str(failure)), 0, str(failure)
    return again, found, "personal data stays after redaction" if left else ""


def _redacted(gate: PrivacyGate, draft: Draft) -> tuple[Draft, int]:
    fields = {"title": draft.title, **{str(n): s.text for n, s in enumerate(draft.sentences)}}
    cleaned = gate.clean_fields(fields)
    found = sum(len(c.findings) for c in cleaned.values())
    sentences = tuple(s.model_copy(update={"text": cleaned[str(n)].text}) for n, s in enumerate(draft.sentences))
    return draft.model_copy(update={"title": cleaned["title"].text, "sentences": sentences}), found
