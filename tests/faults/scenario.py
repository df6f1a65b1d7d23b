"""A small commons whose run merges, summarises, supersedes, redacts, asks a person, and goes on to its end."""

import json
from pathlib import Path
from typing import Any

ORG = "faults"
DAY = "2026-03-{:02}T09:00:00Z"


def _note(name: str, category: str, content: str, who: str, day: int | None = None, **more: Any) -> dict[str, Any]:
    dated = {"observed_at": DAY.format(day)} if day else {}
    return {"id": name, "category": category, "content": content, "contributor": who, "confidence": 8, **dated, **more}


NOTES = (
    # a merge: the same words from two agents
    _note("lock-1", "database", "Set lock_timeout to 3s before any ALTER TABLE on a busy table.", "ada", 1),
    _note("lock-2", "database", "Set lock_timeout to 3s before any ALTER TABLE on a busy table.", "bob", 2),
    # a supersession: the same state at two times
    _note("node-1", "frontend", "The front end builds with Node 18.", "ada", 3, source="observed"),
    _note("node-2", "frontend", "The front end builds with Node 22.", "bob", 20, source="observed"),
    # a summary: three that agree
    _note(
        "docker-1",
        "tooling",
        "Copy the lock file into the Docker image before the sources: a code change then reuses "
        "the layer of dependencies.",
        "ada",
        4,
    ),
    _note(
        "docker-2",
        "tooling",
        "In the Docker image copy the lock file before the sources, so that a code change reuses "
        "the layer of dependencies and builds in 50 seconds.",
        "bob",
        5,
    ),
    _note(
        "docker-3",
        "tooling",
        "Docker image builds reuse the layer of dependencies after a code change when the lock "
        "file is copied before the sources.",
        "cyd",
        6,
    ),
    # a contradiction among items that could be summarised once it is settled
    _note(
        "scan-1",
        "uploads",
        "Every upload of a report goes through the virus scanner before the worker stores it in the bucket.",
        "ada",
        1,
    ),
    _note(
        "scan-2",
        "uploads",
        "The virus scanner checks every report upload before the worker writes it into the bucket, which takes 2 s.",
        "bob",
        2,
    ),
    _note(
        "scan-3",
        "uploads",
        "Report uploads are limited to 10 MB by the virus scanner before the worker stores them in the bucket.",
        "cyd",
    ),
    _note(
        "scan-4",
        "uploads",
        "Report uploads are limited to 25 MB by the virus scanner before the worker stores them in the bucket.",
        "dan",
    ),
    # personal data, redacted at the door
    _note(
        "call-1",
        "on-call",
        "After the outage the customer asked for a mail to dana.whitfield@quillmoor-clinic.com.",
        "ada",
        7,
    ),
    # nothing is like it
    _note("cron-1", "billing", "Invoices are not sent again after the nightly cron was switched off.", "bob", 8),
    # of little worth: a person is asked
    _note("todo-1", "tooling", "TODO", "cyd", 9),
)
BROKEN = {"id": "empty-1", "category": "tooling", "content": ""}
MORE = (
    # the summary is written again, with one source more
    _note(
        "docker-4",
        "tooling",
        "With the lock file copied before the sources, a code change reuses the layer of "
        "dependencies in every Docker image of the monorepo.",
        "dan",
        11,
    ),
    # what is live is superseded
    _note("node-3", "frontend", "The front end builds with Node 24.", "cyd", 28, source="observed"),
    _note("lock-3", "database", "Set lock_timeout to 3s before any ALTER TABLE on a busy table.", "cyd", 12),
)
DECISIONS = {"contradiction": {"decision": "supersede", "subject_id": "scan-4"}, "low_quality": {"decision": "reject"}}


def write_notes(folder: Path, rows: tuple[dict[str, Any], ...] = (*NOTES, BROKEN), name: str = "notes.jsonl") -> Path:
    """Write contributions as a file; the last of `NOTES` is refused."""
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def write_decisions(folder: Path, listed: str) -> Path:
    """Write an answer to every review that `stillroom review --json` lists."""
    answers = [{"review_id": r["id"], **DECISIONS[r["question"]["reason"]]} for r in json.loads(listed)]
    return write_notes(folder, tuple(answers), "decisions.jsonl")
