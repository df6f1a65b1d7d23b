"""kill -9 at every point of every command; the same command again ends as if nothing had happened. Proves X6."""

from pathlib import Path

import pytest

from stillroom.services import build_services
from stillroom.settings import Settings
from tests.faults.course import STEPS, Course
from tests.faults.invariants import check
from tests.faults.killing import Warm
from tests.faults.sabotage import DEFECTS
from tests.faults.scenario import ORG

PARTS = {"migrate": 1, "import": 1, "distill": 4, "review": 2, "more": 3}
LEAST = 500
EVERY = 16


@pytest.mark.slow
@pytest.mark.parametrize(("step", "part"), [(s, n) for s in STEPS for n in range(PARTS[s])])
def test_what_was_killed_is_finished_by_the_same_command(course: Course, tmp_path: Path, step: str, part: int) -> None:
    points = course.distinct(step)[part :: PARTS[step]]
    wrong = [one for k in points for one in course.after_kill(step, k, tmp_path / str(k))]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("step", STEPS)
def test_what_a_kill_leaves_is_what_was_copied(course: Course, tmp_path: Path, step: str) -> None:
    for k in range(0, len(course.points[step]), EVERY):
        copied, left = course.killed(step, k, tmp_path / str(k))
        assert left == copied


def test_the_undisturbed_course_holds_all_that_can_go_wrong(course: Course) -> None:
    assert [len(course.states[step]) for step in STEPS] == [len(course.points[step]) for step in STEPS]
    assert sum(len(states) for states in course.states.values()) >= LEAST
    home = course.folder / "home"
    assert check(home) == []
    services = build_services(Settings(home=home))
    items = {i.id: i for i in services.store.items.stream(ORG, live_only=False)}
    runs = [run.result for run in services.store.runs.recent(ORG) if run.result]
    services.close()
    assert {name: sum(run[name] > 0 for run in runs) for name in ("duplicates_merged", "superseded")} == {
        "duplicates_merged": 2,
        "superseded": 2,
    }
    assert sum(i.kind == "summary" and not i.is_live for i in items.values()) == 1
    assert sum(i.kind == "summary" and i.is_live for i in items.values()) == 2
    assert items["scan-3"].superseded_by == "scan-4"
    assert items["todo-1"].state == "rejected"
    assert "dana" not in items["call-1"].content
    assert "empty-1" not in items


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_is_seen(process: Warm, tmp_path: Path, defect: str) -> None:
    broken = Course(process, tmp_path, sabotage=defect)
    broken.go(tmp_path / "home", STEPS[: STEPS.index("distill") + 1])
    points = broken.points["distill"]
    first = points.index("INSERT INTO lineage")
    after_commits = [k for k in range(first, len(points)) if points[k - 1] == "COMMIT"]
    assert any(broken.after_kill("distill", k, tmp_path / str(k)) for k in after_commits)
    broken.forget()
