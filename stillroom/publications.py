"""Gathering all that a run has to publish, and ranking what is asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from stillroom.domain.publications import Publication
from stillroom.domain.reviews import Review
from stillroom.domain.runs import Run
from stillroom.domain.summaries import Draft
from stillroom.domain.verdicts import Question
from stillroom.drafting import latest, pending_jobs, rulings_of, unreviewed
from stillroom.publishing import Case, of_answer, of_cluster, of_flagged, of_redraft, of_single
from stillroom.services import Services

SINGLES = 1000


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be published; waiting reviews of earlier runs that are asked now; what expires of old."""

    publications: Sequence[Publication]
    adopted: Sequence[str]
    expiring: int


def publications_of(
    services: Services, run: Run, answered: Collection[str], now: datetime, *, stopped: bool = False
) -> Plan:
    """Make every publication that the run has not carried out yet; of a stopped run, only what is complete.

    Of the decided reviews, those in `answered` are carried out.
    """
    published = services.store.ledger.published(run)
    done = {p.key for p in published}
    written = {p.derived.id for p in published if p.derived}
    # what lacks its summary stays new, for the next run to go on with
    left = _unfinished(services, run) if stopped else set[str]()
    made = [
        *_answers(services, run, answered, now),
        *_flagged(services, run, now),
        *_cases(services, run, written, done, now, left),
    ]
    made += _singles(services, run)
    fresh = [p for p in made if p.key not in done]
    ranked, adopted = _rank(services, run, fresh, now)
    old = {r.item_id for r in services.store.runs.items(run) if r.role == "neighbour"}
    expiring = sum(e.item_id in old for p in ranked if not p.applied for e in p.expiries)
    return Plan(ranked, adopted, expiring)


def _unfinished(services: Services, run: Run) -> set[str]:
    """List the clusters whose summary is to be written still, or written and not reviewed."""
    drafted = unreviewed(services.store, run, "quality", "pii").items()
    pending = {p.job.cluster.id for p in pending_jobs(services.store, run)}
    return pending | {cluster_id for cluster_id, (_, output) in drafted if not output["held"]}


def _answers(services: Services, run: Run, answered: Collection[str], now: datetime) -> list[Publication]:
    decided = services.store.reviews.find(run.org, states=("decided",), run_id=run.id, limit=None)
    decided = [r for r in decided if r.id in answered]
    drafts = [r.draft for r in decided if r.draft]
    ids = {i for r in decided for i in r.question.item_ids} | {i for d in drafts for i in d.source_ids}
    items = services.store.items.many(run.org, ids)
    return [of_answer(run, r, r.answer, items, now) for r in decided if r.answer]


def _flagged(services: Services, run: Run, now: datetime) -> list[Publication]:
    outputs = services.store.work.outputs(run, "flagged").values()
    questions = [Question.model_validate(q) for by in outputs for q in by.values()]
    items = services.store.items.many(run.org, {i for q in questions for i in q.item_ids})
    return [of_flagged(run, q, items, now) for q in questions]


def _cases(
    services: Services, run: Run, written: set[str], done: set[str], now: datetime, left: set[str]
) -> list[Publication]:
    store = services.store
    clusters, rulings = store.work.clusters(run), rulings_of(store, run)
    items = store.items.many(run.org, {i for c in clusters for i in c.member_ids})
    drafts = latest(store.work.outputs(run, "quality"))
    held = latest(store.work.outputs(run, "pii"))
    settled = store.work.settled(run.org, sorted(items))
    asked = {key: review for key, (_, review) in settled.items() if review}
    standing = store.ledger.live_summaries(run.org, sorted(items))
    by_source: dict[str, set[str]] = {}
    for summary, sources in standing.items():
        for source in sources:
            by_source.setdefault(source, set()).add(summary)
    made = []
    for cluster in clusters:
        if cluster.id not in rulings or cluster.id in left:
            continue
        ruling = rulings[cluster.id]
        draft, question, kept = _fate(drafts.get(cluster.id), held.get(cluster.id), ruling.summarise)
        touching = {s for i in cluster.member_ids for s in by_source.get(i, ())}
        case = Case(
            cluster=cluster,
            ruling=ruling,
            items=items,
            draft=draft,
            held=question,
            held_draft=kept,
            standing={s: standing[s] for s in touching},
            asked=asked,
        )
        first = of_cluster(run, case, now)
        made.append(first)
        if first.key in done and first.derived and first.derived.id not in written:
            made += [p for p in (of_redraft(run, case, now),) if p]
    return made


def _fate(
    quality: tuple[str, dict[str, object]] | None,
    pii: tuple[str, dict[str, object]] | None,
    members: Sequence[str],
) -> tuple[Draft | None, Question | None, Draft | None]:
    """Say what became of a cluster's draft: it passed, it is held with a question, or there is none."""
    if pii and pii[1]["held"]:
        draft = Draft.model_validate(pii[1]["draft"])
        return None, _held("pii", f"A summary is held: {pii[1]['held']}. Drop it?", draft, 0.8), draft
    if quality is None:
        return None, None, None
    draft = Draft.model_validate(quality[1]["draft"])
    if quality[1]["verdict"] == "pass":
        return draft, None, None
    return None, _held("quality", f"A summary did not pass: drop it? ({draft.title})", draft, 0.4), draft


def _held(reason: str, headline: str, draft: Draft, priority: float) -> Question:
    return Question.model_validate(
        {
            "item_ids": draft.source_ids[:25],
            "reason": reason,
            "headline": headline[:300],
            "proposal": "reject",
            "default": "defer",
            "priority": priority,
        }
    )


def _singles(services: Services, run: Run) -> list[Publication]:
    lines = [r for r in services.store.runs.items(run) if r.role == "new" and r.cluster_id is None]
    outputs = services.store.work.outputs(run, "flagged").values()
    flagged = {i for by in outputs for q in by.values() for i in q["item_ids"]}
    ids = [r.item_id for r in lines if r.item_id not in flagged]
    items = services.store.items.many(run.org, ids)
    chunks = [ids[n : n + SINGLES] for n in range(0, len(ids), SINGLES)]
    return [of_single(run, [items[i] for i in chunk], n) for n, chunk in enumerate(chunks)]


def _rank(
    services: Services, run: Run, made: Sequence[Publication], now: datetime
) -> tuple[list[Publication], list[str]]:
    """Open the most urgent questions up to the run's cap; the rest waits, its items live and marked."""
    reviews = services.store.reviews
    room = services.settings.max_questions - len(
        reviews.find(run.org, states=("open", "decided", "applied"), run_id=run.id)
    )
    waiting = [
        r for r in reviews.find(run.org, states=("waiting",)) if not (r.deferred_until and r.deferred_until > now)
    ]
    fresh = [r for p in made for r in p.reviews]
    known = reviews.many(run.org, [r.id for r in fresh])
    fresh = [r for r in fresh if r.id not in known]
    ranked = sorted([*fresh, *waiting], key=lambda r: (-r.question.priority, r.id))[: max(0, room)]
    chosen = {r.id for r in ranked}
    opened = [
        p.model_copy(update={"reviews": tuple(_open(r, chosen) for r in p.reviews)}) if p.reviews else p for p in made
    ]
    return opened, [r.id for r in waiting if r.id in chosen]


def _open(review: Review, chosen: set[str]) -> Review:
    return review.model_copy(update={"state": "open"}) if review.id in chosen else review
