"""An earlier state of a review: from git (a revision, or the last commit before a date), or another copy of it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from litmatrix.comparing import git
from litmatrix.errors import Misuse, Unreadable
from litmatrix.files import store
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, MATRIX, PROTOCOL

if TYPE_CHECKING:
    import subprocess

_FILES = (PROTOCOL, BIBLIOGRAPHY, MATRIX, DECISIONS)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?")
_AGO = re.compile(
    r"(?P<number>\d{1,6}|an?|one) (?P<unit>minute|hour|day|week|month|year)s? ago", re.IGNORECASE
)
_DAYS_AGO = {"today": 0, "yesterday": 1}
_LENGTHS = {
    "minute": timedelta(minutes=1), "hour": timedelta(hours=1), "day": timedelta(days=1),
    "week": timedelta(weeks=1), "month": timedelta(days=30), "year": timedelta(days=365),
}  # fmt: skip


class Version(NamedTuple):
    """A state of a review: the review as it was, in words what state that is, and what one should know of the choice."""

    review: Review
    label: str
    notes: tuple[str, ...] = ()


def open_version(folder: str | Path, what: str = "", now: datetime | None = None) -> Version:
    """Return an earlier state of the review in a folder; nothing in the folder or its repository is changed.

    `what` is, and is looked for in this order: another folder (a copy of the review); a revision of git (``HEAD~3``,
    a tag, a hash); a date (``2026-11-01``, the beginning of that day here; ``2026-11-01 14:30``; ``yesterday``;
    ``2 weeks ago``, from `now`), which means the last commit before it. Nothing is the last commit. A month is 30
    days, a year 365.

    Of the line of commits that the work stands on, not of branches that came into it later, the last one before the
    date is taken: what a colleague had committed elsewhere by then was not here yet.

    Raises `Misuse` for what is none of these, where there is no git or no such commit, or where the commit holds no
    review in this folder; `Unreadable` for a folder that holds no review.
    """
    folder = Path(folder).expanduser().resolve()
    what = what.strip()
    if what and _is_folder(what):
        return _other_folder(folder, what)
    if not what:
        _require_git(folder, "the last commit")
        return _of_commit(folder, _last_commit(folder))
    if what.startswith("-"):
        raise Misuse(f"{what}: this is not a folder, a revision or a date.")
    moment = _moment(what, now or datetime.now().astimezone())
    if commit := _commit(folder, what):
        both = f"{what} is a revision of git as well as a date: compared with the revision."
        return _of_commit(folder, commit, both if moment else "")
    _require_git(folder, f"the state of {what}" if moment else f"{what}, which is not a folder,")
    if moment is None:
        raise Misuse(
            f"{what}: there is no such folder, git knows no such revision, and it is not a date. "
            'Give a date as 2026-11-01 or as "2 weeks ago".'
        )
    return _of_commit(folder, _commit_before(folder, moment, what))


class Head(NamedTuple):
    """The commit that the files stand on: its short name, and whether one of the review's files differs from it."""

    name: str
    changed: bool


def head_of(folder: Path) -> Head | None:
    """Return the commit that a review's files stand on; None without git, and where no commit holds the review.

    So too where git keeps a file otherwise than it is here (a filter): whether it differs cannot be told then. Line ends
    make no difference.
    """
    try:
        commit = _commit(folder, "HEAD")
        if commit is None or any(_filtered(folder)):
            return None
        listed = _git(folder, "ls-tree", "-r", "-z", commit.name, "--", *_FILES)
    except (Misuse, Unreadable):
        return None
    entries = os.fsdecode(listed.stdout).split("\0")[:-1] if listed.returncode == 0 else []
    kept = {name: about.split(" ")[2] for about, _, name in (entry.partition("\t") for entry in entries)}
    here = {*_FILES[:-1], *(f"{DECISIONS}/{path.name}" for path in (folder / DECISIONS).glob("*.jsonl"))}
    if not kept:
        return None
    found = ((folder / name, kept.get(name, "")) for name in {*kept, *here})
    return Head(commit.name, any(not _is_blob(path, id) for path, id in found))


def _is_blob(path: Path, id: str) -> bool:
    """Whether a file holds what git keeps under an id, whatever its line ends; a file that is not there has none."""
    try:
        data = store.read_bytes(path)
    except Unreadable:
        return not id
    kind = "sha256" if len(id) == 64 else "sha1"
    texts = (data, data.replace(b"\r\n", b"\n"))
    return id in {hashlib.new(kind, b"blob %d\0" % len(text) + text).hexdigest() for text in texts}


# --- another folder -------------------------------------------------------------------------------------------


def _is_folder(what: str) -> bool:
    try:
        return Path(what).expanduser().is_dir()
    except (OSError, RuntimeError, ValueError):
        return False


def _other_folder(folder: Path, what: str) -> Version:
    notes = []
    with contextlib.suppress(Misuse):  # no git is needed for this
        if not what.startswith("-") and _commit(folder, what):
            taken = f"compared with the folder (the revision is {what}^0)."
            notes.append(f"{what} is a folder and a revision of git as well: {taken}")
    review = Review.open(what)
    if review.folder == folder:
        notes.append("this is the folder of the review itself.")
    return Version(review, f"the copy in {what}", tuple(notes))


# --- dates ----------------------------------------------------------------------------------------------------


def _moment(what: str, now: datetime) -> datetime | None:
    """Return the moment that a date in words means, or None where it is none."""
    ago = _AGO.fullmatch(" ".join(what.split()))
    with contextlib.suppress(ValueError, OverflowError, OSError):
        if _DATE.fullmatch(what):
            return datetime.fromisoformat(what).astimezone()
        if what.lower() in _DAYS_AGO:
            day = now - timedelta(days=_DAYS_AGO[what.lower()])
            return day.replace(hour=0, minute=0, second=0, microsecond=0)
        if ago:
            number = int(ago["number"]) if ago["number"].isdigit() else 1
            return now - number * _LENGTHS[ago["unit"].lower()]
    return None


def _commit_before(folder: Path, moment: datetime, what: str) -> _Commit:
    """Return the last commit before a moment on the line of commits that the folder stands on."""
    when = moment.isoformat(timespec="seconds")
    line = ("rev-list", "--first-parent", "HEAD")
    found = _git(folder, *line, "-1", f"--before={when}", "--").stdout.decode("ascii").strip()
    if found and (commit := _commit(folder, found)):
        return commit
    _last_commit(folder)
    roots = _git(folder, *line, "--max-parents=0", "--").stdout.decode("ascii").split()
    first = _commit(folder, roots[-1]) if roots else None
    hint = f" The first is {first.label}; to compare with that: litmatrix diff {first.name}" if first else ""
    raise Misuse(f"{what}: there is no commit before {when[:16].replace('T', ' ')}.{hint}")


# --- git ------------------------------------------------------------------------------------------------------


class _Commit(NamedTuple):
    name: str
    time: str
    author: str
    subject: str

    @property
    def label(self) -> str:
        """What a person calls it: “commit 1a2b3c4 of 2026-11-01 14:20 by Anna: Read Repper”."""
        when = self.time[:16].replace("T", " ")
        return f"commit {self.name} of {when} by {self.author}" + (
            f": {self.subject}" if self.subject else ""
        )


def _git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Return what `git.run` does, with what to do instead where there is no git."""
    try:
        return git.run(folder, *arguments)
    except git.NoGit:
        raise Misuse(
            "git is not installed here, so earlier versions cannot be read. "
            "Give the folder of a copy of the review: litmatrix diff FOLDER"
        ) from None


def _require_git(folder: Path, what: str) -> None:
    done = _git(folder, "rev-parse", "--is-inside-work-tree")
    if done.stdout.strip() == b"true":
        return
    said = git.said(done)
    if said and "not a git repository" not in said:
        raise Misuse(f"{folder}: git refuses to read this repository: {said}")
    raise Misuse(
        f"{folder}: this folder is not under git, so {what} cannot be read. Give the folder of a copy of the review "
        "(litmatrix diff FOLDER), or keep its states from now on: git init, git add -A, git commit -m start"
    )


def _commit(folder: Path, revision: str) -> _Commit | None:
    """Return the commit that a revision means, or None where it means none."""
    if "\0" in revision or "\n" in revision:
        return None
    done = _git(folder, "rev-parse", "--quiet", "--verify", f"{revision}^{{commit}}")
    if done.returncode == 0:
        bare = ("-s", "--no-show-signature", "--no-ext-diff", "--no-textconv")
        form = "--format=%h%x00%cI%x00%an%x00%s"
        done = _git(folder, "show", *bare, form, done.stdout.decode("ascii").strip(), "--")
    if done.returncode != 0:
        return None
    return _Commit(*done.stdout.decode("utf-8", "replace").rstrip("\n").split("\0", 3))


def _last_commit(folder: Path) -> _Commit:
    if commit := _commit(folder, "HEAD"):
        return commit
    raise Misuse(
        f"{folder}: there is no commit yet, so nothing to compare with. Make one: git add -A, git commit -m start"
    )


def _of_commit(folder: Path, commit: _Commit, note: str = "") -> Version:
    """Return the review as a commit holds it, read from a temporary folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="litmatrix-") as made:
        place = Path(made) / "review"
        place.mkdir()
        notes = [*([note] if note else []), *_write_files(folder, commit, place)]
        try:
            review = Review.open(place)
        except Unreadable:
            raise Misuse(
                f"{commit.label}: there is no review in {folder}. Was the review somewhere else then, or not "
                "under git yet? (git log --stat shows where files were.)"
            ) from None
        missing = [name for name in _FILES if name != DECISIONS and not (place / name).exists()]
    notes += [f"there was no {name} yet." for name in missing]
    problems = tuple(one for one in review.problems if one.check != "unreadable" or one.where not in missing)
    return Version(replace(review, folder=folder, problems=problems), commit.label, tuple(notes))


def _write_files(folder: Path, commit: _Commit, place: Path) -> Iterator[str]:
    """Write the files of the review, as they stand in a commit, to a folder; yield what was left out, and why.

    They are the bytes of the commit; no filter that git is told of is run. Line ends are as the files here have them.
    """
    listed = _git(folder, "ls-tree", "-r", "-z", commit.name, "--", *_FILES)
    if listed.returncode != 0:
        raise Unreadable(f"{commit.label}: git cannot list it: {git.said(listed)}")
    yield from _filtered(folder)
    for entry in os.fsdecode(listed.stdout).split("\0")[:-1]:
        about, name = entry.split("\t", 1)
        mode, kind, id = about.split(" ")
        if name not in _FILES and Path(name).parent != Path(DECISIONS):
            continue
        if kind != "blob" or mode == "120000":
            yield f"{name} is a link in that commit: what it leads to is not in git, and is left out."
            continue
        done = _git(folder, "cat-file", "blob", id)
        if done.returncode != 0:
            raise Unreadable(f"{commit.label}: {name} cannot be read from git: {git.said(done)}")
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_bytes(_with_line_ends(done.stdout, folder / name))


def _with_line_ends(data: bytes, here: Path) -> bytes:
    """Return a text with the line ends of the file here, where git keeps it with others (autocrlf, eol=crlf)."""
    try:
        text = store.read_bytes(here)
    except Unreadable:
        return data
    everywhere = 0 < text.count(b"\n") == text.count(b"\r\n")
    return data.replace(b"\n", b"\r\n") if everywhere and b"\r" not in data else data


def _filtered(folder: Path) -> Iterator[str]:
    """Say which files git keeps otherwise than they are here (large files, encryption): they are compared as git keeps them."""
    if (folder / ".gitattributes").exists() and not (folder / ".gitattributes").is_file():
        return  # git would wait for a pipe
    told = os.fsdecode(_git(folder, "check-attr", "-z", "filter", "--", *_FILES).stdout).split("\0")
    for name, value in zip(told[::3], told[2::3], strict=False):
        if value not in ("unspecified", "unset", "set", ""):
            yield f"{name} goes through the filter {value} of git, which is not run: it is compared as it is in the commit."
