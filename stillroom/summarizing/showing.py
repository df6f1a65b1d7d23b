"""What a model is shown of the items: their prose, for nothing else may be repeated and every token is paid."""

import re
from collections.abc import Collection
from typing import Any

from stillroom.summarizing.passages import without_blocks

# a model's list of what to leave out; the gate looks for all of it anyway
LEFT_OUT_LISTED = 60
LONGEST = 2_000
_LINK = re.compile(r"!?\[([^\]\n]*(?:\n[^\]\n]*)?)\]\(([^)\s]*)\)")


def unlinked(text: str, addresses: Collection[str]) -> str:
    """Keep the words of a link whose address may not be named."""
    return _LINK.sub(lambda m: m[1] if m[2] in addresses or not m[2].startswith("http") else m[0], text)


def brief(inputs: dict[str, Any], leave_out: Collection[str]) -> dict[str, Any]:
    """Cut a summarizer's question down to what bears on its answer.

    Code blocks, links that one voice gave, and what a long item says late are not shown; of what is to be left
    out, only that is listed which is still in sight.
    """
    items = [{**item, "text": _prose(item, leave_out)} for item in inputs["items"]]
    seen = " ".join(" ".join(f"{item['title']} {item['text']}".split()) for item in items)
    listed = [action for action in sorted(leave_out) if action in seen]
    return {**inputs, "items": items, "leave_out": listed[:LEFT_OUT_LISTED]}


def _prose(item: dict[str, Any], leave_out: Collection[str]) -> str:
    text = unlinked(without_blocks(item["text"]), leave_out)
    opening = text.lstrip("# ")
    if item["title"] and opening.startswith(f"{item['title']}\n"):
        text = opening[len(item["title"]) :].lstrip()
    return _shortened(text)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST]
    return f"{head.rpartition(chr(10))[0] or head}\n…"
