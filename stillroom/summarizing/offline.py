"""The offline summarizer: answers the same question as a model, by extraction."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from stillroom.domain.summaries import Sentence
from stillroom.judging.poison import unfit_to_repeat
from stillroom.models.protocol import Ask
from stillroom.summarizing.extraction import Statement, extract
from stillroom.summarizing.faithfulness import SAYS_SOMETHING
from stillroom.summarizing.passages import passages
from stillroom.summarizing.showing import LEFT_OUT_LISTED, unlinked
from stillroom.summarizing.specifics import actions
from stillroom.summarizing.voices import is_lone
from stillroom.summarizing.words import terms, words
from stillroom.summarizing.writing import AnswerSentence, SummaryAnswer

TITLE_CHARS = 90


def offline_answer(ask: Ask) -> str:
    """Answer a summarizer's question without a model.

    A sentence at fault in the earlier try is not chosen again. Where the items hold for different
    scopes, each sentence opens with the scope of the items that it cites.
    """
    items: Sequence[Mapping[str, Any]] = ask.inputs["items"]
    leave_out = frozenset(ask.inputs["leave_out"])
    if len(leave_out) == LEFT_OUT_LISTED:
        leave_out |= _heard_once(items)
    statements = [Statement(i["id"], i["title"], unlinked(i["text"], leave_out), i.get("voice", "")) for i in items]
    limit = ask.inputs["length"]
    banned = _banned(ask, statements, limit, leave_out)
    chosen = extract(statements, sentences=limit, leave_out=leave_out | banned)
    scopes = {i["id"]: i.get("scope", {}) for i in items}
    answer = SummaryAnswer(
        title=_title(ask.inputs["topic"], statements, chosen, leave_out),
        sentences=[
            AnswerSentence(text=_scoped(sentence, scopes)[:1_000], cites=list(sentence.cites)) for sentence in chosen
        ],
    )
    return answer.model_dump_json()


def _heard_once(items: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Find what only one voice gave, as the list is cut short for models."""
    voices: dict[str, set[str]] = {}
    for item in items:
        for passage in passages(f"{item['title']}\n\n{item['text']}"):
            for action in actions(passage.text):
                voices.setdefault(action, set()).add(item.get("voice", ""))
    return frozenset(action for action, heard in voices.items() if len(heard) < 2)


def _banned(ask: Ask, statements: Sequence[Statement], limit: int, leave_out: frozenset[str]) -> frozenset[str]:
    at_fault = {fault["sentence"] for fault in ask.inputs["faults"]}
    if not at_fault:
        return frozenset()
    earlier = [s["text"] for s in ask.inputs["earlier"]] or [
        s.text for s in extract(statements, sentences=limit, leave_out=leave_out)
    ]
    scoped = [re.sub(r"^\([^)]*\) ", "", text) for text in earlier]
    return frozenset(t for texts in (earlier, scoped) for n, t in enumerate(texts) if n in at_fault)


def _scoped(sentence: Sentence, scopes: Mapping[str, Mapping[str, str]]) -> str:
    """Put before a sentence for what its items hold, where others hold for something else."""
    all_values: dict[str, set[str]] = {}
    for scope in scopes.values():
        for key, value in scope.items():
            all_values.setdefault(key, set()).add(value)
    told = []
    for key in sorted(key for key, values in all_values.items() if len(values) > 1):
        own = sorted({scopes[c][key] for c in sentence.cites if key in scopes[c]})
        if any(value.casefold() not in sentence.text.casefold() for value in own):
            told.append(f"{key} {', '.join(own)}")
    return f"({'; '.join(told)}) {sentence.text}" if told else sentence.text


def _title(topic: str, statements: Sequence[Statement], chosen: Sequence[Sentence], leave_out: frozenset[str]) -> str:
    """Take the title that shares most with what was chosen; without titles, the first sentence's opening."""
    content = [term for sentence in chosen for term in set(terms(sentence.text))]
    titles = sorted({s.title.strip() for s in statements if s.title.strip()} | ({topic.strip()} - {""}))
    short = [t for t in titles if len(t) <= 200 and leave_out.isdisjoint(actions(t))]
    heard = [(s.voice, frozenset(terms(f"{s.title}\n{s.text}"))) for s in statements]
    allowed = [t for t in short if not unfit_to_repeat(t) and not _is_lone(t, heard)]
    if allowed:
        return max(allowed, key=lambda t: (_share(t, content), -len(t), t))
    opening = chosen[0].text if chosen else "Nothing to say"
    if len(opening) <= TITLE_CHARS:
        return opening.rstrip(".:;, ") or opening
    return f"{opening[:TITLE_CHARS].rsplit(' ', 1)[0].rstrip('.:;, ')}…"


def _is_lone(title: str, heard: Sequence[tuple[str, frozenset[str]]]) -> bool:
    content = frozenset(terms(title))
    return len(content) >= SAYS_SOMETHING and is_lone(title, content, heard)


def _share(title: str, content: Sequence[str]) -> float:
    own = set(terms(title))
    return sum(content.count(term) for term in own) / (len(words(title)) + 2) if own else 0.0
