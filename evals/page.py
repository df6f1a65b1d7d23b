"""The results of all evals as one page with pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.measure import Result, interval
from stillroom.presenting.pages import render
from stillroom.presenting.plots import lay_plot, lay_strips

_AIM = 0.05
_UP_TO = 0.4
_PAIRS = ("pairs_unseen", "pairs")


def page(results: Mapping[str, Result], abouts: Mapping[str, str], missing: Sequence[str]) -> str:
    """Write the page; `abouts` says what each eval asks, `missing` which could not run."""
    first: Mapping[str, Any] = next(iter(results.values()), {"git_sha": "", "dirty": False})
    return render(
        "evals.html",
        commit=(first["git_sha"] or "")[:10],
        dirty=first["dirty"],
        missing=missing,
        plots=[picture for draw in (_risk, _reliability, _merging) for picture in draw(results)],
        strips=_caught(results),
        strips_about="Texts written for this project; the line is the interval.",
        evals=[_section(name, result, abouts[name]) for name, result in results.items()],
        cases=sum(result["cases"] for result in results.values()),
    )


def _drawn(results: Mapping[str, Result]) -> dict[str, Any]:
    """List the curves of what was never looked at."""
    found = {name: results[name]["curves"]["test"] for name in _PAIRS if name in results}
    return {f"{name}, test": curves for name, curves in found.items()}


def _risk(results: Mapping[str, Result]) -> list[dict[str, Any]]:
    lines = {
        name: [
            (p["coverage"], p["risk"], f"{p['risk']:.1%} wrong of {p['coverage']:.0%}") for p in c["risk and coverage"]
        ]
        for name, c in _drawn(results).items()
    }
    drawn = lay_plot(lines, across="share of pairs decided", up="wrong among them", top=_UP_TO, bar=_AIM)
    about = "The trees' word alone, on hard pairs; the dashed line is what is aimed at."
    return [{"title": "Risk and coverage: do two notes conflict?", "about": about, "drawn": drawn}] if lines else []


def _reliability(results: Mapping[str, Result]) -> list[dict[str, Any]]:
    lines = {
        name: [(p["said"], p["was"], f"said {p['said']:.0%}, was {p['was']:.0%} of {p['n']}") for p in c["reliability"]]
        for name, c in _drawn(results).items()
    }
    drawn = lay_plot(
        lines, across="probability of a conflict that was given", up="share that conflicted", diagonal=True
    )
    about = "On the dashed line, what is said is so."
    return [{"title": "Reliability", "about": about, "drawn": drawn}] if lines else []


def _merging(results: Mapping[str, Result]) -> list[dict[str, Any]]:
    if "near_repeats" not in results:
        return []
    points = results["near_repeats"]["curves"]["test"]["precision and recall"]
    line = [
        (p["recall"], p["precision"], f"from {p['from']:.2f} on: {p['precision']:.1%} right, {p['recall']:.1%} found")
        for p in points
    ]
    drawn = lay_plot({"share of phrases in common": line}, across="found", up="right among them")
    about = "Versions of one note against distinct notes; merged from 0.5 on, and only where no fact is lost."
    return [{"title": "Precision and recall: near repeats", "about": about, "drawn": drawn}]


def _caught(results: Mapping[str, Result]) -> Any:
    scores = results.get("privacy", {}).get("categories", {})
    found = {}
    for category, by_name in sorted(scores.items()):
        caught = next((score for name, score in by_name.items() if name.endswith(" caught")), None)
        if caught:
            right = round(caught["value"] * caught["n"])
            sure = interval([True] * right + [False] * (caught["n"] - right))
            found[category] = (caught["value"], caught["n"], sure["low"], sure["high"])
    return lay_strips(found)


def _section(name: str, result: Result, about: str) -> dict[str, Any]:
    splits = sorted(result["scores"])
    names = list(dict.fromkeys(score for split in splits for score in result["scores"][split]))
    by_category = {c: scores for c, scores in result["categories"].items() if scores}
    return {
        "name": name,
        "about": about,
        "splits": splits,
        "names": names,
        "scores": [_score(n, [result["scores"][split].get(n) for split in splits]) for n in names],
        "categories": [
            (c, [f"{scores[n]['value']:.2f}" if scores.get(n) else "" for n in names])
            for c, scores in by_category.items()
        ],
    }


def _score(name: str, found: Sequence[Mapping[str, Any] | None]) -> dict[str, Any]:
    cells = [
        {"text": f"{s['value']:.3f} ({s['low']:.3f} to {s['high']:.3f})", "n": s["n"]} if s else {"text": "", "n": ""}
        for s in found
    ]
    return {"name": name, "better": next(s["better"] for s in found if s), "cells": cells}
