"""`python -m prompts lock` writes the lock, `python -m prompts check` compares with it."""

import argparse
import sys

from prompts import lock


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 1 when the prompts are not as they are locked."""
    parser = argparse.ArgumentParser(prog="python -m prompts", description=__doc__)
    parser.add_argument("command", choices=("lock", "check"))
    parser.add_argument("--rewrite", action="store_true", help="replace the hash of a version nobody used yet")
    given = parser.parse_args(arguments)
    if given.command == "lock":
        try:
            lock.write(lock.renewed(lock.locked(), rewrite=given.rewrite))
        except ValueError as error:
            sys.stderr.write(f"{error}\n")
            return 1
    found = lock.changes(lock.locked())
    sys.stderr.writelines(f"{line}\n" for line in found)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
