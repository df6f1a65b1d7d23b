"""The record of model answers: what was asked, by its hash, and what came back."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import func, select

from stillroom.domain.base import digest
from stillroom.errors import ModelUnavailable, RecordMissing
from stillroom.models.budget import Spend, Unanswered
from stillroom.models.protocol import Reply
from stillroom.models.recorded import Answered
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.items import insert_ignoring


class Failure(NamedTuple):
    """Why a question got no answer, and what trying cost in all."""

    kind: str
    message: str
    spent: dict[str, Any] | None

    def error(self) -> ModelUnavailable:
        """Make the error anew."""
        if self.kind != Unanswered.__name__:
            return ModelUnavailable(self.message)
        paid = Spend.model_validate(self.spent or {})
        return Unanswered(self.message, paid.model_copy(update={"calls": 0}), asked=bool(paid.calls))


class Record:
    """An org's recorded answers, as one run reads and writes them."""

    def __init__(self, database: Database, org: str, run_id: str) -> None:
        self._db = database
        self._org = org
        self._run_id = run_id

    def get(self, key: str) -> Reply | None:
        """Fetch the answer to a question, if it was asked before.

        Raises:
            RecordMissing: the stored answer is not the one that was recorded.
        """
        query = select(t.answers.c.reply, t.answers.c.sha256).where(
            t.answers.c.org == self._org, t.answers.c.key == key
        )
        with self._db.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        reply = Reply.model_validate(row.reply)
        if digest(key, reply.model_dump_json()) != row.sha256:
            raise RecordMissing(f"the recorded answer {key[:12]} was altered: its hash does not match")
        return reply

    def put(self, key: str, role: str, prompt: str, reply: Reply) -> None:
        """Record an answer that the run stands on; the first one stays."""
        self.put_many([Answered(key, role, prompt, reply)])

    def put_many(self, answers: Sequence[Answered]) -> None:
        """Record answers that the run stands on, in one transaction; of two to a question the first stays."""
        rows = [
            {
                "org": self._org,
                "key": key,
                "role": role,
                "prompt": prompt,
                "reply": reply.model_dump(mode="json"),
                "sha256": digest(key, reply.model_dump_json()),
                "run_id": self._run_id,
            }
            for key, role, prompt, reply in answers
        ]
        with self._db.write() as connection:
            insert_ignoring(connection, t.answers, rows)
            insert_ignoring(connection, t.run_answers, [self._use(a.key) for a in answers])

    def known(self) -> set[str]:
        """List the keys of all answers that the org has on record."""
        with self._db.read() as connection:
            return set(connection.execute(select(t.answers.c.key).where(t.answers.c.org == self._org)).scalars())

    def used(self, keys: Sequence[str]) -> None:
        """Note which answers the run stands on."""
        with self._db.write() as connection:
            insert_ignoring(connection, t.run_answers, [self._use(key) for key in keys])

    def failed(self, key: str, error: ModelUnavailable) -> None:
        """Note that the run got no answer to a question, and what that cost; the first failure stays."""
        spent = error.paid.model_dump() if isinstance(error, Unanswered) else None
        row = {**self._use(key), "kind": type(error).__name__, "message": str(error), "spent": spent}
        with self._db.write() as connection:
            insert_ignoring(connection, t.failures, [row])

    def failures(self) -> dict[str, Failure]:
        """List the questions that the run got no answer to, by key."""
        where = (t.failures.c.org == self._org) & (t.failures.c.run_id == self._run_id)
        query = select(t.failures.c.key, *(t.failures.c[name] for name in Failure._fields)).where(where)
        with self._db.read() as connection:
            return {key: Failure(*failure) for key, *failure in connection.execute(query)}

    def wasted(self) -> list[Spend]:
        """List what the run spent on questions that it got no answer to."""
        where = (t.failures.c.org == self._org) & (t.failures.c.run_id == self._run_id)
        query = select(t.failures.c.spent).where(where, t.failures.c.spent.is_not(None)).order_by(t.failures.c.key)
        with self._db.read() as connection:
            return [Spend.model_validate(spent) for spent in connection.execute(query).scalars() if spent]

    def _use(self, key: str) -> dict[str, str]:
        return {"org": self._org, "run_id": self._run_id, "key": key}

    def keys(self) -> list[tuple[str, str]]:
        """List (key, sha256) of the answers the run stands on."""
        join = (t.answers.c.org == t.run_answers.c.org) & (t.answers.c.key == t.run_answers.c.key)
        query = select(t.run_answers.c.key, t.answers.c.sha256).join(t.answers, join)
        where = (t.run_answers.c.org == self._org) & (t.run_answers.c.run_id == self._run_id)
        with self._db.read() as connection:
            return [(r.key, r.sha256) for r in connection.execute(query.where(where).order_by(t.run_answers.c.key))]

    def question(self, key: str) -> str:
        """Say what kind of question an answer is to: its role and the start of its key."""
        where = (t.answers.c.org == self._org) & (t.answers.c.key == key)
        with self._db.read() as connection:
            return f"{connection.execute(select(t.answers.c.role).where(where)).scalar()} {key[:12]}"

    def is_whole(self) -> bool:
        """Is there an answer to every question whose answer the run stands on?"""
        used = (t.run_answers.c.org == self._org) & (t.run_answers.c.run_id == self._run_id)
        with self._db.read() as connection:
            count = connection.execute(select(func.count()).select_from(t.run_answers).where(used)).scalar_one()
        return int(count) == len(self.keys())

    def replies(self) -> list[Reply]:
        """List the answers that this run paid for."""
        query = select(t.answers.c.reply).where(t.answers.c.org == self._org, t.answers.c.run_id == self._run_id)
        with self._db.read() as connection:
            # in one order, so that what they cost adds up to the same last digit
            return [Reply.model_validate(r) for r in connection.execute(query.order_by(t.answers.c.key)).scalars()]

    def count(self) -> int:
        """Count the org's recorded answers."""
        query = select(func.count()).select_from(t.answers).where(t.answers.c.org == self._org)
        with self._db.read() as connection:
            return int(connection.execute(query).scalar_one())
