"""The command `figures`: charts as figures for journals."""

from __future__ import annotations

import argparse

from litmatrix.cli.parts import FINE, PROBLEMS, open_review, print_written, steps_told, told_fatal
from litmatrix.cli.terminal import one_line
from litmatrix.errors import Misuse


def figures(given: argparse.Namespace) -> int:
    """Write charts as figures for journals, and their captions."""
    from litmatrix.writing.report import figures as making

    review = open_review(given.folder)
    if told_fatal(review, "no figure was made: its numbers would be wrong. Fix this first."):
        return PROBLEMS
    if given.list:
        for figure in making.listed(review):
            left_out = f" (left out: {figure.nothing})" if figure.nothing else ""
            print(one_line(f"{figure.name}: {figure.caption.title}{left_out}"))
        return FINE
    built = making.write(
        review,
        [name for names in given.names for name in _parts(names)],
        [_width(one) for one in _parts(given.width)] or making.WIDTHS,
        [_form(one) for one in _parts(given.formats)] or making.FORMATS,
        given.out or None,
        steps_told(),
        given.force,
    )
    print_written(built.told(str(built.out)), built.out, built.paths)
    for note in built.notes:
        print(f"note: {one_line(note)}")
    made = any(path.suffix != ".md" for path in built.paths)
    return FINE if made and not built.failed else PROBLEMS


def _parts(given: str) -> list[str]:
    return [part for one in given.split(",") if (part := one.strip())]


def _width(given: str) -> float:
    try:
        return float(given.lower().removesuffix("mm"))
    except ValueError:
        raise Misuse(f"a width of “{given}”: give millimetres, such as 85 or 85,170.") from None


def _form(given: str) -> str:
    form = given.lower().removeprefix(".")
    return "tiff" if form == "tif" else form
