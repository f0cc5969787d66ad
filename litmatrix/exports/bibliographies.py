"""The bibliography of included, excluded or all records as BibTeX, RIS and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from litmatrix import bibliography, crossref, screening
from litmatrix.errors import Misuse, Unreadable
from litmatrix.exports.cells import clean
from litmatrix.fields import field_spans
from litmatrix.latex import plain, year_number
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["WHICH", "bibtex", "chosen", "csl_json", "record_rows", "ris", "ris_record"]

#: Which records a bibliography can hold.
WHICH = ("included", "excluded", "all")

# What each type of entry is in RIS and in CSL; any other is generic.
_TYPES = {
    "article": ("JOUR", "article-journal"), "book": ("BOOK", "book"), "mvbook": ("BOOK", "book"),
    "collection": ("EDBOOK", "book"), "proceedings": ("CONF", "book"), "booklet": ("PAMP", "pamphlet"),
    "inbook": ("CHAP", "chapter"), "incollection": ("CHAP", "chapter"), "inreference": ("ENCYC", "entry-encyclopedia"),
    "inproceedings": ("CPAPER", "paper-conference"), "conference": ("CPAPER", "paper-conference"),
    "phdthesis": ("THES", "thesis"), "mastersthesis": ("THES", "thesis"), "thesis": ("THES", "thesis"),
    "techreport": ("RPRT", "report"), "report": ("RPRT", "report"), "manual": ("RPRT", "report"),
    "online": ("ELEC", "webpage"), "electronic": ("ELEC", "webpage"), "www": ("ELEC", "webpage"),
    "unpublished": ("UNPB", "manuscript"), "dataset": ("DATA", "dataset"), "software": ("COMP", "software"),
    "patent": ("PAT", "patent"), "periodical": ("JFULL", "periodical"), "misc": ("GEN", "document"),
    "video": ("VIDEO", "motion_picture"), "audio": ("SOUND", "song"),
}  # fmt: skip
_GENERIC = ("GEN", "document")

# CSL-JSON variables that are taken from one column each, as text.
_CSL_TEXT = {
    "title": "title", "volume": "volume", "page": "pages", "publisher": "publisher", "publisher-place": "address",
    "collection-title": "series", "genre": "type_", "DOI": "doi", "URL": "url", "ISBN": "isbn", "ISSN": "issn",
    "abstract": "abstract", "keyword": "keywords", "note": "note", "language": "langid", "edition": "edition",
}  # fmt: skip

_PAGES = re.compile(r"\s*([^\s,;–—-]+)\s*[-–—]+\s*([^\s,;–—-]+)\s*")
_WORD = re.compile(r"[^\s{}\"#,=()%\\]+")
_BLOCK = re.compile(r"^[ \t]*@[ \t]*(string|preamble)[ \t]*[{(]", re.MULTILINE | re.IGNORECASE)
_MACRO = re.compile(r"@\s*string\s*[{(]\s*([^\s=]+)\s*=", re.IGNORECASE)


def chosen(review: Review, which: str = "included") -> pd.DataFrame:
    """Return the records (columns of `review.records`) that are included, excluded, or all; `Misuse` for another word."""
    if which == "all":
        return review.records
    if which == "included":
        return screening.included(review)
    if which == "excluded":
        return review.records.loc[screening.excluded(review).index]
    raise Misuse(f"{which!r} are no records that can be exported; allowed: {', '.join(WHICH)}.")


# --- BibTeX ---


def bibtex(review: Review, which: str = "included") -> str:
    """Return the records as BibTeX, byte for byte as in bibliography.bib.

    Before them stand the file's @preamble and the @string blocks that they use; after them the entries that
    they refer to by `crossref` or `xdata`, without which they would be incomplete.
    """
    works = _works(review)
    raws = [
        works.entries[key].raw if works and key in works.entries else review.records.at[key, "raw"]
        for key in crossref.with_parents(works.entries if works else {}, chosen(review, which).index)
    ]
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


def ris(review: Review, which: str = "included") -> str:
    """Return the records as RIS, for any reference manager; a line of its own for each author and keyword."""
    return "".join(ris_record(row) for row in record_rows(chosen(review, which)))


def ris_record(row: dict[str, str], notes: Sequence[str] = ()) -> str:
    """Return one record (see `record_rows`) as RIS; `notes` come before its own note."""
    lines = [("TY", _TYPES.get(row["type"], _GENERIC)[0])]
    people = _people(row, "author")
    lines += [("AU", _ris_name(name)) for name in people]
    lines += [("A2", _ris_name(name)) for name in _people(row, "editor")]
    first, last = _span(row["pages"])
    year = year_number(row["year"])
    tags = {
        "TI": row["title"], "T2": row["journal"] or row["booktitle"] or row.get("series", ""), "PY": str(year or row["year"]),
        "VL": row["volume"], "IS": row["number"], "SP": first or row.get("eid", ""), "EP": last, "PB": row["publisher"],
        "CY": row.get("address", "") or row.get("location", ""), "SN": row.get("issn", "") or row.get("isbn", ""),
        "DO": row["doi"], "UR": row["url"], "AB": row["abstract"],
    }  # fmt: skip
    lines += tags.items()
    lines += [("KW", word) for word in re.split(r"[;,\n]", row["keywords"])]
    lines += [("N1", note) for note in (*notes, row["note"])]
    if "others" in _named(row["author"]):
        lines.append(("N1", "There are further authors, who are not named."))
    lines.append(("ID", row["key"]))
    shown = [(tag, " ".join(clean(value).split())) for tag, value in lines]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in shown if value) + "ER  - \r\n\r\n"


def _ris_name(name: dict[str, str]) -> str:
    return name.get("literal") or ", ".join(
        part for part in (name.get("family"), name.get("given"), name.get("suffix")) if part
    )


def _span(pages: str) -> tuple[str, str]:
    found = _PAGES.fullmatch(pages)
    return (found[1], found[2]) if found else (pages, "")


# --- CSL-JSON ---


def csl_json(review: Review, which: str = "included") -> str:
    """Return the records as CSL-JSON, which pandoc and Zotero read: names split, dates as numbers."""
    items = [_csl_item(row) for row in record_rows(chosen(review, which))]
    return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _csl_item(row: dict[str, str]) -> dict[str, Any]:
    kind = _TYPES.get(row["type"], _GENERIC)[1]
    item: dict[str, Any] = {"id": row["key"], "type": kind}
    for variable, column in _CSL_TEXT.items():
        if value := clean(row.get(column, "")).strip():
            item[variable] = value
    for role in ("author", "editor", "translator"):
        people = _people(row, role)
        if "others" in _named(row.get(role, "")):
            people.append({"literal": "others"})  # which is how citeproc prints “et al.”
        if people:
            item[role] = [{part: clean(text) for part, text in name.items()} for name in people]
    if number := clean(row["number"]).strip():
        item["issue" if kind in ("article-journal", "periodical") else "number"] = number
    if container := clean(row["journal"] or row["booktitle"]).strip():
        item["container-title"] = container
    if "page" not in item and (eid := clean(row.get("eid", "")).strip()):
        item["page"] = eid
    if "publisher" not in item and (place := clean(row.get("howpublished", "")).strip()):
        item["publisher"] = place
    if year := year_number(row["year"]):
        item["issued"] = {"date-parts": [[year]]}
    elif row["year"]:
        item["issued"] = {"literal": clean(row["year"])}
    return item


# --- people ---


def record_rows(records: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Yield each record as a dictionary of its columns, with its `key`."""
    for key, row in zip(records.index, records.to_dict("records"), strict=True):
        yield {**row, "key": key}


def _named(people: str) -> list[str]:
    return [name.strip() for name in people.split(";") if name.strip()]


def _people(row: dict[str, str], role: str) -> list[dict[str, str]]:
    """Return the people in a column as CSL names: family and given, or literal for an organisation or a single name."""
    names = [name for name in _named(row.get(role, "")) if name != "others"]
    whole = _organisations(row["raw"], role) if any("," in name for name in names) else set()
    return [_name(name, whole) for name in names]


def _name(name: str, whole: set[str]) -> dict[str, str]:
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 1 or name in whole or not parts[0]:
        return {"literal": name}
    found = {"family": parts[0], "given": parts[1], "suffix": ", ".join(parts[2:])}
    return {part: text for part, text in found.items() if text}


def _organisations(raw: str, role: str) -> set[str]:
    """Return the names of an entry that stand in braces of their own: a comma in them parts nothing."""
    spans = [span for span in field_spans(raw) if span.name.lower() == role]
    values = [raw[span.value_start : span.value_end].strip()[1:-1] for span in spans]
    return {
        " ".join(plain(name).split())
        for value in values
        for name in re.findall(r"(?:^|\sand\s)\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*(?=$|\sand\s)", value)
    }
