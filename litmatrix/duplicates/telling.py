"""Why two records are held for one work, or may be, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from litmatrix.duplicates.evidence import Evidence

if TYPE_CHECKING:
    import pandas as pd

_FIELDS = (
    ("people", ("author", "editor"), "authors"), ("year", ("year",), "year"),
    ("journal", ("journal", "booktitle"), "journal"), ("volume", ("volume",), "volume"), ("number", ("number",), "issue"),
    ("pages", ("pages",), "pages"), ("doi", ("doi",), "DOI"), ("isbn", ("isbn",), "ISBN"), ("abstract", ("abstract",), "abstract"),
)  # fmt: skip


def not_compared(records: pd.DataFrame, found: Iterable[str] = ()) -> str:
    """Return how many of the records of a review are cited only and so are not compared, in words; nothing if none is.

    `found` are keys to which an import is about to give an origin.
    """
    number = len(set(records.index[records["origin"] == ""]).difference(found))
    if not number:
        return ""
    if number == 1:
        return "1 record is cited only (no search found it): not compared for duplicates."
    return f"{number:,} records are cited only (no search found them): not compared for duplicates."


def reasons(records: pd.DataFrame, one: list[int], other: list[int], found: Evidence) -> list[str]:
    """Return for each pair, by places in the frame, what agrees and what differs: “same DOI; pages differ 73-76 / 73-6”.

    What a record lacks is not spoken of.
    """
    columns = {
        name: records[name].to_numpy(dtype=object).tolist()
        for _, names, _ in _FIELDS
        for name in names
        if name in records
    }
    values = {name: column.tolist() for name, column in found._asdict().items()}
    return [
        _told({name: column[place] for name, column in values.items()}, columns, i, j)
        for place, (i, j) in enumerate(zip(one, other, strict=True))
    ]


def _told(found: dict, columns: dict[str, list[str]], i: int, j: int) -> str:
    alike, differing = [_titled(found)], []
    for name, fields, word in _FIELDS:
        given = [next((columns[field][place] for field in fields if field in columns and columns[field][place]), "") for place in (i, j)]  # fmt: skip
        sign = found[name]
        if sign > 0 and (name not in ("people", "year", "pages") or sign >= 2):
            alike.append(f"same {word}")
        elif name == "people" and sign == 1:
            alike.append("authors alike")
        elif name == "abstract" and sign < 0:
            differing.append("abstracts differ")
        elif all(given) and (sign < 0 or name in ("year", "pages")) and given[0] != given[1]:
            differing.append(
                f"{word} differ{'' if word.endswith('s') else 's'} {_short(given[0])} / {_short(given[1])}"
            )
    if found["notice"] < 0:
        differing.insert(0, "one is an erratum, a comment or a reply")
    if found["numerals"] < 0:
        differing.insert(0, "numbers in the titles differ")
    if found["generic"]:
        differing.append("a title that many works have")
    return "; ".join([*(one for one in alike if one), *differing])


def _titled(found: dict) -> str:
    if found["title"] >= 0.995:
        return "same title"
    if found["part"]:
        return "one title is part of the other"
    return f"titles {found['title']:.0%} alike" if found["title"] >= 0.5 else "different titles"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"
