"""The gate: everything that is stored, shown to a model or exported passes through it."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from types import TracebackType
from typing import Self

from stillroom.domain.privacy import Cleaned
from stillroom.errors import DetectorFailed
from stillroom.privacy.handles import Handles
from stillroom.privacy.language import SpacyPeople, installed_model
from stillroom.privacy.name_model import LikelyNames
from stillroom.privacy.names import PERSON, People, is_known_part
from stillroom.privacy.namesakes import addresses_of
from stillroom.privacy.numbers import Announced, Cards, SocialNumbers
from stillroom.privacy.passwords import Passwords
from stillroom.privacy.patterns import EMAIL, Addresses, Emails, Ibans, Wallets
from stillroom.privacy.phones import Phones
from stillroom.privacy.redaction import PLACEHOLDER, Numbering, redact
from stillroom.privacy.secrets import SECRET, Assigned, DetectSecrets, Forms
from stillroom.privacy.spans import MASK, Detector, Span, joined, merge, outside_masks
from stillroom.privacy.streets import Streets
from stillroom.privacy.views import View, views

# What people split over lines or spell out; prose joined at random would read as names and secrets.
_JOINABLE = frozenset({"email", "phone", "card", "iban", "ip", "ssn"})
_REPEATED = {PERSON: 4, SECRET: 6}
# characters of a text whose findings are kept, and how many such texts
_SHORT = 64
_MOST_SHORT = 20_000


class PrivacyGate:
    """Finds personal data and secrets in texts and replaces them; a detector that fails blocks."""

    def __init__(self, *, roster: Collection[str] = (), language: str = "en") -> None:
        self._roster = tuple(sorted(set(roster)))
        self._language = language
        # what is short (a tag, a category, a contributor) comes again and again
        self._short = lru_cache(_MOST_SHORT)(self._asked)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self._roster, self._language)

    @cached_property
    def _detectors(self) -> tuple[Detector, ...]:
        with _Guard("setup"):
            model = installed_model(self._language)
            own: tuple[Detector, ...] = (
                Emails(), Phones(), Cards(), Ibans(), Addresses(), SocialNumbers(), Wallets(), Announced(),
                Forms(), DetectSecrets(), Assigned(), Passwords(), Streets(), Handles(), People(self._roster),
                LikelyNames(),
            )  # fmt: skip
            return (*own, SpacyPeople(model)) if model else own

    @property
    def detectors(self) -> dict[str, str]:
        """Name what runs, with its version; what is off says why."""
        running = {d.name: d.version for d in self._detectors}
        return {
            "spacy": f"off: no {self._language} model is installed, names come from cues, lists and a small model",
            **running,
        }

    def clean(self, text: str) -> Cleaned:
        """Redact one text; findings refer to its own offsets."""
        return self.clean_fields({"": text})[""]

    def clean_fields(self, fields: Mapping[str, str]) -> dict[str, Cleaned]:
        """Redact the fields of one item with placeholders that agree across them."""
        found: dict[str, list[Span]] = {name: [] for name in fields}
        pending = set(fields)
        # What a redaction uncovers is scanned again until a pass finds nothing, so that cleaning twice
        # changes nothing.
        while pending:
            fresh = {name: self._scan(fields[name], found[name]) for name in sorted(pending)}
            for name, spans in fresh.items():
                found[name] += spans
            repeats = _repeats(fields, found)
            for name, spans in repeats.items():
                found[name] += spans
            pending = {name for name in fields if fresh.get(name) or repeats.get(name)}
        numbering = Numbering(fields.values())
        return {name: redact(text, sorted(found[name]), numbering) for name, text in fields.items()}

    def check(self) -> None:
        """Raise DetectorFailed unless every detector finds what was planted for it."""
        for detector in self._detectors:
            text, type_ = detector.canary
            with _Guard(detector.name):
                types = {span.type for span in detector.scan(text, _lower(text))}
            if type_ not in types:
                raise DetectorFailed(f"{detector.name}: the planted {type_} was not found")

    def _scan(self, text: str, known: list[Span]) -> list[Span]:
        masked = _masked(text, known)
        spans = joined(merge(self._hits(masked.text)), masked.text, PERSON)
        pieces = (p for s in spans for p in outside_masks(s, masked.text))
        located = ((p, *masked.locate(p.start, p.end)) for p in pieces)
        return [p._replace(start=start, end=end) for p, start, end in located]

    def _hits(self, text: str) -> Sequence[Span]:
        return self._short(text) if len(text) <= _SHORT else self._asked(text)

    def _asked(self, text: str) -> Sequence[Span]:
        """Ask every detector about every view of a text."""
        found = []
        with _Guard("views") as guard:
            for view in views(text):
                lowered = _lower(view.text)
                for detector in self._detectors:
                    if view.seams and detector.name not in _JOINABLE:
                        continue
                    guard.name = detector.name
                    for span in detector.scan(view.text, lowered):
                        start, end = view.locate(span.start, span.end)
                        if not view.seams or _crosses(text[start:end], view.text[span.start : span.end]):
                            found.append(span._replace(start=start, end=end))
                guard.name = "views"
        return found


def _lower(text: str) -> str:
    """Lower the case and keep the length: a few letters have a lower case of two characters."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[:1] for c in text)


def _crosses(original: str, joined: str) -> bool:
    return original != joined and original.count("\n") <= 2


def _masked(text: str, known: list[Span]) -> View:
    """Give the text with every placeholder, old or new, as one mask."""
    taken = sorted([(s.start, s.end) for s in known] + [m.span() for m in PLACEHOLDER.finditer(text)])
    if not taken:
        return View(text, range(len(text)), range(1, len(text) + 1))
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end in [*taken, (len(text), len(text))]:
        pieces.append(text[at:start])
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        if start < len(text):
            pieces.append(MASK)
            starts.append(start)
            ends.append(end)
        at = end
    return View("".join(pieces), starts, ends)


def _repeats(fields: Mapping[str, str], found: Mapping[str, list[Span]]) -> dict[str, list[Span]]:
    """Find the names and secrets of one place wherever else they stand in the item, and addresses made of a name."""
    values = {(s.type, fields[n][s.start : s.end]) for n, spans in found.items() for s in spans if s.type in _REPEATED}
    parts = {(PERSON, w) for t, v in values if t == PERSON for w in v.split() if is_known_part(w)}
    wanted = sorted({(t, v) for t, v in values | parts if len(v) >= _REPEATED[t]}, key=lambda tv: (-len(tv[1]), tv))
    if not wanted:
        return {}
    types = {value: type_ for type_, value in reversed(wanted)}
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(v) for _, v in wanted)})(?!\w)")
    names = [value for type_, value in wanted if type_ == PERSON]
    return {name: list(_unclaimed(text, pattern, types, names, found[name])) for name, text in fields.items()}


def _unclaimed(
    text: str, pattern: re.Pattern[str], types: Mapping[str, str], names: Sequence[str], known: list[Span]
) -> Iterator[Span]:
    masked = _masked(text, known)
    hits = [(*match.span(), types[match.group()]) for match in pattern.finditer(masked.text)]
    hits += [(start, end, EMAIL) for start, end in addresses_of(names, masked.text)]
    located = (Span(*masked.locate(start, end), type_, 0.7, "repeat") for start, end, type_ in hits)
    yield from merge(located)


@cache
def _rebuild(roster: tuple[str, ...], language: str) -> PrivacyGate:
    return PrivacyGate(roster=roster, language=language)


class _Guard:
    """Turns whatever a detector raises into DetectorFailed, without the text it was reading."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None and issubclass(kind, Exception) and not issubclass(kind, DetectorFailed):
            raise DetectorFailed(f"{self.name}: {kind.__name__}") from None
