"""Full texts taken in many at a time: each file matched to a record, looked over by a person, then all stored in one act.

No widget is needed to drive it.
"""

from __future__ import annotations

import importlib.util
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, NamedTuple

from litmatrix import decisions, screening
from litmatrix.bibliography import references
from litmatrix.coding import fulltext
from litmatrix.coding.fulltext import front, matching
from litmatrix.decisions.log import Event
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.files import storing, watch
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.vocabulary import counted
from litmatrix.widgets.fulltexts import missing

#: What a file of the list is: to be stored; a person must choose; there already; cannot be stored; left out by a person.
READY, CHOOSE, SAME, BROKEN, LEFT = "ready", "choose", "same", "broken", "left"

_ORDER = (CHOOSE, BROKEN, READY, SAME, LEFT)

#: The kinds of files that are taken from a folder.
ENDINGS = (".pdf",)
MOST_FILES = 5_000
#: So many files and folders are looked through for them: a whole disk was not meant.
MOST_LOOKED = 100_000
#: So many records are listed by a search.
HITS = 30

NO_PDF = (
    'Files are matched by their names alone: to look into PDF files, litmatrix needs pypdfium2. Install it (pip install "litmatrix[pdf]"), '
    "and restart the notebook's kernel."
)


@dataclass
class Waiting:
    """A file that waits to be stored: where it is, what it says of itself, and the record that it would be the full text of."""

    number: int
    name: str
    path: Path
    token: str = ""
    front: front.Front | None = None
    match: matching.Match = field(default_factory=matching.Match)
    key: str = ""
    how: str = storing.REFUSE
    ticked: bool = False
    touched: bool = False
    note: str = ""
    rank: int = -1


class Done(NamedTuple):
    """What storing came to: the act, how many were marked as retrieved, and why not, if they were not."""

    act: storing.Act
    retrieved: int
    why: str


class Undoable(NamedTuple):
    """What Undo would take back: its time, in words, and whether it was done at this desk since it was opened."""

    time: str
    told: str
    own: bool


class Incoming:
    """The files that one person takes in; `review` is as last read, `everything` whether all records count."""

    def __init__(self, review: Review, person: str = "") -> None:
        self.review, self.person = review, person
        self.files: list[Waiting] = []
        self.everything = False
        self._number = 0
        self._index: tuple[Review, matching.Records] | None = None
        self._standing: tuple[Review, dict[str, dict[str, str]], set[str], dict[str, str]] | None = None
        self._have: tuple[tuple, dict[str, tuple[str, ...]]] = ((), {})
        self._sums: dict[tuple, str] = {}
        self._own: set[str] = set()

    def take(self, review: Review) -> tuple[str, ...]:
        """Go on with the review as it is now; return the ticked files whose record is gone.

        A record that got another key keeps its files; a file whose record is gone is matched anew, and is not ticked.
        """
        if review is self.review:
            return ()
        self.review = review
        known, today = review.records.index, screening.former_keys(review)
        gone = []
        for one in self.files:
            if all(
                key in known
                for key in (*filter(None, [one.key]), *(each.key for each in one.match.candidates))
            ):
                continue
            one.match = self.records.match(one.name, one.front) if one.front else matching.Match()
            if one.key and one.key not in known:
                one.key = today.get(one.key, "")
                if not one.key:
                    if one.ticked:
                        gone.append(one.name)
                    one.key = one.match.candidates[0].key if one.match.sure else ""
                    one.ticked, one.how, one.touched = False, storing.REFUSE, True
        return tuple(gone)

    # --- files come in -----------------------------------------------------------------------------------------------

    def add(self, name: str, path: Path, token: str = "") -> Waiting:
        """Take a file into the list."""
        self._number += 1
        self.files.append(Waiting(self._number, PurePosixPath(name).name or name, path, token))
        return self.files[-1]

    def add_folder(self, named: str) -> int:
        """Take in the PDFs of a folder on the machine where the notebook runs, and of those below it; return how many.

        A path that is not whole begins at the review's folder. Raises `Misuse` where there is none.
        """
        try:
            folder = (self.review.folder / Path(named.strip()).expanduser()).resolve()
            there = bool(named.strip()) and folder.is_dir()
        except (OSError, RuntimeError, ValueError):
            there = False
        if not there:
            raise Misuse(
                f"{named.strip() or 'nothing'}: there is no such folder. Type its full path on the computer where the notebook runs."
            )
        known = {one.path for one in self.files}
        found: list[Path] = []
        looked = 0
        for place, folders, names in os.walk(folder):
            folders[:] = [name for name in folders if not name.startswith(".")]
            looked += len(folders) + len(names)
            paths = (Path(place, name) for name in names if not name.startswith("."))
            found += [
                path
                for path in paths
                if path.suffix.lower() in ENDINGS and path.is_file() and path not in known
            ]
            if len(found) > MOST_FILES:
                raise Misuse(f"{folder}: more than {MOST_FILES:,} PDFs. Add its subfolders one by one.")
            if looked > MOST_LOOKED:
                raise Misuse(
                    f"{folder}: more than {MOST_LOOKED:,} files lie below it. Add its subfolders one by one."
                )
        found.sort()
        if not found:
            raise Misuse(f"{folder}: there is no PDF in it that is not already in the list.")
        for path in found:
            self.add(path.name, path)
        return len(found)

    def look(self, seconds: float = 0.7) -> bool:
        """Look into the files that were not looked into yet, for so long; return whether all are done."""
        until = time.monotonic() + seconds
        for one in self.files:
            if one.front is None:
                self._match(one)
                if time.monotonic() > until:
                    break
        done = all(one.front is not None for one in self.files)
        if done:
            self._settle()
        return done

    @property
    def looked(self) -> int:
        """How many files were looked into."""
        return sum(one.front is not None for one in self.files)

    def stop(self) -> int:
        """Leave out the files that were not looked into yet; return how many."""
        left = [one for one in self.files if one.front is None]
        self.files = [one for one in self.files if one.front is not None]
        self._settle()
        return len(left)

    def clear(self) -> None:
        """Empty the list; the files stay where they are."""
        self.files = []

    def _match(self, one: Waiting) -> None:
        one.front = front.read_front(one.path, one.name)
        if not self._size(one):
            return
        one.match = self.records.match(one.name, one.front)
        if one.match.sure:
            one.key = one.match.candidates[0].key

    def _settle(self) -> None:
        """Tick what is certain, and nothing that would take another's place; a person's own choices stay."""
        seen: dict[str, Waiting] = {}
        sums: dict[str, Waiting] = {}
        # Of one file that came twice, that of which the record is known.
        for one in sorted(self.files, key=lambda one: not one.key):
            one.note = self._noted(one)
            if not self._size(one):
                continue
            twin = sums.setdefault(self._sum(one.path), one)
            first = seen.setdefault(one.key, one) if one.key else one
            if twin is not one:
                one.note = f"the same file as {twin.name}. {one.note}".strip()
            elif first is not one:
                one.note = f"{first.name} is for the same record. {one.note}".strip()
            if not one.touched:
                ready = twin is one and first is one and not self._hindered(one)
                one.ticked = bool(one.key) and one.match.sure and ready and self.there(one) == ""
        for one in self.files:
            # Where it stands in the list is settled once: a row that is worked on stays where it is.
            one.rank = one.rank if one.rank >= 0 else _ORDER.index(self.state(one))

    def _hindered(self, one: Waiting) -> bool:
        """Whether a file is damaged, or its record not among those that count."""
        return _unsound(one) or (bool(one.key) and not self.counts(one.key))

    def _noted(self, one: Waiting) -> str:
        """Return what a person should know of a file before it is stored."""
        told = []
        if one.front and one.front.why and importlib.util.find_spec("pypdfium2"):
            told.append(one.front.why.removeprefix(f"{one.name}: "))
        if one.key and not self.counts(one.key):
            told.append(f"the record is not at the full-text stage: {self.stands(one.key)}")
        return " ".join(told)

    # --- the records -------------------------------------------------------------------------------------------------

    @property
    def records(self) -> matching.Records:
        """The records, to be looked up; made once for a review as it was read."""
        if self._index is None or self._index[0] is not self.review:
            self._index = (self.review, matching.Records(self.review))
        return self._index[1]

    def _now(self) -> tuple[dict[str, dict[str, str]], set[str], dict[str, str]]:
        """Return where each record stands, the keys of those at the full-text stage or included, and the names of all."""
        if self._standing is None or self._standing[0] is not self.review:
            table = screening.outcomes(self.review)
            columns = [str(name) for name in table.columns]
            values = zip(*(table[name].tolist() for name in columns), strict=True)
            outcomes = {
                str(key): dict(zip(columns, row, strict=True))
                for key, row in zip(table.index, values, strict=True)
            }
            names = screening.names(self.review)
            self._standing = (self.review, outcomes, set(missing.wanted(self.review)), names)
        return self._standing[1:]

    def counts(self, key: str) -> bool:
        """Whether a record is among those that full texts are taken in for."""
        return self.everything or key in self._now()[1]

    def stands(self, key: str) -> str:
        """Return in words where a record stands."""
        return missing.stands(self._now()[0].get(key))

    def search(self, words: str) -> list[dict[str, str]]:
        """Return the records in whose key, authors, year, title or DOI all of these words stand, those that count first."""
        sought = [(one.casefold(), matching.levelled(one) or one) for one in words.split()]
        if not sought:
            return []
        found = [
            key
            for key, text in self.records.texts.items()
            if all(plain in text or level in text for plain, level in sought)
        ]
        found.sort(key=lambda key: not self.counts(key))
        return [self.shown(key) for key in found[:HITS]]

    def shown(self, key: str) -> dict[str, str]:
        """Return how a record is named in a list."""
        record = self.review.records.loc[key]
        return {
            "key": key,
            "reference": self.named(key),
            "title": record["title"],
            "where": references.published(record),
            "stands": self.stands(key),
            "there": next(iter(self.have().get(key, ())), ""),
        }

    def named(self, key: str) -> str:
        """Return the short reference of a record."""
        return self._now()[2].get(key, key)

    def have(self) -> dict[str, tuple[str, ...]]:
        """Return the files in fulltext/ by the key of their record."""
        sign = (watch.stamp(self.review.folder / fulltext.FOLDER), self.review)
        if self._have[0] != sign:
            self._have = (sign, fulltext.find_many(self.review.folder, self.review.records.index))
        return self._have[1]

    # --- what a person says ------------------------------------------------------------------------------------------

    def file(self, number: int) -> Waiting:
        """Return a file of the list; raises `Misuse` for one that is not in it any more."""
        found = next((one for one in self.files if one.number == number), None)
        if found is None:
            raise Misuse("that file is no longer in the list.")
        return found

    def choose(self, number: int, key: str) -> None:
        """Say which record a file is the full text of (none: it is left out)."""
        one = self.file(number)
        if key and key not in self.review.records.index:
            raise Misuse(f"the bibliography has no entry {key}.")
        if not self._size(one):
            raise Misuse(f"{one.name}: the file is empty (0 bytes); it cannot be saved.")
        one.key, one.how, one.touched = key, storing.REFUSE, True
        one.ticked = bool(key) and self.there(one) == ""
        self._settle()

    def tick(self, number: int, on: bool) -> None:
        """Say whether a file is to be stored."""
        one = self.file(number)
        if on and not one.key:
            raise Misuse(f"{one.name}: first choose the record whose full text it is.")
        if on and self.there(one) == storing.SAME:
            raise Misuse(f"{one.name}: this file is saved already.")
        if on and self.there(one) and one.how == storing.REFUSE:
            raise Misuse(f"{one.name}: another file is there already: choose “replace it” or “keep both”.")
        one.ticked, one.touched = on, True

    def say_how(self, number: int, how: str) -> None:
        """Say what happens where another file stands already: it is replaced, kept beside the new one, or left as it is."""
        one = self.file(number)
        one.how = how if how in (storing.REPLACE, storing.BESIDE) else storing.REFUSE
        one.ticked, one.touched = one.how != storing.REFUSE, True

    def tick_all(self, on: bool) -> None:
        """Tick all files that can be stored without a further choice, or none."""
        for one in self.files:
            one.touched = True
            one.ticked = on and bool(one.key) and self._size(one) > 0 and (
                not self.there(one) or (self.there(one) == "other" and one.how != storing.REFUSE)
            )  # fmt: skip

    # --- what would come of it ---------------------------------------------------------------------------------------

    def there(self, one: Waiting) -> str:
        """Say whether a file stands already where this one would be stored: nothing, the `same`, or an `other`."""
        place = self.place(one)
        path = self.review.folder / place
        if not place or not path.is_file():
            return ""
        same = path.stat().st_size == self._size(one) and self._sum(path) == self._sum(one.path)
        return storing.SAME if same else "other"

    def place(self, one: Waiting) -> str:
        """Return where a file would be stored, as it stands now; empty where that cannot be said."""
        if not one.key:
            return ""
        try:
            return fulltext.place_for(
                self.review.folder, one.key, one.name, one.how == storing.BESIDE and one.ticked
            )
        except LitmatrixError:
            return ""

    def state(self, one: Waiting) -> str:
        """Return what is to be done with a file (see `READY`)."""
        if not self._size(one):
            return BROKEN
        if one.ticked:
            return READY
        if one.key and self.there(one) == storing.SAME:
            return SAME
        if one.touched:
            return LEFT
        return BROKEN if _unsound(one) and not one.key else CHOOSE

    def row(self, one: Waiting) -> dict[str, Any]:
        """Return a file as the page lists it."""
        there = self.there(one) if not (one.ticked and one.how == storing.BESIDE) else "other"
        reason = next((each for each in one.match.candidates if each.key == one.key), None)
        return {
            "number": one.number, "name": one.name, "size": self._size(one), "state": self.state(one), "ticked": one.ticked,
            "record": self.shown(one.key) if one.key else None, "why": reason.why if reason else ("chosen by you" if one.key else ""),
            "note": one.note, "place": self.place(one), "there": there, "how": one.how,
            "candidates": [{**self.shown(each.key), "why": each.why} for each in one.match.candidates if each.key != one.key],
        }  # fmt: skip

    def counted(self) -> dict[str, int]:
        """Return how many files are in each state."""
        states = [self.state(one) for one in self.files]
        return {name: states.count(name) for name in (READY, CHOOSE, SAME, BROKEN, LEFT)}

    def of_state(self, state: str) -> list[Waiting]:
        """Return the files in a state; all, where none is named, those first that a person must look at."""
        found = (one for one in self.files if state in ("", self.state(one)))
        return sorted(found, key=lambda one: one.rank)

    def retrievable(self) -> tuple[str, ...]:
        """Return the records of ticked files that wait at retrieval: what “retrieved” would be recorded for."""
        outcomes = self._now()[0]
        keys = dict.fromkeys(one.key for one in self.files if one.ticked and one.key in outcomes)
        return tuple(key for key in keys if self._waits(outcomes[key]))

    def _waits(self, outcome: dict[str, str]) -> bool:
        at_retrieval = outcome["status"] == screening.PENDING and outcome["stage"] == "retrieval"
        return at_retrieval and outcome["retrieval"] in (screening.PENDING, "requested")

    # --- acting ------------------------------------------------------------------------------------------------------

    def store(
        self, retrieved: bool = False, progress: Callable[[int, int, str], None] = lambda *_: None
    ) -> Done:
        """Store the ticked files in one act, and with `retrieved` record for their records that the full text was had.

        What is stored leaves the list. Raises `Misuse` where nothing is ticked, or nobody is named for the decisions.
        """
        if retrieved and not self.person:
            raise Misuse("enter your name, or untick “retrieved”; nothing was saved.")
        if gone := self.take(self.review.current()):
            raise Misuse(
                f"the record of {gone[0]} is no longer in the bibliography; nothing was saved. Look at the list as it is now."
            )
        chosen = [one for one in self.files if one.ticked and one.key]
        if not chosen:
            raise Misuse("no file is ticked; nothing was saved.")
        marks = self.retrievable() if retrieved else ()
        wanted = [storing.Wanted(one.path, one.name, one.key, one.how) for one in chosen]
        act = storing.store_all(self.review.folder, wanted, self.person, progress)
        self._own.add(act.time)
        done = {id(one) for one, put in zip(chosen, act.files, strict=True) if put.outcome != storing.FAILED}
        self.files = [one for one in self.files if id(one) not in done]
        have = {put.key for put in act.files if put.outcome != storing.FAILED}
        events = [Event(self.person, key, "retrieval", "retrieved") for key in marks if key in have]
        number, why = 0, ""
        if events:
            try:
                recorded = deciding.decide_many(self.review, events, self.person)
                number = len(recorded)
                if act.stored:
                    act = storing.with_batch(self.review.folder, act, recorded[0].batch)
            except LitmatrixError as error:
                why = f"The files are saved, but “retrieved” was not recorded: {error}"
        self.take(self.review.current())
        self._settle()
        return Done(act, number, why)

    def undo(self, time: str = "") -> str:
        """Take back the last act of storing (or the one of that time), its decisions too; return in words what was done.

        Raises `Misuse`, `NotSaved`.
        """
        act, undone = storing.undo(self.review.folder, time)
        told = []
        if undone.away:
            told.append(f"{counted(len(undone.away), 'file')} removed again")
        if undone.again:
            told.append(f"{counted(len(undone.again), 'older file')} brought back")
        text = f"Undone: {', '.join(told) or 'nothing to remove'}."
        for place, why in undone.left[:5]:
            text += f" {place} was kept: {why}."
        if len(undone.left) > 5:
            text += f" {len(undone.left) - 5} more were kept, for similar reasons."
        if act.batch:
            text += f" {self._withdrawn(act)}"
        self.take(self.review.current())
        self._settle()
        return text

    def _withdrawn(self, act: storing.Act) -> str:
        if act.by != self.person:
            return f"“Retrieved” was recorded by {act.by}, and is kept: only {act.by} can undo it, at the screening card."
        own = deciding.own_events(self.review, act.by)
        live = tuple(one for one in decisions.live_events(own) if one.batch == act.batch)
        if not live:
            return ""
        deciding.withdraw(self.review, act.by, live)
        return f"“Retrieved” was undone for {counted(len(live), 'record')}."

    def undoable(self) -> Undoable | None:
        """Return the act that Undo would take back, or None."""
        act = storing.latest(self.review.folder)
        if act is None:
            return None
        told = f"{counted(len(act.stored), 'file')} saved {act.time[:10]}{f' by {act.by}' if act.by else ''}"
        return Undoable(act.time, told, act.time in self._own)

    # --- bytes -------------------------------------------------------------------------------------------------------

    def _size(self, one: Waiting) -> int:
        return watch.stamp(one.path)[2]

    def _sum(self, path: Path) -> str:
        sign = (path, watch.stamp(path))
        if sign not in self._sums:
            try:
                self._sums[sign] = storing.sum_of(path.read_bytes())
            except OSError:
                self._sums[sign] = str(path)
        return self._sums[sign]


def _unsound(one: Waiting) -> bool:
    """Whether a file says that it is damaged, encrypted or something else than its name tells."""
    return bool(one.front and one.front.why) and not re.search(
        "have no text|litmatrix needs|cannot be read page by page", one.front.why if one.front else ""
    )
