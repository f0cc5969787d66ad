"""How a record is named in text: short (Author Year) and as a full reference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from litmatrix.bibliography import distinct
from litmatrix.bibliography.identifiers import doi_address
from litmatrix.bibliography.latex import year_number
from litmatrix.bibliography.values import MONTHS

if TYPE_CHECKING:
    import pandas as pd

_PAGES_ONLY = re.compile(r"pp?\.\s*(?P<pages>[\dA-Za-z][^,\s]*(?:,\s*\d[^,\s]*)*)")
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
# The types of entries whose references print a month and a day.
_DATED = frozenset(
    {"online", "electronic", "www", "misc", "booklet", "video", "movie", "audio", "music", "artwork", "image"}
)
_MONTH_AND_DAY = re.compile(r"\d{4}-(\d\d)(?:-(\d\d))?")
_ADDRESS = re.compile(r"https?://\S+$", re.IGNORECASE)


def names(people: str) -> tuple[str, ...]:
    """Return the family names (or organisations) in an author column's text."""
    found = (name.split(",")[0].strip() for name in people.split(";"))
    return tuple(name for name in found if name)


def short(
    records: pd.DataFrame, among: Collection[str] | None = None, first: Collection[str] = ()
) -> pd.Series:
    """Return a short reference for each record: index `key`, text such as “Repper and Carter 2010”.

    biblatex's `shortauthor` goes before the authors. Three or more authors become “First et al”; without
    authors the title's first words stand, without these the key. Records that would read the same are told apart by more
    names or an initial where the authors differ; of the same authors they get a, b, c after the year (-a, -b, -c after
    words such as “n.d.”) in the order of `ranks`. With `among`, only these keys are told apart. Those of `first`
    are called as they would be without the others, which are called by what is left.
    """
    import pandas as pd

    rank = ranks(records)
    shown = records["shortauthor"] if "shortauthor" in records else [""] * len(records)
    columns = (records[name] for name in ("author", "editor", "title", "year"))
    works = []
    for key, brief, author, editor, title, year in zip(records.index, shown, *columns, strict=True):
        whose = () if brief else distinct.people(author or editor)
        whose = whose if any(one.family != distinct.OTHERS for one in whose) else ()
        called = brief or _who(author or editor, title, key)
        works.append(distinct.Work(called, _year(year), whose, rank[key], key not in first))
    counted = [among is None or key in among for key in records.index]
    told = iter(distinct.told_apart([work for work, one in zip(works, counted, strict=True) if one]))
    labels = [next(told) if one else work.label for work, one in zip(works, counted, strict=True)]
    return pd.Series(labels, index=records.index, name="reference", dtype="str")


def ranks(records: pd.DataFrame) -> dict[str, int]:
    """Return the place of each record, by key, in a list by authors, then year, date, title, and place in the file.

    As in APA 7 (sections 9.44 to 9.47): a month and a day count for works whose reference prints them, such as web pages.
    """
    wanted = ("author", "editor", "year", "type", "date", "month", "day", "title")
    columns = (records[name] if name in records else [""] * len(records) for name in wanted)
    rows = [
        (_people_as(author or editor), _year(year), _date(*dated), _sorted_as(title), place, key)
        for place, (key, author, editor, year, *dated, title) in enumerate(
            zip(records.index, *columns, strict=True)
        )
    ]
    return {key: rank for rank, (*_, key) in enumerate(sorted(rows))}


def _date(type: str, date: str, month: str, day: str) -> str:
    """Return the month and day of a work whose reference prints them, to sort by: “05-17”; nothing of another."""
    if type not in _DATED:
        return ""
    if found := _MONTH_AND_DAY.match(date):
        return "-".join(filter(None, found.groups()))
    month = month.strip().casefold()
    number = int(month) if month.isdecimal() else MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else 0
    return f"{number:02}-{day.zfill(2)}" if number else ""


def _people_as(column: str) -> str:
    """Return people as citeproc sorts them: family name before given name, and nothing between one person and the next."""
    names = (name.partition(",") for name in column.split(";"))
    return "".join(f"{_sorted_as(family)},{_sorted_as(given)}".replace(" ", "") for family, _, given in names)


def _sorted_as(text: str) -> str:
    """Return a text as lists are sorted: accents, capitals and signs do not count."""
    flat = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(sign for sign in flat if sign.isalnum() or sign.isspace()).split())


def cited(reference: str, locator: str = "") -> str:
    """Return a citation as the worked report prints it: “(Repper and Carter 2010: 4)”."""
    pages = _PAGES_ONLY.fullmatch(locator)
    place = pages["pages"] if pages else locator
    return f"({reference}: {place})" if place else f"({reference})"


def full(records: pd.DataFrame) -> pd.Series:
    """Return a full reference for each record, in plain text: index `key`.

    Authors (year). Title. Where published, volume(number), pages. DOI or URL. What is not known is left out;
    of more than twenty authors the first nineteen and the last are named.
    """
    import pandas as pd

    return pd.Series(
        [_full(row) for row in records.to_dict("records")], index=records.index, name="reference", dtype="str"
    )


def link(doi: str, url: str) -> str:
    """Return the address of a work: its DOI's (which may stand with its resolver), else its URL, else nothing."""
    return doi_address(doi) or (doi_address(url) if _RESOLVER.match(url.strip()) else "") or url.strip()


def addresses(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the addresses of a record that may be links, its DOI's first: http and https only."""
    targets = dict.fromkeys((link(record["doi"], ""), link("", record["url"])))
    return tuple(target for target in targets if _ADDRESS.match(target))


def published(record: Mapping[str, Any]) -> str:
    """Return when and where a record was published: “2014, Journal, 3(2), 1-9”."""
    place = record["journal"] or record["booktitle"] or record["publisher"]
    volume = record["volume"] + (f"({record['number']})" if record["number"] else "")
    return ", ".join(part for part in (record["year"] or "no year", place, volume, record["pages"]) if part)


def _full(row: dict) -> str:
    people = [name.strip() for name in (row["author"] or row["editor"]).split(";") if name.strip()]
    if len(people) > 20:
        people = [*people[:19], "…", people[-1]]
    who = "; ".join("et al." if name == "others" else name for name in people)
    year = f"({row['year'] or 'n.d.'})"
    head, title = (
        (f"{who} {year}", row["title"]) if who else ("", f"{row['title'].rstrip('.') or '(untitled)'} {year}")
    )
    volume = row["volume"] + (f"({row['number']})" if row["number"] and row["volume"] else "")
    number = f"no. {row['number']}" if row["number"] and not row["volume"] else ""
    place = row["journal"] or row["booktitle"]
    parts = (place, volume, number, row["pages"] or row.get("eid", ""))
    where = ", ".join(part for part in parts if part) if place else row["publisher"]
    return " ".join(
        [*(_sentence(part) for part in (head, title, where) if part), link(row["doi"], row["url"])]
    ).strip()


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!", "…")) else f"{text}."


def _who(people: str, title: str, key: str) -> str:
    found = names(people)
    if any(name != distinct.OTHERS for name in found):
        return distinct.together(found)
    words = " ".join(title.split()[:4])[:40].rstrip()
    return (words + ("…" if len(words) < len(" ".join(title.split())) else "")) if words else key


def _year(text: str) -> str:
    number = year_number(text)
    return str(number) if number else (text or "n.d.")
