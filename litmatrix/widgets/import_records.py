"""The form that takes the results of a search into the review, from the file that a database wrote."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import ipywidgets

from litmatrix import importing
from litmatrix.duplicates import not_compared
from litmatrix.importing import Export, Intake, read_export
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, SEARCH_KINDS, counted, passed_over
from litmatrix.widgets.base import who
from litmatrix.widgets.base.forms import FileForm, labelled

#: How many records of each kind are shown.
SHOWN = 8

#: What a column of a table can be said to hold.
FIELDS = (
    "title", "author", "year", "abstract", "journal", "booktitle", "volume", "number", "pages", "doi", "pmid", "url",
    "keywords", "language", "publisher", "issn", "isbn", "type", "note",
)  # fmt: skip

_NEW = ""
_OWN = "(kept under its own name)"
_WIDE = "50em"
#: What is asked of a new search, as the fields of the form are called.
_ABOUT = ("source", "kind", "query", "date", "hits", "removed", "removed_why", "updates")


def import_records(review: Review) -> ImportRecords:
    """Return the form that shows what a file of search results brings, and takes it into the review."""
    return ImportRecords(review)


class ImportRecords(FileForm):
    """Choose a file, say which search it is from, see what is new, found again and reported, and take it in.

    All text stands in text areas and labels, which show it as it is. Nothing is written before “Import”.
    """

    TITLE = "Import search results"
    NAME = "form to import search results"
    PURPOSE = "Take in the file that a database wrote."

    def __init__(self, review: Review) -> None:
        self.review = review
        self.exports: tuple[Export, ...] = ()
        self.planned: Intake | None = None
        self.encoding = _text("Encoding", "only if letters look wrong: windows-1250, gb18030, …")
        self.search = _menu("Found by", self._searches())
        self.id = _text("Its short name", "a short word, such as pubmed; empty: after the file")
        self.source = _text("Searched in", "PubMed, Scopus, PsycInfo, …")
        self.kind = _menu("Kind", list(SEARCH_KINDS))
        self.query = labelled(ipywidgets.Textarea, "Query", _WIDE, placeholder="exactly as it was run")
        self.date = _text("Date", f"when it was run: {date.today().isoformat()}; empty: it is not known")
        self.hits = _text("Hits", "how many it found, as the database said; empty: it is not known")
        self.removed = _text("Removed", "how many of the hits were taken out before the file was made")
        self.removed_why = _text("Why removed", "duplicates, marked by a tool, or another reason")
        self.updates = _menu("Updates", self._updated())
        self.new_search = ipywidgets.VBox([self.id, *(getattr(self, name) for name in _ABOUT)])
        self.menus: dict[str, ipywidgets.Dropdown] = {}
        self.columns = ipywidgets.VBox([])
        self.show = self.button_for("Show what it brings", self._show, button_style="primary")
        self.preview = ipywidgets.Textarea(
            disabled=True, rows=4, layout=ipywidgets.Layout(width="98%", display="none")
        )
        self.take = self.button_for("Import", self._take, disabled=True)
        self.back = self.button_for("Undo the last import", self._undo)
        buttons = ipywidgets.HBox([self.take, self.back])
        parts = [self.search, self.new_search, self.encoding, self.show, self.columns, self.preview, buttons]
        super().__init__(review, parts, "upload it; or its path, from the review's folder on")
        self.search.observe(lambda change: self._choose(), names="value")
        for field in (self.path, self.upload, self.encoding, *self.new_search.children):
            field.observe(lambda change: self._forget(), names="value")
        self._choose()

    def _searches(self) -> list[tuple[str, str]]:
        known = [(f"{one.id}: {one.source or one.kind}", one.id) for one in self.review.protocol.searches]
        return [("a new search", _NEW), *known]

    def _updated(self) -> list[tuple[str, str]]:
        return [("no earlier search", ""), *((one.id, one.id) for one in self.review.protocol.searches)]

    def _choose(self) -> None:
        """Show the fields of a new search only where it is one."""
        self.new_search.layout.display = "" if self.search.value == _NEW else "none"
        self._forget()

    def _forget(self) -> None:
        """Take the preview away: it was of something else."""
        self.planned = None
        self.take.disabled = True
        self._lead_to(self.show)
        self.preview.layout.display = "none"

    def _lead_to(self, next_step: ipywidgets.Button) -> None:
        """Let one button stand out: the one to press next."""
        for button in (self.show, self.take):
            button.button_style = "primary" if button is next_step else ""

    # --- showing ---

    def _show(self) -> str:
        self._forget()
        given = {column: menu.value for column, menu in self.menus.items() if menu.value}
        exports = self._read({})
        tables = {column for export in exports for column in export.columns}
        given = {column: name for column, name in given.items() if column in tables}
        if any(export.columns.get(column, name) != name for export in exports for column, name in given.items()):  # fmt: skip
            exports = self._read(given)
        self.exports = exports
        self._list_columns()
        return self._look()

    def _read(self, columns: dict[str, str]) -> tuple[Export, ...]:
        with self.file() as path:
            return read_export(path, columns or None, self.encoding.value.strip())

    def _list_columns(self) -> None:
        """Show, of a table, a menu for each column, with what it is taken for."""
        found = {column: name for export in self.exports for column, name in export.columns.items()}
        if found.keys() == self.menus.keys():
            return
        self.menus = {}
        for column, name in found.items():
            known = dict.fromkeys([*([name] if name else []), *FIELDS])
            options = [(_OWN, ""), *((one, one) for one in known)]
            menu = ipywidgets.Dropdown(options=options, value=name, layout=ipywidgets.Layout(width="16em"))
            menu.observe(lambda change: self._forget(), names="value")
            self.menus[column] = menu
        rows = [
            ipywidgets.HBox([ipywidgets.Label(column, layout=ipywidgets.Layout(width="20em")), menu])
            for column, menu in self.menus.items()
        ]
        head = ipywidgets.Label("What the columns hold; change a menu, then show it again:")
        self.columns.children = [head, *rows] if rows else []

    def _look(self) -> str:
        self.review = Review.open(self.review.folder)
        search = self.search.value
        about: dict[str, Any] = {}
        if search == _NEW:
            known = [one.id for one in self.review.protocol.searches]
            name = self.exports[0].name if self.exports else "search"
            search = self.id.value.strip() or importing.id_of(name, known)
            about = {name: getattr(self, name).value for name in _ABOUT}
        planned = importing.plan(self.review, self.exports, search, about)
        self.planned = planned
        lines = _lines(planned)
        if told := not_compared(self.review.records, planned.origins):
            lines.append(f"note: {told}")
        self.preview.value = "\n".join(lines)
        # A warning wraps in a narrow window, and must not be cut.
        self.preview.rows = min(max(sum(1 + len(line) // 60 for line in lines), 3), 24)
        self.preview.layout.display = ""
        self.take.disabled = planned.nothing
        self._lead_to(self.show if planned.nothing else self.take)
        self.take.description = f"Import {counted(len(planned.new), 'record')}"
        if planned.nothing:
            return "Nothing to add: all of it is in the review already."
        return f"{len(planned.new):,} new, {len(planned.again):,} found again, {_reported(planned):,} reported. Nothing is written yet."

    # --- writing ---

    def _take(self) -> str:
        assert self.planned is not None
        done = importing.apply(self.review.folder, self.planned, who.of(self.review))
        self._refresh()
        self._clear()
        told = f"saved {datetime.now():%H:%M:%S}: {len(done.intake.new):,} records added to {BIBLIOGRAPHY}, "
        return f"{told}{len(done.intake.again):,} found again. The desks below have them; tables and charts follow when the notebook is run again."

    def _clear(self) -> None:
        """Take out what was said of the file that is in now: it would be said of the next one too."""
        for field in (self.path, self.encoding, self.id, *(getattr(self, name) for name in _ABOUT)):
            if isinstance(field, ipywidgets.Text | ipywidgets.Textarea):
                field.value = ""
        self.upload.value = ()
        self.take.description = "Import"

    def _undo(self) -> str:
        found = importing.undo(self.review.folder, who.of(self.review))
        self._refresh()
        return (
            f"saved {datetime.now():%H:%M:%S}: the import for {found.entry.search} is taken back, {len(found.removed):,} entries "
            f"are out of {BIBLIOGRAPHY}. {passed_over(found.passed, BIBLIOGRAPHY)}".rstrip()
        )

    def _refresh(self) -> None:
        """Read the review again, and offer the searches that there are now."""
        self.review = Review.open(self.review.folder)
        chosen, updated = self.search.value, self.updates.value
        ids = {one.id for one in self.review.protocol.searches}
        self.search.options, self.updates.options = self._searches(), self._updated()
        self.search.value = chosen if chosen in ids else _NEW
        self.updates.value = updated if updated in ids else ""
        self._choose()


def _text(label: str, hint: str) -> ipywidgets.Text:
    return labelled(ipywidgets.Text, label, _WIDE, placeholder=hint)


def _menu(label: str, options: list[Any]) -> ipywidgets.Dropdown:
    return labelled(ipywidgets.Dropdown, label, _WIDE, options=options)


def _reported(planned: Intake) -> int:
    return sum(account.reported for account in planned.accounts)


def _lines(planned: Intake) -> list[str]:
    """Return what is shown of a plan."""
    lines = [
        f"{one.name} ({one.format}, {one.encoding}): {one.declared:,} records = {one.new:,} new + {one.again:,} found again "
        f"+ {one.reported:,} reported"
        for one in planned.accounts
    ]
    lines.append(f"Search {planned.search}: {'new' if planned.made else 'it is in review.toml'}")
    new = [f"new: {one.key}: {_cut(one.title)}" for one in planned.new]
    again = [f"found again: {one.key} ({one.why}): {_cut(one.title)}" for one in planned.again]
    for shown, more in ((new, "more new ones"), (again, "more found again")):
        lines += shown[:SHOWN]
        if len(shown) > SHOWN:
            lines.append(f"… and {len(shown) - SHOWN:,} {more}")
    lines += [f"note: {note}" for note in planned.notes]
    lines += [f"{problem.severity}: {problem}" for problem in planned.problems]
    return lines


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:99]}…"
