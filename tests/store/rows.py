"""Rows to fill a store with: an org's items, a run over them, and a publication that changes all there is to change."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from stillroom.domain.items import Item
from stillroom.domain.publications import Booking, Expiry, Link, Publication, Settled, Signal
from stillroom.domain.reviews import Review
from stillroom.domain.runs import Run, thread_of
from stillroom.domain.summaries import Sentence
from stillroom.domain.verdicts import PairVerdict, Question
from stillroom.store import Store
from stillroom.store import tables as t
from stillroom.text.fingerprints import fingerprint

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER = datetime(2026, 3, 2, 9, tzinfo=UTC)
NAMES = ("one", "two", "three")


def item(org: str, name: str, **fields: object) -> Item:
    """An item whose text names its org, so that it is known wherever it turns up."""
    text = f"Note {name} of canary-{org} about the lock timeout."
    given = {"id": name, "org": org, "content": text, "content_hash": fingerprint(text), "recorded_at": NOW}
    return Item.model_validate({**given, "state": "approved", "contributor": f"canary-{org}", **fields})


def review(org: str, run: Run, name: str = "review_one") -> Review:
    question = Question(item_ids=("one", "two"), reason="contradiction", headline=f"canary-{org}: one or two?")
    return Review(
        id=name,
        org=org,
        run_id=run.id,
        cluster_id="cluster_one",
        question=question,
        state="open",
        shown_sha256="shown",
        opened_at=NOW,
    )


def publication(org: str, run: Run, key: str = "key") -> Publication:
    """A summary of two items, one expired for it, a contradiction, a verdict, a question."""
    derived = item(org, "summary", kind="summary", origin="derived", contributor="stillroom", run_ref=run.id)
    verdict = PairVerdict(a_id="one", b_id="two", verdict="duplicate", confidence=1.0, reasons=(f"canary-{org}",))
    return Publication(
        key=key,
        derived=derived,
        sentences=(Sentence(text=derived.content, cites=("two", "three")),),
        expiries=(Expiry(item_id="one", by_id="two", reason="merged"),),
        links=(
            Link(derived_id="two", source_id="one", relation="merged_from"),
            Link(derived_id="summary", source_id="two", relation="summarized_from"),
        ),
        signals=(Signal(item_id="two", type="contradiction", payload={"from": f"canary-{org}"}),),
        contested={"two": True},
        bookings=(
            Booking(item_id="one", outcome="merged", reason=f"canary-{org}"),
            Booking(item_id="two", outcome="kept", reason=f"canary-{org}"),
        ),
        settled=(Settled(key="pair", verdict=verdict, review_id="review_one"),),
        reviews=(review(org, run),),
    )


def begun(store: Store, org: str, run_id: str = "run_one") -> Run:
    """A run over three items of an org, as its holder has it."""
    run = store.runs.open(Run(id=run_id, org=org, thread_id=thread_of(run_id), started_at=NOW))
    items = [item(org, name) for name in NAMES]
    store.items.add(org, items)
    store.runs.add_items(run, items, "new")
    return run.model_copy(update={"fence": store.runs.claim(org, run.id)})


def everything(store: Store) -> dict[str, list[Any]]:
    """All rows of all tables."""
    with store.database.read() as connection:
        return {
            table.name: sorted((dict(row._mapping) for row in connection.execute(select(table))), key=str)
            for table in t.metadata.sorted_tables
        }
