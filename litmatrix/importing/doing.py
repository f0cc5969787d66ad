"""An import done: its record in history/ first, then bibliography.bib, then review.toml."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import bibliography, protocol
from litmatrix.bibliography.fields import field_spans
from litmatrix.bibliography.file import AppendEntry, Bibliography, Entry, SetField
from litmatrix.errors import NotSaved
from litmatrix.files import hunks, journal, store
from litmatrix.files.journal import Change
from litmatrix.importing import searches
from litmatrix.importing.planning import Intake, planned, sum_of
from litmatrix.matrix import importlog
from litmatrix.matrix.importlog import Import
from litmatrix.protocol import toml
from litmatrix.protocol.toml import Edit
from litmatrix.vocabulary import BIBLIOGRAPHY, FATAL, HISTORY, ORIGIN, PROTOCOL


class Done(NamedTuple):
    """An import that was done: its record in history/ (None: nothing was to be written), and what it did."""

    entry: Import | None
    intake: Intake


class Files(NamedTuple):
    """The two files that an import changes, as they are now."""

    works: Bibliography
    text: str
    bom: bool


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
            raise NotSaved(f"nothing can be changed until this is fixed. {problem}")
    return Files(works, text, bom)


class Outcome(NamedTuple):
    """The two files as an import leaves them: the bibliography, the text that was appended to it, and review.toml."""

    works: Bibliography
    tail: str
    text: str


def outcome_of(now: Files, intake: Intake, edits: Sequence[Edit]) -> Outcome:
    """Return what an import makes of the two files; raises `Misuse` or `NotSaved` where an entry cannot be written so."""
    middle = bibliography.edited(
        now.works, [SetField(key, ORIGIN, after, before) for key, (before, after) in intake.origins.items()]
    )
    works = bibliography.edited(middle, [AppendEntry(one.raw) for one in intake.new])
    text = protocol.edited(now.text, edits, PROTOCOL) if edits else now.text
    return Outcome(works, works.text[len(middle.text) :], text)


def apply(folder: Path, intake: Intake, by: str = "", tell: Callable[[str], None] | None = None) -> Done:
    """Do what was planned: all of it is on disk when this returns, and can be undone (see `undo`).

    Every byte of both files that it does not ask for stays. Where nothing is to be written, nothing is. `tell` is called
    with what is being done. Raises `ChangedOutside` if the files have changed so that it would do something else now,
    `Misuse`, `Unreadable` or `NotSaved`; nothing is then changed.
    """
    with journal.locked(folder, BIBLIOGRAPHY, PROTOCOL):
        now = read(folder)
        known, problems = importlog.read_imports(folder / HISTORY)
        for problem in (*problems, *importlog.check_imports(known)):
            raise NotSaved(f"not imported: fix this first. {problem}")
        plan, _ = protocol.parse_protocol(now.text, PROTOCOL)
        files = [account.name for account in intake.accounts]
        edits = searches.search_edits(plan, intake.search, intake.about, files)
        others = bibliography.no_records(now.works)
        raws = (entry.raw for key, entry in now.works.entries.items() if key not in others)
        if edits != intake.edits or sum_of(raws) != intake.base:
            again = planned(
                bibliography.records(now.works), plan, known, intake.exports, intake.search, intake.about, taken=others
            )  # fmt: skip
            journal.check_shown(intake.does_as(again), "not imported", (BIBLIOGRAPHY, PROTOCOL))
        if intake.nothing:
            return Done(None, intake)
        if tell:
            tell(f"writing {len(intake.new):,} entries")
        outcome = outcome_of(now, intake, edits)
        entry = record_of(intake, now, outcome, journal.next_time(known), by.strip())
        journal.act(folder, entry, changes(now, outcome.works, outcome.text))
    return Done(entry, intake)


def changes(now: Files, works: Bibliography, text: str) -> tuple[Change, ...]:
    """Return what the two files hold and shall hold, the bibliography first; raises `Misuse` for what no file can hold."""
    return (
        Change.of(BIBLIOGRAPHY, now.works.text, works.text, now.works.bom),
        Change.of(PROTOCOL, now.text, text, now.bom),
    )


def table_of(text: str, search: str) -> dict[str, Any] | None:
    """Return the table of a search in review.toml, its dates as text; None where there is none."""
    tables = toml.loads(text).get("searches", ())
    found = (table for table in tables if isinstance(table, dict) and table.get("id") == search)
    table = next(found, None)
    return None if table is None else dict(journal.plain(table))


def record_of(intake: Intake, now: Files, outcome: Outcome, time: datetime, by: str) -> Import:
    """Return the record of an import: all that it takes to undo it."""
    works, tail, text = outcome
    was, will = table_of(now.text, intake.search) or {}, table_of(text, intake.search) or {}
    about = {
        "search": intake.search,
        "files": [account._asdict() for account in intake.accounts],
        "prints": {one.mark: one.key for one in intake.again} | {one.mark: one.key for one in intake.new},
        "made": intake.made,
    }
    parts: Mapping[str, Any] = {
        BIBLIOGRAPHY: {
            "added": {one.key: journal.sum_of(works.entries[one.key].raw) for one in intake.new},
            "tail": (len(tail), journal.sum_of(tail)),
            "origins": {
                key: (_value(now.works.entries[key]), _value(works.entries[key]) or "")
                for key in intake.origins
            },
        },
        PROTOCOL: {
            "lines": [hunk._asdict() for hunk in hunks.between(now.text, text)],
            "table": {
                name: (was.get(name), will.get(name))
                for name in (*was, *will)
                if was.get(name) != will.get(name)
            },
        },
    }
    return Import(time, journal.IMPORT, by, "", journal.plain(about), journal.plain(parts))


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
