"""The inbox: open reviews, the most urgent or the oldest first, a page at a time."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import get_args
from urllib.parse import urlencode

from starlette.responses import Response

from stillroom.domain.reviews import Review
from stillroom.domain.verdicts import Reason
from stillroom.errors import NotFound
from stillroom.store.queue import Facet, Order, Size, Wanted
from stillroom.web.visits import Visit

PAGE = 50
ACTIONS = (
    ("proposal", "Do what is proposed"),
    ("keep_both", "Keep both"),
    ("reject", "Reject"),
    ("release", "Let in"),
    ("defer", "Put off for a week"),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to filter, with how many reviews it would leave."""

    value: str
    reviews: int
    chosen: bool


def inbox(visit: Visit) -> Response:
    """Show what waits for a person."""
    desk, org, wanted = visit.desk, visit.org, wanted_of(visit)
    after = _after(visit)
    queue = desk.services.store.queue
    entries = queue.page(org, wanted, after=after, limit=PAGE + 1)
    facets = queue.facets(org)
    return visit.page(
        "inbox.html",
        entries=entries[:PAGE],
        more=address(wanted, after=entries[PAGE - 1].review.id) if len(entries) > PAGE else "",
        first=address(wanted) if after else "",
        wanted=wanted,
        back=address(wanted, path=""),
        total=sum(f.reviews for f in facets),
        fitting=sum(f.reviews for f in facets if _fits(f, wanted)),
        reasons=_choices(facets, wanted, "reason"),
        categories=_choices(facets, wanted, "category"),
        sizes=_choices(facets, wanted, "size"),
        waiting=desk.services.store.reviews.count(org, states=("waiting",)),
        looking=desk.presence.at(org, desk.now()),
        now=desk.now(),
        address=address,
        actions=ACTIONS,
    )


def wanted_of(visit: Visit) -> Wanted:
    """Read the filter from the address or the form; what makes no sense is not looked at."""
    given = {n: visit.query(n) or visit.field(n) for n in ("reason", "category", "size", "run_id", "order")}
    return Wanted(
        reason=given["reason"] if given["reason"] in get_args(Reason) else "",
        category=given["category"],
        size=next((s for s in get_args(Size) if s == given["size"]), None),
        run_id=given["run_id"],
        order=next((o for o in get_args(Order) if o == given["order"]), "priority"),
    )


def address(wanted: Wanted, *, path: str = "/", **more: str | None) -> str:
    """Name the inbox with a filter, some of it changed."""
    given = {k: v for k, v in {**asdict(wanted), **more}.items() if v and not (k == "order" and v == "priority")}
    return f"{path}?{urlencode(given)}" if given else path


def _after(visit: Visit) -> Review | None:
    if not visit.query("after"):
        return None
    try:
        return visit.desk.services.store.reviews.get(visit.org, visit.query("after"))
    except NotFound:
        return None


def _fits(facet: Facet, wanted: Wanted, *, but: str = "") -> bool:
    names = ("reason", "category", "size")
    return all(getattr(facet, n) == getattr(wanted, n) for n in names if n != but and getattr(wanted, n))


def _choices(facets: Sequence[Facet], wanted: Wanted, name: str) -> list[Choice]:
    counts: Counter[str] = Counter()
    for facet in facets:
        if _fits(facet, wanted, but=name):
            counts[getattr(facet, name)] += facet.reviews
    chosen = getattr(wanted, name)
    if chosen and chosen not in counts:
        counts[chosen] = 0
    return [Choice(value, n, value == chosen) for value, n in sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))]
