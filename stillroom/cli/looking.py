"""Looking: status, runs, items, search, receipts, verification."""

from collections import Counter
from collections.abc import Sequence

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from stillroom import embedding
from stillroom.cli import showing
from stillroom.cli.opening import err, opened, out, print_json
from stillroom.cli.progress import Steps
from stillroom.domain.base import utc_now
from stillroom.errors import NotFound
from stillroom.finding import find
from stillroom.presenting.differences import shortened
from stillroom.text.fingerprints import fingerprint

EXCERPT = 160


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
    counts = store.items.counts(org)
    states = [f"{n:,} {state}" for state, n in counts.items() if state not in ("approved", "live", "derived")]
    last = found["distillation_last_run"] or "never, or it still waits for a person"
    table = Table(show_header=False, box=None)
    table.add_row("org", org)
    table.add_row("served", f"{counts['live']:,} items, {counts['derived']:,} of them written by Stillroom")
    table.add_row("besides", ", ".join(states) or "none")
    table.add_row("new", f"{found['new']:,}, of {services.settings.distillation_volume_threshold:,} that start a run")
    table.add_row("questions", f"{found['reviews_open']:,} open, {found['reviews_waiting']:,} waiting")
    table.add_row("quarantine", f"{found['quarantined']:,} rows")
    table.add_row("outbox", f"{found['outbox']:,} to be delivered")
    table.add_row("last run", str(last))
    out.print(table)


def runs(*, org: str, as_json: bool) -> None:
    """Print the runs, newest first."""
    services, org = opened(org)
    found = services.store.runs.recent(org)
    if as_json:
        print_json([r.model_dump(mode="json", exclude={"receipt"}) for r in found])
        return
    table = Table("run", "status", "started", "items", "merged", "written", box=None)
    # an id is there to be copied: it is never cut
    table.columns[0].min_width = max((len(run.id) for run in found), default=0)
    for run in found:
        result = run.result or {}
        counts = (str(result.get(n, "")) for n in ("items_harvested", "duplicates_merged", "summaries_generated"))
        table.add_row(run.id, run.status, f"{run.started_at:%Y-%m-%d %H:%M}", *counts)
    out.print(table if found else "no run yet: `stillroom distill` starts one")


def receipt(run_id: str, *, org: str) -> None:
    """Print a run's receipt."""
    services, org = opened(org)
    run = services.store.runs.get(org, run_id)
    if run.receipt is None:
        raise NotFound(f"run {run.id} has no receipt: it is {run.status}, and gets one when it ends well")
    print_json(run.receipt)


def quarantine(*, org: str, limit: int, resolved: bool, as_json: bool) -> None:
    """Print what was refused, newest first."""
    services, org = opened(org)
    found = services.store.quarantined.recent(org, limit=limit, resolved=resolved)
    if as_json:
        print_json(found)
        return
    table = Table("no.", "source", "line", "field", "reason", box=None)
    for row in found:
        done = f"{row['resolved']}{' by ' * bool(row['resolved_by'])}{row['resolved_by']}: " if row["resolved"] else ""
        table.add_row(str(row["seq"]), row["source"], str(row["line"]), row["field"], Text(done + row["reason"]))
    out.print(table if found else "nothing is in quarantine")
    if any(not row["resolved"] for row in found):
        out.print("next: mend the source and import it again; `stillroom quarantine --dismiss NO` takes one off")


def dismiss(chosen: Sequence[str], *, by: str, org: str, as_json: bool) -> None:
    """Take rows off the list of what is in quarantine."""
    services, org = opened(org)
    found = services.store.quarantined.dismiss(org, chosen, by, utc_now())
    if as_json:
        print_json({what: len(numbers) for what, numbers in found.items()})
    else:
        out.print(
            f"dismissed: {len(set().union(*found.values())):,}; {services.store.quarantined.count(org):,} are left"
        )


def show(item_id: str, *, org: str, as_json: bool) -> None:
    """Print an item with where it comes from and what became of it."""
    services, org = opened(org)
    store = services.store
    item, sentences = store.items.get(org, item_id), store.ledger.sentences(org, item_id)
    found = {
        "history": store.ledger.history(org, item_id),
        "runs": store.runs.of_item(org, item_id),
        "signals": store.ledger.signals(org, item_id),
    }
    if not as_json:
        showing.shown(services, item, sentences, found)
        return
    lineage = {"sources": store.ledger.lineage(org, [item_id], up=True)}
    lineage["derived"] = store.ledger.lineage(org, [item_id], up=False)
    told = [s.model_dump(mode="json") for s in sentences]
    print_json({"item": item.model_dump(mode="json"), "sentences": told, **lineage, **found})


def search(text: str, *, org: str, limit: int, as_json: bool) -> None:
    """Print what is found by words and by meaning."""
    services, org = opened(org)
    items = find(services, org, text, limit=limit)
    if services.store.database.is_read_only:
        err.print("looked for words only: the home may only be read, and the index of meanings needs to write")
    if as_json:
        print_json([i.model_dump(mode="json") for i in items])
        return
    for item in items:
        title = item.title or item.content.splitlines()[0]
        out.print(Text.assemble((shortened(title, 100), "bold"), "  ", (item.id, "dim")), soft_wrap=True)
        if item.content.strip() != title.strip():
            out.print(Padding(Text(" ".join(shortened(item.content, EXCERPT).split())), (0, 0, 0, 2)))
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
