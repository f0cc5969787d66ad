"""The members of review.toml as a form has them: plain values that JSON holds, and back as the file has them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from litmatrix.errors import Misuse
from litmatrix.model import Protocol
from litmatrix.protocol.members import Member, fits, members

#: By the names of members: None, where there is none.
Values = dict[str, Any]


def kinds(table: str) -> Mapping[str, Member]:
    """Return the members of a table at the top, by name; "" is the top itself. A table that is no value of its own
    holds members without a kind."""
    if not table:
        return {name: one for name, one in members(Protocol).items() if one.kind not in ("table", "tables")}
    found = members(Protocol)[table]
    if found.table:
        return members(found.table)
    kind = {"agree": "number", "highlight": "texts"}.get(table, "text")
    return {name: Member(name, name, kind, False, (), None, ()) for name in found.holds}


def shown(table: str, given: Mapping[str, Any]) -> Values:
    """Return the members of a table as a form has them, all that it can have."""
    return {name: _shown(one, given.get(name)) for name, one in kinds(table).items()}


def _shown(member: Member, value: Any) -> Any:
    """Return one value as a form has it; what is empty is None."""
    if member.kind == "values":
        if isinstance(value, Mapping):
            value = [{"value": one, "definition": text} for one, text in value.items()]
        rows = [one if isinstance(one, Mapping) else {"value": one} for one in _list(value)]
        return [
            {"value": str(one.get("value", "")), "definition": str(one.get("definition", ""))} for one in rows
        ] or None
    if member.kind in ("texts", "text or texts"):
        return [str(one) for one in _list(value)] or None
    if member.kind == "table" and member.table and isinstance(value, Mapping):
        inner = {name: _shown(one, value.get(name)) for name, one in members(member.table).items()}
        return {name: one for name, one in inner.items() if one is not None} or None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if member.kind == "tables":
        return [
            {name: one.isoformat() if isinstance(one, date) else one for name, one in entry.items()}
            for entry in _list(value)
            if isinstance(entry, Mapping)
        ] or None
    if member.kind == "text or number" and value is not None:
        return str(value)
    return None if value == "" else value


def _list(value: Any) -> list[Any]:
    return (
        [value]
        if isinstance(value, str) and value
        else list(value or ())
        if not isinstance(value, str)
        else []
    )


def cleaned(member: Member, given: Any) -> Any:
    """Return what a person gave for a member, as a form would have it again; raises `Misuse` for what it cannot be."""
    if given is None:
        return None
    if member.kind == "number":
        text = str(given).strip().replace("\u202f", "").replace(",", "")
        if text and not re.fullmatch(r"[+-]?\d{1,15}", text):
            raise Misuse(f"{member.name} is “{given}”, and must be a whole number.")
        return int(text) if text else None
    if member.kind in ("texts", "text or texts"):
        given = given.split("\n") if isinstance(given, str) else given
        return [text for one in given if (text := str(one).strip())] or None
    if member.kind == "values":
        rows = [{name: str(one.get(name) or "").strip() for name in ("value", "definition")} for one in given]
        rows = [one for one in rows if one["value"]]
        if twice := [one["value"] for one in rows if [it["value"] for it in rows].count(one["value"]) > 1]:
            raise Misuse(f"the value {twice[0]} stands there twice.")
        return rows or None
    if member.kind == "table" and member.table:
        inner = {name: cleaned(one, given.get(name)) for name, one in members(member.table).items()}
        return {name: one for name, one in inner.items() if one is not None} or None
    if member.kind == "tables":
        return list(given) or None
    text = re.sub(r"\r\n?", "\n", str(given)).strip()
    if text and not fits(written(member, text), member.kind):
        told = {"id": "one word, without spaces, commas, quotation marks or brackets"}
        raise Misuse(f"{member.name} is “{text}”, and must be {told.get(member.kind, 'a date: 2026-11-28')}.")
    return text or None


def written(member: Member, value: Any) -> Any:
    """Return a value of a form as review.toml has it."""
    if value is None:
        return None
    if member.kind == "date":
        return _dated(value)
    if member.kind == "text or number":
        return int(value) if re.fullmatch(r"[+-]?(0|[1-9]\d{0,14})", value) else value
    if member.kind == "values":
        plain = not any(one["definition"] for one in value)
        return [
            one["value"] if plain else {name: text for name, text in one.items() if text} for one in value
        ]
    if member.kind == "text or texts":
        return value[0] if len(value) == 1 else value
    if member.kind == "table" and member.table:
        return {name: written(members(member.table)[name], one) for name, one in value.items()}
    if member.kind == "tables" and member.table:
        return [
            {name: written(members(member.table)[name], one) for name, one in entry.items()}
            for entry in value
        ]
    return value


def _dated(text: str) -> Any:
    """Return the day or moment that a text is, else the text."""
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(text)
        except ValueError:
            continue
    return text
