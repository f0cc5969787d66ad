"""Small reviews made of Python values, in memory (`review`) or as a folder (`write_review`).

    review(
        entries=[entry("a_2010", year="2010"), entry("b_2011", origin="")],
        searches=[search("db")],
        themes=[theme("benefits", "Self", "Others")],
        cells={"a_2010": {"benefits": '"better" (p. 1)'}},
        events=[decided("ann", "a_2010", "screening", "include")],
    )

Times and ids of decisions are fixed: the first is taken at 10:00:00, each one after it a second later.
"""

from __future__ import annotations

import copy
import csv
import io
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit
from pandas.testing import assert_frame_equal, assert_index_equal

from litmatrix import bibliography, decisions, matrix, protocol
from litmatrix.decisions.log import Event
from litmatrix.review import Review
from litmatrix.tables import Table

FOLDER = Path("/nowhere/review")
HOST = "desk"
START = datetime(2026, 11, 22, 10, 0, 0)

# --- the parts of a review ---


def entry(key: str, type: str = "article", origin: str = "db", **fields: str) -> dict[str, str]:
    """An entry of bibliography.bib; values are BibTeX text. Without `origin` it is cited only."""
    return {"type": type, "key": key, **({"origin": origin} if origin else {}), **fields}


def search(id: str = "db", kind: str = "database", **members: Any) -> dict[str, Any]:
    return {"id": id, "kind": kind, **members}


def criterion(id: str, check: Mapping[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    return {
        "id": id,
        "include": f"meets {id}",
        "exclude": f"fails {id}",
        **({"check": dict(check)} if check else {}),
        **members,
    }


def descriptor(id: str, *values: str, type: str = "", **members: Any) -> dict[str, Any]:
    return {
        "id": id,
        "type": type or ("choice" if values else "text"),
        **({"values": list(values)} if values else {}),
        **members,
    }


def theme(id: str, *subthemes: str, **members: Any) -> dict[str, Any]:
    return {"id": id, "name": id.capitalize(), "subthemes": list(subthemes), **members}


def decided(reviewer: str, key: str, stage: str, decision: str, reason: str = "", **members: str) -> Event:
    return Event(reviewer, key, stage, decision, reason, **members)


def duplicate(key: str, of: str, reviewer: str = "ann") -> Event:
    return Event(reviewer, key, "identification", "duplicate", other=of)


def distinct(key: str, of: str, reviewer: str = "ann") -> Event:
    return Event(reviewer, key, "identification", "distinct", other=of)


def withdrawn(reviewer: str, of: str) -> Event:
    """The withdrawal of an event by its id; the ids are e1, e2 … in the order in which the events are given."""
    return Event(reviewer, "", "screening", "withdraw", of=of)


# --- the files ---


def bibliography_text(entries: Iterable[Mapping[str, str]]) -> str:
    blocks = []
    for one in entries:
        fields = "".join(
            f"  {name} = {{{value}}},\n" for name, value in one.items() if name not in ("type", "key")
        )
        blocks.append(f"@{one['type']}{{{one['key']},\n{fields}}}\n")
    return "\n".join(blocks)


def matrix_text(cells: Mapping[str, Mapping[str, str]], columns: Iterable[str]) -> str:
    columns = list(columns)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["key", *columns])
    writer.writerows([key, *(row.get(column, "") for column in columns)] for key, row in cells.items())
    return stream.getvalue()


def protocol_text(**tables: Any) -> str:
    return tomlkit.dumps(
        {"format": 1, "title": "A review", **{name: value for name, value in tables.items() if value}}
    )


def timed(events: Iterable[Event]) -> list[Event]:
    """Events with ids and times; those that have one keep it."""
    result = []
    for number, event in enumerate(events, start=1):
        moment = (START + timedelta(seconds=number - 1)).isoformat(timespec="milliseconds") + "Z"
        values = {**vars(event), "id": event.id or f"e{number}", "time": event.time or moment}
        result.append(Event(**values))
    return result


def _texts(
    entries: Iterable[Mapping[str, str]],
    cells: Mapping[str, Mapping[str, str]],
    columns: Iterable[str] | None,
    tables: dict[str, Any],
) -> dict[str, str]:
    if columns is None:
        columns = [one["id"] for one in (*tables.get("descriptors", ()), *tables.get("themes", ()))]
    tables = {"searches": [search()], **tables}
    return {
        "bibliography.bib": bibliography_text(entries),
        "matrix.csv": matrix_text(cells, columns),
        "review.toml": protocol_text(**tables),
    }


def review(
    entries: Iterable[Mapping[str, str]] = (),
    events: Iterable[Event] = (),
    cells: Mapping[str, Mapping[str, str]] | None = None,
    columns: Iterable[str] | None = None,
    **tables: Any,
) -> Review:
    """A review in memory, read from the texts that its files would hold. `tables` are those of review.toml."""
    texts = _texts(entries, cells or {}, columns, tables)
    works = bibliography.parse_bibliography(texts["bibliography.bib"])
    rows = matrix.parse_matrix(texts["matrix.csv"])
    plan, faults = protocol.parse_protocol(texts["review.toml"])
    lines: dict[str, int] = {}
    placed = []
    for event in timed(events):
        lines[event.reviewer] = lines.get(event.reviewer, 0) + 1
        where = {"file": f"decisions/{event.reviewer}@{HOST}.jsonl", "line": lines[event.reviewer]}
        placed.append(Event(**{**vars(event), **where}))
    placed.sort(key=lambda event: (event.time, event.id))
    return Review(
        FOLDER, bibliography.records(works), matrix.frame(rows), decisions.frame(placed), plan,
        (*faults, *works.problems, *rows.problems), {key: row.line for key, row in rows.rows.items()},
    )  # fmt: skip


def write_review(
    folder: Path,
    entries: Iterable[Mapping[str, str]] = (),
    events: Iterable[Event] = (),
    cells: Mapping[str, Mapping[str, str]] | None = None,
    columns: Iterable[str] | None = None,
    **tables: Any,
) -> Path:
    """Write the same review as a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _texts(entries, cells or {}, columns, tables).items():
        (folder / name).write_bytes(text.encode("utf-8"))
    by_reviewer = sorted(timed(events), key=lambda event: event.reviewer)
    for reviewer, own in groupby(by_reviewer, key=lambda event: event.reviewer):
        decisions.append_events(decisions.reviewer_file(folder / "decisions", reviewer, HOST), own)
    return folder


# --- a sound review ---


def sound(**changes: Any) -> dict[str, Any]:
    """The values of a review in which nothing is wrong, to be changed in one place; for `review` and `write_review`.

    `a_2010` is included and read, `b_2005` excluded at screening, `c_2012` at full text, `d_2013` waits.
    """
    values: dict[str, Any] = {
        "reviewers": ["ann", "bob"],
        "searches": [search("db", source="Database", hits=4), search("web", "website", source="Web")],
        "criteria": [criterion("year", {"field": "year", "from": 2010, "to": 2020}), criterion("topic")],
        "descriptors": [
            descriptor("kind", "academic", "grey", "unknown"),
            descriptor("methods", "survey", "interview", type="choices"),
            descriptor("size", type="number"),
        ],
        "themes": [theme("benefits", "Self", "Others"), theme("costs")],
        "claims": [{"id": "how-many", "text": "One source was included.", "value": 1, "count": "included"}],
        "entries": [
            entry("a_2010", title="Peer support", author="Adams, Ann", year="2010", pages="1--20"),
            entry("b_2005", title="Old support", author="Brown, Bob", year="2005"),
            entry("c_2012", title="Other support", author="Clark, Cy", year="2012"),
            entry("d_2013", title="New support", author="Davis, Di", year="2013"),
        ],
        "cells": {
            "a_2010": {
                "kind": "academic",
                "methods": "survey; interview",
                "size": "12",
                "benefits": '[Self] "it helped me" (p. 3)\n[Others +] helped others too (p. 4)',
                "costs": "none 2026-11-22 ann",
            }
        },
        "events": [
            decided("ann", "a_2010", "screening", "include"),
            decided("ann", "b_2005", "screening", "exclude", "year"),
            decided("ann", "c_2012", "screening", "include"),
            decided("ann", "a_2010", "eligibility", "include"),
            decided("ann", "c_2012", "eligibility", "exclude", "topic"),
        ],
    }
    return {**copy.deepcopy(values), **changes}


# --- comparing ---


def state_of(review: Review) -> dict[str, Any]:
    """A deep copy of all that a review holds."""
    return {
        "records": review.records.copy(deep=True),
        "matrix": review.matrix.copy(deep=True),
        "decisions": review.decisions.copy(deep=True),
        "protocol": copy.deepcopy(review.protocol),
        "problems": review.problems,
        "rows": dict(review.rows),
        "excerpts": review.excerpt_rows,
    }


def assert_left_alone(review: Review, act: Callable[[Review], object]) -> None:
    """Run an act twice on a review, spoil what the first gave, and compare all that the review holds, and the second result."""
    before = state_of(review)
    first = act(review)
    expected = copy.deepcopy(first) if not isinstance(first, tuple) else first
    _spoil(first)
    second = act(review)
    after = state_of(review)
    for name in ("records", "matrix", "decisions"):
        assert_frame_equal(after[name], before[name])
    assert {name: after[name] for name in ("protocol", "problems", "rows", "excerpts")} == {
        name: before[name] for name in ("protocol", "problems", "rows", "excerpts")
    }
    _assert_same(second, expected)


def _spoil(value: object) -> None:
    """Change a result in place, as a careless caller may: nobody else may see it."""
    if isinstance(value, Table):
        _spoil(value.frame)
    elif isinstance(value, pd.DataFrame):
        value["spoiled"] = 1
        if len(value):
            value.drop(value.index[0], inplace=True)
    elif isinstance(value, dict):
        value.clear()


def _assert_same(one: object, other: object) -> None:
    if isinstance(one, Table):
        assert isinstance(other, Table)
        assert_frame_equal(one.frame, other.frame)
        assert {**vars(one), "frame": None} == {**vars(other), "frame": None}
    elif isinstance(one, pd.DataFrame):
        assert isinstance(other, pd.DataFrame)
        assert_frame_equal(one, other)
    elif isinstance(one, pd.Series):
        assert isinstance(other, pd.Series)
        assert_index_equal(one.index, other.index)
        assert one.tolist() == other.tolist()
    else:
        assert one == other
