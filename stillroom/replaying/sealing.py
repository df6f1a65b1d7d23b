"""Before a replay: is what was recorded still there, and still what it was?"""

from collections.abc import Iterator

from stillroom.domain.base import digest_json
from stillroom.domain.runs import Run
from stillroom.errors import CannotReplay, RecordMissing
from stillroom.replaying.comparing import Difference
from stillroom.store import Store
from stillroom.text.fingerprints import fingerprint


def require(recorded: Store, run: Run) -> None:
    """Let a run pass that can be repeated.

    Raises:
        CannotReplay: it has not ended, failed, or what its record names was erased since; says what.
    """
    if not run.is_finished:
        raise CannotReplay(f"run {run.id} is {run.status!r}: only a run that has ended can be replayed")
    if run.receipt is None:
        raise CannotReplay(f"run {run.id} failed and has no receipt: there is nothing to compare a replay with")
    if not any(e.kind == "step" and e.run_id == run.id for e in recorded.journal.entries(run.org)):
        raise CannotReplay(f"run {run.id} is older than the journal, which says in what order the commons changed")
    if erased := sorted({*_unread(recorded, run), *_unfound(recorded, run)}):
        some = ", ".join(erased[:3])
        raise CannotReplay(
            f"run {run.id} cannot be replayed: {len(erased)} of what its record names was erased since, such as {some}"
        )


def broken(recorded: Store, run: Run) -> Iterator[Difference]:
    """List the items and answers that are not what they were when the run stood on them."""
    befores = recorded.runs.befores(run)
    for item in recorded.items.many(run.org, sorted(befores)).values():
        sealed = befores[item.id].get("content_hash", item.content_hash)
        if not sealed == item.content_hash == fingerprint(item.content):
            yield _altered("item", item.id, "content", sealed, fingerprint(item.content))
    record = recorded.record(run.org, run.id)
    intact, sealed_answers = True, record.keys()
    for key, sealed in sealed_answers:
        try:
            record.get(key)
        except RecordMissing:
            intact = False
            yield _altered("answer", record.question(key), "reply", sealed, "altered")
    sealed = str((run.receipt or {}).get("answers_sha256"))
    if intact and record.is_whole() and sealed != (present := digest_json(sealed_answers)):
        yield _altered("receipt", run.id, "answers_sha256", sealed, present)


def _altered(what: str, which: str, field: str, recorded: str, present: str) -> Difference:
    return Difference(what=what, which=which, field=field, recorded=recorded, replayed=present)


def _unread(recorded: Store, run: Run) -> set[str]:
    """List items of the run without a text or, where they were grouped, without a vector."""
    lines = recorded.runs.items(run)
    items = recorded.items.many(run.org, [line.item_id for line in lines])
    model = str((run.receipt or {}).get("embedding_model"))
    grouped = [line.item_id for line in lines if line.cluster_id]
    present, _ = recorded.items.vectors(run.org, grouped, model)
    return {i for i, item in items.items() if item.state == "erased"} | (set(grouped) - set(present))


def _unfound(recorded: Store, run: Run) -> set[str]:
    """List the items, publications and reviews that the journal and the books name, and that are not there."""
    journal, publications = recorded.journal.entries(run.org), recorded.ledger.all(run.org)
    published = {entry.ref for entry in journal if entry.kind == "published"}
    asked = {entry.ref for entry in journal if entry.kind in ("asked", "taken", "decided", "deferred", "reopened")}
    named = {line.item_id for line in recorded.runs.items(run)}
    named |= {i for publication in publications.values() for i in publication.item_ids}
    return (
        (published - set(publications))
        | (asked - set(recorded.reviews.many(run.org, asked)))
        | (named - set(recorded.items.many(run.org, named)))
    )
