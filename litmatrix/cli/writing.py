"""The commands `write` (a manuscript begun, its blocks renewed, documents made of it) and `cite` (findings to be pasted)."""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from litmatrix.cli.parts import FINE, PROBLEMS, as_dict, open_review, print_json, printer, told_fatal
from litmatrix.cli.terminal import one_line
from litmatrix.vocabulary import MANUSCRIPT, counted

if TYPE_CHECKING:
    from litmatrix.review import Review
    from litmatrix.writing.manuscript import Made


def write(given: argparse.Namespace) -> int:
    """Renew the blocks of a manuscript, and make documents of it."""
    if given.list:
        return _list()
    if given.look:
        return _look(Path(given.look), given.force)
    review = open_review(given.folder)
    if told_fatal(review, "nothing was written: its numbers would be wrong. Fix this first."):
        return PROBLEMS
    path = _place(review, given.file)
    if given.start:
        return _start(review, path, given.guideline)
    from litmatrix.writing import manuscript

    say = printer(given)
    to = _formats(given.to, say)
    made = manuscript.write(
        review, path, to, given.style, lambda what: say(f"… {one_line(what)}"), given.force
    )
    offered = manuscript.offers_in(review, path)
    if given.json:
        print_json(_as_dict(made, offered))
    else:
        _print(made, offered)
    return PROBLEMS if made.problems or made.failed else FINE


def _formats(given: str | None, say: Callable[[str], None]) -> tuple[str, ...]:
    """Return the formats that are asked for: Word, unless others are, and only if it can be made."""
    if given is not None:
        return tuple(filter(None, (form.strip().lower().removeprefix(".") for form in given.split(","))))
    from litmatrix.writing.pandoc import NoPandoc, find_pandoc

    try:
        find_pandoc()
    except NoPandoc as error:
        say(f"note: only the manuscript itself is renewed. {error}")
        return ()
    return ("docx",)


def _place(review: Review, file: str) -> Path:
    path = Path(file) if file else review.folder / MANUSCRIPT
    return path if path.exists() or path.is_absolute() else review.folder / path


def _start(review: Review, path: Path, guideline: str) -> int:
    from litmatrix.writing import manuscript

    manuscript.begin(review, path, guideline)
    print(one_line(f"Wrote {path}: headings, and blocks that litmatrix fills. Next: litmatrix write"))
    return FINE


def _list() -> int:
    from litmatrix.manuscript.kinds import FIGURES, KINDS, TABLES, WORDS

    print("Blocks, each between <!-- litmatrix: KIND NAME option=value --> and <!-- litmatrix: end -->:\n")
    for word, kind in KINDS.items():
        name = f" {kind.names.removesuffix('?').upper()}" if kind.names else ""
        print(f"  {word}{f' [{name.strip()}]' if kind.names.endswith('?') else name}: {kind.prints}")
        if kind.options:
            print(f"      {', '.join(_option(option, WORDS) for option in kind.options)}")
    print(f"\nTables: {', '.join(TABLES)}, findings-THEME")
    print(f"Figures: {', '.join(FIGURES)}, subthemes-THEME, descriptor-NAME, themes-by-NAME, map-by-NAME")
    print("Numbers, as {{included}}: litmatrix status --json lists their names.")
    return FINE


def _option(option: str, words: Any) -> str:
    return f"{option}={'|'.join(words[option])}" if option in words else f"{option}="


def _look(path: Path, force: bool) -> int:
    from litmatrix.files import results
    from litmatrix.writing.manuscript.reference import reference_docx

    results.write(Path(), path, reference_docx(), force)
    print(
        one_line(
            f"Wrote {path}: change its styles in Word, and keep it beside the manuscript as reference.docx."
        )
    )
    return FINE


def _print(made: Made, offered: Any) -> None:
    for note in made.notes:
        print(f"note: {one_line(note)}")
    for one in made.renewed.kept:
        print(one_line(f"\nline {one.line}: {one.said}: kept as it was edited. It differs from the review:"))
        for line in one.lines[2:]:
            print(f"    {one_line(line)}")
    for problem in made.problems:
        print(one_line(f"{problem.severity}: {problem.where}: {problem.message} [{problem.check}]"))
        if problem.fix:
            print(f"    {one_line(problem.fix)}")
    if offered:
        print("\nNumbers that litmatrix counts, typed by hand; a placeholder would follow the review:")
        for one in offered:
            names = " or ".join(f"{{{{{name}}}}}" for name in one.names)
            print(one_line(f"  line {one.line}: {one.number} may be {names}: … {one.around} …"))
    print()
    for file in made.files:
        print(one_line(f"Wrote {file.path}{f': {file.holds}' if file.holds else ''}"))
    if not made.files:
        print("Nothing was written." if made.problems else "Nothing to write: every block is up to date.")
    for error in made.failed:
        print(f"litmatrix: {one_line(str(error))}", file=sys.stderr)
    if made.problems:
        print(f"{counted(len(made.problems), 'problem')} in the manuscript.", file=sys.stderr)


def _as_dict(made: Made, offered: Any) -> dict[str, Any]:
    return {
        "files": [str(file.path) for file in made.files],
        "changed": [{"line": one.line, "block": one.said} for one in made.renewed.changed],
        "kept": [
            {"line": one.line, "block": one.said, "difference": list(one.lines)} for one in made.renewed.kept
        ],
        "problems": [as_dict(problem) for problem in made.problems],
        "offers": [{"line": one.line, "number": one.number, "names": list(one.names)} for one in offered],
        "notes": list(made.notes),
        "failed": [str(error) for error in made.failed],
    }


def cite(given: argparse.Namespace) -> int:
    """Print the findings of a theme with their citations, to be pasted; without a theme, the themes that there are."""
    from litmatrix import writing
    from litmatrix.errors import FormerName

    review = open_review(given.folder)
    if told_fatal(review, "nothing was printed: it would be wrong. Fix this first."):
        return PROBLEMS
    if not given.theme:
        for theme in review.protocol.current_themes:
            print(one_line(f"{theme.id}: {theme.name}"))
        print("Name a theme by its id: litmatrix cite THEME", file=sys.stderr)
        return FINE
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", FormerName)
        lines = writing.cite(review, given.theme, given.dialect, given.subtheme, given.source)
    for one in told:
        print(f"note: {one_line(str(one.message))}", file=sys.stderr)
    for line in lines:
        print(one_line(line))
    if not lines:
        print("note: no excerpt of an included source is there.", file=sys.stderr)
    return FINE
