"""Command line of the evals: `python -m evals run|check|compare|baseline|page [NAME]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals import (
    clusters,
    evasions,
    faithfulness,
    near_repeats,
    opinions,
    pairs,
    poison,
    privacy,
    quality,
    questions,
    revisions,
    topics,
)
from evals.measure import Eval, Result, run, worse
from evals.page import page
from stillroom.models.offline import OFFLINE

_OWN = (clusters.EVAL, evasions.EVAL, *faithfulness.EVALS, poison.EVAL, privacy.EVAL, quality.EVAL)
_PUBLIC = (near_repeats.EVAL, opinions.EVAL, privacy.PUBLIC_EVAL, *questions.EVALS, revisions.EVAL, topics.EVAL)
EVALS = {one.name: one for one in (*pairs.EVALS, *_OWN, *_PUBLIC)}
BASELINES = Path(__file__).parent / "baselines"
RESULTS = Path(__file__).parent / "results"
PAGE = Path("build") / "evals.html"
ABOUTS = {name: (sys.modules[one.answers.__module__].__doc__ or "").strip() for name, one in EVALS.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run evals and say what they found; 1 when a check fails."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("command", choices=("run", "check", "compare", "baseline", "page"))
    parser.add_argument("names", nargs="*", metavar="NAME", help="evals; for compare also two result files")
    given = parser.parse_args(arguments)
    if given.command == "compare" and len(given.names) == 2 and not set(given.names) & EVALS.keys():
        show([_read(Path(name)) for name in given.names])
        return 0
    unknown = sorted(set(given.names) - EVALS.keys())
    if unknown:
        parser.error(f"no such eval: {unknown[0]!r}; there are {', '.join(sorted(EVALS))}")
    if given.command == "page":
        return _page()
    return sum(_one(given.command, EVALS[name]) for name in given.names or sorted(EVALS)) and 1


def _one(command: str, one: Eval) -> int:
    if not one.data.exists():
        Console().print(f"{one.name}: NOT RUN, there is no {one.data}; STILLROOM_EVAL_DATA tells where public sets are")
        return 0
    result = run(one)
    _write(RESULTS / f"{one.name}.json", result)
    baseline = BASELINES / f"{one.name}.json"
    if command == "baseline":
        _write(baseline, result)
    if not baseline.exists() and command in ("check", "compare"):
        Console().print(f"[red]{one.name} has no baseline yet; `python -m evals baseline {one.name}` keeps this result")
        return 1
    show([_read(baseline), result] if command == "compare" else [result])
    if command != "check":
        return 0
    if result.get("judge", OFFLINE) != _read(baseline).get("judge", OFFLINE):
        Console().print(f"{one.name}: not compared, the baseline is another judge's", markup=False)
        return 0
    found = worse(result, _read(baseline))
    Console().print("\n".join([f"[red]{line}" for line in found] or [f"{one.name}: no worse than the baseline"]))
    return len(found)


def _page() -> int:
    """Write what the last runs found as one page."""
    found = {path.stem: _read(path) for path in sorted(RESULTS.glob("*.json")) if path.stem in EVALS}
    PAGE.parent.mkdir(exist_ok=True)
    missing = [name for name, one in sorted(EVALS.items()) if not one.data.exists()]
    PAGE.write_text(page({n: r for n, r in found.items() if n not in missing}, ABOUTS, missing), encoding="utf-8")
    Console().print(f"wrote {PAGE}")
    return 0


def show(results: Sequence[Result]) -> None:
    """Print scores side by side, then those of the last by category."""
    last = results[-1]
    table = Table(title=f"{last['eval']} · {last['cases']} cases", title_justify="left")
    table.add_column("score")
    for result in results:
        for split in result["scores"]:
            table.add_column(f"{split} {(result['git_sha'] or '')[:7]}{'*' if result['dirty'] else ''}")
    for name in last["scores"][min(last["scores"])]:
        table.add_row(name, *(_cell(r["scores"][split].get(name)) for r in results for split in r["scores"]))
    Console(width=150).print(table)
    if cost := last.get("for 1,000 items"):
        figures = ", ".join(f"{value:,} {name}" for name, value in cost.items())
        Console(width=150).print(f"judged by {last['judge']}; for 1,000 items: {figures}", markup=False)
    _by_category(last)


def _by_category(result: Result) -> None:
    names = list(result["scores"][min(result["scores"])])
    table = Table("category", *names)
    for category, scores in result["categories"].items():
        if scores:
            table.add_row(category, *(_short(scores.get(n)) for n in names))
    # of one category all is said already
    if table.row_count > 1:
        Console(width=150).print(table)


def _short(score: dict[str, float] | None) -> str:
    return f"{score['value']:.2f} ({score['low']:.2f}-{score['high']:.2f})" if score else ""


def _cell(score: dict[str, float] | None) -> str:
    return f"{score['value']:.3f} ({score['low']:.2f}-{score['high']:.2f}, n {score['n']})" if score else ""


def _read(path: Path) -> Result:
    found: Result = json.loads(path.read_text(encoding="utf-8"))
    return found


def _write(path: Path, result: Result) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(result, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
