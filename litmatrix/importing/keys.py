"""Keys of new records: author, year and, where it is needed, a word of the title, as the file's other keys have them."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from litmatrix.bibliography.identifiers import as_seen
from litmatrix.bibliography.latex import names_text

# A key that is made of author, year and perhaps a word, with what stands between them.
_KEY = re.compile(
    r"(?P<author>[^\W\d_]+)(?P<mark>[_:.+-]?)(?P<year>\d{4}|nd)(?:(?P<before>[_:.+-]?)(?P<word>[^\W\d_]{2,}))?(?P<letter>[a-z])?(?:[_:.-]?\d+)?"
)

# Letters of Latin that no accent can be taken off.
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})  # fmt: skip

_AUTHOR_LENGTH = 30


class Habit(NamedTuple):
    """How keys look: what parts author and year, whether the author has a capital, and whether a word always follows."""

    mark: str = "_"
    capital: bool = False
    word: bool = False
    before_word: str = "_"


HABIT = Habit()


def habit_of(keys: Iterable[str]) -> Habit:
    """Return the habit that most of these keys have; the one of litmatrix where most are made otherwise.

    >>> habit_of(["Smith2014", "Brown2015", "x"])
    Habit(mark='', capital=True, word=False, before_word='')
    """
    keys = list(keys)
    found = [match for key in keys if (match := _KEY.fullmatch(key))]
    if 2 * len(found) <= len(keys):
        return HABIT
    mark = Counter(match["mark"] for match in found).most_common(1)[0][0]
    words = [match for match in found if match["word"]]
    before = Counter(match["before"] for match in words).most_common(1)[0][0] if words else mark
    capital = 2 * sum(match["author"][0].isupper() for match in found) > len(found)
    return Habit(mark, capital, 2 * len(words) > len(found), before or "")


class Keys:
    """Gives keys that are not in use, in a habit; capitals make no difference."""

    def __init__(self, taken: Iterable[str], habit: Habit = HABIT) -> None:
        self.taken = {as_seen(str(key)) for key in taken}
        self.habit = habit
        self._numbers: Counter[str] = Counter()

    def take(self, key: str) -> bool:
        """Take a key if it is free, and say whether it was."""
        if not key or as_seen(key) in self.taken:
            return False
        self.taken.add(as_seen(key))
        return True

    def give(self, authors: str, year: str, title: str) -> str:
        """Return a free key, and take it: authors as in a .bib, or parted by semicolons."""
        first_word = next(filter(None, map(_letters, title.split())), "")[:_AUTHOR_LENGTH]
        name = _letters(_first(authors))[:_AUTHOR_LENGTH] or first_word or "source"
        habit = self.habit
        base = f"{name.capitalize() if habit.capital else name}{habit.mark}{year if year.isdigit() else 'nd'}"
        words = [word for word in map(_letters, title.split()) if len(word) > 3 or not word.isascii()]
        worded = f"{base}{habit.before_word}{words[0][:_AUTHOR_LENGTH]}" if words else base
        for key in (worded,) if habit.word else (base, worded):
            if self.take(key):
                return key
        while True:
            self._numbers[base] += 1
            key = f"{base}_{self._numbers[base] + 1}"
            if self.take(key):
                return key


def made_of(key: str, authors: str, year: str) -> bool:
    """Whether a key is made of the first author and the year of its work, in any habit, and is no number of a database.

    >>> made_of("Smith2014", "Smith, Anna", "2014"), made_of("a1", "Smith, Anna", "2014")
    (True, False)
    """
    found, name = _KEY.fullmatch(key), _letters(_first(authors))
    return bool(
        found
        and name
        and found["year"] == (year if year.isdigit() else "nd")
        and name.startswith(_letters(found["author"]))
    )


def new_key(authors: str, year: str, title: str, taken: Iterable[str]) -> str:
    """Return a key that is not in use: first author, year, and a word of the title where that is needed."""
    return Keys(taken).give(authors, year, title)


def _first(authors: str) -> str:
    return re.split(r";|,", names_text(authors), maxsplit=1)[0] if authors.strip() else ""


def _letters(text: str) -> str:
    """Return the letters and digits of a text, small, without accents; other scripts stay what they are."""
    folded = unicodedata.normalize("NFKD", text).lower().translate(_LETTERS)
    kept = "".join(sign for sign in folded if sign.isalnum())
    return unicodedata.normalize("NFC", kept)
