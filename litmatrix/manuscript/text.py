"""A manuscript's text, told apart: blocks, placeholders, citations and quotations, each with its place."""

from __future__ import annotations

import bisect
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from litmatrix.files import store
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, FATAL

END = "end"

# Our comments; and the line by which a block that was written is known again.
_COMMENT = re.compile(r"<!--[ \t]*litmatrix:(?P<said>.*?)-->", re.DOTALL)
_WRITTEN = "<!-- written by litmatrix: {}; change the first comment, not this text -->"
_MARK = re.compile(rf"[ \t]*{_WRITTEN.format('(?P<sum>[0-9a-f]{12})')}[ \t]*(?:\r?\n|\Z)")
#: The lines of both, which a document has not.
OURS = re.compile(rf"{_MARK.pattern}|[ \t]*<!--[ \t]*litmatrix:.*?-->[ \t]*(?:\r?\n|\Z)?", re.DOTALL)

# What is no prose: fenced code, code within a line, other comments. A fence is closed by one as long as itself.
_CODE = re.compile(
    r"^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ ]{0,3}(?P=fence)[`~]*[ \t]*\r?$|\Z)"
    r"|(?<!`)(?P<ticks>`+)(?!`)(?:(?!\n[ \t]*\r?\n).)+?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_MATHS = re.compile(r"(?<![\\$\w])\$(?=\S)[^$\n]*[^\s$\\]\$(?![\d$])")
_OTHER_COMMENT = re.compile(r"<!--(?![ \t]*litmatrix:).*?-->", re.DOTALL)
_HEAD = re.compile(r"\A---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)

_WORD = re.compile(
    r'\s*(?:(?P<name>[\w-]+)\s*=\s*)?(?:"(?P<straight>[^"]*)"|“(?P<curled>[^”]*)”|\'(?P<single>[^\']*)\'(?=\s|$)|(?P<bare>[^\s"“”=]+))'
)
# Not a command's argument in braces, nor Quarto's {{< include … >}}.
_PLACEHOLDER = re.compile(r"(?<![\w\\{])\{\{\s*(?P<name>(?![<%])[^{}\n]*?)\s*\}\}")
# A citation key as pandoc reads one; what stands for a figure, table, section or equation is none (Quarto's cross-references).
_CITED = re.compile(
    r"(?<![\w@\\/.=&?:])@(?:\{(?P<braced>[^{}\s]+)\}|(?P<key>[^\W_](?:\w|[:.#$%&+?<>~/-](?=\w))*|_\w+))"
)
CROSS_REFERENCES = ("fig", "tbl", "sec", "eq", "lst")
_CROSS = re.compile(rf"(?:{'|'.join(CROSS_REFERENCES)})[-:]")
_LABEL = re.compile(rf"\{{[^{{}}\n]*#(?P<id>(?:{'|'.join(CROSS_REFERENCES)})[-:][^\s{{}}]+)[^{{}}\n]*\}}")
# Words in quotation marks of many languages, and a citation behind them, or before them in the sentence.
_MARKS = ("“”", '""', "„“", "„”", "«»", "»«", "‘’")
_WORDS = "|".join(rf"{one[0]}[^{one}\n]+(?:\n(?!\s*\n)[^{one}\n]+)*{one[1]}" for one in _MARKS)
_QUOTED = re.compile(
    rf"(?P<words>{_WORDS})[.,;:]?[^\S\n]*\n?[^\S\n]*[–—-]?[^\S\n]*(?:\([^\[\]()\n]{{0,60}})?(?P<group>\[[^\]\n]*@[^\]]*\])"
    rf"|(?<![\w@\\/.=&?:])(?P<author>@(?:\{{[^{{}}\s]+\}}|\w(?:[\w:.+/-]*\w)?))(?:[^\S\n]*\[[^\]@\n]*\])?[^“”\"„«»\n.;]{{0,80}}?(?P<said>{_WORDS})"
)
_BREAK = re.compile(r"\r\n|\n")
# A comment of ours is the first thing on its line, or stands behind another; a fence is closed by a line of its own.
_ALONE = re.compile(r"(?:\A|\n|-->)[ ]{0,3}\Z")
_CLOSED = re.compile(r"\n[ ]{0,3}(?:`{3,}|~{3,})[ \t]*\r?\Z")


class Block(NamedTuple):
    """What stands between two comments: `said` is the first one's text, `start` and `end` are where the content begins and ends.

    `kind`, `name` and `options` are what the comment says; `line` is its line, `first` where it begins in the text, `last`
    where the second comment ends.
    """

    said: str
    kind: str
    name: str
    options: Mapping[str, str]
    line: int
    first: int
    start: int
    end: int
    last: int


class Placeholder(NamedTuple):
    """A placeholder: the name between its braces, its line, and where it begins and ends in the text."""

    name: str
    line: int
    start: int
    end: int


class Mention(NamedTuple):
    """A citation or a quotation of the prose: the keys that it names, its line, and, of a quotation, its words."""

    keys: tuple[str, ...]
    line: int
    text: str = ""


@dataclass(frozen=True)
class Manuscript:
    """A manuscript as read: its whole text, and what is to be found in it, each in the order of the text.

    `citations` and `quotations` are those of the prose, outside of blocks, code and comments; `placeholders` too.
    `problems` are of its blocks: not ended, or ended twice. Where there is one, nothing is to be written.
    """

    text: str
    name: str
    blocks: tuple[Block, ...]
    placeholders: tuple[Placeholder, ...]
    citations: tuple[Mention, ...]
    quotations: tuple[Mention, ...]
    problems: tuple[Problem, ...] = ()
    bom: bool = False

    @property
    def newline(self) -> str:
        """The line end of the file."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def content(self, block: Block) -> str:
        """Return what stands in a block, without the mark; its lines end as litmatrix ends them."""
        return _MARK.sub("", self.text[block.start : block.end]).replace("\r\n", "\n").strip()

    def edited(self, block: Block) -> bool:
        """Whether somebody changed what litmatrix wrote into a block, or wrote there before it."""
        content = self.content(block)
        marks = [found["sum"] for found in _MARK.finditer(self.text, block.start, block.end)]
        return bool(content) and marks[:1] != [sum_of(content)]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The keys that it cites, in blocks too, each once, in the order of the text; names of figures and tables among them."""
        text = _blanked(self.text, _hidden(self.text, ()))
        return tuple(dict.fromkeys(found["braced"] or found["key"] for found in _CITED.finditer(text)))

    @cached_property
    def references(self) -> tuple[Mention, ...]:
        """The references to figures and tables of the prose, ``@fig-flow``, that no figure or table has the name of."""
        named = {found["id"] for found in _LABEL.finditer(self.text)} | set(map(label_of, self.blocks))
        lines = _Lines(self.text)
        return tuple(
            Mention((key,), lines.of(found.start()))
            for found in _CITED.finditer(self.prose, len(front_matter(self.text)))
            if (key := found["braced"] or found["key"]).startswith(("fig-", "tbl-")) and key not in named
        )

    @cached_property
    def prose(self) -> str:
        """The text with all that is no prose blanked, so that every place is where it was."""
        return _blanked(self.text, _hidden(self.text, self.blocks))


def read_manuscript(path: Path) -> Manuscript:
    """Return a manuscript as read; raises `Unreadable`. What its text cannot hold (a merge conflict, another encoding) is a problem."""
    text, _, bom, problems = store.read_text(path)
    found = split(text, path.name)
    fatal = tuple(one for one in problems if one.severity == FATAL)
    return replace(found, problems=(*fatal, *found.problems), bom=bom)


def split(text: str, name: str = "manuscript.md") -> Manuscript:
    """Return a manuscript's text, told apart."""
    blocks, problems = _blocks(text, name)
    lines = _Lines(text)
    prose = _blanked(text, _hidden(text, blocks))
    head = len(front_matter(text))
    body = " " * head + prose[head:]
    placeholders = tuple(
        Placeholder(found["name"], lines.of(found.start()), *found.span())
        for found in _PLACEHOLDER.finditer(prose)
    )
    citations = tuple(
        Mention((key,), lines.of(found.start())) for found in _CITED.finditer(body) for key in _keys(found)
    )
    quotations = tuple(
        Mention(
            tuple(key for one in _CITED.finditer(found["group"] or found["author"]) for key in _keys(one)),
            lines.of(found.start()),
            (found["words"] or found["said"])[1:-1],
        )
        for found in _QUOTED.finditer(body)
    )
    return Manuscript(text, name, blocks, placeholders, citations, quotations, problems)


def label_of(block: Block) -> str:
    """Return the name by which the table or figure of a block is referred to, filled or not: ``tbl-criteria``, ``fig-flow``."""
    if block.kind in ("figure", "flow"):
        return f"fig-{block.name or block.kind}"
    return (
        f"tbl-{block.name}"
        if block.kind == "table"
        else "-".join(filter(None, ("tbl", block.kind, block.name)))
    )


def front_matter(text: str) -> str:
    """Return what stands between the lines of hyphens at the very beginning, with these; nothing where there is none."""
    found = _HEAD.match(text)
    return found[0] if found else ""


def sum_of(content: str) -> str:
    """Return the sum by which the content of a block is known again: line ends and spaces at the ends of lines do not count."""
    lines = (line.rstrip() for line in _BREAK.split(content.strip()))
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()[:12]


def filled(content: str, newline: str = "\n") -> str:
    """Return what stands between the two comments of a block with this content: it begins and ends with a line end."""
    text = "\n\n".join(filter(None, (content.strip(), _WRITTEN.format(sum_of(content)))))
    return newline.join(("", *([""] if content.strip() else []), *_BREAK.split(text), ""))


def replaced(manuscript: Manuscript, contents: Mapping[int, str]) -> str:
    """Return the text with other contents in some blocks, by their number (from 0); all else is the same, byte for byte."""
    pieces, last = [], 0
    for number, block in enumerate(manuscript.blocks):
        if number in contents:
            pieces += [manuscript.text[last : block.start], filled(contents[number], manuscript.newline)]
            last = block.end
    return "".join([*pieces, manuscript.text[last:]])


# --- blocks ---


def _blocks(text: str, name: str) -> tuple[tuple[Block, ...], tuple[Problem, ...]]:
    lines = _Lines(text)
    code = list(_CODE.finditer(text))
    head = len(front_matter(text))
    found: list[Block] = []
    problems: list[Problem] = []
    opened: re.Match[str] | None = None
    for comment in _COMMENT.finditer(text):
        where = f"{name}:{lines.of(comment.start())}"
        hiding = next((one for one in code if one.start() <= comment.start() < one.end()), None)
        if hiding is not None:
            if comment["said"].strip() != END and hiding["fence"] and not _CLOSED.search(hiding[0]):
                message = "this block stands in code that is not ended."
                fix = f"End the code that begins in line {lines.of(hiding.start())} with {hiding['fence']}."
                problems.append(Problem("block", ERROR, where, message, fix=fix))
            continue
        begins = comment["said"].strip() != END
        if begins and (
            comment.start() < head or not _ALONE.search(text[max(0, comment.start() - 8) : comment.start()])
        ):
            message = (
                "a block cannot stand within the front matter, a sentence, a quotation, a list or a table."
            )
            fix = "Put its two comments at the beginning of lines of their own; findings take as=quotes and as=table."
            problems.append(Problem("block", ERROR, where, message, fix=fix))
        if begins:
            if opened is not None:
                problems.append(_unended(name, lines.of(opened.start())))
            opened = comment
        elif opened is None:
            message = "this comment ends a block that no comment begins."
            problems.append(
                Problem(
                    "block",
                    ERROR,
                    where,
                    message,
                    fix="Delete it, or write the block's first comment above it.",
                )
            )
        else:
            kind, named, options = _said(opened["said"])
            found.append(
                Block(
                    " ".join(opened["said"].split()), kind, named, options, lines.of(opened.start()),
                    opened.start(), opened.end(), comment.start(), comment.end(),
                )
            )  # fmt: skip
            opened = None
    if opened is not None:
        problems.append(_unended(name, lines.of(opened.start())))
    return tuple(found), tuple(problems)


def _unended(name: str, line: int) -> Problem:
    message = "this block is not ended."
    return Problem("block", ERROR, f"{name}:{line}", message, fix="Write <!-- litmatrix: end --> below it.")


def _said(text: str) -> tuple[str, str, dict[str, str]]:
    """Return the kind, the name and the options in a comment: ``findings challenges most=3``."""
    words, options = [], {}
    for found in _WORD.finditer(text):
        value = next(
            part
            for part in (found["straight"], found["curled"], found["single"], found["bare"], "")
            if part is not None
        )
        if found["name"]:
            options[found["name"]] = value
        else:
            words.append(value)
    kind, *rest = words or [""]
    return kind, " ".join(rest), options


# --- prose ---


def _hidden(text: str, blocks: Iterable[Block]) -> Iterator[tuple[int, int]]:
    """Yield where what is no prose stands: code, comments, and blocks with their comments."""
    for expression in (_CODE, _MATHS, _OTHER_COMMENT, _COMMENT):
        yield from (found.span() for found in expression.finditer(text))
    yield from ((block.first, block.last) for block in blocks)


def _blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    signs = list(text)
    for start, end in spans:
        signs[start:end] = (sign if sign in "\r\n" else " " for sign in text[start:end])
    return "".join(signs)


def _keys(found: re.Match[str]) -> tuple[str, ...]:
    key = found["braced"] or found["key"]
    return () if _CROSS.match(key) else (key,)


class _Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def of(self, place: int) -> int:
        return bisect.bisect_right(self.starts, place)
