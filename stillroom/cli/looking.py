"""Looking: status, runs, items, search, receipts, verification."""

from collections import Counter

from rich.table import Table

from stillroom import embedding
from stillroom.cli.opening import WHOLE_ID, opened, out, print_json
from stillroom.cli.progress import Steps
from stillroom.finding import find
from stillroom.text.fingerprints import fingerprint


def status(*, org: str, as_json: bool) -> None:
    """Print how the commons stands."""
    services, org = opened(org)
    store = services.store
    found = {
        "org": org,
        "items": store.items.counts(org),
        "new": store.items.count_new(org, category=None, since=None),
        "reviews_open": store.reviews.count(org),
        "reviews_waiting": store.reviews.count(org, states=("waiting",)),
        "quarantined": store.quarantined.count(org),
        "outbox": store.outbox.count(org),
        "distillation_last_run": store.runs.mark(org, "distillation_last_run"),
    }
    if as_json:
        print_json(found)
        return
    table = Table(show_header=False, box=None)
    for name, value in found.items():
        table.add_row(name, str(value))
    out.print(table)


def runs(*, org: str, as_json: bool) -> None:
    """Print the runs, newest first."""
    services, org = opened(org)
    found = services.store.runs.recent(org)
    if as_json:
        print_json([r.model_dump(mode="json", exclude={"receipt"}) for r in found])
        return
    table = Table("run", "status", "started", "merged", "summaries", "questions", box=None)
    # an id is there to be copied: it is never cut
    table.columns[0].min_width = WHOLE_ID
    for run in found:
        result = run.result or {}
        counts = (str(result.get(n, "")) for n in ("duplicates_merged", "summaries_generated", "reviews_open"))
        table.add_row(run.id, run.status, run.started_at.isoformat(timespec="seconds"), *counts)
    out.print(table)


def receipt(run_id: str, *, org: str) -> None:
    """Print a run's receipt."""
    services, org = opened(org)
    print_json(services.store.runs.get(org, run_id).receipt)


def quarantine(*, org: str, limit: int, as_json: bool) -> None:
    """Print what was refused, newest first."""
    services, org = opened(org)
    found = services.store.quarantined.recent(org, limit=limit)
    if as_json:
        print_json(found)
        return
    table = Table("source", "line", "field", "reason", box=None)
    for row in found:
        table.add_row(row["source"], str(row["line"]), row["field"], row["reason"])
    out.print(table if found else "nothing is in quarantine")


def show(item_id: str, *, org: str, as_json: bool) -> None:
    """Print an item with where it comes from and what became of it."""
    services, org = opened(org)
    store = services.store
    item = store.items.get(org, item_id)
    found = {
        "item": item.model_dump(mode="json"),
        "sentences": [s.model_dump(mode="json") for s in store.ledger.sentences(org, item_id)],
        "sources": store.ledger.lineage(org, [item_id], up=True),
        "derived": store.ledger.lineage(org, [item_id], up=False),
        "history": store.ledger.history(org, item_id),
        "runs": store.runs.of_item(org, item_id),
        "signals": store.ledger.signals(org, item_id),
    }
    if as_json:
        print_json(found)
        return
    out.print(f"[bold]{item.id}[/bold] · {item.state} · {item.kind} · {item.category}")
    out.print(item.text, markup=False)
    for name in ("sentences", "sources", "derived", "history", "runs", "signals"):
        for entry in found[name]:
            out.print(f"  {name}: {entry}", markup=False)


def search(text: str, *, org: str, limit: int, as_json: bool) -> None:
    """Print what is found by words and by meaning."""
    services, org = opened(org)
    items = find(services, org, text, limit=limit)
    if as_json:
        print_json([i.model_dump(mode="json") for i in items])
        return
    for item in items:
        out.print(f"{item.id}  {item.text.splitlines()[0][:100]}", markup=False)
    if not items:
        out.print("nothing found")


def verify(*, org: str, repair: bool, as_json: bool) -> bool:
    """Check hashes, books and vectors; True when all is well. With `repair`, make the vectors anew that differ."""
    services, org = opened(org)
    if repair:
        with Steps(hidden=as_json) as steps:
            embedding.repair(services, org, steps.update)
    store = services.store
    problems = store.database.check()
    count = 0
    for item in store.items.stream(org, live_only=False):
        count += 1
        if fingerprint(item.content) != item.content_hash:
            problems.append(f"item {item.id}: its content does not match its hash")
    served, indexed = store.items.served_ids(org), services.vectors.ids(org)
    problems += [f"item {i}: no vector" for i in sorted(served - indexed)]
    problems += [f"vector {i}: no live item" for i in sorted(indexed - served)]
    for run in store.runs.recent(org, limit=1000, status="completed"):
        if not run.params.dry_run:
            left = Counter(r.outcome for r in store.runs.items(run))[None]
            problems += [f"run {run.id}: {left} items without an outcome"] if left else []
    if as_json:
        print_json({"ok": not problems, "items": count, "vectors": len(indexed), "problems": problems})
    else:
        for problem in problems:
            out.print(f"  {problem}", markup=False)
        out.print(f"{'ok' if not problems else 'not ok'}: {count} items, {len(indexed)} vectors")
        if served != indexed:
            out.print("next: `stillroom verify --repair` makes the vectors anew that differ")
    return not problems
