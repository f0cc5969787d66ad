"""A record corrected by a person, field by field: only the span of each field that changed is written."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from litmatrix.bibliography.bibtex import Entry
from litmatrix.bibliography.file import (
    Bibliography,
    RemoveField,
    SetField,
    parse_bibliography,
    read_bibliography,
    write_bibliography,
)
from litmatrix.bibliography.latex import plain
from litmatrix.errors import Misuse, NotSaved
from litmatrix.files import hunks, store
from litmatrix.files.hunks import Hunk
from litmatrix.importing.entries import escaped
from litmatrix.protocol.members import is_id
from litmatrix.vocabulary import BIBLIOGRAPHY, STUDY

#: What a person may correct: the title, the year, the abstract, and which study the record reports.
CORRECTED = ("title", "year", "abstract", STUDY)


class Correction(NamedTuple):
    """A correction that was made: the record, and by field its BibTeX text before and after (None: there was none).

    `lines` is what it did to the lines of the file.
    """

    key: str
    fields: Mapping[str, tuple[str | None, str | None]]
    lines: tuple[Hunk, ...] = ()


def shown(folder: Path, key: str) -> dict[str, str]:
    """Return what can be corrected of a record, as plain text; raises `Misuse` for one that is not there, `Unreadable`."""
    entry = _entry(folder, key)
    return {name: plain(entry.fields.get(_field(entry, name), "")) for name in CORRECTED}


def correct(folder: Path, key: str, given: Mapping[str, str], before: Mapping[str, str]) -> Correction:
    """Write what a person corrected in a record, and return it; a field that is emptied goes.

    `before` is what the person was shown; only what differs from it is written. Raises `Misuse` for a title that is
    emptied, a year that is none or a study that is no word; `ChangedOutside` where somebody else changed the same
    field meanwhile; `NotSaved`. Nothing is then changed.
    """
    if wrong := [name for name in CORRECTED if not isinstance(given.get(name, ""), str)]:
        raise Misuse(f"{wrong[0]} must be a text.")
    wanted = {
        name: _cleaned(name, given[name])
        for name in CORRECTED
        if given.get(name, before[name]) != before[name]
    }
    entry = _entry(folder, key)
    edits: list[SetField | RemoveField] = []
    fields: dict[str, tuple[str | None, str | None]] = {}
    for name, text in wanted.items():
        field = _field(entry, name)
        was = entry.fields.get(field)
        if plain(was or "") != before[name] and plain(was or "") != text:
            # Told by the writer, with the text of now.
            edits.append(SetField(key, field, escaped(text, field), before=escaped(before[name], field)))
        elif text:
            edits.append(SetField(key, field, escaped(text, field), before=was or ""))
        elif was is not None:
            edits.append(RemoveField(key, field, before=was))
        fields[field] = (was, escaped(text, field) or None)
    if not edits:
        return Correction(key, fields)
    before_text = read_bibliography(folder / BIBLIOGRAPHY).text
    after = write_bibliography(folder / BIBLIOGRAPHY, edits)
    return Correction(key, fields, hunks.between(before_text, after.text))


def undo(folder: Path, correction: Correction) -> None:
    """Write a record as it was before a correction; raises `ChangedOutside` where one of its fields was changed since.

    Its lines come back as they were, where they still stand; else the fields do.
    """
    edits = [
        SetField(correction.key, name, was, before=now or "")
        if was is not None
        else RemoveField(correction.key, name, before=now)
        for name, (was, now) in correction.fields.items()
    ]
    path = folder / BIBLIOGRAPHY
    now = read_bibliography(path)
    by_edits = write_bibliography(path, edits)
    with contextlib.suppress(NotSaved), store.lock(path):
        exact = hunks.reverted(now.text, correction.lines, BIBLIOGRAPHY)
        if store.read_text(path).text == by_edits.text and _same(
            parse_bibliography(exact, BIBLIOGRAPHY), by_edits
        ):
            store.write(path, store.encode(exact, by_edits.bom, BIBLIOGRAPHY))


def _same(one: Bibliography, other: Bibliography) -> bool:
    """Whether two texts hold the same entries."""
    held = ({key: dict(entry.fields) for key, entry in each.entries.items()} for each in (one, other))
    return next(held) == next(held)


def _entry(folder: Path, key: str) -> Entry:
    entries = read_bibliography(folder / BIBLIOGRAPHY).entries
    if key not in entries:
        raise Misuse(f"{BIBLIOGRAPHY} no longer has an entry {key}.")
    return entries[key]


def _field(entry: Entry, name: str) -> str:
    """Return the field that holds something: biblatex keeps the year in `date`."""
    return "date" if name == "year" and "date" in entry.fields and "year" not in entry.fields else name


def _cleaned(name: str, text: str) -> str:
    text = text.strip() if name == "abstract" else " ".join(text.split())
    if name == "title" and not text:
        raise Misuse("the record needs a title.")
    if name == "year" and text and not re.search(r"\d{4}", text) and text != "n.d.":
        raise Misuse(f"the year is {text}, but must be four digits, n.d., or empty.")
    if name == STUDY and text and not is_id(text):
        raise Misuse(f"the study is {text}, but must be one word, the same for every record of this study.")
    return text
