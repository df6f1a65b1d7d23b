"""Specifics: what a summary must never get wrong. Numbers, names, addresses, code and commands."""

import re
from functools import lru_cache

_URL = re.compile(r"(?:https?|ftp|ssh|git|file)://[^\s<>`\"')\]]+|\bwww\.[^\s<>`\"')\]]+", re.I)
_DOTTED = re.compile(r"\.\S")
_HOST = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|ai|co|sh|xyz|info|example|cloud|ru|cn|de|uk|eu|me)"
    r"(?:[:/][^\s<>`\"')\]]*)?(?![\w-])",
    re.I,
)
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_NUMBER = re.compile(r"(?<![\w.])[v$€£]?\d+(?:[.,:/-]\d+)*(?:\.x|\+|%)?|(?<=[a-z])\d+(?=\W|$)", re.I)
_UNIT = re.compile(
    r"(?<![\w.])(\d+(?:[.,]\d+)*)\s*-?(seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?|years?|"
    r"ms|milliseconds?|thousand|million|billion|trillion|[kmgt]i?b(?:its?|ps)?|[qr]ps|fps|m|percent|%|lines?|columns?|chars?|characters?|times|retries|px|rem|spaces?)(?!\w)",
    re.I,
)
_SPELLED_LIST = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
_TENS_LIST = "twenty thirty forty fifty sixty seventy eighty ninety"
_SPELLED = {word: str(n) for n, word in enumerate(_SPELLED_LIST.split(), 2)} | {
    word: str(10 * n) for n, word in enumerate(_TENS_LIST.split(), 2)
}
_SPELLED_WORD = re.compile(rf"\b(?:{'|'.join(_SPELLED)})\b", re.I)
_NAME = re.compile(r"[^\W\d_][\w]*(?:[.'’@:/+#-]*\w+)*[+#]*", re.UNICODE)
_TOOLS = (
    "apt|apt-get|aws|az|bash|brew|bun|bundle|cargo|chmod|chown|composer|conda|cp|crontab|curl|dd|docker|gcloud|gem|git|"
    "go|helm|java|kill|kubectl|make|mv|mysql|node|npm|npx|openssl|perl|php|pip|pip3|pipx|pnpm|poetry|psql|"
    "python|python3|rake|redis-cli|rm|rsync|ruby|scp|sed|sh|ssh|sudo|systemctl|tar|terraform|uv|wget|yarn|zsh"
)
# what follows the word for a thing, and never the word for a command
_NOT_TOLD = "is|was|are|were|has|had|can|cannot|could|may|might|must|should|will|comes|came|goes|lives|needs|of|from"
_COMMAND = re.compile(
    rf"(?<![\w/`.-])(?:sudo\s+)?(?:{_TOOLS})\b(?!\s+(?:{_NOT_TOLD})\b)(?:\s+[\w./:=@~-]+){{0,4}}?"
    r"\s+(?:-{1,2}[A-Za-z]|\||~?/\w|[a-z]+://)[^\s`]*(?:\s+(?:-{1,2}[\w-]+\S*|\|\s*\S+|\S*[/.=:@]\S*\w))*"
    r"|(?<![\w`])sudo\s+\S+"
    r"|(?<![\w`-])(?:npm|pnpm|yarn|pip|pip3|pipx|uv|gem|cargo|brew|apt|apt-get|go|conda)\s+(?:install|add|i|get)\s+[\w@/.-]*\w",
)
_BARE = re.compile(r"[^\s|;&]+")
_OPERATOR = re.compile(r"\$\(|&&|\|\||\||;|>>|^\.{0,2}/|^~/")
_RUN = re.compile(
    r"\b(?:run|runs|running|execute|executes|executing|install|installs|installing|download|invoke|paste|curl|wget|"
    r"pip|npm|enter|depend on)\s+(?:the\s+|a\s+)?(?:command\s+|package\s+|script\s+)?$",
    re.I,
)
_INSTALLED = re.compile(
    r"\b(?:install|add|download|depend on|pull in|require)(?:s|ed|ing)?\s+(?:the\s+|a\s+)?"
    r"(?:package|dependency|gem|crate|library|plugin|extension|module)\s+([\w@][\w@/.-]*\w)",
    re.I,
)
_PACKAGE = re.compile(r"^\s+(?:package|dependency|gem|crate|library|plugin|extension|script|binary)\b", re.I)


def urls(text: str) -> list[str]:
    """List the addresses, without the punctuation that follows them."""
    if "://" not in text and not _DOTTED.search(text):
        return []
    found = [m[0] for m in _URL.finditer(text)]
    rest = _URL.sub(" ", text) if found else text
    return [url.rstrip(".,;:!?*_") for url in (*found, *(m[0] for m in _HOST.finditer(rest)))]


def code_spans(text: str) -> list[str]:
    """List what stands in back-ticks, white space collapsed."""
    return [" ".join(m[2].split()) for m in _CODE.finditer(text) if m[2].strip()]


def commands(text: str) -> list[str]:
    """List command lines that stand in plain prose."""
    return [" ".join(m[0].split()).rstrip(".,;:!?") for m in _COMMAND.finditer(_CODE.sub(" ", text))]


@lru_cache(maxsize=4096)
def actions(text: str) -> tuple[str, ...]:
    """List what a reader could carry out as it stands: addresses, commands, code.

    A single name in back-ticks (`any`, `-i`, `useState`) is a name, unless it is to be run or installed.
    """
    found = urls(text) + commands(text) + [m[1] for m in _INSTALLED.finditer(_CODE.sub(" ", text))]
    for match in _CODE.finditer(text):
        span = " ".join(match[2].split())
        named = _BARE.fullmatch(span) and not _OPERATOR.search(span)
        told = _RUN.search(text[: match.start()]) or _PACKAGE.match(text[match.end() :])
        if span and (told or not named) and not any(url in span for url in found):
            found.append(span)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[str, ...]:
    """List the numbers, versions and dates in one spelling; `twenty` and `20` are the same."""
    found = [m[0].lower().lstrip("v$€£").replace(",", "") for m in _NUMBER.finditer(_URL.sub(" ", text))]
    return (*found, *(_SPELLED[m[0].lower()] for m in _SPELLED_WORD.finditer(text)))


def quantities(text: str) -> list[tuple[str, str]]:
    """List numbers with their units: `30 seconds` and `30s` are the same, `30 minutes` is not."""
    return [(m[1].replace(",", ""), _unit(m[2].lower())) for m in _UNIT.finditer(text)]


@lru_cache(maxsize=4096)
def names(text: str) -> tuple[str, ...]:
    """List what looks like a name: capitals inside a sentence, identifiers, words with digits or symbols."""
    bare = _CODE.sub(lambda m: f" {m[2]} ", _URL.sub(" ", text))
    found = []
    for match in _NAME.finditer(bare):
        before = bare[: match.start()].rstrip(" *_\"'“‘([")
        opens = not before or before[-1] in ".!?:;—–-•>"
        if _is_identifier(match[0]) or (match[0][0].isupper() and not opens and match[0] != "I"):
            found.append(match[0].rstrip("'’.:/-"))
    return tuple(found)


def _is_identifier(word: str) -> bool:
    body = word[1:]
    return (
        any(c.isupper() for c in body)
        or any(c in "_@#+" for c in word)
        or any(c.isdigit() for c in word)
        or ("." in body and not body.endswith("."))
    )


def _unit(word: str) -> str:
    if word in ("ms", "%") or word[-1:] == "b":
        return word
    for unit in ("sec", "min", "hour", "millisec", "char"):
        if word.startswith(unit):
            return unit
    return {"s": "sec", "m": "min", "h": "hour", "hr": "hour", "hrs": "hour", "percent": "%"}.get(
        word, word.rstrip("s")
    )
