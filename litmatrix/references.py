"""How a record is named in text: short (Author Year) and as a full reference."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from litmatrix.bibliography import year_number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cited", "full", "names", "short"]


def names(people: str) -> tuple[str, ...]:
    """Return the family names (or organisations) in an author column's text."""
    return tuple(name.split(",")[0].strip() for name in people.split(";") if name.strip())


def short(records: pd.DataFrame) -> pd.Series:
    """Return a short reference for each record: index `key`, text such as “Repper and Carter 2010”.

    biblatex's `shortauthor` goes before the authors. Three or more authors become “First et al”; without authors the title's first words stand, without these
    the key. Records that would read the same get a, b, c after the year, in the order of the file.
    """
    import pandas as pd

    shown = records["shortauthor"] if "shortauthor" in records else [""] * len(records)
    labels = [
        f"{_who(brief or author or editor, title, key)} {_year(year)}"
        for key, brief, author, editor, title, year in zip(
            records.index, shown, records["author"], records["editor"], records["title"], records["year"], strict=True
        )
    ]
    total: dict[str, int] = {}
    for label in labels:
        total[label] = total.get(label, 0) + 1
    seen: dict[str, int] = {}
    unique = []
    for label in labels:
        if total[label] > 1:
            seen[label] = seen.get(label, 0) + 1
            label += _letters(seen[label])
        unique.append(label)
    return pd.Series(unique, index=records.index, name="reference", dtype="str")


def cited(reference: str, locator: str = "") -> str:
    """Return a citation as the worked report prints it: “(Repper and Carter 2010: 4)”."""
    place = re.sub(r"^pp?\.\s*(?=[\dA-Za-z])", "", locator) if re.fullmatch(r"pp?\.\s*[^,]+", locator) else locator
    return f"({reference}: {place})" if place else f"({reference})"


def full(records: pd.DataFrame) -> pd.Series:
    """Return a full reference for each record, in plain text: index `key`.

    Authors (year). Title. Where published, volume(number), pages. DOI or URL. What is not known is left out.
    """
    import pandas as pd

    return pd.Series([_full(row) for row in records.to_dict("records")], index=records.index, name="reference", dtype="str")


def _full(row: dict) -> str:
    people = [name.strip() for name in (row["author"] or row["editor"]).split(";") if name.strip()]
    if len(people) > 20:
        people = [*people[:19], "…", people[-1]]
    who = "; ".join("et al." if name == "others" else name for name in people)
    year = f"({row['year'] or 'n.d.'})"
    title = row["title"].rstrip(".")
    place = row["journal"] or row["booktitle"]
    volume = row["volume"] + (f"({row['number']})" if row["number"] and row["volume"] else "")
    pages = row["pages"] or row.get("eid", "")
    where = ", ".join(part for part in (place, volume, pages) if part) if place else row["publisher"]
    link = f"https://doi.org/{row['doi']}" if row["doi"] else row["url"]
    head = f"{who} {year}" if who else ""
    parts = [head or "", title or "" if head else f"{title or '(untitled)'} {year}", where, link]
    return ". ".join(part.rstrip(".") if part != link else part for part in parts if part) + ("" if link else ".")


def _who(people: str, title: str, key: str) -> str:
    found = names(people)
    if not found:
        words = title.split()
        return " ".join(words[:4]) + ("…" if len(words) > 4 else "") if words else key
    if "others" in found or len(found) > 2:
        return f"{found[0]} et al"
    return " and ".join(found)


def _year(text: str) -> str:
    number = year_number(text)
    return str(number) if number else (text or "n.d.")


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(97 + rest) + letters
    return letters
