"""TOML text changed in place: one member set, or one table added or taken out.

Changed through tomlkit, so that comments and layout stay, and compared afterwards with what the same edits
make of the plain values.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from litmatrix.errors import Misuse, NotSaved
from litmatrix.model import Problem
from litmatrix.protocol import arrays, slips
from litmatrix.protocol.blocks import blocks, is_whole, loads, spans, statements_end
from litmatrix.vocabulary import FATAL

_PLACE = re.compile(r"\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")

#: A list that is longer on one line is written one item a line.
_LINE = 100


#: An entry of a list of tables: by its id, or by its place (from 0), for not every kind of table has an id.
Entry = str | int


class SetValue(NamedTuple):
    """Set one member; None takes it out.

    It is one of an entry of a list of tables, of a single table (`id` is empty), or of the top (`table` is empty too). A
    single table that is not there is made.
    """

    table: str
    id: Entry
    member: str
    value: Any


class AddTable(NamedTuple):
    """Add an entry to a list of tables, at its end; members that are None or empty text are left out."""

    table: str
    values: Mapping[str, Any]


class RemoveTable(NamedTuple):
    """Take out an entry of a list of tables."""

    table: str
    id: Entry


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
    for edit in edits:
        _apply(expected, edit, name)
        try:
            changed = _spliced(changed, edit)
            same = loads(changed) == expected
        except (TOMLKitError, ValueError, LookupError, TypeError, AttributeError):
            same = False  # tomlkit raises many kinds for text that it cannot change
        if not same:
            raise NotSaved(
                f"{name}: not saved: {_told(edit)} cannot be changed without touching something else. Change it by hand."
            )
    return _with_line_ends(text, changed)


def _told(edit: Edit) -> str:
    """Return what an edit changes: “searches db hits”."""
    id = edit.id if isinstance(edit, SetValue | RemoveTable) else ""
    member = edit.member if isinstance(edit, SetValue) else ""
    return " ".join(filter(None, (edit.table, f"number {id + 1}" if isinstance(id, int) else id, member)))


def _with_line_ends(before: str, after: str) -> str:
    """Return the text with the line ends that most lines of before have, where it is new."""
    if 2 * before.count("\r\n") <= before.count("\n"):
        return after
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for kind, _, _, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            new[start:stop] = [re.sub(r"(?<!\r)\n", "\r\n", line) for line in new[start:stop]]
    return "".join(new)


# --- in the values --------------------------------------------------------------------------------------


def _apply(values: dict[str, Any], edit: Edit, name: str) -> None:
    """Do to the plain values what the edit asks for."""
    if isinstance(edit, SetValue) and edit.id == "":
        holder = values.setdefault(edit.table, {}) if edit.table else values
        if not isinstance(holder, dict):
            raise Misuse(f"{name}: {edit.table} is not written as [{edit.table}]: change that by hand first.")
        _set(holder, edit)
        return
    tables = values.get(edit.table, [])
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
    number = _number(tables, edit.table, edit.id, name)
    if isinstance(edit, SetValue):
        _set(tables[number], edit)
    else:
        del tables[number]
        if not tables:
            del values[edit.table]


def _set(holder: dict[str, Any], edit: SetValue) -> None:
    holder.pop(edit.member, None)
    if edit.value is not None:
        holder[edit.member] = _plain(edit.value)


def _number(tables: Iterable[Mapping[str, Any]], table: str, id: Entry, name: str = "") -> int:
    """Return where an entry stands among its like; raises `Misuse` for one that is not there."""
    known = [one.get("id") for one in tables]
    if isinstance(id, int):
        if id not in range(len(known)):
            raise Misuse(f"{name} has no {table} number {id + 1}; it has {len(known)} of them.")
        return id
    if id not in known:
        raise Misuse(
            f"{name} has no {table} with the id {id}. Known: {', '.join(map(str, known)) or 'none'}."
        )
    return known.index(id)


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
    raise Misuse(f"{value!r} cannot be written in a TOML file.")


# --- in the text ----------------------------------------------------------------------------------------


def _spliced(text: str, edit: Edit) -> str:
    """Return the text with one edit applied; `_apply` has seen that it makes sense."""
    tables = loads(text).get(edit.table)
    if isinstance(edit, SetValue) and edit.id == "":
        if edit.table and tables is None:
            return _with_single_table(text, edit)
        start, end = _place_of(text, edit.table)
        return text[:start] + _with_member(text[start:end], edit) + text[end:]
    found = spans(text, edit.table)
    if isinstance(edit, SetValue):
        number = _number(tables or (), edit.table, edit.id)
        start, end = found[number] if found else _top(text)
        return (
            text[:start]
            + _with_member(text[start:end], edit._replace(id=0 if found else number))
            + text[end:]
        )
    if not found and tables:
        start, end = _top(text)
        return text[:start] + _with_inline_tables(text[start:end], tables, edit) + text[end:]
    if isinstance(edit, AddTable):
        if tables == []:
            text = _spliced(text, SetValue("", "", edit.table, None))
        return _with_table(text, edit)
    if isinstance(edit, RemoveTable):
        start, end = found[_number(tables or (), edit.table, edit.id)]
        gap = re.match(r"\r?\n", text[end:]) if re.search(r"(\A|\n\r?\n)\Z", text[:start]) else None
        return text[:start] + text[end + (gap.end() if gap else 0) :]
    return _in_order(text, [str(one["id"]) for one in tables or ()], edit)


def _top(text: str) -> tuple[int, int]:
    """Return where that begins and ends which stands above the first header."""
    first = blocks(text)[0]
    return first.start, first.end


def _place_of(text: str, table: str) -> tuple[int, int]:
    """Return the part of the text that holds a single table, or the top: no more of it is parsed, nor can be touched."""
    found = [one for one in blocks(text) if table and one.table == table]
    return (found[0].start, statements_end(text, found[-1].start, found[-1].end)) if found else _top(text)


def _document(text: str) -> Any:
    import tomlkit

    document = tomlkit.parse(text)
    if document.as_string() != text:
        raise ValueError("tomlkit does not keep this layout")
    return document


def _with_inline_tables(text: str, values: list[Any], edit: AddTable | RemoveTable | OrderTables) -> str:
    """Return the text with an edit of tables that stand in a list, [{…}, {…}]."""
    document = _document(text)
    if isinstance(edit, AddTable):
        values = [*values, _plain(_given(edit))]
    elif isinstance(edit, OrderTables):
        values = sorted(values, key=lambda one: edit.ids.index(one["id"]))
    else:
        values = [one for at, one in enumerate(values) if at != _number(values, edit.table, edit.id)]
    if values:
        return _listed(document, document, edit.table, values)
    document.remove(edit.table)
    return str(document.as_string())


def _with_table(text: str, edit: AddTable) -> str:
    import tomlkit

    others = spans(text, edit.table)
    at = others[-1][1] if others else _first_place(text, f"[[{edit.table}]]")
    listed = tomlkit.aot()
    listed.append(_table(_given(edit)))
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


def _with_member(text: str, edit: SetValue) -> str:
    """Return a part of the text (see `_place_of`) with one member set."""
    import tomlkit

    document, listed = _document(text), edit.id != ""
    holder, number = document[edit.table] if edit.table else document, 0
    if listed:
        number = _number(holder, edit.table, edit.id)
        holder = holder[number]
    stands = holder.get(edit.member)
    if edit.value is None:
        holder.pop(edit.member, None)
        return str(document.as_string())
    if isinstance(stands, tomlkit.items.Array) and isinstance(edit.value, (list, tuple)):
        return _listed(document, holder, edit.member, _plain(edit.value))
    if isinstance(stands, tomlkit.items.AoT) and stands.unwrap() == _plain(edit.value)[: len(stands)]:
        for one in _plain(edit.value)[len(stands) :]:
            stands.append(_table(one))
        return str(document.as_string())
    if isinstance(stands, tomlkit.items.Table):
        # Under a header of its own, where comments may stand between its members.
        for name in [name for name in stands if name not in edit.value]:
            stands.pop(name)
        for name in [name for name, value in edit.value.items() if stands.get(name) != _plain(value)]:
            stands[name] = _item(edit.value[name])
        return str(document.as_string())
    if stands is not None:
        holder[edit.member] = _item(edit.value)
        return str(document.as_string())
    if isinstance(holder, tomlkit.items.InlineTable):
        holder[edit.member] = _item(edit.value)
        return str(document.as_string())
    listing, *under = blocks(text)
    own = [one for one in under if one.table == edit.table and (one.starts or not listed)]
    # A table whose members stand at the top, each behind its name and a dot, gets one more so.
    block, key = (own[0], edit.member) if own else (listing, tomlkit.key([edit.table, edit.member]))
    if not edit.table:
        block, key = listing, edit.member
    at = statements_end(text, block.start, block.end)
    line = tomlkit.document().add(key, _item(edit.value)).as_string()
    return f"{_closed(text[:at])}{_indent(text[block.start : at])}{_closed(line)}{text[at:]}"


def _with_single_table(text: str, edit: SetValue) -> str:
    """Return the text with a table that was not there; its header alone, where it holds nothing."""
    import tomlkit

    values = {} if edit.value is None else {edit.member: edit.value}
    new = tomlkit.document().add(edit.table, _table(values)).as_string()
    at = _first_place(text, f"[{edit.table}]")
    gap = "\n" if text[:at] else ""
    return f"{_closed(text[:at])}{gap}{_closed(new)}{text[at:]}"


def _first_place(text: str, header: str) -> int:
    """Return where the first table of its kind goes: below the comment that shows an example of it, else to the end."""
    example = re.compile(rf"^[ \t]*#[ \t]*{re.escape(header)}[^\n]*(?:\n[ \t]*#[^\n]*)*\n", re.MULTILINE)
    found = [
        match.end()
        for block in blocks(text)
        for match in example.finditer(text, statements_end(text, block.start, block.end), block.end)
    ]
    return found[-1] if found else len(text)


def _table(values: Mapping[str, Any]) -> Any:
    """Return a table as it stands under a header of its own."""
    import tomlkit

    table = tomlkit.table()
    for member, value in values.items():
        table.add(member, _item(value))
    return table


def _indent(statements: str) -> str:
    """Return the space before the last statement of a table; none before one that holds nothing yet."""
    for line in reversed([*re.finditer(r"^([ \t]*)(?=[^\s#])", statements, re.MULTILINE)]):
        if is_whole(statements[: line.start()]):
            return "" if statements.startswith("[", line.end()) else line[1]
    return ""


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
