"""Dates as exports write them: the year, the month, and whether that says all."""

from __future__ import annotations

import re
from typing import NamedTuple

from litmatrix.bibliography.values import MONTHS

# How the names of months begin in other languages that databases print.
_ELSEWHERE = {
    "ene": 1, "gen": 1, "fev": 2, "fév": 2, "mär": 3, "mrt": 3, "abr": 4, "avr": 4, "mai": 5, "mag": 5, "mei": 5,
    "juin": 6, "giu": 6, "juil": 7, "lug": 7, "ago": 8, "aoû": 8, "set": 9, "out": 10, "okt": 10, "ott": 10,
    "dic": 12, "dez": 12, "déc": 12,
}  # fmt: skip

#: The names of months as they stand in dates, whole or cut.
MONTH_WORDS = r"(?:jan|ene|gen|feb|fev|mar|mär|mrz|apr|abr|may|mai|mag|mei|jun|giu|jul|lug|aug|ago|sep|set|oct|okt|ott|out|nov|dec|dez|dic|déc|fév|avr|juin|juil|août)[a-zä-ü]*\.?"
#: What a spreadsheet makes of what it takes for a date or a time: `2-Jan`, `Jan-02`, `02.01.2026`, `2026-01-02 00:00:00`, `46024` (days since 1900), `12:34:00`.
MADE_DATE = re.compile(
    rf"\d{{1,2}}[-. ]\s?{MONTH_WORDS}(?:[-. ]\s?\d{{2,4}})?|{MONTH_WORDS}[-. ]\s?\d{{1,4}}(?:,?\s\d{{4}})?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?:\s\d{1,2}:\d{2}(?::\d{2})?)?"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
    r"|\d{1,4}:\d{2}:\d{2}(?:\.\d+)?(?:\s?[ap]m)?",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)", re.ASCII)
_NUMBERED = re.compile(
    r"(1[4-9]\d\d|20\d\d)[-/.](0?[1-9]|1[0-2])(?![0-9])(?:[-/.](0?[1-9]|[12]\d|3[01])(?![0-9]))?", re.ASCII
)
_MONTH_FIRST = re.compile(r"\A(0?[1-9]|1[0-2])[/ .-](1[4-9]\d\d|20\d\d)\Z", re.ASCII)
_COMPACT = re.compile(r"(1[4-9]\d\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?", re.ASCII)
_MONTH_AND_DAY = re.compile(r"(?:(?P<first>\d\d?)\.?[\s~]+)?(?P<month>[^\W\d_]+)\.?(?:[\s~]+(?P<day>\d\d?))?")
_WORD = re.compile(r"[^\W\d_]+")


class When(NamedTuple):
    """A year, a month and a day (each may be empty); `whole` says that the text holds nothing more."""

    year: str
    month: str
    whole: bool
    day: str = ""


def read_date(text: str) -> When:
    """Return the year, the month and (of a date in numbers) the day in a text such as ``2019/06//``, ``2024 Jan 5``, ``SEP`` or ``2021-07-01``.

    >>> read_date("2019/06//")
    When(year='2019', month='jun', whole=True, day='')
    >>> read_date("2021/07//Jul-Sep2021")
    When(year='2021', month='jul', whole=False, day='')
    """
    text = text.strip()
    if compact := _COMPACT.fullmatch(text):
        return When(compact[1], MONTHS[int(compact[2]) - 1], True, (compact[3] or "").lstrip("0"))
    year = found[1] if (found := _YEAR.search(text)) else ""
    if numbered := _NUMBERED.search(text) or None:
        month, used = MONTHS[int(numbered[2]) - 1], numbered[0]
        day = (numbered[3] or "").lstrip("0")
        return When(numbered[1], month, not text.replace(used, "", 1).strip(" /-.,"), day)
    if turned := _MONTH_FIRST.match(text):
        return When(turned[2], MONTHS[int(turned[1]) - 1], True)
    for word in _WORD.findall(text):
        if month := _month(word):
            rest = text.replace(word, "", 1).replace(year, "", 1) if year else text.replace(word, "", 1)
            return When(year, month, not rest.strip(" /-.,"))
    return When(year, "", bool(year) and not text.replace(year, "", 1).strip(" /-.,"))


def is_spreadsheet_date(text: str) -> bool:
    """Say whether what stands in place of pages or an issue is the date that a spreadsheet made of them.

    >>> [is_spreadsheet_date(text) for text in ("2026-10-01", "8-Aug", "March 2015", "1103-1-3")]
    [True, True, False, False]
    """
    text = text.strip()
    if not MADE_DATE.fullmatch(text) or re.fullmatch(rf"{MONTH_WORDS} \d{{4}}", text, re.IGNORECASE):
        return False
    numbers = [int(number) for number in re.findall(r"\d+", text)[:3]]
    if ":" in text.split(" ")[0].split("T")[0] or len(numbers) < 3:
        return True
    year = numbers.pop(0 if numbers[0] > 31 else 2)
    return (year < 100 or 1900 <= year < 2100) and max(numbers) <= 31 and min(numbers) <= 12


def month_and_day(text: str) -> tuple[int, int]:
    """Return the number of a month and of a day in a field `month` (``aug``, ``08``, ``aug 7``); 0 for what is not there.

    >>> month_and_day("August"), month_and_day("aug~7"), month_and_day("Jan-Feb"), month_and_day("Spring")
    ((8, 0), (8, 7), (0, 0), (0, 0))
    """
    if re.fullmatch(r"0?[1-9]|1[0-2]", text.strip(), re.ASCII):
        return int(text), 0
    found = _MONTH_AND_DAY.fullmatch(text.strip())
    month = _month(found["month"]) if found else ""
    return (MONTHS.index(month) + 1, int(found["day"] or found["first"] or 0)) if found and month else (0, 0)


def _month(word: str) -> str:
    word = word.lower()
    number = _ELSEWHERE.get(word[:4]) or _ELSEWHERE.get(word[:3])
    if number is None and word[:3] in MONTHS:
        number = MONTHS.index(word[:3]) + 1
    return MONTHS[number - 1] if number and len(word) < 11 else ""
