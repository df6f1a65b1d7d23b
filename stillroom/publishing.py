"""What becomes of a cluster, of a review, of what was flagged: pure functions that make publications."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from stillroom.domain.base import short_id
from stillroom.domain.items import Item
from stillroom.domain.publications import Booking, Expiry, Link, Outcome, Publication, Settled, Signal
from stillroom.domain.reviews import Answer, Review, review_id, shown_hash, which_stays
from stillroom.domain.runs import Run
from stillroom.domain.summaries import Draft
from stillroom.domain.verdicts import Cluster, PairVerdict, Question, Ruling, pair_key
from stillroom.text.fingerprints import fingerprint

DISTILLED = "distilled:true"
SUMMARY_QUALITY = 0.6
CONFLICTS = ("contradiction", "uncertain")
_PUBLISHING = ("approve", "release", "edit")


@dataclass(frozen=True, slots=True)
class Case:
    """A cluster with all that is known of it when it is published.

    Attributes:
        draft: the summary that passed, if one did.
        held: a question about a draft that did not pass.
        standing: live summaries that cite a member: id → their sources.
        asked: keys of pairs that an earlier review asks about.
    """

    cluster: Cluster
    ruling: Ruling
    items: Mapping[str, Item]
    draft: Draft | None = None
    held: Question | None = None
    held_draft: Draft | None = None
    standing: Mapping[str, set[str]] | None = None
    asked: Mapping[str, str] | None = None


def of_cluster(run: Run, case: Case, now: datetime) -> Publication:
    """Put together all that becomes of one cluster."""
    ruling, items = case.ruling, case.items
    reviews = [_review(run, case, question, None, now) for question in ruling.questions if _is_new(run, case, question)]
    if case.held is not None:
        reviews.append(_review(run, case, case.held, case.held_draft, now))
    derived = summary_of(run, case.cluster, case.draft, items, now) if case.draft else None
    expiries, links = _gone(ruling)
    outdated = _outdated(case, derived, {e.item_id for e in expiries if e.reason == "superseded"})
    expiries += [Expiry(item_id=i, by_id=by, reason="superseded" if by else "withdrawn") for i, by in outdated]
    links += [Link(derived_id=by, source_id=i, relation="supersedes") for i, by in outdated if by]
    if derived and case.draft:
        links += _cites(derived, case.draft)
    contested = {i for q in ruling.questions if q.reason in CONFLICTS for i in q.item_ids}
    return Publication(
        key=f"{run.id}:{case.cluster.id}",
        derived=derived,
        sentences=case.draft.sentences if case.draft else (),
        expiries=tuple(expiries),
        links=tuple(links),
        signals=tuple(_conflict_signals(reviews)),
        states=approvals(items[i] for i in case.cluster.member_ids),
        contested={i: True for i in sorted(contested) if not items[i].contested},
        bookings=tuple(_bookings(case, derived, reviews)),
        settled=tuple(_settled(run, case, reviews)),
        reviews=tuple(reviews),
    )


def of_redraft(run: Run, case: Case, now: datetime) -> Publication | None:
    """Publish a summary written after a person settled the cluster's conflict; it replaces the earlier one."""
    if case.draft is None:
        return None
    derived = summary_of(run, case.cluster, case.draft, case.items, now)
    outdated = [(i, by) for i, by in _outdated(case, derived, set()) if by]
    return Publication(
        key=f"{run.id}:{case.cluster.id}:{derived.id}",
        derived=derived,
        sentences=case.draft.sentences,
        expiries=tuple(Expiry(item_id=i, by_id=by, reason="superseded") for i, by in outdated),
        links=(
            *_cites(derived, case.draft),
            *(Link(derived_id=by, source_id=i, relation="supersedes") for i, by in outdated),
        ),
        bookings=tuple(
            Booking(item_id=i, outcome="published", reason=f"cited in {derived.id}") for i in case.draft.source_ids
        ),
    )


def of_single(run: Run, items: Sequence[Item], number: int) -> Publication:
    """Book items that nothing else speaks of: they are kept as they are."""
    return Publication(
        key=f"{run.id}:single:{number}",
        states=approvals(items),
        bookings=tuple(Booking(item_id=i.id, outcome="kept", reason="nothing like it") for i in items),
    )


def of_flagged(run: Run, question: Question, items: Mapping[str, Item], now: datetime) -> Publication:
    """Put flagged contributions before a person; they stay pending."""
    review = _review(run, Case(_no_cluster(question), _no_ruling(question), items), question, None, now)
    reason = question.reason
    signals = [
        Signal(item_id=i, type="low_quality_prescreened", payload={"review": review.id})
        for i in question.item_ids
        if reason == "low_quality"
    ]
    return Publication(
        key=f"{run.id}:flagged:{review.id}",
        signals=tuple(signals),
        bookings=tuple(Booking(item_id=i, outcome="held", reason=f"{reason}: {review.id}") for i in question.item_ids),
        reviews=(review,),
    )


def summary_of(run: Run, cluster: Cluster, draft: Draft, items: Mapping[str, Item], now: datetime) -> Item:
    """Make the item that a draft becomes; its trust is the least of its lineage."""
    sources = [items[i] for i in draft.source_ids]
    content = draft.content
    common = set.intersection(*(set(s.scope.items()) for s in sources))
    return Item(
        id=short_id("summary", (run.org, cluster.id, fingerprint(content))),
        org=run.org,
        kind="summary",
        category=cluster.category,
        title=draft.title[:500],
        content=content,
        confidence=min(s.confidence for s in sources),
        source="inferred",
        tags=(DISTILLED,),
        scope=dict(sorted(common)),
        contributor="stillroom",
        run_ref=run.id,
        state="approved",
        origin="derived",
        content_hash=fingerprint(content),
        quality=SUMMARY_QUALITY,
        voices=len({s.voice for s in sources}),
        recorded_at=now,
    )


def approvals(items: Iterable[Item]) -> dict[str, str]:
    """Approve what was pending and passed the pre-screening."""
    return {i.id: "approved" for i in items if i.state == "pending"}


def of_answer(run: Run, review: Review, answer: Answer, items: Mapping[str, Item], now: datetime) -> Publication:
    """Carry out a person's decision."""
    decision, subject = answer.decision, answer.subject_id or review.question.subject_id
    if decision == "approve":
        decision = review.question.proposal
    base = Publication(key=f"answer:{review.id}", applied=(review.id,))
    if review.draft is not None:
        return _with_draft(run, base, review, answer, items, now) if decision in _PUBLISHING else base
    live = [items[i] for i in review.question.item_ids if items[i].is_live]
    if decision == "edit" and answer.text:
        return _edited(run, base, review, answer, live, now)
    if decision == "reject" and review.question.reason not in (*CONFLICTS, "duplicate"):
        return base.model_copy(update=_rejected(live, answer))
    if decision == "reject" and answer.subject_id:
        return base.model_copy(update=_one_rejected(run, live, answer))
    if decision in ("merge", "supersede") and len(live) > 1:
        return base.model_copy(update=_one_stays(run, live, decision, subject, answer))
    return base.model_copy(update=_all_stay(run, live, review, answer))


def _one_stays(run: Run, live: Sequence[Item], decision: str, subject: str | None, answer: Answer) -> dict[str, object]:
    merging = decision == "merge"
    winner = which_stays(live, subject)
    losers = [i for i in live if i.id != winner.id]
    word = "merged into" if merging else "superseded by"
    return {
        "expiries": tuple(
            Expiry(item_id=i.id, by_id=winner.id, reason="merged" if merging else "superseded") for i in losers
        ),
        "links": tuple(
            Link(derived_id=winner.id, source_id=i.id, relation="merged_from" if merging else "supersedes")
            for i in losers
        ),
        "states": approvals([winner]),
        "contested": {i.id: False for i in live if i.contested},
        "bookings": (
            Booking(item_id=winner.id, outcome="kept", reason=f"{decision} by {answer.by}"),
            *(Booking(item_id=i.id, outcome="merged", reason=f"{word} {winner.id} by {answer.by}") for i in losers),
        ),
        "settled": _agreed(run, live, "duplicate" if merging else "superseded", answer),
    }


def _all_stay(run: Run, live: Sequence[Item], review: Review, answer: Answer) -> dict[str, object]:
    """Keep everything; what was pending is approved, and a later run compares it with the rest."""
    pending = [i for i in live if i.state == "pending"]
    return {
        "states": approvals(live),
        "contested": {i.id: False for i in live if i.contested},
        "reopen": tuple(i.id for i in pending),
        "bookings": tuple(
            Booking(item_id=i.id, outcome="kept", reason=f"{answer.decision} by {answer.by}") for i in live
        ),
        "settled": _agreed(run, live, "related", answer) if review.question.reason in CONFLICTS else (),
    }


def _rejected(live: Sequence[Item], answer: Answer) -> dict[str, object]:
    return {
        "states": {i.id: "rejected" for i in live},
        "bookings": tuple(Booking(item_id=i.id, outcome="rejected", reason=f"rejected by {answer.by}") for i in live),
    }


def _one_rejected(run: Run, live: Sequence[Item], answer: Answer) -> dict[str, object]:
    gone = [i for i in live if i.id == answer.subject_id]
    rest = [i for i in live if i.id != answer.subject_id]
    kept = tuple(Booking(item_id=i.id, outcome="kept", reason=f"decided by {answer.by}") for i in rest)
    change = _rejected(gone, answer)
    return {
        "states": {**approvals(rest), **{i.id: "rejected" for i in gone}},
        "contested": {i.id: False for i in live if i.contested},
        "bookings": (*kept, *change["bookings"]),  # type: ignore[misc]
        "settled": _agreed(run, live, "related", answer),
    }


def _edited(
    run: Run, base: Publication, review: Review, answer: Answer, live: Sequence[Item], now: datetime
) -> Publication:
    """Write a person's text as a new item; what it replaces expires."""
    first = live[0]
    text = answer.text or ""
    edited = first.model_copy(
        update={
            "id": short_id("item", (run.org, "edit", review.id, fingerprint(text))),
            "content": text,
            "content_hash": fingerprint(text),
            "contributor": answer.by,
            "source": "user_stated",
            "confidence": 9,
            "state": "approved",
            "contested": False,
            "observed_at": now,
            "recorded_at": now,
        }
    )
    return base.model_copy(
        update={
            "derived": edited,
            "expiries": tuple(Expiry(item_id=i.id, by_id=edited.id, reason="superseded") for i in live),
            "links": tuple(Link(derived_id=edited.id, source_id=i.id, relation="supersedes") for i in live),
            "contested": {i.id: False for i in live if i.contested},
            "bookings": tuple(
                Booking(
                    item_id=i.id,
                    outcome="merged",
                    reason=f"superseded by {edited.id}, written by {answer.by}",
                )
                for i in live
            ),
        }
    )


def rewritten(draft: Draft, text: str, by: str) -> Draft:
    """Put a person's text in place of a draft's; it stands on all of its sources."""
    sentence = draft.sentences[0].model_copy(update={"text": text, "cites": draft.source_ids})
    return draft.model_copy(update={"sentences": (sentence,), "written_by": f"human:{by}"})


def _with_draft(
    run: Run, base: Publication, review: Review, answer: Answer, items: Mapping[str, Item], now: datetime
) -> Publication:
    """Publish or drop a summary that was held."""
    draft = review.draft
    if draft is None:
        return base
    if draft.is_withheld and not answer.text:
        return base
    if answer.text:
        draft = rewritten(draft, answer.text, answer.by)
    category = items[draft.source_ids[0]].category
    members = tuple(draft.source_ids)
    cluster = Cluster(id=review.cluster_id, category=category, member_ids=members, representative_id=members[0])
    derived = summary_of(run, cluster, draft, items, now)
    return base.model_copy(
        update={"derived": derived, "sentences": draft.sentences, "links": tuple(_cites(derived, draft))}
    )


def _agreed(run: Run, live: Sequence[Item], verdict: str, answer: Answer) -> tuple[Settled, ...]:
    """Remember a person's decision by pair, so that a grown cluster does not ask again."""
    pairs = [(a, b) for n, a in enumerate(live) for b in live[n + 1 :]]
    return tuple(
        Settled(
            key=pair_key(run.org, a.content_hash, b.content_hash),
            verdict=PairVerdict.model_validate(
                {
                    "a_id": a.id,
                    "b_id": b.id,
                    "verdict": verdict,
                    "confidence": 1.0,
                    "reasons": (f"{answer.decision} by {answer.by}",),
                    "decided_by": f"human:{answer.by}",
                }
            ),
        )
        for a, b in pairs
    )


def _gone(ruling: Ruling) -> tuple[list[Expiry], list[Link]]:
    merged = [(loser, m.winner_id) for m in ruling.merges for loser in m.loser_ids]
    expiries = [Expiry(item_id=loser, by_id=winner, reason="merged") for loser, winner in merged]
    links = [Link(derived_id=winner, source_id=loser, relation="merged_from") for loser, winner in merged]
    for s in ruling.supersessions:
        expiries.append(Expiry(item_id=s.older_id, by_id=s.newer_id, reason="superseded"))
        links.append(Link(derived_id=s.newer_id, source_id=s.older_id, relation="supersedes"))
    return expiries, links


def _cites(derived: Item, draft: Draft) -> list[Link]:
    return [Link(derived_id=derived.id, source_id=i, relation="summarized_from") for i in draft.source_ids]


def _outdated(case: Case, derived: Item | None, superseded: set[str]) -> list[tuple[str, str | None]]:
    """Find live summaries that a new one replaces, or that stand on what is no longer true."""
    found: list[tuple[str, str | None]] = []
    new_sources = set(case.draft.source_ids) if case.draft else set()
    for summary_id, sources in sorted((case.standing or {}).items()):
        if derived and summary_id == derived.id:
            continue
        if derived and 2 * len(sources & new_sources) >= len(sources):
            found.append((summary_id, derived.id))
        elif sources & superseded:
            found.append((summary_id, None))
    return found


def _bookings(case: Case, derived: Item | None, reviews: Sequence[Review]) -> list[Booking]:
    """Say of every member how it ends; the first that fits counts."""
    ends: dict[str, tuple[Outcome, str]] = {}
    for m in case.ruling.merges:
        ends.update({i: ("merged", f"same as {m.winner_id}: {m.reason}") for i in m.loser_ids})
    for s in case.ruling.supersessions:
        ends.setdefault(s.older_id, ("merged", f"superseded by {s.newer_id}: {s.reason}"))
    for review in reviews:
        if review.draft is None:
            for i in review.question.item_ids:
                ends.setdefault(i, ("held", f"{review.question.reason}: {review.id}"))
    if derived and case.draft:
        for i in case.draft.source_ids:
            ends.setdefault(i, ("published", f"cited in {derived.id}"))
    for i in case.cluster.member_ids:
        ends.setdefault(i, ("kept", case.ruling.verdict))
    return [Booking(item_id=i, outcome=ends[i][0], reason=ends[i][1]) for i in sorted(ends)]


def _conflict_signals(reviews: Sequence[Review]) -> list[Signal]:
    found: list[Signal] = []
    for review in reviews:
        ids = list(review.question.item_ids)
        if review.question.reason != "contradiction":
            continue
        found.append(
            Signal(item_id=ids[0], type="contradiction_cluster", payload={"group": review.id, "item_ids": ids})
        )
        found += [Signal(item_id=i, type="contradiction", payload={"group": review.id}) for i in ids]
    return found


def _settled(run: Run, case: Case, reviews: Sequence[Review]) -> list[Settled]:
    """Remember every pair verdict that is more than `related`, with the review that asks about it."""
    asking = {frozenset((v.a_id, v.b_id)): review.id for review in reviews for v in review.question.verdicts}
    known = case.asked or {}
    found = []
    for verdict in case.ruling.pairs:
        key = pair_key(run.org, *(case.items[i].content_hash for i in (verdict.a_id, verdict.b_id)))
        review = asking.get(frozenset((verdict.a_id, verdict.b_id))) or known.get(key)
        if not verdict.decided_by.startswith("human:"):
            found.append(Settled(key=key, verdict=verdict, review_id=review))
    return found


def _is_new(run: Run, case: Case, question: Question) -> bool:
    """Is there a pair in it that nobody was asked about yet?"""
    keys = {
        pair_key(run.org, case.items[v.a_id].content_hash, case.items[v.b_id].content_hash) for v in question.verdicts
    }
    return not keys or not keys <= set(case.asked or {})


def _review(run: Run, case: Case, question: Question, draft: Draft | None, now: datetime) -> Review:
    items = {i: case.items[i] for i in question.item_ids}
    return Review(
        id=review_id(run.org, question, items, draft),
        org=run.org,
        run_id=run.id,
        cluster_id=case.cluster.id,
        question=question,
        draft=draft,
        shown_sha256=shown_hash(question, items, draft),
        opened_at=now,
    )


def _no_cluster(question: Question) -> Cluster:
    ids = question.item_ids
    return Cluster(id=f"flagged:{question.reason}", category="", member_ids=ids, representative_id=ids[0])


def _no_ruling(question: Question) -> Ruling:
    return Ruling(cluster_id=f"flagged:{question.reason}", verdict="uncertain", confidence=0.0)
