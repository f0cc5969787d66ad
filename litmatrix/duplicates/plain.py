"""The records as the comparison sees them: folded, stripped of what databases add, and in parts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix.bibliography.identifiers import doi_key, isbns, issns
from litmatrix.duplicates.folding import WORDS, folded
from litmatrix.duplicates.titles import rarest, read_title, recurring

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

#: Bits of the map in which the words of the authors of a record are noted.
BITS = 256

_NOBODY = frozenset({"", "anonymous", "anon", "unknown", "noauthor", "noauthorlisted", "na", "noname"})
# Behind a family name: “JA”, “J.-P.”, “J A”.
_INITIALS = re.compile(r"\s(?:[A-Z]\.?[\s-]?){1,3}\Z")
_EMPTY = frozenset({"", "unknown", "na", "n a", "none", "nan", "n pag", "in press", "no pagination"})
_READ = (
    "title", "author", "editor", "year", "journal", "booktitle", "volume", "number", "pages", "doi", "isbn", "issn", "abstract",
)  # fmt: skip
_MEETING = re.compile(
    r"\b(?:conferenc|symposi|workshop|proceedings|congres|convention|meeting|tagung|konferen|colloqui)"
)
# The pages of a supplement: S27, P12, OP3.
_BESIDES = frozenset({"s", "p", "o", "a", "ps", "op", "suppl", "sup"})
_SUPPLEMENT = re.compile(r"suppl|\bsup\b|^s-?\d", re.IGNORECASE | re.MULTILINE)
_ARTICLES = """
the of and for in on a an de la le les des du et der die das und fur fuer del di e y zu von to official journal s
"""
_SMALL = frozenset(_ARTICLES.split())
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}


class Plain(NamedTuple):
    """The records, one list or array a part, in the order of the frame; an empty text or -1 where a part is missing."""

    keys: list[str]
    title: list[str]
    """Letters and digits of the title, without what databases add."""
    text: list[str]
    """Its words."""
    whole: list[str]
    """Letters and digits of all of the title."""
    second: list[str]
    """Those of a second title, the translated or the original one."""
    main: list[str]
    """Those before the subtitle."""
    rare: list[str]
    """The two words of the title that the fewest records have."""
    numerals: list[str]
    notice: list[str]
    generic: np.ndarray
    recurring: np.ndarray
    serial: np.ndarray
    words: np.ndarray
    parted: list[frozenset[int]]
    first: list[str]
    """The family name of the first author."""
    initial: list[str]
    """The initial of the first author."""
    people: np.ndarray
    """A map of bits of the words of all names: shape (records, BITS / 8), uint8."""
    year: np.ndarray
    journal: list[str]
    initials: list[str]
    meeting: np.ndarray
    """2: the volume it stands in is of a conference; 1: it stands in a volume that is no journal."""
    volume: list[str]
    number: list[str]
    start: np.ndarray
    end: np.ndarray
    mark: list[str]
    """What stands before a page number: S of S27."""
    supplement: np.ndarray
    """Whether it stands in a supplement, as the abstracts of a meeting do."""
    doi: list[str]
    isbn: list[tuple[str, ...]]
    issn: list[tuple[str, ...]]
    abstract: list[str]


def read_records(records: pd.DataFrame) -> Plain:
    """Return the records of a frame (see `bibliography.records`) as the comparison sees them."""
    import numpy as np

    size = len(records)
    given = {
        name: records[name].to_numpy(dtype=object).tolist() if name in records else [""] * size
        for name in _READ
    }
    titles = [read_title(text) for text in given["title"]]
    people = [_people(one or other) for one, other in zip(given["author"], given["editor"], strict=True)]
    places = _each(
        _journal, [one or other for one, other in zip(given["journal"], given["booktitle"], strict=True)]
    )
    pages: list[tuple[int, int, str]] = _each(_pages, given["pages"])
    years = _each(_year, given["year"])
    volumes = _each(_volume, given["volume"])
    # Reference managers write an ISSN into isbn, and RIS has one tag for both.
    numbers = ["; ".join(both) for both in zip(given["isbn"], given["issn"], strict=True)]
    bits = np.frombuffer(b"".join(one[2] for one in people), dtype=np.uint8).reshape(size, BITS // 8)
    return Plain(
        keys=[str(key) for key in records.index],
        title=[one.title for one in titles],
        text=[" ".join(one.words) for one in titles],
        whole=[one.whole for one in titles],
        second=[one.second for one in titles],
        main=[one.main for one in titles],
        rare=rarest([one.words for one in titles]),
        numerals=[one.numerals for one in titles],
        notice=[one.notice for one in titles],
        generic=np.array([one.generic for one in titles], dtype=bool),
        recurring=recurring([one.title for one in titles], years),
        serial=np.array([one.serial for one in titles], dtype=bool),
        words=np.array([one.length for one in titles], dtype=np.int32),
        parted=[one.parted for one in titles],
        first=[one[0] for one in people],
        initial=[one[1] for one in people],
        people=bits,
        year=np.array(years, dtype=np.int32),
        journal=[one[0] for one in places],
        initials=[one[1] for one in places],
        meeting=np.array(_meetings(given["journal"], given["booktitle"]), dtype=np.int8),
        # The year in place of a volume says nothing that the year does not.
        volume=["" if text == str(year) else text for text, year in zip(volumes, years, strict=True)],
        number=_each(_issue, given["number"]),
        start=np.array([one[0] for one in pages], dtype=np.int64),
        end=np.array([one[1] for one in pages], dtype=np.int64),
        mark=[one[2] for one in pages],
        supplement=np.array([one[2] in _BESIDES or bool(_SUPPLEMENT.search("\n".join(each))) for one, *each in zip(pages, given["volume"], given["number"], given["pages"], strict=True)], dtype=bool),
        doi=[doi_key(text) for text in given["doi"]],
        isbn=_each(isbns, numbers),
        issn=_each(issns, numbers),
        abstract=["".join(WORDS.findall(folded(text[:400])))[:200] if text else "" for text in given["abstract"]],
    )  # fmt: skip


def _each(read: Callable[[str], Any], texts: list[str]) -> list[Any]:
    """Return what is read from each text; a text that comes again, as a journal does, is read once."""
    known = {text: read(text) for text in set(texts)}
    return [known[text] for text in texts]


def _meetings(journals: list[str], volumes: list[str]) -> list[int]:
    meetings = _each(lambda text: 2 if _MEETING.search(folded(text)) else int(bool(text)), volumes)
    return [0 if journal else meeting for journal, meeting in zip(journals, meetings, strict=True)]


# --- people, places, numbers ----------------------------------------------------------------------------------------


def _people(text: str) -> tuple[str, str, bytes]:
    """Return the first author's family name and initial, and the map of bits of the words in all names."""
    bits = 0
    for word in set(WORDS.findall(folded(text))):
        if len(word) > 2 or not word.isascii():
            bits |= 1 << (zlib.crc32(word.encode()) % BITS)
    name, initial = _name(text.partition(";")[0].strip())
    return (
        ("", "", bytes(BITS // 8)) if name in _NOBODY else (name, initial, bits.to_bytes(BITS // 8, "little"))
    )


def _name(text: str) -> tuple[str, str]:
    """Return the family name and the initial of a name: “Smith, John”, “Smith JA” or “John Smith”."""
    family, comma, given = text.partition(",")
    if not comma and (found := _INITIALS.search(text)):
        family, comma, given = text[: found.start()], " ", found[0]
    words, first = WORDS.findall(folded(family)), WORDS.findall(folded(given))
    if comma:
        return "".join(words), first[0][0] if first else ""
    long = [word for word in words if len(word) > 1 or not word.isascii()] or words
    if not words:
        return "", ""
    name = long[-1] if len(words) < 5 else "".join(words)
    return name, words[0][0] if 1 < len(words) < 5 else ""


def _journal(text: str) -> tuple[str, str]:
    plain = folded(text)
    if plain in _EMPTY:
        return "", ""
    plain = re.sub(r"\([^()]*\)", " ", plain) if "(" in plain else plain
    plain = re.split(r" : | = |: official| / ", plain)[0]
    every = WORDS.findall(plain)
    words = [word for word in every if word not in _SMALL] or every
    return "".join(words), "".join(word[0] for word in every if word not in _SMALL or word == "journal")


def _year(text: str) -> int:
    found = re.search(r"\d{4}", text)
    return int(found[0]) if found else -1


def _volume(text: str) -> str:
    plain = folded(text).strip()
    if plain in _EMPTY:
        return ""
    found = re.search(r"\d+", plain)
    if found:
        return found[0].lstrip("0")
    return str(_roman(plain)) if re.fullmatch("[ivxlc]+", plain) else ""


def _issue(text: str) -> str:
    """Return an issue; a number over 60 is more often that of a record in somebody's database, and tells nothing."""
    number = _volume(text)
    if number:
        return number if len(number) < 3 and int(number) <= 60 else ""
    return str(_MONTHS.get(text.strip()[:3].lower(), ""))


def _pages(text: str) -> tuple[int, int, str]:
    """Return the first page, the last and the mark before the first; -1 where one is missing or cannot be told.

    73-6 ends on 76; 08-Aug is what a spreadsheet made of 8-8.
    """
    plain = folded(text).strip(" \t\"'.")
    if plain in _EMPTY:
        return -1, -1, ""
    plain = re.sub(
        r"\b(\d{1,2})-([a-z]{3})\b",
        lambda found: f"{found[1]}-{_MONTHS[found[2]]}" if found[2] in _MONTHS else found[0],
        plain,
    )
    if roman := re.fullmatch(r"([ivxlc]+)(?: *-+ *([ivxlc]+))?", plain):
        begin, close = _roman(roman[1]), _roman(roman[2] or roman[1])
        return begin, max(begin, close), "roman"
    plain = re.split(r"[;,]", re.sub(r"\A(?:pp?|pages?|article(?: no)?|art)\b\.? *", "", plain))[0]
    found = re.match(r"([a-z]{0,4})\.?[ -]*(\d+)[a-z]? *(?:-+ *([a-z]{0,4})(\d+))?", plain)
    if not found or (found[1] and not found[3] and "-" in plain and not found[4]):
        last = re.search(r"-+ *(\d+)\W*\Z", plain)
        return -1, -int(last[1][:15]) - 2 if last else -1, ""
    start, end = found[2][:15], (found[4] or "")[:15]
    if end and len(end) < len(start):
        end = start[: len(start) - len(end)] + end
    return int(start), int(end) if end else int(start), found[1]


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[sign] for sign in text]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
