"""The command that compares states of a review: what changed since a date, a commit, or against another copy."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import PROBLEMS, find_folder, print_json, told_fatal
from litmatrix.cli.terminal import obeyed, one_line, plain

if TYPE_CHECKING:
    from litmatrix.comparing.commits import Version
    from litmatrix.comparing.differences import Differences
    from litmatrix.comparing.differences.telling import Group, Line, Section

__all__ = ["add_commands", "diff"]

_MOST_GROUPS, _MOST_LINES = 40, 25
_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m", "~": "\x1b[33m", "head": "\x1b[1m", "soft": "\x1b[2m"}
_PLAIN = "\x1b[0m"


def add_commands(known: Any) -> None:
    """Add `diff`."""
    help = "say what changed since a date, a commit, or against another copy of the review"
    command = known.add_parser("diff", help=help, description=f"{help[0].upper()}{help[1:]}.")
    command.set_defaults(run=diff)
    command.add_argument(
        "since",
        nargs="?",
        default="",
        metavar="SINCE",
        help='a date (2026-11-01, "2 weeks ago"), a revision of git (HEAD~3, a tag), or the folder of a copy; '
        "the last commit, unless given",
    )
    command.add_argument("--folder", default=None, metavar="DIR", help="the review folder (this one)")
    command.add_argument("--html", metavar="FILE", help="write it as a page, to print or to send")
    command.add_argument(
        "--force", action="store_true", help="with --html: replace a file that litmatrix did not make"
    )
    command.add_argument("--json", action="store_true", help="print JSON")
    command.add_argument("--all", action="store_true", help="print long lists whole")


def diff(given: argparse.Namespace) -> int:
    """Say what changed; exit status 1 only where a file could not be read."""
    from litmatrix.comparing import differences
    from litmatrix.comparing.commits import open_version
    from litmatrix.review import Review

    now = Review.open(find_folder(given.folder))
    then = open_version(now.folder, given.since)
    unsure = "what changed there is wrong until this is mended."
    status = told_fatal(now, unsure)
    if told_fatal(then.review, f"this was so in {then.label}: what is said to have changed there is wrong."):
        status = PROBLEMS
    found = differences.find_differences(then.review, now)
    if given.html:
        from litmatrix.files import results
        from litmatrix.writing.report.differences import differences_page

        path = Path(given.html)
        page = differences_page(found, now.protocol.title, then.label, notes=then.notes)
        results.write(now.folder, path, page.encode("utf-8"), given.force)
    if given.json:
        print_json({"since": then.label, "notes": list(then.notes), **_as_dict(found)})
        return status
    _print(found, then, given.all, bool(given.html))
    if given.html:
        print(f"\nWrote {one_line(given.html)}")
    return status


def _as_dict(value: Any) -> Any:
    """Return values as JSON takes them: tuples with names as objects, others as lists."""
    if hasattr(value, "_asdict"):
        return {name: _as_dict(part) for name, part in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [_as_dict(part) for part in value]
    return (
        {name: _as_dict(part) for name, part in vars(value).items()} if hasattr(value, "__dict__") else value
    )


def _print(found: Differences, then: Version, whole: bool, brief: bool) -> None:
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
    for section in sections(found):
        if brief:
            print(f"{section.title}: {_many(section)}")
        else:
            _print_section(section, whole)


def _many(section: Section) -> str:
    lines = sum(max(len(group.lines), 1) for group in section.groups)
    return f"{lines:,} change{'s' if lines != 1 else ''}"


def _print_section(section: Section, whole: bool) -> None:
    print(f"\n{_painted(section.title, 'head')}")
    groups = section.groups if whole else section.groups[:_MOST_GROUPS]
    for group in groups:
        _print_group(group, whole)
    if rest := len(section.groups) - len(groups):
        print(f"  … and {rest:,} more; --all or --html FILE shows them.")


def _print_group(group: Group, whole: bool) -> None:
    remark = f"  {_painted(_cut(group.remark, 100), 'soft')}" if group.remark else ""
    mark = f"{_painted(group.mark, group.mark)} " if group.mark else ""
    print(f"  {mark}{_cut(group.title, 400)}{remark}")
    lines = group.lines if whole else group.lines[:_MOST_LINES]
    for line in lines:
        print(f"      {_painted(line.mark, line.mark)} {_line(line)}")
    if rest := len(group.lines) - len(lines):
        print(f"      … and {rest:,} more; --all or --html FILE shows them.")


def _line(line: Line) -> str:
    room = max(shutil.get_terminal_size((110, 24)).columns, 60) - 10
    parts = [_cut(line.text, max(room - len(line.label) - len(line.remark), 40))] if line.text else []
    parts += [_change(change.what, change.before, change.after, room) for change in line.changes]
    body = "; ".join(parts)
    remark = f" {_painted(f'({_cut(line.remark, 80)})', 'soft')}" if line.remark else ""
    label = _cut(line.label, 50)
    return (f"{label}: {body}" if label and body else label or body) + remark


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
            told.append(_around(_clean(text), place == 0, place == len(pieces) - 1))
        else:
            start, end = ("[-", "-]") if sign == "-" else ("{+", "+}")
            space = [" " if side.isspace() else "" for side in (text[:1], text[-1:])]
            told.append(space[0] + _painted(f"{start}{_cut(text, room)}{end}", sign) + space[1])
    return head + "".join(told)


def _around(text: str, first: bool, last: bool) -> str:
    """Return as much of what stayed as shows the place: its end before a change, its beginning after one."""
    if len(text) <= 40:
        return text
    start, end = "" if first else text[:18], "" if last else text[-18:]
    return f"{start}…{end}"


def _clean(text: str) -> str:
    return plain(one_line(text))


def _cut(text: str, room: int) -> str:
    """Return a text on one line, cut where it takes more than this room (wide characters take two)."""
    text = _clean(" ".join(text.split()))
    width = 0
    for place, sign in enumerate(text):
        width += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if width > room:
            return text[: max(place - 1, 1)].rstrip() + "…"
    return text


def _painted(text: str, colour: str) -> str:
    """Return text in colour, where a person sees it on a terminal and has not asked for none (NO_COLOR)."""
    plain = not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return text if plain or not text else f"{obeyed(_COLOURS[colour])}{text}{obeyed(_PLAIN)}"
