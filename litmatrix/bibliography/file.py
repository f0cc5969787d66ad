"""bibliography.bib: read whole, and changed one entry at a time.

A change is spliced into the text of its entry (see `fields`), and every other byte of the file stays what
it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from litmatrix.bibliography import bibtex, crossref
from litmatrix.bibliography.bibtex import Entry
from litmatrix.bibliography.fields import balanced, with_field, without_field
from litmatrix.bibliography.identifiers import meant
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import store
from litmatrix.model import Problem
from litmatrix.vocabulary import BIBLIOGRAPHY, ERROR, FATAL, ORIGIN

# What goes with an entry that is taken out: the rest of its line, and the blank line behind it.
_GAP = re.compile(r"[ \t]*(?:\r?\n(?:[ \t]*\r?\n(?!\s*\Z))?)?")


@dataclass(frozen=True)
class Bibliography:
    """A .bib file as read: its text (without byte order mark), its entries by key, in order, and the problems."""

    text: str
    entries: dict[str, Entry]
    problems: tuple[Problem, ...] = ()
    name: str = BIBLIOGRAPHY
    bom: bool = False
    strings: tuple[tuple[str, str], ...] = ()

    @property
    def fatal(self) -> bool:
        """Whether the file is opened read-only."""
        return any(problem.severity == FATAL for problem in self.problems)


class SetField(NamedTuple):
    """Set or add one field; `value` is BibTeX text without its outer braces.

    With `before`, the edit is refused if the field no longer holds that.
    """

    key: str
    field: str
    value: str
    before: str | None = None


class RemoveField(NamedTuple):
    """Take out one field; an entry without it is left as it is.

    With `before`, the edit is refused if the field holds something else.
    """

    key: str
    field: str
    before: str | None = None


class AppendEntry(NamedTuple):
    """Add an entry, given as BibTeX text, at the end of the file."""

    raw: str


class RemoveEntry(NamedTuple):
    """Take out an entry."""

    key: str


Edit = SetField | RemoveField | AppendEntry | RemoveEntry


# --- reading --------------------------------------------------------------------------------------------


def read_bibliography(path: Path) -> Bibliography:
    """Return the bibliography in a file; raises `Unreadable` if the file cannot be had.

    Each broken or duplicate entry is a problem with its line; nothing is dropped in silence: the number of
    entries that a separate plain scan finds equals the number read plus the number reported.
    """
    text, _, bom, problems = store.read_text(path)
    bibliography = parse_bibliography(text, path.name)
    return replace(
        bibliography, bom=bom, problems=(*problems, *bibliography.problems, *store.conflicted_copies(path))
    )


def parse_bibliography(text: str, name: str = BIBLIOGRAPHY) -> Bibliography:
    """Return the bibliography in a text; `name` stands in the problems."""
    entries, strings, problems = bibtex.parse(text, name)
    problems = (*problems, *crossref.check_parents(entries, name))
    return Bibliography(text, entries, problems, name, strings=tuple(strings.items()))


# --- writing --------------------------------------------------------------------------------------------


def write_bibliography(path: Path, edits: Iterable[Edit], known: Bibliography | None = None) -> Bibliography:
    """Apply edits to the file and return it as it is afterwards; every byte outside the edited blocks stays.

    The file is locked and read again first, so changes made outside are kept; pass the `known` state to
    save parsing it again when nothing changed. Raises `ChangedOutside` if a `before` no longer
    holds, `Misuse` for an edit that makes no sense, `NotSaved` if the file cannot be written.
    """
    edits = tuple(edits)
    with store.lock(path):
        text, _, bom, problems = store.read_text(path)
        if any(problem.severity == FATAL for problem in problems):
            raise NotSaved(f"{path}: not saved: {problems[0]}")
        current = known if known is not None and known.text == text else parse_bibliography(text, path.name)
        changed = edited(current, edits)
        if changed.text != text:
            store.write(path, store.encode(changed.text, bom, path.name))
    return replace(changed, bom=bom)


def edited(bibliography: Bibliography, edits: Iterable[Edit]) -> Bibliography:
    """Return the bibliography with the edits applied, all or (if one raises) none; the argument is left alone.

    Each touched entry is parsed again by itself, and any difference but the one asked for refuses the edit.
    The problems stay those that were met on reading.
    """
    now = dict(bibliography.entries)
    # Looked for once: it is the text of the whole file.
    newline = "\r\n" if "\r\n" in bibliography.text else "\n"
    for edit in edits:
        if isinstance(edit, AppendEntry):
            entry = _new(bibliography, edit, newline)
            if entry.key in now:
                raise Misuse(f"{bibliography.name} already has an entry {entry.key}.")
            now[entry.key] = entry
            continue
        if edit.key not in now:
            raise Misuse(f"{bibliography.name} has no entry {edit.key}.{meant(edit.key, now)}")
        if isinstance(edit, RemoveEntry):
            del now[edit.key]
        elif isinstance(edit, SetField):
            now[edit.key] = _set(bibliography, now[edit.key], edit)
        else:
            now[edit.key] = _removed(bibliography, now[edit.key], edit)
    return _assembled(bibliography, now)


def _new(bibliography: Bibliography, edit: AppendEntry, newline: str) -> Entry:
    """Return an entry that is not in the text yet (its start is -1), with the line ends of the file."""
    raw = re.sub(r"\r\n|\r|\n", newline, edit.raw.strip())
    return _alone(bibliography, raw, f"{bibliography.name}: not saved: the new entry", -1, 0)


def _set(bibliography: Bibliography, entry: Entry, edit: SetField) -> Entry:
    name, value = edit.field.lower(), edit.value.strip()
    if not re.fullmatch(r"[A-Za-z][\w+-]*", edit.field, re.ASCII):
        raise Misuse(f"{edit.field!r} cannot be the name of a field.")
    if not balanced(value):
        raise Misuse(f"the value for {name} of {edit.key} has a brace too many or too few: {edit.value!r}")
    if edit.before is not None and entry.fields.get(name, "") not in (edit.before, value):
        raise _changed_meanwhile(bibliography, entry, name)
    raw = with_field(entry.raw, edit.field, value)
    return _changed(bibliography, entry, raw, {**entry.fields, name: value}, name)


def _changed_meanwhile(bibliography: Bibliography, entry: Entry, name: str) -> ChangedOutside:
    return ChangedOutside(
        f"{bibliography.name}:{entry.line}: not saved: the field {name} of {entry.key} was changed meanwhile "
        f"to “{entry.fields.get(name, '')}”."
    )


def _removed(bibliography: Bibliography, entry: Entry, edit: RemoveField) -> Entry:
    name = edit.field.lower()
    if name not in entry.fields:
        return entry
    if edit.before is not None and entry.fields[name] != edit.before:
        raise _changed_meanwhile(bibliography, entry, name)
    fields = {field: value for field, value in entry.fields.items() if field != name}
    return _changed(bibliography, entry, without_field(entry.raw, name), fields, name)


def _changed(bibliography: Bibliography, entry: Entry, raw: str, fields: dict[str, str], name: str) -> Entry:
    """Return an entry with its new text; raises `NotSaved` if that does not read back as `fields` and nothing else."""
    where = f"{bibliography.name}:{entry.line}: not saved: with this change, {entry.key}"
    # An entry that is odd already takes an origin all the same: it keeps no other out of an import.
    new = _alone(bibliography, raw, where, entry.start, entry.line, entry.raw if name == ORIGIN else "")
    if (new.key, new.type, new.fields) != (entry.key, entry.type, fields):
        raise NotSaved(
            f"{bibliography.name}:{entry.line}: not saved: the field {name} of {entry.key} could not be changed "
            "without touching another. Change it in a text editor."
        )
    return new


def _alone(bibliography: Bibliography, raw: str, what: str, start: int, line: int, before: str = "") -> Entry:
    """Return a text parsed by itself, with the macros of its file.

    Raises `NotSaved` if it is not one entry, as sound as the one that stood there before.
    """
    entries, _, problems = bibtex.parse(raw, "line", bibliography.strings)
    if faults := [problem for problem in problems if problem.severity == ERROR]:
        known = bibtex.parse(before, "line", bibliography.strings).problems
        if len(faults) > sum(problem.severity == ERROR for problem in known):
            raise NotSaved(f"{what} would have an error: {faults[0]}")
    if [entry.raw for entry in entries.values()] != [raw]:
        raise NotSaved(f"{what} would not be one entry.")
    return replace(next(iter(entries.values())), start=start, line=line)


def _assembled(bibliography: Bibliography, now: dict[str, Entry]) -> Bibliography:
    """Return the bibliography with these entries in place of its own, each where it stood and the new ones last."""
    text = bibliography.text
    parts: list[str] = []
    entries: dict[str, Entry] = {}
    copied = shift = lines = 0
    for key, old in bibliography.entries.items():
        new = now.get(key)
        start, end = old.start, old.start + len(old.raw)
        if new is old:
            moved = shift or lines
            entries[key] = replace(old, start=start + shift, line=old.line + lines) if moved else old
            continue
        if text[start:end] != old.raw:
            raise NotSaved(
                f"{bibliography.name}:{old.line}: not saved: the entry {key} is not where it was read."
            )
        raw = ""
        if new is None or new.start < 0:
            end = next(_GAP.finditer(text, end)).end()
        else:
            raw = new.raw
            entries[key] = replace(new, start=start + shift, line=old.line + lines)
        parts += (text[copied:start], raw)
        shift += len(raw) - (end - start)
        lines += raw.count("\n") - text.count("\n", start, end)
        copied = end
    text = _ended("".join(parts), parts[-1:] == [""], text[copied:], text[:copied].endswith("\n"))
    added = [entry for entry in now.values() if entry.start < 0]
    return _appended(replace(bibliography, text=text, entries=entries), added)


def _ended(kept: str, cut: bool, rest: str, closed: bool) -> str:
    """Return what is kept and the rest; where the last entry was cut out, without the blank line before it.

    `closed` tells whether that entry had a line end: one is then left.
    """
    if cut and not rest.strip():
        blank = re.search(r"(\r?\n)(\r?\n)\Z", kept[-4:])
        kept = kept[: -len(blank[1] if closed else blank[0])] if blank else kept
    return kept + rest


def _appended(bibliography: Bibliography, new: list[Entry]) -> Bibliography:
    """Return the bibliography with entries at its end, after a blank line each; a last line end is kept, or kept away."""
    text = bibliography.text
    newline = "\r\n" if "\r\n" in text else "\n"
    closed = text.endswith("\n") or not text
    parts, size, line = [text], len(text), text.count("\n") + 1
    entries = dict(bibliography.entries)
    for entry in new:
        gap = newline * (2 - closed) if size else ""
        raw = entry.raw + newline * closed
        line += 2 - closed if size else 0
        entries[entry.key] = replace(entry, start=size + len(gap), line=line)
        parts += (gap, raw)
        size += len(gap) + len(raw)
        line += raw.count("\n")
    return replace(bibliography, text="".join(parts), entries=entries) if new else bibliography
