"""`stillroom review`: list, look, decide, and let the run go on."""

from pathlib import Path
from typing import Any

import orjson
from rich.columns import Columns
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from stillroom.cli.opening import WHOLE_ID, err, opened, out, print_json
from stillroom.deciding import decide
from stillroom.domain.items import Item
from stillroom.domain.reviews import Answer, Review
from stillroom.errors import StillroomError, UnreadableSource
from stillroom.run import resume
from stillroom.services import Services


def run(review_id: str | None, given: dict[str, Any], decisions: Path | None, *, org: str, as_json: bool) -> None:
    """List, show or decide."""
    services, org = opened(org)
    if decisions is not None:
        _decide_all(services, org, _read(decisions), given["by"], as_json)
    elif review_id is None:
        _list(services, org, as_json)
    elif given["decision"] is None:
        _show(services, services.store.reviews.get(org, review_id), as_json)
    else:
        _decide_all(services, org, [{"review_id": review_id, **given}], given["by"], as_json)


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        return [orjson.loads(line) for line in path.read_bytes().splitlines() if line.strip()]
    except (OSError, orjson.JSONDecodeError) as error:
        raise UnreadableSource(f"{path}: {error}; one JSON object a line: review_id, decision") from error


def _decide_all(services: Services, org: str, entries: list[dict[str, Any]], by: str, as_json: bool) -> None:
    """Record every decision that stands, then wake each run once."""
    outcomes: list[dict[str, Any]] = []
    runs: set[str] = set()
    for entry in entries:
        fields = {k: v for k, v in entry.items() if k in Answer.model_fields and v is not None}
        try:
            review = decide(services, org, str(entry["review_id"]), Answer.model_validate({"by": by, **fields}))
        except (StillroomError, KeyError, ValueError) as problem:
            outcomes.append({"review_id": entry.get("review_id"), "ok": False, "error": str(problem)})
            continue
        runs.add(review.run_id)
        outcomes.append({"review_id": review.id, "ok": True, "state": review.state})
    results = [_wake(services, org, run_id) for run_id in sorted(runs)]
    if as_json:
        print_json({"decisions": outcomes, "runs": results})
        return
    for outcome in outcomes:
        (out if outcome["ok"] else err).print(str(outcome), markup=False)
    for result in results:
        out.print(f"run {result['run_id']}: {result['status']}")


def _wake(services: Services, org: str, run_id: str) -> dict[str, Any]:
    current = services.store.runs.get(org, run_id)
    if current.status == "awaiting_review":
        return resume(services, current)
    return {"run_id": run_id, "status": current.status}


def _list(services: Services, org: str, as_json: bool) -> None:
    reviews = services.store.reviews.find(org)
    if as_json:
        print_json([r.model_dump(mode="json") for r in reviews])
        return
    table = Table("review", "reason", "proposal", "question", box=None)
    # an id is there to be copied: it is never cut
    table.columns[0].min_width = WHOLE_ID
    for review in reviews:
        question = review.question
        table.add_row(review.id, question.reason, question.proposal, Text(question.headline))
    out.print(table if reviews else "nothing waits for a person")


def _show(services: Services, review: Review, as_json: bool) -> None:
    items = services.store.items.many(review.org, review.question.item_ids)
    if as_json:
        shown = [items[i].model_dump(mode="json") for i in review.question.item_ids]
        print_json({"review": review.model_dump(mode="json"), "items": shown})
        return
    question = review.question
    out.print(Text(question.headline, style="bold"))
    words = {w for v in question.verdicts for pair in v.conflicts for w in pair if w}
    out.print(Columns([_panel(items[i], words) for i in question.item_ids], equal=True, expand=True))
    if review.draft:
        out.print(Panel(Text(review.draft.content), title="draft"))
    for reason in dict.fromkeys(r for v in question.verdicts for r in v.reasons):
        out.print(f"  · {reason}", markup=False)
    out.print(f"proposal: {question.proposal} {question.subject_id or ''}   answers: {', '.join(review.decisions)}")


def _panel(item: Item, words: set[str]) -> Panel:
    text = Text(item.text)
    text.highlight_words(sorted(words), style="bold reverse", case_sensitive=False)
    stamp = item.dated.date().isoformat() if item.dated else "undated"
    return Panel(text, title=item.id, subtitle=f"{stamp} · {item.contributor or 'anonymous'} · {item.scope or ''}")
