"""review.toml: the protocol. Read with tomllib, changed only through tomlkit, so that comments stay."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import store
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
from litmatrix.protocol import members, slips, toml
from litmatrix.protocol.members import Reading
from litmatrix.protocol.toml import AddTable, Edit, OrderTables, RemoveTable, SetValue
from litmatrix.vocabulary import (
    CARD_KEYS,
    CRITERION_EFFECTS,
    DESCRIPTOR_TYPES,
    ERROR,
    FATAL,
    FORMAT,
    KEY,
    PROTOCOL,
    SEARCH_KINDS,
    STAGES,
    THEME_CHANGES,
    WARNING,
)

__all__ = [
    "AddTable",
    "OrderTables",
    "RemoveTable",
    "SetValue",
    "edited",
    "parse_protocol",
    "read_protocol",
    "write_protocol",
]

_TOP = {
    "format": "number", "title": "text", "caption": "text", "questions": "texts", "reviewers": "texts", "agree": "table",
    "keys": "table", "highlight": "table",
    "searches": "tables", "criteria": "tables", "descriptors": "tables", "themes": "tables", "theme_history": "tables",
    "rounds": "tables", "claims": "tables", "accepted": "tables",
}  # fmt: skip

# What each table may hold: the type of each of its members, and which it must have (see `members`).
_TABLES: dict[str, dict[str, str]] = {
    "searches": {
        "id": "id!", "kind": "text!", "source": "text", "platform": "text", "strand": "text", "query": "text",
        "limits": "text", "filters": "text", "date": "date", "hits": "number", "examined": "number", "file": "text",
        "removed": "number", "removed_why": "text", "updates": "text", "peer_review": "text", "note": "text",
    },
    "criteria": {
        "id": "id!", "include": "text!", "exclude": "text", "stage": "text", "check": "table", "history": "tables",
    },
    "descriptors": {"id": "id!", "name": "text", "type": "text", "values": "values", "group": "text"},
    "themes": {
        "id": "id!", "name": "text!", "definition": "text", "subthemes": "texts", "added": "date", "retired": "date",
        "statement": "text", "question": "text", "note": "text",
    },
    "theme_history": {
        "time": "date!", "change": "text!", "theme": "text", "from": "texts", "to": "texts", "why": "text",
        "by": "text",
    },
    "rounds": {
        "id": "id!", "purpose": "text!", "stage": "text!", "seed": "number", "size": "number", "date": "date",
    },
    "claims": {"text": "text!", "value": "text or number!", "count": "text", "note": "text", "id": "text"},
    "accepted": {"check": "text!", "key": "text or texts", "why": "text!"},
}  # fmt: skip
_CHECK = {"field": "text!", "from": "number", "to": "number", "contains": "texts", "is": "texts"}
_AT = ("screening", "eligibility")
_CHANGE = {"date": "date!", "effect": "text!", "include": "text", "exclude": "text"}
# The members of every table that can stand under a header, the one that none may lack first.
_MEMBERS: dict[str, Collection[str]] = {
    "": _TOP, **_TABLES, "criteria.history": _CHANGE, "criteria.check": _CHECK, "agree": _AT,
    "highlight": ("include", "exclude"), "keys": CARD_KEYS,
}  # fmt: skip


# --- reading --------------------------------------------------------------------------------------------


def read_protocol(path: Path) -> tuple[Protocol, tuple[Problem, ...]]:
    """Return the protocol in a file and the problems met; raises `Unreadable` if the file cannot be had.

    A TOML error is one fatal problem with its line and column, and the protocol is then empty. In valid
    TOML each fault is a problem with its table and id; the faulty part is left out.
    """
    text, _, _, problems = store.read_text(path)
    protocol, found = parse_protocol(text, path.name)
    return protocol, (*problems, *found, *store.conflicted_copies(path))


def parse_protocol(text: str, name: str = PROTOCOL) -> tuple[Protocol, tuple[Problem, ...]]:
    """Return the protocol in a text and the problems met; `name` stands in the problems."""
    kept, left = slips.left_behind(text, _MEMBERS)
    values, problems = toml.read(text, name, _TABLES)
    if problems:
        if left and not toml.read(kept, name)[1]:
            # The text itself is refused: it stays closed to changes until the header is there.
            return Protocol(), tuple(_left(one, name, FATAL) for one in left)
        return Protocol(), problems
    if left:
        values, _ = toml.read(kept, name)
    reading = Reading(name, [_left(one, name, ERROR) for one in left], kept)
    _without_header(values, reading)
    members.check(values, _TOP, "", reading)
    if values.get("format", FORMAT) != FORMAT:
        message = f"the format is {values['format']!r}, this litmatrix reads {FORMAT}."
        reading.report("format", message, "Use the version of litmatrix that wrote it.", FATAL)
    tables = {
        table: members.sound_tables(values, table, meant, table, reading) for table, meant in _TABLES.items()
    }
    protocol = Protocol(
        title=members.text(values, "title"),
        questions=members.texts(values, "questions"),
        reviewers=members.texts(values, "reviewers"),
        caption=members.text(values, "caption"),
        agree=_agree(values, reading),
        keys=_keys(values, reading),
        highlight=_highlight(values, reading),
        searches=tuple(_search(table, reading) for table in tables["searches"]),
        criteria=tuple(_criterion(table, reading) for table in tables["criteria"]),
        descriptors=tuple(_descriptor(table, reading) for table in tables["descriptors"]),
        themes=tuple(_theme(table, reading) for table in tables["themes"]),
        theme_history=tuple(_theme_change(table) for table in tables["theme_history"]),
        rounds=tuple(Round(**_kept(table, Round)) for table in tables["rounds"]),
        claims=tuple(_claim(table) for table in tables["claims"]),
        accepted=tuple(_acceptance(table) for table in tables["accepted"]),
    )
    _check_words(protocol, reading)
    _check_ids(protocol, reading)
    return protocol, tuple(reading.problems)


def _without_header(values: dict[str, Any], reading: Reading) -> None:
    """Report members at the top that are those of a table, as one problem, and take them out."""
    strange = [member for member in values if member not in _TOP]
    for table, known in _TABLES.items():
        if strange and next(iter(known)) in strange and set(strange) <= set(known):
            message = f"{', '.join(strange)} stand at the top, in no table; they are not read."
            fix = f"They are members of [[{table}]]: put this line, with its brackets, above them."
            reading.report("", message, fix)
            for member in strange:
                del values[member]
            return


def _left(left: slips.Left, name: str, severity: str) -> Problem:
    brackets = f"[[{left.table}]]" if _is_list(left.table) else f"[{left.table}]"
    first, last = left.lines[0], left.lines[-1]
    lines = f"lines {first} to {last}" if last > first else f"line {first}"
    message = (
        f"the line {brackets} is still behind its #, so what stands below it ({lines}: {', '.join(left.members)}) "
        "belongs to no table of its own, and is not read."
    )
    where = f"{name}:{left.header}"
    return Problem("protocol", severity, where, message, fix=f"Take the # before {brackets} away.")


def _is_list(table: str) -> bool:
    return table in _TABLES or table == "criteria.history"


def _agree(values: Mapping[str, Any], reading: Reading) -> dict[str, int]:
    agree = {"screening": 1, "eligibility": 1}
    for stage, number in (values.get("agree") or {}).items():
        if stage not in agree:
            message = f"{stage} is no stage at which people must agree."
            reading.report("agree", message, f"Allowed: {', '.join(agree)}.")
        elif isinstance(number, bool) or not isinstance(number, int) or number < 1:
            reading.report("agree", f"{stage} is {number!r}, and must be a whole number from 1.")
        else:
            agree[stage] = number
    return agree


def _keys(values: Mapping[str, Any], reading: Reading) -> dict[str, str]:
    """Return the keys that review.toml gives to acts of the screening card: one character each."""
    keys = {}
    for act, key in (values.get("keys") or {}).items():
        if act not in CARD_KEYS:
            reading.report(
                "keys", f"{act} is no act of the screening card.", f"Allowed: {', '.join(CARD_KEYS)}."
            )
        elif not isinstance(key, str) or len(key) != 1 or key.isdigit() or key.isspace():
            message = f"{act} is {key!r}, and must be one character, and no digit (digits are reasons)."
            reading.report("keys", message)
        else:
            keys[act] = key.lower()
    _check_shared({**CARD_KEYS, **keys}, reading)
    return keys


def _check_shared(keys: Mapping[str, str], reading: Reading) -> None:
    """Report two acts that have one key where both can be done."""
    everywhere = [act for act in keys if not any(act in decisions for decisions in STAGES.values())]
    told: set[tuple[str, str]] = set()
    for stage in ("screening", "retrieval", "eligibility"):
        taken: dict[str, str] = {}
        for act in (*STAGES[stage], *everywhere):
            other = taken.setdefault(keys[act], act)
            if other != act and (other, act) not in told:
                told.add((other, act))
                reading.report(
                    "keys", f"{other} and {act} have the same key, {keys[act]}.", "Give one of them another."
                )


def _highlight(values: Mapping[str, Any], reading: Reading) -> dict[str, tuple[str, ...]]:
    given = values.get("highlight") or {}
    words: dict[str, tuple[str, ...]] = {"include": (), "exclude": ()}
    for kind, listed in given.items():
        if kind not in words:
            message = f"there is no member {kind}; it is not read."
            reading.report("highlight", message, f"Known here: {', '.join(words)}.", WARNING)
        elif not isinstance(listed, list) or not all(isinstance(word, str) for word in listed):
            message = f"{kind} is {listed!r}, and must be a list of texts."
            reading.report("highlight", message, "It is left out until then.")
        else:
            words[kind] = tuple(word.strip() for word in listed if word.strip())
    return words


def _kept(table: Mapping[str, Any], kind: type) -> dict[str, Any]:
    names = {field.name for field in fields(kind)}
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in table.items()
        if name in names
    }


def _search(table: dict[str, Any], reading: Reading) -> Search:
    where = f"searches {table['id']}"
    for name in ("hits", "examined", "removed"):
        if table.get(name, 0) < 0:
            reading.report(
                where, f"{name} is {table[name]}, and cannot be below 0.", "It is left out until then."
            )
            del table[name]
    if re.search(r"[\t\n\r\b\f]", table.get("file", "").strip()):
        message = f"file is {table['file']!r}: a backslash before t, n, r, b or f was taken for an escape."
        reading.report(where, message, "Put the path in single quotation marks: '…'.")
    removed, why = table.get("removed"), members.text(table, "removed_why")
    if removed is not None and removed > table.get("hits", removed):
        message = f"removed is {removed}, and cannot be above hits, {table['hits']}."
        reading.report(where, message, "It is left out until then.")
        del table["removed"]
    elif removed and not why:
        fix = 'Add removed_why = "…": duplicates, marked by a tool, or another reason in words.'
        reading.report(where, f"removed is {removed}, and nothing says why.", fix)
    elif why and not removed:
        reading.report(
            where, "removed_why is given, but not how many were removed.", "Add removed = …", WARNING
        )
    return Search(**_kept(table, Search))


def _criterion(table: dict[str, Any], reading: Reading) -> Criterion:
    where = f"criteria {table['id']}"
    check = None
    if "check" in table and members.check(table["check"], _CHECK, f"{where}, check", reading):
        given = table["check"]
        bounds = given.get("from"), given.get("to")
        check = FieldCheck(
            given["field"], *bounds, members.texts(given, "contains"), members.texts(given, "is")
        )
        if bounds == (None, None) and not (check.contains or check.values):
            reading.report(f"{where}, check", "it asks for nothing.", "Add from and to, contains, or is.")
            check = None
    changes = members.sound_tables(table, "history", _CHANGE, f"{where}, history", reading)
    history = tuple(CriterionChange(**_kept(change, CriterionChange)) for change in changes)
    include, exclude, stage = (members.text(table, name) for name in ("include", "exclude", "stage"))
    return Criterion(table["id"], include, exclude, stage, check, history)


def _descriptor(table: dict[str, Any], reading: Reading) -> Descriptor:
    where = f"descriptors {table['id']}"
    values: dict[str, str] = {}
    given = table.get("values", [])
    if isinstance(given, dict):
        given = [{"value": value, "definition": definition} for value, definition in given.items()]
    for value in given:
        value = {"value": value} if isinstance(value, str) else value
        if isinstance(value, dict) and isinstance(value.get("value"), str):
            values[value["value"]] = str(value.get("definition", ""))
        else:
            fix = 'Write values as texts, or as {value = "…", definition = "…"}.'
            reading.report(where, f"the value {value!r} is not read.", fix)
    kind = members.text(table, "type") or ("choice" if values else "text")
    if kind not in DESCRIPTOR_TYPES:
        reading.report(where, f"the type is {kind}.", f"Allowed: {', '.join(DESCRIPTOR_TYPES)}.")
        kind = "text"
    if kind in ("choice", "choices") and not values:
        reading.report(where, f"a descriptor of type {kind} needs values.", 'Add values = ["…", "…"].')
    name = members.text(table, "name") or table["id"]
    return Descriptor(table["id"], name, kind, values, members.text(table, "group"))


def _theme(table: dict[str, Any], reading: Reading) -> Theme:
    where = f"themes {table['id']}"
    subthemes = members.texts(table, "subthemes")
    for subtheme in dict.fromkeys(subthemes):
        if re.search(r"[\[\]\n]|(?:\s|^)[+\-~]$", subtheme) or not subtheme:
            message = f"the subtheme {subtheme!r} cannot be written in a cell."
            reading.report(where, message, "It may not be empty, hold brackets, or end in a lone +, - or ~.")
        if subthemes.count(subtheme) > 1:
            reading.report(where, f"the subtheme {subtheme!r} is declared twice.", "Delete one.")
    return Theme(**{**_kept(table, Theme), "subthemes": subthemes})


def _theme_change(table: dict[str, Any]) -> ThemeChange:
    before, after = members.texts(table, "from"), members.texts(table, "to")
    why, by, theme = (members.text(table, name) for name in ("why", "by", "theme"))
    return ThemeChange(table["time"], table["change"], before, after, why, by, theme)


def _claim(table: dict[str, Any]) -> Claim:
    given = _kept(table, Claim)
    given["value"] = str(given["value"])
    given.setdefault("id", given.get("count") or given["text"][:40])
    return Claim(**given)


def _acceptance(table: dict[str, Any]) -> Acceptance:
    key = table.get("key", [])
    keys = [key] if isinstance(key, str) else key
    return Acceptance(table["check"], tuple(part for part in keys if part), table["why"].strip())


def _check_words(protocol: Protocol, reading: Reading) -> None:
    """Report words that are none of those that may stand in their place."""
    words = [
        *((f"searches {one.id}", "kind", one.kind, SEARCH_KINDS) for one in protocol.searches),
        *((f"criteria {one.id}", "stage", one.stage, _AT) for one in protocol.criteria if one.stage),
        *(
            (f"criteria {one.id}, history", "effect", change.effect, CRITERION_EFFECTS)
            for one in protocol.criteria
            for change in one.history
        ),
        *(
            (f"theme_history number {number}", "change", one.change, THEME_CHANGES)
            for number, one in enumerate(protocol.theme_history, start=1)
        ),
        *((f"rounds {one.id}", "stage", one.stage, tuple(STAGES)) for one in protocol.rounds),
    ]
    for where, member, word, allowed in words:
        if word not in allowed:
            reading.report(where, f"the {member} is {word}.", f"Allowed: {', '.join(allowed)}.")


def _check_ids(protocol: Protocol, reading: Reading) -> None:
    """Report ids that are used twice, that clash with a column, or that name nothing."""
    for table in ("searches", "criteria", "descriptors", "themes", "rounds"):
        ids = [entry.id for entry in getattr(protocol, table)]
        for id in dict.fromkeys(id for id in ids if ids.count(id) > 1):
            reading.report(f"{table} {id}", "this id is used twice.", "Give one of them another.", FATAL)
    taken = {KEY}
    for table in ("descriptors", "themes"):
        for id in dict.fromkeys(entry.id for entry in getattr(protocol, table)):
            if id in taken:
                message = f"a column of the matrix already has this name ({KEY}, or a descriptor)."
                reading.report(f"{table} {id}", message, "Choose another id.", FATAL)
            taken.add(id)
    known = [search.id for search in protocol.searches]
    for search in protocol.searches:
        if search.updates and search.updates not in known:
            message = f"it updates {search.updates}, which is no search."
            reading.report(f"searches {search.id}", message, f"Known: {', '.join(known)}.")


# --- writing --------------------------------------------------------------------------------------------


def write_protocol(
    path: Path, edits: Iterable[Edit], still: Callable[[Protocol], bool] | None = None
) -> Protocol:
    """Apply edits to the file and return the protocol as it is afterwards; comments and layout stay.

    The file is locked and read again first. Raises `NotSaved` if it has a fatal problem, or would have a
    problem more after the edits; `Misuse` for an id that does not exist; `ChangedOutside` if `still`, asked of the
    protocol as it is now, says that it is not any more what the edits were made for.
    """
    with store.lock(path):
        text, _, bom, problems = store.read_text(path)
        if any(problem.severity == FATAL for problem in problems):
            raise NotSaved(f"{path}: not saved: {problems[0]}")
        if still is not None and not still(parse_protocol(text, path.name)[0]):
            raise ChangedOutside(f"{path.name}: not saved: someone else changed the same text meanwhile.")
        changed = edited(text, edits, path.name)
        if changed != text:
            store.write(path, store.encode(changed, bom, path.name))
    return parse_protocol(changed, path.name)[0]


def edited(text: str, edits: Iterable[Edit], name: str = PROTOCOL) -> str:
    """Return the text with the edits applied."""
    _, before = parse_protocol(text, name)
    for problem in before:
        if problem.severity == FATAL:
            raise NotSaved(f"{name}: not saved: {problem}")
    edits = tuple(edits)
    for edit in edits:
        if edit.table and edit.table not in _TABLES:
            raise Misuse(f"{name} holds no tables called {edit.table}; known: {', '.join(_TABLES)}.")
    changed = toml.edited(text, edits, name)
    # By what they say: a table taken out moves the numbers of those behind it.
    known = Counter(problem.message for problem in before)
    for problem in parse_protocol(changed, name)[1]:
        known[problem.message] -= 1
        if known[problem.message] < 0:
            raise NotSaved(f"{name}: not saved: {problem}")
    return changed
