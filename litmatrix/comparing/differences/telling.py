"""Differences in plain words, section by section: what the terminal and the page both show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from litmatrix.comparing.differences.of_decisions import at
from litmatrix.comparing.differences.values import (
    ADDED,
    CHANGED,
    MERGED,
    MISSING,
    MOVED,
    REMOVED,
    WITHDRAWN,
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
from litmatrix.vocabulary import DECISION_NAMES, LABEL, MEMO, NONE, QUOTATION, STAGES, WITHDRAW, counted

PLUS, MINUS, CHANGE = "+", "-", "~"
_MARKS = dict.fromkeys((ADDED, "add", "reinstate"), PLUS) | dict.fromkeys(
    (REMOVED, MERGED, WITHDRAWN, MISSING, "remove", "retire"), MINUS
)
_TOTALS = {
    "cited_only": "records that are cited only", "included": "included sources", "studies": "included studies",
    "decisions": "recorded decisions",
}  # fmt: skip
_MEMBERS = {"kind": "what it is", "text": "words", "origin": "quoting", "ids": "former keys"}
_TABLES = {
    "accepted": "Accepted problems",
    "agree": "How many must agree",
    "divide": "Who shares the records",
    "highlight": "Words to highlight",
}
_THEMES = {
    "add": "{new} added", "remove": "{old} removed", "redefine": "{either} redefined",
    "merge": "{old} merged into {new}", "split": "{old} split into {new}", "retire": "{either} retired",
    "reinstate": "{either} in use again", "reorder": "the order changed", "subthemes": "{old}: subthemes",
    "state": "{old}: statement of the review", "edit": "{old}",
}  # fmt: skip
# What the title of a change of a theme says already.
_SAID = {"add": ("name", "added"), "retire": ("retired",), "reinstate": ("retired",)}
# Changes of a theme that the theme history does not tell of.
_NO_HISTORY = ("state", "edit")


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
    signs = str.maketrans("._", "  ")
    return tuple((_TOTALS.get(one.name, one.name.translate(signs)), one.before, one.after) for one in found)


def sections(found: Differences) -> tuple[Section, ...]:
    """Return what was found in sections, those that hold nothing left out."""
    made = (
        Section("themes", "Themes", tuple(map(_theme, found.themes))),
        Section("cells", "The matrix, source by source", _sources(found.rows, found.cells)),
        Section("decisions", "Decisions", _decisions(found)),
        Section("entries", "Bibliography", tuple(map(_entry, found.entries))),
        Section("protocol", "Protocol", _protocol(found.protocol)),
    )
    return tuple(section for section in made if section.groups)


def _text_line(label: str, before: str, after: str, remark: str = "") -> Line:
    """Return the line of a text that came, went, or changed."""
    if before and after:
        return Line(CHANGE, label, "", (Change("", before, after),), remark)
    return Line(PLUS if after else MINUS, label, after or before, (), remark)


def _member_lines(changes: Iterable[Change]) -> tuple[Line, ...]:
    return tuple(_text_line(_member(what), before, after) for what, before, after in changes)


def _member(name: str) -> str:
    return _MEMBERS.get(name, name.replace("_", " "))


def _joined(*parts: str, by: str = "; ") -> str:
    return by.join(part for part in parts if part)


# --- themes ---------------------------------------------------------------------------------------------------


def _theme(one: ThemeDifference) -> Group:
    titled = _theme_title(one)
    if one.excerpts:
        titled += f" (with {counted(one.excerpts, 'excerpt')})"
    mark = _MARKS.get(one.change, CHANGE)
    if one.undone:
        mark, titled = {PLUS: MINUS, MINUS: PLUS}.get(mark, mark), f"undone: {titled}"
    about = _joined(one.by, one.time[:16], by=", ")
    remark = _joined(one.why, f"({about})" if about else "", by=" ")
    if not one.logged and one.change not in _NO_HISTORY:
        remark = "not in the theme history"
    said = ("id", *_SAID.get(one.change, ()))
    return Group(
        mark, titled, remark, _member_lines(change for change in one.fields if change.what not in said)
    )


def _theme_title(one: ThemeDifference) -> str:
    names = dict(one.names)

    def named(id: str) -> str:
        """Return the name of a theme; where another one is called so too, with its id."""
        name = names.get(id, id)
        return f"{name} ({id})" if list(names.values()).count(name) > 1 else name

    sides = one.before, one.after
    old, new = (_and(side if one.theme else [named(id) for id in side]) for side in sides)
    if one.change == "rename":
        called = {names.get(id, id) for side in sides for id in side}
        titled = f"{old} renamed" + (f" to {new}" if new and new != old else "")
        if not one.theme and len(called) == 1 and one.before != one.after:
            # Its name stayed, its id did not.
            titled = f"{called.pop()}: id {_and(one.before)} renamed to {_and(one.after)}"
    elif one.change in _THEMES:
        titled = _THEMES[one.change].format(old=old, new=new, either=old or new)
    else:
        titled = f"{one.change}: {old} {new}".rstrip()
    return f"{named(one.theme)}: subtheme {titled}" if one.theme else titled


def _and(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


# --- cells ----------------------------------------------------------------------------------------------------


def _sources(rows: Iterable[RowDifference], cells: Iterable[CellDifference]) -> tuple[Group, ...]:
    """Return a group a source: whether its row came or went, then its cells."""
    groups: dict[str, Group] = {}
    for cell in cells:
        group = groups.get(cell.key, Group(CHANGE, cell.reference))
        groups[cell.key] = group._replace(lines=(*group.lines, *_cell(cell)))
    for row in rows:
        remark = {ADDED: "new row", REMOVED: "row removed"}.get(row.change, f"its row was under {row.former}")
        lines = groups[row.key].lines if row.key in groups else ()
        groups[row.key] = Group(_MARKS.get(row.change, CHANGE), row.reference, remark, lines)
    return tuple(
        group._replace(remark=_joined(key if key != group.title else "", group.remark, by=", "))
        for key, group in groups.items()
    )


def _cell(cell: CellDifference) -> list[Line]:
    remark = " → ".join(cell.states)
    if cell.value is not None:
        return [_text_line(cell.name, *cell.value[1:])]
    if cell.layout:
        how = "in another order" if cell.layout == "order" else "written differently"
        return [Line(CHANGE, cell.name, f"the same, {how}")]
    lines = [_excerpt(cell.name, one) for one in cell.excerpts]
    first, *others = lines or [Line(CHANGE, cell.name, "an excerpt was moved to another theme")]
    return [first._replace(remark=_joined(first.remark, remark)), *others]


def _excerpt(name: str, one: ExcerptDifference) -> Line:
    if one.before is None or one.after is None:
        there = one.after or one.before
        return Line(_MARKS[one.change], name, _in_cell(there) if there else "")
    changes = tuple(
        Change(_member(what), getattr(one.before, what), getattr(one.after, what)) for what in one.what
    )
    moved = f"moved here from {one.source_name}" if one.change == MOVED else ""
    if "text" not in one.what:
        return Line(CHANGE, name, _in_cell(one.after), changes, moved)
    under = f"under {one.after.subtheme}" if one.after.subtheme else ""
    return Line(CHANGE, name, "", changes, _joined(_joined(under, one.after.locator, by=", "), moved))


def _in_cell(one: Excerpt) -> str:
    """Return an excerpt as it stands in a cell."""
    if one.kind == NONE:
        return _joined("none", one.locator, one.note, by=" ")
    if one.kind == MEMO:
        return f"# {one.text}"
    tag = _joined(one.subtheme, one.stance, by=" ")
    place = _joined(one.locator, f"quoting {one.origin}" if one.origin else "", by=", ")
    words = f"“{one.text}”" if one.kind == QUOTATION else one.text
    return _joined(f"[{tag}]" if tag else "", words, f"({place})" if place else "", one.note, by=" ")


# --- decisions, entries, protocol -----------------------------------------------------------------------------


def _decisions(found: Differences) -> tuple[Group, ...]:
    events = []
    for reviewer, stage, decision, n, lost in found.events:
        where = f" {at(stage)}" if stage and decision != WITHDRAW else ""
        what = f"{n:,} × {_decided(decision)}{where}"
        events.append(Line(MINUS if lost else PLUS, reviewer, what, (), "no longer recorded" if lost else ""))
    outcomes = [_text_line(one.reference, one.before, one.after) for one in found.outcomes]
    titled = {
        "Decisions recorded": events,
        "Status of the records": outcomes,
        "Who decided what": map(_decision, found.decisions),
    }
    groups = (Group("", title, "", tuple(lines)) for title, lines in titled.items())
    return tuple(group for group in groups if group.lines)


def _decision(one: DecisionDifference) -> Line:
    who = one.reviewer if one.stage == LABEL else f"{one.reviewer} {at(one.stage)}"
    if one.before and one.after:
        changes = (
            Change(who, _ruled(one.before), _ruled(one.after)),
            Change("note", one.before.note, one.after.note),
        )
        differing = tuple(change for change in changes if change.before != change.after)
        return Line(CHANGE, one.reference, "", differing)
    there = one.after or one.before or Ruling("")
    gone = {WITHDRAWN: "undone", MISSING: "no longer recorded"}.get(one.change, "")
    remark = _joined(gone, f"note: {there.note}" if there.note else "")
    return Line(_MARKS[one.change], one.reference, f"{who}: {_ruled(there)}", (), remark)


def _ruled(ruling: Ruling) -> str:
    if ruling.decision in STAGES[LABEL]:
        return f"label “{ruling.other}” {_decided(ruling.decision)}"
    reason = f" ({ruling.reason})" if ruling.reason else ""
    link = "of" if ruling.decision in ("duplicate", "distinct") else "and"
    return f"{_decided(ruling.decision)}{reason}" + (f" {link} {ruling.other}" if ruling.other else "")


def _decided(decision: str) -> str:
    return "undone" if decision == WITHDRAW else DECISION_NAMES.get(decision, decision)


def _entry(one: EntryDifference) -> Group:
    remark = f"{one.key}, before: {one.former}" if one.former else one.key
    if one.change == MERGED:
        remark = f"{one.former} is now part of this"
    mark = CHANGE if one.change == MERGED else _MARKS.get(one.change, CHANGE)
    return Group(mark, one.reference, remark if remark != one.reference else "", _member_lines(one.fields))


def _protocol(found: Iterable[ProtocolDifference]) -> tuple[Group, ...]:
    tables: dict[str, list[Line]] = {}
    for table, change, id, fields in found:
        lines = tables.setdefault(table, [])
        named = tuple(one._replace(what=_member(one.what)) for one in fields)
        if not id:
            lines += [
                _text_line("" if one.what == table else _member(one.what), one.before, one.after)
                for one in fields
            ]
        elif change == CHANGED:
            lines.append(Line(CHANGE, id, "", named))
        else:
            said = "; ".join(f"{one.what}: {one.after or one.before}" for one in named)
            lines.append(Line(_MARKS[change], id, said))
    titles = ((_TABLES.get(name, name.capitalize()), lines) for name, lines in tables.items())
    return tuple(Group("", title, "", tuple(lines)) for title, lines in titles)
