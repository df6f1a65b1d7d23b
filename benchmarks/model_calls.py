"""Count what a first run asks of a model: calls and tokens for 1,000 items, by role, and again with nothing new.

A scripted server on loopback answers: the judge that every pair is related (so that all votes are asked), the
summarizer by extraction. Tokens are counted in the messages and the answers by the tokenizer in wordllama's wheel,
a Llama one; the answer's schema, which some servers count as well, is left out.

    python -m benchmarks.model_calls FILE... [--votes 2]
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from tokenizers import Tokenizer

import prompts
from stillroom.domain.runs import RunParams
from stillroom.models.protocol import Ask
from stillroom.receipts import source_state
from stillroom.run import run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import Row, read
from stillroom.sources.mapping import guess
from stillroom.summarizing import SummaryAnswer, offline_answer
from tests import openai_server as server
from tests.openai_server import Body, OpenAIServer

ORG = "counted"
ROLES = ("judge", "summarizer")
out = Console(width=140)


def main() -> None:
    """Count every corpus and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path, help="items as `stillroom import` reads them")
    parser.add_argument("--votes", type=int, default=Settings.model_fields["judge_votes"].default)
    args = parser.parse_args()
    table = Table("corpus", "items", "role", "calls", "per 1,000 items", "tokens in", "out", "tokens an item")
    state = source_state()
    table.title = f"first run, {args.votes} votes a pair, commit {str(state['git_sha'])[:12]}"
    with server.serving() as scripted:
        scripted.default = server.by_role(judge=server.good(related), summarizer=server.good(extracted))
        for path in args.files:
            with tempfile.TemporaryDirectory() as home:
                _count(table, path, Path(home), scripted, args.votes)
    out.print(table)


def related(body: Body) -> dict[str, Any]:
    """Judge every pair as related, in the length of a real answer."""
    given = server.inputs(body)
    quotes = {f"quote_{side}": " ".join(given[f"item_{side}"]["text"].split()[:20]) for side in "ab"}
    reasoning = (
        "Both items speak of the same subject. Neither names a scope. What clashes is about different things. " * 2
    )
    return {"reasoning": reasoning, "scope_a": "", "scope_b": "", **quotes, "verdict": "related", "confidence": 0.9}


def extracted(body: Body) -> dict[str, Any]:
    """Summarise as the offline summarizer does."""
    inputs, schema = server.inputs(body), SummaryAnswer.model_json_schema()
    prompt = prompts.load("summarize")
    ask = Ask(role="summarizer", prompt="summarize", prompt_sha256=prompt.sha256, inputs=inputs, answer_schema=schema)
    answer: dict[str, Any] = json.loads(offline_answer(ask))
    return answer


def _count(table: Table, path: Path, home: Path, scripted: OpenAIServer, votes: int) -> None:
    scripted.requests.clear()
    settings = Settings(home=home, openai_base_url=scripted.base_url, judge_model="scripted", judge_votes=votes)
    with closing(build_services(settings)) as services:
        items = _import(services, path)
        run_distillation(services, ORG, RunParams(force=True))
        first = list(scripted.requests)
        run_distillation(services, ORG, RunParams(force=True))
    calls, given, told = Counter[str](), Counter[str](), Counter[str]()
    count = counter()
    for body in first:
        role = server.role(body)
        calls[role] += 1
        given[role] += sum(count(message["content"]) for message in body["messages"])
        told[role] += count(json.dumps((related if role == "judge" else extracted)(body)))
    for role in ROLES:
        _row(table, path, items, role, (calls[role], given[role], told[role]))
    _row(table, path, items, "all", (calls.total(), given.total(), told.total()))
    again = len(scripted.requests) - len(first)
    table.add_row("", "", "again, nothing new", f"{again:,}", end_section=True)


def _row(table: Table, path: Path, items: int, role: str, counted: tuple[int, int, int]) -> None:
    calls, given, told = counted
    figures = (f"{calls:,}", f"{1000 * calls / items:.1f}", f"{given:,}", f"{told:,}", f"{(given + told) / items:.0f}")
    table.add_row(f"{path.parent.name}/{path.name}", f"{items:,}", role, *figures)


def _import(services: Services, path: Path) -> int:
    rows = list(read(path))
    mapping = guess([r for r in rows if isinstance(r, Row)])
    return services.intake(ORG).import_(rows, mapping=mapping, defaults={}, progress=None, contributor=None).added


def counter() -> Callable[[str], int]:
    """Open the tokenizer that lies in wordllama's wheel."""
    import wordllama  # noqa: PLC0415 - configures logging when it is imported

    (path,) = (Path(wordllama.__file__).parent / "tokenizers").glob("l2_*.json")
    tokenizer: Tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return lambda text: len(tokenizer.encode(text).ids)


if __name__ == "__main__":
    main()
