"""Measure the review page with ten thousand open questions: the inbox, a question, a decision, and what a page weighs.

`stillroom serve` runs in a process of its own, as it does for people; the commons is made up. A decision is measured
until it is recorded: its run goes on later, in the background.

    python -m benchmarks.review_page [--open 10000] [--times 300]
"""

import argparse
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from itertools import islice
from pathlib import Path

import httpx
import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.commons import commons
from benchmarks.main_job import describe
from benchmarks.streaming import Open
from stillroom.domain.accounts import Invitation
from stillroom.domain.base import utc_now
from stillroom.domain.items import Item
from stillroom.domain.reviews import Review, review_id, shown_hash
from stillroom.domain.runs import Run, thread_of
from stillroom.domain.verdicts import PairVerdict, Question
from stillroom.doors import Doors
from stillroom.intake import Intake
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import read
from stillroom.store.reviews import insert_reviews
from stillroom.web.visits import COOKIE

ORG = "default"
A_RUN = 25
AT_ONCE = 4
WARM = 20
BARS = {"inbox": "150 ms", "decision": "100 ms"}
INBOXES = ("/", "/?order=age", "/?reason=contradiction", "/?category={category}", "/?after={review}")


def main() -> None:
    """Fill a home, serve it, measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--open", type=int, default=10_000)
    parser.add_argument("--times", type=int, default=300)
    args = parser.parse_args()
    console = Console(width=100)
    console.print_json(data=describe())
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        with closing(build_services(Settings(home=home))) as services:
            reviews = asked(services, folded(services, Path(folder), 2 * args.open))
            session = _admitted(services)
        with served(home) as address, httpx.Client(base_url=address, cookies={COOKIE: session}) as reviewer:
            console.print(table(reviewer, reviews, args.times))
            console.print(f"weight with style and scripts: {weights(reviewer, reviews[0])}")


def folded(services: Services, folder: Path, count: int) -> list[Item]:
    """Import a made-up commons, as it is: no gate is measured here."""
    path = folder / "commons.jsonl"
    with path.open("w", encoding="utf-8") as file:
        # repeats are known, so a few more are written
        for item in islice(commons(count * 2), count * 2):
            file.write(json.dumps(item) + "\n")
    Intake(services.store, Open(), org=ORG).import_(read(path))
    return list(islice(services.store.items.stream(ORG), count))


def asked(services: Services, items: Sequence[Item]) -> list[Review]:
    """Open a question about every two items, 25 a run."""
    reviews = [_review(a, b, number) for number, (a, b) in enumerate(zip(items[::2], items[1::2], strict=True))]
    for run_id in dict.fromkeys(review.run_id for review in reviews):
        run = Run(id=run_id, org=ORG, thread_id=thread_of(run_id), started_at=utc_now())
        services.store.runs.wait(services.store.runs.open(run), {})
    for start in range(0, len(reviews), 1000):
        with services.store.database.write() as connection:
            insert_reviews(connection, reviews[start : start + 1000])
    return reviews


def _review(a: Item, b: Item, number: int) -> Review:
    items = {a.id: a, b.id: b}
    reasons = (f"they conflict: {a.content[:40]!r} against {b.content[:40]!r}",)
    verdict = PairVerdict(a_id=a.id, b_id=b.id, verdict="contradict", confidence=0.8, reasons=reasons)
    question = Question(
        item_ids=(a.id, b.id),
        reason="uncertain" if number % 3 else "contradiction",
        headline=f"{a.content[:50]} or {b.content[:50]}?",
        verdicts=(verdict,),
        priority=number % 97 / 97,
    )
    return Review(
        id=review_id(ORG, question, items),
        org=ORG,
        run_id=f"run_{number // A_RUN:016x}",
        cluster_id=f"cluster_{number}",
        question=question,
        state="open",
        shown_sha256=shown_hash(question, items, None),
        opened_at=utc_now() - timedelta(minutes=number),
    )


def _admitted(services: Services) -> str:
    doors, now = Doors(services.store), utc_now()
    token = doors.invite(Invitation(org=ORG, role="reviewer", expires_at=now + timedelta(days=1)))
    doors.accept(token, "ana", "a long and quiet evening", now)
    return doors.open_session("ana", ORG, now)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve a home as `stillroom serve` does; decisions can be taken back for an hour, so that no run goes on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("stillroom"), "serve", "--port", str(port)]
    env = {**os.environ, "STILLROOM_HOME": str(home), "STILLROOM_UNDO_SECONDS": "3600"}
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                try:
                    httpx.get(f"{address}/signin")
                    break
                except httpx.TransportError:
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()


def table(reviewer: httpx.Client, reviews: Sequence[Review], times: int) -> Table:
    """Time what a reviewer does, alone and with others."""
    made = Table("", "p50 ms", "p99 ms", "most ms", "bar p99", title=f"{len(reviews):,} open questions")
    todo = iter(reviews)

    def inbox(number: int) -> float:
        path = INBOXES[number % len(INBOXES)]
        return seconds(lambda: reviewer.get(path.format(category="database", review=reviews[len(reviews) // 2].id)))

    def decision(_: int) -> float:
        review = next(todo)
        page = reviewer.get(f"/review/{review.id}").text
        csrf, shown = (re.findall(rf'name="{n}" value="([^"]+)"', page)[0] for n in ("csrf", "shown_sha256"))
        form = {"csrf": csrf, "shown_sha256": shown, "choice": f"supersede:{review.question.item_ids[0]}"}
        return seconds(lambda: reviewer.post(f"/review/{review.id}/decision", data=form))

    def question(number: int) -> float:
        return seconds(lambda: reviewer.get(f"/review/{reviews[-1 - number].id}"))

    for name, work in (("inbox", inbox), ("question", question), ("decision", decision)):
        for _ in map(work, range(WARM)):
            pass
        _told(made, name, list(map(work, range(times))), BARS.get(name, ""))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name, work in (("inbox", inbox), ("decision", decision)):
            _told(made, f"{name}, {AT_ONCE} people at once", list(pool.map(work, range(times))), "")
    return made


def seconds(ask: Callable[[], httpx.Response]) -> float:
    """Time a request; what is refused is no measure."""
    start = time.perf_counter()
    answer = ask()
    spent = time.perf_counter() - start
    if answer.status_code not in (200, 303):
        raise SystemExit(f"{answer.request.method} {answer.url}: {answer.status_code}")
    return spent


def weights(reviewer: httpx.Client, review: Review) -> str:
    """Say what the inbox and a question weigh with all that they load."""
    told = []
    for name, path in (("inbox", "/"), ("question", f"/review/{review.id}")):
        page = reviewer.get(path)
        loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
        total = len(page.content) + sum(len(reviewer.get(address).content) for address in loaded)
        told.append(f"{name} {total / 1000:.0f} kB")
    return ", ".join(told)


def _told(made: Table, name: str, spent: Sequence[float], bar: str) -> None:
    p50, p99 = np.percentile(spent, (50, 99)) * 1000
    made.add_row(name, f"{p50:.1f}", f"{p99:.1f}", f"{max(spent) * 1000:.1f}", bar)


if __name__ == "__main__":
    main()
