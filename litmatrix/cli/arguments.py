"""What a command line is made of: commands, groups of them, and their arguments, each of which adds itself to a parser."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from litmatrix.vocabulary import STAGE_NAMES

# What adds itself: a command to those that are known, an argument to the parser of its command.
Part = Callable[[Any], None]


def command(
    name: str,
    run: Callable[[argparse.Namespace], int],
    help: str,
    *arguments: Part,
    description: str = "",
    epilog: str = "",
    **given: Any,
) -> Part:
    """Return a command; `help` is a sentence without its capital and full stop, `given` goes to `run` as it is."""

    def add(known: Any) -> None:
        parser = _parser(known, name, help, description or f"{help[0].upper()}{help[1:]}.", epilog)
        parser.set_defaults(run=run, **given)
        for add_argument in arguments:
            add_argument(parser)

    return add


def group(
    name: str, help: str, title: str, metavar: str, *commands: Part, description: str = "", epilog: str = ""
) -> Part:
    """Return a command that is one of several, which help lists under a title."""

    def add(known: Any) -> None:
        acts = _parser(known, name, help, description, epilog).add_subparsers(
            title=title, metavar=metavar, required=True
        )
        for add_command in commands:
            add_command(acts)

    return add


def _parser(known: Any, name: str, help: str, description: str, epilog: str) -> Any:
    return known.add_parser(
        name, help=help, description=description or None, epilog=epilog or None,
        formatter_class=argparse.RawDescriptionHelpFormatter if epilog else argparse.HelpFormatter,
    )  # fmt: skip


def value(name: str, metavar: str | None, help: str | None = None, **more: Any) -> Part:
    """Return an argument with a value; an option that is not given is an empty text, unless `more` says otherwise."""
    given = {"default": "", **more} if name.startswith("--") else more
    return lambda parser: parser.add_argument(name, metavar=metavar, help=help, **given)


def several(name: str, metavar: str, help: str, **more: Any) -> Part:
    """Return an option that may be given several times."""
    return value(name, metavar, help, action="append", default=[], **more)


def flag(name: str, help: str) -> Part:
    return lambda parser: parser.add_argument(name, action="store_true", help=help)


def one_of(*arguments: Part) -> Part:
    """Return arguments of which one may be given."""

    def add(parser: Any) -> None:
        either = parser.add_mutually_exclusive_group()
        for add_argument in arguments:
            add_argument(either)

    return add


#: What one may write for a stage besides its id: what it is called.
_STAGES = {name.replace(" ", sign): id for id, name in STAGE_NAMES.items() for sign in " -"} | {
    "title-abstract": "screening"
}


def stage(
    help: str = "title-abstract, if not given",
    stages: Sequence[str] = ("screening", "eligibility"),
    default: str = "screening",
) -> Part:
    """Return the option that names a stage: by its name (full-text), or by its id in the files (eligibility)."""
    names = {id: word for word, id in _STAGES.items() if " " not in word}
    said = ", ".join(id if names[id] == id else f"{names[id]} (or {id})" for id in stages)
    return value(
        "--stage", "STAGE", f"{help}; one of {said}", choices=stages, default=default,
        type=lambda given: _STAGES.get(given.casefold(), given),
    )  # fmt: skip


FOLDER = value("folder", "FOLDER", "the review folder (this one)", nargs="?", default=None)
IN_FOLDER = value("--folder", "DIR", "the review folder (this one)", default=None)
REVIEWER = value("--reviewer", "NAME", "your name (else the one that is remembered on this computer)")
BY = value("--by", "NAME", "your name (else the one that is remembered on this computer)")
JSON = flag("--json", "print JSON")
YES = flag("--yes", "do it without asking")
DRY_RUN = flag("--dry-run", "only show what would be done")
