"""The form that takes the results of a search into the review, from the file that a database wrote."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ipywidgets

from litmatrix import importing
from litmatrix.duplicates import not_compared
from litmatrix.errors import Misuse, NotSaved
from litmatrix.importing import Export, Intake, read_export
from litmatrix.review import Review
from litmatrix.screening import deciding
from litmatrix.vocabulary import BIBLIOGRAPHY, SEARCH_KINDS, counted
from litmatrix.widgets.base.forms import Form

__all__ = ["ImportRecords", "import_records"]

#: How many records of each kind are shown.
SHOWN = 8

#: What a column of a table can be said to hold.
FIELDS = (
    "title", "author", "year", "abstract", "journal", "booktitle", "volume", "number", "pages", "doi", "pmid", "url",
    "keywords", "language", "publisher", "issn", "isbn", "type", "note",
)  # fmt: skip

_NEW = ""
_OWN = "(kept under its own name)"
_WIDE = ipywidgets.Layout(width="50em", max_width="98%")
_STYLE = {"description_width": "9em"}


def import_records(review: Review) -> ImportRecords:
    """Return the form that shows what a file of search results brings, and takes it into the review."""
    return ImportRecords(review)


class ImportRecords(Form):
    """Choose a file, say which search it is from, see what is new, found again and reported, and take it in.

    All text stands in text areas and labels, which show it as it is. Nothing is written before “Import”.
    """

    def __init__(self, review: Review) -> None:
        self.review = review
        self.exports: tuple[Export, ...] = ()
        self.planned: Intake | None = None
        self.path = ipywidgets.Text(
            description="File",
            placeholder="its path, from the review's folder on",
            layout=_WIDE,
            style=_STYLE,
        )
        self.upload = ipywidgets.FileUpload(multiple=False, description="or upload")
        self.encoding = self._text(
            "Encoding", "empty: told by the file; if letters look wrong: windows-1250, gb18030, …"
        )
        self.search = ipywidgets.Dropdown(
            options=self._searches(), description="Found by", layout=_WIDE, style=_STYLE
        )
        self.id = self._text("Id of the search", "a short word, such as pubmed; empty: after the file")
        self.source = self._text("Source", "PubMed, Scopus, PsycInfo, …")
        self.kind = ipywidgets.Dropdown(
            options=list(SEARCH_KINDS), description="Kind", layout=_WIDE, style=_STYLE
        )
        self.query = ipywidgets.Textarea(
            description="Query", placeholder="exactly as it was run", layout=_WIDE, style=_STYLE
        )
        self.date = self._text("Date", f"when it was run: {date.today().isoformat()}; empty: it is not known")
        self.hits = self._text("Hits", "how many it found, as the database said; empty: it is not known")
        self.removed = self._text("Removed", "how many of the hits were taken out before the file was made")
        self.removed_why = self._text("Why removed", "duplicates, marked by a tool, or another reason")
        self.updates = ipywidgets.Dropdown(
            options=self._updated(), description="Updates", layout=_WIDE, style=_STYLE
        )
        self.new_search = ipywidgets.VBox(
            [
                self.id,
                self.source,
                self.kind,
                self.query,
                self.date,
                self.hits,
                self.removed,
                self.removed_why,
                self.updates,
            ]
        )
        self.menus: dict[str, ipywidgets.Dropdown] = {}
        self.columns = ipywidgets.VBox([])
        self.show = ipywidgets.Button(description="Show what it brings", button_style="primary")
        self.preview = ipywidgets.Textarea(
            disabled=True, rows=4, layout=ipywidgets.Layout(width="98%", display="none")
        )
        self.take = ipywidgets.Button(
            description="Import", disabled=True, layout=ipywidgets.Layout(width="16em")
        )
        self.back = ipywidgets.Button(
            description="Undo the last import", layout=ipywidgets.Layout(width="16em")
        )
        super().__init__(
            [ipywidgets.HBox([self.path, self.upload]), self.encoding, self.search, self.new_search, self.show, self.columns, self.preview,
             ipywidgets.HBox([self.take, self.back])]
        )  # fmt: skip
        self.show.on_click(self.guarded(self._show))
        self.take.on_click(self.guarded(self._take))
        self.back.on_click(self.guarded(self._undo))
        self.search.observe(lambda change: self._choose(), names="value")
        for field in (self.path, self.upload, self.encoding, *self.new_search.children):
            field.observe(lambda change: self._forget(), names="value")
        self._choose()

    def _text(self, label: str, hint: str) -> ipywidgets.Text:
        return ipywidgets.Text(description=label, placeholder=hint, layout=_WIDE, style=_STYLE)

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
        self.preview.layout.display = "none"

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
        uploaded, encoding = self.upload.value, self.encoding.value.strip()
        if uploaded:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / (Path(str(uploaded[0]["name"])).name or "upload")
                path.write_bytes(bytes(uploaded[0]["content"]))
                return read_export(path, columns or None, encoding)
        if not self.path.value.strip():
            raise Misuse("name the file, or upload it.")
        path = Path(self.path.value.strip()).expanduser()
        path = path if path.is_absolute() else self.review.folder / path
        return read_export(path, columns or None, encoding)

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
            about = {
                "kind": self.kind.value, "source": self.source.value, "query": self.query.value, "date": self.date.value,
                "hits": self.hits.value, "removed": self.removed.value, "removed_why": self.removed_why.value,
                "updates": self.updates.value,
            }  # fmt: skip
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
        self.take.description = f"Import {counted(len(planned.new), 'record')}"
        if planned.nothing:
            return "Nothing to add: all of it is in the review already."
        return f"{len(planned.new):,} new, {len(planned.again):,} found again, {_reported(planned):,} reported. Nothing is written yet."

    # --- writing ---

    def _take(self) -> str:
        assert self.planned is not None
        try:
            done = importing.apply(self.review.folder, self.planned, deciding.remembered_reviewer())
        except NotSaved as error:
            return f"NOT SAVED: {error}"
        self._refresh()
        told = f"saved {datetime.now():%H:%M:%S}: {len(done.intake.new):,} records added to {BIBLIOGRAPHY}, "
        return f"{told}{len(done.intake.again):,} found again. Open the review again to see them in the other cells."

    def _undo(self) -> str:
        try:
            found = importing.undo(self.review.folder, deciding.remembered_reviewer())
        except NotSaved as error:
            return f"NOT SAVED: {error}"
        self._refresh()
        return (
            f"saved {datetime.now():%H:%M:%S}: the import for {found.entry.search} is taken back, {len(found.removed):,} entries "
            f"are out of {BIBLIOGRAPHY}."
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
    lines += [f"new: {one.key}: {_cut(one.title)}" for one in planned.new[:SHOWN]]
    if len(planned.new) > SHOWN:
        lines.append(f"… and {len(planned.new) - SHOWN:,} more new ones")
    lines += [f"found again: {one.key} ({one.why}): {_cut(one.title)}" for one in planned.again[:SHOWN]]
    if len(planned.again) > SHOWN:
        lines.append(f"… and {len(planned.again) - SHOWN:,} more found again")
    lines += [f"note: {note}" for note in planned.notes]
    lines += [f"{problem.severity}: {problem}" for problem in planned.problems]
    return lines


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else f"{line[:99]}…"
