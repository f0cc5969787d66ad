"""The members of TOML tables, held against what they are meant to be."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from litmatrix.model import Problem
from litmatrix.protocol import slips
from litmatrix.vocabulary import ERROR, WARNING

__all__ = ["Reading", "check", "sound_tables", "text", "texts"]

_ID = re.compile(r"[^\s,;\"'\[\]{}]+")

#: A whole date, and not as year-month-day: what comes first in it nobody can tell.
_OTHER_DATE = re.compile(r"\d{1,2}([./-])\d{1,2}\1\d{2,4}|\d{4}([./])\d{1,2}\2\d{1,2}")

# What a member can be meant to be; a ! behind it in a table of members says that it may not be missing.
_MEANT: dict[str, tuple[type, ...]] = {
    "text": (str,),
    "id": (str,),
    "number": (int,),
    "text or number": (str, int, float),
    "texts": (list,),
    "text or texts": (str, list),
    "values": (list, dict),
    "table": (dict,),
    "tables": (list,),
    "date": (date, str),
}
_SHOWN = {
    "text": "a text in quotation marks",
    "id": "a text in quotation marks",
    "number": "a whole number",
    "text or number": "a text in quotation marks, or a number",
    "texts": 'a list of texts, ["…", "…"]',
    "text or texts": 'a text, or a list of texts, ["…", "…"]',
    "values": 'a list, ["…", "…"]',
    "table": "a table, {…}",
    "tables": "a list of tables, [[…]]",
    "date": "a date, 2026-11-22",
}


class Reading(NamedTuple):
    """A file while it is read: its name, the problems met so far, and its text."""

    name: str
    problems: list[Problem]
    text: str = ""

    def report(self, where: str, message: str, fix: str = "", severity: str = ERROR) -> None:
        """Note a problem in a table; `where` names it, and the id of its entry."""
        place = (
            where if where.startswith(f"{self.name}:") else f"{self.name}, {where}" if where else self.name
        )
        self.problems.append(Problem("protocol", severity, place, message, fix=fix))


def check(entry: dict[str, Any], meant: Mapping[str, str], where: str, reading: Reading) -> bool:
    """Report members that are unknown, missing or mistyped, and take out the mistyped ones.

    Return whether none is missing.
    """
    told = set()
    for member in [*entry]:
        if member not in meant:
            near = difflib.get_close_matches(member, meant, 1)
            fix = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(meant)}."
            reading.report(where, f"there is no member {member}; it is not read.", fix, WARNING)
            continue
        kind, value = meant[member].rstrip("!"), entry[member]
        if _fits(value, kind):
            continue
        shown = _SHOWN[kind]
        if kind == "id" and isinstance(value, str):
            shown = "one word without spaces, commas or brackets"
        given = repr(value) if len(repr(value)) <= 80 else f"{repr(value)[:79]}…"
        message = f"{member} is {given}, and must be {shown}."
        fix, place = "It is left out until then.", where
        if kind == "tables" and isinstance(value, dict) and value:
            place = _header_place(reading, where, member, "[")
            message = f"[{member}] stands in single brackets, and must be a list of tables."
            fix = f"Write [[{member}]], in double brackets, above each. {fix}"
        elif kind == "table" and isinstance(value, list) and value and isinstance(value[0], dict):
            place = _header_place(reading, where, member, "[[")
            message = f"[[{member}]] stands in double brackets, and must be one table."
            fix = f"Write [{member}], in single brackets. {fix}"
        elif meant[member].endswith("!"):
            fix = "The table is not read until then."
            if kind == "id" and isinstance(value, str) and (word := _one_word(value)):
                fix = f'Write {member} = "{word}". {fix}'
        reading.report(place, message, fix)
        told.add(member)
        del entry[member]
    missing = [name for name, kind in meant.items() if kind.endswith("!") and entry.get(name, "") == ""]
    for member in missing:
        if member in told:
            continue
        reading.report(where, f"{member} is missing; the table is not read.", f"Add a line {member} = ….")
    return not missing


def _header_place(reading: Reading, where: str, table: str, brackets: str) -> str:
    line = 0 if where else slips.line_of_header(reading.text, table, brackets)
    return f"{reading.name}:{line}" if line else where


def _one_word(text: str) -> str:
    return re.sub(r"[\s,;\"'\[\]{}]+", "_", text).strip("_")


def _fits(value: Any, kind: str) -> bool:
    if not isinstance(value, _MEANT[kind]) or isinstance(value, bool):
        return False
    if kind == "date" and isinstance(value, str):
        return not _OTHER_DATE.fullmatch(value.strip())
    if kind in ("texts", "text or texts") and isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    return bool(_ID.fullmatch(str(value))) if kind == "id" else True


def sound_tables(
    values: Mapping[str, Any], table: str, meant: Mapping[str, str], where: str, reading: Reading
) -> list[dict[str, Any]]:
    """Return the tables of a kind that have all they must have, each member of the right type."""
    result = []
    for number, entry in enumerate(values.get(table, []), start=1):
        if not isinstance(entry, dict):
            reading.report(
                where, f"entry {number} is not a table.", f"Write it as [[{table}]] with its members."
            )
        elif check(entry, meant, f"{where} {_label(entry, number)}".strip(), reading):
            result.append(entry)
    return result


def _label(entry: Mapping[str, Any], number: int) -> str:
    label = entry.get("id") or entry.get("check")
    return label if isinstance(label, str) else f"number {number}"


def text(values: Mapping[str, Any], name: str) -> str:
    """Return a text member without space around it; empty where it is missing or no text."""
    value = values.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return a member that `check` left as a list of texts."""
    return tuple(value.strip() for value in values.get(name, []))
