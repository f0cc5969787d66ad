"""A record as formats of references take it apart: of which type and kind it is, when it appeared, whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from litmatrix.bibliography.fields import field_spans
from litmatrix.bibliography.latex import plain, year_number
from litmatrix.importing.readers.dates import month_and_day
from litmatrix.importing.readers.names import parted

if TYPE_CHECKING:
    import pandas as pd

#: The roles of people that references name.
PEOPLE = ("author", "editor", "translator")

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
    "video": ("VIDEO", "motion_picture"), "movie": ("VIDEO", "motion_picture"), "audio": ("SOUND", "song"),
    "music": ("MUSIC", "song"), "artwork": ("ART", "graphic"), "image": ("ART", "graphic"), "standard": ("STAND", "standard"),
    "legislation": ("STAT", "legislation"), "jurisdiction": ("CASE", "legal_case"), "letter": ("PCOMM", "personal_communication"),
}  # fmt: skip
_GENERIC = ("GEN", "document")

# What kind of thesis it is, where the type of the entry says so.
_THESES = {"phdthesis": "PhD thesis", "mastersthesis": "Master's thesis", "mathesis": "Master's thesis"}

_DATE = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?(?:T[\d:.Z+-]*)?")
_GENRE = re.compile(r"\btype\s*=", re.IGNORECASE)


def record_rows(records: pd.DataFrame) -> Iterator[dict[str, str]]:
    """Yield each record as a dictionary of its columns, with its `key`."""
    for key, row in zip(records.index, records.to_dict("records"), strict=True):
        yield {**row, "key": key}


def of_type(row: Mapping[str, str], own: str, read: Mapping[str, str], place: int) -> str:
    """Return the type of a record: the one that its file gave (column `own`), if the entry is still of the type that this made."""
    given = row[own] if row[own] else ""
    if given and read.get(given, "misc") == row["type"]:
        return given
    return _TYPES.get(row["type"], _GENERIC)[place]


def genre(row: Mapping[str, str]) -> str:
    """Return what kind of thesis or report it is; the field `type` is no column of the records."""
    spans = (
        [span for span in field_spans(row["raw"]) if span.name.lower() == "type"]
        if _GENRE.search(row["raw"])
        else []
    )
    said = [plain(row["raw"][span.value_start : span.value_end].strip('{}"')).strip() for span in spans]
    return _THESES.get(said[0], said[0]) if said and said[0] else _THESES.get(row["type"], "")


def issued(row: Mapping[str, str]) -> tuple[list[list[int]], str]:
    """Return when a work was published (year, month and day as far as they are known; two of a range), and a season."""
    year = year_number(row["year"])
    dates = iso(row["date"])
    if year is None or (dates and dates[0][0] == year):
        return dates, ""
    month, day = month_and_day(row["month"])
    if not month:
        return [[year]], row["month"]
    day = int(row["day"]) if row["day"].isdecimal() else day
    return [[year, month, day] if day else [year, month]], ""


def iso(text: str) -> list[list[int]]:
    """Return the date, or both dates of a range, in a text such as ``2019-05-01/2019-05-03``; nothing in any other."""
    found = [_DATE.fullmatch(part.strip()) for part in text.split("/") if part.strip()]
    return [[int(part) for part in one.groups() if part] for one in found if one] if all(found) else []


def named(people: str) -> list[str]:
    return [name.strip() for name in people.split(";") if name.strip()]


def people_of(row: dict[str, str], role: str) -> list[dict[str, str]]:
    """Return the people in a column as CSL names: family and given, or literal for an organisation or a single name."""
    names = [name for name in named(row.get(role, "")) if name != "others"]
    whole = _organisations(row["raw"], role) if any("," in name for name in names) else set()
    return [_name(name, whole) for name in names]


def _name(name: str, whole: set[str]) -> dict[str, str]:
    if "," not in name or name in whole or name.startswith(","):
        return {"literal": name}
    found = zip(("family", "given", "suffix"), parted(name), strict=True)
    return {part: text for part, text in found if text}


def _organisations(raw: str, role: str) -> set[str]:
    """Return the names of an entry that stand in braces of their own: a comma in them parts nothing."""
    spans = [span for span in field_spans(raw) if span.name.lower() == role]
    values = [raw[span.value_start : span.value_end].strip()[1:-1] for span in spans]
    return {
        " ".join(plain(name).split())
        for value in values
        for name in re.findall(r"(?:^|\sand\s)\s*\{((?:[^{}]|\{[^{}]*\})*)\}\s*(?=$|\sand\s)", value)
    }
