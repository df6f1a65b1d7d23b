"""Forgery: the marks of chats, tools and prompts in a note, as if its text were over and another spoke."""

import re
from collections.abc import Iterator

_WRAPPER = (
    r"(?:items?|notes?|documents?|docs?|context|data|system|instructions?|untrusted|trusted|user|assistant|prompt|sources?|"
    r"messages?|memor(?:y|ies)|tool_results?|tool_response|contributions?|knowledge|search_results?|example_notes?|human|ai)"
)
_SPEAKER = r"(?:system|assistant|developer|operator|root|human|user|ai|model|admin)"
_ORDERED = (
    r"(?:you\b|ignore|the user|always|never|approve|from now|override|new\b|print|run|reveal|disregard|publish|send|do not|return|all agents|"
    r"the (?:judge|agent|model|assistant|summari[sz]er)|forget|list|output|write|stop|switch|rate|merge|cite|act|call|delete|release|now\b|answer|"
    r"understood|sure|of course|ok(?:ay)?\b|certainly|thanks|i will|i'll|what are your|mark|tell|say|repeat|follow|my rules|drop|set|add)"
)
_CODE = re.compile(r"(`{3,}|~{3,})[^\n]*\n.*?(?:\n\1)|(?<!`)`[^`\n]+`(?!`)", re.S)
_CLOSING = re.compile(rf"</{_WRAPPER}>", re.I)
_OPENING = re.compile(rf"<{_WRAPPER}\b[^>]*>", re.I)

# what it is, strings one of which must be there (for speed), and the pattern; what is shown as code is only shown
_IN_TEXT = (
    ("forges the markup of a chat", "<|", r"<\|(?!endoftext|endofprompt|\s)[a-z_]{3,}\|>"),
    ("forges the markup of a chat", "inst]|sys>|_of_turn>|<<<", r"\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>|<<<(?:user|assistant|system|human|end|begin)\b"),
    ("forges the markup of a chat", "to=|{{", r"\bto=functions?\.|\bto=\w+\.\w+ ?\{|\bassistant to=\w|\{\{[#/] ?(?:system|item|assistant|user|instructions?)\}\}"),
    (
        "forges the end of its own text",
        "end|begin|start|close",
        r"[-=*#~_/%]{2,}\s?(?:end|begin|start|close)\s?(?:of\s)?(?:the\s)?(?:this\s)?(?:untrusted|trusted|system|user|data|context|input|notes?|documents?|instructions?|items?|content|evidence|sources?|orders|memory|knowledge|string)\b"
        r"|\b(?:end|begin(?:ning)?|start) of (?:the )?(?:untrusted |user |contributed |trusted )?(?:data|context|notes?|input|documents?|items?|orders|instructions|content|assistant \w+|system \w+|string)\b ?[.:*#\]=>-]"
        r"|(?:^|\n)\W*end (?:context|notes?|data|input|items?|documents?)\b ?[.:]",
    ),
    ("forges the end of its own text", "the following", r"\bthe following (?:lines?|text|part|orders?|instructions?) (?:come|comes|is|are|was|were) (?:from|by) the (?:operator|system|developer|owner|admin)"),
    ("forges the end of its own text", "correct answer|format change|item i|(trusted)", r"\bthat is the correct answer to the task\b|\boutput format change\b|\bitem \w\d+ \(trusted\)|\(trusted\):"),
    ("forges a turn of a conversation", "##", r"(?:^|\n)\W{0,4}#{2,} ?(?:instruction|response|system|new (?:task|instructions?)|assistant|human|user)s?\b ?(?::\s*\n|:?\s*(?=you\b|ignore|do\b|write|approve|answer))|\n#{2,} ?(?:instruction|response)s?:"),
    ("forges a turn of a conversation", "system|assistant|developer|operator|root|human|user|model|admin|ai:", rf"(?:^|\n|\\n|[.!?>\"] )\s*(?:#+\s*|\*\*|>\s*|//\s*|-\s*)?{_SPEAKER}(?: message| prompt| override| note| turn)?(?:\*\*)?\s*[:,]\s*(?:\*\*)?\s*\"?{_ORDERED}"),
    ("forges a turn of a conversation", "human:|user:", r"(?:^|\n)(?:human|user)\s*:[^\n]*\n+(?:assistant|ai|model)\s*:"),
    ("forges a turn of a conversation", "<!--|override|[system|[admin|[operator|[developer|continues", rf"<!--\s*(?:{_SPEAKER}|instructions?|note to \w+)\b[^>]{{0,20}}:|\b(?:system|admin|developer|operator|root) override\b|\[system\]\(|\[(?:system|admin|operator|developer)(?: message| note| override)?\]\s*:?\s*\w|\bsystem prompt continues\b"),
    ("forges a turn of a conversation", "role", r"(?:^|\n)---\s*\n\s*role: ?(?:system|assistant|developer)\b|\"\s*\}\s*\]?\s*,\s*\{?\s*\"role\"|\"\}\],\s*\"role\"|(?:^|\n)\s*\{\s*\"role\"\s*:\s*\"(?:system|user|assistant|developer)\"\s*,\s*\"content\""),
    ("forges a call of a tool", "<tool|<function|<invoke|antml:", r"<(?:tool|tool_call|function_calls?|invoke|tool_use|antml:\w+|function=\w+)\b(?: name=| id=|>|[^>]*>\s*[{<])"),
    ("forges a call of a tool", "action", r"(?:^|\n)action: ?\w+[^\n]*\n\s*action input:|(?:^|\n)thought:[^\n]*\n+\s*action:|(?:^|\n|\W)\{\s*\"action\"\s*:\s*\"(?:approve|merge|delete|publish|release|reject|accept|run|call)"),
    ("forges a call of a tool", "tool|@function|@call|$$$|mcp|method", r"(?:^|\n|\W )@(?:tool|function|call)\s+\w+\(|\$\$\$ ?execute|\b(?:use|call|invoke|run)\b[^.\n]{0,15}\b(?:your) (?:\w+ )?(?:tools?|functions?)\b[^.\n]{0,30}\b(?:to run|to execute|to call|to send|to delete|`|to read)|(?:^|\n)\s*(?:run tool|\[tool\]|tool call|mcp request)\b\W|\"method\"\s*:\s*\"tools/call\""),
    ("forges a call of a tool", "/", r"(?:^|\n)/(?:approve|execute|exec|publish|release|merge|delete|forget|system|admin|sudo|ignore)\b(?![/.\w])"),
    ("forges a call of a tool", "-> ", r"\b\w+\([^)\n]{0,60}\) -> then\b"),
    ("forges an answer", "verdict|\"sentences\"", r"(?:^|\W)\{\s*\"verdict\"\s*:|verdict=(?:agree|duplicate|related)\b|\"sentences\"\s*:\s*\[\s*\{"),
)  # fmt: skip
# a whole text, or a line of it, that is nothing but a call
_AS_CODE = (
    ("forges a call of a tool", "\"tool|\"function|\"name\"|\"type\"", r"\{\s*\"(?:tool|tool_name|name|function|function_call|tool_use|tool_call)\"\s*:\s*(?:\"[^\"]+\"|\{\s*\"name\"\s*:\s*\"[^\"]+\")\s*,\s*\"(?:args|arguments|parameters|input|command)\"\s*:|(?:^|\n)\W{0,4}\{\s*\"(?:type|role)\"\s*:\s*\"(?:tool_use|tool_call|function_call)\"\s*,"),
    ("forges a call of a tool", "```tool", r"```tool_code|```tool_call"),
    ("forges an answer", "\"cites\"", r"\"sentences\"\s*:\s*\[[^\]]*\"cites\"\s*:"),
)  # fmt: skip
_TEXT = [
    (why, anchors.split("|") if anchors != "<|" else ["<|"], re.compile(pattern, re.I))
    for why, anchors, pattern in _IN_TEXT
]
_SHOWN = [(why, anchors.split("|"), re.compile(pattern, re.I)) for why, anchors, pattern in _AS_CODE]


def forgeries(text: str) -> list[str]:
    """Say which marks of chats, tools and prompts a note forges; what it shows as code only shows them."""
    bare = _CODE.sub(" ⟨code⟩ ", text) if "`" in text or "~~~" in text else text
    found = [why for why, pattern in (*_held(_TEXT, bare), *_held(_SHOWN, text))]
    if "</" in bare and len(_CLOSING.findall(bare)) > len(_OPENING.findall(bare)):
        found.append("forges the end of its own text")
    return found


def _held(rules: list[tuple[str, list[str], re.Pattern[str]]], text: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    lowered = text.lower()
    for why, anchors, pattern in rules:
        if any(map(lowered.__contains__, anchors)) and pattern.search(text):
            yield why, pattern
