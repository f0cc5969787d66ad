"""The labels in an export of ASReview or Rayyan, one a record: read from its CSV or RIS, told by what bears them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from litmatrix.bibliography.identifiers import doi_key
from litmatrix.errors import Unreadable
from litmatrix.files import store
from litmatrix.importing.readers import blocks, ris
from litmatrix.importing.readers.decoding import lines_of
from litmatrix.importing.readers.rows import rows_of
from litmatrix.writing.cells import unguarded

#: The one who decided, in a program that has one label a record and no names.
NOBODY = ""

_YEARS = ("year", "publication_year", "pub_year", "date", "publication_date")
_OWN_KEY = re.compile(r"litmatrix-key:\s*(\S+)")
# The tags of RIS that fill the columns of a CSV.
_TAGS = {"key": ("ID",), "doi": ("DO",), "title": ("TI", "T1"), "year": ("PY", "Y1")}


class Label(NamedTuple):
    """What an export says of one record: where it was read, what names the record, who decided what.

    `votes` maps names (`NOBODY` for ASReview) to include, exclude or maybe; `binary`: there was no maybe.
    """

    where: str
    key: str
    doi: str
    title: str
    votes: dict[str, str]
    reasons: tuple[str, ...] = ()
    notes: Mapping[str, str] = {}
    binary: bool = False
    fault: str = ""
    year: str = ""

    @property
    def named(self) -> str:
        """What names its record, for a person."""
        return " ".join((self.title or self.key or self.doi or "a record without a title").split())[:80]


class Row(NamedTuple):
    """One record of a file: where it stands, its values by column, and what is wrong with it."""

    where: str
    values: Mapping[str, str]
    fault: str = ""

    @property
    def notes(self) -> str:
        return self.values.get("notes") or self.values.get("note") or ""

    def label(self) -> Label:
        """Return its label as far as it names a record: nobody's yet."""
        values, own = self.values, _OWN_KEY.search(self.notes)
        key = own[1] if own else (values.get("key") or values.get("id") or "").strip()
        title = values.get("title") or values.get("primary_title") or ""
        year = next((values[name] for name in _YEARS if values.get(name)), "")
        return Label(self.where, key, doi_key(values.get("doi", "")), title, {}, fault=self.fault, year=year)


def rows(path: Path) -> tuple[Row, ...]:
    """Return the records of a .csv, .tsv, .tab, .ris or .txt; raises `Unreadable` if it cannot be had or is none of these."""
    ending = path.suffix.lower()
    if ending in (".zip", ".xlsx", ".xls"):
        what = "unpack it, and give the file articles.csv in it" if ending == ".zip" else "export it as CSV"
        raise Unreadable(f"{path}: a file of this kind is not read here: {what}.")
    text, _, _, problems = store.read_text(path)
    if unfit := [one for one in problems if one.check in ("zero-byte", "web-page")]:
        raise Unreadable(f"{path}: {unfit[0].message} {unfit[0].fix}")
    lines = lines_of(text.removeprefix("\ufeff"))
    is_ris = any(re.match("TY  ?-", line) for line in lines)
    return tuple(_of_ris(path, lines) if is_ris else _of_table(path, lines))


def _of_table(path: Path, lines: list[str]) -> Iterator[Row]:
    delimiter = max(",;\t", key=lines[0].count)
    found = rows_of(lines, delimiter, 1)
    header = [name.strip().lower() for name in next(found).cells]
    if "title" not in header and "primary_title" not in header:
        raise Unreadable(f"{path}: this is not an export of records: its first line has no column “title”.")
    for row in found:
        if any(row.cells):
            torn = len(row.cells) != len(header)
            fault = f"the row has {len(row.cells)} cells, the header {len(header)}" if torn else ""
            cells = zip(header, map(unguarded, row.cells), strict=False)
            yield Row(f"{path.name}:{row.line}", dict(cells), fault)


def _of_ris(path: Path, lines: list[str]) -> Iterator[Row]:
    for number, block in enumerate(blocks.blocks(lines, 1, ris.FORM), start=1):
        found = [(tag, value.strip()) for tag, value in block.texts()]
        values = {
            name: next((value for tag, value in found if tag in tags), "") for name, tags in _TAGS.items()
        }
        notes = " | ".join(value for tag, value in found if tag == "N1")
        yield Row(f"{path.name}, record {number}", {**values, "notes": notes})
