"""What `litmatrix theme …` prints and asks: previews, the list, the story, and the walk through the excerpts of a split."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import FINE, PROBLEMS, find_folder, open_review, print_json, told_fatal
from litmatrix.cli.terminal import asked, one_line, plain
from litmatrix.vocabulary import MATRIX, counted, passed_over

if TYPE_CHECKING:
    from litmatrix.coding.operations import Undoing
    from litmatrix.coding.themes import Plan, TouchedCell
    from litmatrix.coding.themes.words import Change
    from litmatrix.matrix.file import ExcerptRow
    from litmatrix.matrix.history import Step
    from litmatrix.review import Review

#: So many sources, and lines of a cell, are shown unless all are asked for.
_SOURCES, _LINES = 20, 3


def headline(told: Change) -> str:
    from litmatrix.coding import themes

    return one_line(themes.headline(told))


def references(review: Review) -> dict[str, str]:
    """Return the short reference of each record, by key."""
    from litmatrix import screening

    return screening.included_names(review)


# --- previews -----------------------------------------------------------------------------------------------


def print_plan(plan: Plan, names: Mapping[str, str], full: bool) -> None:
    """Show what an operation would do."""
    from litmatrix.coding import themes

    print(f"To {headline(plan)}:")
    for line in (*plan.notes, *themes.beside_cells(plan)):
        _print_lines("  ", line, full)
    _print_touched(plan.touched, names, full)


def print_undoing(found: Undoing, names: Mapping[str, str], full: bool) -> None:
    """Show what undoing would do."""
    entry = found.entry
    by = f" by {entry.by}" if entry.by else ""
    print(f"The last change, {_moment(entry.time)}{by}: {headline(entry)}.")
    if entry.why:
        print(f"  Why: {plain(entry.why)}")
    if passed := passed_over(found.passed, MATRIX):
        print(f"  {plain(passed)}")
    _print_touched(found.touched, names, full)
    before, after = ([c.name for c in entry.reshaping.after], found.columns) if entry.reshaping else ((), ())
    if entry.reshaping and before != list(after):
        back = [name for name in entry.reshaping.before if name not in before]
        gone = [name for name in before if name not in entry.reshaping.before]
        for what, some in (("comes back", back), ("is removed", gone)):
            if some:
                print(f"  The column {', '.join(some)} {what}.")
    lines = [f"{sign} {line}" for hunk in found.lines for sign, some in (("-", hunk.before), ("+", hunk.after)) for line in some if line.strip()]  # fmt: skip
    if lines:
        print("review.toml:")
        _print_lines("  ", "\n".join(lines), full, 12)


def _print_touched(touched: Sequence[TouchedCell], names: Mapping[str, str], full: bool) -> None:
    from litmatrix.coding import themes

    number = themes.count_cells(touched)
    if not number:
        print("No cell changes.")
        return
    print(
        f"{counted(number, 'cell')} of {counted(len(touched), 'source')} {'change' if number != 1 else 'changes'}:"
    )
    shown = touched if full else touched[:_SOURCES]
    width = min(20, max(len(column) for one in shown for column in {*one.before, *one.after}))
    for one in shown:
        print(f"\n{one.key}{f'  {plain(names[one.key])}' if one.key in names else ''}")
        for sign, texts, others in (("-", one.before, one.after), ("+", one.after, one.before)):
            for column, text in texts.items():
                shows = text if full else _differing(text, others.get(column, ""))
                _print_lines(f"  {sign} {column:<{width}}  ", shows, full)
    if len(touched) > len(shown):
        print(f"\n… and {counted(len(touched) - len(shown), 'source')} more: --full shows them all.")
    print()


def _differing(text: str, other: str) -> str:
    """Return the lines of a cell that its other state has not, and how many it has too."""
    known = set(other.split("\n")) - {""}
    lines = text.split("\n")
    own = [line for line in lines if line not in known]
    same = len(lines) - len(own)
    return "\n".join(
        [*own, *([f"({counted(same, 'line')} {'stay' if same != 1 else 'stays'})"] if same else [])]
    )


def _print_lines(before: str, text: str, full: bool, most: int = _LINES) -> None:
    """Print a text behind some words, the lines below in its column; cut to what fits."""
    lines = plain(text).split("\n")
    width = max(30, shutil.get_terminal_size((110, 24)).columns) - len(before) - 1
    shown = lines if full else [_cut(line, width) for line in lines[:most]]
    if len(lines) > len(shown):
        shown.append(f"… {counted(len(lines) - len(shown), 'line')} more")
    for number, line in enumerate(shown):
        print(f"{before if number == 0 else ' ' * len(before)}{line}")


def _cut(line: str, width: int) -> str:
    """Return a line cut to a width of the terminal, in which Chinese signs take two places."""
    taken = 0
    for place, sign in enumerate(line):
        taken += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if taken > width:
            return f"{line[: max(0, place - 1)]}…"
    return line


# --- placing excerpts ---------------------------------------------------------------------------------------


def print_unplaced(left: Sequence[ExcerptRow], parts: Sequence[str]) -> int:
    """List the excerpts that have no place yet, and how to give them one; return the exit status."""
    print(f"{counted(len(left), 'excerpt')} {'are' if len(left) != 1 else 'is'} not in a part yet:")
    for one in left:
        tag = f"[{plain(one.subtheme)}] " if one.subtheme else ""
        _print_lines(f"  {one.key}:{one.number}  ", f"{tag}{one.text}", False, 1)
    one = left[0]
    print(
        f"Nothing was changed. Say where each goes (--place {one.key}:{one.number}={parts[0]}), those under a subtheme of a theme "
        f"at once\n(--by-subtheme 'S={parts[0]}'), or all that are left (--rest {parts[-1]}); at a terminal you are "
        "asked one by one."
    )  # fmt: skip
    return PROBLEMS


def walk(
    left: Sequence[ExcerptRow], parts: Sequence[str], names: Mapping[str, str], alike: bool
) -> dict[tuple[str, int], str] | None:
    """Ask for the place of each excerpt; return the places, or None if the person stops."""
    from litmatrix.coding.themes import Walk

    way = Walk(left, parts)
    keys = "  ".join(f"{number} {part}" for number, part in enumerate(way.parts, start=1))
    whole = "s = all of this subtheme  " if alike else ""
    while (one := way.current) is not None:
        stance = f" {one.stance}" if one.stance else ""
        tag = f"[{plain(one.subtheme)}{stance}]" if one.subtheme else "(no subtheme)"
        name = f"{plain(names[one.key])}, " if one.key in names else ""
        print(f"\n{way.done + 1} of {way.total}  {name}{one.key}  {tag}")
        where = f" ({one.locator})" if one.locator else ""
        print(textwrap.indent(textwrap.fill(f"{plain(one.text)}{where}", 100), "    "))
        answer = asked(f"{keys}  {whole}b = back  q = stop > ").lower()
        if answer in ("q", ""):
            # An empty answer is the end of the input, or a slip: neither places an excerpt.
            if answer == "q" or not sys.stdin.isatty():
                return None
            continue
        if answer == "b":
            if not way.back():
                print("This is the first one.")
            continue
        together = alike and answer.startswith("s")
        if together:
            answer = answer[1:].strip() or asked(f"All {way.alike} of {tag} to: {keys} > ")
        if answer.isdecimal() and 1 <= int(answer) <= len(way.parts):
            (way.put_alike if together else way.put)(way.parts[int(answer) - 1])
        else:
            print(f"Answer with a number from 1 to {len(way.parts)}{', s' if alike else ''}, b or q.")
    return way.places


# --- the list and the story ---------------------------------------------------------------------------------


def list_themes(given: argparse.Namespace) -> int:
    """List the themes, and where they stand."""
    from litmatrix import coding, matrix
    from litmatrix.vocabulary import EVIDENCE

    review = open_review(given.folder)
    coverage = coding.coverage(review)
    evidence = coding.evidence(review)["theme"].value_counts()
    current: list[dict[str, Any]] = []
    retired: list[dict[str, Any]] = []
    for theme in review.protocol.themes:
        if theme.retired:
            held = matrix.excerpt_rows(review.matrix, [theme.id])
            number = sum(one.kind in EVIDENCE for one in held)
            retired.append(
                {"id": theme.id, "name": theme.name, "retired": str(theme.retired), "excerpts": number}
            )
            continue
        counts = {
            name: int(coverage.at[theme.id, name]) for name in ("mentioned", "looked_at", "due", "unread")
        }
        current.append(
            {"id": theme.id, "name": theme.name, **counts, "excerpts": int(evidence.get(theme.id, 0))}
        )
    if given.json:
        print_json({"themes": current, "retired": retired})
        return told_fatal(review)
    if not current:
        print("No theme yet. Add one: litmatrix theme add ID --name NAME --definition TEXT")
    else:
        _print_table(
            ("id", "name", "sources", "excerpts", "due", "unread"),
            [(one["id"], one["name"], f"{one['mentioned']:,} of {one['looked_at']:,}", f"{one['excerpts']:,}", f"{one['due']:,}", f"{one['unread']:,}") for one in current],
        )  # fmt: skip
    if retired:
        print("\nRetired:")
        _print_table(
            ("id", "name", "retired", "excerpts"),
            [(one["id"], one["name"], one["retired"], f"{one['excerpts']:,}") for one in retired],
        )
    return told_fatal(review)


def _print_table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print columns: the first two to the left, numbers to the right."""
    rows = [[plain(one_line(cell)) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in [heads, *rows]) for place in range(len(heads))]
    for row in [heads, *rows]:
        cells = [f"{cell:<{width}}" if place < 2 else f"{cell:>{width}}" for place, (cell, width) in enumerate(zip(row, widths, strict=True))]  # fmt: skip
        print("  ".join(cells).rstrip())


def tell_history(given: argparse.Namespace) -> int:
    """Tell the story of the themes."""
    from litmatrix import protocol
    from litmatrix.matrix import history
    from litmatrix.vocabulary import HISTORY, PROTOCOL

    folder = find_folder(given.folder)
    told, faults = protocol.read_protocol(folder / PROTOCOL)
    entries, problems = history.read_history(folder / HISTORY)
    steps = history.story(entries, told.theme_history)
    if given.json:
        print_json({"story": [_as_dict(step) for step in steps]})
    elif not steps:
        print("The themes have not changed yet.")
    else:
        for step in steps:
            _print_step(step)
    for problem in (*(fault for fault in faults if fault.severity == "fatal"), *problems):
        print(f"{problem.severity}: {one_line(str(problem))}", file=sys.stderr)
    return PROBLEMS if problems else FINE


def _print_step(step: Step) -> None:
    by = f", {plain(step.by)}" if step.by else ""
    print(f"{_moment(step.time)}{by}: {plain(headline(step))}")
    if step.why:
        print(f"    why: {plain(step.why)}")
    if step.undone:
        by = f" by {plain(step.undone_by)}" if step.undone_by else ""
        why = f": {plain(step.undone_why)}" if step.undone_why else ""
        print(f"    UNDONE {_moment(step.undone)}{by}{why}")
    elif not step.recorded:
        print("    (there is no record of it in history/, so it cannot be undone here)")


def _as_dict(step: Step) -> dict[str, Any]:
    values = {**step._asdict(), "what": headline(step)}
    values["from"], values["to"] = values.pop("before"), values.pop("after")
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }


def _moment(time: Any) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC" if isinstance(time, datetime) else str(time)
