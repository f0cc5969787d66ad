"""The matrix as a whole, as plain values for the page: its cells by their marks, and the table that a person fills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from litmatrix.bibliography.latex import folded
from litmatrix.errors import Misuse
from litmatrix.matrix import excerpts
from litmatrix.matrix.excerpts import Excerpt, Sides
from litmatrix.vocabulary import EVIDENCE, MATRIX, MEMO, QUOTATION, STATES, SUMMARY
from litmatrix.widgets.coding import filling, views
from litmatrix.widgets.coding.finding import words as asked
from litmatrix.widgets.coding.logic import Reading

#: So much of a cell's first excerpt is shown in the grid.
PREVIEW = 110
#: So much of a cell is shown in the table until it is opened.
SHOWN = 240
#: So many cells of a block are shown at once before they are written.
WINDOW = 60
#: So many cells are copied at once.
MOST = 20_000
_LETTERS = {state: "mndu"[place] for place, state in enumerate(STATES)}


def _rows(reading: Reading) -> list[list[str]]:
    """Return each source: key, reference, and for each theme a letter for the state of the cell."""
    return [
        [key, reading.names[key], "".join(_LETTERS[state] for state in reading.states(key).values())]
        for key in reading.keys
    ]


# --- the grid --------------------------------------------------------------------------------------------------------


def grid(reading: Reading) -> dict[str, Any]:
    """Return the whole matrix in little: each source, and for each a letter a theme for the state of the cell."""
    return {"themes": [[one.id, one.name] for one in reading.themes], "rows": _rows(reading)}


def peek(reading: Reading, keys: Iterable[str]) -> dict[str, list[list[Any]]]:
    """Return of each cell of some sources its marks, and how the first of its evidence begins.

    The marks are how many quotations, summaries and memos there are, and the stance that those take which take one.
    """
    return {
        key: [_peeked(reading.text(key, one.id)) for one in reading.themes]
        for key in keys
        if key in reading.matrix.rows
    }


def _peeked(text: str) -> list[Any]:
    found = excerpts.recognise(text) if text else ()
    kinds = [one.kind for one in found]
    evident = [one for one in found if one.kind in EVIDENCE]
    first = next(iter(evident or [one for one in found if one.text]), None)
    marks = [kinds.count(kind) for kind in (QUOTATION, SUMMARY, MEMO)]
    return [*marks, Sides.of(one.stance for one in evident).stance, _begun(first)]


def _begun(one: Excerpt | None) -> str:
    if one is None:
        return ""
    text = f"“{one.text}”" if one.kind == QUOTATION else one.text
    return text if len(text) <= PREVIEW else text[: PREVIEW - 1].rstrip() + "…"


def search(reading: Reading, words: str, theme: str = "", state: str = "") -> dict[str, Any]:
    """Return the cells in which some words stand (in one excerpt all of them), of a theme and a state: by source the places of
    their themes in the grid.
    """
    wanted = asked(words)
    chosen = [(place, one.id) for place, one in enumerate(reading.themes) if theme in ("", one.id)]
    by_source: dict[str, list[int]] = {}
    for key in reading.keys:
        for place, id in chosen:
            if state and reading.state(key, id) != state:
                continue
            if not wanted or _holds(reading.text(key, id), wanted):
                by_source.setdefault(key, []).append(place)
    return {"words": words, "theme": theme, "state": state, "cells": by_source}


def _holds(text: str, wanted: Sequence[str]) -> bool:
    if not text:
        return False
    flat = folded(text)
    return all(word in flat for word in wanted) and any(
        all(word in part for word in wanted)
        for part in (folded(" ".join(one[1:7])) for one in excerpts.recognise(text) if one.text)
    )


# --- the table that is filled ----------------------------------------------------------------------------------------


def table(reading: Reading, version: int, sources: int) -> dict[str, Any]:
    """Return the columns of the table, descriptors first; `version` is another when cells are, `sources` when its rows are.

    The rows themselves are asked for (`rows`): they are many, and seldom others.
    """
    described = [
        {
            "id": one.id, "name": one.name or one.id, "theme": False, "type": one.type, "values": list(one.values),
            "about": one.group, "there": one.id in reading.matrix.header,
        }
        for one in reading.review.protocol.descriptors
    ]  # fmt: skip
    themes = [
        {
            "id": one.id, "name": one.name, "theme": True, "type": "excerpts", "values": [],
            "about": one.definition, "there": one.id in reading.matrix.header,
        }
        for one in reading.themes
    ]  # fmt: skip
    return {"version": version, "sources": sources, "columns": [*described, *themes]}


def rows(reading: Reading) -> list[list[str]]:
    """Return the rows of the table: key and reference of each source."""
    return [[key, reading.names[key]] for key in reading.keys]


def texts(reading: Reading, keys: Iterable[str], columns: Sequence[str]) -> dict[str, list[list[Any]]]:
    """Return how the cells of some sources begin, in these columns: the text, a letter for the state of a theme's cell,
    and whether that is all of the text.
    """
    ids, known = {one.id for one in reading.themes}, set(reading.keys)
    return {
        key: [
            [
                _cut(text := reading.text(key, column)),
                _LETTERS[reading.state(key, column)] if column in ids else "",
                len(text) <= SHOWN,
            ]
            for column in columns
        ]
        for key in keys
        if key in known
    }


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def whole(reading: Reading, key: str, column: str, texts: views.Texts) -> dict[str, Any]:
    """Return one cell of the table whole: its text, and how it reads."""
    if key not in reading.keys:
        raise Misuse(f"{key} is not an included source.")
    answer: dict[str, Any] = {"key": key, "column": column, "text": reading.text(key, column)}
    found = next((one for one in reading.review.protocol.descriptors if one.id == column), None)
    if found:
        return {**answer, "described": views.described(reading, found, key)}
    return {**answer, "cell": views.cell(reading, key, reading.theme_named(column), texts)}


def hint(reading: Reading, key: str, column: str, before: str, text: str) -> dict[str, Any]:
    """Return what a text would be in a cell, in words, why it cannot stand there, and what to know of it."""
    found = filling.told(reading, key, column, before, text)
    counts = [one.kind for one in excerpts.recognise(found.text)] if found.text else []
    theme = any(one.id == column for one in reading.themes)
    parts = [(counts.count(kind), kind) for kind in (QUOTATION, SUMMARY, MEMO, "none")] if theme else []
    told = [f"{number} {_plural(kind, number)}" for number, kind in parts if number]
    return {"told": ", ".join(told), "why": found.why, "notes": list(found.notes)}


def _plural(kind: str, number: int) -> str:
    if kind == "none":
        return "“none”"
    plural = {SUMMARY: "summaries"}.get(kind, f"{kind}s")
    return kind if number == 1 else plural


def block(reading: Reading, keys: Sequence[str], columns: Sequence[str]) -> list[list[str]]:
    """Return the texts of a block of cells; raises `Misuse` for one that is too large."""
    if len(keys) * len(columns) > MOST:
        raise Misuse(f"that is more than {MOST:,} cells: export {MATRIX} instead.")
    return [[reading.text(key, column) for column in columns] for key in keys if key in reading.names]


def planned(found: filling.Plan, verdict: str, start: int) -> dict[str, Any]:
    """Return what a block would do, as the page shows it: its counts, how it was read, and a window of its cells."""
    cells = [
        {
            "place": place, "source": one.source, "name": one.name, "before": _cut(one.before), "after": _cut(one.after),
            "verdict": one.verdict, "why": one.why, "notes": list(one.notes), "doubtful": one.doubtful,
        }
        for place, one in filling.window(found, verdict, start, WINDOW)
    ]  # fmt: skip
    counts = {
        name: found.counts[name]
        for name in (filling.NEW, filling.CHANGED, filling.SAME, filling.LEFT, filling.REFUSED)
    }
    options = found.options
    return {
        "counts": counts, "size": list(found.size), "heads": options.heads, "keys": options.keys, "held": options.held,
        "blanks": options.blanks, "verdict": verdict, "start": start, "cells": cells,
        "doubtful": [place for place, one in enumerate(found.cells) if one.doubtful],
    }  # fmt: skip
