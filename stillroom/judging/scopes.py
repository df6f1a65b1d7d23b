"""Where a statement holds: declared in the item, or said in its words."""

import re

from stillroom.domain.items import Item
from stillroom.judging.clauses import prose
from stillroom.judging.lexicon import words

_ENVIRONMENTS = {
    "production": "production", "prod": "production", "live": "production", "staging": "staging", "stage": "staging",
    "dev": "development", "development": "development", "test": "test", "testing": "test", "qa": "test", "ci": "ci",
    "preview": "preview", "sandbox": "sandbox", "local": "local", "locally": "local", "canary": "canary",
}  # fmt: skip
_PLATFORMS = {
    "macos": "macos", "mac": "macos", "osx": "macos", "linux": "linux", "ubuntu": "linux", "debian": "linux",
    "windows": "windows", "wsl": "wsl", "ios": "ios", "android": "android", "arm": "arm", "arm64": "arm",
    "x86": "x86", "x86_64": "x86", "amd64": "x86", "alpine": "alpine", "mobile": "mobile", "desktop": "desktop",
    "aws": "aws", "gcp": "gcp", "azure": "azure", "kubernetes": "kubernetes", "docker": "docker",
    "postgres": "postgresql", "postgresql": "postgresql", "mysql": "mysql", "sqlite": "sqlite", "chrome": "chrome",
    "firefox": "firefox", "safari": "safari",
}  # fmt: skip
_LANGUAGES = words("""
    python typescript javascript go rust java kotlin swift ruby php elixir scala c++ c# terraform bash sql css
""")
_PLANS = frozenset(["free", "pro", "team", "enterprise", "business", "starter", "basic", "premium", "trial"])
_AUDIENCES = {
    "frontend": "frontend", "front-end": "frontend", "backend": "backend", "back-end": "backend", "admins": "admin",
    "admin": "admin", "libraries": "library", "library": "library", "applications": "application",
    "services": "service", "tests": "test code", "scripts": "script", "weekends": "weekend", "weekdays": "weekday",
    "internal": "internal", "external": "external", "public": "public", "batch": "batch", "interactive": "interactive",
}  # fmt: skip

SCOPE_WORDS = frozenset((*_ENVIRONMENTS, *_PLATFORMS))

_PLACE = re.compile(
    r"\b(?P<prep>in|on|for|under|with|against|inside|within|at)\s+(?:the\s+|our\s+|all\s+|new\s+|every\s+)?"
    r"(?P<word>[\w+#-]+)(?:\s+(?P<noun>[\w-]+))?",
    re.I,
)
_VERSION = re.compile(
    r"\b(?P<prep>in|on|for|under|with|since|from|until|before|after|as of|up to|at)\s+(?:version\s+)?"
    r"(?P<name>[A-Za-z][\w.+#-]*(?:\s[A-Z]\w+)?\s+)?v?(?P<number>\d+(?:\.\d+)*(?:\.x)?)\b"
    r"(?!\s*(?:%|[a-z]+s\b|ms\b|mb\b|gb\b|kb\b))",
    re.I,
)
_NOUN = (
    r"(?:apps?|clients?|code|files?|scripts?|builds?|runners?|images?|laptops?|clusters?|hosts?|"
    r"servers?|databases?|environments?|projects?|codebases?|modules?|packages?|users?|devices?|machines?)"
)
# a scope word before what it is of: "the iOS app", "Go code"
_OF = re.compile(rf"\b(?P<word>[\w+#-]+)\s+{_NOUN}\b")
_OF_ANY = re.compile(rf"\s{_NOUN}\b")
_AMBIGUOUS = frozenset(
    ("go", "live", "stage", "test", "dev", "free", "basic", "public", "internal", "external", "local", "ci")
)
# "During a freeze, …" and "Outside a freeze, …"
_LEADING = re.compile(
    r"^\s*(?P<prep>when|if|while|during|in|inside|for|outside|unless|except (?:in|during|for)|before|after|without|with)\s+"
    r"(?P<phrase>[^,.;:]{3,60}),\s",
    re.I | re.M,
)
_OPPOSED = {
    "outside": "not",
    "unless": "not",
    "except in": "not",
    "except during": "not",
    "except for": "not",
    "without": "not",
    "before": "before",
    "after": "after",
}
# after these a place or version is the very thing stated, not the scope of a statement
_STATED = re.compile(
    r"(?:\b(?:is|are|runs?|running|lives?|hosted|deployed|upgraded|upgrade|moved|migrated|stored|built|pinned|target|"
    r"stays?|standardi[sz]ed?|based|live|stands?|located|kept|sits?|use|uses|default|defaults)"
    r"(?:\s+(?:now|currently|still))?)\s*$",
    re.I,
)


def scope_of(item: Item) -> dict[str, frozenset[str]]:
    """Tell where an item holds, by kind of scope: what it declares, and what its words say."""
    found: dict[str, set[str]] = {key.lower(): {value.lower()} for key, value in item.scope.items()}
    for key, value in spoken(item.text[:2000]):
        found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}


def spoken(text: str) -> list[tuple[str, str]]:
    """Find scope phrases in a text, such as "in staging", "on macOS", "since v16"."""
    text = prose(text)
    phrases = [(_PLACE, _placed), (_VERSION, _versioned)]
    if _OF_ANY.search(text):
        phrases.append((_OF, _modified))
    found = [
        pair
        for pattern, read in phrases
        for match in pattern.finditer(text)
        if (pair := read(match)) and not _STATED.search(text[: match.start()])
    ]
    return found + [
        ("condition", f"{_OPPOSED.get(m['prep'].lower(), 'in')} {m['phrase'].lower()}") for m in _LEADING.finditer(text)
    ]


def differing(a: dict[str, frozenset[str]], b: dict[str, frozenset[str]]) -> dict[str, tuple[str, str]]:
    """Name the kinds of scope in which two items have nothing in common."""
    return {
        key: (" or ".join(sorted(a[key])), " or ".join(sorted(b[key])))
        for key in sorted(a.keys() & b.keys())
        if not a[key] & b[key] and (key != "condition" or _exclude(a[key], b[key]))
    }


def _exclude(a: frozenset[str], b: frozenset[str]) -> bool:
    """Does one condition name the very case that the other leaves out?"""
    return any(p.split()[1:] == q.split()[1:] for p in a for q in b)


def _placed(match: re.Match[str]) -> tuple[str, str] | None:
    word, noun = match["word"].lower(), (match["noun"] or "").lower()
    if word in _ENVIRONMENTS:
        return "environment", _ENVIRONMENTS[word]
    if word in _PLATFORMS:
        return "platform", _PLATFORMS[word]
    if word in _PLANS and noun.startswith(("plan", "tier", "account", "customer", "user")):
        return "plan", word
    if word in _LANGUAGES and match["prep"].lower() in ("in", "for", "with", "on"):
        return "language", word
    return ("part", _AUDIENCES[word]) if word in _AUDIENCES else None


def _modified(match: re.Match[str]) -> tuple[str, str] | None:
    shown = match["word"]
    word = shown.lower()
    if word in _AMBIGUOUS and not (shown[0].isupper() and match.start()):
        return None
    if word in _PLATFORMS:
        return "platform", _PLATFORMS[word]
    if word in _LANGUAGES:
        return "language", word
    return ("environment", _ENVIRONMENTS[word]) if word in _ENVIRONMENTS else None


def _versioned(match: re.Match[str]) -> tuple[str, str] | None:
    shown = (match["name"] or "").strip()
    name, prep = shown.lower(), match["prep"].lower()
    if not name and "." not in match["number"] and prep not in ("since", "until", "before", "as of"):
        return None
    if name and "." not in match["number"] and shown.islower():
        return None
    until = prep in ("until", "before", "up to")
    return f"version {name}".strip(), f"{'before ' if until else ''}{match['number']}"
