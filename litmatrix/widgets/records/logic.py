"""The records of a review as a list: filtered, sorted, and acted on many at a time. No widget is needed to drive it.

Each record has a number that stays its own as long as the list is open, whatever comes in: the page chooses records by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from litmatrix import reporting, writing
from litmatrix.bibliography.latex import folded
from litmatrix.decisions import Event, reviewer_file
from litmatrix.errors import Misuse
from litmatrix.files import fulltexts, results
from litmatrix.files.watch import stamp
from litmatrix.review import Review
from litmatrix.screening import deciding, filtering
from litmatrix.tables import Table
from litmatrix.vocabulary import DECISIONS, OUT, counted
from litmatrix.widgets.records import batch, remembered
from litmatrix.widgets.records.batch import Asked, Plan
from litmatrix.widgets.records.columns import STAGE_WORDS, Column, Facts

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: The columns that are shown before anybody chose.
FIRST = ("reference", "title", "year", "journal", "status", "mine", "labels")
#: Years are asked for by bounds.
YEARS = "years"
#: So many columns sort at once: the one that was chosen last first.
SORTED = 3


class PlanChanged(Misuse):
    """Nothing was recorded: what was listed is no longer what would happen."""


@dataclass(frozen=True)
class Condition:
    """What records must have, or with `isnt` must not: one of these values of a column; of `years`, a year within bounds."""

    field: str
    values: tuple[str, ...] = ()
    isnt: bool = False


class Listing:
    """The list: `order` are the places (in `facts.keys`) of the records that match, sorted; `version` counts the orders.

    `chosen` are the columns shown, `sorts` those sorted by (the first one first) with whether each is descending,
    `plan` what was listed of an act and is not yet recorded (`planned` counts these lists, `plan_changed` says how many records
    it changed for since it was asked for), `compared` whether others' decisions show.
    """

    def __init__(self, review: Review, person: str = "") -> None:
        self.words = ""
        self.conditions: tuple[Condition, ...] = ()
        self.sorts: tuple[tuple[str, bool], ...] = ()
        self.compared = False
        self.plan: Plan | None = None
        self.planned, self.plan_changed = 0, 0
        self.version, self.data = 0, 0
        self.numbers: dict[str, int] = {}
        self._numbered: list[str] = []
        self.order: np.ndarray | None = None
        self._last: tuple[object, tuple[Event, ...]] | None = None
        self._by_place: np.ndarray | None = None
        self._renumbered = False
        self._full = stamp(review.folder / fulltexts.FOLDER)
        self.facts = Facts(review, person, "screening")
        known = self.facts.columns
        kept = tuple(id for id in remembered.columns(review.folder) if id in known and not known[id].others)
        self.chosen: tuple[str, ...] = kept or FIRST
        self._number()
        self.look()

    @property
    def review(self) -> Review:
        """The review as last read."""
        return self.facts.review

    @property
    def person(self) -> str:
        """Who decides; nothing while nobody is named."""
        return self.facts.person

    @property
    def stage(self) -> str:
        """Where is decided: screening or eligibility."""
        return self.facts.stage

    @property
    def keys(self) -> list[str]:
        """The keys of the records that match, as they are sorted."""
        keys = self.facts.keys
        return [keys[place] for place in self._order.tolist()]

    @property
    def matching(self) -> int:
        """How many records match."""
        return len(self._order)

    @property
    def _order(self) -> np.ndarray:
        assert self.order is not None
        return self.order

    # --- what is shown -----------------------------------------------------------------------------------------------

    def take(self, review: Review, person: str | None = None, stage: str | None = None) -> None:
        """Work on this review, as this person, at this stage; what is filtered, sorted and listed for an act goes on.

        Raises `Misuse` for a stage at which nothing is decided here.
        """
        if stage is not None and stage not in STAGE_WORDS:
            raise Misuse("there is no such stage; choose title and abstract, or full text.")
        before = (self.person, self.stage)
        who = self.person if person is None else person
        if who != before[0]:
            # Who sits down next has not asked to see what the others decided.
            self.compared = False
        self.facts = self.facts.renewed(review, who, stage or self.stage, self.compared)
        self._full = stamp(review.folder / fulltexts.FOLDER)
        self.data += 1
        self._number()
        self._keep_known()
        if who != before[0] or self.stage != before[1]:
            self.plan = None
        self._plan_anew()
        self.look()

    def fresh(self) -> bool:
        """Take in what was written elsewhere since; whether anything was."""
        review = self.review.current()
        if review is self.review and stamp(review.folder / fulltexts.FOLDER) == self._full:
            return False
        self.take(review)
        return True

    def compare(self, on: bool) -> None:
        """Show everybody's decisions and labels, or show them no more."""
        self.compared = on
        self.facts = self.facts.renewed(self.review, self.person, self.stage, on)
        self._keep_known()
        if on and "everybody" not in self.chosen:
            self.chosen = (*self.chosen, "everybody")
        self.data += 1
        self.look()

    def offered(self) -> dict[str, Column]:
        """Return the columns that can be shown, sorted or filtered by."""
        known = self.facts.columns
        return {id: one for id, one in known.items() if self.compared or not one.others}

    def show(self, ids: Iterable[str]) -> None:
        """Show these columns, in this order; raises `Misuse` for one that is not offered, or none at all."""
        ids = tuple(dict.fromkeys(ids))
        known = self.offered()
        if any(id not in known or not known[id].shown for id in ids):
            raise Misuse("there is no such column.")
        if not ids:
            raise Misuse("one column must stay.")
        self.chosen = ids
        self.data += 1
        remembered.remember(self.review.folder, [id for id in ids if not known[id].others])

    def sort(self, id: str, descending: bool | None = None) -> None:
        """Sort by a column first, and by what was sorted by before among records that are alike in it.

        Without `descending`, a column that is sorted by first already is turned round. No column: the bibliography's order.
        Raises `Misuse` for one that is not offered.
        """
        if id and id not in self.offered():
            raise Misuse("there is no such column.")
        turned = not self.sorts[0][1] if self.sorts and self.sorts[0][0] == id else False
        rest = tuple(one for one in self.sorts if one[0] != id)
        first = (id, turned if descending is None else descending)
        self.sorts = (first, *rest)[:SORTED] if id else ()
        self.look()

    def search(self, words: str) -> None:
        """Show records only in which all these words stand."""
        self.words = words
        self.look()

    def narrow(self, field: str, values: Sequence[str], isnt: bool = False) -> None:
        """Set what is asked of a column, in place of what was; no values: nothing. Raises `Misuse` for a column that cannot be asked.

        `years` takes two values, the first and the last year, each of which may be empty.
        """
        if field == YEARS:
            values = _bounds(values)
        elif field not in self.offered() or not self.offered()[field].choices:
            raise Misuse("there is no such filter.")
        new = Condition(field, tuple(dict.fromkeys(values)) if field != YEARS else tuple(values), isnt)
        places = [one.field for one in self.conditions]
        if field in places:
            at = places.index(field)
            self.conditions = (*self.conditions[:at], new, *self.conditions[at + 1 :])
        else:
            self.conditions = (*self.conditions, new)
        self.conditions = tuple(one for one in self.conditions if one.values)
        self.look()

    def widen(self) -> None:
        """Take all filters away."""
        self.words, self.conditions = "", ()
        self.look()

    def look(self) -> None:
        """Find what matches, and sort it."""
        import numpy as np

        found = self._sorted(np.flatnonzero(self._mask(self.conditions)))
        if self.order is None or not np.array_equal(found, self.order) or self._renumbered:
            self.order = found
            self._renumbered = False
            self.version += 1

    def counts(self, field: str) -> list[tuple[str, int]]:
        """Return the values that a column has among the records that match all else that is asked, with how many have each.

        The most frequent come first; values that are asked for are there, whether or not any record has one. Raises `Misuse`.
        """
        import numpy as np

        if field not in self.offered() or not self.offered()[field].choices:
            raise Misuse("there is no such filter.")
        others = tuple(one for one in self.conditions if one.field != field)
        found = self.facts.count(field, np.flatnonzero(self._mask(others)).tolist())
        asked = next((one.values for one in self.conditions if one.field == field), ())
        for value in asked:
            found.setdefault(value, 0)
        said = self.facts.columns[field].said
        return sorted(found.items(), key=lambda one: (one[0] == "", -one[1], folded(said(one[0]))))

    def told(self, one: Condition) -> str:
        """Say in words what is asked."""
        if one.field == YEARS:
            first, last = one.values
            return (
                f"Year: {first} to {last}"
                if first and last
                else f"Year: {f'from {first}' if first else f'to {last}'}"
            )
        column = self.facts.columns[one.field]
        values = [column.said(value) for value in one.values]
        listed = " or ".join(values[:3]) + (f" or {len(values) - 3} more" if len(values) > 3 else "")
        return f"{column.name}: {'not ' if one.isnt else ''}{listed}"

    @property
    def matches(self) -> pd.DataFrame:
        """The records that match, as they are sorted: the frame of `filtering.overview`."""
        return filtering.overview(self.review).loc[self.keys]

    def cells(self, keys: Iterable[str]) -> list[list[str]]:
        """Return what is shown of these records: a list of texts each, one a column that is shown."""
        places = [self._places[key] for key in keys]
        columns = [(self.facts.columns[id], self.facts.texts(id)) for id in self.chosen]
        return [[column.told(texts[place]) for column, texts in columns] for place in places]

    def named(self, keys: Iterable[str]) -> list[tuple[str, str]]:
        """Return the short reference and the title of each of these records."""
        references, titles = self.facts.texts("reference"), self.facts.texts("title")
        places = [self._places[key] for key in keys]
        return [(references[place], titles[place]) for place in places]

    def _mask(self, conditions: Iterable[Condition]) -> np.ndarray:
        """Return for each record whether it has what is asked."""
        import numpy as np

        facts = self.facts
        mask = np.ones(len(facts.keys), dtype=bool)
        if wanted := folded(self.words).split():
            texts = self._searched()
            mask &= np.fromiter((all(word in text for word in wanted) for text in texts), bool, len(texts))
        for one in conditions:
            if one.field == YEARS:
                first, last = (int(bound) if bound else None for bound in one.values)
                years = (int(text) if text else None for text in facts.texts("year"))
                met = [
                    year is not None and (first is None or year >= first) and (last is None or year <= last)
                    for year in years
                ]
            else:
                column, texts, wanted_values = (
                    facts.columns[one.field],
                    facts.texts(one.field),
                    set(one.values),
                )
                held = {text: not wanted_values.isdisjoint(column.values(text)) for text in set(texts)}
                met = [held[text] != one.isnt for text in texts]
            mask &= np.array(met, dtype=bool)
        return mask

    def _searched(self) -> list[str]:
        texts = filtering.texts(self.review)
        return [texts[key] for key in self.facts.keys]

    def _sorted(self, places: np.ndarray) -> np.ndarray:
        """Return places sorted, whatever has nothing in a column last."""
        import numpy as np

        for id, descending in reversed(self.sorts):
            ranks = self.facts.ranks(id)[places]
            last = np.iinfo(ranks.dtype).max
            by = np.where(ranks < 0, last, -ranks if descending else ranks)
            places = places[np.argsort(by, kind="stable")]
        return places

    def _keep_known(self) -> None:
        """Let go of what is asked of columns that there are no more."""
        known = self.offered()
        self.chosen = tuple(id for id in self.chosen if id in known) or FIRST
        self.sorts = tuple(one for one in self.sorts if one[0] in known)
        self.conditions = tuple(one for one in self.conditions if one.field == YEARS or one.field in known)

    # --- numbers -----------------------------------------------------------------------------------------------------

    def _number(self) -> None:
        """Give each record that has none yet a number."""
        import numpy as np

        for key in self.facts.keys:
            if key not in self.numbers:
                self.numbers[key] = len(self._numbered)
                self._numbered.append(key)
        self._places = {key: place for place, key in enumerate(self.facts.keys)}
        before = self._by_place
        self._by_place = np.array([self.numbers[key] for key in self.facts.keys], dtype="<u4")
        self._renumbered = before is not None and not np.array_equal(before, self._by_place)

    def numbered(self, order: np.ndarray | None = None) -> bytes:
        """Return the numbers of the records that match (or of these places), in order: four bytes each, the least first."""
        assert self._by_place is not None
        return bytes(self._by_place[self._order if order is None else order].tobytes())

    def among(self, numbers: Iterable[int]) -> tuple[bytes, list[int]]:
        """Return these records, as they are sorted, whether they match or not; and those numbers whose record is gone."""
        import numpy as np

        numbers = list(numbers)
        places = {number: self._places.get(self._key(number)) for number in numbers}
        there = np.array(sorted(place for place in places.values() if place is not None), dtype=np.int64)
        return self.numbered(self._sorted(there)), [one for one, place in places.items() if place is None]

    def of(self, numbers: Iterable[int]) -> list[str]:
        """Return the keys of records by their numbers; those that are gone are left out."""
        return [key for key in map(self._key, numbers) if key in self._places]

    def _key(self, number: int) -> str:
        return self._numbered[number] if 0 <= number < len(self._numbered) else ""

    # --- one act for many --------------------------------------------------------------------------------------------

    def prepare(self, asked: Asked, keys: Iterable[str]) -> Plan:
        """List what an act would do to these records, with the decisions as they are on disk now; raises as `batch.plan`."""
        chosen = set(keys)
        self._catch_up()
        places = self._sorted(self._all_places())
        known = self.facts.keys
        ordered = [known[place] for place in places.tolist() if known[place] in chosen]
        self.plan = batch.plan(self.facts, ordered, replace(asked, stage=self.stage))
        self.planned, self.plan_changed = self.planned + 1, 0
        return self.plan

    def leave(self) -> None:
        """Do nothing of what was listed."""
        self.plan = None

    def record(self, note: str = "") -> tuple[Event, ...]:
        """Record what was listed, as one act; the list is then as after it.

        Raises `PlanChanged` where something else would happen by now (that is then listed), `Misuse`, `NotSaved`; nothing
        is recorded then.
        """
        if self.plan is None:
            raise Misuse("there is nothing to record.")
        shown = self.planned
        self._catch_up()
        if self.plan is None or self.planned != shown:
            raise PlanChanged(
                f"nothing was recorded: {counted(self.plan_changed, 'record')} changed since they were listed. Look at the "
                "list as it is now, and press again."
                if self.plan
                else "nothing was recorded: the records changed meanwhile. Select them again."
            )
        if not self.plan.keys:
            raise Misuse("none of these records would change.")
        events = batch.record(self.review, self.person, self.plan, note)
        self.plan = None
        # What was recorded just now is what undo takes back: no need to read the file for that.
        self._last = (self._file_now(), events)
        self.take(self.review.with_new_decisions())
        return events

    def undoable(self) -> tuple[Event, ...]:
        """Return what `undo` would take back; raises as `deciding.own_events`."""
        return batch.undoable(self.review, self.person)

    def last(self) -> tuple[Event, ...]:
        """Return the same, of the file as it was read last: it is read anew only where it was written to."""
        if not self.person:
            return ()
        now = self._file_now()
        if self._last is None or self._last[0] != now:
            self._last = (now, self.undoable())
        return self._last[1]

    def _file_now(self) -> object:
        return self.person, stamp(reviewer_file(self.review.folder / DECISIONS, self.person))

    def undo(self, shown: str) -> tuple[Event, ...]:
        """Take back the person's last act, the id of whose last decision was `shown`, and return it.

        Raises `Misuse` where another act is the last by now, or none is left.
        """
        last = self.undoable()
        if not last:
            raise Misuse("nothing to undo.")
        if last[-1].id != shown:
            self.take(self.review.current())
            raise Misuse(
                f"your last step is now another one: {batch.told(self.review, last)}. Press again to undo it."
            )
        deciding.withdraw(self.review, self.person, last)
        self.take(self.review.with_new_decisions())
        return last

    def _catch_up(self) -> None:
        review = self.review.current()
        if review is not self.review:
            self.take(review)

    def _plan_anew(self) -> None:
        """Work out anew what was listed, and note how many records it changed for."""
        if self.plan is None:
            return
        before = {row.key: row for row in self.plan.rows}
        try:
            self.plan = batch.plan(self.facts, before, self.plan.asked)
        except Misuse:
            self.plan = None
            return
        after = {row.key: row for row in self.plan.rows}
        if changed := sum(after.get(key) != row for key, row in before.items()):
            self.planned, self.plan_changed = self.planned + 1, self.plan_changed + changed

    def _all_places(self) -> np.ndarray:
        import numpy as np

        return np.arange(len(self.facts.keys))

    # --- export ------------------------------------------------------------------------------------------------------

    def export(self, form: str, keys: Sequence[str] | None = None) -> tuple[Path, tuple[str, ...]]:
        """Write what matches (or these records), with the columns that are shown, to out/; return the file, and what is to be known of it.

        `form` is csv or xlsx. A file that somebody changed, or that litmatrix did not make, stays: the name gets a number.
        Raises `Misuse`, `NotSaved`.
        """
        import pandas as pd

        if form not in ("csv", "xlsx"):
            raise Misuse("a list is exported as CSV or as an Excel workbook.")
        keys = self.keys if keys is None else keys
        columns = [self.facts.columns[id] for id in self.chosen]
        names = _distinct([one.name for one in columns])
        rows = self.cells(keys)
        frame = pd.DataFrame(
            rows, index=pd.Index(list(keys), name="key", dtype="str"), columns=names, dtype="str"
        )
        if "key" in self.chosen:
            frame = frame.drop(columns=names[self.chosen.index("key")])
        table = Table("records", "Records", frame, "; ".join(self._asked_words()))
        no_notes: tuple[str, ...] = ()
        if form == "csv":
            data, notes = writing.table_bytes(table, "csv"), no_notes
        else:
            data, notes = writing.workbook(
                [table], self.review.protocol.title, reporting.stamped(self.review.folder)
            )
        path = self._free(form, data)
        results.write(self.review.folder, path, data)
        return path, notes

    def _asked_words(self) -> list[str]:
        words = [f"Contains: {self.words}"] if self.words.strip() else []
        return [*words, *(self.told(one) for one in self.conditions)]

    def _free(self, form: str, data: bytes) -> Path:
        """Return the first name in out/ that may be written."""
        folder = self.review.folder / OUT
        for number in range(1, 100):
            path = folder / f"records{'' if number == 1 else f'-{number}'}.{form}"
            try:
                results.check_write(self.review.folder, path, data)
            except Misuse:
                continue
            return path
        raise Misuse(f"{OUT}/ contains a hundred lists of records already; delete some first.")


def asked(message: Mapping[str, object]) -> Asked:
    """Return what a message of the page asks to be done."""
    given = {name: str(message.get(name, "")) for name in ("do", "reason", "text")}
    return Asked(given["do"], reason=given["reason"], text=given["text"])


def _bounds(values: Sequence[str]) -> tuple[str, ...]:
    """Return two years as they are compared; none where both are empty. Raises `Misuse` for what is no year."""
    found = [str(value).strip() for value in values][:2]
    found += [""] * (2 - len(found))
    for one in found:
        if one and not (one.isascii() and one.isdigit() and len(one) <= 4):
            raise Misuse(f"“{one[:20]}” is not a year; type four digits, or leave it empty.")
    if found[0] and found[1] and int(found[0]) > int(found[1]):
        found.reverse()
    return tuple(found) if any(found) else ()


def _distinct(names: Sequence[str]) -> list[str]:
    """Return names of which no two are the same."""
    taken: list[str] = []
    for name in names:
        number, made = 1, name
        while made in taken:
            number += 1
            made = f"{name} ({number})"
        taken.append(made)
    return taken
