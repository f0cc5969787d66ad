"""One reader at the coding desk: each change of a cell, saved at once.

No widget is needed to drive it. A change is on disk before anything else happens; what others write to the matrix
meanwhile is kept, and where they wrote into the same cell both texts are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import NamedTuple

from litmatrix import cells, deciding, matrix, protocol, themes, theming
from litmatrix.decisions import Event
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.excerpts import Excerpt
from litmatrix.matrix import CellChange, Conflict
from litmatrix.model import Protocol
from litmatrix.review import Review
from litmatrix.toml import SetValue
from litmatrix.vocabulary import DUE, MATRIX, PROTOCOL, UNREAD
from litmatrix.widgets.shelf import Shelf, stamp

__all__ = ["Reading"]


class _Act(NamedTuple):
    """What a person did, in words, and what takes it back."""

    told: str
    key: str
    back: Callable[[], None]


class Reading(Shelf):
    """A reader at the shelf: what they change is saved, and can be undone."""

    def __init__(self, review: Review, reader: str, group: str = "source", theme: str = "") -> None:
        self.reader = reader
        self.conflicts: dict[tuple[str, str], Conflict] = {}
        self._acts: list[_Act] = []
        super().__init__(review, group, theme)

    # --- coding ------------------------------------------------------------------------------------------------------

    def add(self, key: str, theme: str, new: Iterable[Excerpt]) -> None:
        """Add excerpts to a cell; a subtheme that is not declared yet is declared, and that is logged."""
        new = tuple(new)
        self._declare(theme, [one.subtheme for one in new])
        kinds = new[0].kind if len(new) == 1 else f"{len(new)} excerpts"
        self._set({(key, theme): cells.added(self.text(key, theme), new)}, f"{kinds} added")

    def replace(self, key: str, theme: str, number: int, was: str, new: Excerpt) -> None:
        """Replace an excerpt; `was` is its text as shown. Raises `Misuse` if it is another by now."""
        self._shown(key, theme, number, was)
        self._declare(theme, [new.subtheme])
        self._set({(key, theme): cells.replaced(self.text(key, theme), number, new)}, f"{new.kind} changed")

    def remove(self, key: str, theme: str, number: int, was: str) -> None:
        """Take an excerpt out of a cell; `was` as in `replace`."""
        one = self._shown(key, theme, number, was)
        self._set({(key, theme): cells.removed(self.text(key, theme), number)}, f"{one.kind} deleted")

    def place_in(self, key: str, theme: str, number: int, was: str, to: str, copy: bool = False) -> None:
        """Move an excerpt to another theme's cell of the same source, or copy it there; `was` as in `replace`.

        A subtheme that the other theme does not have is left behind.
        """
        one = self._shown(key, theme, number, was)
        target = self.theme_named(to)
        if target.id == theme:
            raise Misuse("the excerpt stands under this theme already.")
        if one.subtheme and one.subtheme not in target.subthemes:
            one = one._replace(subtheme="", raw="")
        changes = {(key, target.id): cells.added(self.text(key, target.id), [one])}
        if not copy:
            changes[key, theme] = cells.removed(self.text(key, theme), number)
        self._set(changes, f"{one.kind} {'copied' if copy else 'moved'} to {target.name}")

    def none(self, key: str, theme: str) -> None:
        """Say that the source was looked through for this theme and says nothing; go on to what is owed next."""
        text = cells.with_none(self.text(key, theme), date.today(), self.reader)
        self._set({(key, theme): text}, "nothing on this theme")
        if self.group == "theme":
            self.position += 1
            self._turn()
        else:
            self.theme = self.first_owed(key, theme) or theme

    def not_none(self, key: str, theme: str) -> None:
        """Take `none` out of a cell: it is due again."""
        self._set({(key, theme): cells.without_none(self.text(key, theme))}, "“none” taken back")

    def none_on_rest(self, key: str) -> int:
        """Say `none` in every cell of a source that is owed, as one act, and return how many these were."""
        owed = [id for id, state in self.states(key).items() if state in (DUE, UNREAD)]
        if not owed:
            raise Misuse("nothing is owed of this source.")
        today = date.today()
        texts = {(key, id): cells.with_none(self.text(key, id), today, self.reader) for id in owed}
        self._set(texts, f"nothing on {len(owed)} themes" if len(owed) > 1 else "nothing on the rest")
        return len(owed)

    def describe(self, key: str, descriptor: str, value: str) -> None:
        """Set a descriptor of a source."""
        known = [one.id for one in self.review.protocol.descriptors]
        if descriptor not in known:
            raise Misuse(f"there is no descriptor {descriptor}; known: {', '.join(known) or 'none'}.")
        self._set({(key, descriptor): value.strip()}, f"{descriptor} set")

    def settle(self, key: str, column: str, choice: str) -> None:
        """Settle a cell that two people changed: keep `theirs`, take `ours`, or keep `both`."""
        conflict = self.conflicts.get((key, column))
        if conflict is None:
            raise Misuse("this cell is not in conflict any more.")
        if choice not in ("theirs", "ours", "both"):
            raise Misuse(f"{choice}: choose theirs, ours or both.")
        text = conflict.theirs if choice == "theirs" else conflict.ours
        if choice == "both":
            there = set(cells.numbered(conflict.theirs))
            text = cells.added(
                conflict.theirs, [one for one in cells.numbered(conflict.ours) if one not in there]
            )
        del self.conflicts[key, column]
        if text != self.text(key, column):
            self._set({(key, column): text}, f"two versions settled: {choice}")

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
        self._acts.append(_Act(f"statement on {theme}", "", lambda: write(text, was.strip())))

    def read(self, key: str) -> Event:
        """Log that this reader read the source against the themes of today."""
        event = deciding.decide(self.review, key, "read", self.reader, "coding")
        self.review = self.review.with_new_decisions()

        def back() -> None:
            deciding.withdraw(self.review, self.reader, (event,))
            self.review = self.review.with_new_decisions()

        self._acts.append(_Act("reading logged", key, back))
        return event

    @property
    def last_act(self) -> str:
        """What undo would take back, in words; empty if nothing."""
        return self._acts[-1].told if self._acts else ""

    def undo(self) -> str:
        """Take back the last act of this sitting that stands, show its source, and return what it was.

        Raises `Misuse` if there is none, or if someone else wrote into the cell since then (it stays as it is).
        """
        if not self._acts:
            raise Misuse("nothing is left to undo in this sitting.")
        act = self._acts[-1]
        act.back()
        self._acts.pop()
        if act.key and act.key in self._states and act.key != self.key:
            self.show(act.key)
        return act.told

    # --- saving ------------------------------------------------------------------------------------------------------

    def _shown(self, key: str, theme: str, number: int, was: str) -> Excerpt:
        found = cells.numbered(self.text(key, theme))
        if not 0 < number <= len(found) or found[number - 1].text != was:
            raise Misuse("this cell was changed meanwhile; look at it again.")
        return found[number - 1]

    def _set(self, texts: Mapping[tuple[str, str], str], told: str) -> None:
        """Save cells; where all were written, the act can be undone."""
        for key, _ in texts:
            if key not in self._states:
                raise Misuse(f"{key} is no included source.")
        for _, column in texts:
            if column not in self.matrix.header:
                raise Misuse(
                    f"{MATRIX} has no column {column}: add it (litmatrix check says what is missing)."
                )
        changes = [
            CellChange(key, column, self.text(key, column), text) for (key, column), text in texts.items()
        ]
        changes = [one for one in changes if one.before != one.after]
        if not changes:
            return
        written = self._write(changes)
        if written:
            back = [CellChange(key, column, after, before) for key, column, before, after in written]
            self._acts.append(_Act(told, written[0].key, partial(self._take_back, back)))

    def _write(self, changes: Sequence[CellChange]) -> list[CellChange]:
        """Write cells and return those that were written; the others are conflicts, and said to be."""
        saved = matrix.write_cells(self.path, changes, self.matrix)
        self._stamps = (stamp(self.path), *self._stamps[1:])
        self._take(saved.matrix)
        clashed = {(one.key, one.column) for one in saved.conflicts}
        self.conflicts.update(((one.key, one.column), one) for one in saved.conflicts)
        return [one for one in changes if (one.key, one.column) not in clashed]

    def _take_back(self, changes: Sequence[CellChange]) -> None:
        self.refresh()
        touched = [one for one in changes if self.text(one.key, one.column) not in (one.before, one.after)]
        if touched:
            raise Misuse(
                f"not undone: {touched[0].key}, column {touched[0].column}, was changed since then; it stays as it is."
            )
        written = self._write(changes)
        if len(written) < len(changes):
            raise NotSaved("not undone: someone else changed the cell at this moment.")

    def _declare(self, theme: str, names: Iterable[str]) -> None:
        """Declare the subthemes that are new."""
        for name in dict.fromkeys(names):
            if name and name not in self.theme_named(theme).subthemes:
                add = partial(themes.sub.add, theme=theme, name=name)
                theming.apply(self.review.folder, add, f"needed while reading {self.key}", self.reader)
                self._with_protocol(protocol.read_protocol(self.review.folder / PROTOCOL)[0])

    def _with_protocol(self, now: Protocol) -> None:
        self.review = replace(self.review, protocol=now)
        self.themes, self._all_themes = now.current_themes, now.themes
        self._stamps = (self._stamps[0], stamp(self.review.folder / PROTOCOL), self._stamps[2])
