"""review.toml without an operation: what was written since then stays, and what would be lost is named.

What it has to come to is worked out member by member: base is what the operation wrote, ours what stands now, theirs
what stood before. The lines come back as they were where that says the same; else the members do, one by one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from litmatrix import protocol
from litmatrix.coding import themes
from litmatrix.coding.operations import files
from litmatrix.errors import LitmatrixError, NotSaved
from litmatrix.files import hunks
from litmatrix.files.journal import sum_of
from litmatrix.matrix import history
from litmatrix.matrix.history import Entry
from litmatrix.matrix.three_way import CONFLICT, THEIRS, merged, order_back, ordered, whose
from litmatrix.model import Protocol
from litmatrix.protocol import toml
from litmatrix.protocol.blocks import spans
from litmatrix.protocol.toml import AddTable, Edit, OrderTables, RemoveTable, SetValue
from litmatrix.vocabulary import PROTOCOL

Table = dict[str, Any]


def today(plan: Protocol, last: Entry) -> tuple[Callable[[str], str], str]:
    """Return how to call an id of an operation today, for later ones may have renamed it, and the id of its theme.

    It is that of a theme, or of a subtheme of the theme; the theme's is empty where it is not there any more.
    """
    times = [history.instant(one.time) for one in plan.theme_history]
    since = plan.theme_history[times.index(last.time) + 1 :] if last.time in times else ()
    theme, steps = last.theme, []
    for one in since:
        if one.change == "rename" and one.theme == theme:
            steps.append(dict(zip(one.before, one.after, strict=False)))
        elif one.change == "rename" and not one.theme and theme in one.before:
            theme = one.after[one.before.index(theme)]

    def called(id: str) -> str:
        for step in steps:
            id = step.get(id, id)
        return id

    return called, theme if any(one.id == theme for one in plan.themes) else ""


def text_back(now: files.Files, last: Entry, known: Mapping[str, str]) -> str:
    """Return review.toml without an operation; `known` gives the names of themes for a message.

    Raises `NotSaved` where what was written since then would be lost, or the text would have a fault.
    """
    values = toml.loads(now.text)
    if last.change == "reorder":
        wanted = _in_order_before(values, last, now.protocol, known)
    elif _recorded(last):
        wanted = _expected(values, last, known)
    else:
        return _sound(now.text, _lines_back(now.text, last, known))
    wanted = _history_without(wanted, last)
    try:
        text = hunks.reverted(now.text, last.hunks, PROTOCOL)
        if _plain(toml.loads(text)) == _plain(wanted):
            return _sound(now.text, text)
    except (NotSaved, ValueError):
        pass  # the lines are not there any more as they were written: the members come back one by one
    try:
        text = _members_back(now.text, values, wanted, last)
    except LitmatrixError as error:
        raise NotSaved(f"{PROTOCOL}: not undone: {error}") from None
    return _sound(now.text, text)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values without lists that are empty: whether such a list is written makes no difference."""
    return {name: value for name, value in values.items() if value != []}


def _history_without(values: Mapping[str, Any], last: Entry) -> dict[str, Any]:
    told = [one for one in values.get("theme_history", ()) if history.instant(one.get("time")) != last.time]
    return {**values, "theme_history": told}


# --- what it has to come to -----------------------------------------------------------------------------


def _in_order_before(
    values: Mapping[str, Any], last: Entry, plan: Protocol, known: Mapping[str, str]
) -> dict[str, Any]:
    """Return the values with an order taken back; what was moved, added or renamed since stays so."""
    tables = list(values.get("themes", ()))
    called, theme = today(plan, last)
    full = (
        [last.before, last.after]
        if last.theme
        else last.parts[PROTOCOL].get("order", [last.before, last.after])
    )
    before, after = ([called(str(id)) for id in ids] for ids in full)
    if last.theme and not theme:
        name = known.get(last.theme, last.theme)
        raise NotSaved(f"not undone: the theme “{name}” no longer exists.")
    if last.theme:
        place = next(at for at, one in enumerate(tables) if one.get("id") == theme)
        order, wrong = ordered(after, tables[place].get("subthemes", []), before)
        tables[place] = {**tables[place], "subthemes": order}
    else:
        order, wrong = ordered(after, [str(one.get("id")) for one in tables], before)
        tables.sort(key=lambda one: order.index(str(one.get("id"))))
    if wrong:
        what = themes.quoted(wrong if last.theme else (known.get(id, id) for id in wrong))
        raise NotSaved(f"not undone: {what} were reordered again since then. Put them in order by hand.")
    return {**values, "themes": tables}


def _expected(values: Mapping[str, Any], last: Entry, known: Mapping[str, str]) -> dict[str, Any]:
    """Return the values with what the operation did to the themes' tables taken back."""
    was = _was(last)
    ours: dict[str, Table] = {}
    for one in values.get("themes", ()):
        id = str(one.get("id"))
        ours[was.get(id, id)] = {**one, "id": was.get(id, id)}
    parts = last.parts[PROTOCOL]
    before = [str(id) for id in parts["order"][0]]
    after = [was.get(str(id), str(id)) for id in parts["order"][1]]
    old = {id: toml.loads(text)["themes"][0] for id, text in parts["tables"].items()}
    lost: list[str] = []
    tables = dict(ours)
    for id, wrote in _wrote(last).items():
        name = f"“{known.get(id) or known.get(_is_now(last).get(id, id), id)}”"
        if id in after and id not in ours:
            if id in before:
                lost.append(f"{name}, which is no longer there")
        elif id in ours and id not in after:
            lost.append(f"{name}, which is there again")
        elif id not in before:
            mine = {one: _sum(value) for one, value in ours[id].items() if one != "id"}
            theirs = {one: sums[1] for one, sums in wrote.items() if one != "id" and sums[1]}
            lost += [
                f"{_told(one)} of {name}" for one in {**mine, **theirs} if mine.get(one) != theirs.get(one)
            ]
            del tables[id]
        elif id not in ours:
            tables[id] = old[id]
        else:
            tables[id], clashes = _table_back(ours[id], old.get(id, {}), wrote, parts["subthemes"].get(id))
            lost += [f"{_told(one)} of {name}" for one in clashes]
    order, wrong = order_back(before, after, list(ours))
    lost += [f"the order of {themes.quoted(known.get(id, id) for id in wrong)}"] if wrong else []
    if lost:
        raise NotSaved(
            f"{PROTOCOL}: not undone: text written since then would be lost: {'; '.join(lost)}. "
            "Change it back or move these texts first."
        )
    return {**values, "themes": [tables[id] for id in order if id in tables]}


def _table_back(
    ours: Table,
    old: Table,
    wrote: Mapping[str, tuple[str | None, str | None]],
    subthemes: Sequence[str] | None,
) -> tuple[Table, list[str]]:
    """Return the members of a theme as they were before, what was written since kept, and those that clash."""
    result, clashes = dict(ours), []
    for name, (_, after) in wrote.items():
        if name == "id":
            continue
        mine = _sum(ours[name]) if name in ours else None
        kind = whose(after, mine, _sum(old[name]) if name in old else None)
        if kind == CONFLICT and name == "subthemes" and subthemes is not None:
            found, wrong = order_back(old.get(name, []), subthemes, ours.get(name, []))
            if not wrong:
                result[name] = found
                continue
        if kind == CONFLICT:
            clashes.append(name)
        elif kind == THEIRS and name in old:
            result[name] = old[name]
        elif kind == THEIRS:
            result.pop(name, None)
    return result, clashes


def _recorded(last: Entry) -> bool:
    """Whether a record holds the tables of before: those of earlier versions do not."""
    return all(name in last.parts[PROTOCOL] for name in ("tables", "order", "subthemes"))


def _was(last: Entry) -> dict[str, str]:
    """Return the id that a theme had before, by the one that a rename gave it."""
    if last.change != "rename" or last.theme:
        return {}
    return {new: old for old, new in zip(last.before, last.after, strict=True) if old != new}


def _is_now(last: Entry) -> dict[str, str]:
    return {old: new for new, old in _was(last).items()}


def _wrote(last: Entry) -> dict[str, dict[str, tuple[str | None, str | None]]]:
    """Return the members that differ by the id of before, each with a sum over its value before and after."""
    was, is_now = _was(last), _is_now(last)
    found: dict[str, dict[str, tuple[str | None, str | None]]] = {}
    for id, table in last.members.items():
        own = found.setdefault(was.get(id, id), {})
        for name, (before, after) in table.items():
            earlier = own.get(name, (None, None))
            own[name] = (earlier[0] if id in was else before, earlier[1] if id in is_now else after)
    return found


def _sum(value: Any) -> str:
    return sum_of(json.dumps(value, default=str))


def _told(member: str) -> str:
    return "the subthemes" if member == "subthemes" else f"the {member}"


# --- member by member -----------------------------------------------------------------------------------


def _members_back(text: str, now: Mapping[str, Any], wanted: Mapping[str, Any], last: Entry) -> str:
    """Return the text with the tables made what is wanted; a table that comes back has the text that it had."""
    was, is_now = _was(last), _is_now(last)
    there = {str(one["id"]): one for one in now.get("themes", ())}
    will = {str(one["id"]): one for one in wanted.get("themes", ())}
    new = [id for id in will if id not in there and is_now.get(id) not in there]
    edits: list[Edit] = [AddTable("themes", will[id]) for id in new]
    edits += [RemoveTable("themes", id) for id in there if was.get(id, id) not in will]
    for id, table in will.items():
        place = is_now.get(id, id)
        if id in new:
            continue
        members = [*(name for name in (*there[place], *table) if name != "id"), "id"]
        edits += [
            SetValue("themes", place, name, table.get(name))
            for name in dict.fromkeys(members)
            if there[place].get(name) != table.get(name)
        ]
    told = [history.instant(one.get("time")) for one in now.get("theme_history", ())]
    edits.append(RemoveTable("theme_history", told.index(last.time)))
    text = protocol.edited(text, edits, PROTOCOL)
    for id in new:
        text = _as_it_was(text, id, last.parts[PROTOCOL]["tables"].get(id, ""))
    order = tuple(will)
    if order and [str(one["id"]) for one in toml.loads(text)["themes"]] != list(order):
        text = protocol.edited(text, [OrderTables("themes", order)], PROTOCOL)
    return text


def _as_it_was(text: str, id: str, table: str) -> str:
    """Return the text with a table written as it was, comments and all, where it says the same."""
    places = spans(text, "themes")
    ids = [one.get("id") for one in toml.loads(text)["themes"]]
    if not table or len(places) != len(ids):
        return text
    start, end = places[ids.index(id)]
    found = f"{text[:start]}{table if table.endswith(chr(10)) else table + chr(10)}{text[end:]}"
    try:
        same = toml.loads(found) == toml.loads(text)
    except ValueError:
        return text
    return found if same else text


# --- records of earlier versions, which hold the lines and sums of the members --------------------------


def _lines_back(now: str, last: Entry, known: Mapping[str, str]) -> str:
    """Return the text with the lines of an operation taken back, where that is what a merge of the members comes to."""
    text = hunks.reverted(now, last.hunks, PROTOCOL)
    was, will = toml.loads(now), toml.loads(text)
    lost = [f"“{known.get(id, id)}”" for id in _misplaced(files.members(was), files.members(will), last)]
    others = [name for name in (*was, *will) if name not in ("themes", "theme_history")]
    lost += [name for name in others if was.get(name) != will.get(name)]
    if _history_without(was, last)["theme_history"] != will.get("theme_history", []):
        lost.append("theme_history")
    if lost:
        raise NotSaved(
            f"{PROTOCOL}: not undone: text written since then would be lost or misplaced: "
            f"{', '.join(dict.fromkeys(lost))}. Move or delete these texts first."
        )
    return text


def _misplaced(now: files.Members, will: files.Members, last: Entry) -> list[str]:
    """Return the ids of themes, as they are now, whose members would not be what a merge makes of them."""
    was, is_now = _was(last), _is_now(last)
    ours = {(was.get(id, id), name): value for (id, name), value in now.items()}
    # What the operation did not write is in all three as it is now.
    base: dict[tuple[str, str], str | None] = dict(ours)
    theirs: dict[tuple[str, str], str | None] = dict(ours)
    for id, table in last.members.items():
        for name, (before, after) in table.items():
            if id not in is_now:
                base[was.get(id, id), name] = after
            if id not in was:
                theirs[id, name] = before
    expected, clashes = merged(base, ours, theirs)
    tables = {id for id, _ in ours}
    places = [one for one in {**ours, **will} if one[0] in tables and expected.get(one) != will.get(one)]
    return [is_now.get(id, id) for id, _ in (*places, *(clash.place for clash in clashes))]


def _sound(now: str, text: str) -> str:
    """Return the text; raises `NotSaved` where it has a fault that the one of now has not."""
    known = {problem.message for problem in protocol.parse_protocol(now, PROTOCOL)[1]}
    for problem in protocol.parse_protocol(text, PROTOCOL)[1]:
        if problem.message not in known:
            raise NotSaved(f"{PROTOCOL}: not undone: {problem}")
    return text
