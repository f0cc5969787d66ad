"""The two small forms of screening: exclude all that a check speaks against, and add a source by hand."""

from __future__ import annotations

import re
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
from litmatrix.widgets.base import who
from litmatrix.widgets.base.forms import Form, WhoLine, labelled

#: Kinds of source that one adds by hand, with the entry type that each becomes.
KINDS = {
    "report": "report", "web page or blog": "online", "talk or video": "misc", "journal article": "article", "book": "book",
    "chapter": "incollection", "thesis": "thesis", "other": "misc",
}  # fmt: skip


def exclude_failing(review: Review, reviewer: str = "") -> ExcludeFailing:
    """Return the form that excludes, as one act, the waiting records that a criterion's check speaks against.

    It works for whom is given, else for who works at the desks of the notebook, or whom this machine remembers.
    """
    return ExcludeFailing(review, reviewer or who.of(review))


def add_source(review: Review) -> AddSource:
    """Return the form that adds a source to bibliography.bib, with the search that it came from."""
    return AddSource(review)


class ExcludeFailing(Form):
    """Choose a criterion, see which waiting records its check speaks against and why, exclude them all or undo it."""

    TITLE = "Exclude by a check"
    NAME = "form to exclude by a check"
    PURPOSE = "Exclude in one step all records that fail the check of a criterion."
    ASKS = True

    def __init__(self, review: Review, reviewer: str) -> None:
        self.review = review
        self.failing: tuple[str, ...] = ()
        self.person = reviewer
        self.who = WhoLine(reviewer, self.guarded(self._take_name))
        self.criterion = labelled(ipywidgets.Dropdown, "Criterion", options=_checked(review))
        self.list = ipywidgets.Select(
            options=[], layout=ipywidgets.Layout(width="98%", height="14em", display="none")
        )
        self.button = self.button_for(
            "Nothing to exclude", self._exclude, disabled=True, button_style="primary"
        )
        self.undo = self.button_for("Undo", self._undo)
        super().__init__([self.criterion, self.list, ipywidgets.HBox([self.button, self.undo])], self.who)
        self.criterion.observe(self.guarded(self._find), names="value")
        self.who.ask(who.asks(self))
        if len(self.criterion.options) == 1:
            self.message.value = (
                "No criterion has a check yet: give it one in 00-plan-review, under Criteria."
            )

    def _take_name(self) -> str:
        """Take the name that is typed, for all that is open of the review."""
        name = self.who.field.value.strip()
        if name == self.person:
            self.who.show(name)
            return self.message.value  # type: ignore[no-any-return]
        # Until a name is right nobody works here: nothing is done under the one that was there before.
        self.person = ""
        deciding.check_reviewer(self.review, name)
        self.follow(name)
        return who.say(name, self)

    def follow(self, name: str, told: str = "") -> None:
        """Work under this name, and show what waits for it."""
        super().follow(name, told)
        self.who.show(name)
        self._find()

    def fresh(self) -> str:
        """Show what waits by now, and the criteria that have a check."""
        self.review, chosen = self.review.current(), self.criterion.value
        self.criterion.options = _checked(self.review)
        self.criterion.value = chosen if chosen in dict(self.criterion.options).values() else ""
        return self._find()

    def _find(self) -> str:
        chosen = self.criterion.value
        waiting = queues.find_queue(self.review, "pending", self.person) if chosen else ()
        found = criteria.suggestions(self.review, waiting)
        found = found[(found["criterion"] == chosen) & (found["verdict"] == criteria.FAILS)]
        short = screening.names(self.review)
        self.failing = tuple(found["key"])
        self.list.options = [
            (f"{short[key]} · {why} · {self.review.records.at[key, 'title']}", key)
            for key, why in zip(found["key"], found["why"], strict=True)
        ]
        number = len(self.failing)
        self.list.layout.display = "" if number else "none"
        self.button.disabled = not number
        self.button.description = (
            f"Exclude all {number:,} that fail “{chosen}”" if number else "Nothing to exclude"
        )
        return (
            f"{number:,} undecided records fail the check “{chosen}”. Look through them before you exclude them."
            if chosen
            else ""
        )

    def _exclude(self) -> str:
        deciding.check_reviewer(self.review, self.person)
        events = criteria.exclude_failing(self.review, self.criterion.value, self.failing, self.person)
        return (
            f"Excluded {len(events):,} records by the check, as {self.person} asked (reviewer: automation). A person's decision "
            f"overrides it.{self._shown_anew()}"
        )

    def _undo(self) -> str:
        withdrawn = deciding.undo(self.review, self.person)
        told = f"Undone: {len(withdrawn):,} decisions." if withdrawn else "Nothing to undo."
        return told + self._shown_anew()

    def _shown_anew(self) -> str:
        """Show what is on disk now; where it cannot be read, say that what was done stands all the same."""
        try:
            self.review = self.review.with_new_decisions()
        except LitmatrixError as error:
            return f" That is saved; but the list could not be updated: {error}"
        self._find()
        return ""


def _checked(review: Review) -> list[tuple[str, str]]:
    """Return the criteria that have a check, to choose from."""
    checked = [(f"{one.id}: {one.include}", one.id) for one in review.protocol.criteria if one.check]
    return [("choose a criterion", ""), *checked]


class AddSource(Form):
    """What a blog, a report or a talk needs: kind, title, authors, year, where, address, search."""

    TITLE = "Add a source"
    NAME = "form to add a source"
    PURPOSE = "Add a report, a web page or a talk by hand, without an export file."

    def __init__(self, review: Review) -> None:
        self.review = review
        self.kind = labelled(ipywidgets.Dropdown, "Kind", options=list(KINDS))
        self.title = labelled(ipywidgets.Text, "Title")
        self.authors = labelled(
            ipywidgets.Text, "Authors", placeholder="Smith, Anna; Jones, Ben; {An Organisation}"
        )
        self.year = labelled(ipywidgets.Text, "Year")
        self.where = labelled(ipywidgets.Text, "Publisher")
        self.url = labelled(ipywidgets.Text, "Web address", placeholder="https://…")
        self.abstract = labelled(ipywidgets.Textarea, "Abstract")
        self.search = labelled(ipywidgets.Dropdown, "Found by", options=_searches(review))
        add = self.button_for("Add this source", self._add, button_style="primary")
        self.written = (self.title, self.authors, self.year, self.where, self.url, self.abstract)
        super().__init__([self.kind, *self.written, self.search, add])

    def fresh(self) -> str:
        """Offer what was searched meanwhile, or brought in above."""
        self._offer(self.review.current())
        return super().fresh()

    def _offer(self, review: Review) -> None:
        self.review, chosen = review, self.search.value
        self.search.options = _searches(review)
        self.search.value = chosen if chosen in dict(self.search.options).values() else ""

    def _add(self) -> str:
        review = Review.open(self.review.folder)
        self._offer(review)
        authors = (part.strip() for part in self.authors.value.split(";"))
        values = {
            "title": self.title.value, "author": " and ".join(filter(None, authors)), "year": self.year.value, "publisher": self.where.value, "url": self.url.value, "abstract": self.abstract.value,
            "origin": self.search.value,
        }  # fmt: skip
        key, entry = new_entry(KINDS[self.kind.value], values, review.records.index)
        write_bibliography(review.folder / BIBLIOGRAPHY, [AppendEntry(entry)])
        self.review = Review.open(self.review.folder)
        for field in self.written:
            field.value = ""
        return f"Added {key} to {BIBLIOGRAPHY}. The desks show it now; tables and charts will when you run the notebook again."


def _searches(review: Review) -> list[tuple[str, str]]:
    found = [(f"{one.id}: {one.source or one.kind}", one.id) for one in review.protocol.searches]
    return [("choose a search", ""), *found]


def new_entry(kind: str, values: dict[str, str], taken: Any) -> tuple[str, str]:
    """Return the key and the BibTeX text of a new entry; `taken` holds the keys in use.

    The values are plain text; braces around an organisation's name stay (see `importing.entries.escaped`). Raises `Misuse` where
    the title, or the search that found it, is missing.
    """
    given = {name: " ".join(value.split()) for name, value in values.items() if value.strip()}
    if not given.get("title"):
        raise Misuse("enter a title.")
    if not given.get("origin"):
        raise Misuse(
            "choose the search that found it; if it is none of these, add one in 00-plan-review, under Searches."
        )
    if given.get("year") and not re.fullmatch(r"\d{4}|n\.d\.", given["year"]):
        raise Misuse(f"the year is {given['year']}, and must be four digits, or empty.")
    key = new_key(given.get("author", ""), given.get("year", ""), given["title"], taken)
    lines = [f"  {name:<9} = {{{escaped(value, name)}}}" for name, value in given.items()]
    return key, f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"
