"""Documentation without names of people, that the model of names is trained on."""

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

CREDIT = re.compile(
    r"author|maintain|copyright|credit|contribut|thank|@|\(c\)|written by|licen[cs]e|by:? [A-Z]|https?:|signed"
    r"|reported|[A-Z][a-z]+ [A-Z]\. [A-Z]|[A-Z][a-z]+ et al|\bet al\b|\b(?:19|20)\d\d\)|pp\.|vol\.|journal|proc\."
    r"|theorem|equation|named (?:after|for)|username|first.?name|last.?name",
    re.IGNORECASE,
)
# of packages that few use, the descriptions are mostly placeholders
_USED = 3_000
_LONGEST_MODULE = 400_000


def corpus(folders: Sequence[Path]) -> list[str]:
    """Read passages of documentation, each once."""
    found: dict[str, None] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.suffix == ".py" and "/tests/" not in str(path) and "/faker/" not in str(path):
                found.update(dict.fromkeys(_docstrings(path)))
            elif path.suffix == ".tsv":
                found.update(dict.fromkeys(_descriptions(path)))
            elif path.suffix in (".md", ".rst", ".txt") or path.name == "METADATA":
                found.update(dict.fromkeys(_passages(path.read_text(encoding="utf-8", errors="ignore"))))
    return list(found)


def _docstrings(path: Path) -> Iterator[str]:
    if path.stat().st_size > _LONGEST_MODULE:
        return
    try:
        tree = ast.parse(path.read_text(encoding="utf-8", errors="ignore"))
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _passages(ast.get_docstring(node) or "")


def _descriptions(path: Path) -> Iterator[str]:
    """Yield the last column of a list of packages: name, version, downloads, description."""
    for row in path.read_text(encoding="utf-8", errors="ignore").splitlines():
        _name, _version, downloads, said = row.split("\t", 3)
        if downloads.isdecimal() and int(downloads) >= _USED and 12 < len(said) < 300 and not CREDIT.search(said):
            yield said


def _passages(text: str) -> Iterator[str]:
    """Yield blocks of one to four lines, without those that may credit a person."""
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if 12 < len(line) < 300 and not CREDIT.search(line)]
        for at in range(0, len(lines), 4):
            passage = "\n".join(lines[at : at + 4])
            if any(c.isalpha() for c in passage):
                yield passage
