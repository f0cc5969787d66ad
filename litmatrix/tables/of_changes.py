"""The deviations from the protocol: what was changed once screening had begun, as history/ and review.toml tell it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from litmatrix import decisions
from litmatrix.coding import themes
from litmatrix.comparing.differences.values import text
from litmatrix.matrix import history, importlog
from litmatrix.matrix.changes import Change, read_changes
from litmatrix.matrix.history import Entry, Step
from litmatrix.model import Criterion, CriterionChange, Search
from litmatrix.planning import CALLED
from litmatrix.protocol import toml
from litmatrix.review import Review
from litmatrix.tables.frames import NOT_STATED, frame
from litmatrix.tables.table import Table
from litmatrix.vocabulary import AGREED_ON, HISTORY, PROTOCOL, STAGE_NAMES

#: The tables of review.toml that say how the review is done, as a person calls them; of the top, the members that do.
_TABLES = {
    "agree": "how many must agree", "divide": "who is asked for which records", "searches": "the searches", "criteria": "the criteria",
    "descriptors": "the descriptors", "rounds": "the rounds",
}  # fmt: skip
_TOP = ("questions", "reviewers")

_SCREENING = (*AGREED_ON, "retrieval")
#: What says of a search or criterion who it is, or what it did before, and is no news of itself.
_SILENT = ("id", "history")

When = datetime | date | str


class _Deviation(NamedTuple):
    when: When
    what: str
    before: str = ""
    after: str = ""
    why: str = ""
    by: str = ""


def deviations(review: Review) -> Table:
    """Return what was changed in the protocol since the first record was screened: index `When` (UTC), by time.

    Columns: What, Before, After, Why, By. From the changes of the protocol in history/ (questions, people, how many must
    agree, searches, criteria, descriptors, rounds), the imports that made a search, the history of the criteria and of the
    themes in review.toml, and searches that are dated later; each once, and without what was undone. Themes that were only put in
    another order are left out. A change that was made in review.toml by hand is told only where these say it.
    """
    begun = _begun(review)
    found = [] if begun is None else [one for one in _told(review, begun) if _is_since(one.when, begun)]
    found.sort(key=lambda one: _sortable(one.when))
    rows = [(one.what, one.before, one.after, one.why or NOT_STATED, one.by or NOT_STATED) for one in found]
    made = frame(
        ("When", [_shown(one.when) for one in found]), ("What", "Before", "After", "Why", "By"), rows
    )
    nothing = "Nothing was decided yet: until the first record is screened, all that you write down is the protocol itself."
    note = ""
    if begun is not None:
        nothing = (
            f"No change of the protocol is recorded since the first record was screened ({begun:%Y-%m-%d})."
        )
        note = f"Since the first record was screened, on {begun:%Y-%m-%d}. Times are UTC."
    return Table("deviations", "Deviations from the protocol", made, note, nothing)


def _begun(review: Review) -> datetime | None:
    """Return when the first record was screened, of what was not withdrawn; None if none was."""
    live = decisions.live(review.decisions)
    times = live.loc[live["stage"].isin(_SCREENING), "time"].tolist()
    # A change is recorded to the second.
    return min((datetime.fromisoformat(time).replace(microsecond=0) for time in times), default=None)


def _told(review: Review, begun: datetime) -> Iterator[_Deviation]:
    folder = review.folder / HISTORY
    changes = [one for one in read_changes(folder)[0] if one.undone is None]
    imports = [one for one in importlog.read_imports(folder)[0] if one.undone is None]
    for change in changes:
        yield from _of_change(change)
    for one in imports:
        if one.made:
            said = {name: after for name, (_, after) in one.table.items()}
            yield _Deviation(one.time, f"search {one.search} added", "", _members(said), one.why, one.by)
    known = {(str(id), _plain_date(entry)) for one in changes for entry, id in _kept(one)}
    for criterion in review.protocol.criteria:
        for place, entry in enumerate(criterion.history):
            if (criterion.id, _plain_date({"date": entry.date})) not in known:
                yield _of_criterion(criterion, entry, criterion.history[place + 1 :])
    added = {one.search for one in imports if one.made} | {
        str(id) for one in changes for table, id, member, before, _ in one.members
        if table == "searches" and member == "id" and before is None
    }  # fmt: skip
    for search in review.protocol.searches:
        if search.id not in added and isinstance(search.date, date) and search.date > begun.date():
            yield _of_search(search)
    yield from _of_themes(review)


# --- a change that the protocol desk made --------------------------------------------------------------------------------


def _of_change(change: Change) -> Iterator[_Deviation]:
    """Yield what a change did, an entry of a table at a time."""
    if change.person:  # Somebody has another name, and does the same.
        return
    entries: dict[tuple[str, str | int], list[tuple[str, Any, Any]]] = {}
    for table, id, member, before, after in change.members:
        if not member and sorted(before or ()) != sorted(after or ()):
            continue  # One came or went, which is told by itself.
        if table in _TABLES or (not table and member in _TOP):
            entries.setdefault((table, id if table else member), []).append((member, before, after))
    for (table, id), members in entries.items():
        old = {name: before for name, before, _ in members if before is not None}
        new = {name: after for name, _, after in members if after is not None}
        what = _what(table, id, members, old, new)
        alone = not table or members[0][0] == ""
        was, will = (text(next(iter(side.values()), "")) if alone else _members(side) for side in (old, new))
        yield _Deviation(change.time, what, was, will, change.why, change.by)


def _what(
    table: str, id: str | int, members: Sequence[tuple[str, Any, Any]], old: Mapping[str, Any], new: Mapping[str, Any]
) -> str:  # fmt: skip
    if not table:
        return f"{id} changed"
    if table not in CALLED:
        return f"{_TABLES[table]} changed"
    if id == "":
        return f"{_TABLES[table]} in another order"
    kind = CALLED[table][0]
    named = f"{kind} {id if isinstance(id, str) else id + 1}"
    if "id" in new and "id" not in old:
        return f"{named} added"
    if "id" in old and "id" not in new:
        return f"{named} removed"
    effects = [
        entry.get("effect") for name, _, after in members if name == "history" for entry in (after or [])[-1:]
    ]
    return f"{named} changed" + (f": {effects[0]}" if effects and effects[0] else "")


def _kept(change: Change) -> Iterator[tuple[Mapping[str, Any], str | int]]:
    """Yield the entries of the history of a criterion that a change wrote, each with the criterion's id."""
    for table, id, member, _, after in change.members:
        if (table, member) == ("criteria", "history"):
            yield from ((entry, id) for entry in after or () if isinstance(entry, Mapping))


def _members(said: Mapping[str, Any]) -> str:
    """Return members of a table in words, one a line."""
    told = ((name.replace("_", " "), text(value)) for name, value in said.items() if name not in _SILENT)
    return "\n".join(f"{STAGE_NAMES.get(name, name)}: {value}" for name, value in told if value)


# --- what review.toml itself tells -----------------------------------------------------------------------------------------


def _of_criterion(
    criterion: Criterion, change: CriterionChange, later: Sequence[CriterionChange]
) -> _Deviation:
    """Return what a criterion said before a change, and after it: what the next one had found, or what it says today."""
    before = {name: value for name in ("include", "exclude") if (value := getattr(change, name))}
    after = {
        name: next((value for one in later if (value := getattr(one, name))), getattr(criterion, name))
        for name in before
    }
    return _Deviation(
        change.date,
        f"criterion {criterion.id} changed: {change.effect}",
        _members(before),
        _members(after),
    )


def _of_search(search: Search) -> _Deviation:
    of = f", which repeats {search.updates}" if search.updates else ""
    said = {name: getattr(search, name) for name in ("kind", "source", "platform", "query", "limits")}
    return _Deviation(search.date or "", f"search {search.id} run later{of}", "", _members(said), search.note)


def _of_themes(review: Review) -> Iterator[_Deviation]:
    entries, _ = history.read_history(review.folder / HISTORY)
    records = {entry.time: entry for entry in entries}
    known = themes.known_names(review.protocol, entries)
    definitions = _Definitions(review)
    found = []
    for step in reversed(history.story(entries, review.protocol.theme_history)):
        if step.undone is not None or step.change == "reorder":
            continue
        entry = records.get(step.time) if step.recorded and isinstance(step.time, datetime) else None
        names = themes.names_in(entry or step, known)
        what = themes.headline(step, names)
        sides = ("\n".join(names.before), "\n".join(names.after))
        if step.change == "redefine" and not step.theme:
            sides = definitions.of(step, entry)
        elif step.change == "retire":
            sides = (sides[0], "")
        found.append(_Deviation(step.time, what, *sides, step.why, step.by))
        definitions.pass_by(step)
    yield from reversed(found)


class _Definitions:
    """The definitions of themes, read backwards from today: what each said after a change, and before it where it is recorded."""

    def __init__(self, review: Review) -> None:
        self.protocol = review.protocol
        self.today = {theme.id: theme.definition for theme in review.protocol.themes}

    def of(self, step: Step, entry: Entry | None) -> tuple[str, str]:
        """Return what the theme of a step said before it, as far as that is recorded, and after it."""
        id = next(iter(step.before), "")
        after = self.today.get(id, "")
        before = _recorded_definition(entry, id) if entry else None
        self.today[id] = before or ""
        return (NOT_STATED if before is None else before, after)

    def pass_by(self, step: Step) -> None:
        """Go back before a step: a theme has the id again that it had."""
        if step.change == "rename" and not step.theme:
            for old, new in zip(step.before, step.after, strict=False):
                if old != new and new in self.today:
                    self.today[old] = self.today.pop(new)


def _recorded_definition(entry: Entry, id: str) -> str | None:
    """Return the definition that a theme had before an operation; None where its record does not hold it."""
    try:
        table = toml.loads(entry.parts[PROTOCOL]["tables"][id])["themes"][0]
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
    return str(table.get("definition", ""))


# --- when ---------------------------------------------------------------------------------------------------------------


def _is_since(when: When, begun: datetime) -> bool:
    """Whether something was done since then; of a day, or of words, nobody can say that it was not."""
    moment = history.instant(when)
    if moment is not None:
        return moment >= begun
    return not isinstance(when, date) or when >= begun.date()


def _sortable(when: When) -> tuple[bool, datetime]:
    moment = history.instant(when)
    if moment is None and isinstance(when, date):
        moment = datetime(when.year, when.month, when.day, tzinfo=UTC)
    return moment is None, moment or datetime.max.replace(tzinfo=UTC)


def _shown(when: When) -> str:
    moment = history.instant(when)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else str(when)


def _plain_date(entry: Mapping[str, Any]) -> str:
    """Return the date of an entry in the history of a criterion as one text, whoever wrote it."""
    given = entry.get("date", "")
    if isinstance(given, str):
        try:
            given = datetime.fromisoformat(given) if len(given) > 10 else date.fromisoformat(given)
        except ValueError:
            return given
    return _shown(given)
