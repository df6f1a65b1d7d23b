"""A sentence that uses the items' words and still says something else is caught; one in other words is let pass."""

from datetime import UTC, datetime

import pytest

from stillroom.domain.items import Item
from stillroom.domain.summaries import Draft, Sentence
from stillroom.summarizing import faults

WRONG = [
    ("roles", "Indexing stalled because the disk was slow.", "The disk was slow because indexing stalled."),
    ("cause", "The build is red. The office moved.", "The build is red because the office moved."),
    ("cause", "Orders were lost on Friday.", "Orders were lost on Friday due to a broken cable."),
    ("roles", "The old parser needs 30 s. With the new lexer it takes 4 s.", "The old parser needs 4 s."),
    ("roles", "Quail replaces Plover.", "Plover replaces Quail."),
    ("quantifier", "Only maintainers may tag a release.", "Anyone may tag a release."),
    ("quantifier", "Run the seeder on Sundays, except in May.", "Run the seeder on Sundays at any time."),
    ("quantifier", "The gateway retries reads.", "Only the gateway retries reads."),
    ("quantifier", "Events arrive at least once.", "Events arrive exactly once."),
    ("unsupported_number", "The lag grew to 3 million rows.", "The lag grew to 3 billion rows."),
    ("unsupported_number", "Keys are rotated monthly.", "Keys are rotated weekly."),
    ("negation", "A shim was wanted. Nobody has written it.", "A shim was wanted, which has been written."),
    ("negation", "Uploads fail on the small plan.", "Uploads pass on the small plan."),
    ("hedge", "As far as anybody knows the mirror is complete.", "The mirror is complete."),
    ("hedge", "The leak of 4 May is suspected to be in the pool.", "The leak of 4 May is in the pool."),
    ("scope", "During the freeze the queue holds deploys.", "The queue holds deploys."),
    ("unsupported", "Since fall Quail feeds the search path.", "Quail feeds the billing path since fall."),
]

HONEST = [
    ("On the edge nodes swap is switched off.", "There is no swap on the edge nodes."),
    ("Exports are only possible after a scan.", "Nothing is exported before a scan."),
    ("Do not disable the canary.", "The canary must stay on."),
    ("Releases without a changelog are impossible.", "A release needs a changelog."),
    ("The batch is about twice as fast with COPY.", "With COPY the batch is roughly two times as fast."),
    ("A part of the shards is read-only.", "Some of the shards are read-only."),
    ("The limit is 40 uploads an hour.", "Up to 40 uploads an hour are allowed."),
    ("The bundle comes from the mirror at night.", "At night the bundle comes from the mirror."),
    ("The guide says to page storage first.", "Storage is paged first."),
    ("The stall may come from the new driver.", "The new driver may be the reason for the stall."),
    ("Two nodes answer in 3 s.", "2 nodes answer in 3 s."),
    ("Budget mails go to the finance list.", "Budget mails are sent to the finance list."),
    ("Jobs are idempotent. Jobs may be retried.", "As jobs are idempotent, jobs may be retried."),
    ("The new cache cut the query from 90 ms to 9 ms.", "Thanks to the new cache the query takes 9 ms."),
    ("Sort the keys before you sign.", "Order the keys before you sign."),
]


def found(said: str, sentence: str) -> list[str]:
    recorded = datetime(2026, 1, 1, tzinfo=UTC)
    items = {
        voice: Item(
            id=voice, org="acme", content=said, contributor=voice, content_hash="sha256:0", recorded_at=recorded
        )
        for voice in ("ann", "bob")
    }
    told = (Sentence(text=sentence, cites=tuple(items)),)
    made = Draft(cluster_id="c", title="", sentences=told, source_ids=tuple(items), written_by="model:test")
    return [fault.kind for fault in faults(made, items)]


@pytest.mark.parametrize(("kind", "said", "sentence"), WRONG)
def test_what_says_something_else_with_the_same_words_is_caught(kind: str, said: str, sentence: str) -> None:
    assert kind in found(said, sentence)


@pytest.mark.parametrize(("said", "sentence"), HONEST)
def test_what_says_the_same_in_other_words_is_let_pass(said: str, sentence: str) -> None:
    assert found(said, sentence) == []
