"""One reader at the coding desk: each change of a cell, saved at once.

No widget is needed to drive it. A change is on disk before anything else happens; what others write to the matrix
meanwhile is kept, and where they wrote into the same cell both texts are shown.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import NamedTuple

from litmatrix import matrix, protocol
from litmatrix.coding import operations, themes
from litmatrix.decisions.log import Event
from litmatrix.errors import ChangedOutside, LitmatrixError, Misuse, NotSaved, Unreadable
from litmatrix.files import journal
from litmatrix.files.watch import stamp
from litmatrix.matrix import cells, excerpts, history
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.file import CellChange, Conflict
from litmatrix.matrix.history import Entry
from litmatrix.matrix.imports import read_matrix_imports
from litmatrix.model import Protocol
from litmatrix.protocol.toml import SetValue
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.vocabulary import DUE, EVIDENCE, HISTORY, MATRIX, PROTOCOL, UNREAD, counted
from litmatrix.widgets.coding.shelf import Shelf
from litmatrix.writing import roundtrip

#: What the record in history/ calls cells that were filled together.
BLOCK = "cells filled at the coding desk"


class _Act(NamedTuple):
    """What a person did, in words, at which source and column, and what takes it back."""

    told: str
    key: str
    column: str
    back: Callable[[], None]


class Reading(Shelf):
    """A reader at the shelf: what they change is saved, and can be undone."""

    def __init__(self, review: Review, reader: str, group: str = "source", theme: str = "") -> None:
        self.reader = reader
        self.conflicts: dict[tuple[str, str], Conflict] = {}
        #: The subtheme of the excerpt that was added or changed last, by theme.
        self.lately: dict[str, str] = {}
        self._acts: list[_Act] = []
        super().__init__(review, group, theme)

    # --- coding ------------------------------------------------------------------------------------------------------

    def add(self, key: str, theme: str, new: Iterable[Excerpt]) -> None:
        """Add excerpts to a cell; a subtheme that is not declared yet is declared, and that is logged."""
        new = tuple(new)
        kinds = new[0].kind if len(new) == 1 else f"{len(new)} excerpts"
        text = cells.added(self.text(key, theme), new)
        self._set({(key, theme): text}, f"{kinds} added", [one.subtheme for one in new])
        self._remember(theme, new)

    def replace(self, key: str, theme: str, number: int, was: str, new: Excerpt) -> None:
        """Replace an excerpt; `was` is its text as shown. Raises `Misuse` if it is another by now."""
        self._shown(key, theme, number, was)
        text = cells.replaced(self.text(key, theme), number, new)
        self._set({(key, theme): text}, f"{new.kind} changed", [new.subtheme])
        self._remember(theme, [new])

    def remove(self, key: str, theme: str, number: int, was: str) -> None:
        """Take an excerpt out of a cell; `was` as in `replace`."""
        one = self._shown(key, theme, number, was)
        self._set({(key, theme): cells.removed(self.text(key, theme), number)}, f"{one.kind} deleted")

    def shift(self, key: str, theme: str, number: int, was: str, by: int) -> None:
        """Put an excerpt so many places further down in its cell (up: below zero); `was` as in `replace`."""
        one = self._shown(key, theme, number, was)
        text = cells.moved(self.text(key, theme), number, by)
        self._set({(key, theme): text}, f"{one.kind} moved {'up' if by < 0 else 'down'}")

    def place_in(self, key: str, theme: str, number: int, was: str, to: str, copy: bool = False) -> None:
        """Move an excerpt to another theme's cell of the same source, or copy it there; `was` as in `replace`.

        A subtheme that the other theme does not have is left behind. Raises `ChangedOutside` if someone else wrote
        into one of the two cells meanwhile; nothing is then moved.
        """
        one = self._shown(key, theme, number, was)
        target = self.theme_named(to)
        if target.id == theme:
            raise Misuse("the excerpt is already under this theme.")
        if one.subtheme and one.subtheme not in target.subthemes:
            one = one._replace(subtheme="", raw="")
        changes = {} if copy else {(key, theme): cells.removed(self.text(key, theme), number)}
        changes[key, target.id] = cells.added(self.text(key, target.id), [one])
        self._set(changes, f"{one.kind} {'copied' if copy else 'moved'} to {target.name}", whole=True)

    def none(self, key: str, theme: str) -> None:
        """Say that the source was looked through for this theme and says nothing; go on to what is owed next."""
        text = cells.with_none(self.text(key, theme), date.today(), self.reader)
        self._set({(key, theme): text}, "“not mentioned”")
        if (key, theme) in self.conflicts:
            return
        if self.place == (key, theme):
            self.position += 1
            self._turn()
        elif self.place is not None and self.place.key == key:
            wanted = self.place.theme
            owed = wanted if wanted and self.state(key, wanted) in (DUE, UNREAD) else ""
            self.theme = owed or self.first_owed(key, theme) or theme

    def not_none(self, key: str, theme: str) -> None:
        """Take `none` out of a cell: it is due again."""
        self._set({(key, theme): cells.without_none(self.text(key, theme))}, "“not mentioned” removed")

    def none_on_rest(self, key: str) -> int:
        """Say `none` in every cell of a source that is owed, as one act, and return how many these were."""
        owed = [id for id, state in self.states(key).items() if state in (DUE, UNREAD)]
        if not owed:
            raise Misuse("every theme of this source was already looked at.")
        today = date.today()
        texts = {(key, id): cells.with_none(self.text(key, id), today, self.reader) for id in owed}
        self._set(
            texts,
            f"“not mentioned” in {len(owed)} themes" if len(owed) > 1 else "“not mentioned” in the rest",
        )
        return len(owed)

    def describe(self, key: str, descriptor: str, value: str) -> None:
        """Set a descriptor of a source."""
        known = {one.id: one.name or one.id for one in self.review.protocol.descriptors}
        if descriptor not in known:
            raise Misuse(f"there is no descriptor {descriptor}; known: {', '.join(known) or 'none'}.")
        self._set({(key, descriptor): value.strip()}, f"{known[descriptor]} changed")

    def fill(self, key: str, column: str, before: str, text: str, subthemes: Iterable[str] = ()) -> bool:
        """Let a cell, which held `before` as it was shown, hold a text; whether it does now.

        It does not where someone else changed the cell meanwhile: both texts are then in `conflicts`.
        """
        name = self._column_name(column)
        self._save(
            [CellChange(key, column, before, text)], f"{name} of {self.names.get(key, key)} filled", subthemes
        )
        return (key, column) not in self.conflicts

    def fill_all(
        self, changes: Sequence[CellChange], subthemes: Mapping[str, Sequence[str]] | None = None
    ) -> int:
        """Let many cells hold their texts, as one act of this reader that history/ keeps; return how many do now.

        Cells that someone else changed meanwhile are not written: both texts are in `conflicts`. `subthemes` are those
        to be declared for it, by theme. Raises `NotSaved`, or `Misuse` while the matrix holds what nobody could read.
        """
        self._check_places((one.key, one.column) for one in changes)
        declared: list[Entry] = []
        try:
            for theme, names in (subthemes or {}).items():
                declared += self._declare(theme, changes[0].key, names)
            accepted = [
                roundtrip.Proposal(*one, take=True, why="", kind="theirs") for one in changes if one.before != one.after
            ]  # fmt: skip
            saved = roundtrip.apply(self.review, accepted, BLOCK, self.reader)
        except LitmatrixError:
            self._take_back([], declared)
            raise
        self._stamps = (stamp(self.path), *self._stamps[1:])
        self._take(saved.matrix)
        self._clash(saved.conflicts)
        number = len(accepted) - len(saved.conflicts)
        if number:
            last = journal.latest(read_matrix_imports(self.review.folder / HISTORY)[0])
            assert last is not None
            act = partial(self._take_back_all, last.time, declared)
            self._acts.append(_Act(f"{counted(number, 'cell')} filled", "", "", act))
        return number

    def _take_back_all(self, time: datetime, declared: Sequence[Entry]) -> None:
        """Take back cells that were filled together, by their record in history/."""
        last = journal.latest(read_matrix_imports(self.review.folder / HISTORY)[0])
        if last is None or last.time != time:
            raise Misuse(
                "not undone: the matrix was imported into since, or this was undone elsewhere. "
                "See “Undo the last import” at the form that imports a matrix."
            )
        try:
            roundtrip.undoing(self.review.folder)
        except NotSaved as error:
            raise Misuse(str(error)) from error
        roundtrip.undo(self.review.folder, self.reader)
        self.refresh()
        for one in reversed(declared):
            self._withdraw(one)

    def _column_name(self, column: str) -> str:
        names = {one.id: one.name or one.id for one in self.review.protocol.descriptors}
        return (names | {one.id: one.name for one in self.themes}).get(column, column)

    def settle(self, key: str, column: str, choice: str) -> None:
        """Settle a cell that two people changed: keep `theirs` (what is on disk), take `ours`, or keep `both`.

        Of a descriptor there is no `both`. Raises `Misuse` for a cell that is not in conflict, or another choice.
        """
        conflict = self.conflicts.get((key, column))
        if conflict is None:
            raise Misuse("this cell is no longer in conflict.")
        choices = ("theirs", "ours", "both") if self._is_theme(column) else ("theirs", "ours")
        if choice not in choices:
            raise Misuse(f"{choice}: choose one of {', '.join(choices)}.")
        theirs = self.text(key, column)
        text = {"theirs": theirs, "ours": conflict.ours}.get(choice) or ""
        if choice == "both":
            text = _both(theirs, conflict.ours)
        del self.conflicts[key, column]
        try:
            self._set({(key, column): text}, f"conflict resolved: {choice}")
        except LitmatrixError:
            self.conflicts[key, column] = conflict
            raise

    def state_theme(self, theme: str, was: str, text: str) -> None:
        """Write what the review says on a theme; `was` is the statement as shown.

        Raises `ChangedOutside` if someone else wrote another one meanwhile.
        """
        id = self.theme_named(theme).id
        path = self.review.folder / PROTOCOL

        def write(before: str, after: str) -> None:
            def still(now: Protocol) -> bool:
                return any(one.id == id and one.statement == before for one in now.themes)

            try:
                written = protocol.write_protocol(
                    path, [SetValue("themes", id, "statement", after or None)], still
                )
            except ChangedOutside:
                self.refresh()
                raise
            self._with_protocol(written)

        text = text.strip()
        if text == was.strip():
            return
        write(was.strip(), text)
        told = f"statement on {self.theme_named(id).name}"
        self._acts.append(_Act(told, "", id, lambda: write(text, was.strip())))

    def read(self, key: str) -> Event:
        """Log that this reader read the source against the themes of today."""
        event = deciding.decide(self.review, key, "read", self.reader, "coding")

        def back() -> None:
            deciding.withdraw(self.review, self.reader, (event,))
            self.keep_up()

        self._acts.append(_Act("marked as read", key, "", back))
        # It is on disk, whether or not the files can be read again now.
        with contextlib.suppress(Unreadable):
            self.keep_up()
        return event

    @property
    def last_act(self) -> str:
        """What undo would take back, in words; empty if nothing."""
        return self._acts[-1].told if self._acts else ""

    def undo(self) -> str:
        """Take back the last act of this sitting, show its source, and return what it was.

        A subtheme that was declared for it goes with it, unless it is needed elsewhere by now. Raises `Misuse` if there
        is none, or if someone else wrote into the cell since then: that stays as it is, and the next undo is of the act
        before. Raises `NotSaved`.
        """
        if not self._acts:
            raise Misuse("nothing to undo since this desk was opened.")
        act = self._acts[-1]
        try:
            act.back()
        except Misuse:
            self._acts.pop()
            raise
        self._acts.pop()
        if act.key in self._states:
            theme = act.column if self._is_theme(act.column) else ""
            if act.key != self.key:
                self.show(act.key, theme)
            elif theme:
                self.turn_to(theme)
        return act.told

    # --- saving ------------------------------------------------------------------------------------------------------

    def _shown(self, key: str, theme: str, number: int, was: str) -> Excerpt:
        found = cells.numbered(self.text(key, theme))
        if not 0 < number <= len(found) or found[number - 1].text != was:
            raise Misuse("this cell was changed meanwhile; look at it again.")
        return found[number - 1]

    def _set(
        self,
        texts: Mapping[tuple[str, str], str],
        told: str,
        subthemes: Iterable[str] = (),
        whole: bool = False,
    ) -> None:
        """Save cells, and declare the subthemes that are new; where cells were written, the act can be undone.

        If they are one `whole` and one of them was changed meanwhile, raises `ChangedOutside`, and none is written.
        """
        found = [CellChange(*place, self.text(*place), text) for place, text in texts.items()]
        self._save(found, told, subthemes, whole)

    def _check_places(self, places: Iterable[tuple[str, str]]) -> None:
        for key, column in places:
            if key not in self._states:
                raise Misuse(f"{key} is not an included source.")
            if column not in self.matrix.header:
                raise Misuse(
                    f"{MATRIX} has no column {column}: add it (litmatrix check says what is missing)."
                )

    def _save(
        self, found: Sequence[CellChange], told: str, subthemes: Iterable[str] = (), whole: bool = False
    ) -> None:
        self._check_places((one.key, one.column) for one in found)
        changes = [one for one in found if one.before != one.after]
        if not changes:
            return
        declared = self._declare(changes[0].column, changes[0].key, subthemes)
        try:
            written = self._write(changes, whole)
        except LitmatrixError:
            self._take_back([], declared)
            raise
        if written:
            back = [CellChange(key, column, after, before) for key, column, before, after in written]
            act = partial(self._take_back, back, declared)
            self._acts.append(_Act(told, written[0].key, written[0].column, act))

    def _write(self, changes: Sequence[CellChange], whole: bool = False) -> list[CellChange]:
        """Write cells and return those that were written; the others are conflicts, and said to be."""
        saved = matrix.write_cells(self.path, changes, self.matrix, whole)
        self._stamps = (stamp(self.path), *self._stamps[1:])
        self._take(saved.matrix)
        if whole and saved.conflicts:
            raise ChangedOutside(
                "someone else changed the same cell meanwhile; nothing was written. Look at it again."
            )
        self._clash(saved.conflicts)
        clashed = {(one.key, one.column) for one in saved.conflicts}
        return [one for one in changes if (one.key, one.column) not in clashed]

    def _clash(self, conflicts: Iterable[Conflict]) -> None:
        """Keep what was not written, for someone else changed the cell, until a person settles it."""
        for one in conflicts:
            earlier = self.conflicts.get((one.key, one.column))
            ours = _both(one.ours, earlier.ours) if earlier and self._is_theme(one.column) else one.ours
            self.conflicts[one.key, one.column] = one._replace(ours=ours)

    def _remember(self, theme: str, new: Sequence[Excerpt]) -> None:
        evident = [one.subtheme for one in new if one.kind in EVIDENCE]
        if evident:
            self.lately[theme] = evident[-1]

    def _take_back(self, changes: Sequence[CellChange], declared: Sequence[Entry]) -> None:
        self.refresh()
        touched = [one for one in changes if self.text(one.key, one.column) not in (one.before, one.after)]
        if touched:
            raise Misuse(
                f"not undone: {touched[0].key}, column {touched[0].column}, was changed since then; nothing was changed."
            )
        if changes:
            self._write(changes, whole=True)
        for one in reversed(declared):
            self._withdraw(one)

    def _declare(self, theme: str, key: str, names: Iterable[str]) -> list[Entry]:
        """Declare the subthemes that are new, and return the records of that."""
        done = []
        for name in dict.fromkeys(names):
            if name and name not in self.theme_named(theme).subthemes:
                add = partial(themes.sub.add, theme=theme, name=name)
                done.append(
                    operations.apply(
                        self.review.folder, add, f"needed while reading {key}", self.reader
                    ).entry
                )
                self._with_protocol(protocol.read_protocol(self.review.folder / PROTOCOL)[0])
        return done

    def _withdraw(self, declared: Entry) -> None:
        """Take back that a subtheme was declared, if it was the last change of the themes and no excerpt needs it."""
        known, _ = history.read_history(self.review.folder / HISTORY)
        last = journal.latest(known)
        used = any(
            one.subtheme in declared.after
            for key in self.matrix.rows
            for one in excerpts.recognise(self.text(key, declared.theme))
        )
        if last and last.time == declared.time and not used:
            operations.undo(self.review.folder, self.reader, "the excerpt that it was added for was undone")
            self._with_protocol(protocol.read_protocol(self.review.folder / PROTOCOL)[0])

    def _reopen(self) -> None:
        super()._reopen()
        now = self.review.protocol
        self.conflicts = {
            (key, themes.renamed(now, column)): one for (key, column), one in self.conflicts.items()
        }
        self.lately = {themes.renamed(now, theme): name for theme, name in self.lately.items()}

    def _with_protocol(self, now: Protocol) -> None:
        """Take a protocol as it was just written; what others changed in it meanwhile comes with it."""
        same = [(one.id, one.retired) for one in now.themes] == [
            (one.id, one.retired) for one in self._all_themes
        ]
        if not same:
            self.keep_up()
            return
        self.review = replace(self.review, protocol=now)
        self.themes, self._all_themes = now.current_themes, now.themes
        self._stamps = (self._stamps[0], stamp(self.review.folder / PROTOCOL), *self._stamps[2:])


def _both(theirs: str, ours: str) -> str:
    """Return the text of a cell with the excerpts of another version that it does not have, behind its own."""
    there = [one[:7] for one in cells.numbered(theirs)]
    return cells.added(theirs, [one for one in cells.numbered(ours) if one[:7] not in there])
