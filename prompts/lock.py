"""The lock: which text each version of each prompt has, so that none changes unseen."""

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import prompts

Lock = dict[str, dict[str, str]]


def locked() -> Lock:
    """Read `versions.lock`: for each prompt, the hash of each version's text."""
    file = _file()
    lock: Lock = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return lock


def changes(lock: Lock) -> list[str]:
    """Say what differs from the lock; empty when every prompt is locked as it stands."""
    found = []
    for name in prompts.names():
        prompt = prompts.load(name)
        versions = lock.get(name, {})
        known = versions.get(str(prompt.version))
        if known is None and versions and prompt.version < max(map(int, versions)):
            found.append(f"prompts/{name}.md: version {prompt.version} is older than what is locked")
        elif known is None:
            found.append(f"prompts/{name}.md: version {prompt.version} is not locked; run `python -m prompts lock`")
        elif known != prompt.sha256:
            found.append(f"prompts/{name}.md: the text changed under version {prompt.version}: bump the version")
    gone = sorted(set(lock) - set(prompts.names()))
    return found + [f"versions.lock names {name!r}, and prompts/{name}.md is gone" for name in gone]


def renewed(lock: Lock, *, rewrite: bool = False) -> Lock:
    """Add the present versions to the lock; earlier ones stay, so that old receipts can be read.

    Args:
        lock: the lock so far.
        rewrite: replace a locked text as well; only for a version that nobody has used yet.

    Raises:
        ValueError: a text changed under a locked version.
    """
    fresh: Lock = {}
    for name in prompts.names():
        prompt = prompts.load(name)
        versions = dict(lock.get(name, {}))
        if versions.get(str(prompt.version), prompt.sha256) != prompt.sha256 and not rewrite:
            raise ValueError(f"prompts/{name}.md: the text changed under version {prompt.version}: bump the version")
        versions[str(prompt.version)] = prompt.sha256
        fresh[name] = dict(sorted(versions.items(), key=lambda pair: int(pair[0])))
    return fresh


def write(lock: Lock) -> None:
    """Write `versions.lock`."""
    Path(str(_file())).write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def _file() -> Traversable:
    return files("prompts").joinpath("versions.lock")
