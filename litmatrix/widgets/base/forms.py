"""Small forms of the screening desk: exclude all that a check speaks against, and add a source by hand."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
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

__all__ = ["AddSource", "ExcludeFailing", "Form", "add_source", "exclude_failing", "new_entry", "new_key"]

_WIDE = ipywidgets.Layout(width="34em")
_STYLE = {"description_width": "9em"}

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


class Form(ipywidgets.VBox):
    """A form whose callbacks show what went wrong: an exception in a callback would reach nobody."""

    def __init__(self, children: list[ipywidgets.Widget]) -> None:
        self.message = ipywidgets.Label()
        super().__init__([*children, self.message])

    def __repr__(self) -> str:
        return f"{type(self).__name__}: run this cell to use it"

    def guarded(self, act: Callable[[], str]) -> Callable[[Any], None]:
        """Return a callback that shows what `act` says it did, or why it did nothing."""
        return guarded(lambda _: act(), lambda text: setattr(self.message, "value", text))


class ExcludeFailing(Form):
    """Choose a criterion, see which waiting records its check speaks against and why, exclude them all or undo it."""

    def __init__(self, review: Review, reviewer: str) -> None:
        self.review = review
        self.failing: tuple[str, ...] = ()
        self.name = ipywidgets.Text(value=reviewer, description="Who decides", layout=_WIDE, style=_STYLE)
        self.criterion = ipywidgets.Dropdown(
            options=[("choose a criterion", ""), *((f"{one.id}: {one.include}", one.id) for one in review.protocol.criteria if one.check)],
            description="Criterion", layout=_WIDE, style=_STYLE,
        )  # fmt: skip
        self.list = ipywidgets.Select(options=[], layout=ipywidgets.Layout(width="60em", height="14em"))
        self.button = ipywidgets.Button(
            description="Nothing to exclude", disabled=True, layout=ipywidgets.Layout(width="34em")
        )
        self.undo = ipywidgets.Button(description="Undo my last act")
        super().__init__([self.name, self.criterion, self.list, ipywidgets.HBox([self.button, self.undo])])
        self.criterion.observe(self.guarded(self._find), names="value")
        self.button.on_click(self.guarded(self._exclude))
        self.undo.on_click(self.guarded(self._undo))

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
        text = functools.partial(ipywidgets.Text, layout=_WIDE, style=_STYLE)
        self.kind = ipywidgets.Dropdown(options=list(KINDS), description="Kind", layout=_WIDE, style=_STYLE)
        self.title = text(description="Title")
        self.authors = text(description="Authors", placeholder="Smith, Anna; {An Organisation}")
        self.year = text(description="Year")
        self.where = text(description="Published by")
        self.url = text(description="Address", placeholder="https://…")
        self.abstract = ipywidgets.Textarea(description="Abstract", layout=_WIDE, style=_STYLE)
        self.search = ipywidgets.Dropdown(
            options=[("choose a search", ""), *((f"{one.id}: {one.source}", one.id) for one in review.protocol.searches)],
            description="Found by", layout=_WIDE, style=_STYLE,
        )  # fmt: skip
        button = ipywidgets.Button(description="Add this source", button_style="primary")
        button.on_click(self.guarded(self._add))
        fields = [
            self.kind,
            self.title,
            self.authors,
            self.year,
            self.where,
            self.url,
            self.abstract,
            self.search,
            button,
        ]
        super().__init__(fields)

    def _add(self) -> str:
        values = {
            "title": self.title.value, "author": " and ".join(part.strip() for part in self.authors.value.split(";") if part.strip()),
            "year": self.year.value, "publisher": self.where.value, "url": self.url.value, "abstract": self.abstract.value,
            "origin": self.search.value,
        }  # fmt: skip
        review = Review.open(self.review.folder)
        key, entry = new_entry(KINDS[self.kind.value], values, review.records.index)
        write_bibliography(review.folder / BIBLIOGRAPHY, [AppendEntry(entry)])
        self.review = Review.open(self.review.folder)
        for field in (self.title, self.authors, self.year, self.where, self.url, self.abstract):
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
