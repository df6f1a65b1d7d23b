"""Where Chromium is on this machine."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
NONE = (
    "no Chromium: install it (`apt-get install chromium`, or `.venv/bin/playwright install chromium` and name its "
    "program in STILLROOM_CHROMIUM), so that the pages are tried in a real browser"
)


def found() -> str | None:
    """Name the program of Chromium: the one that STILLROOM_CHROMIUM names, or the first on PATH."""
    named = os.environ.get("STILLROOM_CHROMIUM")
    names = (named,) if named else NAMES
    return next((path for path in map(shutil.which, names) if path), None)
