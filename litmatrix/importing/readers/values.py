"""What reading an export gives: its records, and the account of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, WARNING

#: The fields that hold people.
PEOPLE = ("author", "editor", "translator")
#: The check of a problem that stands for one record that is declared and not read.
NOT_READ = "record-not-read"

_LINE = re.compile(r":(\d+)\Z")

# What programs print where they have no value: a sentence that says so, in brackets or not; a sign for it.
_SAYS_NONE = re.compile(
    r"[\[(<]?\s*(?:"
    r"no (?:[a-z]+ ){0,2}?(?:author|editor|abstract|title|keyword|affiliation|name|id|source|issue|volume|page|pagination|date|year|doi)s?"
    r"(?: (?:name|id)s?)?,? (?:is |are |was )?(?:available|listed|given|supplied|indicated|specified|found|provided|entered|assigned|information)"
    r"|(?:author|editor|abstract|title|affiliation)s?(?: names?| ids?)? (?:is |are )?(?:not (?:available|listed|given|supplied|specified|provided|found)|unavailable|missing)"
    r"|(?:sin|sem|sans) (?:resumen|resumo|r[ée]sum[ée]|autor|auteur)|(?:resumen|resumo|r[ée]sum[ée]) (?:no|não|non) dispon[ií](?:ble|vel)"
    r"|(?<=\[)no (?:author|editor|abstract|title|keyword|affiliation|name|source|journal|issue|volume|page|date|year|doi)s?(?=\s*\])"
    r"|kein abstract(?: verfügbar)?"
    r"|(?:data |information )?not (?:available|applicable|provided)"
    r")\s*\.?\s*[\])>]?\.?",
    re.IGNORECASE,
)
_SIGNS = frozenset({"n/a", "n.a.", "#n/a", "<na>", "[na]", "[n/a]", "nan", "null", "(null)", "[null]", "[]", "{}", "()", "['']", "-", "--", "---", "–", "—", "?"})  # fmt: skip
# Words that are none, but could be a title or a keyword.
_WORDS = frozenset({"none", "[none]", "(none)", "unknown", "[unknown]", "no abstract", "no abstract.", "[no abstract]", "undefined", "undefined, undefined", "s.n.", "[s.n.]", "s.l.", "[s.l.]", "[s.l.: s.n.]", "n.d.", "[n.d.]", "s.d.", "[s.d.]", "no date", "无", "無", "不详"})  # fmt: skip
_NOBODY = re.compile(
    r"[\[({<]*\s*(?:anon(?:ymous|\.)?(?:,?\s*a(?:non(?:ymous)?)?\.?)?|no authors?(?:hip)?(?:, (?:indicated|listed))?|author unknown|unknown authors?"
    r"|anonym[eou]s?|an[oó]nim[oa]|sin autor|佚名|匿名)\s*[\])}>,]*",
    re.IGNORECASE,
)


def is_placeholder(text: str, field: str = "") -> bool:
    """Say whether a value of a field is what a program prints for “none”: it is no value then.

    >>> is_placeholder("[No abstract available]", "abstract"), is_placeholder("[Anonymous]", "author")
    (True, True)
    >>> is_placeholder("Na, S.", "author"), is_placeholder("None", "title")
    (False, False)
    """
    text = text.strip(" \t\n,;")
    if len(text) > 80 or not text:
        return False
    low = text.casefold()
    # “Na” is a family name, “NA” is none.
    if text == "NA" or low in _SIGNS or _SAYS_NONE.fullmatch(text):
        return True
    if field in (*PEOPLE, "group") and _NOBODY.fullmatch(text):
        return True
    return low in _WORDS and field not in ("title", "keywords")


@dataclass(frozen=True)
class ImportedRecord:
    """One record: its BibTeX entry type, the key that the file gives (or nothing), and its fields as plain text.

    People are “Family, Given and Family, Given”, an organisation “{World Health Organization}”; several
    abstracts are parted by a blank line. `raw` is the block's text where the file is BibTeX, empty elsewhere,
    and empty where the block cannot be taken as it stands (its key is broken, missing or used before).
    """

    type: str
    key: str
    fields: dict[str, str]
    line: int
    raw: str = ""


@dataclass(frozen=True)
class Export:
    """A file as read. `declared` counts the records that a plain scan sees: those read and those reported.

    `columns` maps each column of a table to the BibTeX field that it fills, as guessed or given; a column
    that maps to nothing fills a field of its own.
    """

    name: str
    format: str
    encoding: str
    declared: int
    records: tuple[ImportedRecord, ...]
    problems: tuple[Problem, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)

    @property
    def reported(self) -> int:
        """How many records are declared and not read; each has a problem (`record-not-read`) with its line."""
        return sum(problem.check == NOT_READ for problem in self.problems)


@dataclass(frozen=True)
class Read:
    """What a reader makes of a text: the records, the problems, and the lines on which a scan sees records."""

    records: list[ImportedRecord]
    problems: list[Problem]
    declared: list[int]
    columns: Mapping[str, str] = field(default_factory=dict)


def not_read(where: str, message: str, fix: str = "", key: str = "") -> Problem:
    """Return the problem that stands for one record that is not read."""
    return Problem(NOT_READ, ERROR, where, message, key, fix)


def warning(check: str, where: str, message: str, fix: str = "") -> Problem:
    """Return a problem about something that was read all the same."""
    return Problem(check, WARNING, where, message, "", fix)


def account(read: Read, name: str) -> tuple[int, list[Problem]]:
    """Return the number of records declared, and the problems, with one for each record that is unaccounted for.

    A record that no scan saw, and that was read or reported all the same, is declared too.
    """
    problems = list(read.problems)
    met = Counter(record.line for record in read.records)
    lines = (_LINE.search(problem.where) for problem in problems if problem.check == NOT_READ)
    met.update(int(found[1]) for found in lines if found)
    for line, count in sorted((Counter(read.declared) - met).items()):
        message = "the record that begins here is not read."
        problems += [not_read(f"{name}:{line}", message, "Look at this line in the file.")] * count
    reported = sum(problem.check == NOT_READ for problem in problems)
    return len(read.records) + reported, problems
