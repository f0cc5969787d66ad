"""Records of tagged lines other than RIS: PubMed, Web of Science, refer (EndNote's .enw)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from litmatrix.importing.values import ImportedRecord, Read, not_read, warning
from litmatrix.model import Problem

__all__ = ["Block", "finish", "grouped", "two_titles"]


@dataclass
class Block:
    """The lines of one record: its tags, each with its lines; `begun` and `ended` say what marks were met."""

    line: int
    tags: list[tuple[str, list[str]]] = field(default_factory=list)
    begun: bool = True
    ended: bool = True

    def put(self, tag: str, value: str) -> None:
        self.tags.append((tag, [value]))

    def go_on(self, text: str) -> None:
        """Add a line to the last tag."""
        self.tags[-1][1].append(text)


def grouped(block: Block) -> dict[str, list[list[str]]]:
    """Return a block's values by tag, in order, each as its lines."""
    found: dict[str, list[list[str]]] = {}
    for tag, lines in block.tags:
        found.setdefault(tag, []).append(lines)
    return found


def two_titles(where: str) -> Problem:
    """Return the problem of a record with two titles: most likely two records, of which one lost its beginning."""
    message = "this record has two titles: two records may have run together."
    return warning("two-titles", where, message, "Look whether a line that begins a record is damaged.")


def finish(
    blocks: list[Block],
    stray: list[int],
    declared: list[int],
    name: str,
    marks: tuple[str, str],
    title: str,
    record: Callable[[Block], ImportedRecord],
) -> Read:
    """Return the blocks as records; `marks` are the tags that begin one and that end one (or nothing)."""
    records: list[ImportedRecord] = []
    problems: list[Problem] = []
    for block in blocks:
        where = f"{name}:{block.line}"
        told = any(part.strip() for tag, lines in block.tags if tag != marks[0] for part in lines)
        if not told and marks[0] != "PMID":
            problems.append(not_read(where, "this record holds nothing.", "Delete it."))
            continue
        if not block.begun:
            problems.append(
                warning("no-begin", where, f"this record has no {marks[0]} line; it was read all the same.")
            )
        if not block.ended:
            message = f"this record has no {marks[1]} line: it may be cut short."
            problems.append(warning("no-end", where, message, "Look whether the record is whole."))
        if sum(tag == title for tag, _ in block.tags) > 1:
            problems.append(two_titles(where))
        records.append(record(block))
    if stray:
        more = f" (and {len(stray) - 1} more lines)" if len(stray) > 1 else ""
        message = f"text that belongs to no record{more} was left out."
        fix = "Look whether a record lost its tags here."
        problems.append(warning("text-outside", f"{name}:{stray[0]}", message, fix))
    return Read(records, problems, declared)
