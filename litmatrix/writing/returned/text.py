"""The text of a Word file as values: paragraphs, the pieces of their text, and the marks that reviewers left."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

COMMENT, REPLY = "comment", "reply"
INSERTION, DELETION = "insertion", "deletion"
MOVED, MOVED_HERE = "moved", "moved here"
FORMATTING, UNTRACKED = "formatting", "untracked"

#: The sign for the end of a paragraph: in an insertion, a paragraph begins after it; in a deletion, two become one.
PILCROW = "¶"
#: What stands in the text for what is no text.
SIGN = re.compile(r"\[(?:picture|object|footnote|endnote)\]")


class Piece(NamedTuple):
    """A stretch of text: the number of its paragraph, and whether a tracked change makes it come, or go."""

    text: str
    paragraph: int
    comes: bool
    goes: bool


@dataclass
class Paragraph:
    """A paragraph: where it stands, whether it is no text of the paper, and whether a tracked change makes its end come, or go."""

    box: int
    within: str = ""
    level: int = 0
    aside: bool = False
    comes: bool = False
    goes: bool = False


@dataclass
class Mark:
    """A tracked change, made of `count` elements of the file: the pieces from `start` to `end`; paragraphs end before the pieces
    that `breaks` has."""

    kind: str
    author: str
    date: str
    order: int
    paragraph: int
    start: int
    end: int
    box: int
    last: int
    says: str = ""
    is_row: bool = False
    breaks: list[int] = field(default_factory=list)
    name: str = ""
    count: int = 1


@dataclass
class Anchor:
    """What a comment is about: the pieces from `start` to `end`; a point, where `end` was never told."""

    order: int
    paragraph: int
    start: int
    end: int | None = None


@dataclass
class Text:
    """A Word file's text: its paragraphs, pieces and marks in order, the anchors of comments by id, and what each comment says
    (the numbers of its paragraphs)."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    anchors: dict[str, Anchor] = field(default_factory=dict)
    comments: list[range] = field(default_factory=list)
