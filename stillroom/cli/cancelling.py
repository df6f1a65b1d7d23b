"""`stillroom cancel`."""

from stillroom.cli.opening import opened, out, print_json
from stillroom.domain.base import utc_now


def cancel(run_id: str, *, by: str, org: str, as_json: bool) -> None:
    """End a run and say what becomes of its questions."""
    services, org = opened(org)
    run = services.store.runs.get(org, run_id)
    services.store.runs.cancel(org, run.id, by, utc_now())
    waiting = services.store.reviews.count(org, run_id=run.id)
    if as_json:
        print_json({"cancelled": run.id, "reviews_open": waiting})
        return
    questions = f"; its {waiting} open questions stay, the next run carries their answers out" if waiting else ""
    out.print(f"cancelled {run.id}: what it published stands, the next run takes the rest{questions}", markup=False)
