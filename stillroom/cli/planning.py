"""The plan of a dry run, shown as a diff."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from rich.table import Table
from rich.text import Text

from stillroom.cli.opening import out
from stillroom.domain.items import Item
from stillroom.domain.reviews import Review
from stillroom.domain.summaries import Sentence
from stillroom.presenting.differences import Piece, shortened
from stillroom.reporting.findings import compared
from stillroom.reporting.preview import Change, Preview
from stillroom.sources.accounts import Problem

SHOWN = 25
EXCERPT = 200
STYLES = {"+": "green", "-": "red", "?": "yellow", "!": "magenta", " ": ""}

T = TypeVar("T")
Line = tuple[str, str, Text]


def show(plan: Preview, refused: Sequence[Problem]) -> None:
    """Print what would change; what would stay as it is, is only counted."""
    _section("would be merged", plan.of("merged"), _change)
    _section("would be superseded", plan.of("superseded"), _change)
    _section("would be withdrawn", plan.withdrawn, lambda item: [_line("-", item)])
    _section("would be written", plan.summaries, _summary)
    _section("would be asked", plan.questions, lambda review: _question(plan, review))
    _section("would be quarantined", refused, _problem)
    out.print(f"\n{plan.kept:,} items would stay as they are", style="dim")


def pieces(parts: Iterable[Piece]) -> Text:
    """Give pieces as text, the marked ones in bold and underlined."""
    return Text.assemble(*((p.text, "bold underline") if p.marked else p.text for p in parts))


def _section(title: str, entries: Sequence[T], lines: Callable[[T], Iterable[Line]]) -> None:
    if not entries:
        return
    out.print(f"\n[bold]{title}[/bold] ({len(entries):,})")
    for entry in entries[:SHOWN]:
        table = Table.grid(padding=(0, 1))
        for sign, name, text in lines(entry):
            table.add_row(Text(sign, STYLES[sign]), Text(name, STYLES[sign]), text)
        out.print(table)
    if len(entries) > SHOWN:
        out.print(f"… and {len(entries) - SHOWN:,} more: --json lists all", style="dim")


def _change(change: Change) -> Iterator[Line]:
    """Put the one that stays above those that give way; of two, mark the words that differ."""
    if len(change.gone) > 1:
        yield _line("+", change.stays)
        yield from (_line("-", item) for item in change.gone)
    else:
        found = compared(change.gone[0], change.stays, EXCERPT)
        yield "+", change.stays.id, pieces(found.right)
        yield "-", change.gone[0].id, pieces(found.left)
    if change.why:
        yield " ", "", Text(change.why, "dim")


def _summary(told: tuple[Item, tuple[Sentence, ...]]) -> Iterator[Line]:
    item, sentences = told
    cited = {c for s in sentences for c in s.cites}
    yield "+", f"of {len(cited)} items", _text(item)


def _question(plan: Preview, review: Review) -> Iterator[Line]:
    question = review.question
    yield "?", question.reason, Text(question.headline)
    if review.draft is None:
        yield from (_line(" ", plan.items[i]) for i in question.item_ids)


def _problem(problem: Problem) -> Iterator[Line]:
    yield "!", f"{problem.source}:{problem.line}", Text(f"{problem.field}: {problem.reason}")


def _line(sign: str, item: Item) -> Line:
    return sign, item.id, _text(item)


def _text(item: Item) -> Text:
    title = item.text.removesuffix(item.content).strip()
    content = " ".join(shortened(item.content, EXCERPT).split())
    return Text.assemble((f"{title}: " if title else "", "bold"), content)
