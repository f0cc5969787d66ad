"""The form that takes search results in: files are dropped or chosen, looked at, and taken in, each as a search of its own.

The page shows what `state` says, holds what is being typed until it is told, and asks for the records that it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar

from litmatrix.duplicates import not_compared
from litmatrix.errors import Misuse, NotSaved
from litmatrix.importing import New, Undoing
from litmatrix.matrix.importlog import Import
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, PROTOCOL, counted, passed_over
from litmatrix.widgets.base import page
from litmatrix.widgets.base.desk import Desk
from litmatrix.widgets.importing import asked, records
from litmatrix.widgets.importing.logic import Chosen, Found, Gathering

#: So many entries that stay are named before an import is undone.
KEPT = 5
#: An upload that was begun and is not this far is refused, for the memory of the kernel holds it.
LARGEST = 500 * 1024 * 1024
#: How the formats are called on the page.
_FORMATS = {
    "ris": "RIS", "pubmed": "PubMed", "wos": "Web of Science", "wos-tab": "Web of Science, table", "bibtex": "BibTeX", "csv": "table",
    "xlsx": "Excel", "endnote-xml": "EndNote XML", "pubmed-xml": "PubMed XML", "enw": "EndNote", "refworks": "RefWorks", "noteexpress": "NoteExpress",
    "csl-json": "CSL-JSON", "rayyan-csv": "Rayyan", "asreview-csv": "ASReview",
}  # fmt: skip


def import_records(review: Review) -> ImportRecords:
    """Return the form that shows what files of search results bring, and takes them into the review, each as a search.

    A form that an earlier run of the cell made for the same folder is closed.
    """
    return ImportRecords.opened(review, "")


class ImportRecords(Desk):
    """The form over a `Gathering`; `gathering` is what it works with, `state` what the page shows.

    Nothing is written before “Import”. All text of a file goes to the page as text.
    """

    NAME = "form to import search results"
    PURPOSE = "Import the file that a database or a reference manager wrote."
    _esm = page.script("importing")
    _css = page.style("importing")
    WRITING = ("import", "undo")
    UNSAVED = ""
    ASKS = False

    def __init__(self, review: Review, reviewer: str = "") -> None:
        self.gathering = Gathering(review, self._tell)
        self._person = reviewer
        self._progress: dict[str, Any] | None = None
        self._undoing: Undoing | None = None
        self._uploads: dict[str, bytearray] = {}
        self._whole: list[tuple[str, bytes]] = []
        self._refused: list[str] = []
        self._lacks: dict[int, tuple[tuple[New, ...], dict[str, int]]] = {}
        super().__init__()

    @property
    def review(self) -> Review:  # type: ignore[override]
        """The review as last read."""
        return self.gathering.review

    @property
    def person(self) -> str:
        """Who works here: an import is recorded under that name."""
        return self._person

    def _sit(self, review: Review, name: str) -> None:
        self._person = name
        self.gathering.refresh(review)

    # --- what the person did -----------------------------------------------------------------------------------------

    def _acts(self, message: Mapping[str, Any], buffers: list) -> dict[str, Callable[[], Any]]:
        gathering = self.gathering

        def number(name: str) -> int:
            value = message.get(name)
            return value if isinstance(value, int) else 0

        return {
            "name": lambda: self.take_name(message),
            "part": lambda: self._take_part(message, buffers),
            "named": lambda: self._add_named(str(message.get("path", ""))),
            "drop": lambda: gathering.drop(number("file")),
            "file": lambda: gathering.say_of_file(
                number("file"), message.get("encoding"), message.get("columns")
            ),
            "again": lambda: self._again(number("file")),
            "belongs": lambda: gathering.belongs(number("file"), str(message.get("to", ""))),
            "together": gathering.together,
            "apart": gathering.apart,
            "tell": lambda: self._take_typed(message),
            "clear": self._clear,
            "import": lambda: self._import(message),
            "undoing": self._look_at_undoing,
            "undo": lambda: self._undo(bool(message.get("keep"))),
            "leave": self._leave,
        }

    def _take_part(self, message: Mapping[str, Any], buffers: list) -> None:
        """Take one piece of an upload; with the last piece of the last file, all of them are read."""
        name, upload = str(message.get("name", "")), str(message.get("upload", ""))
        if not message.get("at"):
            self._uploads[upload] = bytearray()
        held = self._uploads.get(upload)
        if held is not None:
            held += b"".join(bytes(one) for one in buffers)
            if len(held) > LARGEST:
                # No piece more of it is taken: half a file would pass for a whole one.
                del self._uploads[upload]
                self._refused.append(
                    f"{name} is larger than {LARGEST // 1024**2:,} MB: put it into the review folder and type its name here."
                )
            elif message.get("last"):
                self._whole.append((name, bytes(self._uploads.pop(upload))))
        if message.get("end"):
            given, refused = self._whole, self._refused
            self._whole, self._refused = [], []
            self._uploads.clear()
            self._add(given)
            if refused:
                raise Misuse(" ".join(refused))

    def _add_named(self, path: str) -> None:
        self._add([(one.name, one) for one in self.gathering.named(path)])

    def _add(self, given: list) -> None:
        try:
            self._message = self.gathering.add(given)
        finally:
            self._progress = None

    def _again(self, number: int) -> None:
        try:
            self.gathering.read_again(number)
        finally:
            self._progress = None

    def _take_typed(self, message: Mapping[str, Any]) -> None:
        """Take what was typed; `typed` holds, by the number of a search, the fields that differ."""
        try:
            for number, values in dict(message.get("typed") or {}).items():
                self.gathering.say(int(number), values)
        finally:
            self._progress = None

    def _clear(self) -> None:
        self.gathering.founds, self.gathering.unread = [], []

    def _import(self, message: Mapping[str, Any]) -> None:
        self._take_typed(message)
        if message.get("shown") != self.gathering.shown():
            raise Misuse(
                "your last change made a difference. Look at the new preview, then press Import again."
            )
        try:
            taken = self.gathering.take(self.person)
        except NotSaved:
            raise
        finally:
            self._progress = None
        self._undoing = None
        self._tell_saved()
        told = "; ".join(
            f"{one.search}: {len(one.new):,} new, {len(one.again):,} already in the review"
            for one in taken.done
        )
        added = counted(sum(len(one.new) for one in taken.done), "record")
        searches = counted(len(taken.done), "search", "searches")
        self._message = f"{added} added to {BIBLIOGRAPHY} from {searches} ({told}). The desks below show them now; tables and charts will when you run the notebook again."
        if taken.fault:
            self._saved = {"ok": False, "text": f"NOT SAVED: {taken.fault}"}
            self._message = (
                f"Not everything was imported: only {added} from {searches} ({told}). {taken.fault}"
            )

    def _look_at_undoing(self) -> None:
        self._tell("previewing the undo", 0, 1)
        try:
            self._undoing = self.gathering.undoing()
        finally:
            self._progress = None

    def _undo(self, keep: bool) -> None:
        if self._undoing is None:
            raise Misuse("first look at the preview of the undo.")
        shown, self._undoing = self._undoing, None
        self._tell("undoing", 0, 1)
        try:
            found = self.gathering.undo(shown, self.person, keep)
        finally:
            self._progress = None
        self._tell_saved()
        passed = passed_over(found.passed, BIBLIOGRAPHY)
        stays = f" {counted(len(found.kept), 'record')} stayed." if found.kept else ""
        self._message = (
            f"The import of {_files(found.entry)} for {found.entry.search} is undone: "
            f"{counted(len(found.removed), 'record')} {'was' if len(found.removed) == 1 else 'were'} removed from {BIBLIOGRAPHY}.{stays} {passed}".rstrip()
        )

    def _leave(self) -> None:
        self._undoing = None

    def fresh(self) -> bool:
        """Read the files anew where they changed, and work out again what would be done; whether they did."""
        try:
            changed = self.gathering.refresh(self.review.current())
        finally:
            self._progress = None
        if changed and self._undoing is not None:
            self._undoing = None
        return changed

    # --- questions of the page ---------------------------------------------------------------------------------------

    def _look_at(self, message: Mapping[str, Any]) -> tuple[dict[str, Any], list]:
        """Return a page of titles of a search's records, and one of them whole."""
        number, kind, at = message.get("search"), str(message.get("kind")), message.get("at")
        found = next((one for one in self.gathering.founds if one.number == number), None)
        if found is None or found.intake is None or found.stand is None or not isinstance(at, int):
            return {"rows": [], "first": 0, "record": None}, []
        if kind not in records.KINDS:
            raise Misuse(f"there is no list {kind}.")
        first = max(at, 0) // records.PAGE * records.PAGE
        return {
            "rows": records.rows(found.intake, kind, first, self.review.records.index),
            "first": first,
            "record": records.whole(
                found.intake, found.stand, kind, at, self.review.records.index, self.gathering.renamed()
            ),
        }, []

    QUESTIONS: ClassVar[dict[str, Callable[[Any, Mapping[str, Any]], tuple[dict, list]]]] = {"look": _look_at}

    # --- what the page shows -----------------------------------------------------------------------------------------

    def _tell(self, what: str, done: int, total: int) -> None:
        """Show what is being done, while the kernel is at it."""
        self._progress = {"what": what, "done": done, "total": total}
        self.state = self._shown()

    def _state(self) -> dict[str, Any]:
        gathering = self.gathering
        names = gathering.names()
        notes = not_compared(self.review.records, {})
        founds = gathering.founds
        new = sum(len(one.intake.new) for one in founds if one.intake is not None)
        return {
            "ask": None,
            "saved": self._saved,
            "message": self._message,
            "answers": self._answers,
            "progress": self._progress,
            "founds": [self._found(one, names[one.number]) for one in founds],
            "unread": [_file(one) for one in gathering.unread],
            "parts": gathering.may_be_parts(),
            "new": new,
            "bringing": len(gathering.bringing),
            "hindrance": gathering.hindrance(),
            "shown": gathering.shown(),
            "note": notes if founds else "",
            "known": [
                {"id": one.id, "label": f"{one.id}: {one.source or one.kind}"} for one in self.review.protocol.searches
            ],
            "last": _last(gathering.last),
            "undoing": None if self._undoing is None else _undoing(self._undoing),
            "asked": [{**one._asdict(), "options": [list(option) for option in one.options]} for one in asked.FIELDS],
            "columns": list(asked.COLUMNS),
            "encodings": list(asked.ENCODINGS),
            "sources": list(dict.fromkeys([*(one.source for one in self.review.protocol.searches if one.source), *asked.SOURCES])),
        }  # fmt: skip

    def _found(self, found: Found, name: str) -> dict[str, Any]:
        intake = found.intake
        return {
            "number": found.number,
            "name": name,
            "known": found.known,
            "files": [_file(one, _account(one, found)) for one in found.files],
            "values": self.gathering.values(found),
            "fault": self.gathering.fault_of(found),
            "stale": found.stale,
            "version": found.version,
            "declared": found.declared,
            "sizes": records.sizes(intake) if intake else {},
            "lacking": self._lacking(found),
            "unsaid": intake.unsaid if intake else 0,
            "nothing": intake.nothing if intake else True,
        }

    def _lacking(self, found: Found) -> dict[str, int]:
        """Return what the new records of a search lack, gone through once for each time that they are worked out."""
        if found.intake is None:
            return {}
        known = self._lacks.get(found.number)
        if known is None or known[0] is not found.intake.new:
            known = self._lacks[found.number] = (found.intake.new, records.lacking(found.intake))
        return known[1]


def _account(file: Chosen, found: Found) -> list[int] | None:
    """Return how many records of a file are new, found again and reported; None while its search is not worked out."""
    if found.intake is None:
        return None
    accounts = zip(found.intake.exports, found.intake.accounts, strict=True)
    own = [account for export, account in accounts if any(export is one for one in file.exports)]
    return (
        [sum(part) for part in zip(*((one.new, one.again, one.reported) for one in own), strict=True)]
        if own
        else None
    )


def _file(one: Chosen, account: list[int] | None = None) -> dict[str, Any]:
    shown = one.columned
    return {
        "number": one.number,
        "name": one.name,
        "error": one.error,
        "stale": one.stale,
        "format": ", ".join(dict.fromkeys(_FORMATS.get(export.format, export.format) for export in one.exports if export.format)),
        "encoding": one.encoding,
        "read": ", ".join(dict.fromkeys(export.encoding for export in one.exports if export.encoding)),
        "declared": one.declared,
        "account": account,
        "columns": [[column, one.columns.get(column, name)] for column, name in one.guessed.items()] if shown else [],
    }  # fmt: skip


def _files(entry: Import) -> str:
    return ", ".join(str(one["name"]) for one in entry.files)


def _last(entry: Import | None) -> dict[str, str] | None:
    """Return what undoing would take back, in words for its button; None: nothing."""
    if entry is None:
        return None
    time: datetime = entry.time
    return {
        "what": f"{entry.search}, {counted(len(entry.added), 'new record')}",
        "when": f"{_files(entry)}, {time:%Y-%m-%d %H:%M} UTC{f', by {entry.by}' if entry.by else ''}",
    }


def _undoing(found: Undoing) -> dict[str, Any]:
    search = found.entry.search
    return {
        "title": f"Undo the import of {_files(found.entry)} for {search}?",
        "lines": [
            f"{counted(len(found.removed), 'record')} {'is' if len(found.removed) == 1 else 'are'} removed from {BIBLIOGRAPHY}.",
            *([f"{counted(len(found.origins), 'record')} that it found too {'stays' if len(found.origins) == 1 else 'stay'}, without {search} among the searches that found it."] if found.origins else []),
            f"The search {search} {'is removed from ' + PROTOCOL + ' too' if found.search == 'goes' else found.search}.",
            *([passed_over(found.passed, BIBLIOGRAPHY)] if found.passed else []),
        ],
        "kept": [f"{key} {why}" for key, why in [*found.kept.items()][:KEPT]],
        "more": max(len(found.kept) - KEPT, 0),
    }  # fmt: skip
