"""Look for personal data and secrets in what a model wrote; what cannot be cleaned is held."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Checked, State
from stillroom.domain.summaries import Draft
from stillroom.drafting import unreviewed
from stillroom.errors import DetectorFailed
from stillroom.privacy import PrivacyGate

BATCH = 50


def pii_check(state: State, runtime: Runtime[Context]) -> Checked:
    """Redact every draft, check it again, and hold what still does not pass."""
    services, run = runtime.context.services, runtime.context.run(state)
    services.store.journal.step(run, "pii_check")
    todo, rows = unreviewed(services.store, run, "pii", "summarize"), []
    for done, (cluster_id, (input_hash, output)) in enumerate(todo.items()):
        if done % BATCH == 0:
            runtime.stream_writer({"step": "pii_check", "done": done, "total": len(todo)})
        draft, redacted, held = _clean(services.gate, Draft.model_validate(output["draft"]))
        body = {"attempt": output["attempt"], "draft": draft.model_dump(mode="json")}
        rows.append((cluster_id, input_hash, {**body, "redacted": redacted, "held": held}))
    services.store.work.keep(run, "pii", rows)
    runtime.stream_writer({"step": "pii_check", "done": len(rows), "total": len(rows)})
    outputs = [o for by in services.store.work.outputs(run, "pii").values() for o in by.values()]
    return {
        "redacted": sum(bool(o["redacted"]) for o in outputs),
        "pii_held": sum(bool(o["held"]) for o in outputs),
    }


def _clean(gate: PrivacyGate, draft: Draft) -> tuple[Draft, int, str]:
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
