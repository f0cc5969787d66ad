"""An import done: its record in history/ first, then bibliography.bib, then review.toml."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import bibliography, protocol
from litmatrix.bibliography.fields import field_spans
from litmatrix.bibliography.file import AppendEntry, Bibliography, Entry, SetField
from litmatrix.errors import ChangedOutside, NotSaved
from litmatrix.files import store
from litmatrix.files.changes import Change, differs, write
from litmatrix.importing import searches
from litmatrix.importing.planning import Intake, planned, sum_of
from litmatrix.matrix import history, importlog
from litmatrix.matrix.importlog import Import
from litmatrix.protocol import toml
from litmatrix.protocol.toml import SetValue
from litmatrix.vocabulary import BIBLIOGRAPHY, FATAL, HISTORY, ORIGIN, PROTOCOL

__all__ = ["Done", "Files", "apply", "locked", "read", "short_sum"]


class Done(NamedTuple):
    """An import that was done: its record in history/ (None: nothing was to be written), and what it did."""

    entry: Import | None
    intake: Intake


class Files(NamedTuple):
    """The two files that an import changes, as they are now."""

    works: Bibliography
    text: str
    bom: bool


@contextlib.contextmanager
def locked(folder: Path) -> Any:
    """Hold the locks of both files."""
    with store.lock(folder / BIBLIOGRAPHY), store.lock(folder / PROTOCOL):
        yield


def read(folder: Path) -> Files:
    """Return the two files as they are; a missing bibliography is an empty one. Raises `NotSaved` if one is read-only."""
    if (folder / BIBLIOGRAPHY).exists():
        works = bibliography.read_bibliography(folder / BIBLIOGRAPHY)
    else:
        works = bibliography.parse_bibliography("")
    text, _, bom, faults = store.read_text(folder / PROTOCOL)
    _, problems = protocol.parse_protocol(text, PROTOCOL)
    for problem in (*works.problems, *faults, *problems):
        if problem.severity == FATAL:
            raise NotSaved(f"nothing can be changed before this is mended. {problem}")
    return Files(works, text, bom)


def apply(folder: Path, intake: Intake, by: str = "", tell: Callable[[str], None] | None = None) -> Done:
    """Do what was planned: all of it is on disk when this returns, and can be undone (see `undo`).

    Every byte of both files that it does not ask for stays. Where nothing is to be written, nothing is. `tell` is called
    with what is being done. Raises `ChangedOutside` if the files have changed so that it would do something else now,
    `Misuse`, `Unreadable` or `NotSaved`; nothing is then changed.
    """
    with locked(folder):
        now = read(folder)
        known, problems = importlog.read_imports(folder / HISTORY)
        for problem in (*problems, *importlog.check_imports(known)):
            raise NotSaved(f"not imported: mend this first. {problem}")
        plan, _ = protocol.parse_protocol(now.text, PROTOCOL)
        files = [account.name for account in intake.accounts]
        edits = searches.search_edits(plan, intake.search, intake.about, files)
        others = bibliography.no_records(now.works)
        raws = (entry.raw for key, entry in now.works.entries.items() if key not in others)
        if edits != intake.edits or sum_of(raws) != intake.base:
            _check_same(intake, planned(
                bibliography.records(now.works), plan, known, intake.exports, intake.search, intake.about, taken=others
            ))  # fmt: skip
        if intake.nothing:
            return Done(None, intake)
        if tell:
            tell(f"writing {len(intake.new):,} entries")
        middle = bibliography.edited(
            now.works,
            [SetField(key, ORIGIN, after, before) for key, (before, after) in intake.origins.items()],
        )
        works = bibliography.edited(middle, [AppendEntry(one.raw) for one in intake.new])
        text = protocol.edited(now.text, edits, PROTOCOL) if edits else now.text
        entry = _entry(intake, now, middle, works, text, importlog.next_time(known), by.strip())
        _write(folder, now, works, text, entry)
    return Done(entry, intake)


def short_sum(text: str) -> str:
    """Return a sum over a text."""
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()[:20]


def _check_same(shown: Intake, now: Intake) -> None:
    if not shown.does_as(now):
        raise ChangedOutside(
            f"not imported: {BIBLIOGRAPHY} or {PROTOCOL} was changed meanwhile, so this would do something else than was "
            "shown. Look at it again."
        )


def _entry(
    intake: Intake, now: Files, middle: Bibliography, works: Bibliography, text: str, time: Any, by: str
) -> Import:
    """Return the record of an import: all that it takes to undo it."""
    tail = works.text[len(middle.text) :]
    return Import(
        time,
        intake.search,
        by,
        tuple(account._asdict() for account in intake.accounts),
        {one.key: short_sum(works.entries[one.key].raw) for one in intake.new},
        (len(tail), short_sum(tail)),
        {
            key: (_value(now.works.entries[key]), _value(works.entries[key]) or "")
            for key in intake.origins
        },
        {**{one.mark: one.key for one in intake.again}, **{one.mark: one.key for one in intake.new}},
        intake.made,
        _plain(_table(text, intake.search)),
        _plain(_members(now.text, intake)),
        history.hunks(now.text, text),
    )  # fmt: skip


def _value(entry: Entry) -> str | None:
    """Return the text of an entry's `origin` as it stands, with its braces or quotes; None: it has none."""
    return next(
        (
            entry.raw[span.value_start : span.value_end]
            for span in field_spans(entry.raw)
            if span.name.lower() == ORIGIN
        ),
        None,
    )


def _table(text: str, search: str) -> Mapping[str, Any]:
    return next(
        (
            table
            for table in toml.loads(text).get("searches", ())
            if isinstance(table, dict) and table.get("id") == search
        ),
        {},
    )


def _members(before: str, intake: Intake) -> dict[str, tuple[Any, Any]]:
    """Return what is changed of a search that was there: by member, what it was and what it becomes."""
    table = _table(before, intake.search)
    return {
        edit.member: (table.get(edit.member), edit.value)
        for edit in intake.edits
        if isinstance(edit, SetValue)
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values as history/ keeps them: dates as text."""
    return dict(json.loads(json.dumps(values, default=str)))


def _write(folder: Path, now: Files, works: Bibliography, text: str, entry: Import) -> None:
    changes = [
        Change(
            BIBLIOGRAPHY,
            store.encode(now.works.text, now.works.bom, BIBLIOGRAPHY),
            store.encode(works.text, now.works.bom, BIBLIOGRAPHY),
        ),
        Change(PROTOCOL, store.encode(now.text, now.bom, PROTOCOL), store.encode(text, now.bom, PROTOCOL)),
    ]
    importlog.write_import(folder / HISTORY, entry)
    try:
        write(folder, changes)
    except BaseException:
        # What was written of it was taken back; if the disk refused that, or refuses this, the next check says so.
        if not any(
            (folder / change.name).exists() and differs(folder, change.name, change.before)
            for change in changes
        ):
            with contextlib.suppress(NotSaved):
                importlog.undone(folder / HISTORY, entry, entry.by, "it could not be written whole")
        raise
    importlog.whole(folder / HISTORY, entry)
