"""An opened review: one immutable snapshot of its folder."""

from __future__ import annotations

import contextlib
import functools
import gc
import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix import bibliography, decisions, matrix, protocol
from litmatrix.errors import NotSaved, Unreadable
from litmatrix.files import store
from litmatrix.files.watch import of_review, stamp, stamps
from litmatrix.matrix import history, importlog
from litmatrix.matrix.changes import check_changes, read_changes
from litmatrix.matrix.imports import check_matrix_imports, read_matrix_imports
from litmatrix.model import Problem, Protocol
from litmatrix.protocol.acceptances import read_acceptances, whys
from litmatrix.vocabulary import (
    BIBLIOGRAPHY,
    DECISIONS,
    EVIDENCE,
    FATAL,
    HISTORY,
    LABEL,
    MATRIX,
    ORIGIN,
    PROTOCOL,
    counted,
)

if TYPE_CHECKING:
    import pandas as pd

#: Problems that are not fatal, of lines, rows or entries that are there and were not read, or not surely.
_SET_ASIDE = frozenset({
    "torn-line", "damaged-line", "wrong-sum", "bad-event", "id-clash", "conflict-marker", "encoding",
    "duplicate-row", "no-key", "broken-entry", "broken-block", "duplicate-key",
})  # fmt: skip


#: So many problems are shown with a review; `litmatrix check` tells all.
_SHOWN = 20
#: A red bar and a red heading, and words in the colour of the page, so that both can be read in the light and the dark theme.
_FATAL = (
    '<div style="border-left: 4px solid #e53935; padding-left: 8px; margin: 6px 0">'
    '<b style="color: #e53935">Fix this first</b><ul>{}</ul></div>'
)
#: The files that are read together: themes are in all of them.
_CHANGING = frozenset({MATRIX, PROTOCOL, HISTORY})


def derived(function: Callable | None = None, *, lasting: bool = False) -> Callable[..., Any]:
    """Compute a function of a review once a snapshot; each caller gets a copy of its own.

    `lasting`: no decision changes what it gives, so that a review with new decisions keeps it.
    """
    if function is None:
        return functools.partial(derived, lasting=lasting)

    @functools.wraps(function)
    def once(review: Review) -> Any:
        known = review._lasting if lasting else review._derived
        if function not in known:
            known[function] = function(review)
        value = known[function]
        return value if isinstance(value, tuple) else value.copy()

    return once


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
    _stamps: dict[str, Any] = field(default_factory=dict)
    _derived: dict[Callable, Any] = field(default_factory=dict, init=False)
    _lasting: dict[Callable, Any] = field(default_factory=dict, init=False)

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
            now = of_review(folder)
            works, met = _read(
                bibliography.read_bibliography, folder / BIBLIOGRAPHY, bibliography.Bibliography("", {})
            )
            events, unread = _read(decisions.read_decisions, folder / DECISIONS, ())
            values, told, found, faults = _matrix_and_protocol(folder)
            return cls(
                folder,
                records=bibliography.records(works),
                decisions=decisions.frame(events),
                problems=(*told, *met, *found, *unread, *faults),
                no_records=bibliography.no_records(works),
                _stamps=now,
                **values,
            )

    def with_new_decisions(self) -> Review:
        """Return the review with decisions/ read anew, and all else as it was."""
        now = self._stamps | {DECISIONS: stamps(self.folder / DECISIONS)}
        events, found = decisions.read_decisions(self.folder / DECISIONS)
        kept = tuple(problem for problem in self.problems if _file(problem) != DECISIONS)
        fresh = replace(self, decisions=decisions.frame(events), problems=(*kept, *found), _stamps=now)
        fresh._lasting.update(self._lasting)
        return fresh

    def with_new_matrix(self) -> Review:
        """Return the review with matrix.csv, review.toml and history/ read anew, and all else as it was."""
        now = self._stamps | {name: stamp(self.folder / name) for name in _CHANGING}
        values, told, found, faults = _matrix_and_protocol(self.folder)
        kept = (one for one in self.problems if _file(one) not in _CHANGING)
        return replace(self, problems=(*told, *kept, *found, *faults), _stamps=now, **values)

    def reread(self) -> Review:
        """Return the review with all but bibliography.bib read anew."""
        return self.with_new_matrix().with_new_decisions()

    def changed(self) -> frozenset[str]:
        """Return the names of the files, and folders, that were written to since the review was read."""
        now = of_review(self.folder)
        return frozenset(name for name in now if now[name] != self._stamps.get(name))

    @property
    def decided_by_file(self) -> dict[str, Any]:
        """What told, when the review was read, whether a file of decisions was written to, by its name."""
        return dict(self._stamps.get(DECISIONS, {}))

    def current(self) -> Review:
        """Return the review as the files are now: what changed since it was read is read anew; itself where nothing did."""
        changed = self.changed()
        if BIBLIOGRAPHY in changed:
            return Review.open(self.folder)
        review = self.with_new_matrix() if changed & _CHANGING else self
        return review.with_new_decisions() if DECISIONS in changed else review

    def require_whole(self, *files: str) -> None:
        """Raise `NotSaved` unless these files (all but history/, if none is named) were read whole (see `require_whole`)."""
        files = files or (BIBLIOGRAPHY, MATRIX, PROTOCOL, DECISIONS)
        require_whole((one for one in self.problems if _file(one) in files), self.protocol)

    @property
    @derived(lasting=True)
    def excerpt_rows(self) -> tuple[matrix.ExcerptRow, ...]:
        """The excerpts in the current themes' columns, theme by theme."""
        with _collector_held():
            return matrix.excerpt_rows(self.matrix, [theme.id for theme in self.protocol.current_themes])

    @property
    @derived(lasting=True)
    def excerpts(self) -> pd.DataFrame:
        """The same as a frame (see `matrix.excerpt_frame`); each caller gets a copy of its own."""
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
        fatal, _ = self._by_weight()
        unread = f": {PROTOCOL} is not read" if any(_file(one) == PROTOCOL for one in fatal) else ""
        searches = counted(len(self.protocol.searches), "search", "searches")
        reviewers = counted(self.decisions["reviewer"].nunique(), "reviewer")
        met = counted(len(self.problems), "problem") if self.problems else "no problem"
        return (
            self.protocol.title or f"(a review without a title{unread})",
            f"{counted(len(self.found), 'record')} from {searches}"
            + (f", {cited} cited only" if cited else ""),
            f"{counted(int((self.decisions['stage'] != LABEL).sum()), 'decision')} by {reviewers}, "
            f"{counted(len(self.protocol.criteria), 'criterion', 'criteria')}",
            f"matrix of {counted(len(self.matrix), 'source')} × {counted(len(themes), 'theme')}: "
            f"{counted(len(evidence), 'excerpt')}",
            f"{met} found on reading"
            + (f", {len(fatal)} of them fatal (that file is read-only)" if fatal else ""),
        )

    def __repr__(self) -> str:
        title, *rest = self.lines()
        fatal, _ = self._by_weight()
        told = (*(f"FATAL: {line}" for line in _first(fatal)), *rest)
        return "\n".join([f"Review: {title}", *(f"  {line}" for line in told)])

    def _repr_html_(self) -> str:
        """Show what is in the review, and what is wrong with it: what is fatal at once, the others folded."""
        title, *rest = (html.escape(line) for line in self.lines())
        fatal, others = (
            "".join(f"<li>{html.escape(line)}</li>" for line in _first(group)) for group in self._by_weight()
        )
        return (
            f"<div><b>{title}</b>"
            + (_FATAL.format(fatal) if fatal else "<br>")
            + "<br>".join(rest)
            + (
                f"<details><summary>Problems found on reading</summary><ul>{others}</ul></details>"
                if others
                else ""
            )
            + "</div>"
        )

    def _by_weight(self) -> tuple[list[Problem], list[Problem]]:
        """Return the problems that are fatal, and the others."""
        fatal = [one for one in self.problems if one.severity == FATAL]
        return fatal, [one for one in self.problems if one.severity != FATAL]


def require_whole(problems: Iterable[Problem], plan: Protocol) -> None:
    """Raise `NotSaved` if one of these problems is fatal, or says that something was set aside, unless review.toml accepts that.

    Whoever decides, deletes or settles on what was read asks this first: what was not read may say otherwise.
    """
    accepted = whys(plan.accepted)
    for problem in problems:
        if problem.severity == FATAL or (
            problem.check in _SET_ASIDE and (problem.check, problem.key) not in accepted
        ):
            raise NotSaved(f"nothing was done: fix this first. {problem}")


class Changeable(NamedTuple):
    """review.toml as it is now, to be changed: its text, whether it begins with a byte order mark, and what it says."""

    text: str
    bom: bool
    protocol: Protocol


def changeable(folder: Path) -> Changeable:
    """Return review.toml as it is now; raises `NotSaved` if it is read-only, `Unreadable` if it cannot be had."""
    text, _, bom, faults = store.read_text(folder / PROTOCOL)
    plan, problems = protocol.parse_protocol(text, PROTOCOL)
    require_whole((one for one in (*faults, *problems) if one.severity == FATAL), plan)
    return Changeable(text, bom, plan)


def _first(problems: list[Problem]) -> list[str]:
    """Return the first of these problems in words, and how many there are beside them."""
    more = len(problems) - _SHOWN
    return [str(one) for one in problems[:_SHOWN]] + (
        [f"and {more:,} more: litmatrix check"] if more > 0 else []
    )


def _file(problem: Problem) -> str:
    """Return the file, or the folder, of the review that a problem is in."""
    return re.split("[:,/]", problem.where)[0]


def _require_review(folder: Path) -> None:
    if not folder.exists():
        raise Unreadable(f"{folder}: there is no such folder.")
    if not folder.is_dir():
        raise Unreadable(f"{folder}: this is a file; give the folder with {PROTOCOL} in it.")
    if not any((folder / name).exists() for name in (PROTOCOL, BIBLIOGRAPHY, MATRIX)):
        near = [parent for parent in folder.parents if (parent / PROTOCOL).exists()][:1]
        hint = f"Did you mean {near[0]}?" if near else "Make one with: litmatrix new FOLDER"
        files = f"{PROTOCOL}, {BIBLIOGRAPHY} or {MATRIX}"
        raise Unreadable(f"{folder}: this is not a review folder: it has no {files}. {hint}")


def _read(reader: Callable[[Path], Any], path: Path, empty: Any) -> tuple[Any, tuple[Problem, ...]]:
    """Return what the reader gives and the problems met, or the empty value and a fatal one if the file cannot be had."""
    try:
        found = reader(path)
    except Unreadable as error:
        message = str(error).removeprefix(f"{path}: ")
        fix = "Put it back from git or a backup, or make a new one."
        return empty, (Problem("unreadable", FATAL, path.name, message, fix=fix),)
    return found if isinstance(found, tuple) else (found, found.problems)


def _matrix_and_protocol(folder: Path) -> tuple[dict[str, Any], tuple, tuple, tuple]:
    """Return the members of a review that these two files give, and the problems of review.toml, matrix.csv and history/."""
    plan, told = _read(protocol.read_protocol, folder / PROTOCOL, Protocol())
    cells, found = _read(matrix.read_matrix, folder / MATRIX, matrix.Matrix((), {}))
    rows = {key: row.line for key, row in cells.rows.items()}
    return (
        {"matrix": matrix.frame(cells), "protocol": plan, "rows": rows},
        told,
        found,
        _history(folder / HISTORY, plan),
    )


def _history(folder: Path, plan: Protocol) -> tuple[Problem, ...]:
    """Return the problems of history/: what is not read, and what stopped half-way."""
    changes, unread = history.read_history(folder)
    imports, unread_imports = importlog.read_imports(folder)
    cells, unread_cells = read_matrix_imports(folder)
    plans, unread_plans = read_changes(folder)
    _, unread_acceptances = read_acceptances(folder)
    return (
        *unread,
        *unread_imports,
        *unread_cells,
        *unread_plans,
        *unread_acceptances,
        *history.check_history(changes, plan.theme_history),
        *importlog.check_imports(imports),
        *check_matrix_imports(cells),
        *check_changes(plans),
    )
