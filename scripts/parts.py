"""Run parts of `make test` beside each other: each part's output comes whole when it ends, and a failure of any is told.

    python scripts/parts.py make "unit" "lint, browser WORKERS=0, notebooks WORKERS=0"

What follows the name of make are lanes. They run at once; the parts of a lane, the words that make is given, one after the
other. A part that fails keeps no other from running.
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


def main(make: str, lanes: list[str]) -> int:
    """Run all lanes, say at the end how each part ended, and return 1 if one failed."""
    printing = threading.Lock()

    def work(lane: str) -> list[Ended]:
        return [run(make, part.split(), printing) for part in lane.split(",")]

    print(f"Running beside each other: {' | '.join(lanes)}. What each says comes when it ends.", flush=True)
    pool = ThreadPoolExecutor(len(lanes))
    try:
        ended = [part for lane in pool.map(work, lanes) for part in lane]
    except KeyboardInterrupt:  # the parts that run were interrupted as well; no other shall begin
        os._exit(130)
    print("\n" + "\n".join(map(str, ended)))
    return int(any(part.status for part in ended))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
