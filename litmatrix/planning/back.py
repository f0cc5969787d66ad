"""What a change did to the members of review.toml, and the text without it: whatever else was written since stays."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from litmatrix import protocol
from litmatrix.errors import LitmatrixError, NotSaved
from litmatrix.files import hunks
from litmatrix.matrix.changes import Change
from litmatrix.planning import values
from litmatrix.protocol import toml
from litmatrix.protocol.toml import SetValue
from litmatrix.vocabulary import PROTOCOL


class Difference(NamedTuple):
    """A member that differs in two texts: where it stands, and its value in either as JSON has it (None: none).

    `id` is the entry's, or its place where the entries of its table cannot be told by ids. A difference without a member
    is one of the order of a table's entries.
    """

    table: str
    id: str | int
    member: str
    before: Any
    after: Any


def between(before: str, after: str) -> tuple[Difference, ...]:
    """Return what differs in two texts of review.toml."""
    old, new = _plain(toml.loads(before)), _plain(toml.loads(after))
    found: list[Difference] = []
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was == now:
            continue
        if _is_list(was) and _is_list(now):
            found += _of_list(name, was or [], now or [])
        elif all(one is None or isinstance(one, dict) for one in (was, now)):
            found += _of_table(name, "", was or {}, now or {})
        else:
            found.append(Difference("", "", name, was, now))
    return tuple(found)


def _of_list(name: str, was: list[dict], now: list[dict]) -> Iterator[Difference]:
    old, new = _ids(was), _ids(now)
    if old is None or new is None:
        yield from _by_place(name, was, now)
        return
    if old != new:
        yield Difference(name, "", "", old, new)
    entries = dict(zip(old, was, strict=True)), dict(zip(new, now, strict=True))
    for id in dict.fromkeys((*old, *new)):
        yield from _of_table(name, id, *(one.get(id, {}) for one in entries))


def _by_place(name: str, was: list[dict], now: list[dict]) -> Iterator[Difference]:
    """Yield what differs in entries that no id tells: those that are the same in both stand between those that are not."""
    old, new = ([json.dumps(one, sort_keys=True) for one in listed] for listed in (was, now))
    for kind, first, last, start, stop in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        for at in range(max(last - first, stop - start)):
            one = was[first + at] if first + at < last else {}
            other = now[start + at] if start + at < stop else {}
            yield from _of_table(name, start + at if other else first + at, one, other)


def _of_table(name: str, id: str | int, was: dict, now: dict) -> Iterator[Difference]:
    for member in dict.fromkeys((*was, *now)):
        if was.get(member) != now.get(member):
            yield Difference(name, id, member, was.get(member), now.get(member))


def _is_list(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(one, dict) for one in value))


def _ids(entries: Sequence[Mapping[str, Any]]) -> list[str] | None:
    """Return the ids by which the entries of a table can be told from each other; None where they cannot."""
    ids = [one.get("id") for one in entries]
    return (
        [str(id) for id in ids]
        if all(isinstance(id, str) for id in ids) and len({*ids}) == len(ids)
        else None
    )


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


# --- the text without a change ----------------------------------------------------------------------------------------


def text_back(text: str, last: Change) -> str:
    """Return review.toml without a change; raises `NotSaved` where what was written since would be lost.

    The lines come back as they were; where they were moved or changed since, the members do, one by one.
    """
    wrote = [Difference(*one) for one in last.members]
    now = _plain(toml.loads(text))
    if not last.whole and all(_stands(now, one) == one.before for one in wrote):
        return text
    refused = f"{PROTOCOL}: not undone: other lines than its own would be changed."
    try:
        back = hunks.reverted(text, last.hunks, PROTOCOL)
        if _only_back(between(text, back), wrote):
            return _sound(text, back, last.mended)
    except (NotSaved, ValueError) as error:
        refused = str(error)
    if lost := [one for one in wrote if one.member and _stands(now, one) not in (one.before, one.after)]:
        told = ", ".join(" ".join(str(part) for part in one[:3] if part != "") for one in lost)
        raise NotSaved(f"{PROTOCOL}: not undone: {told} was changed since then. Change it back by hand.")
    if any(not one.member or isinstance(one.id, int) for one in wrote):
        # An entry that came, went or moved, or that no id tells: where it stands cannot be told any more.
        raise NotSaved(refused)
    edits = [SetValue(one.table, one.id, one.member, _as_written(one)) for one in wrote]
    try:
        return protocol.edited(text, edits, PROTOCOL)
    except LitmatrixError as error:
        raise NotSaved(f"{PROTOCOL}: not undone: {error}") from None


def _only_back(found: Sequence[Difference], wrote: Sequence[Difference]) -> bool:
    """Whether nothing differs but what a change wrote, and that is as it was before; other entries may have come since."""
    meant = [_turned(one) for one in wrote]
    return all(_turned(one._replace(before=one.after, after=one.before)) in meant for one in found)


def _turned(one: Difference) -> Difference:
    """Return a difference as it is known whatever else stands in its table: without its place, or the order of others."""
    if not one.member:
        return one._replace(before=None, after=None)
    return one._replace(id=-1) if isinstance(one.id, int) else one


def _stands(now: Mapping[str, Any], one: Difference) -> Any:
    """Return what stands by now where something differed."""
    if not one.table:
        return now.get(one.member)
    held = now.get(one.table)
    if isinstance(held, dict):
        return held.get(one.member)
    entries = held if isinstance(held, list) and _is_list(held) else []
    if not one.member:
        return _ids(entries)
    found = [entry for at, entry in enumerate(entries) if one.id in (at, entry.get("id"))]
    return found[0].get(one.member) if len(found) == 1 else None


def _as_written(one: Difference) -> Any:
    """Return the value of before, which JSON holds, as review.toml has it: a day is no text there."""
    member = values.kinds(one.table).get(one.member)
    dated = member is not None and member.kind in ("date", "tables") and one.before is not None
    return values.written(member, one.before) if member is not None and dated else one.before


def mended(before: str, after: str) -> tuple[str, ...]:
    """Return what is said of problems that the text of before has, and that of after has not."""
    left = _problems(after)
    return tuple(told for told in _problems(before) if told not in left)


def _sound(text: str, back: str, known: Sequence[str]) -> str:
    """Return the text; raises `NotSaved` where it has a problem that is not known, and the one of now has not."""
    if new := [told for told in mended(back, text) if told not in known]:
        raise NotSaved(f"{PROTOCOL}: not undone: {new[0]}")
    return back


def _problems(text: str) -> list[str]:
    return [problem.message for problem in protocol.parse_protocol(text, PROTOCOL)[1]]
