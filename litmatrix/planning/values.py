"""The members of review.toml as a form has them: plain values that JSON holds, and back as the file has them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
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
    kind = {"agree": "number", "divide": "texts", "highlight": "texts"}.get(table, "text")
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
    if member.kind == "table" and member.table:
        return (_shown_table(member.table, value) or None) if isinstance(value, Mapping) else None
    if member.kind == "tables" and member.table:
        return [_shown_table(member.table, one) for one in _list(value) if isinstance(one, Mapping)] or None
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if value is None or value == "":
        return None
    plain = isinstance(value, (str, int)) and member.kind != "text or number"
    return value if plain else str(value)


def _shown_table(table: type, given: Mapping[str, Any]) -> Values:
    found = {name: _shown(one, given.get(name)) for name, one in members(table).items()}
    return {name: one for name, one in found.items() if one is not None}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) and value else []


def cleaned(member: Member, given: Any) -> Any:
    """Return what a person gave for a member, as a form would have it again; raises `Misuse` for what it cannot be."""
    if given is None:
        return None
    if not _FORMS.get(member.kind, _is_plain)(given):
        raise Misuse(f"{member.name} is {str(given)[:60]!r}, which is not possible here.")
    if member.kind == "number":
        text = str(given).strip().replace("\u202f", "").replace(",", "")
        if text and not re.fullmatch(r"[+-]?\d{1,15}", text):
            raise Misuse(f"{member.name} is “{str(given)[:60]}”, and must be a whole number.")
        return int(text) if text else None
    if member.kind in ("texts", "text or texts"):
        given = given.split("\n") if isinstance(given, str) else given
        return [text for one in given if (text := one.strip())] or None
    if member.kind == "values":
        rows = [{name: (one.get(name) or "").strip() for name in ("value", "definition")} for one in given]
        rows = [one for one in rows if one["value"]]
        for value, times in Counter(one["value"] for one in rows).items():
            if times > 1:
                raise Misuse(f"the value {value} is there twice.")
        return rows or None
    if member.kind == "table" and member.table:
        return _cleaned_table(member.table, given) or None
    if member.kind == "tables" and member.table:
        return [_cleaned_table(member.table, one) for one in given] or None
    text = re.sub(r"\r\n?", "\n", str(given)).strip()
    if text and not (fits(written(member, text), member.kind) and (member.kind != "date" or _is_day(text))):
        told = {"id": "one word, without spaces, commas, quotation marks or brackets"}
        raise Misuse(
            f"{member.name} is “{text[:60]}”, and must be {told.get(member.kind, 'a date: 2026-11-28')}."
        )
    return text or None


def _cleaned_table(table: type, given: Mapping[str, Any]) -> Values:
    found = {name: cleaned(one, given.get(name)) for name, one in members(table).items()}
    return {name: one for name, one in found.items() if one is not None}


def _is_plain(given: Any) -> bool:
    return isinstance(given, (str, int)) and not isinstance(given, bool)


def _is_listed(given: Any) -> bool:
    return isinstance(given, str) or (isinstance(given, list) and all(isinstance(one, str) for one in given))


def _is_table(given: Any) -> bool:
    return isinstance(given, Mapping)


def _are_tables(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, Mapping) for one in given)


def _are_rows(given: Any) -> bool:
    return _are_tables(given) and all(
        isinstance(one.get(name) or "", str) for one in given for name in ("value", "definition")
    )


#: What a form can send for a kind of member; for any other it is a text, or a number.
_FORMS: Mapping[str, Callable[[Any], bool]] = {
    "texts": _is_listed, "text or texts": _is_listed, "values": _are_rows, "table": _is_table, "tables": _are_tables,
}  # fmt: skip


def _is_day(text: str) -> bool:
    """Whether a text is a day or moment that there is, or words: a February has no 30th."""
    return not re.match(r"\d{4}-\d{1,2}-\d", text) or not isinstance(_dated(text), str)


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
        return _written_table(member.table, value)
    if member.kind == "tables" and member.table:
        return [_written_table(member.table, entry) for entry in value]
    return value


def _written_table(table: type, given: Mapping[str, Any]) -> Values:
    """Return a table as review.toml has it; what is no member of it stands there as it was."""
    known = members(table)
    return {name: written(known[name], one) if name in known else one for name, one in given.items()}


def _dated(text: str) -> Any:
    """Return the day or moment that a text is, else the text."""
    for kind in (date, datetime):
        try:
            return kind.fromisoformat(text)
        except (ValueError, TypeError):
            continue
    return text
