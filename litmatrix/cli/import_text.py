"""What `litmatrix import` shows of an import and of its undoing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import as_dict, first_of
from litmatrix.cli.terminal import one_line, plain
from litmatrix.vocabulary import BIBLIOGRAPHY, PROTOCOL, passed_over

if TYPE_CHECKING:
    from litmatrix.importing import Intake, Undoing

_SHOWN = 5


def plan_lines(planned: Intake) -> list[str]:
    """Return what an import brings: the account of each file, the search, the records, what a person should know."""
    accounts = [
        f"{one_line(account.name)} ({account.format}, {account.encoding}): {account.declared:,} records = "
        f"{account.new:,} new + {account.again:,} already in the review + {account.reported:,} not read"
        for account in planned.accounts
    ]
    what = "a new search" if planned.made else "already in the review"
    values = ", ".join(f"{name} {value}" for name, value in _written(planned).items())
    written = f"; written to {PROTOCOL}: {one_line(values)}" if values else ""
    columns = [pair for export in planned.exports for pair in export.columns.items()]
    new = [f"{one_line(one.key)}: {_cut(one.title)}" for one in planned.new]
    again = [f"{one_line(one.key)} ({one_line(one.why)}): {_cut(one.title)}" for one in planned.again]
    lines = [
        *accounts,
        f"search {planned.search}: {what}{written}",
        *(f"  column “{one_line(column)}” is imported as {name}" for column, name in columns),
        *first_of([f"  new: {told}" for told in new], _SHOWN, "  "),
        *first_of([f"  already in the review: {told}" for told in again], _SHOWN, "  "),
    ]
    if planned.origins:
        number = f"{len(planned.origins):,}"
        lines.append(
            f"  {planned.search} is added to “found by” (origin) of {number} records already in the review"
        )
    lines += [f"note: {one_line(note)}" for note in planned.notes]
    return lines + [f"{one.severity}: {one_line(str(one))} [{one.check}]" for one in planned.problems]


def _written(planned: Intake) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for edit in planned.edits:
        values |= edit.values if hasattr(edit, "values") else {edit.member: edit.value}
    return {name: value for name, value in values.items() if name != "id"}


def print_sum(done: Sequence[Intake]) -> None:
    new, again = sum(len(one.new) for one in done), sum(len(one.again) for one in done)
    declared = sum(account.declared for one in done for account in one.accounts)
    reported = declared - new - again
    print(
        f"\n{declared:,} records in all: {new:,} new, {again:,} already in the review, {reported:,} not read."
    )


def told(planned: Intake, done: bool) -> dict[str, Any]:
    return {
        "search": planned.search,
        "new_search": planned.made,
        "written": done and not planned.nothing,
        "files": [account._asdict() for account in planned.accounts],
        "columns": {export.name: dict(export.columns) for export in planned.exports if export.columns},
        "new": [one.key for one in planned.new],
        "again": [{"key": one.key, "where": one.where, "why": one.why} for one in planned.again],
        "notes": list(planned.notes),
        "problems": [as_dict(problem) for problem in planned.problems],
    }


def undoing_lines(found: Undoing) -> list[str]:
    """Return what taking an import back changes, and what stays all the same."""
    names = ", ".join(str(one["name"]) for one in found.entry.files)
    search, time = found.entry.search, f"{found.entry.time:%Y-%m-%d %H:%M:%S} UTC"
    kept = [f"  stays: {one_line(key)} {why}" for key, why in found.kept.items()]
    return [
        f"The import of {one_line(names)} for {search}, {time}:",
        f"  {len(found.removed):,} records are removed from {BIBLIOGRAPHY}",
        f"  {len(found.origins):,} records are no longer “found by” {search} (origin)",
        f"  the search {search} {found.search}",
        *first_of(kept, _SHOWN, "  ", "more stay"),
        *([f"  {one_line(passed_over(found.passed, BIBLIOGRAPHY))}"] if found.passed else []),
    ]


def _cut(text: str) -> str:
    line = plain(" ".join(text.split()))
    return line if len(line) <= 90 else f"{line[:89]}…"
