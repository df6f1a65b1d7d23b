"""Forgery: the marks of chats, tools and prompts in a note, as if its text were over and another spoke."""

import re

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

# in running text; what is shown as code is only shown
_IN_TEXT = (
    ("forges the markup of a chat", r"<\|(?!endoftext|endofprompt|\s)[a-z_]{3,}\|>|\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>"),
    ("forges the markup of a chat", r"\bto=functions?\.|\bto=\w+\.\w+ ?\{|\{\{[#/] ?(?:system|item|assistant|user|instructions?)\}\}"),
    (
        "forges the end of its own text",
        r"[-=*#~_/]{2,} ?(?:end|begin|start|close) ?(?:of )?(?:the )?(?:this )?(?:untrusted|trusted|system|user|data|context|input|notes?|documents?|instructions?|items?|content|"
        r"evidence|sources?|orders|memory|knowledge)\b",
    ),
    (
        "forges the end of its own text",
        r"\b(?:end|begin(?:ning)?) of (?:the )?(?:untrusted |user |contributed |trusted )?(?:data|context|notes?|input|documents?|items?|orders|instructions|content)\b ?[.:*#=-]"
        r"|(?:^|\n)\W*end (?:context|notes?|data|input|items?|documents?)\b ?[.:]|\bthe following (?:lines?|text|part|orders?|instructions?) (?:come|comes|is|are|was|were) (?:from|by) the (?:operator|system|developer|owner|admin)",
    ),
    ("forges a turn of a conversation", r"(?:^|\n)\W{0,4}#{2,} ?(?:instruction|response|system|new (?:task|instructions?)|assistant|human|user)s?\b ?:?\s"),
    ("forges a turn of a conversation", rf"(?:^|\n|\\n)\s*(?:#+\s*|\*\*|>\s*|//\s*|-\s*)?{_SPEAKER}(?: message| prompt| override| note| turn)?(?:\*\*)?\s*:\s*(?:\*\*)?\s*\"?{_ORDERED}"),
    ("forges a turn of a conversation", r"(?:^|\n)(?:human|user)\s*:[^\n]*\n+(?:assistant|ai|model)\s*:"),
    ("forges a turn of a conversation", rf"<!--\s*(?:{_SPEAKER}|instructions?|note to \w+)\b[^>]{{0,20}}:|\b(?:system|admin|developer|operator|root) override\b|\[system\]\(|\[(?:system|admin|operator|developer)(?: message| note| override)?\]\s*:?\s*\w"),
    ("forges a turn of a conversation", rf"(?:^|\n)---\s*\n\s*role: ?(?:system|assistant|developer)\b|\"\s*\}}\s*\]?\s*,\s*\{{?\s*\"role\"|\"\}}\],\s*\"role\""),
    ("forges a call of a tool", r"<(?:tool_call|function_calls?|invoke|tool_use|antml:\w+|function=\w+)\b[^>]*>|(?:^|\n)action: ?\w+[^\n]*\n\s*action input:|(?:^|\n)thought:[^\n]*\n+\s*action:"),
    ("forges a call of a tool", r"(?:^|\n|\W )@(?:tool|function|call)\s+\w+\(|\$\$\$ ?execute|\b(?:use|call|invoke|run)\b[^.\n]{0,15}\b(?:your|the) (?:\w+ )?(?:tools?|functions?)\b[^.\n]{0,30}\b(?:to run|to execute|to call|to send|to delete|`|to read)"),
)  # fmt: skip
# a whole text, or a line of it, that is nothing but a call
_AS_CODE = (
    ("forges a call of a tool", r"(?:^|\n)\W{0,4}\{\s*\"(?:tool|tool_name|function|function_call|tool_use|tool_call)\"\s*:|(?:^|\n)\W{0,4}\{\s*\"(?:type|role)\"\s*:\s*\"(?:tool_use|tool_call|function_call|system|function)\"\s*,"),
    ("forges a call of a tool", r"\{\s*\"(?:tool|name|function)\":\s*\"[^\"]+\",\s*\"(?:args|arguments|parameters|input)\":|```tool_code|```tool_call"),
)  # fmt: skip
_ANCHORS = (
    *("<|", "inst]", "sys>", "_of_turn", "to=", "{{", "end", "begin", "start", "following", "##", ":", "override"),
    *("[system", "[admin", "[operator", "[developer", "role", "<", "action", "@", "$$$", "tool", "function"),
)
_TEXT = [(why, re.compile(pattern, re.I)) for why, pattern in _IN_TEXT]
_SHOWN = [(why, re.compile(pattern, re.I)) for why, pattern in _AS_CODE]


def forgeries(text: str) -> list[str]:
    """Say which marks of chats, tools and prompts a note forges; what it shows as code only shows them."""
    lowered = text.lower()
    if not any(map(lowered.__contains__, _ANCHORS)):
        return []
    bare = _CODE.sub(" ⟨code⟩ ", text)
    found = [why for why, pattern in _TEXT if pattern.search(bare)]
    if "{" in text or "```tool" in lowered:
        found += [why for why, pattern in _SHOWN if pattern.search(text)]
    if "</" in bare and len(_CLOSING.findall(bare)) > len(_OPENING.findall(bare)):
        found.append("forges the end of its own text")
    return found
