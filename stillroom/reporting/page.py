"""The report of a run: one page that needs nothing else."""

from datetime import datetime, timedelta
from typing import Any

import orjson

from stillroom.domain.runs import Run
from stillroom.presenting.flow import FlowFormat, lay_flow
from stillroom.presenting.histogram import lay_histogram
from stillroom.presenting.pages import render
from stillroom.receipts import NAMES
from stillroom.reporting.books import Books, Fate, gather
from stillroom.reporting.course import ENDS, STAGES, course
from stillroom.reporting.findings import Capped, biggest, merges, questions, summaries
from stillroom.reporting.landscape import landscape
from stillroom.reporting.steps import next_steps
from stillroom.services import Services
from stillroom.store.ledger import tally

REFUSED = 50
NARROW = FlowFormat(width=372, last=118, body=230, slot=42, gap=10, node_width=8)
FIGURES = {
    "items_harvested": "looked at",
    "duplicates_merged": "duplicates merged",
    "superseded": "superseded by newer",
    "summaries_generated": "summaries written",
    "contradictions_flagged": "contradictions flagged",
    "items_held": "held for a person",
    "low_quality_filtered": "of little worth",
    "quarantined": "in quarantine",
}


def report(services: Services, run: Run, now: datetime) -> str:
    """Write the page of a run, whatever its state."""
    books = gather(services, run)
    figures = _figures(services, books)
    links = course(books)
    asked = services.store.reviews.count(run.org)
    return render(
        "report.html",
        run=run,
        now=now,
        figures={name: (label, figures[name]) for name, label in FIGURES.items()},
        headline=_headline(books),
        why=run.reason or (run.result or {}).get("reason", ""),
        duration=_duration((run.ended_at or now) - run.started_at),
        links=[(s, t, links[s.name, t.name]) for s in STAGES for t in STAGES if links.get((s.name, t.name))],
        wide=lay_flow(STAGES, links, FlowFormat()),
        narrow=lay_flow(STAGES, links, NARROW),
        ends=ENDS,
        counts=books.counts,
        imports=books.imports,
        landscape=landscape(services, books),
        before=lay_histogram([q for line in books.lines if (q := books.items[line.item_id].quality) is not None]),
        after=lay_histogram([i.quality for i in books.served() if i.quality is not None]),
        questions=questions(books),
        merges=merges(books),
        summaries=summaries(books),
        clusters=biggest(books),
        refused=_refused(services, run),
        spend=services.spend(run),
        steps=next_steps(run, questions=asked, quarantined=figures["quarantined"]),
        receipt=orjson.dumps(run.receipt, option=orjson.OPT_INDENT_2).decode() if run.receipt else "",
    )


def _figures(services: Services, books: Books) -> dict[str, int]:
    """Take the result's own numbers; count them where the run has none yet."""
    run = books.run
    counted: dict[str, Any] = {
        **{name: tally(books.publications)[name] for name in NAMES},
        "items_harvested": len(books.lines),
        "items_held": books.counts["held"],
        "quarantined": services.store.quarantined.count(run.org),
    }
    return {name: int((run.result or {}).get(name, counted[name])) for name in FIGURES}


def _duration(span: timedelta) -> str:
    seconds = span.total_seconds()
    if seconds < 90:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def _headline(books: Books) -> str:
    """Say in one sentence what became of everything."""
    if not books.lines:
        return "This run took nothing up."
    counts = books.counts
    parts = [f"{n:,} {one if n == 1 else many}" for fate, (one, many) in _PHRASES.items() if (n := counts[fate])]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    total = len(books.lines)
    said = f"of {total:,} item{'s' if total > 1 else ''}, {listed}."
    return f"A plan: {said}" if books.run.params.dry_run else said.capitalize()


_PHRASES: dict[Fate, tuple[str, str]] = {
    "kept": ("stays as it is", "stay as they are"),
    "summarised": ("is told in a summary", "are told together in summaries"),
    "merged": ("was merged into a better copy", "were merged into a better copy"),
    "superseded": ("gave way to something newer", "gave way to something newer"),
    "held": ("waits for a person", "wait for a person"),
    "rejected": ("was rejected", "were rejected"),
    "unsettled": ("is not settled", "are not settled"),
}


def _refused(services: Services, run: Run) -> Capped[dict[str, Any]]:
    rows = services.store.quarantined.recent(run.org, limit=REFUSED)
    return Capped(tuple(rows), services.store.quarantined.count(run.org))
