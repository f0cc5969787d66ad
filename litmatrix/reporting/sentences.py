"""Sentences and paragraphs as values, and the words that numbers, days and names have in them.

A sentence is plain text: whoever writes it into a document escapes it. What nobody recorded is a gap that is seen,
“[missing: registration]”; a number is never invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from litmatrix.matrix.history import instant
from litmatrix.screening.dividing import joined
from litmatrix.vocabulary import counted

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
#: So many names are told; the others are counted.
MOST_NAMES = 12


class Sentence(NamedTuple):
    """One sentence; `gap` says that something is missing in it, which it shows."""

    text: str
    gap: bool = False


class Paragraph(NamedTuple):
    """Sentences on one matter: the name by which a block or a checklist asks for it, and its heading (PRISMA 2020's)."""

    id: str
    heading: str
    sentences: tuple[Sentence, ...]

    @property
    def text(self) -> str:
        """The sentences, one after the other."""
        return " ".join(one.text for one in self.sentences)

    @property
    def gap(self) -> bool:
        """Whether something is missing in it."""
        return any(one.gap for one in self.sentences)


def missing(what: str) -> str:
    """Return how a gap is shown.

    >>> missing("registration")
    '[missing: registration]'
    """
    return f"[missing: {what}]"


def said(name: str, text: str, what: str) -> Sentence:
    """Return what review.toml says of something as a sentence, or the gap.

    >>> said("Funding", "None", "funding").text, said("Funding", "", "funding").text
    ('Funding: None.', 'Funding: [missing: funding].')
    """
    return Sentence(f"{name}: {ended(text)}") if text.strip() else Sentence(f"{name}: {missing(what)}.", True)


def flat(text: str) -> str:
    """Return a person's text on one line."""
    return " ".join(text.split())


def ended(text: str) -> str:
    """Return a person's text on one line, as a sentence ends.

    >>> ended("None"), ended("None."), ended("Why?")
    ('None.', 'None.', 'Why?')
    """
    text = flat(text)
    return text if text.endswith((".", "!", "?", "…", ".”", ".)")) else f"{text}."


def inside(text: str) -> str:
    """Return a person's text as part of a sentence that goes on.

    >>> inside("Duplicates, by Zotero.")
    'Duplicates, by Zotero'
    """
    return flat(text).rstrip(".;,")


def numbered(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun, as running text has it.

    >>> numbered(0, "record"), numbered(1, "search", "searches"), numbered(1200, "record")
    ('no records', 'one search', '1,200 records')
    """
    words = counted(number, one, more)
    return words if number >= len(_SMALL) else f"{_SMALL[number]} {words.partition(' ')[2]}"


def worded(number: int) -> str:
    """Return a number as running text has it, where its noun is known; 0 is “none”.

    >>> worded(0), worded(2), worded(32)
    ('none', 'two', '32')
    """
    return "none" if not number else _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def begun(text: str) -> str:
    """Return a text as a sentence begins."""
    return text[:1].upper() + text[1:]


def opening(number: int, one: str, more: str = "") -> str:
    """Return a number with its noun as a sentence begins, which it does with a word.

    >>> opening(1, "database"), opening(12, "database")
    ('One database', 'In total, 12 databases')
    """
    words = numbered(number, one, more)
    return f"In total, {words}" if words[0].isdigit() else begun(words)


def verb(number: int, one: str, more: str) -> str:
    """Return the form of a verb that goes with a number.

    >>> verb(1, "was", "were"), verb(0, "was", "were")
    ('was', 'were')
    """
    return one if number == 1 else more


def listed(names: Iterable[str], most: int = MOST_NAMES) -> str:
    """Return names as a sentence has them; of many the first, and how many more there are.

    >>> listed(["a"]), listed(["a", "b"]), listed("abcde", most=3)
    ('a', 'a and b', 'a, b, c and 2 more')
    """
    every = list(names)
    return joined([*every[:most], f"{len(every) - most:,} more"] if len(every) > most else every)


def told(parts: Sequence[str]) -> str:
    """Return parts that hold commas themselves, parted by semicolons."""
    return "; ".join(parts)


def quoted(text: str) -> str:
    """Return a person's words in quotation marks."""
    return f"“{inside(text)}”"


def day(time: datetime | date | str | None) -> str:
    """Return a time of the files as running text has its day; words stay as they are, None is nothing.

    >>> day(date(2026, 11, 2)), day("2026-11-22T10:00:00.000Z"), day("spring 2020")
    ('2 November 2026', '22 November 2026', 'spring 2020')
    """
    if time is None:
        return ""
    known = instant(time) or time
    if isinstance(known, str):
        try:
            known = date.fromisoformat(known.strip()[:10])
        except ValueError:
            return flat(str(time))
    return f"{known.day} {_MONTHS[known.month - 1]} {known.year}"


def dated(time: datetime | date | str) -> str:
    """Return when something was, as it goes on in a sentence.

    >>> dated(date(2026, 11, 2)), dated("2026-11"), dated("spring 2020")
    ('on 2 November 2026', 'in November 2026', '(spring 2020)')
    """
    words = day(time)
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", words):
        return f"in {_MONTHS[int(words[5:]) - 1]} {words[:4]}"
    if re.fullmatch(r"\d{4}", words):
        return f"in {words}"
    return f"on {words}" if re.fullmatch(rf"\d+ ({'|'.join(_MONTHS)}) \d{{4}}", words) else f"({words})"


def between(times: Iterable[datetime | str]) -> str:
    """Return the days from the first to the last of some moments: “on …”, or “between … and …”; of none nothing.

    >>> between(["2026-11-22T10:00:00.000Z"]), between([])
    ('on 22 November 2026', '')
    """
    every = sorted(times, key=str)
    if not every:
        return ""
    first, last = day(every[0]), day(every[-1])
    return f"on {first}" if first == last else f"between {first} and {last}"


def percent(part: int, whole: int) -> str:
    """Return a share in per cent.

    >>> percent(90, 98), percent(1, 2)
    ('91.8 %', '50 %')
    """
    return f"{100 * part / whole:.1f} %".replace(".0 %", " %")


def share(part: int, whole: int, one: str, more: str = "") -> str:
    """Return a share as n of N things with its percentage.

    >>> share(90, 98, "record"), share(1, 1, "record"), share(0, 0, "cell")
    ('90 of 98 records (91.8 %)', '1 of 1 record (100 %)', '0 of 0 cells')
    """
    return f"{part:,} of {counted(whole, one, more)}" + (f" ({percent(part, whole)})" if whole else "")
