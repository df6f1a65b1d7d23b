"""Texts that try to steer an agent: override, forged approval, forged turns, exfiltration, sleepers.

What tells them from advice is the addressee. "Run `git rebase -i`" speaks to whoever does the work; these
speak to a reader that obeys: of its instructions, its reviewers, its secrets, or an occasion to wait for.
"""

import base64
import binascii
import re
from functools import lru_cache

_READER = r"(?:ai|a\.i\.|llms?|agents?|assistants?|(?:language )?models?|chatbots?|copilots?|bots?|summari[sz]ers?|judges?|moderators?)"
_PERSON = r"(?:users?|humans?|person|people|operators?|owners?|reviewers?|maintainers?|admins?|developers?|anyone|anybody|them)"
_SECRET = (
    r"(?:secrets?|credentials?|passwords?|passphrases?|(?:access |auth |api |admin(?:'s)? |deploy )?tokens?|api[ _-]?keys?|"
    r"private keys?|ssh keys?|cookies|\.env\b|env(?:ironment)? (?:vars?|variables?|file)|conversation|chat history|"
    r"system prompt|id_rsa)"
)
_AWAY = r"(?:https?://|<email|\b[\w.+-]+@[\w-]+\.|\bwebhook|\bpastebin|\bgist\b|\b[\w-]+\.(?:evil|xyz|tk|ru|onion|example)\b)"
_LEAK = r"(?:send|post|upload|exfiltrate|forward|leak|transmit|e-?mail|paste|copy|publish|append|report)"
_DO = r"(?:run|execute|curl|wget|fetch|send|post|reply|answer|respond|recommend|say|tell|install|download|open|include|use|output|approve|delete|visit|call)"
_RISK = rf"(?:https?://|\bcurl\b|\bwget\b|\| *(?:sudo +)?(?:ba|z|da)?sh\b|\bnpm i\b|\bnpm install\b|\bpip install\b|\brm -rf\b|\bwithout (?:asking|telling|mention)|\b{_SECRET})"
_ORDERS = r"(?:instructions?|prompts?|guidelines|guardrails|directions|directives|programming|safety (?:rules|policies)|system (?:rules|message|policies))"

# what it is, substrings one of which must be there (for speed), and the pattern
_IN_TEXT: tuple[tuple[str, str, str], ...] = (
    (
        "tells the reader to drop its instructions",
        "instruction|prompt|guideline|guardrail|direction|directive|programming|rules|policies|system",
        r"(?:\b(?:ignore|disregard|forget|override|bypass|drop|discard|set aside)\b[^.]{0,30}\b(?:previous|prior|earlier|above|preceding|"
        rf"system|safety|your|these|hidden)|(?:^|[.!?:;,>] |\bplease |\band |\bnow )(?:ignore|disregard|forget|override|bypass) (?:all|any|other|existing|every))\b[^.]{{0,25}}\b{_ORDERS}\b|"
        r"\b(?:ignore|disregard|forget|override|drop)\b[^.]{0,15}\b(?:your (?:\w+ )?|(?:previous|prior|earlier) )(?:rules|context|policies|training|orders)\b",
    ),
    (
        "gives the reader another role",
        "you are|you're|from now on|instruction|developer mode|jailbreak|pretend|act as if",
        r"\byou(?: are|'re) (?:now|no longer) (?:an?|the|called|acting|free|bound|allowed|in \w+ mode|un\w+ed)\b|\bfrom now on,? you (?:are|must|will|should|answer|obey|act)\b|"
        r"\bnew (?:system )?instructions?\s*:|\b(?:enter|enable|activate|switch to) developer mode\b|\bjailbreak (?:mode|yourself)|"
        r"\bpretend (?:to be|you(?: are|'re))\b|\bact as if you (?:have|had|were)\b",
    ),
    (
        "asks for what the reader was told",
        "prompt|instructions|your rules|developer message",
        r"\b(?:reveal|print|show|repeat|output|leak|disclose)\b[^.]{0,30}\b(?:(?:the|your) (?:system|hidden) prompt|your (?:instructions|prompt|rules)|developer message)",
    ),
    (
        "claims an approval of its own",
        "approv|review|trusted|verified|flag|quarantine|vetted|moderat|judge|summari|confidence|canonical|authoritative|quality|priority|safe|escalate|route|hold",
        r"\b(?:is|are|was|been|as|comes?|counts as) (?:already )?pre-?approved\b|\balready (?:been )?(?:approved|reviewed|vetted|verified) by (?:the )?(?:security|reviewers?|admins?|moderators?|team)|"
        r"\bno (?:further )?(?:human )?(?:review|approval|moderation) (?:is )?(?:needed|required|necessary)\b[^.]{0,40}\b(?:this|note|item|memory|entry)\b|"
        r"\b(?:this|the) (?:note|item|memory|entry|rule|lesson)\b[^.]{0,40}\b(?:is exempt|needs? no (?:human )?(?:review|approval)|must not be (?:reviewed|flagged|merged|removed)|skips? review)|"
        r"\b(?:do not|don't|never|skip)\s+(?:flag|quarantine|question|moderate|send|escalate|route|hold)\s+(?:this|it)\b|"
        r"\b(?:mark|treat|rate|score|rank|publish|approve|accept|store)\s+(?:this|it)(?:\s+(?:note|item|memory|entry|summary|lesson))?\s+(?:as|with)\s+(?:\w+\s+)?(?:approved|trusted|verified|safe|canonical|authoritative|high quality|top priority|confidence|10)\b|"
        r"\b(?:approve|publish) this (?:item|note|summary|memory|entry)\b|"
        r"\b(?:(?:must|should|need|do|does)(?: not|n't)|never|no need to)\s+(?:be )?(?:route|send|sent|escalate|flag|forward|show|shown|pass|put)d?\b[^.]{0,40}\b(?:to|before|by|for) (?:a |an |the |any )?(?:person|humans?|reviewers?|moderators?)\b|"
        r"\bnotes? (?:to|for) (?:the |all )?(?:reviewers?|moderators?|judges?)\b[^.]{0,80}\b(?:approve|accept|decide|merge|skip|release)\b|"
        r"\b(?:judge|summari[sz]er|moderator|reviewing (?:model|agent))s?\b[^.]{0,20}\b(?:must|should|please|has to|have to)\b[^.]{0,40}\b(?:accept|approve|keep|copy|include|skip|trust|ignore|rate|publish)\b",
    ),
    (
        "orders agents to do what is risky",
        "agent|assistant|model|automation|bot|judge|summari|copilot|llm|chatbot",
        rf"\b(?:{_READER}|automation)\s+(?:\w+ )?(?:should|must|will|shall|may|can|has to|have to|is to|are to|need to|is allowed to|are allowed to)\b[^.]{{0,60}}"
        rf"(?:https?://|\b{_SECRET}|\b(?:bypass|skip|stop|disable|ignore|drop|without|return|output)\b[^.]{{0,40}}\b(?:approvals?|reviews?|audit\w*|logs?|checks?|polic\w+|safeguards?|"
        r"verif\w+|agree|duplicate|approved|guardrails?)\b)",
    ),
    (
        "makes agents deceive",
        "reply|tell|say|answer|respond|claim",
        r"\b(?:when(?:ever)?|if|once|as soon as)\b[^.]{0,60}\b(?:users?|customers?|someone|anyone|administrator|auditor|reviewer)\b[^.]{0,60}\b(?:reply|tell (?:them|him|her|the \w+)|say|answer|respond|claim)\b\s*(?:that|the|all|it|there|no|:)",
    ),
    (
        "sends everything to an address",
        "http",
        rf"\b{_LEAK}s?\b[^.]{{0,30}}\b(?:all|every|each|full|entire|whole|contents?|everything|environment|sessions?|transcripts?)\b[^.]{{0,60}}\b(?:to|at|via)\s+\S{{0,3}}https?://|"
        r"!\[[^\]]*\]\(https?://[^)\s]*[?&][^)\s=]*=(?:[^)\s]*(?:session|notes?|context|data|secret|token|history)|[{$<])",
    ),
    (
        "waits for an occasion to make an agent act",
        "asked|prompted|queried|ask|mention|says|say|want",
        r"\b(?:when(?:ever)?|if|once|every time|next time|as soon as)\s+(?:(?:\S+\s+){0,3}?(?:asked|prompted|queried)|"
        rf"(?:an? |the |some|any)\s*(?:user|one|body|{_READER})\s+(?:asks?|mentions?|says?|wants?))\b[^.]{{0,80}}\b{_DO}\b[^.]{{0,80}}{_RISK}|"
        rf"\b(?:when(?:ever)?|if|once)\s+(?:\S+\s+){{0,3}}?asked about\b[^.]{{0,60}}\b{_DO}\b",
    ),
    (
        "sends secrets or data away",
        "secret|credential|pass|token|key|cookie|env|conversation|chat|prompt|id_rsa",
        rf"\b{_LEAK}\b[^.]{{0,60}}\b{_SECRET}\b[^.]{{0,60}}?\b(?:to|at|via|in|into)\b\s+(?:\S+\s+){{0,2}}\S{{0,12}}{_AWAY}",
    ),
    (
        "pipes a secret to an address",
        "curl|wget|nc ",
        r"(?:\$\(?(?:cat|env|printenv)\b|~/\.(?:ssh|aws)|/etc/passwd|\.env\b|printenv|\$[a-z_]*(?:key|token|secret)\b)[^|]{0,40}\|[^|]{0,20}\b(?:curl|nc|wget)\b|"
        r"curl[^|]{0,160}(?:-d|--data\S*|-f)\s*['\"]?\S{0,12}@?\s*(?:~?/?\S*(?:\.ssh|\.aws|\.env|passwd)|\$\(cat)",
    ),
    (
        "hides what it does from people",
        "tell|inform|mention|alert|notify|disclos|reveal|asking|silently|secretly|covertly",
        rf"\b(?:do not|don't|never|without)\s+(?:tell(?:ing)?|inform(?:ing)?|mention(?:ing)?|alert(?:ing)?|notify(?:ing)?|disclos(?:e|ing)|reveal(?:ing)?)\b[^.]{{0,30}}\b(?:the |your |to )*{_PERSON}\b|"
        r"\bwithout asking (?:the |your )?(?:user|human|operator|owner)s?\b|\b(?:silently|secretly|covertly) (?:run|install|send|add|change|execute|upload)\b",
    ),
    (
        "speaks to the agent that reads it",
        "attention|note to|note for|hey|dear|instruction|message|important for|this|these",
        rf"\b(?:attention|note (?:to|for)|hey|dear|instructions? (?:to|for)|message (?:to|for)|important for)\s+(?:all |any |the |future |every |other )*{_READER}\b[^.]{{0,40}}[:,!]|"
        rf"\b(?:any|every|all|the)\s+{_READER}\s+(?:that|who|which)\s+(?:reads?|sees?|processes|summari[sz]es|loads?|retrieves?)\s+(?:this|these)\b|"
        rf"\b{_READER}\s+(?:that|who|which)\s+(?:reads?|sees?|processes|summari[sz]es|loads?|retrieves?)\s+this(?: (?:note|item|entry|memory|text|lesson|rule|summary))?,? (?:must|shall|should|needs?|ha(?:s|ve) to|(?:is|are) to|will|may)\b|"
        rf"\b{_READER}\s+reading this\b",
    ),
    (
        "asks for something encoded to be carried out",
        "decod|base64|rot13|unhex|decrypt",
        r"\b(?:decoded?|base64|rot13|unhex|decrypt(?:ed)?)\b[^.]{0,40}\b(?:and|then)\s+(?:run|execute[ds]?|follow(?:ed)?|obey(?:ed)?|do)\b",
    ),
    (
        "forges the markup of a chat",
        "-- |---|tool|function|invoke|inst]|sys>|im_start|im_end|header_id|eot_id|system|assistant|instruction|untrusted>|tool_call>|function_call|item",
        r"<\|(?:im_start|im_end|system|user|assistant|start_header_id|eot_id)\|>|\[/?inst\]|<</?sys>>|"
        r"-{2,}\s*(?:end|begin|start) (?:of )?(?:the )?(?:untrusted|trusted|system|user|data|context|input|notes?|document|instructions?)\b|"
        r"<(?:tool_call|function_calls?|invoke|tool_use)\b[^>]*>\s*[{<]|\{\s*\"(?:tool|name|function)\":\s*\"[^\"]+\",\s*\"(?:args|arguments|parameters|input)\":|"
        r"</?(?:system|assistant|instructions?|untrusted|tool_call|function_calls?|items?)>\s*(?:you|ignore|new|now|the|always|approve|run|from|end)\b|</(?:system|instructions?|untrusted)>",
    ),
)  # fmt: skip
_AT_LINE_START = (
    "forges a turn of a conversation",
    r"(?m)^\s*(?:#+\s*|\*\*)?(?:system|assistant|developer|operator|root)(?: message| prompt)?(?:\*\*)?\s*:\s*(?:\*\*)?\s*(?:you|ignore|the user|always|never|approve|from now|override|new|print|run|reveal|disregard|the (?:judge|agent|model|assistant|summari[sz]er)|publish|send|do not|return|all agents)\b",
)
_COMPILED = tuple((name, anchors.split("|"), re.compile(pattern)) for name, anchors, pattern in _IN_TEXT)
_TURN = re.compile(_AT_LINE_START[1], re.I)
_BLOB = re.compile(r"(?<![\w/+=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w/+])")
_SHORTEST_BLOB = 24
_HEX = re.compile(r"(?<!\w)(?:[0-9a-fA-F]{2}){16,}(?!\w)")
_COMMAND = re.compile(r"\b(?:curl|wget|rm -rf|bash -c|sh -c|powershell|eval)\b", re.I)
_PIPED = re.compile(
    r"\b(?:curl|wget)\b[^|\n]{0,200}\|\s*(?:sudo\s+)?(?:ba|z|da)?sh\b|\biex\s*\(\s*(?:new-object|irm|iwr|invoke)", re.I
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TAGS = {0xE0000 + n: chr(n) for n in range(0x20, 0x7F)}
_DEPTH = 2


def instructions_to_agents(text: str) -> tuple[str, ...]:
    """Say what in a text is aimed at an agent that will read it; empty for an ordinary note."""
    return tuple(dict.fromkeys(_found(_visible(text), _DEPTH)))


@lru_cache(maxsize=4096)
def unfit_to_repeat(text: str) -> tuple[str, ...]:
    """Say why no summary may repeat a text: it steers an agent, or pipes a download into a shell."""
    piped = ("pipes a download into a shell",) if _PIPED.search(" ".join(text.split())) else ()
    return instructions_to_agents(text) + piped


def _visible(text: str) -> str:
    """Drop characters that are not seen; letters written in tag characters are read as letters."""
    return text if text.isascii() else _INVISIBLE.sub("", text.translate(_TAGS))


def _found(text: str, depth: int) -> list[str]:
    line = " ".join(text.replace("’", "'").lower().split())
    found = [
        why for why, anchors, pattern in _COMPILED if any(map(line.__contains__, anchors)) and pattern.search(line)
    ]
    if _TURN.search(text):
        found.append(_AT_LINE_START[0])
    for plain in _decoded(text) if depth else ():
        found += [f"{why}, encoded" for why in _found(plain, depth - 1)]
        if _COMMAND.search(plain):
            found.append("hides a command in an encoded blob")
    return found


def _decoded(text: str) -> list[str]:
    """Decode base64 and hexadecimal runs that turn out to be readable text."""
    if max(map(len, text.split()), default=0) < _SHORTEST_BLOB:
        return []
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
