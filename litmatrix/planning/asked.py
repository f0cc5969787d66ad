"""What a person asks of the protocol, worked out: which edits of review.toml it takes, and what follows in the matrix.

What is asked is a mapping of plain values, as a form has them (see `values`):

| op | it takes |
|---|---|
| set | table, id, shown (the members as they were shown), given (as they shall be), effect, renamed |
| add | table, given |
| remove | table, id, shown |
| order | table, ids, shown (the ids as they were shown) |
| rename | old, new: a reviewer |
| divide | stage, people (nobody: not divided), number (how many each record needs), shown (the same two as they were shown) |

`table` and `id` name an entry as `protocol.SetValue` does. What was changed in the file since it was shown stays, where the
person did not change the same member; where both did, nothing is done (`ChangedOutside`). `effect` says what a new wording
of a criterion does (`SAME`, widened, narrowed); `renamed` which value of a descriptor, or which question, became which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from litmatrix.errors import OLD_PAGE, ChangedOutside, Misuse
from litmatrix.matrix.columns import Column
from litmatrix.matrix.file import Matrix
from litmatrix.matrix.three_way import CONFLICT, THEIRS, whose
from litmatrix.model import Protocol
from litmatrix.planning import messages, values
from litmatrix.planning.people import check_person, renamed_readers
from litmatrix.planning.values import Values
from litmatrix.protocol.members import members
from litmatrix.protocol.toml import AddTable, Edit, Entry, OrderTables, RemoveTable, SetValue
from litmatrix.vocabulary import AGREED_ON, CRITERION_EFFECTS, KEY, PROTOCOL, STAGE_NAMES, counted

Asked = Mapping[str, Any]

#: A new wording of a criterion that lets in the same records.
SAME = "same"

#: What one entry of a list is called, and the member by which a person knows it.
CALLED = {
    "searches": ("search", "id"), "criteria": ("criterion", "id"), "descriptors": ("descriptor", "id"),
    "rounds": ("round", "id"), "claims": ("stated number", "text"), "findings": ("finding", "statement"),
    "accepted": ("accepted problem", "check"),
}  # fmt: skip


#: So much of a text is told of two that were written.
_TOLD = 200


class Plan(NamedTuple):
    """What is to be done: in words, as edits of review.toml, and to the matrix (no columns: they stay as they are).

    `cells` holds texts of the matrix by column and key; `person` a reviewer's name of before and after.
    """

    what: str
    edits: tuple[Edit, ...] = ()
    columns: tuple[Column, ...] = ()
    cells: Mapping[str, Mapping[str, str]] = {}
    person: tuple[str, str] | None = None


def worked_out(asked: Asked, file: Mapping[str, Any], matrix: Matrix, decided: bool = False) -> Plan:
    """Return what is asked, for a review.toml that holds the values of `file`; nothing to do: a plan without edits.

    `decided` says that there are decisions, which a new wording of a criterion can make due again. Raises `Misuse` for
    what cannot be, `ChangedOutside` where the file holds something else by now than was shown.
    """
    asked = {"table": "", "id": "", "given": {}, "shown": {}, **messages.read(asked), "decided": decided}
    make, table = _OPERATIONS.get(asked["op"]), asked["table"]
    if (
        make is None
        or table not in (*CALLED, *_SINGLE)
        or (make not in (_set, _rename, _divide) and table in _SINGLE)
    ):
        raise Misuse(f"{OLD_PAGE} Reload the page.")
    return make(asked, file, matrix)


def entries(file: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    """Return the entries of a list of tables, as the file has them."""
    found = file.get(table, [])
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def held(file: Mapping[str, Any], table: str, id: Entry) -> Mapping[str, Any] | None:
    """Return the table that a name and an id, or place, stand for, as the file has it; None where it is not there.

    Raises `Misuse` for an id that several have.
    """
    if id == "":
        found = file.get(table, {}) if table else file
        return found if isinstance(found, Mapping) else None
    listed = entries(file, table)
    if sum(one.get("id") == id for one in listed) > 1:
        raise Misuse(f"several {table} have the id {id}: give each another in {PROTOCOL} first.")
    at = id if isinstance(id, int) else next((at for at, one in enumerate(listed) if one.get("id") == id), -1)
    return listed[at] if 0 <= at < len(listed) else None


def named(table: str, id: Entry, entry: Mapping[str, Any]) -> str:
    """Return how a person knows an entry: “criterion uk”."""
    kind, member = CALLED[table]
    text = " ".join(str(entry.get(member) or id).split())
    return f"{kind} {text if len(text) <= 60 else text[:59] + '…'}"


# --- the operations ---------------------------------------------------------------------------------------------------


def _set(asked: Asked, file: Mapping[str, Any], matrix: Matrix) -> Plan:
    table, id = asked["table"], asked["id"]
    now = held(file, table, id)
    if now is None:
        raise ChangedOutside(f"{PROTOCOL}: not saved: {table} {id} is no longer there.")
    wanted = _wanted(asked, values.shown(table, now))
    if "id" in wanted and wanted["id"] != id:
        raise Misuse("the short name cannot be changed: decisions, records and columns use it.")
    where = named(table, id, now) if id != "" else table or "review"
    what = f"{where}: {', '.join(wanted)}"
    kinds = values.kinds(table)
    edits: list[Edit] = [
        SetValue(table, id, name, _kept(kinds[name].kind, now.get(name), values.written(kinds[name], value)))
        for name, value in wanted.items()
    ]
    if table == "criteria":
        edits += _reworded(asked, now, wanted)
    cells: dict[str, dict[str, str]] = {}
    if table == "" and "questions" in wanted:
        edits += _questions(file, asked.get("renamed", {}), wanted["questions"] or [])
    if table == "descriptors":
        edits, cells = _of_descriptor(file, matrix, str(id), now, wanted, asked.get("renamed", {}), edits)
    if not edits:
        return Plan(what)
    return Plan(what, tuple(edits), (), cells)


def _add(asked: Asked, file: Mapping[str, Any], matrix: Matrix) -> Plan:
    table = asked["table"]
    kinds = values.kinds(table)
    given = {name: values.cleaned(kinds[name], one) for name, one in asked["given"].items() if name in kinds}
    for name, one in kinds.items():
        if one.required and given.get(name) is None:
            raise Misuse(f"{name} is missing.")
    id = given.get("id")
    if id is not None and held(file, table, id) is not None:
        raise Misuse(f"there is a {CALLED[table][0]} {id} already: choose another word.")
    if table == "descriptors":
        _check_values(given)
    entry = {name: values.written(kinds[name], given.get(name)) for name in kinds}
    columns: tuple[Column, ...] = ()
    if table == "descriptors" and id not in matrix.header:
        columns = _with_column(file, matrix, str(id))
    return Plan(f"{named(table, '', entry)}: added", (AddTable(table, entry),), columns)


def _remove(asked: Asked, file: Mapping[str, Any], matrix: Matrix) -> Plan:
    table, id = asked["table"], asked["id"]
    now = held(file, table, id)
    if now is None or values.shown(table, now) != {
        name: asked["shown"].get(name) for name in values.kinds(table)
    }:
        raise ChangedOutside(f"{PROTOCOL}: not removed: it was changed meanwhile. Look at it again.")
    columns: tuple[Column, ...] = ()
    if table == "descriptors" and id in matrix.header:
        place = matrix.header.index(str(id))
        if filled := [key for key, row in matrix.rows.items() if row.cells[place].strip()]:
            more = f" and {len(filled) - 3} more" if len(filled) > 3 else ""
            raise Misuse(
                f"not deleted: the column {id} of the matrix is filled for {', '.join(filled[:3])}{more}."
            )
        columns = tuple(Column(name, name) for name in matrix.header if name != id)
    return Plan(f"{named(table, id, now)}: removed", (RemoveTable(table, id),), columns)


def _order(asked: Asked, file: Mapping[str, Any], matrix: Matrix) -> Plan:
    table, ids = asked["table"], tuple(asked.get("ids", ()))
    now = [str(one.get("id")) for one in entries(file, table)]
    if now != list(asked["shown"]):
        raise ChangedOutside(
            f"{PROTOCOL}: not saved: the {table} were changed meanwhile. Look at them again."
        )
    edits = (OrderTables(table, ids),) if list(ids) != now else ()
    return Plan(f"{table}: their order", edits)


def _rename(asked: Asked, file: Mapping[str, Any], matrix: Matrix) -> Plan:
    old, new = asked.get("old", ""), asked.get("new", "").strip()
    names = file.get("reviewers")
    edits: list[Edit] = []
    if isinstance(names, list) and (now := [new if _is(name, old) else name for name in names]) != names:
        edits.append(SetValue("", "", "reviewers", now))
    edits += [
        SetValue("divide", "", stage, [new if _is(name, old) else name for name in among])
        for stage, among in (held(file, "divide", "") or {}).items()
        if isinstance(among, list) and any(_is(name, old) for name in among)
    ]
    edits += [
        SetValue("theme_history", at, "by", new)
        for at, change in enumerate(entries(file, "theme_history"))
        if _is(change.get("by"), old)
    ]
    return Plan(f"reviewer {old}: now {new}", tuple(edits), (), renamed_readers(matrix, old, new), (old, new))


def _is(text: Any, name: str) -> bool:
    """Whether a text of the file is this name, as it is read: without the space around it."""
    return isinstance(text, str) and text.strip() == name


def _divide(asked: Asked, file: Mapping[str, Any], matrix: Matrix) -> Plan:
    """Divide the records of a stage among people, and say how many of them each record needs: one act, for one hangs on
    the other."""
    stage, people, number = asked.get("stage", ""), tuple(asked.get("people", ())), asked.get("number", 1)
    if stage not in AGREED_ON:
        raise Misuse(
            f"{STAGE_NAMES.get(stage, stage) or 'nothing'} cannot be divided; "
            f"what can: {', '.join(STAGE_NAMES[one] for one in AGREED_ON)}."
        )
    if number < 1:
        raise Misuse("each record needs at least one person.")
    listed = file.get("reviewers") or []
    for name in people:
        if listed and name not in listed:
            raise Misuse(f"{name} is not among the reviewers: {', '.join(map(str, listed))}.")
        check_person(name)
    if len({*people}) < len(people):
        raise Misuse("a person is there twice.")
    if people and len(people) < number:
        needed = counted(number, "person", "people")
        raise Misuse(f"each record needs {needed}, and you named {len(people)}: name more.")
    agree, divide = held(file, "agree", "") or {}, held(file, "divide", "") or {}
    now = {"people": list(divide.get(stage) or ()), "number": agree.get(stage, 1)}
    if now != {"people": list(asked["shown"].get("people") or ()), "number": asked["shown"].get("number", 1)}:
        raise ChangedOutside(f"{PROTOCOL}: not saved: the division was changed meanwhile. Look at it again.")
    edits: list[Edit] = []
    if number != now["number"]:
        edits.append(SetValue("agree", "", stage, number))
    if list(people) != now["people"]:
        edits.append(SetValue("divide", "", stage, list(people) or None))
    each = f"each record needs {counted(number, 'person', 'people')}"
    among = f"divided among {', '.join(people)}" if people else "not divided"
    return Plan(f"{STAGE_NAMES[stage]}, {each}, {among}", tuple(edits))


_OPERATIONS: dict[str, Callable[[Asked, Mapping[str, Any], Matrix], Plan]] = {
    "set": _set, "add": _add, "remove": _remove, "order": _order, "rename": _rename, "divide": _divide,
}  # fmt: skip
_SINGLE = ("", *(name for name, one in members(Protocol).items() if one.kind == "table"))


# --- what a change of members takes -----------------------------------------------------------------------------------


def _wanted(asked: Asked, now: Values) -> Values:
    """Return the members that the person changed, as they shall be; raises `ChangedOutside` where somebody else did too."""
    kinds = values.kinds(asked["table"])
    wanted, clashes = {}, []
    for name in (name for name in kinds if name in asked["given"]):
        given = asked["given"][name]
        if given == asked["shown"].get(name):
            continue
        three = asked["shown"].get(name), now[name], values.cleaned(kinds[name], given)
        kind = whose(*three)
        if kind == CONFLICT:
            clashes.append(f"{name} is now “{_told(three[1])}”, and you wrote “{_told(three[2])}”")
        elif kind == THEIRS:
            wanted[name] = three[2]
    if clashes:
        raise ChangedOutside(
            f"{PROTOCOL} was changed meanwhile: {'; '.join(clashes)}. Save again to replace it with yours, or cancel."
        )
    for name in wanted:
        if kinds[name].required and wanted[name] is None:
            raise Misuse(f"{name} is missing.")
    return wanted


def _told(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_told(one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_told(one)}" for name, one in value.items() if one)
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _TOLD else f"{text[: _TOLD - 1]}…"


def _kept(kind: str, was: Any, value: Any) -> Any:
    """Return a value as it is written: a list that was there stays one, for a comment tells what it is for."""
    return [] if value is None and kind == "texts" and isinstance(was, list) else value


def _reworded(asked: Asked, now: Mapping[str, Any], wanted: Values) -> list[Edit]:
    """Return the edit that keeps what a criterion said before; raises `Misuse` where nobody says what the new words do."""
    if not asked["decided"] or not {"include", "exclude", "check", "stage"} & wanted.keys():
        return []
    effect = asked.get("effect", "")
    if effect == SAME:
        return []
    if effect not in CRITERION_EFFECTS:
        raise Misuse("choose whether the criterion now includes more records, fewer, or the same.")
    before = {name: now[name] for name in ("include", "exclude") if now.get(name)}
    change = {"date": datetime.now(UTC).replace(microsecond=0), "effect": effect, **before}
    earlier = now.get("history", [])
    return [SetValue("criteria", asked["id"], "history", [*earlier, change])]


def _questions(file: Mapping[str, Any], renamed: Mapping[str, str], wanted: Sequence[str]) -> list[Edit]:
    """Return the edits by which the themes that answer a question go with its new wording."""
    return [
        SetValue("themes", theme["id"], "question", renamed[str(theme["question"])])
        for theme in entries(file, "themes")
        if isinstance(theme.get("id"), str)
        and theme.get("question") not in wanted
        and renamed.get(str(theme.get("question"))) in wanted
    ]


def _of_descriptor(
    file: Mapping[str, Any], matrix: Matrix, id: str, now: Mapping[str, Any], wanted: Values, renamed: Mapping[str, str],
    edits: list[Edit],
) -> tuple[list[Edit], dict[str, dict[str, str]]]:  # fmt: skip
    """Return the edits with those that follow from new values, and the cells in which a value has another name now.

    Raises `Misuse` where a value goes that the matrix holds, or is one that no cell can hold.
    """
    before = values.shown("descriptors", now)
    after = {**before, **wanted}
    _check_values(after)
    old, new = (_words(one["values"]) for one in (before, after))
    names = {
        one: to.strip()
        for one, to in renamed.items()
        if "values" in wanted and one in old and one != to.strip() in new
    }
    gone = [one for one in old if one not in new and one not in names]
    cells = {}
    for key, row in matrix.rows.items() if id in matrix.header else ():
        text = row.cells[matrix.header.index(id)]
        parts = text.split(";") if after["type"] == "choices" else [text]
        if found := [one for part in parts if new and (one := part.strip()) in gone]:
            raise Misuse(
                f"not saved: the matrix has the value {found[0]} for {key}. Rename the value, or change the cell."
            )
        told = [part.replace(part.strip(), names.get(part.strip(), part.strip())) for part in parts]
        if told != parts:
            cells[key] = ";".join(told)
    return [*edits, *_asked_for(file, id, names)], {id: cells} if cells else {}


def _words(rows: Sequence[Mapping[str, str]] | None) -> list[str]:
    return [one["value"] for one in rows or ()]


def _check_values(descriptor: Values) -> None:
    """Raise `Misuse` for a value that cannot be told in a cell."""
    for word in _words(descriptor.get("values")):
        if "\n" in word or (";" in word and descriptor.get("type") == "choices"):
            raise Misuse(
                f"the value “{word}” cannot be used: a value has no semicolon (it separates several values) and is one line."
            )


def _asked_for(file: Mapping[str, Any], id: str, names: Mapping[str, str]) -> Iterator[Edit]:
    """Yield the edits by which the checks that ask for a value go with its new name."""
    for criterion in entries(file, "criteria"):
        check = criterion.get("check")
        if (
            not isinstance(check, Mapping)
            or check.get("field") != id
            or not isinstance(criterion.get("id"), str)
        ):
            continue
        asks = check.get("is")
        if isinstance(asks, list):
            now = [names.get(one, one) if isinstance(one, str) else one for one in asks]
            if now != asks:
                yield SetValue("criteria", criterion["id"], "check", {**check, "is": now})


def _with_column(file: Mapping[str, Any], matrix: Matrix, id: str) -> tuple[Column, ...]:
    """Return the columns of the matrix with one for a new descriptor, behind the others."""
    known = [KEY, *(str(one.get("id")) for one in entries(file, "descriptors"))]
    last = max((place for place, name in enumerate(matrix.header) if name in known), default=-1)
    columns = [Column(name, name) for name in matrix.header]
    columns.insert(last + 1, Column(id))
    return tuple(columns)
