"""Instructions aimed at an agent: words that would steer whoever reads the commons rather than inform."""

import re

_SEND = (
    r"(?:send|post|upload|forward|e-?mail|exfiltrate|leak|transmit|copy|paste|reveal|print|share|publish"
    r"|disclose)"
)
_SECRET = (
    r"(?:secrets?|credentials?|passwords?|api[ _-]?keys?|tokens?|private keys?|\.env\b|env(?:ironment)?"
    r" var\w*|system prompt|conversation|chat history|ssh keys?|cookies)"
)
_TARGET = r"(?:user|human|reviewer|operator|owner|admin|anyone)"
_TOLD = r"(?:tell|inform|mention|reveal|notify|alert)(?:ing)?"
_DO = (
    r"(?:run|execute|curl|wget|fetch|download|install|reply with|respond with|answer with|output|say that"
    rf"|approve|call|delete|{_SEND})"
)
_SEEN = (
    r"(?:asked|you see|you read|the user (?:asks|says|mentions)|someone (?:asks|mentions)|summari[sz]ing"
    r"|reviewing)"
)
_READER = r"(?:ai|llms?|agents?|assistants?|models?|chatbots?|summari[sz]ers?)"

_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "overrides earlier instructions",
        r"\b(?:ignore|disregard|forget|override|bypass|discard)\b.{0,30}\b(?:previous|prior|above|earlier|all"
        r"|other|any|your|these|the)\b.{0,20}\b(?:instructions?|prompts?|guidelines|guardrails)\b",
    ),
    ("speaks of hidden instructions", r"\b(?:developer message|hidden instructions?|new instructions?:)"),
    (
        "gives the reader a new role",
        r"\byou are (?:now|no longer) (?:an?|in|the|called|acting|free|bound)\b|\bfrom now on,? you\b"
        r"|\bpretend (?:to be|you)\b",
    ),
    (
        "waits for a trigger",
        rf"\b(?:when(?:ever)?|if|once|every time|next time)\b[^.]{{0,30}}\b{_SEEN}\b[^.]{{0,60}}\b{_DO}\b",
    ),
    (
        "hides from people",
        rf"\b(?:do not|don't|never|without) {_TOLD}\b[^.]{{0,25}}\b(?:the )?{_TARGET}\b"
        rf"|\bwithout asking (?:the )?{_TARGET}\b",
    ),
    (
        "claims approval",
        r"\bpre-?approved\b|\b(?:already|has been) (?:approved|reviewed|verified) by (?:security|the reviewer"
        r"|admin)|\b(?:judge|summari[sz]er|moderator)s?\b[^.]{0,20}\b(?:must|should|please)\b"
        r"|\bmark (?:this|it) as (?:approved|safe|verified|trusted|high quality)\b"
        r"|\b(?:approve|publish) this (?:item|note|summary)\b",
    ),
    (
        "addresses an agent",
        r"\b(?:attention|note to|dear|hey|instructions? (?:to|for)|message (?:to|for)) (?:all )?(?:the )?"
        rf"{_READER}\b",
    ),
    (
        "asks for secrets",
        rf"\b{_SEND}\b[^.]{{0,40}}\b{_SECRET}[^.]{{0,40}}\b(?:to|at|via|in)\b\s+\S*(?:://|@|\w\.\w)",
    ),
    (
        "pipes a download into a shell",
        r"\b(?:curl|wget)\b[^|\n]{0,200}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\biex\s*\(\s*(?:new-object|irm|iwr|invoke)",
    ),
    (
        "forges a chat turn",
        r"<\|[a-z_]+\|>|\[/?INST\]|<</?SYS>>|^\s*(?:system|assistant)\s*:\s"
        r"|</?(?:system|instructions?|tool_call)>",
    ),
    (
        "hides text in an encoding",
        r"\b(?:decode|base64|rot13|unhex)\b[^.]{0,40}\b(?:and|then) (?:run|execute|follow|obey)\b"
        r"|(?<![\w/+])[A-Za-z0-9+/]{120,}={0,2}(?![\w/+])",
    ),
)
# a long address is no hidden text
_ADDRESS = re.compile(r"https?://\S+")
_LONG = re.compile(r"\S{120}")
_COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in _PATTERNS)


def instructions(text: str) -> tuple[str, ...]:
    """Say in what ways a text tries to steer an agent; empty when it does not seem to."""
    line = " ".join(_ADDRESS.sub(" ", text).split()) if _LONG.search(text) else " ".join(text.split())
    return tuple(name for name, pattern in _COMPILED if pattern.search(line))
