"""git's merge driver for matrix.csv: by key and column, where git's own merge takes lines of the file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

from litmatrix import matrix, protocol
from litmatrix.comparing import git
from litmatrix.comparing.merging import Clash, NotMergeable, merge
from litmatrix.errors import LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.vocabulary import FATAL, MATRIX, PROTOCOL

DRIVER = "litmatrix-matrix"
ATTRIBUTE = f"{MATRIX} merge={DRIVER}"

_ATTRIBUTES = ".gitattributes"
_COMMENT = "# Merged by key and column, once “litmatrix setup-git” was run in the clone; else as any text.\n"


class Outcome(NamedTuple):
    """How a merge went: whether git may take it as settled, and what a person should know."""

    clean: bool
    notes: tuple[str, ...] = ()


# --- merging --------------------------------------------------------------------------------------------


def merge_files(base: Path, ours: Path, theirs: Path, name: str = MATRIX) -> Outcome:
    """Merge three files as git hands them to a merge driver, and write the result over `ours`.

    `name` is the file's path in the repository, seen from its top, where git runs the driver: the themes are
    those of the review.toml beside it. Not clean if cells clash (their rows then stand twice between
    conflict markers, see `merging.merge`), or if the versions cannot be merged by key and column: the lines
    are then merged as git does, and the merge is left to be looked at. Raises `Unreadable` or `NotSaved`; git
    then keeps our version and calls it a conflict.
    """
    texts = [store.read_text(path) for path in (base, ours, theirs)]
    whose = ("base", "ours", "theirs")
    try:
        for text, side in zip(texts, whose, strict=True):
            for problem in text.problems:
                if problem.severity == FATAL:
                    raise NotMergeable(f"{side} has an error: {problem}")
        old, mine, other = (
            matrix.without_empty(matrix.parse_matrix(text.text, Path(name).name)) for text in texts
        )
        merged = merge(old, mine, other, _themes(Path(name).parent))
    except NotMergeable as reason:
        return _merged_as_text(base, ours, theirs, name, str(reason))
    # Not store.encode: it refuses conflict markers, which are meant here.
    data = merged.text.encode("utf-8")
    store.write(ours, b"\xef\xbb\xbf" + data if texts[1].bom else data)
    return Outcome(not merged.clashes, tuple(_told(name, clash) for clash in merged.clashes))


def _themes(folder: Path) -> tuple[str, ...]:
    """Return the ids of the review's themes; none while review.toml itself cannot be read, so nothing is guessed."""
    try:
        plan, problems = protocol.read_protocol(folder / PROTOCOL)
    except LitmatrixError:
        return ()
    return (
        ()
        if any(problem.severity == FATAL for problem in problems)
        else tuple(theme.id for theme in plan.themes)
    )


def _told(name: str, clash: Clash) -> str:
    if not clash.column:
        who = ("they", "we") if clash.ours else ("we", "they")
        return f"{name}: {who[0]} deleted the row {clash.key}, {who[1]} changed it; it is between conflict markers."
    return (
        f"{name}: both changed {clash.key}, column {clash.column}: the row is there twice, between conflict markers. "
        "Make one row of the two, and delete the markers."
    )


def _merged_as_text(base: Path, ours: Path, theirs: Path, name: str, reason: str) -> Outcome:
    told = f"{name}: it cannot be merged by key and column: {reason}"
    names = ("-L", "ours", "-L", "base", "-L", "theirs")
    try:
        done = git.run(Path(), "merge-file", *names, *(str(path) for path in (ours, base, theirs)))
    except LitmatrixError as error:
        raise NotSaved(f"{told} git is needed to merge its lines: {error}") from error
    if done.returncode == 0:
        how = "Its lines were merged as those of any text: look at the result before you commit it."
    elif 0 < done.returncode <= 127:
        how = "Its lines were merged as those of any text, with conflict markers."
    else:
        how = f"Its lines cannot be merged either ({git.said(done)[:200]}): our version is kept, theirs is in the other branch."
    return Outcome(False, (f"{told} {how}",))


# --- setting up -----------------------------------------------------------------------------------------


def set_up(folder: Path) -> tuple[str, ...]:
    """Install the driver for the review in a folder and return, in sentences, what was done.

    It is set in the repository's own configuration, for the Python that runs now, and named in the folder's
    .gitattributes, whose other lines stay. What is there already is left. Raises `Misuse` without git or
    outside a repository, `NotSaved` where something cannot be written.
    """
    if not folder.is_dir():
        raise Misuse(f"{folder}: there is no such folder.")
    _git(folder, "rev-parse", "--show-toplevel")
    done = []
    # git hands the command to a shell: slashes also on Windows. -P: a folder named litmatrix in the repository is not run.
    command = f'"{Path(sys.executable).as_posix()}" -P -m litmatrix merge-driver %O %A %B %P'
    wanted = {
        f"merge.{DRIVER}.name": "litmatrix: matrix.csv by key and column",
        f"merge.{DRIVER}.driver": command,
    }
    for setting, value in wanted.items():
        if _git(folder, "config", "--local", "--default", "", "--get", setting) != value:
            _git(folder, "config", "--local", setting, value)
            done.append(f"Set {setting} in the configuration of this clone: {value}")
    if _add_attribute(folder / _ATTRIBUTES):
        done.append(
            f"Added to {folder / _ATTRIBUTES}: {ATTRIBUTE}. Commit it, so that your colleagues have it too."
        )
    return tuple(done)


def _add_attribute(path: Path) -> bool:
    data = store.read_bytes(path) if path.exists() else b""
    for line in data.decode("utf-8", "replace").splitlines():
        pattern, *attributes = line.split() or [""]
        if pattern in (MATRIX, f"/{MATRIX}") and f"merge={DRIVER}" in attributes:
            return False
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    before = data if not data or data.endswith(b"\n") else data + newline
    added = f"{_COMMENT}{ATTRIBUTE}\n".encode().replace(b"\n", newline)
    store.write(path, before + (newline if before else b"") + added)
    return True


def _git(folder: Path, *arguments: str) -> str:
    """Return what git says; raises `Misuse` with what to do where there is no git or no repository."""
    done = git.run(folder, *arguments)
    if done.returncode == 0:
        return done.stdout.decode("utf-8", "replace").strip()
    said = git.said(done)
    if "not a git repository" in said:
        raise Misuse(f"{folder}: it is not in a git repository. Make one first: git init")
    if arguments[0] == "config":
        raise NotSaved(f"{folder}: git did not accept the setting: {said}")
    raise Unreadable(f"{folder}: git says: {said}")
