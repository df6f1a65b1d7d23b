"""`stillroom hold` and `stillroom release`: take an item out of service with what stands on it, and back."""

from stillroom.cli.opening import opened, out, print_json
from stillroom.domain.base import utc_now
from stillroom.embedding import deliver


def hold(item_id: str, *, why: str, by: str, org: str, as_json: bool) -> None:
    """Hold an item and say what is held with it."""
    services, org = opened(org)
    held = services.store.holds.hold(org, item_id, by=by, why=why, now=utc_now())
    deliver(services, org, lambda _: None, utc_now)
    _tell("held", held, as_json)


def release(item_id: str, *, by: str, org: str, as_json: bool) -> None:
    """Put an item back and say what is served again with it."""
    services, org = opened(org)
    back = services.store.holds.release(org, item_id, by=by, now=utc_now())
    deliver(services, org, lambda _: None, utc_now)
    _tell("released", back, as_json)


def _tell(what: str, ids: list[str], as_json: bool) -> None:
    if as_json:
        print_json({what: ids})
        return
    for item_id in ids:
        out.print(f"{what}: {item_id}", markup=False)
    if not ids:
        out.print(f"nothing to be {what}")
