"""TOML text changed in place: one member set, or one table added or taken out.

Changed through tomlkit, so that comments and layout stay, and compared afterwards with what the same edits
make of the plain values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from litmatrix.errors import Misuse, NotSaved
from litmatrix.model import Problem
from litmatrix.protocol import arrays, slips
from litmatrix.protocol.blocks import blocks, is_whole, loads, spans, statements_end
from litmatrix.vocabulary import FATAL

_PLACE = re.compile(r"\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")

#: A list that is longer on one line is written one item a line.
_LINE = 100


class SetValue(NamedTuple):
    """Set one member: of the table with this id, or at the top where `table` is empty. None takes it out.

    Tables that have no ids are told by their place in the list, from 0.
    """

    table: str
    id: str | int
    member: str
    value: Any


class AddTable(NamedTuple):
    """Add an entry to a list of tables, at its end; members that are None or empty text are left out."""

    table: str
    values: Mapping[str, Any]


class RemoveTable(NamedTuple):
    """Take out the table with this id, or in this place (see `SetValue`)."""

    table: str
    id: str | int


class OrderTables(NamedTuple):
    """Put the tables into the order of these ids, which must be all of them; comments right above one go with it."""

    table: str
    ids: tuple[str, ...]


Edit = SetValue | AddTable | RemoveTable | OrderTables


def read(text: str, name: str, lists: Collection[str] = ()) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """Return the values in a TOML text, or none and the problem, with its line and column (see `slips.told`)."""
    try:
        return loads(text), ()
    except tomllib.TOMLDecodeError as error:
        message = str(error)
    found = _PLACE.search(message)
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    if found and found["line"]:
        line, column = int(found["line"]), int(found["column"])
    reason = message[: found.start()].strip() if found else message
    slip = slips.told(text, reason, line, column, lists)
    where = f"{name}:{line}:{column}" if slip.line == line else f"{name}:{slip.line}"
    return {}, (Problem("toml", FATAL, where, f"this is not valid TOML: {slip.message}", fix=slip.fix),)


def edited(text: str, edits: Iterable[Edit], name: str) -> str:
    """Return the text with the edits applied; `name` stands in the messages.

    Raises `Misuse` for a table, id or value that cannot be, `NotSaved` if the text cannot be changed by
    program without touching something else.
    """
    from tomlkit.exceptions import TOMLKitError

    expected = loads(text)
    changed = text
    try:
        for edit in edits:
            _apply(expected, edit, name)
            changed = _spliced(changed, edit)
        if "\r\n" in text and changed != text:
            changed = re.sub(r"(?<!\r)\n", "\r\n", changed)
        same = changed == text or loads(changed) == expected
    except (TOMLKitError, ValueError, LookupError, TypeError, AttributeError):
        same = False  # tomlkit raises many kinds for text that it cannot change
    if not same:
        raise NotSaved(
            f"{name}: not saved: this cannot be changed without touching something else. Change it by hand."
        )
    return changed


# --- in the values --------------------------------------------------------------------------------------


def _apply(values: dict[str, Any], edit: Edit, name: str) -> None:
    """Do to the plain values what the edit asks for."""
    tables = values.get(edit.table, []) if edit.table else []
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise Misuse(f"{name}: {edit.table} is not written as [[{edit.table}]]: change that by hand first.")
    if isinstance(edit, AddTable):
        values.setdefault(edit.table, []).append(_plain(_given(edit)))
        return
    if isinstance(edit, OrderTables):
        if sorted(edit.ids) != sorted(str(one.get("id")) for one in tables):
            raise Misuse(f"{name}: these are not all ids of {edit.table}, each once: {', '.join(edit.ids)}.")
        tables.sort(key=lambda one: edit.ids.index(one["id"]))
        return
    holder = values
    if edit.table:
        _check_there(tables, edit.table, edit.id, name)
        number = _place(tables, edit.id)
        holder = tables[number]
    if isinstance(edit, SetValue):
        holder.pop(edit.member, None)
        if edit.value is not None:
            holder[edit.member] = _plain(edit.value)
    else:
        del tables[number]
        if not tables:
            del values[edit.table]


def _check_there(tables: Sequence[Mapping[str, Any]], table: str, id: str | int, name: str) -> None:
    known = [one.get("id") for one in tables]
    if isinstance(id, int):
        if not 0 <= id < len(known):
            raise Misuse(f"{name} has no {table} number {id + 1}; it has {len(known)} of them.")
    elif id not in known:
        raise Misuse(
            f"{name} has no {table} with the id {id}. Known: {', '.join(map(str, known)) or 'none'}."
        )


def _place(tables: Iterable[Mapping[str, Any]], id: str | int) -> int:
    """Return where a table that is there stands in its list."""
    return id if isinstance(id, int) else [one.get("id") for one in tables].index(id)


def _given(edit: AddTable) -> dict[str, Any]:
    return {member: value for member, value in edit.values.items() if value is not None and value != ""}


def _plain(value: Any) -> Any:
    """Return a value as TOML gives it back; raises `Misuse` for one that TOML does not have."""
    if isinstance(value, Mapping):
        return {_plain(str(member)): _plain(part) for member, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, str):
        return re.sub(r"\r\n?", "\n", value)
    if isinstance(value, (bool, int, float, date)):
        return value
    raise Misuse(f"{value!r} cannot stand in a TOML file.")


# --- in the text ----------------------------------------------------------------------------------------


def _spliced(text: str, edit: Edit) -> str:
    """Return the text with one edit applied; `_apply` has seen that it makes sense."""
    import tomlkit

    document = tomlkit.parse(text)
    if document.as_string() != text:
        raise ValueError("tomlkit does not keep this layout")
    if isinstance(edit, SetValue):
        return _with_member(text, document, edit)
    tables: Any = document.get(edit.table)
    if isinstance(tables, tomlkit.items.Array) and len(tables):
        return _with_inline_tables(document, tables.unwrap(), edit)
    if isinstance(edit, AddTable):
        if tables is not None and not len(tables):
            document.remove(edit.table)
            text = document.as_string()
        return _with_table(text, edit)
    if isinstance(edit, RemoveTable):
        start, end = spans(text, edit.table)[_place(tables, edit.id)]
        gap = re.match(r"\r?\n", text[end:]) if re.search(r"(\A|\n\r?\n)\Z", text[:start]) else None
        return text[:start] + text[end + (gap.end() if gap else 0) :]
    return _in_order(text, [str(one["id"]) for one in tables], edit)


def _with_inline_tables(document: Any, values: list[Any], edit: AddTable | RemoveTable | OrderTables) -> str:
    """Return the text with an edit of tables that stand in a list, [{…}, {…}]."""
    if isinstance(edit, AddTable):
        values = [*values, _plain(_given(edit))]
    elif isinstance(edit, OrderTables):
        values = sorted(values, key=lambda one: edit.ids.index(one["id"]))
    else:
        gone = _place(values, edit.id)
        values = [*values[:gone], *values[gone + 1 :]]
    if values:
        return _listed(document, document, edit.table, values)
    document.remove(edit.table)
    return str(document.as_string())


def _with_table(text: str, edit: AddTable) -> str:
    import tomlkit

    others = spans(text, edit.table)
    at = others[-1][1] if others else len(text)
    entry = tomlkit.table()
    for member, value in _given(edit).items():
        entry.add(member, _item(value))
    listed = tomlkit.aot()
    listed.append(entry)
    new = tomlkit.document().add(edit.table, listed).as_string()
    gap = "\n" if text[:at] else ""
    return f"{_closed(text[:at])}{gap}{_closed(new)}{text[at:]}"


def _in_order(text: str, ids: list[str], edit: OrderTables) -> str:
    found = []
    for start, end in spans(text, edit.table):
        above = re.search(r"(?:^[ \t]*#[^\n]*\n)+\Z", text[:start], re.MULTILINE)
        found.append((above.start() if above else start, end))
    texts = {id: _closed(text[start:end]) for id, (start, end) in zip(ids, found, strict=True)}
    pieces, at = [], 0
    for (start, end), id in zip(found, edit.ids, strict=True):
        pieces += [text[at:start], texts[id]]
        at = end
    return "".join([*pieces, text[at:]])


def _with_member(text: str, document: Any, edit: SetValue) -> str:
    import tomlkit

    holder, number = document, 0
    if edit.table:
        number = _place(document[edit.table], edit.id)
        holder = document[edit.table][number]
    if edit.value is None:
        holder.pop(edit.member, None)
        return str(document.as_string())
    if isinstance(holder.get(edit.member), tomlkit.items.Array) and _are_texts(edit.value):
        return _listed(document, holder, edit.member, _plain(edit.value))
    if edit.member in holder or isinstance(holder, tomlkit.items.InlineTable):
        holder[edit.member] = _item(edit.value)
        return str(document.as_string())
    tables = blocks(text)
    block = (
        [one for one in tables if one.table == edit.table and one.starts][number] if edit.table else tables[0]
    )
    at = statements_end(text, block.start, block.end)
    line = tomlkit.document().add(edit.member, _item(edit.value)).as_string()
    return f"{_closed(text[:at])}{_indent(text[block.start : at])}{_closed(line)}{text[at:]}"


def _indent(statements: str) -> str:
    """Return the space before the last statement of a table; none before one that holds nothing yet."""
    for line in reversed([*re.finditer(r"^([ \t]*)(?=[^\s#])", statements, re.MULTILINE)]):
        if is_whole(statements[: line.start()]):
            return "" if statements.startswith("[", line.end()) else line[1]
    return ""


def _are_texts(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(part, str) for part in value)


def _listed(document: Any, holder: Any, member: str, wanted: list[Any]) -> str:
    """Return the text with a list made what is wanted, item by item, so that its layout and comments stay."""
    import tomlkit

    holder[member] = tomlkit.value(
        arrays.changed(holder[member], wanted, lambda value: _item(value).as_string())
    )
    return str(document.as_string())


def _closed(text: str) -> str:
    return text if text.endswith("\n") or not text else text + "\n"


def _item(value: Any) -> Any:
    """Return a value as tomlkit writes it: text of several lines between triple quotes, tables in one line."""
    import tomlkit

    value = _plain(value)
    if isinstance(value, str) and "\n" in value:
        text = tomlkit.string(value, multiline=True).as_string()
        return tomlkit.value(text if value.startswith("\n") else f'"""\n{text[3:]}')
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for member, part in value.items():
            table.append(member, _item(part) if isinstance(part, (dict, list)) else part)
        return table
    long = isinstance(value, list) and len(str(value)) > _LINE and len(value) > 1
    if isinstance(value, list) and (long or any(isinstance(part, dict) for part in value)):
        array = tomlkit.array().multiline(True)
        for part in value:
            array.append(_item(part))
        return array
    return tomlkit.item(value)
