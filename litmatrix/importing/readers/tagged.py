"""What is known of a format of tagged lines: one `Form`, which tells it, reads its lines and makes its records."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from litmatrix.importing.readers.values import ImportedRecord

TAG, TEXT, BLANK, END = "tag", "text", "blank", "end"


class Line(NamedTuple):
    """One line as its format sees it: a tag with its value, text that goes on, a blank, or an end of record."""

    number: int
    kind: str
    tag: str
    text: str
    raw: str


@dataclass
class Block:
    """The lines of one record: its tags, each with its lines; `begun` and `ended` say what marks were met."""

    line: int
    tags: list[tuple[str, list[str]]] = field(default_factory=list)
    begun: bool = True
    ended: bool = True

    def has(self, tags: frozenset[str]) -> bool:
        return any(tag in tags for tag, _ in self.tags)

    def by_tag(self) -> dict[str, list[list[str]]]:
        """Return the values by tag, in order, each as its lines."""
        found: dict[str, list[list[str]]] = {}
        for tag, lines in self.tags:
            found.setdefault(tag, []).append(lines)
        return found

    def texts(self) -> list[tuple[str, str]]:
        """Return each tag with its value as one text."""
        return [(tag, "\n".join(lines)) for tag, lines in self.tags]


class Form(NamedTuple):
    """What is known of a format: how it is told and declared, how its lines are read, and what record they make.

    `begins` matches what begins a record without a doubt, `looks` any line of the format, `closes` (beside a blank line)
    the end of a record: by these it is told. `declares` is the plain scan: where a record begins (of several patterns the
    first that is met). `tag` matches a line with a tag: the tag, and its value; `lexed` reads the lines where that is
    not enough, `fitted` returns the form for what was read.

    `opening` is the tag that opens a record, `ending` the one that closes it, `titles` those of titles, `heads` those
    that show that there is a record. `is_type` says whether a value is what the opening tag is followed by; another one
    is, perhaps, wrapped text. `several` openings in a row may be types of one record; `leads` says that other tags
    stand before one or after an end.
    """

    name: str
    begins: re.Pattern[str]
    looks: re.Pattern[str]
    declares: tuple[re.Pattern[str], ...]
    tag: re.Pattern[str]
    opening: str
    titles: frozenset[str]
    heads: frozenset[str]
    record: Callable[[Block], ImportedRecord]
    is_type: Callable[[str], object] = lambda value: True
    ending: str = ""
    closes: re.Pattern[str] | None = None
    several: bool = False
    leads: bool = False
    lexed: Callable[[Sequence[str], int], list[Line]] | None = None
    fitted: Callable[[Form, Sequence[Line]], Form] | None = None
