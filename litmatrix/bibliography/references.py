"""How a record is named in text: short (Author Year) and as a full reference."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from litmatrix.bibliography.identifiers import doi_address
from litmatrix.bibliography.latex import year_number

if TYPE_CHECKING:
    import pandas as pd

_PAGES_ONLY = re.compile(r"pp?\.\s*(?P<pages>[\dA-Za-z][^,\s]*(?:,\s*\d[^,\s]*)*)")
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
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
    authors the title's first words stand, without these the key. Records that would read the same get a, b, c
    after the year (-a, -b, -c after words such as “n.d.”), in the order that a citation processor gives them:
    by all authors, then by title, then as in the file. With `among`, only these keys are told apart. Those of `first`
    are called as they would be without the others, which take the letters that follow.
    """
    import pandas as pd

    shown = records["shortauthor"] if "shortauthor" in records else [""] * len(records)
    labels: dict[str, list[tuple[bool, str, str, int]]] = {}
    unique = []
    columns = (records[name] for name in ("author", "editor", "title", "year"))
    for place, (key, brief, author, editor, title, year) in enumerate(
        zip(records.index, shown, *columns, strict=True)
    ):
        label = f"{brief or _who(author or editor, title, key)} {_year(year)}"
        unique.append(label)
        if among is None or key in among:
            labels.setdefault(label, []).append((key not in first, author or editor, title, place))
    for label, alike in labels.items():
        if len(alike) > 1:
            joint = "" if label[-1].isdigit() else "-"
            alike.sort(key=lambda one: (one[0], _sorted_as(one[1]), _sorted_as(one[2]), one[3]))
            alone = sum(not later for later, *_ in alike) == 1
            for number, (later, *_, place) in enumerate(alike, 1):
                unique[place] = label if alone and not later else f"{label}{joint}{_letters(number)}"
    return pd.Series(unique, index=records.index, name="reference", dtype="str")


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
    known = [name for name in found if name != "others"]
    if not known:
        words = " ".join(title.split()[:4])[:40].rstrip()
        return (words + ("…" if len(words) < len(" ".join(title.split())) else "")) if words else key
    if len(found) > 2 or len(known) < len(found):
        return f"{known[0]} et al"
    return " and ".join(known)


def _year(text: str) -> str:
    number = year_number(text)
    return str(number) if number else (text or "n.d.")


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(97 + rest) + letters
    return letters
