"""The commands that open the notebooks of a review in a browser, and the offer to make a review where there is none.

`lab` opens them in JupyterLab; `app` as pages without code, by Voila (`litmatrix.cli.pages`).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from litmatrix.cli import terminal
from litmatrix.cli.parts import FINE, PROBLEMS, find_folder, quoted
from litmatrix.cli.terminal import one_line
from litmatrix.errors import Misuse, Unreadable
from litmatrix.vocabulary import BIBLIOGRAPHY, MATRIX, NOTEBOOKS, PROTOCOL

#: What a review is called of which nothing is known yet.
NAME = "my-review"


def lab(given: argparse.Namespace) -> int:
    """Open JupyterLab on the notebooks."""
    folder = _review_for(given)
    if folder is None:
        return PROBLEMS
    start = _first(folder).relative_to(folder).as_posix()
    options = [f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{start}"]
    return _serve("jupyterlab", [*options, *_browser(given)], f"JupyterLab opens {start} of {folder}", given)


def app(given: argparse.Namespace) -> int:
    """Open the notebooks as pages without code."""
    import importlib.util

    if importlib.util.find_spec("voila") is None:
        raise Misuse('the pages need an extra, which is not installed. Type: pip install "litmatrix[app]"')
    folder = _review_for(given)
    if folder is None:
        return PROBLEMS
    _first(folder)
    options = [str(folder), *([f"--port={given.port}"] if given.port else []), *_browser(given)]
    return _serve("litmatrix.cli.pages", options, f"The notebooks of {folder} open as pages", given)


def _first(folder: Path) -> Path:
    """Return the notebook to begin with: while nothing is planned, the first; later the first after that of planning, 00."""
    from litmatrix.protocol import read_protocol

    notebooks = sorted((folder / NOTEBOOKS).glob("*.ipynb"))
    if not notebooks:
        raise Unreadable(
            f"{folder / NOTEBOOKS}: there are no notebooks. Copy them from a new review: litmatrix new DIR"
        )
    try:
        planned = bool(read_protocol(folder / PROTOCOL)[0].criteria)
    except Unreadable:
        planned = False
    later = [one for one in notebooks if not one.name.startswith("00")]
    return later[0] if planned and later else notebooks[0]


def _browser(given: argparse.Namespace) -> list[str]:
    return ["--no-browser"] if given.no_browser else []


def _serve(module: str, options: Sequence[str], says: str, given: argparse.Namespace) -> int:
    """Run a server of Jupyter's until it is stopped; return its exit status."""
    import subprocess

    where = "; the address is below" if given.no_browser else ", in your browser"
    print(one_line(f"{says}{where}."))
    print("Leave this window open while you work. To stop: press Ctrl-C here.", flush=True)
    try:
        # Nor is its configuration taken from the folder.
        command = [sys.executable, "-P", "-m", module, *options]
        return subprocess.run(command, env=environment(), cwd=sys.prefix, check=False).returncode
    except KeyboardInterrupt:
        return FINE


def environment() -> dict[str, str]:
    """Return the environment of a server and its kernels.

    A PYTHONPATH of the shell would reach the kernel and could hide the packages that the notebooks need. Nor does
    the server or a kernel import what lies in the folder that it runs in: anybody may have put it there.
    """
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return {**kept, "PYTHONSAFEPATH": "1"}


# --- where there is no review yet -------------------------------------------------------------------------------------


def _review_for(given: argparse.Namespace) -> Path | None:
    """Return the review that is meant, made if a person wants it; None if there is none and none is wanted."""
    place = find_folder(given.folder).resolve()
    if place.exists() and not place.is_dir():
        raise Unreadable(f"{place}: this is a file; give a folder.")
    if _is_review(place):
        return place
    from litmatrix.files.folder import make_review

    name = given.run.__name__
    target, question = _offered(place, name)
    if not given.yes:
        if not terminal.at_terminal():
            command = name if _is_review(target) else "new"
            raise Misuse(f"{place}: there is no review here. Type: litmatrix {command} {quoted(target)}")
        if not terminal.agreed(one_line(f"{question} [Y/n] "), "y"):
            print(f"Nothing was made. To make a review later, type: litmatrix new {NAME}")
            return None
        if target == place / NAME:
            target = place / _checked(terminal.asked(f"Name of the new folder? [{NAME}] ", NAME))
    if not _is_review(target):
        make_review(target)
        print(one_line(f"A new review was made in {target}."))
    return target


def _is_review(place: Path) -> bool:
    # A folder that may not be looked into is none.
    return any(os.path.exists(place / name) for name in (PROTOCOL, BIBLIOGRAPHY, MATRIX))


def _offered(place: Path, command: str) -> tuple[Path, str]:
    """Return the review to open or to make instead of this place, which is none, and how a person is asked for it."""
    from litmatrix.files.folder import is_empty

    # Who names a folder that is not there means a new one, also in a folder that is itself a review, as the clone is.
    if not place.exists():
        return place, f"There is no folder {place} yet. Make it, with a new review in it?"
    for above in place.parents:
        if (above / PROTOCOL).exists():
            return above, f"There is no review in {place}, but one above it, in {above}. Open that one?"
    if is_empty(place):
        return place, f"There is no review in {place} yet. Make one here?"
    below = sorted(one for one in place.iterdir() if _is_review(one))
    if len(below) > 1:
        names = "; ".join(f"litmatrix {command} {quoted(one)}" for one in below[:5])
        raise Misuse(f"{place}: there is no review here, but several below. Type one of: {names}")
    if below:
        question = f"There is no review in {place}, but one in its folder {below[0].name}. Open that one?"
        return below[0], question
    question = f"There is no review in {place}, but other files are. Make a review in a new folder there?"
    return place / NAME, question


def _checked(name: str) -> str:
    if not name or name.startswith(".") or set(name) & set('/\\:*?"<>|'):
        raise Misuse(
            "nothing was made: the name of a folder has no / and begins with a letter or a digit. Try again."
        )
    return name
