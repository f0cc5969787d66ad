"""The records of a bibliography as a frame: plain text, one column a field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from litmatrix.bibliography import crossref
from litmatrix.bibliography.file import Bibliography
from litmatrix.bibliography.identifiers import doi
from litmatrix.bibliography.latex import names_text, plain
from litmatrix.vocabulary import FORMER_KEYS, KEY, ORIGIN, STUDY

if TYPE_CHECKING:
    import pandas as pd

#: Columns that a records frame always has, whatever the entries hold.
FIELDS = (
    "title", "author", "editor", "year", "journal", "booktitle", "publisher", "volume", "number", "pages", "doi",
    "url", "abstract", "keywords", "note", ORIGIN, STUDY, FORMER_KEYS,
)  # fmt: skip

#: Fields whose text is taken as it stands: in them a brace or a backslash is not LaTeX.
VERBATIM = frozenset({"doi", "url", "file", "eprint", "pdf", "urlraw", ORIGIN, STUDY, FORMER_KEYS})

#: Fields that hold people, joined by `and` in the file and by semicolons in the frame.
NAMES = frozenset({"author", "editor", "translator"})

#: biblatex's names of fields, and fields that stand in for another where it is missing.
ALIASES = {
    "journaltitle": "journal",
    "date": "year",
    "issue": "number",
    "institution": "publisher",
    "organization": "publisher",
    "school": "publisher",
}
# A subtitle, and the titles that it may belong to.
_SUBTITLES = {
    "subtitle": ("title",),
    "booksubtitle": ("booktitle",),
    "mainsubtitle": ("maintitle",),
    "journalsubtitle": ("journaltitle", "journal"),
}
# Fields that would clash with a column or the index of the records frame; they stay in `raw`.
_NOT_COLUMNS = frozenset({"type", "line", "raw", KEY})


def records(bibliography: Bibliography) -> pd.DataFrame:
    """Return a frame of the entries: index `key`, one text column a field, in plain text (no LaTeX).

    People (author, editor) are “Family, Given; Family, Given; Organisation”.
    First `type`, then `FIELDS` in that order (empty text where an entry lacks one), then the other fields
    that occur, then `line` (int) and `raw` (the entry's bytes as text). biblatex's journaltitle, date,
    issue, institution and organization fill journal, year, number and publisher where these are missing. What an entry has
    from its parents (`crossref`, `xdata`) stands there as its own; stores of fields and sets are no records.
    A title and its subtitle are one title, that of a book or journal likewise.
    """
    import pandas as pd

    entries = [entry for entry in bibliography.entries.values() if entry.type not in crossref.NO_RECORDS]
    whole = crossref.inherited(bibliography.entries)
    rows = [_aliased(titled(whole.get(entry.key, entry.fields))) for entry in entries]
    others = {name for row in rows for name in row} - set(FIELDS) - _NOT_COLUMNS
    columns: dict[str, list] = {"type": [entry.type for entry in entries]}
    for name in (*FIELDS, *sorted(others)):
        given = [row.get(name, "") for row in rows]
        if name == "doi":
            columns[name] = [doi(value) or value for value in given]
        elif name in VERBATIM:
            columns[name] = given
        else:
            read = names_text if name in NAMES else plain
            columns[name] = [read(value) if value else "" for value in given]
    columns["line"] = [entry.line for entry in entries]
    columns["raw"] = [entry.raw for entry in entries]
    frame = pd.DataFrame(columns, index=pd.Index([entry.key for entry in entries], name=KEY, dtype="str"))
    return (
        frame.astype({name: "int64" if name == "line" else "str" for name in columns})
        if frame.empty
        else frame
    )


def no_records(bibliography: Bibliography) -> tuple[str, ...]:
    """Return the keys of the entries that are no records."""
    return tuple(entry.key for entry in bibliography.entries.values() if entry.type in crossref.NO_RECORDS)


def titled(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Return fields with each subtitle as part of its title, which is how a work is shown, compared and exported."""
    if _SUBTITLES.keys().isdisjoint(fields):
        return fields
    row = dict(fields)
    for name, titles in _SUBTITLES.items():
        if subtitle := row.pop(name, "").strip():
            title = next((title for title in titles if row.get(title)), titles[0])
            row[title] = _joined(row.get(title, "").strip(), subtitle)
    return row


def _joined(title: str, subtitle: str) -> str:
    """Return a title with its subtitle, which it may end with already."""
    bare, end = _bare(subtitle), title[-2 * len(subtitle) - 9 :]
    if bare and any(_bare(end[part.end() :]) == bare for part in re.finditer(r"[:.?!(–—-]", end)):
        return title
    ended = title.rstrip("}\"'”»").endswith((":", "?", "!", ".", "…", "–", "—"))
    return f"{title}{' ' if ended else ': '}{subtitle}" if title else subtitle


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _aliased(fields: Mapping[str, str]) -> Mapping[str, str]:
    if ALIASES.keys().isdisjoint(fields):
        return fields
    row = dict(fields)
    for alias, name in ALIASES.items():
        if alias in row and not row.get(name):
            row[name] = row[alias][:4] if alias == "date" and row[alias][:4].isdigit() else row[alias]
    return row
