"""A Word file walked once, in the order in which it is read: its paragraphs, and the marks that reviewers left."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from litmatrix.coding.fulltext import packed
from litmatrix.writing.returned.formatting import what_changed
from litmatrix.writing.returned.parts import WORD, Parts
from litmatrix.writing.returned.text import (
    DELETION,
    FORMATTING,
    INSERTION,
    MOVED,
    MOVED_HERE,
    Anchor,
    Mark,
    Paragraph,
    Piece,
    Text,
)

_KINDS = {
    "ins": INSERTION, "del": DELETION, "moveFrom": MOVED, "moveTo": MOVED_HERE, "cellIns": INSERTION, "cellDel": DELETION,
    "cellMerge": FORMATTING, "customXmlInsRangeStart": FORMATTING, "customXmlDelRangeStart": FORMATTING,
    "customXmlMoveFromRangeStart": FORMATTING, "customXmlMoveToRangeStart": FORMATTING,
}  # fmt: skip
_GOES = {DELETION, MOVED}
_COMES = {INSERTION, MOVED_HERE}
_SIGNS = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "drawing": "[picture]", "pict": "[picture]",
    "object": "[object]", "footnoteReference": "[footnote]", "endnoteReference": "[endnote]",
}  # fmt: skip
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHOICE = _FALLBACK.replace("Fallback", "Choice")
_FORMULA = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CONTENTS = re.compile(r"(?:TOC|Contents|TableofFigures|Figure\s*Index)\s*(?:Heading|\d)?", re.IGNORECASE)


def walked(parts: Parts) -> Text:
    """Return the text of a Word file: the body with its notes where they are called, headers and footers, then comments."""
    walk = _Walk(parts)
    walk.through(parts.body, "")
    for kind, left in walk.notes.items():
        for id in list(left):
            walk.through(left.pop(id), kind)
    walk.aside = True
    for kind, margin in parts.margins:
        walk.through(margin, kind)
    for comment in parts.comments:
        first = len(walk.text.paragraphs)
        walk.through(comment, f"a comment by {comment.get(f'{WORD}author', '') or 'somebody'}")
        walk.text.comments.append(range(first, len(walk.text.paragraphs)))
    return walk.text


def counted_marks(parts: Parts) -> int:
    """Return how many tracked changes the file holds, by a plain scan of its elements."""
    roots = [parts.body, *(note for notes in parts.notes.values() for note in notes.values())]
    roots += [*(margin for _, margin in parts.margins), *parts.comments]
    return sum(_kind(_name(one)) != "" for root in roots for one, begins, _ in _events(root) if begins)


# --- the walk -------------------------------------------------------------------------------------------


class _Walk:
    """What is known at a place of the walk: what is open there, and the text so far."""

    def __init__(self, parts: Parts) -> None:
        self.text = Text()
        self.levels = parts.levels
        self.notes = {kind: dict(notes) for kind, notes in parts.notes.items()}
        self.called = dict.fromkeys(self.notes, 0)
        self.tables = 0
        self.comes = self.goes = 0
        self.count = 0
        self.boxes: list[_Box] = []
        self.open: list[int] = []  # the paragraphs that are open, the innermost last
        # What to do when an element ends, first and then.
        self.closing: dict[int, list[Callable[[], object]]] = {}
        self.leaving: dict[int, list[Callable[[], object]]] = {}
        self.last: dict[tuple[str, str], Mark] = {}
        self.rows: list[Mark] = []
        self.moves: dict[str, str] = {}  # the ranges that are open, and the names of their moves
        self.contents = 0
        self.aside = False

    def through(self, root: Any, within: str) -> None:
        self._box(root, within)
        for element, begins, above in _events(root, self._called):
            if begins:
                self._begin(element, _name(element), above)
            else:
                for act in self.closing.pop(id(element), ()):
                    act()
                for act in self.leaving.pop(id(element), ()):
                    act()

    def _at_end(self, element: Any, act: Callable[[], object]) -> None:
        self.closing.setdefault(id(element), []).append(act)

    def _leave(self, element: Any, act: Callable[[], object]) -> None:
        """Let an act come when an element ends, behind all that marks do there."""
        self.leaving.setdefault(id(element), []).append(act)

    def _called(self, element: Any) -> Iterable[Any]:
        """Return the note that an element calls, the first time that it does."""
        kind = _name(element).removesuffix("Reference")
        note = self.notes.get(kind, {}).pop(element.get(f"{WORD}id", ""), None)
        if note is None:
            return ()
        self.called[kind] += 1
        self._box(note, f"{kind} {self.called[kind]}")
        return (note,)

    def _box(self, element: Any, within: str) -> None:
        """Enter what holds paragraphs of its own: the body, a cell, a note, a text box."""
        self.count += 1
        self.boxes.append(_Box(self.count, within))
        self._leave(element, self.boxes.pop)

    def _begin(self, element: Any, name: str, above: list[Any]) -> None:
        if name == "t" or element.tag == _FORMULA or name == "delText":
            self._add(element.text or "")
        elif name in _SIGNS:
            self._add(_SIGNS[name])
        elif name == "sym":
            self._add("\N{REPLACEMENT CHARACTER}")
        elif kind := _kind(name):
            self._mark(element, name, kind, above)
        elif begin := getattr(self, f"_begin_{name}", None):
            begin(element, above)

    def _add(self, text: str) -> None:
        if not text:
            return
        here = self._here
        if not self.open:  # text outside of a paragraph is against the rules, and is read as one
            self.text.paragraphs.append(
                Paragraph(self.boxes[-1].number, self.boxes[-1].place, aside=self.aside)
            )
        self.text.pieces.append(Piece(text, here, self.comes > 0, self.goes > 0))

    @property
    def _here(self) -> int:
        """The paragraph that is open, or else the one that comes next."""
        return self.open[-1] if self.open else len(self.text.paragraphs)

    # what holds text

    def _begin_p(self, element: Any, above: list[Any]) -> None:
        box = self.boxes[-1]
        style = element.find(f"{WORD}pPr/{WORD}pStyle")
        name = style.get(f"{WORD}val", "") if style is not None else ""
        outline = element.find(f"{WORD}pPr/{WORD}outlineLvl")
        own = outline.get(f"{WORD}val", "") if outline is not None else ""
        level = (
            int(own) + 1 if own in set("012345678") else self.levels.get(name) or packed.heading_level(name)
        )
        is_contents = self.contents > 0 or bool(_CONTENTS.fullmatch(name))
        self.text.paragraphs.append(
            Paragraph(box.number, box.place, 0 if is_contents else level, is_contents or self.aside)
        )
        self.open.append(len(self.text.paragraphs) - 1)
        self._leave(element, self.open.pop)

    def _begin_sdt(self, element: Any, above: list[Any]) -> None:
        gallery = element.find(f"{WORD}sdtPr/{WORD}docPartObj/{WORD}docPartGallery")
        if gallery is not None and gallery.get(f"{WORD}val", "").startswith("Table of"):
            self.contents += 1
            self._leave(element, self._leave_contents)

    def _leave_contents(self) -> None:
        self.contents -= 1

    def _begin_tbl(self, element: Any, above: list[Any]) -> None:
        self.tables += 1
        self.boxes.append(_Box(self.boxes[-1].number, self.boxes[-1].within, self.tables))
        self._leave(element, self.boxes.pop)

    def _begin_tr(self, element: Any, above: list[Any]) -> None:
        self.boxes[-1].row += 1
        self.boxes[-1].column = 0

    def _begin_tc(self, element: Any, above: list[Any]) -> None:
        row = self.boxes[-1]
        row.column += 1
        self._box(element, row.place)

    def _begin_txbxContent(self, element: Any, above: list[Any]) -> None:
        self._box(element, ", ".join(filter(None, (self.boxes[-1].place, "text box"))))

    # comments

    def _begin_commentRangeStart(self, element: Any, above: list[Any]) -> None:
        anchor = Anchor(self._order(), self._here, len(self.text.pieces))
        self.text.anchors.setdefault(element.get(f"{WORD}id", ""), anchor)

    def _begin_commentRangeEnd(self, element: Any, above: list[Any]) -> None:
        anchor = self.text.anchors.get(element.get(f"{WORD}id", ""))
        if anchor is not None and anchor.end is None:
            anchor.end = len(self.text.pieces)

    def _begin_commentReference(self, element: Any, above: list[Any]) -> None:
        anchor = Anchor(self._order(), self._here, len(self.text.pieces), len(self.text.pieces))
        found = self.text.anchors.setdefault(element.get(f"{WORD}id", ""), anchor)
        if found.end is None:
            found.end = len(self.text.pieces)

    # tracked changes

    def _begin_moveFromRangeStart(self, element: Any, above: list[Any]) -> None:
        self.moves[element.get(f"{WORD}id", "")] = element.get(f"{WORD}name", "")

    _begin_moveToRangeStart = _begin_moveFromRangeStart

    def _begin_moveFromRangeEnd(self, element: Any, above: list[Any]) -> None:
        self.moves.pop(element.get(f"{WORD}id", ""), "")

    _begin_moveToRangeEnd = _begin_moveFromRangeEnd

    def _order(self) -> int:
        return len(self.text.marks) + len(self.text.anchors)

    def _mark(self, element: Any, name: str, kind: str, above: list[Any]) -> None:
        whole, parent = ["", "", *map(_name, above[-2:])][-2:]
        if kind == FORMATTING:
            self._formatting(element, name, above)
        elif (whole, parent) == ("pPr", "rPr"):
            paragraph = self.text.paragraphs[self.open[-1]] if self.open else None
            if paragraph is not None:
                paragraph.comes |= kind in _COMES
                paragraph.goes |= kind in _GOES
            # Its end comes after all that stands in it.
            self._at_end(above[-3:][0], lambda: self._end_of_paragraph(element, kind))
        elif parent == "numPr":
            self._new(element, FORMATTING, "list")
        elif parent in ("trPr", "tcPr"):
            mark = self._new(element, kind, is_row=parent == "trPr")
            self.rows.append(mark)
            self._during(above[-2:][0], kind, mark)
            self._leave(above[-2:][0], self.rows.pop)
        else:
            self._during(element, kind, self._joined(element, kind) or self._new(element, kind))

    def _during(self, element: Any, kind: str, mark: Mark) -> None:
        """Let all that comes until an element ends come or go, and belong to a mark."""
        self.comes += kind in _COMES
        self.goes += kind in _GOES

        def end() -> None:
            self.comes -= kind in _COMES
            self.goes -= kind in _GOES
            mark.end = len(self.text.pieces)

        self._at_end(element, end)

    def _end_of_paragraph(self, element: Any, kind: str) -> None:
        mark = self._joined(element, kind) or self._new(element, kind)
        mark.end = len(self.text.pieces)
        if not mark.is_row:
            mark.breaks.append(mark.end)

    def _formatting(self, element: Any, name: str, above: list[Any]) -> None:
        whole, parent = ["", "", *map(_name, above[-2:])][-2:]
        says = what_changed(name, element, above[-1])
        if (whole, parent) == ("pPr", "rPr"):
            # Of the sign at the paragraph's end, which stands behind all that is in it.
            self._at_end(
                above[-3:][0],
                lambda: self._joined(element, FORMATTING, says) or self._new(element, FORMATTING, says),
            )
            return
        mark = self._joined(element, FORMATTING, says) or self._new(element, FORMATTING, says)
        if (whole, parent) == ("r", "rPr") or parent == "pPr":
            self._during(above[-2:][0], FORMATTING, mark)

    def _joined(self, element: Any, kind: str, says: str = "") -> Mark | None:
        """Return the mark that an element goes on with: the same person's, of the same day, and nothing between the two.

        It may be in the next paragraph, if the end of the one above is part of the mark.
        """
        author, date = element.get(f"{WORD}author", ""), element.get(f"{WORD}date", "")
        row = next((one for one in self.rows if (one.kind, one.author) == (kind, author)), None)
        mark = row or self.last.get((kind, author))
        if mark is None or mark.date[:10] != date[:10] or mark.says != says:
            return None
        at, box = len(self.text.pieces), self.boxes[-1].number
        goes_on = mark.last == self._here or (mark.breaks[-1:] == [at] and mark.box == box)
        if mark is not row and (mark.end != at or not goes_on):
            return None
        mark.last = self._here
        mark.count += 1
        return mark

    def _new(self, element: Any, kind: str, says: str = "", is_row: bool = False) -> Mark:
        author, date = element.get(f"{WORD}author", ""), element.get(f"{WORD}date", "")
        at = len(self.text.pieces)
        name = next(reversed(self.moves.values()), "") if kind in (MOVED, MOVED_HERE) else ""
        box = self.boxes[-1].number
        mark = Mark(
            kind, author, date, self._order(), self._here, at, at, box, self._here, says, is_row, name=name
        )
        self.text.marks.append(mark)
        self.last[kind, author] = mark
        return mark


@dataclass
class _Box:
    """What holds paragraphs: its number, what it is called, and, of a table, its number and the cell that is reached."""

    number: int
    within: str
    table: int = 0
    row: int = 0
    column: int = 0

    @property
    def place(self) -> str:
        cell = f"table {self.table}, row {self.row}, column {self.column}" if self.table else ""
        return ", ".join(filter(None, (self.within, cell)))


def _events(root: Any, called: Any = None) -> Iterator[tuple[Any, bool, list[Any]]]:
    """Yield each element where it begins and where it ends, with those above it; what another part repeats is left out.

    Without recursion: a file may nest as deep as it likes. `called` returns what is to be read behind an element.
    """
    above: list[Any] = []
    stack = [iter((root,))]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
            if above:
                yield above.pop(), False, above
            continue
        if element.tag == _FALLBACK and any(one.tag == _CHOICE for one in above[-1]):
            continue
        yield element, True, above
        inner = () if _name(element).endswith("Change") else (*element, *(called(element) if called else ()))
        above.append(element)
        stack.append(iter(inner))


def _name(element: Any) -> str:
    """Return what Word calls an element; nothing for one that is not Word's."""
    return str(element.tag).removeprefix(WORD) if str(element.tag).startswith(WORD) else ""


def _kind(name: str) -> str:
    return _KINDS.get(name) or (FORMATTING if name.endswith("Change") else "")
