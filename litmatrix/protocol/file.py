"""review.toml: the protocol. Read with tomllib, changed only through tomlkit, so that comments stay."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.files import store
from litmatrix.model import Claim, Descriptor, FieldCheck, Problem, Protocol, Round, Search, Theme
from litmatrix.protocol import lines, toml
from litmatrix.protocol.members import Reading, Rules, members, read, tables
from litmatrix.protocol.toml import Edit, SetValue
from litmatrix.vocabulary import (
    AGREED_ON,
    CARD_KEYS,
    DESCRIPTOR_TYPES,
    ERROR,
    FATAL,
    FORMAT,
    HIGHLIGHTS,
    KEY,
    PROTOCOL,
    STAGES,
    WARNING,
    counted,
)

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
    lists = _lists()
    kept, left = lines.left_behind(text, tables())
    values, problems = toml.read(text, name, lists)
    if problems:
        if left and not toml.read(kept, name)[1]:
            # The text itself is refused: it stays closed to changes until the header is there.
            return Protocol(), tuple(_behind_sign(one, name, FATAL) for one in left)
        return Protocol(), problems
    if left:
        values, _ = toml.read(kept, name)
    reading = Reading(name, [_behind_sign(one, name, ERROR) for one in left], kept)
    protocol = read(_without_strays(values, reading), Protocol, "", reading, _RULES)
    _check_words(protocol, "", reading)
    _check_ids(protocol, reading)
    return protocol, tuple(reading.problems)


def _lists() -> dict[str, type]:
    """Return the kinds of table that review.toml lists, by name."""
    return {one.name: one.table for one in members(Protocol).values() if one.table and one.kind == "tables"}


def _without_strays(values: Mapping[str, Any], reading: Reading) -> Mapping[str, Any]:
    """Report members at the top that are those of a table, as one problem, and leave them out."""
    strays = [name for name in values if name not in members(Protocol)]
    for table, kind in _lists().items():
        known = [*members(kind)]
        if known[0] in strays and set(strays) <= set(known):
            message = f"{', '.join(strays)} are at the top, outside any table; they are not read."
            fix = f"They are members of [[{table}]]: put this line, with its brackets, above them."
            reading.report("", message, fix)
            return {name: value for name, value in values.items() if name not in strays}
    return values


def _behind_sign(left: lines.Left, name: str, severity: str) -> Problem:
    """Return a problem for members whose table header is still a comment."""
    above, _, table = left.table.rpartition(".")
    listed = members(_lists().get(above, Protocol))[table].kind == "tables"
    brackets = f"[[{left.table}]]" if listed else f"[{left.table}]"
    first, last = left.lines[0], left.lines[-1]
    numbers = f"lines {first} to {last}" if last > first else f"line {first}"
    message = (
        f"the line {brackets} is still behind its #, so what is below it ({numbers}: {', '.join(left.members)}) "
        "does not belong to a table of its own, and is not read."
    )
    where = f"{name}:{left.header}"
    return Problem("protocol", severity, where, message, fix=f"Delete the # before {brackets}.")


# --- what else is to be seen to, table by table -----------------------------------------------------------


def _protocol(plan: Protocol, given: Mapping[str, Any], where: str, reading: Reading) -> Protocol:
    if plan.format != FORMAT:
        message = f"the format is {plan.format!r}, this litmatrix reads {FORMAT}."
        reading.report("format", message, "Use the version of litmatrix that wrote it.", FATAL)
    plan = replace(plan, agree={**dict.fromkeys(AGREED_ON, 1), **dict(_agreed(plan.agree, reading))})
    _check_enough(plan, reading)
    plan = replace(plan, divide=dict(_divided(plan.divide, plan, reading)))
    return replace(
        plan,
        keys=_keys(plan.keys, reading),
        highlight={**dict.fromkeys(HIGHLIGHTS, ()), **dict(_highlighted(plan.highlight, reading))},
    )


def _agreed(given: Mapping[str, Any], reading: Reading) -> Iterator[tuple[str, int]]:
    for stage, number in given.items():
        if stage not in AGREED_ON:
            message = f"{stage} is not a stage at which people must agree."
            reading.report("agree", message, f"Allowed: {', '.join(AGREED_ON)}.")
        elif isinstance(number, bool) or not isinstance(number, int) or number < 1:
            reading.report("agree", f"{stage} is {number!r}, and must be a whole number from 1.")
        else:
            yield stage, number


def _check_enough(plan: Protocol, reading: Reading) -> None:
    """Report a stage at which more people must agree than are named: nothing would ever be settled."""
    for stage, number in plan.agree.items():
        if plan.reviewers and number > len(set(plan.reviewers)):
            message = f"{stage} is {number}, but reviewers has only {len(set(plan.reviewers))}: nothing could be agreed on."
            reading.report("agree", message, "Name all who decide, or ask for fewer.", WARNING)


def _divided(
    given: Mapping[str, Any], plan: Protocol, reading: Reading
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the people among whom the records of a stage are divided; a name that nobody has stays, and is reported."""
    for stage, names in given.items():
        if stage not in AGREED_ON:
            message = f"{stage} is not a stage whose records can be divided."
            reading.report("divide", message, f"Allowed: {', '.join(AGREED_ON)}.")
            continue
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            message = f"{stage} is {names!r}, and must be a list of names."
            reading.report("divide", message, "The records are not divided until then.")
            continue
        people = tuple(dict.fromkeys(name for one in names if (name := one.strip())))
        for name in people:
            if plan.reviewers and name not in plan.reviewers:
                message = f"{stage} names {name}, who is not among the reviewers: nobody will see the records of {name}."
                reading.report("divide", message, f"Known: {', '.join(plan.reviewers)}.")
        if people and len(people) < plan.agree[stage]:
            needed, number = plan.agree[stage], len(people)
            message = f"{stage} names {counted(number, 'person', 'people')}, and agree asks for {needed} for each record."
            reading.report("divide", message, "Name more people, or ask for fewer.", WARNING)
        if people:
            yield stage, people


def _keys(given: Mapping[str, Any], reading: Reading) -> dict[str, str]:
    """Return the keys that review.toml gives to acts of the screening card: one character each."""
    keys = {}
    for act, key in given.items():
        if act not in CARD_KEYS:
            message = f"{act} is not something the screening card can do."
            reading.report("keys", message, f"Allowed: {', '.join(CARD_KEYS)}.")
        elif not isinstance(key, str) or len(key) != 1 or key.isdigit() or key.isspace():
            message = f"{act} is {key!r}, and must be one character, and not a digit (digits are reasons)."
            reading.report("keys", message)
        else:
            keys[act] = key.lower()
    _check_shared({act: key for act, key in Protocol(keys=keys).card_keys.items() if key}, reading)
    return keys


def _check_shared(keys: Mapping[str, str], reading: Reading) -> None:
    """Report two acts that have one key where both can be done."""
    everywhere = [act for act in keys if not any(act in decisions for decisions in STAGES.values())]
    told: set[tuple[str, str]] = set()
    for stage in ("screening", "retrieval", "eligibility"):
        taken: dict[str, str] = {}
        for act in (one for one in (*STAGES[stage], *everywhere) if one in keys):
            other = taken.setdefault(keys[act], act)
            if other != act and (other, act) not in told:
                told.add((other, act))
                message = f"{other} and {act} have the same key, {keys[act]}."
                reading.report("keys", message, "Give one of them another.")


def _highlighted(given: Mapping[str, Any], reading: Reading) -> Iterator[tuple[str, tuple[str, ...]]]:
    for kind, words in given.items():
        if kind not in HIGHLIGHTS:
            message = f"there is no setting {kind}; it is not read."
            reading.report("highlight", message, f"Known here: {', '.join(HIGHLIGHTS)}.", WARNING)
        elif not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            message = f"{kind} is {words!r}, and must be a list of texts."
            reading.report("highlight", message, "It is left out until then.")
        else:
            yield kind, tuple(word.strip() for word in words if word.strip())


def _search(search: Search, given: Mapping[str, Any], where: str, reading: Reading) -> Search:
    left_out = "It is left out until then."
    below: dict[str, Any] = {name: None for name in ("hits", "examined", "removed") if given.get(name, 0) < 0}
    for name in below:
        reading.report(where, f"{name} is {given[name]}, and cannot be below 0.", left_out)
    search = replace(search, **below)
    if re.search(r"[\t\n\r\b\f]", search.file):
        message = f"file is {given['file']!r}: a backslash before t, n, r, b or f was taken for an escape."
        reading.report(where, message, "Put the path in single quotation marks: '…'.")
    removed, hits = search.removed, search.hits
    if removed is not None and hits is not None and removed > hits:
        reading.report(where, f"removed is {removed}, and cannot be above hits, {hits}.", left_out)
        return replace(search, removed=None)
    if removed and not search.removed_why:
        fix = 'Add removed_why = "…": duplicates, marked by a tool, or another reason in words.'
        reading.report(where, f"removed is {removed}, but the reason is missing.", fix)
    elif search.removed_why and not removed:
        message = "removed_why is given, but not how many were removed."
        reading.report(where, message, "Add removed = …", WARNING)
    return search


def _field_check(
    check: FieldCheck, given: Mapping[str, Any], where: str, reading: Reading
) -> FieldCheck | None:
    if check.first is None and check.last is None and not check.contains and not check.values:
        reading.report(where, "this check has no condition.", "Add from and to, contains, or is.")
        return None
    if check.first is not None and check.last is not None and check.first > check.last:
        message = f"from ({check.first}) is above to ({check.last}): no record could pass."
        reading.report(where, message, "Swap them. The check is not used until then.")
        return None
    return check


def _descriptor(made: Descriptor, given: Mapping[str, Any], where: str, reading: Reading) -> Descriptor:
    kind = made.type if given.get("type", "").strip() else "choice" if made.values else "text"
    if kind not in DESCRIPTOR_TYPES:
        reading.report(where, f"the type is {kind}.", f"Allowed: {', '.join(DESCRIPTOR_TYPES)}.")
        kind = "text"
    if kind in ("choice", "choices") and not made.values:
        reading.report(where, f"a descriptor of type {kind} needs values.", 'Add values = ["…", "…"].')
    return replace(made, name=made.name or made.id, type=kind)


def _theme(theme: Theme, given: Mapping[str, Any], where: str, reading: Reading) -> Theme:
    for subtheme, times in Counter(theme.subthemes).items():
        if re.search(r"[\[\]\n]|(?:\s|^)[+\-~]$", subtheme) or not subtheme:
            message = f"the subtheme {subtheme!r} cannot be written in a cell."
            reading.report(
                where, message, "It may not be empty, contain brackets, or end in a lone +, - or ~."
            )
        if times > 1:
            reading.report(where, f"the subtheme {subtheme!r} is there twice.", "Delete one.")
    return theme


def _round(made: Round, given: Mapping[str, Any], where: str, reading: Reading) -> Round:
    if made.size < 0:
        reading.report(where, f"size is {made.size}, and cannot be below 0.", "It is left out until then.")
        return replace(made, size=0)
    return made


def _claim(claim: Claim, given: Mapping[str, Any], where: str, reading: Reading) -> Claim:
    return claim if "id" in given else replace(claim, id=claim.count or claim.text[:40])


_RULES: Rules = {
    Protocol: _protocol,
    Search: _search,
    FieldCheck: _field_check,
    Descriptor: _descriptor,
    Theme: _theme,
    Round: _round,
    Claim: _claim,
}


def _check_words(entry: Any, where: str, reading: Reading) -> None:
    """Report words that are none of those that may stand in their place."""
    for name, member in members(entry.__class__).items():
        value = getattr(entry, member.field)
        if member.words and value not in member.words and (value or member.required):
            reading.report(where, f"the {name} is {value}.", f"Allowed: {', '.join(member.words)}.")
        inner = value if member.kind == "tables" else [value] if member.table and value else []
        for number, one in enumerate(inner, start=1):
            label = getattr(one, "id", f"number {number}") if member.kind == "tables" else ""
            _check_words(one, f"{where}, {name}" if where else f"{name} {label}".strip(), reading)


def _check_ids(protocol: Protocol, reading: Reading) -> None:
    """Report ids that are used twice, that clash with a column, or that name nothing."""
    for table, kind in _lists().items():
        named = any(one.kind == "id" for one in members(kind).values())
        ids = Counter(entry.id for entry in getattr(protocol, table)) if named else Counter()
        for id in (id for id, times in ids.items() if times > 1):
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
            message = f"it is an update of {search.updates}, but there is no such search."
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
        single = isinstance(edit, SetValue) and edit.id == ""
        known = [one for one in tables() if "." not in one and (one in _lists()) != single]
        if edit.table not in known:
            called = f"table [{edit.table}]" if single else f"tables called {edit.table}"
            raise Misuse(f"{name} has no {called}; known: {', '.join(filter(None, known))}.")
    changed = toml.edited(text, edits, name)
    # By what they say: a table taken out moves the numbers of those behind it.
    met = Counter(problem.message for problem in before)
    for problem in parse_protocol(changed, name)[1]:
        met[problem.message] -= 1
        if met[problem.message] < 0:
            raise NotSaved(f"{name}: not saved: {problem}")
    return changed
