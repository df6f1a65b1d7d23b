"""A browser window of one person, which remembers what a page must not do."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Dialog, Page

from stillroom.domain.accounts import Role
from stillroom.web.visits import COOKIE
from tests.website import ORG, Site

AXE = Axe().axe_script
PICTURES = Path(__file__).parents[2] / "build" / "screenshots"
SIZES = {"desk": {"width": 1280, "height": 860}, "phone": {"width": 390, "height": 844}}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FORBIDDEN = re.compile("Content Security Policy|Refused to|Uncaught")
TAPPED = "a:visible, button:visible, summary:visible, select:visible, input:visible, textarea:visible"
SMALL = """(found, least) => found.filter((e) => {
  const link = e.matches("a") && getComputedStyle(e).display === "inline";
  const hidden = e.matches(".skip");
  // a row is its title's, and a box its label's
  const whole = e.closest(e.matches("input[type=checkbox]") ? "label" : "[data-row]") || e;
  const box = (e.matches("button") ? e : whole).getBoundingClientRect();
  // a page that follows a run may have put another in its place meanwhile
  return e.isConnected && !link && !hidden && (box.width < least || box.height < least);
}).map((e) => `${e.outerHTML.slice(0, 120)} ${JSON.stringify(e.getBoundingClientRect())}`)"""


@dataclass
class Window:
    """A page in a window of its own, with the address that paths belong to."""

    context: BrowserContext
    page: Page
    address: str
    trespasses: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("dialog", self._refused)
        self.page.on("console", lambda said: self._heard(said.text))
        self.page.on("pageerror", lambda error: self.trespasses.append(f"{self.page.url}: {error}"))

    def go(self, path: str) -> Page:
        """Load a page of the app."""
        self.page.goto(self.address + path)
        return self.page

    def press(self, keys: str) -> None:
        """Press keys one after the other, once the page's scripts are there."""
        self.page.wait_for_load_state()
        for key in keys.split():
            self.page.keyboard.press(key)

    @property
    def path(self) -> str:
        """Where the window is, without the server's address."""
        return self.page.url.removeprefix(self.address)

    @property
    def says(self) -> str:
        """What the page says."""
        return " ".join(self.page.inner_text("main").split())

    def schemes(self) -> Iterator[str]:
        """Turn the page light, then dark."""
        for scheme in SCHEMES:
            self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            yield scheme

    def picture(self, name: str) -> None:
        """Keep what the page looks like."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png", full_page=True)

    def barriers(self, *rules: str) -> list[str]:
        """List what axe-core holds to be serious or critical, by its usual rules or by some."""
        only = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        found = self.page.evaluate("options => axe.run(options)", {"resultTypes": ["violations"], **only})["violations"]
        grave = (v for v in found if v["impact"] in ("serious", "critical"))
        return [f"{self.path}: {v['id']}: {node['html'][:200]}" for v in grave for node in v["nodes"]]

    def overflow(self) -> int:
        """Measure by how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def small(self, least: int) -> list[str]:
        """List what is to be tapped and has less than so many pixels in one direction; links in a text aside."""
        return list(self.page.locator(TAPPED).evaluate_all(SMALL, least))

    def _heard(self, text: str) -> None:
        if FORBIDDEN.search(text):
            self.trespasses.append(f"{self.page.url}: {text}")

    def _refused(self, dialog: Dialog) -> None:
        self.trespasses.append(f"{self.page.url}: a dialog said {dialog.message!r}")
        dialog.dismiss()


@contextmanager
def opening(browser: Browser, site: Site, address: str) -> Iterator[Callable[..., Window]]:
    """Give a function that opens windows; all of them are closed in the end, and must have kept to the rules."""
    windows: list[Window] = []

    def open_(name: str = "", role: Role = "reviewer", *, size: str = "desk", org: str = ORG, **options: Any) -> Window:
        context = browser.new_context(viewport=SIZES[size], reduced_motion="reduce", **options)  # type: ignore[arg-type]
        context.set_default_timeout(10_000)
        if name:
            session = site.person(name, role, org).client.cookies[COOKIE]
            context.add_cookies([{"name": COOKIE, "value": session, "url": address}])
        windows.append(Window(context, context.new_page(), address))
        return windows[-1]

    yield open_
    for window in windows:
        window.context.close()
    assert [t for window in windows for t in window.trespasses] == []
