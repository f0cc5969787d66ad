"""An opened review: one immutable snapshot of its folder."""

from __future__ import annotations

import contextlib
import functools
import gc
import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix import bibliography, decisions, matrix, protocol
from litmatrix.errors import NotSaved, Unreadable
from litmatrix.matrix import history, importlog
from litmatrix.model import Problem, Protocol
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, EVIDENCE, FATAL, HISTORY, MATRIX, ORIGIN, PROTOCOL

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Review", "derived", "lasting", "require_whole"]

#: Problems that are not fatal, of lines, rows or entries that are there and were not read, or not surely.
_SET_ASIDE = frozenset({
    "torn-line", "damaged-line", "wrong-sum", "bad-event", "id-clash", "conflict-marker", "encoding",
    "duplicate-row", "no-key", "broken-entry", "broken-block", "duplicate-key",
})  # fmt: skip


@dataclass(frozen=True, eq=False, repr=False)
class Review:
    """What a review folder holds, as read at one moment.

    `records`: frame of bibliography.bib (index `key`, see `bibliography.records`).
    `matrix`: frame of matrix.csv (index `key`, descriptors and themes as text).
    `decisions`: frame of decisions/ (see `decisions.frame`), by time.
    `protocol`: what review.toml says. `problems`: what was met on reading.
    `no_records`: the keys of the entries that are none (stores of fields and sets, see `crossref`).
    """

    folder: Path
    records: pd.DataFrame
    matrix: pd.DataFrame
    decisions: pd.DataFrame
    protocol: Protocol
    problems: tuple[Problem, ...] = ()
    rows: dict[str, int] = field(default_factory=dict)
    no_records: tuple[str, ...] = ()
    _derived: dict[str, Any] = field(default_factory=dict, init=False)

    @classmethod
    def open(cls, folder: str | Path = ".") -> Review:
        """Read a review folder; a file that is missing or broken is a problem, the others are read.

        Raises `Unreadable` when the folder does not exist or holds none of the files of a review.
        """
        try:
            folder = Path(folder).expanduser().resolve()
            _require_review(folder)
        except (
            OSError,
            RuntimeError,
            ValueError,
        ) as error:  # no right to look, a link in a circle, no such user
            reason = getattr(error, "strerror", None) or error
            raise Unreadable(f"{folder}: it cannot be opened ({reason}).") from None
        with _collector_held():
            return cls._read(folder)

    @classmethod
    def _read(cls, folder: Path) -> Review:
        problems: list[Problem] = []
        plan, found = _read(protocol.read_protocol, folder / PROTOCOL, (Protocol(), ()))
        problems.extend(found)
        works, found = _read(_bibliography, folder / BIBLIOGRAPHY, (bibliography.Bibliography("", {}), ()))
        problems.extend(found)
        cells, found = _read(_matrix, folder / MATRIX, (matrix.Matrix((), {}), ()))
        problems.extend(found)
        events, found = _read(decisions.read_decisions, folder / DECISIONS, ((), ()))
        problems.extend(found)
        problems.extend(_history(folder / HISTORY, plan))
        return cls(
            folder,
            bibliography.records(works),
            matrix.frame(cells),
            decisions.frame(events),
            plan,
            tuple(problems),
            {key: row.line for key, row in cells.rows.items()},
            bibliography.no_records(works),
        )

    def with_new_decisions(self) -> Review:
        """Return the review with decisions/ read anew, and all else as it was."""
        events, found = decisions.read_decisions(self.folder / DECISIONS)
        kept = tuple(problem for problem in self.problems if _file(problem) != DECISIONS)
        fresh = replace(self, decisions=decisions.frame(events), problems=(*kept, *found))
        fresh._derived.update({name: value for name, value in self._derived.items() if name in _LASTING})
        for name in ("excerpt_rows", "_excerpt_frame"):
            if name in self.__dict__:
                fresh.__dict__[name] = self.__dict__[name]
        return fresh

    def with_new_matrix(self) -> Review:
        """Return the review with matrix.csv, review.toml and history/ read anew, and all else as it was."""
        plan, told = _read(protocol.read_protocol, self.folder / PROTOCOL, (Protocol(), ()))
        cells, found = _read(_matrix, self.folder / MATRIX, (matrix.Matrix((), {}), ()))
        faults = _history(self.folder / HISTORY, plan)
        kept = tuple(
            problem for problem in self.problems if _file(problem) not in (MATRIX, PROTOCOL, HISTORY)
        )
        rows = {key: row.line for key, row in cells.rows.items()}
        return replace(
            self,
            matrix=matrix.frame(cells),
            protocol=plan,
            problems=(*told, *kept, *found, *faults),
            rows=rows,
        )

    def reread(self) -> Review:
        """Return the review with all but bibliography.bib read anew."""
        return self.with_new_matrix().with_new_decisions()

    def require_whole(self, *files: str) -> None:
        """Raise `NotSaved` unless these files (all but history/, if none is named) were read whole (see `require_whole`)."""
        files = files or (BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS)
        require_whole((one for one in self.problems if _file(one) in files), self.protocol)

    @cached_property
    def excerpt_rows(self) -> tuple[matrix.ExcerptRow, ...]:
        """The excerpts in the current themes' columns, theme by theme."""
        with _collector_held():
            return matrix.excerpt_rows(self.matrix, [theme.id for theme in self.protocol.current_themes])

    @property
    def excerpts(self) -> pd.DataFrame:
        """The same as a frame (see `matrix.excerpt_frame`); each caller gets a copy of its own."""
        return self._excerpt_frame.copy()

    @cached_property
    def _excerpt_frame(self) -> pd.DataFrame:
        return matrix.excerpt_frame(self.excerpt_rows)

    @property
    def found(self) -> pd.DataFrame:
        """The records that a search found; the others are cited only."""
        return self.records[self.records[ORIGIN] != ""]

    def lines(self) -> tuple[str, ...]:
        """Say in five lines what is in the review."""
        themes = self.protocol.current_themes
        cited = len(self.records) - len(self.found)
        evidence = [one for one in self.excerpt_rows if one.kind in EVIDENCE]
        fatal = sum(problem.severity == FATAL for problem in self.problems)
        searches = _many(len(self.protocol.searches), "search", "searches")
        reviewers = _many(self.decisions["reviewer"].nunique(), "reviewer")
        met = _many(len(self.problems), "problem") if self.problems else "no problem"
        return (
            self.protocol.title or "(a review without a title)",
            f"{_many(len(self.found), 'record')} from {searches}"
            + (f", {cited} cited only" if cited else ""),
            f"{_many(len(self.decisions), 'decision')} by {reviewers}, "
            f"{_many(len(self.protocol.criteria), 'criterion', 'criteria')}",
            f"matrix of {_many(len(self.matrix), 'source')} × {_many(len(themes), 'theme')}: "
            f"{_many(len(evidence), 'excerpt')}",
            f"{met} met on reading" + (f", {fatal} of them fatal (that file is read-only)" if fatal else ""),
        )

    def __repr__(self) -> str:
        title, *rest = self.lines()
        return "\n".join([f"Review: {title}", *(f"  {line}" for line in rest)])

    def _repr_html_(self) -> str:
        title, *rest = (html.escape(line) for line in self.lines())
        return f"<div><b>{title}</b>" + "".join(f"<br>{line}" for line in rest) + "</div>"


def require_whole(problems: Iterable[Problem], plan: Protocol) -> None:
    """Raise `NotSaved` if one of these problems is fatal, or says that something was set aside, unless review.toml accepts that.

    Whoever decides, deletes or settles on what was read asks this first: what was not read may say otherwise.
    """
    accepted = {(one.check, key) for one in plan.accepted for key in one.keys or ("",)}
    for problem in problems:
        if problem.severity == FATAL or (
            problem.check in _SET_ASIDE and (problem.check, problem.key) not in accepted
        ):
            raise NotSaved(f"nothing was done: mend this first. {problem}")


def _file(problem: Problem) -> str:
    """Return the file, or the folder, of the review that a problem is in."""
    return re.split("[:,/]", problem.where)[0]


def derived(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compute a function of a review once a snapshot; each caller gets a copy of its own."""

    name = f"{function.__module__}.{function.__qualname__}"

    @functools.wraps(function)
    def once(review: Review) -> Any:
        if name not in review._derived:
            review._derived[name] = function(review)
        value = review._derived[name]
        return value if isinstance(value, tuple) else value.copy()

    return once


#: What is derived from the files beside decisions/ alone.
_LASTING: set[str] = set()


def lasting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compute once, as `derived` does, what no decision changes: a review with new decisions keeps it."""
    _LASTING.add(function.__qualname__)
    return derived(function)


@contextlib.contextmanager
def _collector_held() -> Iterator[None]:
    """Hold the garbage collector off: it would walk millions of fresh values for nothing (a third of the time)."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _require_review(folder: Path) -> None:
    if not folder.exists():
        raise Unreadable(f"{folder}: there is no such folder.")
    if not folder.is_dir():
        raise Unreadable(f"{folder}: this is a file; give the folder that holds {PROTOCOL}.")
    if not any((folder / name).exists() for name in (PROTOCOL, BIBLIOGRAPHY, MATRIX)):
        near = [parent for parent in folder.parents if (parent / PROTOCOL).exists()][:1]
        hint = f"Did you mean {near[0]}?" if near else "Make one with: litmatrix new FOLDER"
        files = f"{PROTOCOL}, {BIBLIOGRAPHY} or {MATRIX}"
        raise Unreadable(f"{folder}: this is no review folder: it holds no {files}. {hint}")


def _read(reader: Callable[[Path], tuple], path: Path, empty: tuple) -> tuple:
    """Return what the reader gives, or the empty value and a fatal problem when the file cannot be had."""
    try:
        return reader(path)
    except Unreadable as error:
        message = str(error).removeprefix(f"{path}: ")
        fix = "Put it back from git or a backup, or make a new one."
        return empty[0], (Problem("unreadable", FATAL, path.name, message, fix=fix),)


def _bibliography(path: Path) -> tuple[bibliography.Bibliography, tuple[Problem, ...]]:
    works = bibliography.read_bibliography(path)
    return works, works.problems


def _matrix(path: Path) -> tuple[matrix.Matrix, tuple[Problem, ...]]:
    cells = matrix.read_matrix(path)
    return cells, cells.problems


def _history(folder: Path, plan: Protocol) -> tuple[Problem, ...]:
    """Return the problems of history/: what is not read, and what stopped half-way."""
    changes, unread = history.read_history(folder)
    imports, found = importlog.read_imports(folder)
    return (
        *unread,
        *found,
        *history.check_history(changes, plan.theme_history),
        *importlog.check_imports(imports),
    )


def _many(number: int, one: str, more: str = "") -> str:
    return f"{number:,} {one if number == 1 else more or one + 's'}"
