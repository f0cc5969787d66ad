"""The records as the comparison sees them: folded, stripped of what databases add, and in parts."""

from __future__ import annotations

import re
import unicodedata
import zlib
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["Plain", "read_records"]

#: Bits of the map in which the words of the authors of a record are noted.
BITS = 256

_LETTERS = {
    **dict(zip("абвгдеёзийклмнопрстуфыэіїєґў", "abvgdeezijklmnoprstufyeiiegu", strict=True)),
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya",
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "κ": "kappa", "λ": "lambda", "μ": "mu",
    "π": "pi", "σ": "sigma", "τ": "tau", "ω": "omega",
    "ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "ı": "i",
    "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-",
}  # fmt: skip
_FOLDED = str.maketrans(_LETTERS)
_WORDS = re.compile(r"[^\W_]+")
_MARKUP = re.compile(r"</?(?:i|b|em|sub|sup|strong|inf|sc|italic|bold|p|jats:\w+)>|&(?:amp|lt|gt|quot);")

# What a database adds to a title: [Review] [24 refs], [Erratum appears in …], (Provisional abstract), LA: Chi.
_TAIL = re.compile(
    r"(?:[\s.*]*(?:\[[^\[\]]*\]|\((?:provisional abstract|structured abstract|brief record|abstract|review)\)"
    r"|\bla: ?[a-z]{2,3}\b|\ball rights reserved|<original>.*))+[\s.*]*\Z",
    re.DOTALL,
)
_RETRACTED = re.compile(r"\A(?:\W*(?:retracted(?: article)?|withdrawn)\W+)")
_APART = re.compile(r"\s*(?:;| = | / |<original>|\]\s*\.|\.\s*\[)\s*")
_NUMERAL = re.compile(r"\d+|\b(?:i{1,3}|iv|vi{0,3}|ix|one|two|three|first|second|third|fourth)\b")
_VALUE = {
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
    "one": "1", "two": "2", "three": "3", "first": "1", "second": "2", "third": "3", "fourth": "4",
}  # fmt: skip

# A notice about a work is not the work: what kind of notice a title says that it is.
_NOTICES = (
    ("erratum", re.compile(
        r"\A\W*(?:(?:author|publisher)s?'? )?(?:errat(?:um|a)|corrigend(?:um|a)|corrections?|addendum|expression of concern"
        r"|retraction(?! pocket)|withdrawal of)\b|\b(?:vol|volume)\.? \d+,? (?:pgs?|pages?|pp?)\.? |\b(?:erratum|corrigendum|correction)\W*\Z"
    )),
    ("comment", re.compile(
        r"\A\W*(?:invited |editorial )?(?:comment(?:ary|s)?\b\W*(?:on|to|:|-)|discussion (?:of|on)|re:|letter to|in response to|response to|reply to"
        r"|(?:author'?s?'? )?(?:reply|response)\b\W*(?:to|:|-)|editorial:|rejoinder|book review)|\b(?:reply|rejoinder|authors?'? (?:reply|response)"
        r"|invited commentary|a comment|comment|a response)\W*\Z"
    )),
)  # fmt: skip

#: Titles that name a kind of text and not a work; beside them, only words of these may stand.
_GENERIC = frozenset(
    "editorial editorials editors editor note notes comment comments commentary introduction introductory foreword preface letter "
    "letters reply replies response responses authors author erratum errata corrigendum correction corrections addendum abstract "
    "abstracts index contents table announcement announcements news obituary book books review reviews reviewer reviewers special issue guest "
    "remarks untitled title discussion summary conclusion conclusions acknowledgement acknowledgements acknowledgments correspondence invited "
    "perspective viewpoint opinion message president presidents chair from in this the to of and for a on by s discussant minutes report "
    "annual meeting proceedings poster session sessions posters oral presentation presentations programme program symposium keynote "
    "panel workshop tutorial committee committees members board front matter back cover papers call about memoriam overview welcome "
    "statement supplement section part volume vol no number 1 2 3 4 5 6 7 8 9 case research short communication briefing thanks "
    "editorielle vorwort geleitwort einleitung einfuhrung editorielles prologo prefacio editoriales inhalt".split()
)
_NOBODY = frozenset({"", "anonymous", "anon", "unknown", "noauthor", "noauthorlisted", "na", "noname"})
_EMPTY = frozenset({"", "unknown", "na", "n a", "none", "nan", "n pag", "in press", "no pagination"})
_SMALL = frozenset(
    "the of and for in on a an de la le les des du et der die das und fur fuer del di e y et zu von to official journal s".split()
)
_MONTHS = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}


class Plain(NamedTuple):
    """The records, one list or array a part, in the order of the frame; an empty text or -1 where a part is missing."""

    keys: list[str]
    title: list[str]
    """Letters and digits of the title, without what databases add."""
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
    words: np.ndarray
    first: list[str]
    """The family name of the first author."""
    people: np.ndarray
    """A map of bits of the words of all names: shape (records, BITS / 8), uint8."""
    year: np.ndarray
    journal: list[str]
    initials: list[str]
    volume: list[str]
    number: list[str]
    start: np.ndarray
    end: np.ndarray
    mark: list[str]
    """What stands before a page number: S of S27."""
    doi: list[str]
    isbn: list[str]
    issn: list[str]
    abstract: list[str]


def read_records(records: pd.DataFrame) -> Plain:
    """Return the records of a frame (see `bibliography.records`) as the comparison sees them."""
    import numpy as np

    size = len(records)
    given = {
        name: records[name].to_numpy(dtype=object).tolist() if name in records else [""] * size
        for name in ("title", "author", "editor", "year", "journal", "booktitle", "volume", "number", "pages")
        + ("doi", "isbn", "issn", "abstract")
    }
    titles = [_title(text) for text in given["title"]]
    people = [_people(one or other) for one, other in zip(given["author"], given["editor"], strict=True)]
    places = [_journal(one or other) for one, other in zip(given["journal"], given["booktitle"], strict=True)]
    pages = [_pages(text) for text in given["pages"]]
    years = [_year(text) for text in given["year"]]
    bits = np.frombuffer(b"".join(one[1] for one in people), dtype=np.uint8).reshape(size, BITS // 8)
    return Plain(
        keys=[str(key) for key in records.index],
        title=[one.title for one in titles],
        whole=[one.whole for one in titles],
        second=[one.second for one in titles],
        main=[one.main for one in titles],
        rare=_rarest([one.words for one in titles]),
        numerals=[one.numerals for one in titles],
        notice=[one.notice for one in titles],
        generic=np.array([one.generic for one in titles], dtype=bool) | _recurring([one.title for one in titles], years),
        words=np.array([len(one.words) for one in titles], dtype=np.int32),
        first=[one[0] for one in people],
        people=bits,
        year=np.array(years, dtype=np.int32),
        journal=[one[0] for one in places],
        initials=[one[1] for one in places],
        volume=[_volume(text) for text in given["volume"]],
        number=[_issue(text) for text in given["number"]],
        start=np.array([one[0] for one in pages], dtype=np.int64),
        end=np.array([one[1] for one in pages], dtype=np.int64),
        mark=[one[2] for one in pages],
        doi=[_doi(text) for text in given["doi"]],
        isbn=["".join(re.findall(r"[\dx]", text.lower()))[-10:-1] if text else "" for text in given["isbn"]],
        issn=["".join(re.findall(r"[\dx]", text.lower()))[:8] if text else "" for text in given["issn"]],
        abstract=["".join(_WORDS.findall(folded(text[:400])))[:200] if text else "" for text in given["abstract"]],
    )  # fmt: skip


def folded(text: str) -> str:
    """Return a text in small letters without accents; Cyrillic letters and Greek signs in Latin ones."""
    text = text.lower()
    if text.isascii():
        return text
    text = text.translate(_FOLDED)
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_FOLDED)


# --- titles ---------------------------------------------------------------------------------------------------------


class _Title(NamedTuple):
    title: str
    whole: str
    second: str
    main: str
    numerals: str
    notice: str
    generic: bool
    words: list[str]


def _title(text: str) -> _Title:
    plain = _MARKUP.sub(" ", folded(text)).strip()
    notice = next((name for name, sign in _NOTICES if sign.search(plain)), "") if plain else ""
    plain = _RETRACTED.sub("", plain)
    cut = _without_tail(plain)
    words = _WORDS.findall(cut)
    second = ""
    if "[" in plain or ";" in plain or "=" in plain or "/" in plain or "<" in plain:
        parts = ["".join(_WORDS.findall(part)) for part in _APART.split(plain)]
        long = [part for part in parts if len(part) > 25]
        second = long[-1] if len(parts) > 1 and long and long[-1] != "".join(words) else ""
    main = ""
    for sign in (": ", "? ", ". ", " - "):
        if sign in cut:
            begin = "".join(_WORDS.findall(cut.partition(sign)[0]))
            main = max(main, begin if len(begin) > 15 else "", key=len)
    numerals = " ".join(sorted(_VALUE.get(one, one.lstrip("0")) for one in _NUMERAL.findall(cut)))
    generic = len(words) < 3 and len("".join(words)) < 25 or _GENERIC.issuperset(words)
    return _Title(
        "".join(words),
        "".join(_WORDS.findall(plain)),
        second,
        main,
        numerals,
        notice,
        generic,
        words,
    )


def _without_tail(plain: str) -> str:
    """Return a title without what databases add; one that stands in brackets as a whole keeps what is in them."""
    cut = _TAIL.sub("", plain)
    if len(cut) >= 15 and (len(cut) > 0.4 * len(plain) or cut.count(" ") > 3):
        return cut
    if plain.startswith("["):
        inner, _, rest = plain[1:].partition("]")
        return inner if len(inner) >= 15 else f"{inner} {rest}"
    return plain


def _recurring(titles: list[str], years: list[int]) -> np.ndarray:
    """Tell which titles come back in three years or more: a column, or a review that is kept up to date."""
    import numpy as np

    found: dict[str, set[int]] = {}
    for title, year in zip(titles, years, strict=True):
        found.setdefault(title, set()).add(year)
    return np.array([len(found[title] - {-1}) > 2 for title in titles], dtype=bool)


def _rarest(titles: list[list[str]]) -> list[str]:
    """Return the two rarest words of each title that others have too."""
    from collections import Counter

    counts = Counter(word for words in titles for word in set(words))
    result = []
    for words in titles:
        shared = sorted({word for word in words if len(word) > 3}, key=lambda word: (counts[word], word))
        shared = [word for word in shared if counts[word] > 1][:2]
        result.append(" ".join(sorted(shared)) if len(shared) == 2 else "")
    return result


# --- people, places, numbers ----------------------------------------------------------------------------------------


def _people(text: str) -> tuple[str, bytes]:
    """Return the first author's family name, and the map of bits of the words in all names."""
    plain = folded(text)
    bits = 0
    for word in set(_WORDS.findall(plain)):
        if len(word) > 2 or not word.isascii():
            bits |= 1 << (zlib.crc32(word.encode()) % BITS)
    begin = plain.partition(";")[0]
    family, comma, _ = begin.partition(",")
    words = _WORDS.findall(family)
    long = [word for word in words if len(word) > 1 or not word.isascii()] or words
    name = ("".join(words) if comma else long[-1] if len(words) < 5 else "".join(words)) if words else ""
    return ("", bytes(BITS // 8)) if name in _NOBODY else (name, bits.to_bytes(BITS // 8, "little"))


def _journal(text: str) -> tuple[str, str]:
    plain = folded(text)
    if plain in _EMPTY:
        return "", ""
    plain = re.sub(r"\([^()]*\)", " ", plain) if "(" in plain else plain
    plain = re.split(r" : | = |: official| / ", plain)[0]
    every = _WORDS.findall(plain)
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
    return found[0].lstrip("0") if found else "".join(_WORDS.findall(plain))


def _issue(text: str) -> str:
    """Return an issue; a number over 60 is more often that of a record in somebody's database, and tells nothing."""
    plain = _volume(text)
    if plain.isdigit():
        return plain if len(plain) < 3 and int(plain) <= 60 else ""
    return str(_MONTHS[plain[:3]]) if plain[:3] in _MONTHS else plain


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
        first, last = _roman(roman[1]), _roman(roman[2] or roman[1])
        return first, max(first, last), "roman"
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


def _doi(text: str) -> str:
    if not text:
        return ""
    found = re.search(r"10\.\d{3,9}/\S+", text.lower())
    return found[0].rstrip(".,;)/") if found else ""
