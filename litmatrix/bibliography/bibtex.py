"""BibTeX text read as entries, macros and problems.

The text is split by bibtexparser, which keeps each block as it stands. What it gives up is looked at once
more, and a plain scan sees to it that every entry is either read or reported.
"""

from __future__ import annotations

import bisect
import functools
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from litmatrix.bibliography.fields import HEAD, closing, marks
from litmatrix.bibliography.identifiers import difference, look_alikes
from litmatrix.bibliography.values import swallowed_in, unenclosed
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, WARNING

# What begins a block; what begins an entry that has fields, at the beginning of a line.
# Text can hold anything, so that nothing here may go back over what it has read.
_DECLARED = re.compile(r"@\s*+(\w++)\s*+[{(]")
_WITH_FIELDS = re.compile(
    r"^[ \t]*+@\s*+\w++\s*+[{(]\s*+[^\s,={}\"]*+\s*+,\s*+[^\s,={}()\"]++\s*+=", re.MULTILINE
)
_LIKE_AN_ENTRY = re.compile(r"\n[^\S\n]*+(@\s*+\w++\s*+[{(])")
_SPACES = frozenset(" \t\r\f\v\u00a0")
_NOT_ENTRIES = frozenset({"comment", "string", "preamble"})
_OTHER_BLOCK = re.compile(r"@(?:comment|string|preamble)\s*[{(]", re.IGNORECASE)
# What may stand between entries and mean nothing; a field outside of any entry, which is what is left of a damaged one.
_BLOCK = r"@[ \t]*+(?:string|comment|preamble)[ \t]*+[{(]"
_OTHER_BLOCK_WHOLE = re.compile(
    rf"{_BLOCK}(?:(?!{_BLOCK})[^{{}}]|\{{(?:(?!{_BLOCK})[^{{}}]|\{{[^{{}}@]*+\}})*+\}})*+[}})]|^[ \t]*+%.*$",
    re.IGNORECASE | re.MULTILINE,
)
_FIELD = re.compile(r"(?<![\w-])[A-Za-z][\w-]*+[ \t]*+=\s*+(?:[{\"]|\d)")
_COMMA_IN_KEY = re.compile(r"@\s*+\w++\s*+[{(]\s*+([^\s,={}()\"]*+,[^,={}()\"]*+),")


@dataclass(frozen=True)
class Entry:
    """One entry as it stands in the text: `fields` maps lower-case names to values without their braces."""

    key: str
    type: str
    fields: dict[str, str]
    raw: str
    start: int
    line: int


class Parsed(NamedTuple):
    """What a text holds: its entries by key, in order, its macros by name, and the problems met."""

    entries: dict[str, Entry]
    strings: dict[str, str]
    problems: tuple[Problem, ...]


# --- reading --------------------------------------------------------------------------------------------


def parse(text: str, name: str, macros: Iterable[tuple[str, str]] = ()) -> Parsed:
    """Return what a text holds; `name` stands in the problems, `macros` are known before it.

    Each block that looks like an entry, to a plain scan for ``@word{`` at the beginning of a line, is either
    among the entries or has one problem of its own that says why it is not read.
    """
    from bibtexparser import model

    reading = _Reading(text, name, dict(macros))
    at = 0
    for block in _split(text):
        if isinstance(block, (model.ImplicitComment, model.ExplicitComment, model.Preamble)):
            continue
        # A repeated key or field is no reason to give an entry up: it is looked into below.
        block = getattr(block, "ignore_error_block", None) or block
        failed = isinstance(block, model.ParsingFailedBlock)
        start = text.index(block.raw, max(reading.line_starts[block.start_line], at))
        at = start + (1 if failed else len(block.raw))
        if start < reading.read_to:
            continue
        entry = reading.recovered(start) if failed else block
        if entry is None:
            reading.add_broken(block.raw, start, str(getattr(block.error, "abort_reason", block.error)))
            continue
        if isinstance(entry, model.String):
            reading.add_string(entry.key.lower(), entry.value, start)
        else:
            reading.add_entry(entry, start)
        reading.read_to = start + len(entry.raw)
    reading.add_unread()
    reading.add_stray()
    reading.add_key_clashes()
    return Parsed(reading.entries, reading.strings, tuple(reading.problems))


def _split(text: str) -> list[Any]:
    from bibtexparser.splitter import Splitter

    logger = logging.getLogger("bibtexparser.splitter")
    silent, logger.disabled = logger.disabled, True
    try:
        return Splitter(text).split().blocks
    finally:
        logger.disabled = silent


@dataclass
class _Reading:
    """The state of one reading: what is known so far, and where it stands in the text."""

    text: str
    name: str
    strings: dict[str, str]
    entries: dict[str, Entry] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    read_to: int = 0
    # How many signs may still be looked at in vain for the end of broken entries.
    patience: int = 1_000_000

    def __post_init__(self) -> None:
        self.line_starts = [0, *(found.end() for found in re.finditer("\n", self.text))]
        self.patience += 8 * len(self.text)

    @functools.cached_property
    def with_fields(self) -> list[int]:
        return [found.start() for found in _WITH_FIELDS.finditer(self.text)]

    def line(self, position: int) -> int:
        return bisect.bisect_right(self.line_starts, position)

    def report(
        self, check: str, line: int, message: str, fix: str, key: str = "", severity: str = ERROR
    ) -> None:
        self.problems.append(Problem(check, severity, f"{self.name}:{line}", message, key, fix))

    def in_a_comment(self, start: int) -> bool:
        """Say whether other text stands before a block on its line: an address in a comment, most likely."""
        before = start
        while before > self.read_to and self.text[before - 1] in _SPACES:
            before -= 1
        return before > self.read_to and self.text[before - 1] != "\n"

    def begins_a_line(self, start: int) -> bool:
        before = start
        while before and self.text[before - 1] in " \t":
            before -= 1
        return not before or self.text[before - 1] == "\n"

    def recovered(self, start: int) -> Any:
        """Return an entry that bibtexparser gives up because a line of a field begins like a block (``@lab{x}``).

        None unless its braces balance before the next line that begins an entry with fields. However many entries of
        a text are never closed, all of it is looked through a few times only.
        """
        after = bisect.bisect_right(self.with_fields, start)
        limit = self.with_fields[after] if after < len(self.with_fields) else len(self.text)
        limit = min(limit, start + self.patience)
        end = _closing(self.text, start, limit)
        entry = _masked(self.text[start:end]) if end is not None else None
        if entry is None:
            self.patience -= (end or limit) - start
        return entry

    def add_string(self, key: str, value: str, start: int) -> None:
        if key in self.strings:
            message = f"the @string {key} is defined twice; the first counts."
            self.report("duplicate-string", self.line(start), message, "Delete or rename one.")
        else:
            self.strings[key] = self.value(value, f"the @string {key}", self.line(start))

    def add_broken(self, raw: str, start: int, reason: str) -> None:
        if self.in_a_comment(start) and not _WITH_FIELDS.match(self.text, start):
            return
        self.seen.add(start)
        key, line = _key_of(raw), self.line(start)
        reason = " ".join(reason.split()).rstrip(".")
        fix = "Look for a brace, quotation mark or comma too many or too few."
        if found := _COMMA_IN_KEY.match(self.text, start):
            reason = f"there is a comma in its citation key ({found[1].strip()})"
            fix = "Write a key without commas and spaces."
        if _OTHER_BLOCK.match(raw):
            self.report("broken-block", line, f"this block is broken and not read: {reason}.", fix)
        else:
            shown = key or "(without a key)"
            self.report(
                "broken-entry", line, f"the entry {shown} is broken and not read: {reason}.", fix, key
            )

    def add_entry(self, block: Any, start: int) -> None:
        key, line = block.key.strip(), self.line(start)
        if not block.fields and (not block.entry_type or self.in_a_comment(start)):
            return
        self.seen.add(start)
        if not block.entry_type:
            message = f"the entry {key} has no type; it is not read."
            self.report("no-type", line, message, "Write one after the @, for example @article{…", key)
        elif not key or "=" in key or any(character.isspace() for character in key):
            shown = f"“{key[:40]}” cannot be one" if key else "it is missing"
            fix = "Write one after the opening brace, for example @article{smith_2020, …"
            self.report("no-key", line, f"the entry has no citation key ({shown}); it is not read.", fix)
        elif key in self.entries:
            first = self.entries[key].line
            message = f"the key {key} was already used on line {first}; this entry is not read."
            fix = "Give one of the two another key, or delete it if it is the same work."
            self.report("duplicate-key", line, message, fix, key)
        else:
            fields = self.fields(block, key, line)
            self.entries[key] = Entry(key, block.entry_type.lower(), fields, block.raw, start, line)
            if block.raw.find("@", 1) > 0:
                self.add_swallowed(block.raw, key, start)

    def fields(self, block: Any, key: str, line: int) -> dict[str, str]:
        """Return the fields of an entry; the first counts of two with one name."""
        fields: dict[str, str] = {}
        for given in block.fields:
            name, value = given.key.lower(), given.value
            if name in fields:
                message = f"{key} has the field {name} more than once; the first counts."
                self.report(
                    "duplicate-field", line + given.start_line - block.start_line, message, "Keep one.", key
                )
                continue
            if "=" in value and (swallowed := swallowed_in(value)):
                message = f"a comma is missing: the field {name} of {key} swallows {swallowed}, which comes after it."
                fix = f"Put a comma before “{swallowed} =”."
                self.report("missing-comma", line + given.start_line - block.start_line, message, fix, key)
            place = line + given.start_line - block.start_line
            fields[name] = self.value(value, f"the field {name} of {key}", place, key)
        return fields

    def value(self, text: str, what: str, line: int, key: str = "") -> str:
        """Return a value with macros put in; a macro that nobody defined is told, and stands by its name."""
        value, missing = unenclosed(text, self.strings)
        for name in missing:
            message = f"{what} is written with the macro {name}, which no @string above defines."
            fix = f'Write the text in braces, or define it: @string{{{name} = "…"}}'
            self.report("undefined-macro", line, message, fix, key, WARNING)
        return value

    def add_swallowed(self, raw: str, key: str, start: int) -> None:
        """Report what begins as an entry does in a value of an entry: a brace error may have swallowed it."""
        for found in _LIKE_AN_ENTRY.finditer(raw):
            inner = raw[found.start(1) : found.start(1) + 300]
            if _OTHER_BLOCK.match(inner):
                continue
            shown = " ".join(found[1].split()) + _key_of(inner)
            message = f"inside the entry {key} there is what looks like the start of another ({shown})."
            fix = f"If it is one, look for a brace or quotation mark too many before it, in {key}."
            self.report("entry-in-entry", self.line(start + found.start(1)), message, fix, key, WARNING)

    def add_unread(self) -> None:
        """Report each block that a plain scan sees and that was neither read nor reported."""
        entries = list(self.entries.values())
        starts = [entry.start for entry in entries]
        for found in _DECLARED.finditer(self.text):
            start = found.start()
            if start in self.seen or found[1].lower() in _NOT_ENTRIES or not self.begins_a_line(start):
                continue
            before = bisect.bisect_right(starts, start) - 1
            if before >= 0 and start < starts[before] + len(entries[before].raw):
                continue
            key = _key_of(self.text[start : start + 300])
            message = f"the entry {key or '(without a key)'} is not read: it does not begin as an entry does."
            self.report(
                "broken-entry", self.line(start), message, f"Write @{found[1]}{{ without spaces.", key
            )

    def add_stray(self) -> None:
        """Report each stretch between entries that holds fields before anything else is reported there."""
        told = sorted(int(problem.where.rsplit(":", 1)[1]) for problem in self.problems)
        ends = sorted((entry.start, entry.start + len(entry.raw)) for entry in self.entries.values())
        at = 0
        for start, end in (*ends, (len(self.text), len(self.text))):
            if self.text.find("=", at, start) >= 0:
                line = self.line(at)
                # What stands on a line after the end of an entry was reported for that entry, or not at all.
                after = bisect.bisect_left(
                    told, line + bool(self.text[self.line_starts[line - 1] : at].strip())
                )
                stop = self.line_starts[told[after] - 1] if after < len(told) else start
                self.report_stray(at, min(start, stop))
            at = end

    def report_stray(self, at: int, stop: int) -> None:
        bare = _OTHER_BLOCK_WHOLE.sub(lambda block: "\n" * block[0].count("\n"), self.text[at:stop])
        if field := _FIELD.search(bare):
            before = bare[: field.start()]
            line = self.line(at) + before.count("\n", 0, len(before) - len(before.lstrip(", \t\r\n})")))
            message = "this looks like an entry, or the rest of one, but does not begin as one does; it is not read."
            fix = "Write it as @article{key, … or look for a brace too many before it."
            self.report("stray-fields", line, message, fix, severity=WARNING)

    def add_key_clashes(self) -> None:
        """Report keys that look the same."""
        for first, key in look_alikes(self.entries):
            told = difference(first, key)
            line = self.entries[key].line
            message = f"the keys {first} (line {self.entries[first].line}) and {key} differ {told}."
            fix = "Rename one: people, BibTeX or file systems mix them up."
            check = "key-case" if "capitals" in told else "look-alike-key"
            self.report(check, line, message, fix, key, WARNING)


def _masked(raw: str) -> Any:
    """Return the entry in a text in whose lines an ``@`` begins nothing, or None."""
    from bibtexparser import model

    stand_in = next(sign for sign in map(chr, range(0xE000, 0xF8FF)) if sign not in raw)
    masked = re.sub(r"(?m)^([^\S\n]*)@", rf"\1{stand_in}", raw[1:])
    entry, *more = _split(f"@{masked}") or [None]
    if isinstance(entry, model.DuplicateFieldKeyBlock):
        entry = entry.ignore_error_block
    if more or not isinstance(entry, model.Entry):
        return None
    fields = [
        model.Field(given.key, given.value.replace(stand_in, "@"), start_line=given.start_line)
        for given in entry.fields
    ]
    return model.Entry(entry.entry_type, entry.key, fields, start_line=entry.start_line, raw=raw)


def _closing(text: str, start: int, limit: int) -> int | None:
    """Return where the block that begins at `start` ends, if before `limit` and before another ``@``."""
    head = HEAD.match(text, start, limit)
    if head is None:
        return None
    for mark, at in marks(text, head.end(), limit):
        if mark in ("@", closing(head)):
            return None if mark == "@" else at + 1
    return None


def _key_of(raw: str) -> str:
    found = HEAD.match(raw)
    return found["braced"] or found["bracketed"] or "" if found else ""
