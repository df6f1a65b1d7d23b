"""Markdown notes: one file is one row, with the fields of its front matter if it has any."""

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from stillroom.errors import InvalidItem, UnreadableSource
from stillroom.sources.rows import BadRow, Row, bad_row
from stillroom.sources.streams import LINE_CAP
from stillroom.sources.strict_json import MAX_DEPTH

ENDINGS = (".md", ".markdown", ".mdc", ".mdx")
HEAD_CAP = 64_000
TITLE_CAP = 200

_HEAD = re.compile(r"\A---[ \t]*\n(.*?)(?:^|\n)---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


def read_folder(root: Path) -> Iterator[Row | BadRow]:
    """Read every Markdown file under a folder in sorted order; hidden folders are left out.

    Raises:
        UnreadableSource: there is none.
    """
    paths = sorted(notes(root))
    if not paths:
        raise UnreadableSource(
            f"{root}: no Markdown file ({', '.join(ENDINGS)}) in it; give other files by their own path"
        )
    return (read_note(path, path.relative_to(root.parent).as_posix(), root) for path in paths)


def read_note(path: Path, source: str, root: Path | None = None) -> Row | BadRow:
    """Read one file; a file of a folder carries the name of its subfolder as `folder`."""
    if root is not None and not path.resolve().is_relative_to(root.resolve()):
        return bad_row(source, 1, "file", "is a link that leads out of the folder", "")
    try:
        with path.open("rb") as file:
            raw = file.read(LINE_CAP + 1)
    except OSError as error:
        return bad_row(source, 1, "file", f"cannot be read: {error.strerror}", "")
    folder = path.parent.name if root is not None and path.parent != root else ""
    return parse_note(raw, source, folder)


def parse_note(raw: bytes, source: str, folder: str = "") -> Row | BadRow:
    """Read a note's bytes: front matter, a title from the first heading or the name, and the content."""
    if len(raw) > LINE_CAP:
        return bad_row(source, 1, "file", f"is longer than {LINE_CAP:,} bytes", raw)
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
        head, body = _split(text)
    except UnicodeDecodeError as error:
        return bad_row(source, 1, "encoding", f"is not UTF-8 at byte {error.start}; save it as UTF-8", raw)
    except InvalidItem as error:
        return bad_row(source, 1, error.field, error.reason, raw)
    body = body.strip("\n")
    fields: dict[str, Any] = {"title": _title(body, source), **({"folder": folder} if folder else {})}
    return Row(source, 1, {**fields, **head, "content": body})


def notes(root: Path) -> Iterator[Path]:
    """Walk through the Markdown files under a folder; hidden ones are left out."""
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                yield Path(folder, name)


def _title(body: str, source: str) -> str:
    heading = _HEADING.search(body)
    title = heading.group(1) if heading else PurePosixPath(source).stem
    return title if len(title) <= TITLE_CAP else f"{title[: TITLE_CAP - 1]}…"


def _split(text: str) -> tuple[dict[str, Any], str]:
    match = _HEAD.match(text)
    if not match:
        return {}, text
    if len(match.group(1)) > HEAD_CAP:
        raise InvalidItem("front matter", f"is longer than {HEAD_CAP:,} characters")
    try:
        head = yaml.load(match.group(1), Loader=FrontMatter)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 2}" if mark else ""
        raise InvalidItem("front matter", f"is not valid YAML{where}") from None
    if head is None:
        return {}, text[match.end() :]
    if not isinstance(head, dict):
        raise InvalidItem("front matter", "is not a list of `name: value`")
    return head, text[match.end() :]


class FrontMatter(yaml.BaseLoader):
    """YAML whose values stay as written (`1.10` and `no` are text), without anchors or tags."""

    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        """Refuse what can blow up: references and deep nesting."""
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("references are not allowed")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise yaml.YAMLError("nested too deeply")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Refuse a name given twice."""
        made = super().construct_mapping(node, deep=deep)
        if len(made) != len(node.value):
            raise yaml.YAMLError("a name is given twice")
        return made
