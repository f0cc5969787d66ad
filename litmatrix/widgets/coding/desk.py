"""The coding desk: read a source, and put what it says into its cells; by keyboard or mouse.

The page shows what `state` says, and sends back what the person did and on which source; what does not fit is
dropped or told. Text of the review reaches the page as text only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from litmatrix.coding import fulltext, quotations, themes
from litmatrix.errors import Misuse
from litmatrix.matrix import cells
from litmatrix.matrix.excerpts import Excerpt
from litmatrix.review import Review
from litmatrix.vocabulary import EVIDENCE, MEMO, QUOTATION
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.base.page import script, style
from litmatrix.widgets.coding import views
from litmatrix.widgets.coding.logic import Reading
from litmatrix.widgets.coding.shelf import GROUPS
from litmatrix.widgets.reading.questions import ReadsFullTexts

VIEWS = ("source", "theme", "grid")


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
    PURPOSE = "Read a source, and note what it says on each theme."
    _esm = script("coding", also="reading")
    _css = style("coding", also="reading")
    WRITING = (
        "add", "replace", "remove", "shift", "place", "none", "not_none", "rest", "describe", "settle", "statement",
        "read", "undo", "quote",
    )  # fmt: skip

    def __init__(self, review: Review, reader: str, group: str = "source", theme: str = "") -> None:
        self.review = review
        self._choice = (group, theme)
        self.reading: Reading | None = None
        self._view, self._sheet = "source", 0
        self.text_news()
        if reader:
            self._sit(review, reader)
        super().__init__()

    def _sit(self, review: Review, name: str) -> None:
        self.review, self.reading = review, Reading(review, name, *self._choice)
        self._texts = views.Texts(self.reading, documents=self.documents)
        self._sheet_texts = views.Texts(self.reading, read=False)

    def fresh(self) -> bool:
        """Read anew what others changed beside the cells; whether they did."""
        if self.reading is None:
            return False
        before = self.reading.review
        self.reading.keep_up()
        self.review = self.reading.review
        return self.text_news() or self.review is not before

    @property
    def _desk(self) -> Reading:
        """The reading; raises `Misuse` while nobody said who reads."""
        if self.reading is None:
            raise Misuse("say first who reads.")
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
        self._desk.show(str(message["key"]), str(message.get("theme", "")))
        self._view = "source"

    def _here(self, message: Mapping[str, Any]) -> tuple[str, str]:
        """Return the source and the theme that an act is for; raises `Misuse` if another source is shown by now."""
        key, theme = str(message.get("key", "")), str(message.get("theme", ""))
        if not key or key != self._desk.key:
            raise Misuse("another source is shown by now; nothing was changed.")
        if not theme:
            return key, ""
        self._desk.turn_to(theme)
        if self._desk.theme != theme:
            self._message = f"{themes.told(self._desk.review.protocol, theme)}; it went there."
        return key, self._desk.theme

    def _add(self, message: Mapping[str, Any]) -> None:
        self._desk.add(*self._here(message), _excerpts(message))

    def _replace(self, message: Mapping[str, Any]) -> None:
        key, theme = self._here(message)
        new = _excerpts(message)
        if len(new) > 1:
            raise Misuse("one excerpt takes the place of one; add the others by themselves.")
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
        self._message = f"“none” in {number} cell{'s' if number != 1 else ''} that nobody had looked at. Undo takes all of them back."

    def _quote(self, message: Mapping[str, Any]) -> None:
        key, theme = self._here(message)
        document = self.documents.of(self.review.folder, key, str(message.get("file", "")))
        if not isinstance(document, fulltext.Document):
            raise Misuse("the full text is not there any more.")
        text = quotations.as_quoted(str(message["text"]), document)
        page = quotations.page_name(document, self._desk.review.records.loc[key], int(message.get("page", 0)))
        self._desk.add(key, theme, [cells.made(QUOTATION, text, locator=page)])

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
        "quote": _quote,
        "undo": _undo,
    }

    # --- what the page asks ------------------------------------------------------------------------------------------

    def _ask_peek(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        keys = [str(key) for key in message.get("keys", ())][:200]
        return {"cells": views.peek(self._desk, keys)}, []

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
        return views.search(self._desk, words, theme, state), []

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
            "grid": views.grid(reading) if self._view == "grid" else None,
        }


def _excerpts(message: Mapping[str, Any]) -> tuple[Excerpt, ...]:
    """Return the excerpts that the page's form holds; a kind that is not chosen is told by the text itself.

    A quotation that is new may be pasted with its marks and its page, even where its kind is chosen.
    """
    names = ("subtheme", "stance", "locator", "origin", "note")
    parts = {name: str(message.get(name, "")) for name in names}
    kind, text = str(message.get("kind", "")), str(message.get("text", ""))
    if kind == QUOTATION and not message.get("number") and text.strip():
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
        return "No theme is declared yet.\nAdd one at the theme desk, below."
    if not reading.queue:
        return "Nothing is owed: every included source was looked through for each theme.\nTo see them all, choose another queue above."
    return "The end of this queue.\nPrevious goes back; or choose another queue above."
