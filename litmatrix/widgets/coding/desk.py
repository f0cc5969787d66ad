"""The coding desk: read a source, and put what it says into its cells; by keyboard or mouse.

The page shows what `state` says, and sends back what the person did and on which source; what does not fit is
dropped or told. Text of the review reaches the page as text only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from litmatrix.coding import fulltext, quotations, themes
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.files.watch import stamp
from litmatrix.matrix import cells
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.matrix.file import CellChange
from litmatrix.review import Review
from litmatrix.vocabulary import EVIDENCE, MEMO, QUOTATION, counted
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.base.page import script, style
from litmatrix.widgets.coding import clipboard, filling, grids, views
from litmatrix.widgets.coding.finding import Finder, Query
from litmatrix.widgets.coding.logic import Reading
from litmatrix.widgets.coding.shelf import GROUPS
from litmatrix.widgets.reading.questions import ReadsFullTexts

VIEWS = ("source", "theme", "grid", "table", "excerpts", "memos")

#: So many excerpts are listed at once.
LISTED = 60


def coding_desk(review: Review, reader: str = "", group: str = "source", theme: str = "") -> CodingDesk:
    """Return the desk at which a reader codes the included sources (the reader is remembered on this machine).

    `group` is how the queue goes: by `source` or by `theme` (of one, if `theme` names it) what is owed, or `all`
    sources. Where nobody is named and nobody is remembered, the desk asks. A desk that an earlier run of the cell
    made for the same folder is closed. Raises `Misuse` for a reader, group or theme that does not exist.
    """
    return CodingDesk.opened(review, reader, group, theme)


class CodingDesk(ReadsFullTexts, Desk):
    """The desk over a `Reading`; `reading` is what it works on, `state` what the page shows."""

    NAME = "coding desk"
    PURPOSE = "Read a source, and collect what it says on each theme."
    _esm = script("coding", also="reading")
    _css = style("coding", also="reading")
    WRITING = (
        "add", "replace", "remove", "shift", "place", "none", "not_none", "rest", "describe", "settle", "statement",
        "read", "undo", "fill", "clear", "paste",
    )  # fmt: skip

    def __init__(self, review: Review, reader: str, group: str = "source", theme: str = "") -> None:
        self.review = review
        self._choice = (group, theme)
        self.reading: Reading | None = None
        self._view, self._sheet = "source", 0
        self._version = self._sources = 0
        self._full: tuple = ()
        self.text_news()
        if reader:
            self._sit(review, reader)
        super().__init__()

    def _sit(self, review: Review, name: str) -> None:
        self.review, self.reading = review, Reading(review, name, *self._choice)
        self._texts = views.Texts(self.reading, documents=self.documents)
        self._sheet_texts = views.Texts(self.reading, read=False)
        self._finder = Finder(self.reading)
        self._shown_matrix: Any = None
        self._shown_sources: tuple = ()
        self._block: tuple[int, filling.Plan | None] = (0, None)
        self._filled: dict[str, Any] = {}

    def fresh(self) -> bool:
        """Read anew what others changed: cells, themes, sources, full texts; whether they did.

        While a form is open the page does not ask: what it speaks of stays as it is.
        """
        if self.reading is None:
            before, self.review = self.review, self.review.current()
            return self.review is not before
        changed = self.reading.refresh()
        self.review = self.reading.review
        return self.text_news() or changed or self._full_text() != self._full

    def _full_text(self) -> tuple:
        """Return which file is the full text of the source that is shown, and what changes when it is written."""
        if self.reading is None or not self.reading.key or self._view != "source":
            return ()
        place = fulltext.find(self.review.folder, self.reading.key)
        return (self.reading.key, place, stamp(self.review.folder / place) if place else ())

    @property
    def _desk(self) -> Reading:
        """The reading; raises `Misuse` while nobody said who reads."""
        if self.reading is None:
            raise Misuse("first enter your name.")
        return self.reading

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        return self.reading.reader if self.reading else ""

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        return {name: partial(self._do, name, message) for name in self._does}

    def _do(self, name: str, message: Mapping[str, Any]) -> None:
        if self.reading is not None:
            self.reading.keep_up()
        self._does[name](self, message)
        if name in self.WRITING:
            self._tell_saved()
            self._say_conflict()

    def _say_conflict(self) -> None:
        if self._desk.conflicts:
            self._saved = {
                "ok": False,
                "text": "NOT SAVED: someone else changed the same cell; both texts are shown",
            }

    def _take_view(self, message: Mapping[str, Any]) -> None:
        self._desk.refresh()
        self._view = str(message["view"]) if message.get("view") in VIEWS else "source"
        self._sheet = 0

    def _go(self, message: Mapping[str, Any]) -> None:
        self._desk.go(-1 if message.get("step") == -1 else 1)
        self._view = "source"

    def _queue(self, message: Mapping[str, Any]) -> None:
        self._desk.refresh()
        self._desk.choose(str(message["group"]), str(message.get("theme", "")))
        self._view = "source" if self._view == "grid" else self._view

    def _show(self, message: Mapping[str, Any]) -> None:
        self._desk.refresh()
        self._desk.show(str(message["key"]), str(message.get("theme", "")))
        self._view = "source"

    def _here(self, message: Mapping[str, Any]) -> tuple[str, str]:
        """Return the source and the theme that an act is for; raises `Misuse` if another source is shown by now."""
        key, theme = str(message.get("key", "")), str(message.get("theme", ""))
        if not key or key != self._desk.key:
            raise Misuse("another source is shown now; nothing was changed.")
        if not theme:
            return key, ""
        self._desk.turn_to(theme)
        if self._desk.theme != theme:
            self._message = f"{themes.told(self._desk.review.protocol, theme)}; it was saved there."
        return key, self._desk.theme

    def _add(self, message: Mapping[str, Any]) -> None:
        self._desk.add(*self._here(message), _excerpts(message))

    def _replace(self, message: Mapping[str, Any]) -> None:
        key, theme = self._here(message)
        new = _excerpts(message)
        if len(new) > 1:
            raise Misuse(
                "you are editing one excerpt: keep one line here, and add the others as new excerpts."
            )
        self._desk.replace(key, theme, int(message["number"]), str(message["was"]), new[0])

    def _remove(self, message: Mapping[str, Any]) -> None:
        self._desk.remove(*self._here(message), int(message["number"]), str(message["was"]))

    def _shift(self, message: Mapping[str, Any]) -> None:
        by = -1 if message.get("by") == -1 else 1
        self._desk.shift(*self._here(message), int(message["number"]), str(message["was"]), by)

    def _place(self, message: Mapping[str, Any]) -> None:
        number, was, to = int(message["number"]), str(message["was"]), str(message["to"])
        self._desk.place_in(*self._here(message), number, was, to, bool(message.get("copy")))

    def _statement(self, message: Mapping[str, Any]) -> None:
        self._desk.state_theme(str(message["theme"]), str(message["was"]), str(message["text"]))

    def _undo(self, _: Mapping[str, Any]) -> None:
        self._message = f"Undone: {self._desk.undo()}."

    def _rest(self, message: Mapping[str, Any]) -> None:
        number = self._desk.none_on_rest(self._here(message)[0])
        self._message = f"Marked as not mentioned: {number} cell{'s' if number != 1 else ''} that nobody had looked at. One Undo takes all of them back."

    # --- the table

    def _fill(self, message: Mapping[str, Any]) -> None:
        """Fill one cell with what was typed into the table, and tell what came of it beside the state."""
        key, column, before = (str(message[name]) for name in ("key", "column", "before"))
        text = str(message["text"])
        outcome = {
            "id": message.get("id"),
            "key": key,
            "column": column,
            "text": text,
            "ok": False,
            "why": "",
        }
        self._filled = outcome
        try:
            column = self._column(column)
            found = filling.told(self._desk, key, column, before, text)
            if found.why:
                raise Misuse(found.why)
            outcome["ok"] = self._desk.fill(key, column, before, found.text, found.subthemes)
            outcome["why"] = (
                "" if outcome["ok"] else "someone else changed it meanwhile; both texts are shown."
            )
        except LitmatrixError as error:
            outcome["why"] = str(error)
            raise

    def _column(self, column: str) -> str:
        """Return a column of the table by its id, or by the one that it had before; raises `Misuse` for none."""
        described = {one.id for one in self._desk.review.protocol.descriptors}
        return column if column in described else self._desk.theme_named(column).id

    def _clear(self, message: Mapping[str, Any]) -> None:
        columns = [self._column(str(one)) for one in message["columns"]]
        changes = [
            CellChange(str(key), column, text, "")
            for key in message["keys"]
            for column in columns
            if (text := self._desk.text(str(key), column))
        ]
        if len(changes) == 1:
            self._desk.fill(*changes[0])
        elif changes:
            self._desk.fill_all(changes)
        if not changes:
            raise Misuse("these cells are empty already.")
        self._message = f"{counted(len(changes), 'cell')} cleared. Undo brings the texts back."

    def _paste(self, message: Mapping[str, Any]) -> None:
        """Write the block as it was shown, but for what the person left out."""
        number, plan = self._block
        if plan is None or message.get("block") != number:
            raise Misuse("there is a newer preview of what you copied; nothing was pasted. Paste again.")
        plan = filling.without(plan, [int(place) for place in message.get("without", ())])
        if not plan.written:
            raise Misuse("there is no cell to write.")
        changes = [CellChange(one.key, one.column, one.before, one.after) for one in plan.written]
        new: dict[str, list[str]] = {}
        for one in plan.written:
            new.setdefault(one.column, []).extend(one.subthemes)
        written = self._desk.fill_all(changes, {theme: names for theme, names in new.items() if names})
        self._block = (number, None)
        refused = plan.counts[filling.REFUSED]
        told = f"{counted(written, 'cell')} written in one step; one Undo takes all of them back."
        self._message = told + (f" {counted(refused, 'cell')} could not be written." if refused else "")

    _does: ClassVar[dict[str, Callable[[CodingDesk, Mapping[str, Any]], Any]]] = {
        "name": Desk.take_name,
        "view": _take_view,
        "go": _go,
        "show": _show,
        "queue": _queue,
        "jump": lambda self, message: self._desk.go_to(int(message["position"]), str(message["key"])),
        "theme": lambda self, message: self._desk.turn_to(str(message["theme"])),
        "sheet": lambda self, message: setattr(self, "_sheet", int(message["sheet"])),
        "add": _add,
        "replace": _replace,
        "remove": _remove,
        "shift": _shift,
        "place": _place,
        "none": lambda self, message: self._desk.none(*self._here(message)),
        "not_none": lambda self, message: self._desk.not_none(*self._here(message)),
        "rest": _rest,
        "read": lambda self, message: self._desk.read(self._here(message)[0]),
        "describe": lambda self, message: self._desk.describe(
            self._here(message)[0], str(message["descriptor"]), str(message["value"])
        ),
        "settle": lambda self, message: self._desk.settle(
            str(message["key"]), str(message["theme"]), str(message["choice"])
        ),
        "statement": _statement,
        "fill": _fill,
        "clear": _clear,
        "paste": _paste,
        "undo": _undo,
    }

    # --- what the page asks ------------------------------------------------------------------------------------------

    def _ask_peek(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        return {"cells": grids.peek(self._desk, _keys(message))}, []

    def _ask_cell(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        theme = self._desk.theme_named(str(message["theme"]))
        key = str(message["key"])
        return {
            "key": key,
            "name": theme.name,
            "cell": views.cell(self._desk, key, theme, self._sheet_texts),
        }, []

    def _ask_search(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        words, theme, state = (str(message.get(name, "")) for name in ("words", "theme", "state"))
        return grids.search(self._desk, words, theme, state), []

    def _ask_excerpts(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with a window of the excerpts that are looked for, and how many there are."""
        asked = {name: str(message.get(name, "")) for name in Query._fields}
        query = Query(**{**asked, "order": asked["order"] or "source"})
        return self._finder.rows(query, int(message.get("start", 0)), LISTED), []

    def _ask_quoted(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with words of the full text as one quotes them, and how their page is called."""
        text, page = str(message["text"]), message.get("page")
        document = self.documents.of(self.review.folder, str(message["key"]), str(message.get("file") or ""))
        if not isinstance(document, fulltext.Document) or page is None:
            return {"text": " ".join(text.split()), "locator": ""}, []
        record = self._desk.review.records.loc[str(message["key"])]
        named = quotations.page_name(document, record, int(page))
        return {"text": quotations.as_quoted(text, document), "locator": named}, []

    # --- what the table asks

    def _ask_rows(self, _: Mapping[str, Any]) -> tuple[dict, list]:
        return {"rows": grids.rows(self._desk), "sources": self._sources}, []

    def _ask_texts(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        columns = [str(one) for one in message["columns"]]
        return {"cells": grids.texts(self._desk, _keys(message), columns)}, []

    def _ask_whole(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        return grids.whole(self._desk, str(message["key"]), str(message["column"]), self._sheet_texts), []

    def _ask_hint(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        key, column, before, text = (str(message[name]) for name in ("key", "column", "before", "text"))
        return grids.hint(self._desk, key, column, before, text), []

    def _ask_copied(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        keys, columns = ([str(one) for one in message[name]] for name in ("keys", "columns"))
        return {"text": clipboard.write_block(grids.block(self._desk, keys, columns))}, []

    def _ask_pasting(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with what a block from the clipboard would do; it is written as it is shown, or not at all."""
        rows, columns = message.get("span", (1, 1))
        given = message.get("options", {})
        options = filling.Options(
            given.get("heads"),
            given.get("keys"),
            str(given.get("held", "replace")),
            bool(given.get("blanks")),
        )
        keys = [str(key) for key in message["keys"]]
        block = clipboard.read_block(str(message["text"]))
        plan = filling.plan(
            self._desk, block, keys, str(message["column"]), (int(rows), int(columns)), options
        )
        self._block = (self._block[0] + 1, plan)
        return {"block": self._block[0], **grids.planned(plan, "", 0)}, []

    def _ask_pasted(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with another window of the block that was looked at last."""
        number, plan = self._block
        if plan is None or message.get("block") != number:
            raise Misuse("there is a newer preview of what you copied.")
        return {
            "block": number,
            **grids.planned(plan, str(message.get("verdict", "")), int(message["start"])),
        }, []

    def _ask_parse(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with what the form holds, read as the cell would read it, and gently what is odd in it."""
        found = _excerpts(message)
        key, theme = str(message.get("key", "")), str(message.get("theme", ""))
        odd = views.odd_new(self._desk, key, theme, int(message.get("number", 0)), found, self._texts)
        names = ("kind", "text", "subtheme", "stance", "locator", "origin", "note")
        return {"number": len(found), "one": dict(zip(names, found[0], strict=False)), "odd": odd}, []

    def _ask_queue(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        return views.queue(self._desk, int(message.get("start", 0))), []

    QUESTIONS: ClassVar[dict[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {
        "peek": _ask_peek,
        "cell": _ask_cell,
        "search": _ask_search,
        "excerpts": _ask_excerpts,
        "quoted": _ask_quoted,
        "rows": _ask_rows,
        "texts": _ask_texts,
        "whole": _ask_whole,
        "hint": _ask_hint,
        "copied": _ask_copied,
        "pasting": _ask_pasting,
        "pasted": _ask_pasted,
        "parse": _ask_parse,
        "queue_list": _ask_queue,
        **ReadsFullTexts.QUESTIONS,
    }

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _state(self) -> dict[str, Any]:
        common = {"message": self._message, "saved": self._saved, "answers": self._answers}
        reading = self.reading
        if reading is None:
            return {"ask": list(self.review.protocol.reviewers), **common}
        if reading.matrix is not self._shown_matrix:
            self._shown_matrix = reading.matrix
            self._version += 1
        if (reading.keys, reading.names) != self._shown_sources:
            self._shown_sources = (reading.keys, reading.names)
            self._sources += 1
        self._full = self._full_text()
        return {
            **common,
            "reader": reading.reader,
            "view": self._view,
            "themes": [
                {
                    "id": one.id,
                    "name": one.name,
                    "definition": one.definition,
                    "subthemes": list(one.subthemes),
                }
                for one in reading.themes
            ],
            "theme": reading.theme,
            "lately": reading.lately,
            "groups": list(GROUPS.items()),
            "group": reading.group,
            "only": reading.only,
            "position": reading.position,
            "length": len(reading.queue),
            "owed": reading.owed(),
            "undo": reading.last_act,
            "conflicts": views.conflicts(reading),
            "empty": _empty(reading),
            "source": views.source(reading, reading.key, self._texts)
            if reading.key and self._view == "source"
            else None,
            "column": views.theme(reading, reading.theme, self._sheet, self._sheet_texts)
            if self._view == "theme" and reading.theme
            else None,
            "grid": grids.grid(reading) if self._view == "grid" else None,
            "table": grids.table(reading, self._version, self._sources) if self._view == "table" else None,
            "filled": self._filled,
            "version": self._version,
        }


def _keys(message: Mapping[str, Any]) -> list[str]:
    """Return the sources that the page asks for: no more than it shows at once."""
    return [str(key) for key in message.get("keys", ())][:200]


def _excerpts(message: Mapping[str, Any]) -> tuple[Excerpt, ...]:
    """Return the excerpts that the page's form holds; a kind that is not chosen is told by the text itself.

    A quotation that is new may be pasted with its marks and its page, even where its kind is chosen; one that is `exact`,
    for it was taken from a full text, is what it is.
    """
    names = ("subtheme", "stance", "locator", "origin", "note")
    parts = {name: str(message.get(name, "")) for name in names}
    kind, text = str(message.get("kind", "")), str(message.get("text", ""))
    if kind == QUOTATION and not message.get("number") and not message.get("exact") and text.strip():
        read = cells.numbered(text.strip())
        kind = "" if all(one.kind == QUOTATION for one in read) else kind
    if kind in (*EVIDENCE, MEMO):
        return (cells.made(kind, text, **parts),)
    return cells.entered(text, **parts)


def _empty(reading: Reading) -> str:
    """Say why no source is shown."""
    if not reading.keys:
        return "No source is included yet.\nInclude records at the screening card, in 01-filter-sources; then read them here."
    if not reading.themes:
        return "No theme yet.\nAdd one at the theme desk, below."
    if not reading.queue:
        return "Done: every included source was looked at for every theme.\nTo see them all, choose another queue above."
    return "End of the queue.\nGo back with Previous, or choose another queue above."
