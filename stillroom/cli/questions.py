"""Questions for a person, on the screen: a ranked list, and one with its items side by side."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from rich.console import Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from stillroom.cli.opening import out
from stillroom.cli.planning import pieces
from stillroom.domain.items import Item
from stillroom.domain.publications import Publication
from stillroom.domain.reviews import Review
from stillroom.domain.verdicts import PairVerdict
from stillroom.reporting.findings import Side, sides

LEAST_WIDTH = 38
"""Columns that an item beside others needs to be read."""
WHOLE = 4_000
VERDICTS = 6
MEANINGS = {
    "merge": "one stays (--subject, or the best), the others are merged into it",
    "supersede": "--subject stays, the others are outdated",
    "keep_both": "all are right, and it is not asked again",
    "edit": "--text replaces them",
    "reject": "--subject is wrong",
    "release": "it may be served",
    "defer": "asked again after 7 days",
}
HELD_MEANINGS = {"edit": "--text replaces it", "reject": "it is not served"}
DROPPED, PUBLISHED = "the summary is dropped", "the summary is published"
DRAFT_MEANINGS = {"edit": "--text is the summary", "reject": DROPPED, "release": PUBLISHED}


def listed(reviews: Sequence[Review], now: datetime) -> None:
    """Print reviews by reason, the reason with the most urgent one first."""
    groups: dict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        groups[review.question.reason].append(review)
    for reason, members in groups.items():
        out.print(f"[bold]{reason}[/bold] ({len(members):,})")
        for review in members:
            facts = [age(now - review.opened_at), f"proposed: {review.question.proposal}"]
            facts += [review.state] if review.state != "open" else []
            out.print(_indented(review.question.headline, 2))
            out.print(Text(f"    {review.id} · {' · '.join(facts)}", "dim"), soft_wrap=True)


def shown(
    review: Review,
    items: Sequence[Item],
    outcomes: Mapping[str, Publication],
    faults: Sequence[str],
    now: datetime,
) -> None:
    """Print one review: its items, why it is asked, and what each decision would do."""
    question = review.question
    out.print(Text(question.headline, "bold"))
    out.print(
        Text(f"{question.reason} · {review.id} · asked {age(now - review.opened_at)} ago · {review.state}", "dim")
    )
    out.print(_beside(sides(question, items, WHOLE)))
    if review.draft:
        out.print(Panel(Text(review.draft.content), title=f"the summary that is held: {review.draft.title}"))
    why = [*faults, *(line for verdict in question.verdicts[:VERDICTS] for line in _reasoning(verdict))]
    if why:
        out.print("why", style="bold")
    for line in why:
        out.print(_indented(line, 4 if line.startswith("·") else 2))
    if review.answer:
        when = f"{review.decided_at:%Y-%m-%d %H:%M}" if review.decided_at else ""
        out.print(f"decided: {review.answer.decision} by {review.answer.by}, {when}", markup=False)
        return
    out.print("decide", style="bold")
    out.print(_decisions(review, outcomes))
    out.print(Text(f"stillroom review {review.id} --decide DECISION", "dim"), soft_wrap=True)


def proposed(review: Review) -> str:
    """Say what `approve` would carry out."""
    question = review.question
    if review.draft:
        return DROPPED if question.proposal == "reject" else PUBLISHED
    verb = "goes" if question.proposal == "reject" else "stays"
    return f"{question.proposal}, {question.subject_id} {verb}" if question.subject_id else question.proposal


def effect(change: Publication) -> str:
    """Say what a decision changes, by number: what there is one of, by its id."""
    states: dict[str, list[str]] = defaultdict(list)
    for item_id, state in change.states.items():
        states[state].append(item_id)
    gone = [e.item_id for e in change.expiries]
    named = {"expires": gone, "rejects": states["rejected"], "approves": states["approved"]}
    parts = [f"{verb} {ids[0] if len(ids) == 1 else len(ids)}" for verb, ids in named.items() if ids]
    parts += ["writes 1"] if change.derived else []
    unmarked = len(set(change.contested) - set(gone) - set(states["rejected"]))
    parts += [f"unmarks {unmarked}"] if unmarked else []
    return ", ".join(parts) or "changes nothing"


def age(span: timedelta) -> str:
    """Say how long ago in one unit."""
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{max(0, seconds)} s"


def facts(item: Item) -> Iterator[str]:
    """Say what kind of item it is, when and where it holds, and who says so."""
    yield f"{item.kind} · {item.category} · {item.state}{' · contested' if item.contested else ''}"
    noted = f"noted {item.observed_at:%Y-%m-%d}" if item.observed_at else "undated"
    true = [f"{word} {day:%Y-%m-%d}" for word, day in (("from", item.valid_from), ("to", item.valid_to)) if day]
    yield f"{noted}{', true ' + ' '.join(true) if true else ''}"
    if item.scope:
        yield "scope " + ", ".join(f"{name}={value}" for name, value in sorted(item.scope.items()))
    voice = ", ".join(filter(None, (item.contributor, item.pr_ref, item.run_ref))) or "anonymous"
    yield f"voice {voice} · {item.source}, sure {item.confidence}/10"


def _indented(text: str, by: int) -> Padding:
    return Padding(Text(text), (0, 0, 0, by))


def _beside(compared: Sequence[Side]) -> Table:
    across = max(1, min(len(compared), out.width // LEAST_WIDTH))
    grid = Table.grid(expand=True)
    for _ in range(across):
        grid.add_column(ratio=1)
    for start in range(0, len(compared), across):
        grid.add_row(*map(_panel, compared[start : start + across]))
    return grid


def _panel(side: Side) -> Panel:
    item = side.item
    body = Group(pieces(side.pieces), Text(""), *(Text(fact, "dim") for fact in facts(item)))
    return Panel(body, title=Text(item.id), title_align="left")


def _reasoning(verdict: PairVerdict) -> Iterator[str]:
    pair = f"{verdict.a_id} and {verdict.b_id}"
    yield f"{pair}: {verdict.verdict} ({verdict.confidence:.2f}, {verdict.decided_by})"
    yield from (f"· {reason}" for reason in verdict.reasons)
    yield from (f"· {quote.item_id}: “{quote.text}”" for quote in verdict.evidence)


def _decisions(review: Review, outcomes: Mapping[str, Publication]) -> Table:
    table = Table.grid(padding=(0, 2))
    held = DRAFT_MEANINGS if review.draft else HELD_MEANINGS if "release" in review.decisions else {}
    meanings = MEANINGS | held
    meanings["approve"] = f"as proposed: {proposed(review)}"
    for decision in review.decisions:
        change = outcomes.get(decision)
        table.add_row(f"  {decision}", Text(meanings[decision]), Text(effect(change) if change else "", "dim"))
    return table
