"""The command that compares states of a review: what changed since a date, a commit, or against another copy."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import unicodedata
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import find_folder, first_of, print_json, told_fatal
from litmatrix.cli.terminal import obeyed, one_line, plain
from litmatrix.vocabulary import counted

if TYPE_CHECKING:
    from litmatrix.comparing.commits import Version
    from litmatrix.comparing.differences import Differences
    from litmatrix.comparing.differences.telling import Group, Line

_MOST_GROUPS, _MOST_LINES = 40, 25
_MORE = "more; --all or --html FILE shows them."
_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "~": "\x1b[33m", "head": "\x1b[1m", "soft": "\x1b[2m"}
_PLAIN = "\x1b[0m"


def diff(given: argparse.Namespace) -> int:
    """Say what changed; exit status 1 only where a file could not be read."""
    from litmatrix.comparing import differences
    from litmatrix.comparing.commits import open_version
    from litmatrix.review import Review

    now = Review.open(find_folder(given.folder))
    then = open_version(now.folder, given.since)
    unsure = f"this was a problem in {then.label}: what is shown as changed there is wrong."
    status = max(
        told_fatal(now, "what is shown as changed there is wrong until this is fixed."),
        told_fatal(then.review, unsure),
    )
    found = differences.find_differences(then.review, now)
    if given.html:
        from litmatrix import reporting
        from litmatrix.files import results
        from litmatrix.writing.report.differences import differences_page

        page = differences_page(
            found, now.protocol.title, then.label, notes=then.notes, stamp=reporting.stamped(now.folder)
        )
        results.write(now.folder, Path(given.html), page.encode("utf-8"), given.force)
    if given.json:
        told = {name: _as_json(value) for name, value in vars(found).items()}
        print_json({"since": then.label, "notes": list(then.notes), **told})
        return status
    _print_differences(found, then, given.all, brief=bool(given.html))
    if given.html:
        print(f"\nWrote {one_line(given.html)}")
    return status


def _as_json(value: Any) -> Any:
    """Return a value as JSON takes it: tuples with names as objects, others as lists."""
    if not isinstance(value, tuple):
        return value
    parts = [_as_json(part) for part in value]
    return dict(zip(value._fields, parts, strict=True)) if hasattr(value, "_fields") else parts


def _print_differences(found: Differences, then: Version, whole: bool, brief: bool) -> None:
    """Print the totals and, unless a page holds them (`brief`), the sections."""
    from litmatrix.comparing.differences.telling import sections, totals

    print(_clean(f"Since {then.label}"))
    for note in then.notes:
        print(_clean(f"note: {note}"))
    if found.nothing:
        print("\nNothing changed.")
        return
    if found.totals:
        print(f"\n{_painted('Totals', 'head')}")
        numbers = totals(found.totals)
        widths = [max(len(f"{row[place]:,}") for row in numbers) for place in (1, 2)]
        for name, before, after in numbers:
            print(f"  {before:>{widths[0]},} → {after:<{widths[1]},}  {name} ({after - before:+,})")
    most_groups, most_lines = (None, None) if whole else (_MOST_GROUPS, _MOST_LINES)
    for section in sections(found):
        if brief:
            changes = sum(max(len(group.lines), 1) for group in section.groups)
            print(f"{section.title}: {counted(changes, 'change')}")
        else:
            groups = [_group(group, most_lines) for group in section.groups]
            print(
                f"\n{_painted(section.title, 'head')}", *first_of(groups, most_groups, "  ", _MORE), sep="\n"
            )


def _group(group: Group, most: int | None) -> str:
    remark = f"  {_painted(_cut(group.remark, 100), 'soft')}" if group.remark else ""
    mark = f"{_painted(group.mark, group.mark)} " if group.mark else ""
    indent = " " * 6
    lines = [f"{indent}{_painted(line.mark, line.mark)} {_line(line)}" for line in group.lines]
    return "\n".join([f"  {mark}{_cut(group.title, 400)}{remark}", *first_of(lines, most, indent, _MORE)])


def _line(line: Line) -> str:
    room = max(shutil.get_terminal_size((110, 24)).columns, 60) - 10
    parts = [_cut(line.text, max(room - len(line.label) - len(line.remark), 40))] if line.text else []
    parts += [_change(change.what, change.before, change.after, room) for change in line.changes]
    remark = f" {_painted(f'({_cut(line.remark, 80)})', 'soft')}" if line.remark else ""
    told = (_cut(line.label, 50), "; ".join(parts))
    return ": ".join(part for part in told if part) + remark


def _change(what: str, before: str, after: str, room: int) -> str:
    """Return a change on one line: short texts whole, of long ones what differs, with a little of what stands around."""
    from litmatrix.comparing.differences.wording import word_changes

    head = f"{_clean(what)} " if what else ""
    if not before or not after or max(len(before), len(after)) <= 40:
        return f"{head}{_cut(before, 60) or '(nothing)'} → {_cut(after, 60) or '(nothing)'}"
    pieces = word_changes(before, after)
    told = []
    for place, (sign, text) in enumerate(pieces):
        if sign == "=":
            stayed = _clean(text)
            if len(stayed) > 40:
                # As much as shows the place: its end before a change, its beginning after one.
                start, end = stayed[:18] if place else "", stayed[-18:] if place < len(pieces) - 1 else ""
                stayed = f"{start}…{end}"
            told.append(stayed)
        else:
            start, end = ("[-", "-]") if sign == "-" else ("{+", "+}")
            space = [" " if side.isspace() else "" for side in (text[:1], text[-1:])]
            told.append(space[0] + _painted(f"{start}{_cut(text, room)}{end}", sign) + space[1])
    return head + "".join(told)


def _clean(text: str) -> str:
    return plain(one_line(text))


def _cut(text: str, room: int) -> str:
    """Return a text on one line, cut where it takes more than this room (wide characters take two)."""
    text = _clean(" ".join(text.split()))
    widths = (2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    over = next((place for place, width in enumerate(accumulate(widths)) if width > room), None)
    return text if over is None else text[: max(over - 1, 1)].rstrip() + "…"


def _painted(text: str, colour: str) -> str:
    """Return text in colour, where a person sees it on a terminal and has not asked for none (NO_COLOR)."""
    unpainted = not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return text if unpainted or not text else f"{obeyed(_COLOURS[colour])}{text}{obeyed(_PLAIN)}"
