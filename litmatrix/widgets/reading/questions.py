"""What the pane of the full text asks, answered: the pages, the words in them, and files that are dropped on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from litmatrix.bibliography import references
from litmatrix.coding import fulltext, quotations
from litmatrix.coding.fulltext import finding
from litmatrix.errors import Misuse
from litmatrix.files import storing, watch
from litmatrix.review import Review
from litmatrix.widgets.reading.arriving import Arrivals
from litmatrix.widgets.reading.documents import Documents

#: The widths in pixels at which a page of a PDF is drawn: the next that is wide enough for the screen.
WIDTHS = (1100, 1650, 2200, 3000)

_DONE = {
    storing.STORED: "Saved as {place}.",
    storing.REPLACED_OLD: "Saved as {place}; Undo brings back the file that was there.",
    storing.KEPT_BESIDE: "Saved beside the other file, as {place}.",
    storing.SAME: "This file is there already, as {place}.",
}


class ReadsFullTexts:
    """A desk at which full texts are read: with this beside `Desk`, its page can hold the pane (see `reading`)."""

    review: Review
    _text_folder: watch.Stamp = (0, 0, 0)

    @cached_property
    def documents(self) -> Documents:
        """The full texts as they are read here."""
        return Documents()

    @cached_property
    def _arrivals(self) -> Arrivals:
        return Arrivals()

    def text_news(self) -> bool:
        """Whether files came into fulltext/, or went, since this was asked last; for `fresh`."""
        before, self._text_folder = self._text_folder, watch.stamp(self.review.folder / fulltext.FOLDER)
        return before != self._text_folder

    # --- reading -----------------------------------------------------------------------------------------------------

    def _text_read(self, message: Mapping[str, Any]) -> fulltext.Document:
        key = self._text_key(message)
        document = self.documents.of(self.review.folder, key, str(message.get("file") or ""))
        if not isinstance(document, fulltext.Document):
            raise Misuse(document or "there is no full text.")
        return document

    def _text_key(self, message: Mapping[str, Any]) -> str:
        key = str(message.get("key", ""))
        if key not in self.review.records.index:
            raise Misuse(f"the bibliography has no entry {key}.")
        return key

    def _ask_text(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with what there is to be read of a record: its files, and of one the pages and the outline."""
        key = self._text_key(message)
        record = self.review.records.loc[key]
        files = list(fulltext.found(self.review.folder, key))
        answer: dict[str, Any] = {
            "key": key, "files": files, "file": "", "kind": "", "why": "", "pages": [], "outline": [], "links": list(references.addresses(record)),
        }  # fmt: skip
        if not files:
            return answer, []
        # One that was taken away meanwhile gives way to the first.
        asked = str(message.get("file") or "")
        answer["file"] = asked if asked in files else files[0]
        document = self.documents.of(self.review.folder, key, answer["file"])
        if isinstance(document, str):
            return {**answer, "why": document}, []
        return {
            **answer,
            "kind": document.kind,
            "why": why_not(document),
            "pages": page_names(document, record),
            "outline": [list(one) for one in document.outline],
        }, []

    def _ask_text_page(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with a page of the full text: its words, and of a PDF its picture and where the words stand."""
        document, at = self._text_read(message), int(message["page"])
        if not 0 <= at < len(document.pages):
            raise Misuse("there is no such page.")
        page = document.pages[at]
        answer = {"page": at, "number": page.number, "text": page.text, "picture": None}
        if document.kind != fulltext.PDF or not message.get("picture"):
            return answer, []
        wanted = int(message.get("width") or 0)
        width = next((one for one in WIDTHS if one >= wanted), WIDTHS[-1])
        drawn = fulltext.page_picture(self.review.folder / document.place, page.number, width)
        answer["picture"] = {
            "width": drawn.width,
            "height": drawn.height,
            "points": drawn.points,
            "words": [list(word) for word in drawn.words],
        }
        return answer, [drawn.png]

    def _ask_text_find(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with how often the words stand on each page of the full text, and in all."""
        found = finding.find(self._text_read(message), str(message.get("words", "")))
        return {"pages": [[at, count] for at, count in found.items()], "total": sum(found.values())}, []

    # --- storing -----------------------------------------------------------------------------------------------------

    def _ask_text_part(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Take a slice of a file for a record; with the last, store it, or say that another file stands there."""
        key, token = self._text_key(message), str(message["token"])
        data = b"".join(bytes(one) for one in message.get("buffers", ()))
        arrived = self._arrivals.take(
            token, str(message["name"]), int(message["at"]), int(message["size"]), data
        )
        if arrived is None:
            return {"more": True}, []
        if not int(message["size"]):
            raise Misuse(f"not saved: {arrived.name}: the file is empty (0 bytes).")
        place = fulltext.place_for(self.review.folder, key, arrived.name)
        there = self.review.folder / place
        if there.exists() and storing.sum_of(there.read_bytes()) != storing.sum_of(arrived.path.read_bytes()):
            told = there.stat()
            when = f"{datetime.fromtimestamp(told.st_mtime):%Y-%m-%d}"
            return {"there": {"place": place, "size": told.st_size, "when": when}, "token": token}, []
        return self._keep_text(key, token, storing.REFUSE)

    def _ask_text_keep(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Store a file that has arrived, in the place of the one that is there or beside it; or forget it."""
        how, token = str(message.get("how", "")), str(message["token"])
        if how not in (storing.REPLACE, storing.BESIDE):
            self._arrivals.drop(token)
            return {"told": "It was not saved; the file that was there is kept."}, []
        return self._keep_text(self._text_key(message), token, how)

    def _keep_text(self, key: str, token: str, how: str) -> tuple[dict, list]:
        name, path = self._arrivals.file(token)
        act = storing.store_all(
            self.review.folder, [storing.Wanted(path, name, key, how)], getattr(self, "person", "")
        )
        one = act.files[0]
        if one.outcome == storing.FAILED:
            raise Misuse(f"not saved: {one.why}")
        self._arrivals.drop(token)
        self._text_stored(key)
        undo = act.time if act.stored else ""
        return {
            "stored": one.place,
            "undo": undo,
            "told": _DONE[one.outcome].format(place=one.place),
        }, []

    def _ask_text_undo(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Take away what was stored, or bring back what stood in its place."""
        act, undone = storing.undo(self.review.folder, str(message["time"]))
        if undone.left:
            place, why = undone.left[0]
            raise Misuse(f"{place} was left as it is: {why}.")
        self._text_stored(act.files[0].key)
        return {"told": f"Undone: {', '.join((*undone.away, *undone.again))}."}, []

    def _text_stored(self, key: str) -> None:
        """A file of a record was stored or taken away: show it."""
        self.text_news()
        self.state = self._shown()  # type: ignore[attr-defined]

    QUESTIONS: ClassVar[Mapping[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {
        "text": _ask_text,
        "text_page": _ask_text_page,
        "text_find": _ask_text_find,
        "text_part": _ask_text_part,
        "text_keep": _ask_text_keep,
        "text_undo": _ask_text_undo,
    }


def why_not(document: fulltext.Document) -> str:
    """Say what cannot be done with a full text that was read, if anything."""
    told = []
    if not document.has_text:
        told.append("The PDF is scanned: it has pictures of pages and no text, so nothing can be selected.")
    if document.left_out:
        pages = "1 page is" if document.left_out == 1 else f"{document.left_out:,} pages are"
        told.append(f"{pages} left out: damaged, or beyond the limit for one file.")
    return " ".join(told)


def page_names(document: fulltext.Document, record: Mapping[str, Any]) -> list[str]:
    """Return what each page is called (“p. 392”); empty where that is not known."""
    return [
        quotations.page_name(document, record, page.number) if page.number else "" for page in document.pages
    ]
