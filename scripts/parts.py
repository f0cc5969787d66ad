"""Run the parts of `make test` and say at the end how each ended.

    python scripts/parts.py make "lint | notebooks" unit browser

What follows the name of make are steps, one after the other; the parts of a step, the words that make is given, run beside
each other. Each part's output comes whole when it ends. A part that fails keeps no other from running.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple


class Ended(NamedTuple):
    """A part that has ended: what it is called, its exit status, the seconds that it took."""

    name: str
    status: int
    seconds: float

    def __str__(self) -> str:
        return f"{self.name:12}{'passed' if not self.status else 'FAILED':8}{self.seconds:4.0f} s"


def run(make: str, words: list[str], printing: threading.Lock) -> Ended:
    """Run one part, print all that it said, and return how it ended."""
    start = time.monotonic()
    done = subprocess.run(
        [make, "--no-print-directory", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    ended = Ended(words[0], done.returncode, time.monotonic() - start)
    with printing:
        print(
            f"\n=== make {' '.join(words)} ===\n{done.stdout.decode(errors='replace').rstrip()}\n{ended}",
            flush=True,
        )
    return ended


def main(make: str, steps: list[str]) -> int:
    """Run all steps, say at the end how each part ended, and return 1 if one failed."""
    printing = threading.Lock()
    start = time.monotonic()
    print(f"Running one after the other: {', '.join(steps)}. What each says comes when it ends.", flush=True)
    pool = ThreadPoolExecutor()
    try:
        ended = [
            part
            for step in steps
            for part in pool.map(lambda words: run(make, words.split(), printing), step.split("|"))
        ]
    except KeyboardInterrupt:  # the parts that run were interrupted as well; no other shall begin
        os._exit(130)
    print("\n" + "\n".join(map(str, ended)))
    failed = any(part.status for part in ended)
    print(Ended("all", int(failed), time.monotonic() - start))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
