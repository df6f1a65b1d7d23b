import pytest

from stillroom.privacy import PrivacyGate

FOUND = [
    ("Please ask Priya Sharma about the outage", "Priya Sharma"),
    ("contact Quimby Zorblax for access", "Quimby Zorblax"),
    ("cc Tomasz and Stephanie", "Stephanie"),
    ("reported by maria from billing", "maria"),
    ("spoke with Dr. Okonkwo-Bell", "Okonkwo-Bell"),
    ("Signed-off-by: Jón Þórsson <j@x>", "Jón Þórsson"),
    ("Co-authored-by: Wei Zhang", "Wei Zhang"),
    ("my name is Xanthippe", "Xanthippe"),
    ("on-call: Fernando", "Fernando"),
    ("customer Hannah Becker complained", "Hannah Becker"),
    ("Jennifer's laptop broke the build", "Jennifer"),
    ("Kind regards,\nStephanie Müller", "Stephanie Müller"),
    ("thanks to @jdoe42 for the fix", "@jdoe42"),
    ("logs in /home/jdoe/app", "jdoe"),
    ("open /Users/mkowalski/src", "mkowalski"),
    ("C:\\Users\\mkowalski\\src", "mkowalski"),
    ("zara quill signed it off", "zara quill"),
    ("Will broke it", "Will"),
    ("@nightowl broke it", "@nightowl"),
    ("the patch of Daniel van der Berg went in", "Daniel van der Berg"),
]

PASSED = [
    "Docker Compose and Visual Studio Code on Ruby on Rails",
    "Grace period of 30 days; Mark the task done",
    "ask Jenkins to rebuild, ping Slack, contact Support",
    "Travis CI, Jest, Angular Material and Bash",
    "this will mark may as done",
    "escalate to the Platform Team and contact Customer Success",
    "assigned to Quality Assurance",
    "/home/ubuntu/app and /home/runner/work and /Users/runner",
    "import { Component } from '@angular/core'",
    "# Jump To The Next Ruby Method In Vim",
    "thanks to @types/node",
    "Claude Code and Gemini Pro call Python",
    "MX Records and MS Teams and the PR Template",
    "April and June are busy, August is not",
    "Kafka, Cassandra Cluster and Apache Kafka",
    "hi there, this is The Way",
    "name: Deploy Production",
    "name: John Doe",
]


@pytest.mark.parametrize(("text", "name"), FOUND)
def test_people_are_found(gate: PrivacyGate, text: str, name: str) -> None:
    assert name in [text[f.start : f.end] for f in gate.clean(text).findings if f.type == "PERSON"]


@pytest.mark.parametrize("text", PASSED)
def test_products_teams_and_words_are_no_people(gate: PrivacyGate, text: str) -> None:
    assert PrivacyGate().clean(text).text == text


def test_the_roster_is_what_makes_a_plain_word_a_person() -> None:
    assert PrivacyGate().clean("Will broke it").text == "Will broke it"
    assert PrivacyGate(roster=["Will"]).clean("Will broke what will break").text == "<PERSON_1> broke what will break"
