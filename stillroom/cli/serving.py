"""`stillroom serve`: the review page and its API."""

import signal
import sys
from importlib.util import find_spec

from stillroom.cli.opening import err, opened
from stillroom.domain.base import utc_now
from stillroom.errors import ConfigurationError

PARTS = ("argon2", "starlette", "uvicorn")


def run(host: str, port: int, *, org: str) -> None:
    """Serve until stopped; on the first run a link is printed that lets the first admin in.

    Raises:
        ConfigurationError: the extra is not installed.
    """
    if missing := [name for name in PARTS if find_spec(name) is None]:
        raise ConfigurationError(f"{', '.join(missing)} not installed: pip install 'stillroom[web]'")
    import uvicorn  # noqa: PLC0415 - an extra, as is what the app stands on

    from stillroom.web.app import build_app  # noqa: PLC0415
    from stillroom.web.desk import Desk  # noqa: PLC0415
    from stillroom.web.waking import Apart, Waker  # noqa: PLC0415

    services, org = opened(org)
    apart = Apart(services.settings)
    desk = Desk(services, Waker(services, apart), undo_seconds=services.settings.undo_seconds)
    token = desk.doors.setup_link(org, utc_now())
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{port}"
    if token:
        err.print(f"first run: set up the first account at\n  {address}/welcome/{token}", soft_wrap=True, markup=False)
    else:
        err.print(f"serving at {address}", soft_wrap=True, markup=False)
    # uvicorn passes the signal on when it is done, and a process that dies of it closes nothing
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        uvicorn.run(build_app(lambda: desk), host=host, port=port, log_level="warning", access_log=False)
    finally:
        apart.close()
