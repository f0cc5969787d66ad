"""One watcher of files in a kernel: what is open of a review is told when a file of it was written, wherever it was.

A look costs some ten questions to the file system. The desks are told that there is news, no more: each page asks for it
when the person sees the desk, and no form is open that speaks of what was there before.
"""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Any

from litmatrix.files import watch
from litmatrix.screening import deciding
from litmatrix.vocabulary import FULLTEXT, MANUSCRIPT
from litmatrix.widgets.base import who

#: What is watched beside what a snapshot of a review holds.
BESIDE = (FULLTEXT, MANUSCRIPT)

#: Seconds from one look to the next.
EVERY = 0.5

#: What stood in each folder at the last look.
_SEEN: dict[Path, tuple[dict[str, Any], str]] = {}
_watching: set[asyncio.Task] = set()


def start() -> None:
    """Look from now on, as long as something is open; where no loop runs (a script, a test) `look` is called by hand."""
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return
    if any(task.get_loop() is loop and not task.done() for task in _watching):
        return
    _watching.clear()
    _watching.add(loop.create_task(_watch()))


async def _watch() -> None:
    while who.OPEN:
        # A fault of one look must not end the watch: the next act of a desk tells what cannot be read.
        with contextlib.suppress(Exception):
            look()
        await asyncio.sleep(EVERY)


def look() -> None:
    """Tell what is open of each folder where something was written since the last look, and follow a name said elsewhere."""
    folders = {one.review.folder for one in who.OPEN.values()}
    for folder in folders:
        # What goes wrong in one folder or desk keeps no news from the others, who are told of it once only.
        with contextlib.suppress(Exception):
            _look_into(folder)
    for folder in _SEEN.keys() - folders:
        del _SEEN[folder]


def _look_into(folder: Path) -> None:
    # A name that was said in another review only is no name that was said in this one.
    files, name = _found(folder), deciding.reviewer_in(folder)
    seen, _SEEN[folder] = _SEEN.get(folder), (files, name)
    if seen is None:
        return
    if name != seen[1]:
        who.follow(folder, name)
    names = {one for one in files.keys() | seen[0].keys() if files.get(one) != seen[0].get(one)}
    for one in who.of_folder(folder) if names else ():
        with contextlib.suppress(Exception):
            one.news(names)


def _found(folder: Path) -> dict[str, Any]:
    return {**watch.of_review(folder), **{name: watch.stamp(folder / name) for name in BESIDE}}
