"""Receipts: what ran, on what, with what, and what became of it."""

import platform
import subprocess
from collections import Counter
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import prompts
from stillroom.domain.base import digest_json
from stillroom.domain.runs import Run, RunStatus
from stillroom.errors import BooksDoNotBalance
from stillroom.models.protocol import Role
from stillroom.services import Services
from stillroom.store.ledger import tally

ROLES: tuple[Role, ...] = ("judge", "summarizer", "reviewer")
PACKAGES = (
    "stillroom",
    "langgraph",
    "langchain-openai",
    "chromadb",
    "presidio-analyzer",
    "wordllama",
    "numpy",
)
NAMES = (
    "duplicates_merged",
    "superseded",
    "contradictions_flagged",
    "summaries_generated",
    "low_quality_filtered",
)


def result(services: Services, run: Run, state: dict[str, Any], status: RunStatus, now: datetime) -> dict[str, Any]:
    """Give the C10 result."""
    if status == "skipped":
        reason = "nothing new" if state["pending_count"] == 0 else "below threshold"
        counts = {"pending_count": state["pending_count"], "conflict_count": state["conflict_count"]}
        return {"status": status, "reason": reason, "run_id": run.id, "org": run.org, **counts}
    store = services.store
    publications = store.work.planned(run) if run.params.dry_run else store.ledger.published(run)
    counts = tally(publications)
    lines = store.runs.items(run)
    ends = {r.item_id: r.outcome for r in lines}
    if run.params.dry_run:
        ends |= {b.item_id: b.outcome for p in publications for b in p.bookings}
    return {
        "status": status,
        "reason": state.get("stopped") or "",
        "run_id": run.id,
        "org": run.org,
        "dry_run": run.params.dry_run,
        **{name: counts[name] for name in NAMES},
        "items_harvested": len(lines),
        "items_prescreened": state["harvested"],
        "items_held": sum(outcome == "held" for outcome in ends.values()),
        "reviews_open": store.reviews.count(run.org),
        "reviews_waiting": store.reviews.count(run.org, states=("waiting",)),
        "quarantined": store.quarantined.count(run.org),
        "dropped_unparseable_ts": store.quarantined.count(run.org, field="observed_at"),
        "truncated": state["truncated"],
        "questions_unanswered": len(store.record(run.org, run.id).failures()),
        "biggest_clusters": state.get("biggest") or [],
        "run_at": now.isoformat(timespec="seconds"),
    }


def balance(services: Services, run: Run) -> None:
    """Check that every harvested item has exactly one end.

    Raises:
        BooksDoNotBalance: some have none.
    """
    lost = [r.item_id for r in services.store.runs.items(run) if r.outcome is None]
    if lost:
        raise BooksDoNotBalance(f"run {run.id}: {len(lost)} harvested items have no outcome, such as {lost[:3]!r}")


def receipt(services: Services, run: Run, outcome: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Write down what is needed to trust the run, or to repeat it."""
    lines = services.store.runs.items(run)
    published = services.store.ledger.published(run)
    items = services.store.items.many(run.org, [r.item_id for r in lines])
    derived = [p.derived for p in published if p.derived]
    record = services.store.record(run.org, run.id)
    return {
        "command": f"stillroom distill ({run.graph})",
        "run_id": run.id,
        "org": run.org,
        "params": run.params.model_dump(mode="json"),
        **surroundings(services),
        "models": {role: services.chat(role).name for role in ROLES},
        "embedding_model": services.embedder.name,
        "input_sha256": digest_json(sorted((r.item_id, items[r.item_id].content_hash) for r in lines)),
        "output_sha256": digest_json(sorted((d.id, d.content_hash) for d in derived)),
        "answers_sha256": digest_json(record.keys()),
        "outcomes": dict(sorted(Counter(r.outcome or "left" for r in lines).items())),
        "record_counts": {"in": len(lines), "out": len(derived)},
        "spend": services.spend(run).model_dump(),
        "result": outcome,
        "started_at": run.started_at.isoformat(),
        "ended_at": now.isoformat(),
        "duration_ms": int((now - run.started_at).total_seconds() * 1000),
    }


def surroundings(services: Services) -> dict[str, Any]:
    """Tell what a run depends on beside its items and answers: settings, prompts, detectors, versions."""
    return {
        "settings": services.settings.deciding,
        "prompts": {name: prompts.load(name).sha256 for name in prompts.names()},
        "detectors": services.gate.detectors,
        **source_state(),
        "packages": packages(),
        "python": platform.python_version(),
    }


@cache
def source_state() -> dict[str, Any]:
    """Tell the commit that runs, when it runs from a checkout, and whether it was changed since."""
    root = Path(__file__).resolve().parent.parent
    if not (root / ".git").exists():
        return {"git_sha": None, "dirty": None}
    sha = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False)
    dirty = subprocess.run(["git", "status", "--porcelain"], cwd=root, capture_output=True, text=True, check=False)
    return {"git_sha": sha.stdout.strip() or None, "dirty": bool(dirty.stdout.strip())}


@cache
def packages() -> dict[str, str | None]:
    """List the versions that decide what a run does."""
    found: dict[str, str | None] = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found
