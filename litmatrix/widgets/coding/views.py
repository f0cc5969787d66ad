"""What the coding desk shows, as plain values for the page: a source across themes, a theme down the sources."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litmatrix.bibliography import references
from litmatrix.checking.of_cells import Limits, odd_in_cell, odd_value, page_limits
from litmatrix.checking.places import meant
from litmatrix.coding import fulltext, quotations
from litmatrix.matrix import cells, excerpts
from litmatrix.matrix.file import ExcerptRow
from litmatrix.model import Descriptor, Problem, Theme
from litmatrix.vocabulary import DUE, EVIDENCE, MENTIONED, NOT_MENTIONED, QUOTATION, UNREAD
from litmatrix.widgets.coding.logic import Reading
from litmatrix.widgets.reading.documents import Documents
from litmatrix.widgets.reading.questions import page_names, why_not

#: Sources on one sheet of the theme view.
SHEET = 60
#: Places of the queue that are listed at once.
QUEUE = 100


class Texts:
    """The full texts and page limits of one review, each read when it is first needed.

    `read` says whether full texts are read: for a sheet of many sources it would take too long.
    """

    def __init__(self, reading: Reading, read: bool = True, documents: Documents | None = None) -> None:
        self.reading, self.read = reading, read
        self._limits: tuple[Any, dict[str, Limits]] | None = None
        self._documents = documents or Documents()
        self._found: dict[tuple, tuple[str, str]] = {}

    def limits(self, key: str) -> Limits | None:
        """Return the pages that a source can have."""
        review = self.reading.review
        if self._limits is None or self._limits[0] is not review.records:
            self._limits = (review.records, page_limits(review))
        return self._limits[1].get(key)

    def document(self, key: str) -> fulltext.Document | str:
        """Return the full text of a source, or in words why there is none to be read."""
        return self._documents.of(self.reading.review.folder, key) if self.read else ""

    def found(self, key: str, one: excerpts.Excerpt) -> tuple[str, str]:
        """Return what came of looking for a quotation in the full text, and in words; empty without one."""
        document = self.document(key)
        if not isinstance(document, fulltext.Document) or one.kind != QUOTATION:
            return "", ""
        place = (document.place, id(document), one.text, one.locator)
        if place not in self._found:
            record = self.reading.review.records.loc[key]
            got = quotations.find_quotation(document, one.text, one.locator, record)
            self._found[place] = (got.outcome, _told(got))
        return self._found[place]


def _told(got: quotations.Found) -> str:
    words = {
        quotations.FOUND: f"found on {got.page}" if got.page else "found in the full text",
        quotations.OTHER_PAGE: f"found on another page: {got.page}",
        quotations.NEARLY: f"nearly found{f' on {got.page}' if got.page else ''}: “{got.passage}”",
        quotations.NOT_FOUND: "not found in the full text",
        quotations.NO_TEXT: "the PDF is scanned: it has no text to search",
    }
    return words.get(got.outcome, got.note)


# --- one source --------------------------------------------------------------------------------------------------------


def source(reading: Reading, key: str, texts: Texts) -> dict[str, Any]:
    """Return one source with its cells."""
    review = reading.review
    record = review.records.loc[key]
    people = [
        "et al." if (one := name.strip()) == "others" else one
        for name in record["author"].split(";")
        if name.strip()
    ]
    document = texts.document(key)
    return {
        "key": key,
        "reference": reading.names[key],
        "title": record["title"],
        "authors": "; ".join(people[:12]) + (f" … and {len(people) - 12} more" if len(people) > 12 else ""),
        "where": references.published(record),
        "abstract": record["abstract"],
        "note": record["note"],
        "links": references.addresses(record),
        "reads": [f"{reader}, {time[:10]}" for reader, time in reading.reads(key)],
        "described": [described(reading, one, key) for one in review.protocol.descriptors],
        "fulltext": _full(reading, key, document),
        "cells": [cell(reading, key, one, texts) for one in reading.themes],
        "repeated": _twice(reading, key),
    }


def cell(reading: Reading, key: str, theme: Theme, texts: Texts) -> dict[str, Any]:
    """Return one cell: its state, its excerpts, and gently what is odd in them."""
    text = reading.text(key, theme.id)
    found = cells.numbered(text)
    rows = [ExcerptRow(key, theme.id, number, *one[:7]) for number, one in enumerate(found, start=1)]
    odd: dict[int, list[str]] = {}
    for number, problem in odd_in_cell(rows, theme.subthemes, texts.limits(key)):
        odd.setdefault(number, []).append(_in_words(problem))
    return {
        "theme": theme.id,
        "state": reading.state(key, theme.id),
        "excerpts": [shown(reading, key, number, one, odd.get(number, ()), texts) for number, one in enumerate(found, start=1)],
        "conflict": _clash(reading, key, theme.id),
    }  # fmt: skip


def _in_words(problem: Problem) -> str:
    end = "" if problem.message.endswith((".", "!", "?", "…", "”")) or not problem.fix else "."
    return f"{problem.message}{end} {problem.fix}".strip()


def _clash(reading: Reading, key: str, column: str) -> dict[str, str] | None:
    """Return what is on disk and what was to be written, where someone else changed the cell meanwhile."""
    clash = reading.conflicts.get((key, column))
    return {"theirs": reading.text(key, column), "ours": clash.ours} if clash else None


def conflicts(reading: Reading) -> list[list[str]]:
    """Return the cells that two people changed and that are not settled: key, reference, column, its name."""
    names = {one.id: one.name for one in reading.review.protocol.descriptors}
    names |= {one.id: one.name for one in reading.themes}
    return [
        [key, reading.names.get(key, key), column, names.get(column) or column]
        for key, column in reading.conflicts
    ]


def odd_new(
    reading: Reading, key: str, theme: str, number: int, new: Sequence[excerpts.Excerpt], texts: Texts
) -> list[str]:
    """Return, in words, what would be odd in a cell's excerpts if these stood in it (in place of one, by its number)."""
    one = reading.theme_named(theme)
    found = list(cells.numbered(reading.text(key, one.id)))
    place = number - 1 if 0 < number <= len(found) else len(found)
    found[place : place + 1] = new
    rows = [ExcerptRow(key, one.id, at, *part[:7]) for at, part in enumerate(found)]
    # A subtheme that is new is declared; one that is nearly another is perhaps that one.
    odd = [
        _in_words(problem)
        for at, problem in odd_in_cell(rows, one.subthemes, texts.limits(key))
        if place <= at < place + len(new) and problem.check not in ("no-locator", "unknown-subtheme")
    ]
    for name in dict.fromkeys(part.subtheme for part in new):
        if name and name not in one.subthemes and (near := meant(name, one.subthemes, "")):
            odd.append(f"“{name}” is a new subtheme, which will be added to the theme. {near}")
    for part in new:
        if part.kind == QUOTATION and (names := _elsewhere(reading, key, one.id, part.text)):
            odd.append(f"This quotation is already under: {'; '.join(names)}.")
    return odd


def _elsewhere(reading: Reading, key: str, theme: str, quotation: str) -> list[str]:
    level = " ".join(quotation.casefold().split())
    return [
        other.name
        for other in reading.themes
        if other.id != theme
        and any(
            one.kind == QUOTATION and " ".join(one.text.casefold().split()) == level
            for one in excerpts.recognise(reading.text(key, other.id))
        )
    ]


def shown(
    reading: Reading, key: str, number: int, one: excerpts.Excerpt, odd: Sequence[str], texts: Texts
) -> dict[str, Any]:
    """Return one excerpt, as the page shows and edits it."""
    outcome, told = texts.found(key, one)
    return {
        "number": number, "kind": one.kind, "text": one.text, "subtheme": one.subtheme, "stance": one.stance,
        "locator": one.locator, "origin": one.origin, "note": one.note, "odd": list(odd), "outcome": outcome, "told": told,
    }  # fmt: skip


def described(reading: Reading, one: Descriptor, key: str) -> dict[str, Any]:
    """Return a descriptor of a source, its value, and what is odd in that."""
    value = reading.text(key, one.id)
    return {
        "id": one.id, "name": one.name or one.id, "type": one.type, "group": one.group, "value": value,
        "values": [[value, told] for value, told in one.values.items()],
        "odd": " ".join(f"{message} {fix}" for message, fix in odd_value(one, value.strip())),
        "conflict": _clash(reading, key, one.id),
    }  # fmt: skip


def _twice(reading: Reading, key: str) -> dict[str, str]:
    """Return the names of the themes under which a quotation of this source stands, where they are several, by its text."""
    places: dict[str, list[str]] = {}
    for theme in reading.themes:
        for one in cells.numbered(reading.text(key, theme.id)):
            if one.kind == QUOTATION and theme.name not in places.setdefault(one.text, []):
                places[one.text].append(theme.name)
    return {text: "; ".join(names) for text, names in places.items() if len(names) > 1}


def _full(reading: Reading, key: str, document: fulltext.Document | str) -> dict[str, Any]:
    if isinstance(document, str):
        # A file that cannot be read is there all the same: the pane says why, and takes another.
        place = fulltext.find(reading.review.folder, key) if document else ""
        return {"place": place, "why": document, "pages": []}
    names = page_names(document, reading.review.records.loc[key])
    why = why_not(document)
    return {"place": document.place, "kind": document.kind, "why": why, "pages": names}


# --- the queue -------------------------------------------------------------------------------------------------------


def queue(reading: Reading, start: int) -> dict[str, Any]:
    """Return a hundred places of the queue from one on: position, key, reference, the names of the themes owed there.

    `length` is of the whole queue, `start` where the list begins.
    """
    start = max(0, min(start, len(reading.queue) - 1))
    names = {one.id: one.name for one in reading.themes}
    places = []
    for position, place in enumerate(reading.queue[start : start + QUEUE], start=start):
        states = reading.states(place.key)
        wanted = [place.theme] if place.theme else list(names)
        owed = [names[id] for id in wanted if states[id] in (DUE, UNREAD)]
        places.append([position, place.key, reading.names[place.key], owed, names.get(place.theme, "")])
    return {"places": places, "start": start, "length": len(reading.queue)}


# --- one theme -------------------------------------------------------------------------------------------------------


def theme(reading: Reading, id: str, sheet: int, texts: Texts) -> dict[str, Any]:
    """Return one theme down the sources: what each says, a sheet at a time, and who speaks for and against."""
    one = reading.theme_named(id)
    names = reading.names
    groups: dict[str, list[list[str]]] = {
        name: [] for name in ("for", "against", "both", "neutral", "silent", DUE, UNREAD)
    }
    said = []
    for key in reading.keys:
        state = reading.state(key, one.id)
        groups[_side(reading, key, one.id, state)].append([key, names[key]])
        if reading.text(key, one.id).strip():
            said.append(key)
    sheets = max(1, -(-len(said) // SHEET))
    sheet = max(0, min(sheet, sheets - 1))
    return {
        "id": one.id, "name": one.name, "definition": one.definition, "question": one.question, "subthemes": list(one.subthemes),
        "statement": one.statement, "groups": groups, "sheet": sheet, "sheets": sheets,
        "rows": [{"key": key, "reference": names[key], **cell(reading, key, one, texts)} for key in said[sheet * SHEET : (sheet + 1) * SHEET]],
    }  # fmt: skip


def _side(reading: Reading, key: str, theme: str, state: str) -> str:
    if state == NOT_MENTIONED:
        return "silent"
    if state != MENTIONED:
        return state
    there = (one.stance for one in excerpts.recognise(reading.text(key, theme)) if one.kind in EVIDENCE)
    return {"+": "for", "-": "against", "~": "both", "": "neutral"}[excerpts.Sides.of(there).stance]
