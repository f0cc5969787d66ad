"""Files of search results brought together: what each is, which search found it, and what taking all of them in would do.

No widget is needed to drive it. Nothing is written before `take`; each search is then an import of its own, which can be undone.
"""

from __future__ import annotations

import glob
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import importing
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.files import journal
from litmatrix.importing import MEMBERS, Database, Export, Intake, Stand, Undoing
from litmatrix.importing.matching import fingerprint
from litmatrix.matrix import importlog
from litmatrix.matrix.importlog import Import
from litmatrix.model import Search
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, FATAL, HISTORY, PROTOCOL

#: The short name of a search, asked for as its members are.
ID = "id"
#: Is called with what is being done, and how far it is.
Tell = Callable[[str, int, int], None]
#: What tells of which database a search is, so that a record that it found before is known again.
RELATING = ("source", "updates")
#: Web of Science gives so many records in a file at most, by what is exported of them.
FULL = (500, 1000)


@dataclass(eq=False)
class Chosen:
    """A file that was chosen: its number here, its name, and what it holds, or why that cannot be read.

    `data` is what was uploaded (None: it stands at `path`). `encoding` and `columns` are what a person said of it; while it is
    `stale`, they were said after it was read.
    """

    number: int
    name: str
    data: bytes | None = None
    path: Path | None = None
    encoding: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    guessed: Mapping[str, str] = field(default_factory=dict)
    exports: tuple[Export, ...] = ()
    database: Database = field(default_factory=Database)
    error: str = ""
    stale: bool = False

    @property
    def declared(self) -> int:
        """How many records it declares."""
        return sum(export.declared for export in self.exports)

    @property
    def columned(self) -> bool:
        """Whether it is one table, so that it can be said what its columns hold."""
        return len(self.exports) == 1 and bool(self.guessed)


@dataclass(eq=False)
class Found:
    """What one search found: its files, and the search, new or known (its id); `said` is what was typed, of either.

    `intake` is what taking it in would do in `stand`, `fault` why that, or what was typed, cannot be; where that was so when it was
    planned, it is `late`: what it shows was worked out before. `version` changes with what is new or found again, so that who
    shows records knows when to ask anew. `behind` keeps what the next search finds once this one is in, and what that was worked out of.
    """

    number: int
    files: list[Chosen]
    known: str = ""
    said: dict[str, dict[str, str]] = field(default_factory=dict)
    intake: Intake | None = None
    stand: Stand | None = None
    fault: str = ""
    late: bool = False
    version: int = 0
    behind: tuple[Any, Stand, list[Any], Stand] | None = field(default=None, repr=False)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed of this search: what was typed of it as a new one is no change of a known one."""
        return self.said.setdefault(self.known, {})

    @property
    def stale(self) -> bool:
        """Whether something was said of a file after it was read."""
        return any(one.stale for one in self.files)

    @property
    def exports(self) -> tuple[Export, ...]:
        """What its files hold."""
        return tuple(export for one in self.files for export in one.exports)

    @property
    def declared(self) -> int:
        """How many records its files declare."""
        return sum(one.declared for one in self.files)


class Taken(NamedTuple):
    """What was taken in: the plans that were done, and why the next one was not (nothing: all were)."""

    done: tuple[Intake, ...]
    fault: str = ""


class Gathering:
    """Files brought together for one review, as it was last read; `founds` are the searches that found them, in order."""

    def __init__(self, review: Review, tell: Tell | None = None) -> None:
        self.review = review
        self.founds: list[Found] = []
        self.unread: list[Chosen] = []
        self._tell = tell or (lambda what, done, total: None)
        self._number = 0

    # --- files ---------------------------------------------------------------------------------------------------------

    @property
    def files(self) -> list[Chosen]:
        """Every file that was chosen, also those that cannot be read."""
        return [*(one for found in self.founds for one in found.files), *self.unread]

    def named(self, text: str) -> list[Path]:
        """Return the files that a person names: a path from the review's folder on, several parted by semicolons, `*` for any letters.

        Raises `Misuse` for what is not there.
        """
        found: list[Path] = []
        whole = self.review.folder / Path(text.strip()).expanduser()
        parts = [text.strip()] if text.strip() and whole.is_file() else text.split(";")
        for part in filter(None, map(str.strip, parts)):
            path = self.review.folder / Path(part).expanduser()
            places = [path] if path.is_file() else map(Path, sorted(glob.glob(str(path))))
            paths = [one for one in places if one.is_file()]
            if not paths:
                raise Misuse(
                    f"there is no file {part} in {self.review.folder}: check its name, or choose the file with the button."
                )
            found += paths
        if not found:
            raise Misuse("type the name of a file, or choose it with the button.")
        return list(dict.fromkeys(found))

    def add(self, given: Iterable[tuple[str, bytes | Path]]) -> str:
        """Read files, each a search of its own unless its name and records are those of a known search; return what was left out.

        A file that cannot be read is kept apart with why, and stops no other.
        """
        known = {(one.name, self._bytes(one)) for one in self.files}
        told = []
        first = len(self.founds)
        for name, source in given:
            data = source if isinstance(source, bytes) else None
            self._number += 1
            one = Chosen(self._number, Path(name).name or "upload", data, source if data is None else None)  # type: ignore[arg-type]
            if (one.name, self._bytes(one)) in known:
                told.append(f"{one.name} is here already.")
                continue
            known.add((one.name, self._bytes(one)))
            self._tell(f"reading {one.name}", 0, 1)
            if self._read(one):
                self.founds.append(Found(one.number, [one]))
            else:
                self.unread.append(one)
        self._plan(first, guessing=True)
        return " ".join(told)

    def drop(self, number: int) -> None:
        """Take a file out again."""
        self.unread = [one for one in self.unread if one.number != number]
        for at, found in enumerate(self.founds):
            if any(one.number == number for one in found.files):
                found.files = [one for one in found.files if one.number != number]
                self.founds = [one for one in self.founds if one.files]
                return self._plan(at)
        return None

    def say_of_file(
        self, number: int, encoding: str | None = None, columns: Mapping[str, str] | None = None
    ) -> None:
        """Take what a person says of a file's encoding or columns; it is then to be read again."""
        one = self._file(number)
        before = (one.encoding, dict(one.columns))
        if encoding is not None:
            one.encoding = encoding.strip()
        for column, name in (columns or {}).items():
            one.columns[column] = name
            if one.guessed.get(column) == name:
                del one.columns[column]
        one.stale = one.stale or before != (one.encoding, one.columns)

    def read_again(self, number: int) -> None:
        """Read a file again, as it is said to be; what was typed of its search stays."""
        one = self._file(number)
        if not self._read(one):
            return
        one.stale = False
        if one in self.unread:
            self.unread.remove(one)
            self.founds.append(Found(one.number, [one]))
            return self._plan(len(self.founds) - 1, guessing=True)
        self._plan(next(at for at, found in enumerate(self.founds) if one in found.files))

    def _file(self, number: int) -> Chosen:
        found = next((one for one in self.files if one.number == number), None)
        if found is None:
            raise Misuse("this file is no longer here.")
        return found

    @staticmethod
    def _bytes(one: Chosen) -> bytes | Path | None:
        return one.data if one.data is not None else one.path and one.path.resolve()

    def _read(self, one: Chosen) -> bool:
        """Read a file; whether that went well. What was read before stays where it did not."""
        try:
            if one.path is not None:
                exports = importing.read_export(one.path, one.columns or None, one.encoding)
            else:
                with tempfile.TemporaryDirectory() as folder:
                    path = Path(folder) / one.name
                    path.write_bytes(one.data or b"")
                    exports = importing.read_export(path, one.columns or None, one.encoding)
        except LitmatrixError as error:
            one.error = str(error).removeprefix(f"{one.name}: ")
            return False
        except OSError as error:
            one.error = f"it cannot be read ({error.strerror or error})."
            return False
        one.error, one.exports, one.database = "", exports, importing.database_of(exports)
        if not one.columns:
            one.guessed = dict(exports[0].columns) if len(exports) == 1 else {}
        return True

    # --- which search ----------------------------------------------------------------------------------------------------

    def belongs(self, number: int, to: str) -> None:
        """Say which search found a file: `own`, `with N` (that of file N), or `known ID`."""
        one = self._file(number)
        here = next((found for found in self.founds if one in found.files), None)
        if here is None:
            raise Misuse(f"{one.name} cannot be read, so it belongs to no search yet.")
        what, _, name = to.partition(" ")
        at = self.founds.index(here)
        if what == "with":
            there = next(
                (found for found in self.founds if any(str(file.number) == name for file in found.files)),
                here,
            )
        elif what == "known":
            if name not in self._known():
                raise Misuse(f"{PROTOCOL} has no search {name}.")
            there = next((found for found in self.founds if found.known == name), None) or self._alone(
                here, at
            )
        else:
            there = self._alone(here, at)
        if there is not here:
            here.files.remove(one)
            there.files.append(one)
            if what == "with" and not here.files:
                _keep_typed(there, here)
        if what != "with":
            there.known = name if what == "known" else ""
        self.founds = [found for found in self.founds if found.files]
        self._plan(min(at, len(self.founds) - 1, self.founds.index(there)))

    def together(self) -> None:
        """Let all files be parts of one search."""
        first = self.founds[0]
        for found in self.founds[1:]:
            _keep_typed(first, found)
        first.files = [one for found in self.founds for one in found.files]
        self.founds = [first]
        self._plan(0)

    def apart(self) -> None:
        """Let each file be a search of its own; what was typed stays with the first of those that were together."""
        apart = []
        for found in self.founds:
            first, *others = found.files
            found.files = [first]
            apart += [found, *(Found(self._fresh(), [one]) for one in others)]
        self.founds = apart
        self._plan(0)

    def may_be_parts(self) -> list[str]:
        """Return the names of the files that look like parts of one search, for one of them is as full as its database makes a file."""
        alone = [found.files[0] for found in self.founds if len(found.files) == 1 and not found.known]
        of_wos = [one for one in alone if {export.format for export in one.exports} & {"wos", "wos-tab"}]
        full = any(one.declared in FULL for one in of_wos)
        return [one.name for one in of_wos] if full and len(of_wos) > 1 else []

    def _alone(self, here: Found, at: int) -> Found:
        """Return the place of a file that leaves those of a search: a new one behind it, or this, where it is the only one."""
        if len(here.files) == 1:
            return here
        there = Found(self._fresh(), [])
        self.founds.insert(at + 1, there)
        return there

    def _fresh(self) -> int:
        self._number += 1
        return self._number

    def _known(self) -> dict[str, Search]:
        return {one.id: one for one in self.review.protocol.searches}

    # --- what is said of a search ------------------------------------------------------------------------------------------

    def values(self, found: Found) -> dict[str, str]:
        """Return what stands in the fields of a search: what was typed, else what is known or guessed."""
        return {**self._given(found), **found.typed}

    def _given(self, found: Found) -> dict[str, str]:
        """Return what is in the fields before anybody types: of a known search what review.toml says, of a new one a guess."""
        if search := self._known().get(found.known):
            told = {name: getattr(search, name) for name in MEMBERS}
            return {name: "" if value is None else str(value) for name, value in told.items()}
        guess = found.files[0].database
        return {
            **dict.fromkeys(MEMBERS, ""), ID: "", "kind": guess.kind or "database", "source": guess.source,
            "platform": guess.platform,
        }  # fmt: skip

    def name(self, found: Found) -> str:
        """Return the id of a search: known, typed, or made of the database or the name of its file."""
        return self.names()[found.number]

    def names(self) -> dict[int, str]:
        """Return the ids of all searches here, by their numbers."""
        said = {one.number: one.known or one.typed.get(ID, "").strip() for one in self.founds}
        taken = {*self._known(), *filter(None, said.values())}
        for one in self.founds:
            if not said[one.number]:
                source = self.values(one).get("source", "").strip()
                said[one.number] = importing.id_of(source or one.files[0].name, taken)
                taken.add(said[one.number])
        return said

    def renamed(self) -> dict[str, str]:
        """Return the ids that the searches have by now, by those under which they were worked out."""
        names = self.names()
        return {one.intake.search: names[one.number] for one in self.founds if one.intake is not None}

    def say(self, number: int, values: Mapping[str, str]) -> None:
        """Take what was typed of a search; only what depends on it is worked out again."""
        found = next((one for one in self.founds if one.number == number), None)
        if found is None:
            raise Misuse("this search is no longer here.")
        unknown = values.keys() - {ID, *MEMBERS}
        if unknown:
            raise Misuse(f"a search has no {min(unknown)}.")
        found.typed.update({name: str(value) for name, value in values.items()})
        at, about = self.founds.index(found), self._about(found)
        if found.intake is None or found.late or found.stand is None:
            return self._plan(at)
        before = found.intake.about
        try:
            if found.stand.parts_ways(found.intake, about):
                return self._plan(at)
            found.intake = found.stand.retold(found.intake, about)
            found.fault = ""
        except LitmatrixError as error:
            found.fault = str(error)
            return None
        if any(before.get(name) != about.get(name) for name in RELATING):
            # Those behind it may be searches of the same database now, or no more.
            self._plan(at + 1)
        return None

    def _about(self, found: Found) -> dict[str, str]:
        """Return what is told of a search; of a known one only what differs from what stands there."""
        values = self.values(found)
        given = self._given(found) if found.known else {}
        return {
            name: value.strip()
            for name, value in values.items()
            if name != ID and value.strip() and value.strip() != given.get(name, "").strip()
        }

    def fault_of(self, found: Found) -> str:
        """Return why a search cannot be taken in as it is: what is wrong with its short name, or else with it; nothing if it can be."""
        try:
            self._check_name(found)
        except Misuse as error:
            return str(error)
        return found.fault

    def _check_name(self, found: Found) -> None:
        """Raise `Misuse` where the short name of a new search is no name, or another's: it would be taken for that one."""
        names = self.names()
        name = names[found.number]
        if found.known:
            return
        if name in self._known():
            raise Misuse(
                f"there is already a search {name}. Choose it under “Found by” if this belongs to it; otherwise enter another short name."
            )
        importing.check_id(name, self._known())
        if any(names[one.number] == name for one in self.founds[: self.founds.index(found)]):
            raise Misuse(
                f"another search here has the short name {name}. Enter another one, or choose that search under “Found by”."
            )

    def _planned_name(self, found: Found) -> str:
        """Return the id under which a search is worked out: its own, or one made for it while that cannot be."""
        try:
            self._check_name(found)
            return self.name(found)
        except Misuse:
            return importing.id_of(found.files[0].name, [*self._known(), *self.names().values()])

    # --- what it would do --------------------------------------------------------------------------------------------------

    def _plan(self, first: int, guessing: bool = False) -> None:
        """Work out from the search at `first` on what taking it in would do, each for the review as those before it leave it."""
        stand = Stand.of(self.review) if first == 0 or not self.founds else None
        for at, found in enumerate(self.founds):
            if at < first:
                continue
            if at and (stand is None or at == first):
                stand = self._after(self.founds[at - 1])
            assert stand is not None
            if guessing and (guess := self._of_its_name(found, stand)):
                found.known = guess
            found.stand, found.fault, found.late = stand, "", False
            found.version += 1
            names = ", ".join(one.name for one in found.files)
            try:
                self._require_sound()
                found.intake = stand.plan(
                    found.exports, self._planned_name(found), self._about(found),
                    lambda done, total, names=names: self._tell(f"comparing {names}", done, total),  # type: ignore[misc]
                )  # fmt: skip
            except LitmatrixError as error:
                # What is shown must be of these files: of other ones it would be wrong.
                if found.intake is not None and found.intake.exports != found.exports:
                    found.intake = None
                found.fault, found.late = str(error), True
            stand = self._after(found) if at + 1 < len(self.founds) else stand

    def _after(self, found: Found) -> Stand:
        """Return what the next search finds; where this one cannot be, what it would have found itself."""
        stand = found.stand or Stand.of(self.review)
        if found.intake is None or found.late:
            return stand
        told = [found.intake.about.get(name) for name in RELATING]
        if found.behind is not None:
            new, before, said, after = found.behind
            if new is found.intake.new and before is stand and said == told:
                return after
        try:
            after = stand.after(found.intake)
        except LitmatrixError as error:
            found.fault, found.late = str(error), True
            return stand
        found.behind = (found.intake.new, stand, told, after)
        return after

    def _of_its_name(self, found: Found, stand: Stand) -> str:
        """Return the known search that names this file and brought some of its records, or nothing."""
        names = {export.name for export in found.exports}
        for search in self.review.protocol.searches:
            if names & {*search.file.split("; ")}:
                marks = {mark for one in stand.imports for mark in one.prints if one.search == search.id}
                records = (record for export in found.exports for record in export.records)
                if any(fingerprint(record) in marks for record in records):
                    return search.id
        return ""

    def _require_sound(self) -> None:
        for problem in self.review.problems:
            if problem.severity == FATAL and problem.where.startswith((BIBLIOGRAPHY, PROTOCOL)):
                raise Misuse(f"nothing can be imported until this is fixed. {problem}")

    @property
    def bringing(self) -> list[Found]:
        """The searches that bring something."""
        return [one for one in self.founds if one.intake is not None and not one.intake.nothing]

    def hindrance(self) -> str:
        """Return why nothing can be taken in now; nothing if it can be."""
        if not self.founds:
            return "None of these files can be read." if self.unread else "Choose a file first."
        for found in self.founds:
            if found.stale:
                names = " and ".join(one.name for one in found.files if one.stale)
                return f"First press Preview at {names}: something was changed since it was read."
        for found in self.founds:
            if fault := self.fault_of(found):
                return f"{self.name(found)}: {fault}"
        if not self.bringing:
            several = len(self.founds) > 1 or len(self.founds[0].files) > 1
            return f"Nothing new in {'these files' if several else 'this file'}: all records are in the review already."
        return ""

    def shown(self) -> list[list[int]]:
        """Return what a person is shown of what would be done: by search, how many are new and found again."""
        return [
            [one.number, len(one.intake.new), len(one.intake.again)]
            for one in self.founds
            if one.intake is not None
        ]

    # --- written -------------------------------------------------------------------------------------------------------------

    def take(self, by: str) -> Taken:
        """Take in what all files bring, an import a search; the fields of what is in are then empty.

        Raises `Misuse` where nothing can be taken in, and as `importing.apply` does where the first cannot be; where a later one
        cannot be, those before it are in, it stays here, and why is returned.
        """
        if told := self.hindrance():
            raise Misuse(told)
        self._catch_up()
        self._name_at_last()
        done: list[Intake] = []
        fault = ""
        try:
            for found in self.bringing:
                assert found.intake is not None
                self._tell(f"writing {found.intake.search}", len(done), len(self.bringing))
                importing.apply(self.review.folder, found.intake, by)
                done.append(found.intake)
                self.founds = [one for one in self.founds if one is not found]
        except LitmatrixError as error:
            if not done:
                raise
            fault = str(error)
        finally:
            if not fault and done:
                # What brought nothing is told and goes too; what cannot be read stays to be looked at.
                self.founds = []
            self.refresh(self.review.current())
        return Taken(tuple(done), fault)

    def _catch_up(self) -> None:
        """Work out anew where others wrote meanwhile; raises `ChangedOutside` where something else would be done: it is shown first."""
        shown = {one.number: one.intake for one in self.bringing}
        if not self.refresh(self.review.current()):
            return
        now = {one.number: one.intake for one in self.bringing}
        same = shown.keys() == now.keys() and all(
            one is not None and (again := now[number]) is not None and one.does_as(again)
            for number, one in shown.items()
        )
        journal.check_shown(same, "not imported", (BIBLIOGRAPHY, PROTOCOL))

    def _name_at_last(self) -> None:
        """Work out anew where a name was changed: it changes nothing else, so it was not while one typed."""
        names = self.names()
        if all(one.intake is None or one.intake.search == names[one.number] for one in self.founds):
            return
        shown = self.shown()
        self._plan(0)
        if told := self.hindrance():
            raise Misuse(told)
        if self.shown() != shown:
            raise Misuse(
                "the new records are different now. Look at the new preview, then press Import again."
            )

    @property
    def last(self) -> Import | None:
        """The last import that stands, which can be undone."""
        return self._last[0]

    @cached_property
    def _last(self) -> tuple[Import | None]:
        imports, _ = importlog.read_imports(self.review.folder / HISTORY)
        return (next((one for one in reversed(imports) if one.undone is None), None),)

    def undoing(self) -> Undoing:
        """Return what undoing the last import would do; raises as `importing.undoing` does."""
        return importing.undoing(self.review.folder)

    def undo(self, shown: Undoing, by: str, keep: bool = False) -> Undoing:
        """Take back the last import as it was shown; raises as `importing.undo` does."""
        try:
            return importing.undo(self.review.folder, by, keep=keep, shown=shown)
        finally:
            self.refresh(self.review.current())

    def refresh(self, review: Review) -> bool:
        """Take the review as it is now; whether it is another, and what would be done was then worked out again."""
        if review is self.review:
            return False
        self.review = review
        self.__dict__.pop("_last", None)
        known = self._known()
        for found in self.founds:
            if found.known and found.known not in known:
                found.known = ""
        self._plan(0)
        return True


def _keep_typed(there: Found, here: Found) -> None:
    """Let what was typed of a search that becomes part of another stand there, where nothing was."""
    for name, value in here.typed.items():
        if not there.typed.get(name, "").strip():
            there.typed[name] = value
