"""Small forms of the screening desk: exclude all that a check speaks against, and add a source by hand."""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipywidgets

from litmatrix import screening
from litmatrix.bibliography.file import AppendEntry, write_bibliography
from litmatrix.errors import LitmatrixError, Misuse
from litmatrix.importing import new_key
from litmatrix.importing.entries import escaped
from litmatrix.review import Review
from litmatrix.screening import criteria, deciding, queues
from litmatrix.vocabulary import BIBLIOGRAPHY
from litmatrix.widgets.base.guard import guarded

#: Kinds of source that one adds by hand, with the entry type that each becomes.
KINDS = {
    "report": "report", "web page or blog": "online", "talk or video": "misc", "journal article": "article", "book": "book",
    "chapter": "incollection", "thesis": "thesis", "other": "misc",
}  # fmt: skip


def exclude_failing(review: Review, reviewer: str = "") -> ExcludeFailing:
    """Return the form that excludes, as one act, the waiting records that a criterion's check speaks against."""
    return ExcludeFailing(review, reviewer or deciding.remembered_reviewer())


def add_source(review: Review) -> AddSource:
    """Return the form that adds a source to bibliography.bib, with the search that it came from."""
    return AddSource(review)


def labelled(kind: type[ipywidgets.Widget], label: str, width: str = "34em", **more: Any) -> Any:
    """Return a field with its label in front, as all forms have it."""
    layout = ipywidgets.Layout(width=width, max_width="98%")
    return kind(description=label, layout=layout, style={"description_width": "9em"}, **more)


class Form(ipywidgets.VBox):
    """A form whose callbacks show what went wrong: an exception in a callback would reach nobody."""

    def __init__(self, children: list[ipywidgets.Widget]) -> None:
        self.message = ipywidgets.Label()
        super().__init__([*children, self.message])

    def __repr__(self) -> str:
        return f"{type(self).__name__}: run this cell to use it"

    def guarded(self, act: Callable[[], str | None]) -> Callable[[Any], None]:
        """Return a callback that shows what `act` says it did, or why it did nothing."""
        return guarded(lambda _: act(), lambda text: setattr(self.message, "value", text))

    def button_for(
        self, label: str, act: Callable[[], str | None], width: str | None = None, **more: Any
    ) -> ipywidgets.Button:
        """Return a button that does `act`, guarded."""
        made = ipywidgets.Button(description=label, layout=ipywidgets.Layout(width=width), **more)
        made.on_click(self.guarded(act))
        return made


class FileForm(Form):
    """A form over a file, which is named or uploaded."""

    def __init__(
        self, review: Review, children: list[ipywidgets.Widget], hint: str, accept: str = ""
    ) -> None:
        self.review = review
        self.path = labelled(ipywidgets.Text, "File", "50em", placeholder=hint)
        self.upload = ipywidgets.FileUpload(accept=accept, multiple=False, description="or upload")
        super().__init__([ipywidgets.HBox([self.path, self.upload]), *children])

    @contextlib.contextmanager
    def file(self) -> Iterator[Path]:
        """Give the file that was uploaded, else the one that is named; raises `Misuse` where there is neither."""
        if self.upload.value:
            uploaded = self.upload.value[0]
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / (Path(str(uploaded["name"])).name or "upload")
                path.write_bytes(bytes(uploaded["content"]))
                yield path
        elif named := self.path.value.strip():
            yield self.review.folder / Path(named).expanduser()
        else:
            raise Misuse("name the file, or upload it.")


class ExcludeFailing(Form):
    """Choose a criterion, see which waiting records its check speaks against and why, exclude them all or undo it."""

    def __init__(self, review: Review, reviewer: str) -> None:
        self.review = review
        self.failing: tuple[str, ...] = ()
        self.name = labelled(ipywidgets.Text, "Who decides", value=reviewer)
        checked = [(f"{one.id}: {one.include}", one.id) for one in review.protocol.criteria if one.check]
        self.criterion = labelled(
            ipywidgets.Dropdown, "Criterion", options=[("choose a criterion", ""), *checked]
        )
        self.list = ipywidgets.Select(options=[], layout=ipywidgets.Layout(width="60em", height="14em"))
        self.button = self.button_for("Nothing to exclude", self._exclude, "34em", disabled=True)
        self.undo = self.button_for("Undo my last act", self._undo)
        super().__init__([self.name, self.criterion, self.list, ipywidgets.HBox([self.button, self.undo])])
        self.criterion.observe(self.guarded(self._find), names="value")

    def _find(self) -> str:
        chosen = self.criterion.value
        waiting = queues.find_queue(self.review, "pending", self.name.value) if chosen else ()
        found = criteria.suggestions(self.review, waiting)
        found = found[(found["criterion"] == chosen) & (found["verdict"] == criteria.FAILS)]
        short = screening.names(self.review)
        self.failing = tuple(found["key"])
        self.list.options = [
            (f"{short[key]} · {why} · {self.review.records.at[key, 'title']}", key)
            for key, why in zip(found["key"], found["why"], strict=True)
        ]
        number = len(self.failing)
        self.button.disabled = not number
        self.button.description = (
            f"Exclude all {number:,} that fail “{chosen}”" if number else "Nothing to exclude"
        )
        return (
            f"{number:,} waiting records fail the check of {chosen}; look through them before you exclude them."
            if chosen
            else ""
        )

    def _exclude(self) -> str:
        deciding.check_reviewer(self.review, self.name.value.strip())
        events = criteria.exclude_failing(
            self.review, self.criterion.value, self.failing, self.name.value.strip()
        )
        return (
            f"Excluded {len(events):,} records, recorded as automation told by {self.name.value.strip()}. A person's decision "
            f"goes before it.{self._shown_anew()}"
        )

    def _undo(self) -> str:
        withdrawn = deciding.undo(self.review, self.name.value.strip())
        told = f"Undone: {len(withdrawn):,} decisions." if withdrawn else "Nothing is left to undo."
        return told + self._shown_anew()

    def _shown_anew(self) -> str:
        """Show what is on disk now; where it cannot be read, say that what was done stands all the same."""
        try:
            self.review = self.review.with_new_decisions()
        except LitmatrixError as error:
            return f" That stands; but the list is as it was before: {error}"
        self._find()
        return ""


class AddSource(Form):
    """What a blog, a report or a talk needs: kind, title, authors, year, where, address, search."""

    def __init__(self, review: Review) -> None:
        self.review = review
        self.kind = labelled(ipywidgets.Dropdown, "Kind", options=list(KINDS))
        self.title = labelled(ipywidgets.Text, "Title")
        self.authors = labelled(ipywidgets.Text, "Authors", placeholder="Smith, Anna; {An Organisation}")
        self.year = labelled(ipywidgets.Text, "Year")
        self.where = labelled(ipywidgets.Text, "Published by")
        self.url = labelled(ipywidgets.Text, "Address", placeholder="https://…")
        self.abstract = labelled(ipywidgets.Textarea, "Abstract")
        searches = [(f"{one.id}: {one.source}", one.id) for one in review.protocol.searches]
        self.search = labelled(ipywidgets.Dropdown, "Found by", options=[("choose a search", ""), *searches])
        add = self.button_for("Add this source", self._add, button_style="primary")
        self.written = (self.title, self.authors, self.year, self.where, self.url, self.abstract)
        super().__init__([self.kind, *self.written, self.search, add])

    def _add(self) -> str:
        authors = (part.strip() for part in self.authors.value.split(";"))
        values = {
            "title": self.title.value, "author": " and ".join(filter(None, authors)), "year": self.year.value, "publisher": self.where.value, "url": self.url.value, "abstract": self.abstract.value,
            "origin": self.search.value,
        }  # fmt: skip
        review = Review.open(self.review.folder)
        key, entry = new_entry(KINDS[self.kind.value], values, review.records.index)
        write_bibliography(review.folder / BIBLIOGRAPHY, [AppendEntry(entry)])
        self.review = Review.open(self.review.folder)
        for field in self.written:
            field.value = ""
        return f"Added {key} to {BIBLIOGRAPHY}. Open the review again to see it in the other cells."


def new_entry(kind: str, values: dict[str, str], taken: Any) -> tuple[str, str]:
    """Return the key and the BibTeX text of a new entry; `taken` holds the keys in use.

    The values are plain text; braces around an organisation's name stay (see `importing.entries.escaped`). Raises `Misuse` where
    the title, or the search that found it, is missing.
    """
    given = {name: " ".join(value.split()) for name, value in values.items() if value.strip()}
    if not given.get("title"):
        raise Misuse("the source needs a title.")
    if not given.get("origin"):
        raise Misuse("choose the search that found it; add one to review.toml if it is none of these.")
    if given.get("year") and not re.fullmatch(r"\d{4}|n\.d\.", given["year"]):
        raise Misuse(f"the year is {given['year']}, and must be four digits, or empty.")
    key = new_key(given.get("author", ""), given.get("year", ""), given["title"], taken)
    lines = [f"  {name:<9} = {{{escaped(value, name)}}}" for name, value in given.items()]
    return key, f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"
