"""`stillroom report`: a run as one page."""

import webbrowser
from pathlib import Path

from stillroom.cli.opening import err, opened, out
from stillroom.domain.base import utc_now
from stillroom.domain.runs import Run
from stillroom.errors import NotFound
from stillroom.exports.files import written
from stillroom.reporting import report
from stillroom.services import Services


def run(run_id: str | None, output: Path | None, *, opening: bool, org: str) -> None:
    """Write the page of a run and print where it is."""
    services, org = opened(org)
    chosen = services.store.runs.get(org, run_id) if run_id else _newest(services, org)
    reports = services.settings.home / "reports"
    if output is None and not services.store.database.is_read_only:
        reports.mkdir(exist_ok=True)
    path = (output or reports / f"{chosen.id}.html").absolute()
    with written(path) as handle:
        handle.write(report(services, chosen, utc_now()).encode())
    out.print(str(path), soft_wrap=True, markup=False)
    if opening and not webbrowser.open(path.as_uri()):
        err.print("no browser could be opened here")


def _newest(services: Services, org: str) -> Run:
    runs = services.store.runs.recent(org, limit=1)
    if not runs:
        raise NotFound(f"org {org!r} has no run yet; `stillroom distill` starts one")
    return runs[0]
