"""What each command does: it prints, and returns the exit status."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import (
    FINE,
    PROBLEMS,
    as_dict,
    open_review,
    print_counts,
    print_json,
    print_written,
    quoted,
    steps_told,
    told_fatal,
)
from litmatrix.cli.terminal import one_line
from litmatrix.errors import Misuse
from litmatrix.vocabulary import OUT, PREVIOUS, PROTOCOL, REMOVED, STATES, counted, decided_at, stage_in_words

if TYPE_CHECKING:
    import pandas as pd

    from litmatrix.checking import Checked
    from litmatrix.coding.quotations import Told
    from litmatrix.screening.flow import Box

#: Where records were found, by the arm of the flow.
_ARMS = {
    PREVIOUS: "earlier version of the review", "database": "databases and registers", "other": "other methods",
}  # fmt: skip


def new(given: argparse.Namespace) -> int:
    """Make a fresh review folder."""
    from litmatrix.files.folder import make_review

    written = make_review(Path(given.folder), given.title)
    print(one_line(f"A new review was made in {given.folder}:"))
    for path in written:
        print(f"  {path}")
    print("\nNext, to open its notebooks in your browser, type:")
    print(one_line(f"  litmatrix lab {quoted(given.folder)}"))
    return FINE


def check(given: argparse.Namespace) -> int:
    """Say what is wrong with the review."""
    from litmatrix import checking, duplicates

    review = open_review(given.folder)
    told = None
    if given.quotations:
        from litmatrix.coding import quotations

        looked = quotations.look_for(review)
        told = quotations.count(looked)
        checked = checking.check(review, looked)
    else:
        checked = checking.check(review)
    if given.json:
        print_json(
            {
                "sound": checked.sound,
                "problems": [as_dict(problem) for problem in checked.problems],
                "accepted": [{**as_dict(problem), "why": why} for problem, why in checked.accepted],
                **({"quotations": _told_as_dict(told)} if told else {}),
            }
        )
    else:
        _print_checked(checked, given.accepted)
        if cited := duplicates.not_compared(review.records):
            print(cited)
        if told:
            _print_told(told)
    return FINE if checked.sound else PROBLEMS


def _print_checked(checked: Checked, with_accepted: bool) -> None:
    for problem in checked.problems:
        print(one_line(f"{problem.severity}: {problem.where}: {problem.message} [{problem.check}]"))
        if problem.fix:
            print(f"    {one_line(problem.fix)}")
    if with_accepted and checked.accepted:
        print("accepted in review.toml:")
        for problem, why in checked.accepted:
            print(one_line(f"  {problem.where}: {problem.message} [{problem.check}]"))
            print(f"    {' '.join(why.split())}")
    accepted, number = len(checked.accepted), len(checked.problems)
    head = f"{counted(number, 'problem')}." if number else f"No {'open ' if accepted else ''}problem."
    tail = (
        f" {accepted:,} {'is' if accepted == 1 else 'are'} accepted in {PROTOCOL}, with reasons"
        if accepted
        else ""
    )
    shown = " (litmatrix check --accepted lists them)" if accepted and not with_accepted else ""
    print(head + (f"{tail}{shown}." if tail else ""))


def _told_as_dict(told: Told) -> dict[str, Any]:
    unreadable = [{"key": key, "why": why} for key, why in told.unreadable]
    return {
        "looked_for": told.quotations,
        "full_texts": told.full_texts,
        "without": list(told.without),
        "scanned": list(told.scanned),
        "unreadable": unreadable,
    }


def _print_told(told: Told) -> None:
    print(f"{counted(told.quotations, 'quotation')} looked for in {counted(told.full_texts, 'full text')}.")
    if number := len(told.without):
        has = "has" if number == 1 else "have"
        print(f"{counted(number, 'quoted source')} {has} no full text in fulltext/.")
    for key in told.scanned:
        print(f"{key}: its full text is scanned: it has no text to search.")
    for key, why in told.unreadable:
        print(one_line(f"{key}: not looked for: {why}"))


def status(given: argparse.Namespace) -> int:
    """Say what is in the review, and what is left to do."""
    from litmatrix import checking, coding, screening
    from litmatrix.checking import counts
    from litmatrix.files import results

    review = open_review(given.folder)
    records = _sizes(screening.outcomes(review), ("arm", "status", "stage"), sort=False)
    decided = _sizes(screening.standing(review), ("reviewer", "stage", "decision"))
    checked = checking.check(review)
    if given.json:
        print_json(
            {
                "title": review.protocol.title,
                "records": records,
                "decisions": decided,
                "problems": len(checked.problems),
                "accepted": len(checked.accepted),
                "counts": counts.count_all(review),
            }
        )
        return told_fatal(review)
    for line in review.lines()[:4]:
        print(one_line(line))
    print("\nStatus of the records")
    rows = [(_status_in_words(one), one["n"]) for one in records]
    print_counts(rows or [("no records yet", 0)])
    print("\nDecisions")
    rows = [(f"{one['reviewer']}: {decided_at(one['decision'], one['stage'])}", one["n"]) for one in decided]
    print_counts(rows or [("none yet", 0)])
    if len(covered := coding.coverage(review)):
        print("\nCells of the matrix, for included sources")
        print_counts([(state, int(covered[state].sum())) for state in STATES])
    accepted, state = len(checked.accepted), results.state_of(review.folder)
    print(f"\nProblems: {len(checked.problems)} ({accepted} accepted); litmatrix check lists them.")
    print(f"State of the files: {state} (a report says from which state it was made)")
    return told_fatal(review)


def _status_in_words(one: Mapping[str, str]) -> str:
    from litmatrix import screening

    alone = one["status"] in (screening.INCLUDED, screening.NOT_RETRIEVED, screening.DUPLICATE, REMOVED)
    where = "" if alone else f" {stage_in_words(one['stage'])}"
    return f"{one['status']}{where} ({_ARMS[one['arm']]})"


def _sizes(table: pd.DataFrame, columns: Sequence[str], sort: bool = True) -> list[dict[str, Any]]:
    """Return how many rows of a table have each of the values that stand in some columns."""
    sizes = table.groupby(list(columns), sort=sort).size().items() if len(table) else ()
    return [{**dict(zip(columns, place, strict=True)), "n": int(n)} for place, n in sizes]


def flow(given: argparse.Namespace) -> int:
    """Print the boxes of the flow."""
    from litmatrix import checking
    from litmatrix.screening import flow, flowwords

    review = open_review(given.folder)
    own = set(checking.check_flow(review))
    # What review.toml accepts stands no more.
    problems = [problem for problem in checking.check(review).problems if problem in own]
    boxes = flow.boxes(review)
    notes = [note for note in (*flow.notes(boxes), flowwords.studies(review)) if note]
    if given.json:
        print_json(
            {
                "boxes": [
                    {"id": box.id, "arm": box.arm, "label": box.label, "n": box.n, "parts": [list(part) for part in box.parts],
                     "under": {label: [list(line) for line in lines] for label, lines in box.under.items()}, "keys": list(box.keys)}
                    for box in boxes
                ],
                "heads": flow.heads(review),
                "notes": notes,
                "problems": [as_dict(problem) for problem in problems],
            }
        )  # fmt: skip
    else:
        _print_boxes(boxes, flow.heads(review))
        for note in notes:
            print(f"\n{one_line(note)}")
        for problem in problems:
            print(f"\n{problem.severity}: {one_line(str(problem))}", file=sys.stderr)
    return told_fatal(review) or (PROBLEMS if problems else FINE)


def _print_boxes(boxes: Sequence[Box], heads: Mapping[str, str]) -> None:
    arm = ""
    for box in boxes:
        if box.arm != arm:
            arm = box.arm
            print(("\n" if box is not boxes[0] else "") + heads[arm])
        print(f"  {box.label} ({'not stated' if box.n is None else f'n = {box.n:,}'}){box.mark}")
        for depth, label, text in box.lines():
            print(one_line(f"      {'    ' * depth}{label}: {text}"))


def build(given: argparse.Namespace) -> int:
    """Make all charts, tables and exports whose files changed."""
    from litmatrix import checking
    from litmatrix.writing import report

    review = open_review(given.folder)
    if told_fatal(review, "nothing was built: its numbers would be wrong. Fix this first."):
        return PROBLEMS
    out = Path(given.out) if given.out else review.folder / OUT
    built = report.build(review, out, steps_told(), given.force)
    print_written(built.told(str(out)), out, built.paths)
    page = out / "report.html"
    if page in built.paths:
        print(f"\nOpen {page} in a browser; beside it, matrix.html is the framework matrix to read.")
    if any(path.parent == out / "figures" and path.name != "captions.md" for path in built.paths):
        print(
            "In figures/ are the first charts for journals, as SVG and PDF; litmatrix figures makes all of them, PNG and TIFF too."
        )
    for note in built.notes:
        print(f"note: {one_line(note)}")
    if number := len(checking.check(review).problems):
        print(f"note: {counted(number, 'open problem')} in the review; litmatrix check lists them.")
    return PROBLEMS if built.failed else FINE


def export(given: argparse.Namespace) -> int:
    """Write one thing to a file."""
    from litmatrix import writing

    review = open_review(given.folder)
    if told_fatal(review, "nothing was exported: it would be wrong. Fix this first."):
        return PROBLEMS
    if given.what == "records":
        from litmatrix.writing import interchange

        if not given.program:
            programs = " or --for ".join(interchange.PROGRAMS)
            raise Misuse(f"say for which program the records are: --for {programs}.")
        number = interchange.export_records(
            review, Path(given.file), given.program, given.stage, given.reviewer, given.force
        )
        print(
            f"Wrote {given.file}: {counted(number, 'record')}, with the decisions {stage_in_words(given.stage)}"
        )
        return FINE
    without = tuple(filter(None, (name.strip() for name in given.without.split(","))))
    done = writing.export(
        review,
        given.what,
        Path(given.file),
        records=given.records,
        without=without,
        force=given.force,
        style=given.style,
        by=given.by,
    )
    for note in done.notes:
        print(f"note: {one_line(note)}")
    print(one_line(f"Wrote {given.file}"))
    return FINE


def styles(given: argparse.Namespace) -> int:
    """List citation styles."""
    from litmatrix.writing.styles import ALIASES, list_styles

    found = list_styles(given.words)
    if given.json:
        print_json([one._asdict() for one in found])
        return FINE
    called = {name: short for short, name in reversed(ALIASES.items())}
    width = min(max((len(one.name) for one in found), default=0), 50)
    for one in found:
        also = f" (also: {called[one.name]})" if one.name in called else ""
        print(one_line(f"{one.name:<{width}}  {one.title}{also}"))
    if not found:
        print("No style has all of these words in its name or title.", file=sys.stderr)
    return FINE if found else PROBLEMS
