"""One item on the screen: what it says, where it comes from, what became of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from stillroom.cli.opening import out
from stillroom.cli.questions import facts
from stillroom.domain.items import Item
from stillroom.domain.summaries import Sentence
from stillroom.services import Services

DEEPEST = 6
UP = {"merged_from": "was merged into it", "summarized_from": "is told in it", "supersedes": "was replaced by it"}
DOWN = {"merged_from": "it was merged into", "summarized_from": "it is told in", "supersedes": "it was replaced by"}


def shown(services: Services, item: Item, sentences: Sequence[Sentence], found: Mapping[str, Any]) -> None:
    """Print an item with its lineage both ways, its history, its runs and the remarks on it."""
    out.print(Text(item.title or item.id, "bold"))
    out.print(Text(item.id, "dim"), soft_wrap=True)
    if sentences:
        for sentence in sentences:
            out.print(_indented(Text.assemble(sentence.text, (f"  [{', '.join(sentence.cites)}]", "dim"))))
    else:
        out.print(_indented(Text(item.content)))
    for fact in facts(item):
        out.print(Text(fact, "dim"))
    if item.quality is not None:
        out.print(Text(f"quality {item.quality:.2f}", "dim"))
    for title, words, up in (("comes from", UP, True), ("became", DOWN, False)):
        tree = Tree(Text(title, "bold"))
        _grow(tree, services, item, words, up=up, deep=0)
        if tree.children:
            out.print(tree)
    _listed(
        "history", [(e["event"], _detail(e["detail"]), f"{e['recorded_at']:%Y-%m-%d %H:%M}") for e in found["history"]]
    )
    _listed("runs", [(run, outcome, reason) for run, outcome, reason in found["runs"]])
    _listed(
        "remarks", [(s["type"], _detail(s["payload"]), f"{s['recorded_at']:%Y-%m-%d %H:%M}") for s in found["signals"]]
    )


def _grow(tree: Tree, services: Services, item: Item, words: Mapping[str, str], *, up: bool, deep: int) -> None:
    edges = services.store.ledger.lineage(item.org, [item.id], up=up)
    ends = {source if up else derived: relation for derived, source, relation in edges}
    for other in services.store.items.many(item.org, sorted(ends)).values():
        title = other.title or other.content.splitlines()[0][:70]
        branch = tree.add(Text.assemble(other.id, (f"  {words[ends[other.id]]}", "dim"), f"  {title}"))
        if deep < DEEPEST:
            _grow(branch, services, other, words, up=up, deep=deep + 1)


def _listed(title: str, entries: Sequence[tuple[str, ...]]) -> None:
    if entries:
        out.print(Text(title, "bold"))
    for entry in entries:
        out.print(_indented(Text(" · ".join(filter(None, entry)))))


def _detail(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in values.items() if isinstance(value, str | int))


def _indented(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 2))
