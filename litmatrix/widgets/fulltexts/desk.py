"""The desk of the full texts: many files at once matched to their records, looked over, and stored; and what is missing.

The page shows what `state` says. Looking into many files goes on in short acts, so that a person sees how far it is and
can stop it; storing is one act.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from litmatrix.files import watch
from litmatrix.files.fulltexts import FOLDER
from litmatrix.review import Review
from litmatrix.vocabulary import counted
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.fulltexts import missing
from litmatrix.widgets.fulltexts.logic import BROKEN, CHOOSE, LEFT, NO_PDF, READY, SAME, Done, Incoming
from litmatrix.widgets.reading.questions import ReadsFullTexts

#: So many files, or records, are listed at once.
SHEET = 50
#: So many files are told of after storing; those that were not stored come first.
TOLD = 500

VIEWS = ("add", "missing")

#: The states of files as a person chooses among them.
STATES = {
    "": "all", CHOOSE: "to be checked", READY: "to be saved", SAME: "saved already", BROKEN: "unusable", LEFT: "left out",
}  # fmt: skip


def full_texts(review: Review, reviewer: str = "") -> FullTextDesk:
    """Return the desk at which many full texts are taken in at once, and which lists those that are missing.

    `reviewer` is who records that they were retrieved. A desk that an earlier run of the cell made for the same folder
    is closed. Raises `Misuse` for a reviewer that the review does not know.
    """
    return FullTextDesk.opened(review, reviewer)


class FullTextDesk(ReadsFullTexts, Desk):
    """The desk over an `Incoming`; `incoming` is what it works on, `state` what the page shows."""

    NAME = "full-text desk"
    PURPOSE = "Add many PDFs at once, and see which full texts are missing."
    _esm = page.script("fulltexts", also="reading")
    _css = page.style("fulltexts", also="reading")
    WRITING = ("store", "undo", "export")
    UNSAVED = ""
    #: Storing needs no name; recording “retrieved” does.
    ASKS = False

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.incoming = Incoming(review, reviewer)
        self._view, self._filter, self._sheet = "add", "", 0
        self._missing_sheet, self._missing_all = 0, False
        self._looking = False
        self._progress: dict[str, Any] | None = None
        self._result: dict[str, Any] | None = None
        self._listed: tuple[tuple, tuple[missing.Missing, ...]] = ((), ())
        self.text_news()
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.incoming.review

    @property
    def person(self) -> str:
        """Who works here; nothing while nobody is named."""
        return self.incoming.person

    def _sit(self, review: Review, name: str) -> None:
        self.incoming.take(review)
        self.incoming.person = name

    def fresh(self) -> bool:
        """Take in what was written elsewhere, and files that were put into fulltext/ by hand; whether there was any."""
        review = self.review.current()
        if not self.text_news() and review is self.review:
            return False
        self.incoming.take(review)
        return True

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], _: list) -> dict[str, Callable[[], Any]]:
        incoming = self.incoming

        def number() -> int:
            return int(message["number"])

        return {
            "name": lambda: self.take_name(message),
            "view": lambda: self._take_view(str(message.get("view", ""))),
            "folder": lambda: self._add_folder(str(message.get("path", ""))),
            "look": self._look_on,
            "stop": self._stop,
            "scope": lambda: self._take_scope(bool(message.get("everything"))),
            "filter": lambda: self._take_filter(str(message.get("state", ""))),
            "sheet": lambda: setattr(self, "_sheet", int(message["sheet"])),
            "tick": lambda: incoming.tick(number(), bool(message.get("on"))),
            "tick_all": lambda: incoming.tick_all(bool(message.get("on"))),
            "choose": lambda: incoming.choose(number(), str(message.get("key", ""))),
            "how": lambda: incoming.say_how(number(), str(message.get("how", ""))),
            "clear": self._clear,
            "store": lambda: self._store(bool(message.get("retrieved"))),
            "undo": lambda: self._undo(str(message.get("time", ""))),
            "missing_sheet": lambda: setattr(self, "_missing_sheet", int(message["sheet"])),
            "missing_all": lambda: self._take_missing(bool(message.get("everything"))),
            "export": self._export,
        }

    def _take_view(self, view: str) -> None:
        self._view = view if view in VIEWS else "add"
        self.fresh()

    def _add_folder(self, path: str) -> None:
        number = self.incoming.add_folder(path)
        self._message = f"{counted(number, 'PDF')} found there."
        self._begin()

    def _begin(self) -> None:
        self._looking, self._result = True, None
        self._view, self._filter, self._sheet = "add", "", 0

    def _look_on(self) -> None:
        if not self._looking:
            self._begin()
        self._looking = not self.incoming.look()

    def _stop(self) -> None:
        left = self.incoming.stop()
        self._looking = False
        self._message = f"Stopped; {counted(left, 'file')} not read yet left the list."

    def _take_scope(self, everything: bool) -> None:
        self.incoming.everything = everything
        self.incoming.look(0)

    def _take_filter(self, state: str) -> None:
        self._filter = state if state in STATES else ""
        self._sheet = 0

    def _clear(self) -> None:
        self.incoming.clear()
        self._result, self._looking = None, False
        self._take_filter("")

    def _store(self, retrieved: bool) -> None:
        self._result = None
        try:
            done = self.incoming.store(retrieved, self._tell)
        finally:
            self._progress = None
        self.text_news()
        if done.act.stored or done.retrieved:
            self._tell_saved()
        self._take_filter("")
        self._result = self._told(done)
        if done.why:
            self._saved = {"ok": False, "text": f"NOT SAVED: {done.why}"}

    def _told(self, done: Done) -> dict[str, Any]:
        files = sorted(done.act.files, key=lambda one: one.outcome != "failed")
        failed = sum(one.outcome == "failed" for one in files)
        same = sum(one.outcome == "same" for one in files)
        stored = len(done.act.stored)
        told = [f"{counted(stored, 'file')} saved in {FOLDER}/."]
        if same:
            told.append(f"{counted(same, 'file')} {'was' if same == 1 else 'were'} there already.")
        if failed:
            told.append(f"{counted(failed, 'file')} could not be saved; see below.")
        if done.retrieved:
            told.append(
                f"“Retrieved” was recorded for {counted(done.retrieved, 'record')}, by {self.person}."
            )
        return {
            "told": " ".join(told),
            "files": [
                {
                    "name": one.name,
                    "outcome": one.outcome,
                    "place": one.place,
                    "why": one.why,
                    "reference": self.incoming.named(one.key),
                }
                for one in files[:TOLD]
            ],
            "more": max(0, len(files) - TOLD),
        }

    def _tell(self, number: int, total: int, name: str) -> None:
        """Show how far storing is, while the kernel is at it."""
        if number == 1 or number % 10 == 0:
            self._progress = {"number": number, "total": total, "name": name, "what": "saved"}
            self.state = self._shown()

    def _undo(self, time: str) -> None:
        self._result = None
        self._message = self.incoming.undo(time)
        self.text_news()
        self._tell_saved()

    def _take_missing(self, everything: bool) -> None:
        self._missing_all, self._missing_sheet = everything, 0

    def _export(self) -> None:
        self.fresh()
        written = missing.export(self.review, self._missing_all)
        self._tell_saved()
        self._message = f"Wrote {written.files[0].name}: {written.files[0].holds}."

    # --- what the page asks ------------------------------------------------------------------------------------------

    def _ask_incoming(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Take a slice of a file; with its last the file is in the list."""
        token = str(message["token"])
        data = b"".join(bytes(one) for one in message.get("buffers", ()))
        arrived = self._arrivals.take(
            token, str(message["name"]), int(message["at"]), int(message["size"]), data
        )
        if arrived is None:
            return {"more": True}, []
        self.incoming.add(arrived.name, arrived.path, token)
        return {"number": len(self.incoming.files)}, []

    def _ask_records(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with the records that a person looks for."""
        return {"hits": self.incoming.search(str(message.get("words", "")))}, []

    def _ask_copy(self, message: Mapping[str, Any]) -> tuple[dict, list]:
        """Answer with the list of what is missing as text, or its DOI links alone."""
        rows = self._rows()
        if message.get("what") == "links":
            links = [one.doi or one.url for one in rows]
            return {"text": "\n".join(one for one in links if one)}, []
        return {"text": missing.as_text(rows)}, []

    QUESTIONS: ClassVar[Mapping[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {
        **ReadsFullTexts.QUESTIONS,
        "incoming": _ask_incoming,
        "records": _ask_records,
        "copy": _ask_copy,
    }

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _rows(self) -> tuple[missing.Missing, ...]:
        sign = (self.review, self._missing_all, watch.stamp(self.review.folder / FOLDER))
        if self._listed[0] != sign:
            self._listed = (sign, missing.find_missing(self.review, self._missing_all))
        return self._listed[1]

    def _state(self) -> dict[str, Any]:
        common = {
            "ask": None,
            "message": self._message,
            "saved": self._saved,
            "answers": self._answers,
            "view": self._view,
            "note": "" if importlib.util.find_spec("pypdfium2") else NO_PDF,
            "progress": self._progress,
        }
        if self._looking:
            files = self.incoming.files
            done = self.incoming.looked
            name = files[min(done, len(files) - 1)].name if files else ""
            looking = {"number": done, "total": len(files), "name": name, "what": "read"}
            return {**common, "looking": True, "progress": looking}
        rows = self._rows()
        return {
            **common,
            "looking": False,
            "everything": self.incoming.everything,
            "records": len(self.review.records),
            "list": self._files() if self._view == "add" else None,
            "result": self._result if self._view == "add" else None,
            "undo": undo._asdict() if (undo := self.incoming.undoable()) else None,
            "missing": {"total": len(rows), **(self._sheet_of(rows) if self._view == "missing" else {})},
        }

    def _files(self) -> dict[str, Any]:
        incoming = self.incoming
        found = incoming.of_state(self._filter)
        sheets = max(1, -(-len(found) // SHEET))
        self._sheet = max(0, min(self._sheet, sheets - 1))
        counts = incoming.counted()
        return {
            "total": len(incoming.files),
            "states": [
                [id, label, counts.get(id, len(incoming.files))]
                for id, label in STATES.items()
                if not id or counts[id]
            ],
            "filter": self._filter,
            "sheet": self._sheet,
            "sheets": sheets,
            "rows": [incoming.row(one) for one in found[self._sheet * SHEET : (self._sheet + 1) * SHEET]],
            "ready": counts[READY],
            "retrievable": len(incoming.retrievable()),
        }

    def _sheet_of(self, rows: tuple[missing.Missing, ...]) -> dict[str, Any]:
        sheets = max(1, -(-len(rows) // SHEET))
        self._missing_sheet = max(0, min(self._missing_sheet, sheets - 1))
        shown = rows[self._missing_sheet * SHEET : (self._missing_sheet + 1) * SHEET]
        return {
            "everything": self._missing_all,
            "of": len(missing.wanted(self.review, self._missing_all)),
            "sheet": self._missing_sheet,
            "sheets": sheets,
            "rows": [one._asdict() for one in shown],
        }

    def _text_stored(self, key: str) -> None:
        self._tell_saved()
        super()._text_stored(key)
