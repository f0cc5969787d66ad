"""What `litmatrix import` shows of an import and of its undoing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import as_dict
from litmatrix.cli.terminal import one_line, plain
from litmatrix.vocabulary import BIBLIOGRAPHY, PROTOCOL

if TYPE_CHECKING:
    from litmatrix.importing import Intake, Undoing

__all__ = ["print_plan", "print_sum", "print_undoing", "told"]

_SHOWN = 5


def print_plan(planned: Intake) -> None:
    for account in planned.accounts:
        print(
            f"{one_line(account.name)} ({account.format}, {account.encoding}): {account.declared:,} records = "
            f"{account.new:,} new + {account.again:,} found again + {account.reported:,} reported"
        )
    what = "a new search" if planned.made else "a search that is there"
    values = ", ".join(f"{name} {value}" for name, value in _written(planned).items())
    print(
        f"search {planned.search}: {what}"
        + (f"; written to {PROTOCOL}: {one_line(values)}" if values else "")
    )
    for export in planned.exports:
        for column, name in export.columns.items():
            print(f"  column “{one_line(column)}” is read as {name}")
    for one in planned.new[:_SHOWN]:
        print(f"  new: {one_line(one.key)}: {_cut(one.title)}")
    if len(planned.new) > _SHOWN:
        print(f"  … and {len(planned.new) - _SHOWN:,} more")
    for again in planned.again[:_SHOWN]:
        print(f"  found again: {one_line(again.key)} ({one_line(again.why)}): {_cut(again.title)}")
    if len(planned.again) > _SHOWN:
        print(f"  … and {len(planned.again) - _SHOWN:,} more")
    if planned.origins:
        print(f"  {planned.search} is added to the origin of {len(planned.origins):,} records that are there")
    for note in planned.notes:
        print(f"note: {one_line(note)}")
    for problem in planned.problems:
        print(f"{problem.severity}: {one_line(str(problem))} [{problem.check}]")


def _written(planned: Intake) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for edit in planned.edits:
        values.update(edit.values if hasattr(edit, "values") else {edit.member: edit.value})
    values.pop("id", None)
    return values


def print_sum(done: Sequence[Intake]) -> None:
    new, again = sum(len(one.new) for one in done), sum(len(one.again) for one in done)
    declared = sum(account.declared for one in done for account in one.accounts)
    print(
        f"\nIn all {declared:,} records: {new:,} new, {again:,} found again, {declared - new - again:,} reported."
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


def print_undoing(found: Undoing) -> None:
    names = ", ".join(str(one["name"]) for one in found.entry.files)
    print(
        f"The import of {one_line(names)} for {found.entry.search}, {found.entry.time:%Y-%m-%d %H:%M:%S} UTC:"
    )
    print(f"  {len(found.removed):,} entries are taken out of {BIBLIOGRAPHY}")
    print(f"  {len(found.origins):,} records lose {found.entry.search} from their origin")
    print(f"  the search {found.entry.search} {found.search}")
    for key, why in [*found.kept.items()][:_SHOWN]:
        print(f"  stays: {one_line(key)} {why}")
    if len(found.kept) > _SHOWN:
        print(f"  … and {len(found.kept) - _SHOWN:,} more stay")


def _cut(text: str) -> str:
    line = plain(" ".join(text.split()))
    return line if len(line) <= 90 else f"{line[:89]}…"
