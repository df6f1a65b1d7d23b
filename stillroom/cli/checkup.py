"""`stillroom doctor`: what is configured, what is there, what is missing and how to get it."""

import shutil
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table

from stillroom.cli.opening import opened, out, print_json
from stillroom.errors import ConfigurationError, StillroomError
from stillroom.models.build import model_name
from stillroom.notifying import checked
from stillroom.privacy.name_model import NAMING, PRECISION
from stillroom.privacy.roster import read_roster
from stillroom.services import Services
from stillroom.text.entailment import HOW, Entailment

MARKS = {"ok": "[green]ok[/green]", "off": "[yellow]off[/yellow]", "broken": "[red]broken[/red]"}
WHERE = "then set STILLROOM_NLI_PATH=FOLDER"
SPARE = 200 * 2**20


class Finding(NamedTuple):
    """How one part stands: `ok`, `off` (works without it) or `broken`."""

    part: str
    state: str
    detail: str


def run(*, org: str, as_json: bool) -> bool:
    """Print every part's state; True when nothing is broken."""
    findings = _findings(org)
    if as_json:
        print_json([finding._asdict() for finding in findings])
    else:
        table = Table("part", "", "detail", box=None)
        for finding in findings:
            table.add_row(finding.part, MARKS[finding.state], finding.detail)
        out.print(table)
    return all(finding.state != "broken" for finding in findings)


def _findings(org: str) -> list[Finding]:
    try:
        services, org = opened(org)
    except StillroomError as error:
        return [Finding("database", "broken", str(error))]
    found = [_home(services), _space(services), _database(services), _vectors(services, org)]
    return [*found, *_detectors(services), *_models(services), _embedder(services), _webhook(services, org)]


def _home(services: Services) -> Finding:
    home = services.settings.home
    open_files = [p.name for p in sorted(home.glob("*.db")) if stat.S_IMODE(p.stat().st_mode) & 0o077]
    if open_files:
        advice = f"others can read {', '.join(open_files)}: chmod 600 them"
        return Finding("home", "broken", f"{home}: {advice}")
    return Finding("home", "ok", f"{home} (STILLROOM_HOME)")


def _space(services: Services) -> Finding:
    free = shutil.disk_usage(_existing(services.settings.home)).free
    return Finding("disk", "ok" if free > SPARE else "broken", f"{free / 2**30:.1f} GiB free")


def _existing(path: Path) -> Path:
    return path if path.exists() else _existing(path.parent)


def _database(services: Services) -> Finding:
    problems = services.store.database.check()
    place = services.store.database.url.render_as_string(hide_password=True)
    return Finding("database", "broken" if problems else "ok", "; ".join(problems) or place)


def _vectors(services: Services, org: str) -> Finding:
    try:
        served, indexed = services.store.items.served_ids(org), services.vectors.ids(org)
    except StillroomError as error:
        return Finding("vectors", "broken", str(error))
    if served != indexed:
        apart = len(served ^ indexed)
        return Finding(
            "vectors", "broken", f"{apart} of {len(served)} differ from the live items: `stillroom verify --repair`"
        )
    return Finding(
        "vectors", "ok", f"{len(indexed)} in {services.settings.chroma_url or services.settings.home / 'chroma'}"
    )


def _detectors(services: Services) -> list[Finding]:
    try:
        services.gate.check()
    except StillroomError as error:
        return [Finding("privacy", "broken", f"{error}; nothing is let in until it works")]
    named = services.gate.detectors
    running = ", ".join(sorted(name for name, version in named.items() if not version.startswith("off")))
    return [Finding("privacy", "ok", running), _names(services, named)]


def _names(services: Services, named: Mapping[str, str]) -> Finding:
    """Tell what finds people, how well, and how to find more of them."""
    own = f"{', '.join(n for n in NAMING if n in named)}; {PRECISION}"
    language = services.settings.language
    if named["spacy"].startswith("off"):
        more = f"more with a spaCy model: `python -m spacy download {language}_core_web_sm`"
    else:
        more = f"and {named['spacy']}"
    listed = len(read_roster(services.settings.roster))
    roster = f"{listed} on the roster" if listed else "STILLROOM_ROSTER names a file with the people of the org"
    return Finding("names", "ok", f"{own}; {more}; {roster}")


def _models(services: Services) -> list[Finding]:
    settings = services.settings
    found = []
    for role in ("judge", "summarizer"):
        name = model_name(role, settings)
        offline = f"rules only; set STILLROOM_OPENAI_BASE_URL (or _API_KEY) and STILLROOM_{role.upper()}_MODEL"
        where = settings.openai_base_url or "OpenAI"
        found.append(Finding(role, "ok" if name else "off", f"{name} at {where}" if name else offline))
    reader = model_name("reviewer", settings)
    alone = "nobody else reads what a model wrote; STILLROOM_REVIEWER_MODEL names a second reader"
    found.append(Finding("reviewer", "ok" if reader else "off", reader or alone))
    return [*found, _inference(settings.nli_path, online=found[0].state == "ok")]


def _inference(path: Path | None, *, online: bool) -> Finding:
    """Try the cross-encoder that helps the rules out where no model judges."""
    if path is None:
        return Finding("inference", "off", f"a cross-encoder can judge what rules leave open: {HOW}, {WHERE}")
    entailment = Entailment(path)
    try:
        entailment.infer([("The pool has 20 connections.", "The pool has connections.")])
    except ConfigurationError as error:
        return Finding("inference", "broken", str(error))
    note = ", not asked while a judge model is set" if online else ""
    return Finding("inference", "ok", f"{entailment.name}{note}")


def _embedder(services: Services) -> Finding:
    vector: Any = services.embedder.embed(["Every migration sets a lock timeout."])
    return Finding(
        "embedding", "ok" if vector.any() else "broken", f"{services.embedder.name}, {vector.shape[1]} dimensions"
    )


def _webhook(services: Services, org: str) -> Finding:
    if not services.settings.webhook_url:
        return Finding("webhook", "off", "set STILLROOM_WEBHOOK_URL to be told when a run needs a person")
    try:
        checked(services.settings)
    except (StillroomError, ImportError) as error:
        return Finding("webhook", "broken", str(error))
    problems = services.store.outbox.problems(org)
    return Finding("webhook", "broken" if problems else "ok", "; ".join(problems) or services.settings.webhook_format)
