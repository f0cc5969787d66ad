"""The bibliography of included, excluded or all records as BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import difflib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from litmatrix import bibliography, screening
from litmatrix.bibliography import crossref
from litmatrix.bibliography.fields import field_spans, without_field
from litmatrix.bibliography.latex import year_number
from litmatrix.errors import Misuse, Unreadable
from litmatrix.importing.readers.names import person
from litmatrix.importing.readers.ris import FURTHER, NOTED, TAGS, TYPES
from litmatrix.manuscript import read_manuscript
from litmatrix.review import Review
from litmatrix.tables.grids import clean
from litmatrix.vocabulary import BIBLIOGRAPHY, MANUSCRIPT
from litmatrix.writing.csl import csl_items
from litmatrix.writing.records import PEOPLE, genre, iso, issued, named, of_type, people_of, record_rows

if TYPE_CHECKING:
    import pandas as pd


def _cited(review: Review) -> pd.DataFrame:
    """Return the records that the manuscript cites, in its blocks too; raises `Misuse` where there is none."""
    path = review.folder / MANUSCRIPT
    if not path.exists():
        raise Misuse(f"{path}: there is no manuscript yet, so nothing is cited in it.")
    return review.records[review.records.index.isin(read_manuscript(path).keys)]


# Which records a bibliography can hold, by the word for them.
_SETS: Mapping[str, Callable[[Review], pd.DataFrame]] = {
    "included": screening.included,
    "excluded": lambda review: review.records.loc[screening.excluded(review).index],
    "all": lambda review: review.records,
    "cited": _cited,
}
WHICH = tuple(_SETS)

# The columns that fill the tags of RIS which take a value as it stands, in the order in which they are written.
_RIS_TEXT = {
    "ST": "shorttitle", "J2": "shortjournal", "VL": "volume", "NV": "volumes", "IS": "number", "C7": "eid", "ET": "edition", "AD": "affiliation",
}  # fmt: skip

_PAGES = re.compile(r"\s*([^\s,;–—-]+)\s*[-–—]+\s*([^\s,;–—-]+)\s*")
_OWN_TAG = re.compile(r"ris_[a-z][a-z0-9]")
_WORD = re.compile(r"[^\s{}\"#,=()%\\]+")
_BLOCK = re.compile(r"^[ \t]*@[ \t]*(string|preamble)[ \t]*[{(]", re.MULTILINE | re.IGNORECASE)
_MACRO = re.compile(r"@\s*string\s*[{(]\s*([^\s=]+)\s*=", re.IGNORECASE)


def chosen(review: Review, which: str | Collection[str] = "included") -> pd.DataFrame:
    """Return the records (columns of `review.records`) that are included, excluded, all, or cited in the manuscript, or those of some keys, in the order
    of the bibliography; `Misuse` for another word."""
    if not isinstance(which, str):
        return review.records[review.records.index.isin(list(which))]
    if which in _SETS:
        return _SETS[which](review)
    raise Misuse(f"{which!r} cannot be exported; allowed: {', '.join(WHICH)}.")


# --- BibTeX ---


def left(review: Review, which: str | Collection[str], without: Iterable[str]) -> pd.DataFrame:
    """Return the chosen records; where fields are left out, as the entries without them read."""
    records = chosen(review, which)
    if not (without := tuple(without)):
        return records
    left = bibliography.records(bibliography.parse_bibliography(bibtex(review, which, without)))
    return left.loc[records.index]


def _without(raws: Sequence[str], names: Iterable[str]) -> list[str]:
    """Return entries without the fields that are named; raises `Misuse` for a name that is no field's."""
    names = {name.strip().lower() for name in names} - {""}
    known = {*bibliography.FIELDS, *(span.name.lower() for raw in raws for span in field_spans(raw))}
    for name in sorted(names - known):
        near = difflib.get_close_matches(name, known, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Misuse(f"no record has a field {name!r} that could be left out.{hint}")
    left = []
    for raw in raws:
        while present := names & {span.name.lower() for span in field_spans(raw)}:
            for name in present:
                raw = without_field(raw, name)
        left.append(raw)
    return left


def bibtex(review: Review, which: str | Collection[str] = "included", without: Iterable[str] = ()) -> str:
    """Return the records as BibTeX, byte for byte as in bibliography.bib but for the fields that are left out.

    Before them stand the file's @preamble and the @string blocks that they use; after them the entries that
    they refer to by `crossref` or `xdata`, without which they would be incomplete.
    """
    works = _works(review)
    raws = [
        works.entries[key].raw if works and key in works.entries else review.records.at[key, "raw"]
        for key in crossref.with_parents(works.entries if works else {}, chosen(review, which).index)
    ]
    if without := tuple(without):
        raws = _without(raws, without)
    blocks = [*_needed_blocks(works.text if works else "", raws), *raws]
    newline = "\r\n" if any("\r\n" in raw for raw in raws) else "\n"
    return "".join(
        block + newline + (newline if number < len(blocks) else "")
        for number, block in enumerate(blocks, start=1)
    )


def _works(review: Review) -> bibliography.Bibliography | None:
    try:
        return bibliography.read_bibliography(review.folder / BIBLIOGRAPHY)
    except Unreadable:
        return None


def _needed_blocks(text: str, raws: list[str]) -> Iterator[str]:
    """Yield the @preamble blocks and those @string blocks whose names occur in the entries (or in one another)."""
    blocks = [_block(text, found) for found in _BLOCK.finditer(text)]
    macros = {block: found[1].lower() for block in blocks if (found := _MACRO.match(block))}
    words = {word.lower() for raw in raws for word in _WORD.findall(raw)}
    needed: set[str] = set()
    while more := {block for block, name in macros.items() if name in words and block not in needed}:
        needed |= more
        words |= {word.lower() for block in more for word in _WORD.findall(block[block.index("=") :])}
    if raws:
        yield from dict.fromkeys(block for block in blocks if block in needed or block not in macros)


def _block(text: str, found: re.Match[str]) -> str:
    """Return the text of a block from its ``@`` to the brace or bracket that closes it."""
    start = text.index("@", found.start())
    depth = 0
    for mark in re.compile(r"(?<!\\)[{}()]").finditer(text, found.end() - 1):
        depth += 1 if mark[0] in "{(" else -1
        if depth == 0:
            return text[start : mark.end()]
    return text[start:].rstrip()


# --- RIS ---


def ris(review: Review, which: str | Collection[str] = "included", without: Iterable[str] = ()) -> str:
    """Return the records as RIS, for any reference manager; a line of its own for each author and keyword."""
    return "".join(ris_record(row) for row in record_rows(left(review, which, without)))


def ris_record(row: dict[str, str], notes: Sequence[str] = ()) -> str:
    """Return one record (see `record_rows`) as RIS; `notes` come before its own note.

    What RIS has no tag for stands in notes of the form “PMID: 123”, which are read back for what they are.
    """
    row = defaultdict(str, row)
    people = {role: people_of(row, role) for role in PEOPLE}
    article = row["type"] in ("article", "periodical")
    tags = {"author": "AU", "editor": "ED" if article else "A2", "translator": "A4"}
    container = row["journal"] or row["booktitle"]
    first, last = _span(row["pages"])
    lines = [("TY", of_type(row, "ris_ty", TYPES, 0))]
    lines += [(tags[role], _ris_name(name)) for role in PEOPLE for name in people[role]]
    of_series = not container and row["type"] in ("book", "mvbook", "collection", "proceedings")
    lines += [("TI", row["title"]), ("T2", row["series"] if of_series else container)]
    lines += [
        ("T3", "" if of_series else row["series"]),
        ("PY", str(year_number(row["year"]) or row["year"])),
    ]
    lines += [("DA", _ris_date(row)), ("M3", genre(row))]
    lines += [(tag, row[column]) for tag, column in _RIS_TEXT.items()]
    lines += [
        ("SP", first or row["eid"]),
        ("EP", last),
        ("PB", row["publisher"]),
        ("CY", row["address"] or row["location"]),
    ]
    lines += [("SN", row["issn"]), ("SN", row["isbn"]), ("DO", row["doi"]), ("UR", row["url"])]
    lines += [
        ("Y2", _slashed(iso(row["urldate"])[:1]) or row["urldate"]),
        ("LA", row["language"] or row["langid"]),
        ("AB", row["abstract"]),
    ]
    lines += [
        ("KW", word) for word in re.split(r"[;\n]" if ";" in row["keywords"] else r"[,\n]", row["keywords"])
    ]
    lines += [("N1", note) for note in (*notes, row["note"])]
    lines += [
        ("N1", f"{variable}: {row[column]}") for variable, column in NOTED.items() if row[column].strip()
    ]
    lines += [("N1", FURTHER.format(role)) for role in PEOPLE if "others" in named(row[role])]
    # Tags that no field has, as another program gave them: an accession number, what it calls custom.
    lines += [
        (tag, row[column])
        for column in sorted(row)
        if (tag := column.removeprefix("ris_").upper())
        and _OWN_TAG.fullmatch(column)
        and tag not in (*TAGS, "ID", "TY", "ER")
    ]
    lines.append(("ID", row["key"]))
    shown = [(tag, " ".join(clean(value).split())) for tag, value in lines]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in shown if value) + "ER  - \r\n\r\n"


def _ris_name(name: dict[str, str]) -> str:
    """Return a name as “Family, Given, Suffix”; an organisation that looks like a person with the comma that says it is none."""
    if whole := name.get("literal"):
        return whole if person(whole) in (whole, f"{{{whole}}}") and "," not in whole else f"{whole},"
    return ", ".join((name["family"], name.get("given", ""), name.get("suffix", ""))).rstrip(", ")


def _ris_date(row: Mapping[str, str]) -> str:
    """Return year, month and day, or what stands for the month, as RIS has them; nothing where there is only a year."""
    dates, season = issued(row)
    year, *rest = dates[0] if dates else [0]
    if season:
        return f"{year}///{season}"
    until = "-".join(f"{part:02}" for part in dates[1]) if dates[1:] else ""
    return f"{_slashed(dates[:1])}{until}" if rest or until else ""


def _slashed(dates: Sequence[Sequence[int]]) -> str:
    return "".join(
        "/".join([f"{date[0]}", *(f"{part:02}" for part in date[1:]), "", ""][:3]) + "/" for date in dates
    )


def _span(pages: str) -> tuple[str, str]:
    found = _PAGES.fullmatch(pages)
    return (found[1], found[2]) if found else (pages, "")


# --- CSL-JSON ---


def csl_json(review: Review, which: str | Collection[str] = "included", without: Iterable[str] = ()) -> str:
    """Return the records as CSL-JSON, which pandoc and Zotero read: names split, dates as numbers."""
    items = csl_items(left(review, which, without))
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"
