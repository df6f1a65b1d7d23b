"""Real Chromium before the really running web app, on a fresh copy of the sample commons for every test."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.chromium import NONE, found
from tests.browser.window import Window, opening
from tests.website import Site, distilled, opened, serving


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample commons, distilled up to its questions; never written to."""
    home = tmp_path_factory.mktemp("sample") / "home"
    distilled(home)
    return home


# not for the session: Playwright's loop would stand in the way of tests that run their own
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none, tests are skipped, and fail where CI is set."""
    path = found()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(NONE)
    with sync_playwright() as playwright:
        # root may not use the sandbox, and a container's /dev/shm is small
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield chromium
        chromium.close()


@pytest.fixture
def site(sample_home: Path, tmp_path: Path) -> Iterator[Site]:
    """The app, with a clock that stands still."""
    with opened(sample_home, tmp_path / "site") as built:
        yield built


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    """Where the app is served."""
    with serving(site) as url:
        yield url


@pytest.fixture
def window(browser: Browser, site: Site, address: str) -> Iterator[Callable[..., Window]]:
    """Open a window for a person; at the end no page may have run a script or tried what the policy forbids."""
    with opening(browser, site, address) as open_:
        yield open_
