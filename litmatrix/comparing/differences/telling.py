"""Differences in plain words, section by section: what the terminal and the page both show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litmatrix.comparing.differences.of_cells import ORDER
from litmatrix.comparing.differences.of_decisions import MISSING, WITHDRAWN
from litmatrix.comparing.differences.of_protocol import REORDERED
from litmatrix.comparing.differences.values import (
    ADDED,
    CHANGED,
    MERGED,
    MOVED,
    REMOVED,
    RENAMED,
    CellDifference,
    Change,
    DecisionDifference,
    Differences,
    EntryDifference,
    ExcerptDifference,
    ProtocolDifference,
    RowDifference,
    Ruling,
    ThemeDifference,
    Total,
)
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.vocabulary import MEMO, NONE, QUOTATION, WITHDRAW

__all__ = ["Group", "Line", "Section", "sections", "shown", "totals"]

PLUS, MINUS, CHANGE = "+", "-", "~"
_MARKS = {
    ADDED: PLUS, REMOVED: MINUS, MERGED: MINUS, WITHDRAWN: MINUS, MISSING: MINUS,
    "add": PLUS, "reinstate": PLUS, "remove": MINUS, "retire": MINUS,
}  # fmt: skip

_TOTALS = {
    "cited_only": "records that are cited only", "included": "included sources", "studies": "included studies",
    "themes.with_evidence": "themes with evidence", "decisions": "events in the log of decisions",
    "cells.mentioned": "cells mentioned", "cells.not mentioned": "cells not mentioned", "cells.due": "cells due",
    "cells.unread": "cells unread",
}  # fmt: skip
_MEMBERS = {
    "kind": "what it is", "text": "words", "origin": "second hand from", "source_type": "source type",
    "ids": "former keys", "peer_review": "peer review",
}  # fmt: skip
_TABLES = {
    "title": "Title", "caption": "Caption", "questions": "Questions", "reviewers": "Reviewers",
    "searches": "Searches", "criteria": "Criteria", "descriptors": "Descriptors", "rounds": "Rounds",
    "claims": "Claims", "accepted": "Accepted problems", "agree": "How many must agree", "keys": "Keys",
    "highlight": "Words to highlight",
}  # fmt: skip
# What the title of a change says already.
_SAID = {"add": ("name", "added"), "retire": ("retired",), "reinstate": ("retired",)}
# Changes of a theme that the history of themes should tell of.
_OWN_WORDS = ("state", "edit")


class Line(NamedTuple):
    """One difference: its mark (``+``, ``-`` or ``~``), what it is about, its text, what changed in it, and a remark."""

    mark: str
    label: str
    text: str = ""
    changes: tuple[Change, ...] = ()
    remark: str = ""


class Group(NamedTuple):
    """The lines on one thing (a source, a theme, a table); one without lines is a line of its own.

    Where it is only a heading, it has no mark.
    """

    mark: str
    title: str
    remark: str = ""
    lines: tuple[Line, ...] = ()


class Section(NamedTuple):
    """A section: its anchor, title and groups."""

    id: str
    title: str
    groups: tuple[Group, ...]


def totals(found: Iterable[Total]) -> tuple[tuple[str, int, int], ...]:
    """Return the numbers that differ, in words, with what they were and are."""
    return tuple((_TOTALS.get(one.name, one.name), one.before, one.after) for one in found)


def sections(found: Differences) -> tuple[Section, ...]:
    """Return what was found in sections, those that hold nothing left out."""
    made = (
        Section("themes", "Themes", tuple(_theme(one) for one in found.themes)),
        Section("cells", "The matrix, source by source", _cells(found.rows, found.cells)),
        Section("decisions", "Decisions", _decisions(found)),
        Section("entries", "Bibliography", _entries(found.entries)),
        Section("protocol", "Protocol", _protocol(found.protocol)),
    )
    return tuple(section for section in made if section.groups)


# --- themes ---------------------------------------------------------------------------------------------------


def _theme(one: ThemeDifference) -> Group:
    names = dict(one.names)
    titled = _theme_words(one, names)
    if one.excerpts:
        titled += f" ({one.excerpts:,} excerpt{'s' if one.excerpts > 1 else ''} went along)"
    if one.undone:
        titled = f"taken back: {titled}"
    about = ", ".join(part for part in (one.by, one.time[:16]) if part)
    remark = " ".join(part for part in (one.why, f"({about})" if about else "") if part)
    if not one.logged and one.change not in _OWN_WORDS:
        remark = "not in the theme history"
    lines = tuple(
        _changed(_member(change.what), change)
        for change in one.fields
        if change.what != "id" and change.what not in _SAID.get(one.change, ())
    )
    mark = _MARKS.get(one.change, CHANGE)
    return Group({PLUS: MINUS, MINUS: PLUS}.get(mark, mark) if one.undone else mark, titled, remark, lines)


def _theme_words(one: ThemeDifference, names: dict[str, str]) -> str:
    named = (lambda id: id) if one.theme else (lambda id: _named(id, names))
    old, new = _and([named(id) for id in one.before]), _and([named(id) for id in one.after])
    words = {
        "add": f"{new} added",
        "remove": f"{old} removed",
        "rename": _renamed(one, names, old, new),
        "redefine": f"{old or new} redefined",
        "merge": f"{old} merged into {new}",
        "split": f"{old} split into {new}",
        "retire": f"{old or new} retired",
        "reinstate": f"{old or new} in use again",
        "reorder": "the order changed",
        "subthemes": f"{old}: subthemes",
        "state": f"{old}: what the review says on it",
        "edit": f"{old}",
    }.get(one.change, f"{one.change}: {old} {new}".rstrip())
    return f"{_named(one.theme, names)}: subtheme {words}" if one.theme else words


def _renamed(one: ThemeDifference, names: dict[str, str], old: str, new: str) -> str:
    """Return the words of a rename; one whose name stayed got another id, and one whose id stayed another name."""
    called = {names.get(id, id) for id in (*one.before, *one.after)}
    if not one.theme and len(called) == 1 and one.before != one.after:
        return f"{called.pop()}: id {_and(one.before)} renamed to {_and(one.after)}"
    return f"{old} renamed" + (f" to {new}" if new and new != old else "")


def _named(id: str, names: dict[str, str]) -> str:
    """Return the name of a theme; where another one is called so too, with its id."""
    name = names.get(id, id)
    return f"{name} ({id})" if list(names.values()).count(name) > 1 else name


def _and(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


# --- cells ----------------------------------------------------------------------------------------------------


def _cells(rows: Iterable[RowDifference], cells: Iterable[CellDifference]) -> tuple[Group, ...]:
    """Return a group a source: whether its row came or went, then its cells."""
    lines: dict[str, list[Line]] = {}
    names: dict[str, tuple[str, str, str]] = {}
    for cell in cells:
        names[cell.key] = (CHANGE, cell.reference, "")
        lines.setdefault(cell.key, []).extend(_cell(cell))
    for row in rows:
        remark = {ADDED: "new row", REMOVED: "row gone"}.get(row.change, f"its row was under {row.former}")
        names[row.key] = (_MARKS.get(row.change, CHANGE), row.reference, remark)
    return tuple(
        Group(mark, reference, ", ".join(part for part in (key if key != reference else "", remark) if part),
              tuple(lines.get(key, ())))
        for key, (mark, reference, remark) in names.items()
    )  # fmt: skip


def _cell(cell: CellDifference) -> list[Line]:
    remark = " → ".join(cell.states)
    if cell.value is not None:
        return [_changed(cell.name, cell.value, remark)]
    if cell.layout:
        told = "the same, in another order" if cell.layout == ORDER else "the same, written differently"
        return [Line(CHANGE, cell.name, told)]
    lines = [_excerpt(cell.name, one) for one in cell.excerpts] or [
        Line(CHANGE, cell.name, "an excerpt moved away")
    ]
    return [lines[0]._replace(remark=_joined(lines[0].remark, remark)), *lines[1:]]


def _joined(*parts: str) -> str:
    return "; ".join(part for part in parts if part)


def _excerpt(name: str, one: ExcerptDifference) -> Line:
    if one.before is None or one.after is None:
        there = one.after or one.before
        return Line(_MARKS[one.change], name, shown(there) if there else "")
    changes = tuple(
        Change(_member(what), getattr(one.before, what), getattr(one.after, what)) for what in one.what
    )
    moved = f"moved here from {one.source_name}" if one.change == MOVED else ""
    if "text" not in one.what:
        return Line(CHANGE, name, shown(one.after), changes, moved)
    place = (f"under {one.after.subtheme}" if one.after.subtheme else "", one.after.locator)
    return Line(CHANGE, name, "", changes, _joined(", ".join(part for part in place if part), moved))


def shown(one: Excerpt) -> str:
    """Return an excerpt as it stands in a cell."""
    if one.kind == NONE:
        return " ".join(part for part in ("none", one.locator, one.note) if part)
    if one.kind == MEMO:
        return f"# {one.text}"
    tag = " ".join(part for part in (one.subtheme, one.stance) if part)
    place = ", ".join(part for part in (one.locator, f"quoting {one.origin}" if one.origin else "") if part)
    words = f"“{one.text}”" if one.kind == QUOTATION else one.text
    return " ".join(
        part for part in (f"[{tag}]" if tag else "", words, f"({place})" if place else "", one.note) if part
    )


# --- decisions ------------------------------------------------------------------------------------------------


def _decisions(found: Differences) -> tuple[Group, ...]:
    events = tuple(
        Line(MINUS if one.lost else PLUS, one.reviewer,
             f"{one.n:,} × {one.decision}" + (f" at {one.stage}" if one.stage and one.decision != WITHDRAW else ""),
             remark="gone from the log" if one.lost else "")
        for one in found.events
    )  # fmt: skip
    outcomes = tuple(_changed(one.reference, Change("", one.before, one.after)) for one in found.outcomes)
    rulings = tuple(_decision(one) for one in found.decisions)
    groups = (
        Group("", "In the log", lines=events),
        Group("", "Where records stand", lines=outcomes),
        Group("", "Who decided what", lines=rulings),
    )
    return tuple(group for group in groups if group.lines)


def _decision(one: DecisionDifference) -> Line:
    who = f"{one.reviewer} at {one.stage}"
    there = one.after or one.before
    note = f"note: {there.note}" if there and there.note else ""
    if one.change == CHANGED and one.before and one.after:
        notes = (one.before.note, one.after.note)
        changes = [Change(who, _ruled(one.before), _ruled(one.after))]
        changes += [Change("note", *notes)] if notes[0] != notes[1] else []
        return Line(
            CHANGE, one.reference, "", tuple(change for change in changes if change.before != change.after)
        )
    gone = {WITHDRAWN: "withdrawn", MISSING: "no longer in the log"}.get(one.change, "")
    return Line(
        _MARKS[one.change],
        one.reference,
        f"{who}: {_ruled(there) if there else ''}",
        remark=_joined(gone, note),
    )


def _ruled(ruling: Ruling) -> str:
    reason = f" ({ruling.reason})" if ruling.reason else ""
    link = {"duplicate": "of", "distinct": "from"}.get(ruling.decision, "and")
    return f"{ruling.decision}{reason}" + (f" {link} {ruling.other}" if ruling.other else "")


# --- entries and protocol -------------------------------------------------------------------------------------


def _entries(found: Iterable[EntryDifference]) -> tuple[Group, ...]:
    groups = []
    for one in found:
        remark = {
            ADDED: one.key,
            REMOVED: one.key,
            MERGED: f"{one.former} is now part of this",
        }.get(one.change, f"{one.key}, before: {one.former}" if one.former else one.key)
        lines = tuple(_changed(_member(change.what), change._replace(what="")) for change in one.fields)
        mark = CHANGE if one.change in (RENAMED, MERGED) else _MARKS.get(one.change, CHANGE)
        groups.append(Group(mark, one.reference, remark if remark != one.reference else "", lines))
    return tuple(groups)


def _protocol(found: Iterable[ProtocolDifference]) -> tuple[Group, ...]:
    tables: dict[str, list[Line]] = {}
    for one in found:
        lines = tables.setdefault(one.table, [])
        if one.id and one.change != CHANGED:
            side = [f"{_member(change.what)}: {change.after or change.before}" for change in one.fields]
            lines.append(Line(_MARKS.get(one.change, CHANGE), one.id, "; ".join(side)))
        elif one.id:
            lines.append(
                Line(
                    CHANGE,
                    one.id,
                    "",
                    tuple(change._replace(what=_member(change.what)) for change in one.fields),
                )
            )
        else:
            label = "order" if one.change == REORDERED else ""
            lines += [
                _changed(
                    label or (_member(change.what) if change.what != one.table else ""),
                    change._replace(what=""),
                )
                for change in one.fields
            ]
    return tuple(Group("", _TABLES.get(name, name), lines=tuple(lines)) for name, lines in tables.items())


def _changed(label: str, change: Change, remark: str = "") -> Line:
    """Return the line of a text that came, went, or changed."""
    if change.before and change.after:
        return Line(CHANGE, label, "", (change._replace(what=""),), remark)
    return Line(PLUS if change.after else MINUS, label, change.after or change.before, (), remark)


def _member(name: str) -> str:
    return _MEMBERS.get(name, name.replace("_", " "))
