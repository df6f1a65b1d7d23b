"""Texts that try to steer an agent: override, forged approval, forged markup, exfiltration, sleepers."""

import base64
import binascii
import re

_PATTERNS: tuple[tuple[str, str], ...] = (
    (
        "tells the reader to drop its instructions",
        r"\b(?:ignore|disregard|forget|override|bypass|drop)\b[^.\n]{0,30}\b(?:previous|prior|earlier|above|preceding|"
        r"system|safety|other|existing|all)\b[^.\n]{0,25}\b(?:instructions?|prompts?|guidelines|rules|messages|context|directions|policies)\b",
    ),
    ("gives the reader another role", r"\b(?:you are now|from now on,? you|new (?:system )?instructions?\s*:|developer mode|jailbreak|act as if you (?:have|had) no)\b"),
    ("speaks of the system prompt", r"\b(?:reveal|print|show|repeat|output|leak)\b[^.\n]{0,30}\b(?:system prompt|hidden prompt|your (?:instructions|prompt))\b"),
    ("forges markup of a chat", r"<\|(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|eot_id)\|>|\[/?INST\]|<<SYS>>|</?(?:system|assistant|instructions?|item|items|tool_call|function_calls?|untrusted)>"),
    ("forges a turn of a conversation", r"(?m)^\s*(?:###\s*)?(?:system|assistant|developer)\s*(?:message)?\s*:\s*(?:you|ignore|the user|always|approve)\b"),
    ("claims an approval of its own", r"\b(?:pre-?approved|already (?:been )?(?:approved|reviewed|vetted)|no (?:further )?(?:review|approval) (?:is )?(?:needed|required|necessary)|(?:do not|don't|never|skip)\s+(?:send|flag|escalate|route|hold|quarantine)[^.\n]{0,30}\b(?:review|reviewer|human|person|moderat)|(?:mark|treat|rate|score)\s+(?:this|it)(?:\s+\w+)?\s+as\s+(?:approved|trusted|verified|safe|canonical|authoritative|duplicate|10))"),
    (
        "waits for an occasion to make an agent act",
        r"\b(?:when|whenever|if|once)\s+(?:(?:you(?:'re| are)?|an? (?:agent|assistant|user)|the (?:agent|assistant|user|model))\s+)?"
        r"(?:is |are |be )?(?:asked|prompted|queried|asks)\b[^.\n]{0,80}\b(?:run|execute|curl|wget|fetch|send|post|reply|answer|respond|"
        r"recommend|say|tell|install|download|open|include|use)\b[^.\n]{0,80}(?:https?://|\bcurl\b|\bwget\b|\| *(?:ba)?sh\b|\bnpm i|\bpip install|\bwithout (?:asking|telling|mention))",
    ),
    (
        "sends secrets or data away",
        r"\b(?:send|post|upload|exfiltrate|forward|leak|transmit|e-?mail|paste|curl|append)\b[^.\n]{0,60}\b(?:secrets?|credentials?|tokens?|passwords?|api[ _-]?keys?|"
        r"env(?:ironment)? (?:vars?|variables?|file)|\.env|ssh keys?|private keys?|conversation|chat history|id_rsa)\b[^.\n]{0,60}"
        r"(?:https?://|\bto\s+[\w.-]+@[\w-]+\.|\bwebhook|\bpastebin|\b[\w-]+\.(?:evil|xyz|tk|ru|onion)\b)",
    ),
    ("pipes a secret to an address", r"(?:\$\(?(?:cat|env|printenv)\b|~/\.(?:ssh|aws)|/etc/passwd|\.env\b|printenv|\$[A-Z_]*(?:KEY|TOKEN|SECRET)\b)[^\n]{0,80}https?://(?!localhost|127\.|api\.)|curl[^\n|]{0,160}(?:-d|--data\S*)\s*['\"]?@?\s*(?:~?/?\S*(?:\.ssh|\.aws|\.env|passwd)|\$\(cat)"),
    ("hides what it does from people", r"\b(?:do not|don't|never|without)\s+(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|alert(?:ing)?|notify(?:ing)?|disclos(?:e|ing)|ask(?:ing)?)\b[^.\n]{0,25}\b(?:the )?(?:user|human|operator|owner|reviewer|developer|anyone|anybody)s?\b[^.\n]{0,60}\b(?:instruction|this (?:note|rule|memory)|command|action|silently|secretly|run|install|send)"),
    ("speaks to the agent that reads the memory", r"\b(?:attention|note to|instructions? (?:to|for)|message (?:to|for)|dear)\s+(?:all |any |the |future )*(?:ai|llm|agents?|assistants?|models?|summari[sz]ers?|judges?)\b[^.\n]{0,5}[:,]?[^.\n]{0,60}\b(?:must|ignore|always|never|run|execute|approve|output|include|reply|copy)\b"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(pattern, re.I)) for name, pattern in _PATTERNS)
_BLOB = re.compile(r"(?<![\w/+=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w/+])")
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}){16,}(?!\w)")
_COMMAND = re.compile(r"\b(?:curl|wget|rm -rf|bash -c|sh -c|powershell|eval)\b", re.I)


def instructions_to_agents(text: str) -> tuple[str, ...]:
    """Say what in a text is aimed at an agent that will read it; empty for an ordinary note."""
    found = _in_words(text)
    for plain in _decoded(text):
        found += [f"{why}, encoded" for why in _in_words(plain)]
        if _COMMAND.search(plain):
            found.append("hides a command in an encoded blob")
    return tuple(dict.fromkeys(found))


def _in_words(text: str) -> list[str]:
    return [why for why, pattern in _COMPILED if pattern.search(text)]


def _decoded(text: str) -> list[str]:
    """Decode base64 and hexadecimal runs that turn out to be readable text."""
    raw = [_unbase64(m.group()) for m in _BLOB.finditer(text)]
    raw += [bytes.fromhex(m.group()) for m in _HEX.finditer(text)]
    return [plain for plain in (_readable(r) for r in raw) if plain]


def _unbase64(blob: str) -> bytes:
    body = blob.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4))
    except binascii.Error:
        return b""


def _readable(raw: bytes) -> str:
    try:
        plain = raw.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return plain if plain.isprintable() or plain.replace("\n", "").isprintable() else ""
