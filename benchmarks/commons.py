"""A made-up commons of any size, as the agents of many engineering teams would leave it; the seed fixes it.

Every item speaks of one component (`orders-gateway`), has 20 to 200 words and belongs to one of sixteen
topics, its category. Most stand alone or beside others about their component; planted among them are exact
repeats, near-duplicates, paraphrases, dated updates, conflicts, and personal data or a secret in a few percent.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SHARES = {"repeat": 0.04, "near": 0.06, "paraphrase": 0.08, "update": 0.04, "conflict": 0.02}
PRIVATE = 0.03
ITEMS_A_COMPONENT = 4
LONGEST = 190
START = datetime(2026, 1, 1, 8, tzinfo=UTC)


def _lists(table: Mapping[str, str]) -> dict[str, list[str]]:
    return {name: [" ".join(word.split()) for word in words.split(";")] for name, words in table.items()}


_TABLE = tomllib.loads((Path(__file__).parent / "vocabulary.toml").read_text(encoding="utf-8"))
TOPICS = {topic: _lists(words) for topic, words in _TABLE.pop("topics").items()}
WORDS = _lists(_TABLE)
UNITS = {
    "timeout": "s",
    "cache lifetime": "minutes",
    "poll interval": "s",
    "memory limit": "MB",
    "log retention": "days",
    "upload limit": "MB",
}
SENTENCES = (
    "In {place} the {thing} of {name} was {action}, and since then {effect}.",
    "When the {thing} is {action} while {name} runs, {effect} because {cause}.",
    "{effect} in {name}: {cause}, so {remedy}.",
    "To keep the {thing} of {name} healthy, {remedy}.",
    "We saw on {name} in {place} that {effect}; the reason was that {cause}.",
    "The {setting} of {name} is {value} in {place}.",
    "Before the {thing} gets {action}, {remedy}, or {effect}.",
    "{cause} whenever {name} is deployed to {place}; {remedy}.",
    "After {number} minutes without traffic the {thing} of {name} is {action}.",
    "Ask the owners of {name} before the {thing} is {action}: last time {effect}.",
    "A {thing} that was {action} twice shows that {cause}.",
    "If {effect}, look first whether {cause}.",
    "`{code}` in `{path}` decides how {aspect} is handled; {person_role} found no test for it.",
    "Run `{command} {flag}` to see {aspect}, and compare it with {aspect2}.",
    "The {noun} and the {noun2} meet in `{code}`, where {aspect} was {verb} by mistake.",
    "{person_role} {verb} {aspect} last spring and left {aspect2} as it was.",
    "Mind {aspect}: `{flag}` looks harmless, but `{code}` reads it only once.",
    "With {noun} version {number}.{minor} the {noun2} reports {aspect} in `{path}`.",
    "Nobody needs `{code}` any more since {aspect} moved to the {noun}.",
    "There is a {noun} for {aspect}, kept by {person_role} in `{path}`.",
)
TURNED = (
    "{remedy} on {name}, because otherwise {effect} ({cause}).",
    "The cure for {name} is to {remedy}: {cause}, and {effect}.",
    "What we learned about {name} in {place}: {remedy}. It turned out that {cause} and that {effect}.",
)
PRIVATE_NOTES = (
    "Ask {person} <{mail}> about it.",
    "{person} is on call, phone +49 30 {d4} {d4b}.",
    "It was seen from 86.121.{d2}.{d2b}.",
    "The token was ghp_{secret} at the time.",
)
CONTRIBUTORS = [f"agent-{n:02d}" for n in range(40)]


def commons(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Make `count` items, one after the other; the same count and seed give the same items."""
    rng = random.Random(seed)
    components = max(8, count // ITEMS_A_COMPONENT)
    recent: list[dict[str, Any]] = []
    for number in range(count):
        item = _planted(rng, recent) if len(recent) > 20 and rng.random() < sum(SHARES.values()) else None
        item = item or _fresh(rng, rng.randrange(components))
        if rng.random() < PRIVATE:
            item["content"] = f"{item['content']} {_private(rng)}"
        item["id"] = f"note-{seed}-{number:07d}"
        item["contributor"] = rng.choice(CONTRIBUTORS)
        item["created_at"] = (START + timedelta(minutes=number)).isoformat() if rng.random() < 0.7 else None
        yield {name: value for name, value in item.items() if name != "facts"}
        recent.append(item)
        if len(recent) > 2000:
            recent.pop(rng.randrange(1000))


def _fresh(rng: random.Random, component: int) -> dict[str, Any]:
    facts = _facts(random.Random(component), rng)
    length = min(LONGEST, int(20 + rng.expovariate(1 / 45)))
    text = ""
    while len(text.split()) < length:
        text = f"{text} {_sentence(rng, rng.choice(SENTENCES), facts)}".strip()
        facts = {**facts, **_words(rng, facts["topic"])}
    words = text.split()
    return _item(facts, " ".join(words[:LONGEST]))


def _facts(own: random.Random, rng: random.Random) -> dict[str, str]:
    """Settle what a component is by its own dice, and what is said of it by those of the commons."""
    topic = own.choice(list(TOPICS))
    name = f"{own.choice(WORDS['first'])}-{own.choice(WORDS['second'])}-{own.choice(WORDS['roles'])}"
    setting = own.choice(WORDS["settings"])
    value = f"{own.randrange(2, 90) * 5} {UNITS.get(setting, 'entries')}"
    facts = {"topic": topic, "name": name, "setting": setting, "value": value}
    return {**facts, **_words(rng, topic)}


def _words(rng: random.Random, topic: str) -> dict[str, str]:
    found = {name: rng.choice(words) for name, words in TOPICS[topic].items()}
    noun, noun2 = rng.sample(WORDS["nouns"], 2)
    quality, quality2 = rng.sample(WORDS["qualities"], 2)
    return {
        **found,
        "noun": noun,
        "noun2": noun2,
        "aspect": f"the {quality} {rng.choice(WORDS['nouns'])}",
        "aspect2": f"the {quality2} {noun2}",
        "code": f"{quality.title()}{noun.title()}{rng.choice(WORDS['nouns']).title()}",
        "path": f"{rng.choice(WORDS['second'])}/{noun}/{quality2}_{noun2}.py",
        "flag": f"--{quality2}-{noun}",
        "command": rng.choice(WORDS["commands"]),
        "verb": rng.choice(WORDS["verbs"]),
        "person_role": rng.choice(WORDS["teams"]),
        "place": rng.choice(WORDS["places"]),
        "number": str(rng.randrange(2, 90)),
        "minor": str(rng.randrange(10)),
    }


def _item(facts: dict[str, str], content: str) -> dict[str, Any]:
    title = f"{facts['name']}: {facts['thing']}"
    tags = [facts["name"], facts["topic"]]
    return {"category": facts["topic"], "title": title, "content": content, "tags": tags, "facts": facts}


def _planted(rng: random.Random, recent: list[dict[str, Any]]) -> dict[str, Any]:
    kind = rng.choices(list(SHARES), list(SHARES.values()))[0]
    old = rng.choice(recent)
    facts = old["facts"]
    if kind == "repeat":
        return {**old}
    if kind == "near":
        return {**old, "content": _changed(rng, old["content"])}
    if kind == "paraphrase":
        turned = _sentence(rng, rng.choice(TURNED), facts)
        rest = " ".join(_sentence(rng, sentence, facts) for sentence in rng.sample(SENTENCES[:5], 2))
        return _item(facts, f"{turned} {rest}")
    value = f"{rng.randrange(2, 90) * 5} {UNITS.get(facts['setting'], 'entries')}"
    said = "has been raised to" if kind == "update" else "is"
    claim = f"The {facts['setting']} of {facts['name']} {said} {value} in {facts['place']}."
    return _item(facts, f"{claim} {_sentence(rng, SENTENCES[3], facts)} {_sentence(rng, SENTENCES[11], facts)}")


def _changed(rng: random.Random, text: str) -> str:
    words = text.split()
    words[rng.randrange(len(words))] = rng.choice(("usually", "also", "now", "again"))
    return " ".join(words)


def _sentence(rng: random.Random, template: str, facts: dict[str, str]) -> str:
    text = template.format(**facts)
    return text[0].upper() + text[1:]


def _private(rng: random.Random) -> str:
    person = rng.choice(WORDS["people"])
    mail = f"{person.lower().replace(' ', '.')}{rng.randrange(10, 99)}@nordlicht-systems.de"
    secret = "".join(rng.choices("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", k=36))
    numbers = {"d4": rng.randrange(2000, 9999), "d4b": rng.randrange(1000, 9999)}
    tail = {"d2": rng.randrange(2, 250), "d2b": rng.randrange(2, 250)}
    return rng.choice(PRIVATE_NOTES).format(person=person, mail=mail, secret=secret, **numbers, **tail)
