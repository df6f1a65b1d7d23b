"""`stillroom replay`: repeat a run from its record and say where it comes out otherwise."""

from rich.table import Table

from stillroom.cli.opening import err, out, print_json, settled
from stillroom.cli.progress import Steps
from stillroom.errors import CannotReplay, NetworkClosed, RecordMissing
from stillroom.replaying import Replay, replay

SHOWN = 10


def run(run_id: str, *, org: str, as_json: bool) -> bool:
    """Print what came of a replay; True when it came out as recorded."""
    settings, org = settled(org)
    try:
        with Steps(hidden=as_json) as steps:
            found = replay(settings, org, run_id, progress=steps.update)
    except (RecordMissing, NetworkClosed) as gap:
        raise CannotReplay(str(gap)) from gap
    if as_json:
        print_json({"status": "equal" if found.is_equal else "different", **found.model_dump(mode="json")})
    else:
        _show(found)
    return found.is_equal


def _show(found: Replay) -> None:
    for one in found.surroundings:
        err.print(f"not as it was then: {one.field} was {one.recorded}, is {one.replayed}", markup=False)
    if found.is_equal:
        out.print(f"equal: {found.run_id} came out as recorded, with the network closed", markup=False)
        _counts(found)
        return
    out.print(f"different: {found.run_id}, in {len(found.differences):,} place(s)", markup=False)
    table = Table("what", "which", "field", "recorded", "replayed", box=None)
    for one in found.differences[:SHOWN]:
        table.add_row(one.what, one.which, one.field, one.recorded, one.replayed)
    out.print(table)
    if len(found.differences) > SHOWN:
        out.print(f"… and {len(found.differences) - SHOWN:,} more: --json lists all", style="dim")


def _counts(found: Replay) -> None:
    table = Table(show_header=False, box=None)
    for what, count in found.compared.items():
        table.add_row(what, f"{count:,}")
    out.print(table)
