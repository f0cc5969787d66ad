"""The members of the tables of review.toml, as the fields of `model` say them; a table held against them, and read."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from typing import Any, NamedTuple, get_args, get_type_hints

from litmatrix.model import Problem, Protocol, said
from litmatrix.protocol import lines
from litmatrix.vocabulary import ERROR, WARNING

_ID = re.compile(r"[^\s,;\"'\[\]{}]+")

#: A whole date, and not as year-month-day: what comes first in it nobody can tell.
_OTHER_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{4}([./])\d{1,2}\2\d{1,2}")

#: What a member can be meant to be: the types that its value can have, and how a person writes one.
KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "text": ((str,), "a text in quotation marks"),
    "id": ((str,), "a text in quotation marks"),
    "number": ((int,), "a whole number"),
    "text or number": ((str, int, float), "a text in quotation marks, or a number"),
    "texts": ((list,), 'a list of texts, ["…", "…"]'),
    "text or texts": ((str, list), 'a text, or a list of texts, ["…", "…"]'),
    "values": ((list, dict), 'a list, ["…", "…"]'),
    "table": ((dict,), "a table, {…}"),
    "tables": ((list,), "a list of tables, [[…]]"),
    "date": ((date, str), "a date, 2026-11-22"),
}
_BY_TYPE: dict[Any, str] = {
    str: "text", int: "number", int | None: "number", tuple[str, ...]: "texts",
    date | str: "date", date | str | None: "date", datetime | date | str: "date",
}  # fmt: skip

#: For a kind of table, what else is to be seen to once its members are read: called with the table as read, the same
#: as given, where it stands, and the reading; returns what the table is after all, None for nothing.
Rules = Mapping[type, Callable[[Any, Mapping[str, Any], str, "Reading"], Any]]


class Member(NamedTuple):
    """A member of a table in the file, and the field that it becomes.

    `words` are those that it may be (none: any), `table` is the kind of table that it is or lists, `holds` the names of
    the members of a table that is no value of its own.
    """

    name: str
    field: str
    kind: str
    required: bool
    words: tuple[str, ...]
    table: type | None
    holds: tuple[str, ...]


@functools.cache
def members(table: type) -> dict[str, Member]:
    """Return the members that a kind of table may have, by their names in the file, in order."""
    found = {}
    types = get_type_hints(table)
    for field in fields(table):
        also = field.metadata or said()
        type_ = types[field.name]
        inner = next((one for one in (type_, *get_args(type_)) if hasattr(one, "__dataclass_fields__")), None)
        kind = also["kind"] or _BY_TYPE.get(type_)
        if kind is None and (inner or also["holds"]):
            kind = "tables" if ... in get_args(type_) else "table"
        if kind is None:
            raise TypeError(f"nothing says what {field.name} of {table.__name__} is to be: give it a kind")
        required = field.default is MISSING and field.default_factory is MISSING
        name = also["name"] or field.name
        found[name] = Member(name, field.name, kind, required, also["words"], inner, also["holds"])
    return found


def tables(table: type = Protocol, name: str = "") -> dict[str, tuple[str, ...]]:
    """Return the names of all tables that can stand under a header, each with those of its members; "" is the top."""
    found = {name: tuple(members(table))}
    for member in members(table).values():
        under = f"{name}.{member.name}".lstrip(".")
        if member.table:
            found |= tables(member.table, under)
        elif member.holds:
            found[under] = member.holds
    return found


class Reading(NamedTuple):
    """A file while it is read: its name, the problems met so far, and its text."""

    name: str
    problems: list[Problem]
    text: str = ""

    def report(self, where: str, message: str, fix: str = "", severity: str = ERROR) -> None:
        """Note a problem in a table; `where` names it, and the id of its entry."""
        if not where.startswith(f"{self.name}:"):
            where = f"{self.name}, {where}" if where else self.name
        self.problems.append(Problem("protocol", severity, where, message, fix=fix))


def read(given: Mapping[str, Any], table: type, where: str, reading: Reading, rules: Rules) -> Any:
    """Return a table as a value of its kind, or None where it lacks what it needs.

    Every fault is reported; a member that is unknown or not what it is meant to be is left out.
    """
    meant = members(table)
    sound = dict(_fitting(given, meant, where, reading))
    missing = [name for name, one in meant.items() if one.required and sound.get(name, "") == ""]
    for name in missing:
        if name in sound or name not in given:
            reading.report(where, f"{name} is missing; the table is not read.", f"Add a line {name} = ….")
    if missing:
        return None
    values = {
        one.field: _value(sound[name], one, where, reading, rules)
        for name, one in meant.items()
        if name in sound
    }
    result = table(**values)
    return rules[table](result, sound, where, reading) if table in rules else result


def _fitting(
    given: Mapping[str, Any], meant: Mapping[str, Member], where: str, reading: Reading
) -> Iterator[tuple[str, Any]]:
    """Yield the members that are what they are meant to be, and report the others."""
    for name, value in given.items():
        if name not in meant:
            near = difflib.get_close_matches(name, meant, 1)
            fix = f"Did you mean {near[0]}?" if near else f"Possible here: {', '.join(meant)}."
            reading.report(where, f"there is no setting {name}; it is not read.", fix, WARNING)
        elif fits(value, meant[name].kind):
            yield name, value
        else:
            _report(value, meant[name], where, reading)


def _report(value: Any, member: Member, where: str, reading: Reading) -> None:
    """Report a member that is not what it is meant to be."""
    name, kind, shown = member.name, member.kind, KINDS[member.kind][1]
    if kind == "id" and isinstance(value, str):
        shown = "one word without spaces, commas or brackets"
    given = repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:79]}…"
    message = f"{name} is {given}, and must be {shown}."
    fix = "It is left out until then."
    place = where
    if kind == "tables" and isinstance(value, dict) and value:
        place = _header_place(reading, where, name, "[")
        message = f"[{name}] is in single brackets, but must be a list of tables."
        fix = f"Write [[{name}]], in double brackets, above each. {fix}"
    elif kind == "table" and isinstance(value, list) and value and isinstance(value[0], dict):
        place = _header_place(reading, where, name, "[[")
        message = f"[[{name}]] is in double brackets, but must be one table."
        fix = f"Write [{name}], in single brackets. {fix}"
    elif member.required:
        fix = "The table is not read until then."
        word = re.sub(r"[\s,;\"'\[\]{}]+", "_", value).strip("_") if isinstance(value, str) else ""
        if kind == "id" and word:
            fix = f'Write {name} = "{word}". {fix}'
    reading.report(place, message, fix)


def _header_place(reading: Reading, where: str, table: str, brackets: str) -> str:
    line = 0 if where else lines.line_of_header(reading.text, table, brackets)
    return f"{reading.name}:{line}" if line else where


def fits(value: Any, kind: str) -> bool:
    if not isinstance(value, KINDS[kind][0]) or isinstance(value, bool):
        return False
    if kind == "date" and isinstance(value, str):
        return not _OTHER_DATE.fullmatch(value.strip())
    if kind in ("texts", "text or texts") and isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    return kind != "id" or is_id(str(value))


def is_id(text: str) -> bool:
    """Whether a text can be an id: one word, without spaces, commas, quotation marks or brackets."""
    return _ID.fullmatch(text) is not None


def _value(given: Any, member: Member, where: str, reading: Reading, rules: Rules) -> Any:
    """Return what a member that fits says, without space around texts."""
    at = f"{where}, {member.name}" if where else member.name
    if member.kind == "tables" and member.table:
        return _entries(given, member.table, at, reading, rules)
    if member.table:
        return read(given, member.table, at, reading, rules)
    if member.kind == "values":
        return dict(_declared(given, where, reading))
    if member.kind == "texts":
        return tuple(part.strip() for part in given)
    if member.kind == "text or texts":
        return tuple(part for part in ([given] if isinstance(given, str) else given) if part)
    if member.kind == "text or number":
        given = str(given)
    return given.strip() if isinstance(given, str) else given


def _entries(given: list, table: type, where: str, reading: Reading, rules: Rules) -> tuple:
    """Return the tables of a list that have all they must have."""
    found = []
    name = where.rpartition(", ")[2]
    for number, entry in enumerate(given, start=1):
        if isinstance(entry, dict):
            label = entry.get("id") or entry.get("check")
            label = label if isinstance(label, str) else f"number {number}"
            found.append(read(entry, table, f"{where} {label}".strip(), reading, rules))
        else:
            fix = f"Write it as [[{name}]] with its members."
            reading.report(where, f"entry {number} is not a table.", fix)
    return tuple(one for one in found if one is not None)


def _declared(given: Any, where: str, reading: Reading) -> Iterator[tuple[str, str]]:
    """Yield the values that a descriptor declares, each with its definition."""
    if isinstance(given, dict):
        given = [{"value": value, "definition": definition} for value, definition in given.items()]
    for value in given:
        entry = {"value": value} if isinstance(value, str) else value
        if isinstance(entry, dict) and isinstance(entry.get("value"), str):
            yield entry["value"], str(entry.get("definition", ""))
        else:
            fix = 'Write values as texts, or as {value = "…", definition = "…"}.'
            reading.report(where, f"the value {value!r} is not read.", fix)
