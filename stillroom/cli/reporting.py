"""`stillroom report`: a run as one page."""

import os
import webbrowser
from pathlib import Path

from stillroom.cli.opening import err, opened, out
from stillroom.domain.base import utc_now
from stillroom.domain.runs import Run
from stillroom.errors import ConfigurationError, NotFound
from stillroom.reporting import report
from stillroom.services import Services


def run(run_id: str | None, output: Path | None, *, opening: bool, org: str) -> None:
    """Write the page of a run and print where it is."""
    services, org = opened(org)
    chosen = services.store.runs.get(org, run_id) if run_id else _newest(services, org)
    path = (output or services.settings.home / "reports" / f"{chosen.id}.html").absolute()
    _write(path, report(services, chosen, utc_now()))
    out.print(str(path), soft_wrap=True, markup=False)
    if opening and not webbrowser.open(path.as_uri()):
        err.print("no browser could be opened here")


def _newest(services: Services, org: str) -> Run:
    runs = services.store.runs.recent(org, limit=1)
    if not runs:
        raise NotFound(f"org {org!r} has no run yet; `stillroom distill` starts one")
    return runs[0]


def _write(path: Path, page: str) -> None:
    """Write it whole or not at all, readable by its owner only: it holds what was contributed."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_text(page, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise ConfigurationError(f"cannot write {str(path)!r}: {error.strerror}; name another file with -o") from error
