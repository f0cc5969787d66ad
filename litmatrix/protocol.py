"""review.toml: the protocol. Read with tomllib, changed only through tomlkit, so that comments stay."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import store
from litmatrix.errors import Misuse, NotSaved
from litmatrix.model import (
    Acceptance,
    Claim,
    Criterion,
    CriterionChange,
    Descriptor,
    FieldCheck,
    Problem,
    Protocol,
    Round,
    Search,
    Theme,
    ThemeChange,
)
from litmatrix.vocabulary import (
    CARD_ACTS,
    CRITERION_EFFECTS,
    DESCRIPTOR_TYPES,
    ERROR,
    FATAL,
    FORMAT,
    KEY,
    SEARCH_KINDS,
    STAGES,
    THEME_CHANGES,
    WARNING,
)

__all__ = ["AddTable", "RemoveTable", "SetValue", "edited", "parse_protocol", "read_protocol", "write_protocol"]

_ID = re.compile(r"[^\s,;\"'\[\]{}]+")
_PLACE = re.compile(r"\(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)")

_TOP = {
    "format": "number", "title": "text", "caption": "text", "questions": "texts", "reviewers": "texts", "agree": "table",
    "keys": "table", "highlight": "table",
    "searches": "tables", "criteria": "tables", "descriptors": "tables", "themes": "tables", "theme_history": "tables",
    "rounds": "tables", "claims": "tables", "accepted": "tables",
}  # fmt: skip

# What each table may hold: the type of each of its members, and which it must have.
_TABLES: dict[str, dict[str, str]] = {
    "searches": {
        "id": "id!", "kind": "text!", "source": "text", "platform": "text", "strand": "text", "query": "text", "limits": "text",
        "filters": "text", "date": "date", "hits": "number", "examined": "number", "file": "text", "updates": "text",
        "peer_review": "text", "note": "text",
    },
    "criteria": {"id": "id!", "include": "text!", "exclude": "text", "stage": "text", "check": "table", "history": "tables"},
    "descriptors": {"id": "id!", "name": "text", "type": "text", "values": "any", "group": "text"},
    "themes": {
        "id": "id!", "name": "text!", "definition": "text", "subthemes": "texts", "added": "date", "retired": "date",
        "statement": "text", "question": "text", "note": "text",
    },
    "theme_history": {"time": "date!", "change": "text!", "from": "texts", "to": "texts", "why": "text", "by": "text"},
    "rounds": {"id": "id!", "purpose": "text!", "stage": "text!", "seed": "number", "size": "number", "date": "date"},
    "claims": {"text": "text!", "value": "any!", "count": "text", "note": "text", "id": "text"},
    "accepted": {"check": "text!", "key": "any", "why": "text!"},
}  # fmt: skip
_CHECK = {"field": "text!", "from": "number", "to": "number", "contains": "texts", "is": "texts"}
_CHANGE = {"date": "date!", "effect": "text!", "include": "text", "exclude": "text"}

_MEANT = {
    "text": (str,), "id": (str,), "number": (int,), "texts": (list,), "table": (dict,), "tables": (list,),
    "date": (date, str),
}  # fmt: skip
_SHOWN = {
    "text": "a text in quotation marks", "id": "a text in quotation marks", "number": "a whole number",
    "texts": 'a list of texts, ["…", "…"]', "table": "a table, {…}", "tables": "a list of tables, [[…]]",
    "date": "a date, 2026-11-22",
}  # fmt: skip


class _Reading(NamedTuple):
    name: str
    problems: list[Problem]

    def report(self, where: str, message: str, fix: str = "", severity: str = ERROR, key: str = "") -> None:
        self.problems.append(Problem("protocol", severity, f"{self.name}, {where}" if where else self.name, message, key, fix))


# --- reading --------------------------------------------------------------------------------------------


def read_protocol(path: Path) -> tuple[Protocol, tuple[Problem, ...]]:
    """Return the protocol in a file and the problems met; raises `Unreadable` if the file cannot be had.

    A TOML error is one fatal problem with its line and column, and the protocol is then empty. In valid
    TOML each fault is a problem with its table and id; the faulty part is left out.
    """
    text, _, _, problems = store.read_text(path)
    protocol, found = parse_protocol(text, path.name)
    return protocol, (*problems, *found, *store.conflicted_copies(path))


def parse_protocol(text: str, name: str = "review.toml") -> tuple[Protocol, tuple[Problem, ...]]:
    """Return the protocol in a text and the problems met; `name` stands in the problems."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return Protocol(), (_toml_problem(error, text, name),)
    reading = _Reading(name, [])
    _check_members(values, _TOP, "", reading)
    if values.get("format", FORMAT) != FORMAT:
        reading.report("format", f"the format is {values['format']!r}, this litmatrix reads {FORMAT}.",
                       "Use the version of litmatrix that wrote it.", FATAL)  # fmt: skip
    tables = {table: _tables(values, table, reading) for table in _TABLES}
    protocol = Protocol(
        title=_text(values, "title"),
        questions=_texts(values, "questions"),
        reviewers=_texts(values, "reviewers"),
        caption=_text(values, "caption"),
        agree=_agree(values, reading),
        keys=_keys(values, reading),
        highlight=_highlight(values, reading),
        searches=tuple(_search(table, reading) for table in tables["searches"]),
        criteria=tuple(_criterion(table, reading) for table in tables["criteria"]),
        descriptors=tuple(_descriptor(table, reading) for table in tables["descriptors"]),
        themes=tuple(_theme(table, reading) for table in tables["themes"]),
        theme_history=tuple(_theme_change(table, reading) for table in tables["theme_history"]),
        rounds=tuple(Round(**_kept(table, Round)) for table in tables["rounds"]),
        claims=tuple(_claim(table) for table in tables["claims"]),
        accepted=tuple(_acceptance(table) for table in tables["accepted"]),
    )
    _check_ids(protocol, reading)
    return protocol, tuple(reading.problems)


def _toml_problem(error: tomllib.TOMLDecodeError, text: str, name: str) -> Problem:
    message = str(error)
    found = _PLACE.search(message)
    line = int(found["line"]) if found and found["line"] else text.count("\n") + 1
    column = int(found["column"]) if found and found["column"] else 1
    told = message[: found.start()].strip() if found else message
    return Problem(
        "toml", FATAL, f"{name}:{line}:{column}", f"this is not valid TOML: {told[:1].lower()}{told[1:]}.",
        fix="Look at this line and the one above it for a missing quotation mark, bracket or equals sign.",
    )  # fmt: skip


def _tables(values: Mapping[str, Any], table: str, reading: _Reading) -> list[dict[str, Any]]:
    """Return the tables of a kind that have all they must have, each member of the right type."""
    result = []
    given = values.get(table, [])
    if not isinstance(given, list):
        return []
    for number, entry in enumerate(given, start=1):
        if not isinstance(entry, dict):
            reading.report(table, f"entry {number} is not a table.", f"Write it as [[{table}]] with its members below.")
            continue
        where = f"{table} {_label(entry, number)}"
        if _check_members(entry, _TABLES[table], where, reading):
            result.append(entry)
    return result


def _label(entry: Mapping[str, Any], number: int) -> str:
    label = entry.get("id") or entry.get("check")
    return str(label) if isinstance(label, str) and label else f"number {number}"


def _check_members(entry: dict[str, Any], meant: Mapping[str, str], where: str, reading: _Reading) -> bool:
    """Report unknown, missing and mistyped members; mistyped ones are taken out. Return whether none is missing."""
    import difflib

    sound = True
    for member in [*entry]:
        if member not in meant:
            near = difflib.get_close_matches(member, meant, 1)
            fix = f"Did you mean {near[0]}?" if near else f"Known here: {', '.join(meant)}."
            reading.report(where, f"there is no member {member}; it is not read.", fix, WARNING)
            continue
        kind = meant[member].rstrip("!")
        value = entry[member]
        right = kind == "any" or (isinstance(value, _MEANT[kind]) and not isinstance(value, bool))
        if right and kind == "texts":
            right = all(isinstance(part, str) for part in value)
        if right and kind == "id":
            right = bool(_ID.fullmatch(value))
        if not right:
            shown = "one word without spaces, commas or brackets" if kind == "id" and isinstance(value, str) else _SHOWN[kind]
            reading.report(where, f"{member} is {value!r}, and must be {shown}.", "It is left out until then.")
            del entry[member]
    for member, kind in meant.items():
        if kind.endswith("!") and (member not in entry or entry[member] == ""):
            reading.report(where, f"{member} is missing; the table is not read.", f"Add a line {member} = ….")
            sound = False
    return sound


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def _texts(values: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(value.strip() for value in values.get(name, []))


def _agree(values: Mapping[str, Any], reading: _Reading) -> dict[str, int]:
    agree = {"screening": 1, "eligibility": 1}
    for stage, number in (values.get("agree") or {}).items():
        if stage not in agree:
            reading.report("agree", f"{stage} is no stage at which people must agree.", f"Allowed: {', '.join(agree)}.")
        elif isinstance(number, bool) or not isinstance(number, int) or number < 1:
            reading.report("agree", f"{stage} is {number!r}, and must be a whole number from 1.")
        else:
            agree[stage] = number
    return agree


def _keys(values: Mapping[str, Any], reading: _Reading) -> dict[str, str]:
    """Return the keys that review.toml gives to acts of the screening card: one character each."""
    keys = {}
    for act, key in (values.get("keys") or {}).items():
        if act not in CARD_ACTS:
            reading.report("keys", f"{act} is no act of the screening card.", f"Allowed: {', '.join(CARD_ACTS)}.")
        elif not isinstance(key, str) or len(key) != 1 or key.isdigit() or key.isspace():
            reading.report("keys", f"{act} is {key!r}, and must be one character, and no digit (digits are reasons).")
        else:
            keys[act] = key.lower()
    return keys


def _highlight(values: Mapping[str, Any], reading: _Reading) -> dict[str, tuple[str, ...]]:
    given = values.get("highlight") or {}
    words: dict[str, tuple[str, ...]] = {"include": (), "exclude": ()}
    for kind, listed in given.items():
        if kind not in words:
            reading.report("highlight", f"there is no member {kind}; it is not read.", f"Known here: {', '.join(words)}.", WARNING)
        elif not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            reading.report("highlight", f"{kind} is {listed!r}, and must be {_SHOWN['texts']}.", "It is left out until then.")
        else:
            words[kind] = tuple(word.strip() for word in listed if word.strip())
    return words


def _kept(table: Mapping[str, Any], kind: type) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {name: value.strip() if isinstance(value, str) else value for name, value in table.items() if name in names}


def _search(table: dict[str, Any], reading: _Reading) -> Search:
    search = Search(**_kept(table, Search))
    if search.kind not in SEARCH_KINDS:
        reading.report(f"searches {search.id}", f"{search.kind} is no kind of search.", f"Allowed: {', '.join(SEARCH_KINDS)}.")
    for name in ("hits", "examined"):
        if (number := getattr(search, name)) is not None and number < 0:
            reading.report(f"searches {search.id}", f"{name} is {number}, and cannot be below 0.")
    return search


def _criterion(table: dict[str, Any], reading: _Reading) -> Criterion:
    where = f"criteria {table['id']}"
    stage = _text(table, "stage")
    if stage and stage not in ("screening", "eligibility"):
        reading.report(where, f"the stage is {stage}.", "Allowed: screening, eligibility, or none (both).")
    check = None
    if "check" in table and _check_members(table["check"], _CHECK, f"{where}, check", reading):
        given = table["check"]
        check = FieldCheck(given["field"], given.get("from"), given.get("to"), _texts(given, "contains"), _texts(given, "is"))
        if not (check.contains or check.values or check.first is not None or check.last is not None):
            reading.report(f"{where}, check", "it asks for nothing.", "Add from and to, contains, or is.")
            check = None
    history = []
    for change in table.get("history", []):
        if isinstance(change, dict) and _check_members(change, _CHANGE, f"{where}, history", reading):
            history.append(CriterionChange(**_kept(change, CriterionChange)))
            if history[-1].effect not in CRITERION_EFFECTS:
                reading.report(f"{where}, history", f"the effect is {history[-1].effect}.", f"Allowed: {', '.join(CRITERION_EFFECTS)}.")
    return Criterion(table["id"], _text(table, "include"), _text(table, "exclude"), stage, check, tuple(history))


def _descriptor(table: dict[str, Any], reading: _Reading) -> Descriptor:
    where = f"descriptors {table['id']}"
    values: dict[str, str] = {}
    given = table.get("values", [])
    if isinstance(given, dict):
        given = [{"value": value, "definition": definition} for value, definition in given.items()]
    for value in given if isinstance(given, list) else []:
        if isinstance(value, str):
            values[value] = ""
        elif isinstance(value, dict) and isinstance(value.get("value"), str):
            values[value["value"]] = str(value.get("definition", ""))
        else:
            reading.report(where, f"the value {value!r} is not read.", 'Write values as texts, or as {value = "…", definition = "…"}.')
    kind = _text(table, "type") or ("choice" if values else "text")
    if kind not in DESCRIPTOR_TYPES:
        reading.report(where, f"the type is {kind}.", f"Allowed: {', '.join(DESCRIPTOR_TYPES)}.")
        kind = "text"
    if kind in ("choice", "choices") and not values:
        reading.report(where, f"a descriptor of type {kind} needs values.", 'Add values = ["…", "…"].')
    return Descriptor(table["id"], _text(table, "name") or table["id"], kind, values, _text(table, "group"))


def _theme(table: dict[str, Any], reading: _Reading) -> Theme:
    given = _kept(table, Theme)
    given["subthemes"] = _texts(table, "subthemes")
    for subtheme in given["subthemes"]:
        if re.search(r"[\[\]\n]|\s[+\-~]$", subtheme) or not subtheme:
            reading.report(f"themes {table['id']}", f"the subtheme {subtheme!r} cannot be written in a cell.",
                           "It may not be empty, hold brackets, or end in a lone +, - or ~.")  # fmt: skip
        if given["subthemes"].count(subtheme) > 1:
            reading.report(f"themes {table['id']}", f"the subtheme {subtheme!r} is declared twice.", "Delete one.")
    return Theme(**given)


def _theme_change(table: dict[str, Any], reading: _Reading) -> ThemeChange:
    if table["change"] not in THEME_CHANGES:
        reading.report("theme_history", f"{table['change']} is no change of a theme.", f"Allowed: {', '.join(THEME_CHANGES)}.")
    return ThemeChange(
        table["time"], table["change"], _texts(table, "from"), _texts(table, "to"), _text(table, "why"), _text(table, "by")
    )


def _claim(table: dict[str, Any]) -> Claim:
    given = _kept(table, Claim)
    given["value"] = str(given["value"])
    given.setdefault("id", given.get("count") or given["text"][:40])
    return Claim(**given)


def _acceptance(table: dict[str, Any]) -> Acceptance:
    key = table.get("key", ())
    keys = (key,) if isinstance(key, str) else tuple(str(part) for part in key)
    return Acceptance(table["check"], tuple(part for part in keys if part), table["why"].strip())


def _check_ids(protocol: Protocol, reading: _Reading) -> None:
    for table in ("searches", "criteria", "descriptors", "themes", "rounds"):
        seen: set[str] = set()
        for entry in getattr(protocol, table):
            if entry.id in seen:
                reading.report(f"{table} {entry.id}", "this id is used twice.", "Give one of them another.", FATAL)
            seen.add(entry.id)
    columns = [KEY, *(descriptor.id for descriptor in protocol.descriptors)]
    for theme in protocol.themes:
        if theme.id in columns:
            reading.report(f"themes {theme.id}", "a column of the matrix already has this name (key, or a descriptor).",
                           "Choose another id.", FATAL)  # fmt: skip
    searches = {search.id for search in protocol.searches}
    for search in protocol.searches:
        if search.updates and search.updates not in searches:
            reading.report(f"searches {search.id}", f"it updates {search.updates}, which is no search.", f"Known: {', '.join(sorted(searches))}.")
    for stage in (round_.stage for round_ in protocol.rounds):
        if stage not in STAGES:
            reading.report("rounds", f"{stage} is no stage.", f"Allowed: {', '.join(STAGES)}.")


# --- writing --------------------------------------------------------------------------------------------


class SetValue(NamedTuple):
    """Set one member: of the table with this id, or at the top where `table` is empty. None takes it out."""

    table: str
    id: str
    member: str
    value: Any


class AddTable(NamedTuple):
    """Add an entry to a list of tables, at its end."""

    table: str
    values: Mapping[str, Any]


class RemoveTable(NamedTuple):
    """Take out the table with this id."""

    table: str
    id: str


Edit = SetValue | AddTable | RemoveTable


def write_protocol(path: Path, edits: Iterable[Edit]) -> Protocol:
    """Apply edits to the file and return the protocol as it is afterwards; comments and layout stay.

    The file is locked and read again first. Raises `NotSaved` if it is not valid TOML, or would not be
    sound after the edits; `Misuse` for an id that does not exist.
    """
    with store.lock(path):
        text, _, bom, problems = store.read_text(path)
        if any(problem.severity == FATAL for problem in problems):
            raise NotSaved(f"{path}: not saved: {problems[0]}")
        changed = edited(text, edits, path.name)
        if changed != text:
            store.write(path, store.encode(changed, bom))
    return parse_protocol(changed, path.name)[0]


def edited(text: str, edits: Iterable[Edit], name: str = "review.toml") -> str:
    """Return the text with the edits applied."""
    import tomlkit

    _, before = parse_protocol(text, name)
    if any(problem.check == "toml" for problem in before):
        raise NotSaved(f"{name}: not saved: {before[0]}")
    document = tomlkit.parse(text)
    for edit in edits:
        _EDITORS[type(edit)](document, edit, name)
    changed = tomlkit.dumps(document)
    _, after = parse_protocol(changed, name)
    new = [problem for problem in after if problem not in before]
    if new:
        raise NotSaved(f"{name}: not saved: {new[0]}")
    return changed


def _find(document: Any, table: str, id: str, name: str) -> Any:
    for entry in document.get(table, []):
        if entry.get("id") == id:
            return entry
    known = ", ".join(str(entry.get("id")) for entry in document.get(table, []))
    raise Misuse(f"{name} has no {table} with the id {id}. Known: {known or 'none'}.")


def _set_value(document: Any, edit: SetValue, name: str) -> None:
    holder = _find(document, edit.table, edit.id, name) if edit.table else document
    if edit.value is None:
        holder.pop(edit.member, None)
    else:
        holder[edit.member] = _item(edit.value)


def _add_table(document: Any, edit: AddTable, name: str) -> None:
    import tomlkit

    if edit.table not in _TABLES:
        raise Misuse(f"{name} holds no tables called {edit.table}; known: {', '.join(_TABLES)}.")
    entry = tomlkit.table()
    for member, value in edit.values.items():
        if value is not None and value != "":
            entry.add(member, _item(value))
    if edit.table in document:
        document[edit.table].append(entry)
    else:
        tables = tomlkit.aot()
        tables.append(entry)
        document.append(edit.table, tables)


def _remove_table(document: Any, edit: RemoveTable, name: str) -> None:
    entry = _find(document, edit.table, edit.id, name)
    tables = document[edit.table]
    for number, other in enumerate(tables):
        if other is entry or other == entry:
            del tables[number]
            break
    if not tables:
        document.remove(edit.table)


def _item(value: Any) -> Any:
    import tomlkit

    if isinstance(value, str) and "\n" in value:
        return tomlkit.string(value, multiline=True)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return value


_EDITORS: dict[type, Callable[[Any, Any, str], None]] = {
    SetValue: _set_value,
    AddTable: _add_table,
    RemoveTable: _remove_table,
}
