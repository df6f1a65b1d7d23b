"""The course of a run: from the rows that were read to how every item ended."""

from collections import Counter

from stillroom.presenting.flow import Stage
from stillroom.reporting.books import Books

Links = dict[tuple[str, str], int]

ENDS = {
    "kept": "Kept as they are",
    "summarised": "Summarised",
    "merged": "Merged",
    "superseded": "Superseded",
    "held": "Held for a person",
    "rejected": "Rejected",
    "unsettled": "Not settled",
}
STAGES = (
    Stage("commons", "From the commons", "source", 0),
    Stage("waiting", "Waiting before", "source", 0),
    Stage("read", "Rows read", "source", 0),
    Stage("run", "In this run", "run", 1),
    Stage("known", "Known already", "known", 1),
    Stage("later", "Left for a later run", "known", 1),
    Stage("refused", "Quarantined", "rejected", 1),
    *(Stage(name, label, name, 2) for name, label in ENDS.items()),
)


def course(books: Books) -> Links:
    """Count what flows from stage to stage; what enters the run leaves it."""
    roles = Counter(line.role for line in books.lines)
    added = sum(i.added for i in books.imports)
    taken = min(added, roles["new"])
    links: Links = {
        ("read", "run"): taken,
        ("read", "later"): added - taken,
        ("read", "known"): sum(i.known for i in books.imports),
        ("read", "refused"): sum(i.quarantined for i in books.imports),
        ("waiting", "run"): roles["new"] - taken,
        ("commons", "run"): len(books.lines) - roles["new"],
    }
    return {**links, **{("run", fate): count for fate, count in books.counts.items()}}
