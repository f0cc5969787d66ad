"""A review folder with sources to be coded, for the tests of the coding desk: three included, one of them without a row."""

from __future__ import annotations

import csv
from pathlib import Path

import litmatrix
from litmatrix.decisions.log import Event, append_events, reviewer_file
from litmatrix.widgets.coding.logic import Reading

BIB = """\
@article{adams_2011,
  author = {Adams, Ann and Brown, Bob},
  title = {Peers},
  journal = {J},
  year = {2011},
  pages = {11--19},
  doi = {10.1/x},
  abstract = {About peers.},
  origin = {db},
}

@book{clark_2012,
  author = {Clark, Cy},
  title = {Support},
  year = {2012},
  origin = {db},
}

@misc{egan_2013,
  author = {Egan, Eve},
  title = {Roles},
  year = {2013},
  origin = {db},
}

@misc{out_2001,
  author = {Out, O.},
  title = {Old},
  year = {2001},
  origin = {db},
}
"""
TOML = """\
format = 1
title = "To code"
# a comment that stays

[[searches]]
id = "db"
kind = "database"

[[descriptors]]
id = "design"
name = "Design"
values = [{value = "survey", definition = "asks many"}, "interview"]

[[descriptors]]
id = "methods"
type = "choices"
values = ["a", "b"]
group = "Appraisal"

[[descriptors]]
id = "size"
type = "number"

[[themes]]
id = "peer"
name = "Peer"
definition = "Who is one."
subthemes = ["Power", "Bonds"]
statement = "Much."

[[themes]]
id = "role"
name = "Role"
subthemes = ["Power"]

[[themes]]
id = "cost"
name = "Cost"

[[themes]]
id = "old"
name = "Old"
retired = 2026-01-01
"""
MATRIX = """\
key,design,methods,size,peer,role,cost,old
adams_2011,survey,a,12,"[Bonds +] ""close ties"" (pp. 11-12) nearly
[Power -]  ""always of lower status""  (p. 13)
# look again",,none,
clark_2012,,,,,,,
"""


def make(folder: Path, bib: str = BIB, toml: str = TOML, matrix: str = MATRIX, included: bool = True) -> Path:
    """Write the folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("bibliography.bib", bib), ("review.toml", toml), ("matrix.csv", matrix)):
        (folder / name).write_bytes(text.encode("utf-8"))
    if included:
        (folder / "decisions").mkdir(exist_ok=True)
        events = [
            Event("cy", key, "eligibility", "include") for key in ("adams_2011", "clark_2012", "egan_2013")
        ]
        append_events(reviewer_file(folder / "decisions", "cy", "elsewhere"), events)
    return folder


def sit(folder: Path, reader: str = "ann", group: str = "all", theme: str = "") -> Reading:
    return Reading(litmatrix.open(folder), reader, group, theme)


def cell(folder: Path, key: str, column: str) -> str:
    """What a cell holds on disk, as the csv module reads it."""
    with (folder / "matrix.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, *rows = csv.reader(stream)
    return next((row[header.index(column)] for row in rows if row[0] == key), "")


def cells_changed(folder: Path, act) -> dict[tuple[str, str], tuple[str, str]]:
    """Do an act, and return the cells that it changed on disk: before and after. Lines of other rows keep their bytes."""
    path = folder / "matrix.csv"

    def read():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            header, *rows = csv.reader(stream)
        return header, {row[0]: dict(zip(header, row, strict=True)) for row in rows}

    before_bytes, (header, before) = path.read_bytes(), read()
    act()
    after_bytes, (after_header, after) = path.read_bytes(), read()
    assert after_header == header
    found = {
        (key, name): (before.get(key, {}).get(name, ""), after[key][name])
        for key in after
        for name in header
        if name != "key" and before.get(key, {}).get(name, "") != after[key][name]
    }
    assert list(before) == list(after)[: len(before)]
    # Rows that were not touched, and cells of touched rows, stand where they stood byte for byte.
    touched = {key for key, _ in found}
    for key in set(before) - touched:
        start = before_bytes.index(f"\n{key},".encode())
        raw = before_bytes[start : _end(before_bytes, start)]
        assert raw in after_bytes, key
    return found


def _end(data: bytes, start: int) -> int:
    """Where the row that begins at a place ends: at a line end outside quotation marks."""
    quoted = False
    for at in range(start + 1, len(data)):
        if data[at : at + 1] == b'"':
            quoted = not quoted
        elif data[at : at + 1] == b"\n" and not quoted:
            return at
    return len(data)
