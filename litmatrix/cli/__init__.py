"""The command line: the only place that prints. Exit 0: fine; 1: problems found; 2: wrong usage or unreadable."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from litmatrix import __version__
from litmatrix.cli import commands, comparing, decisions, duplicates, importing, matrix, terminal, themes
from litmatrix.cli.parts import FINE, WRONG
from litmatrix.errors import LitmatrixError
from litmatrix.vocabulary import OUT, STAGES

__all__ = ["main"]

EPILOG = """\
Run inside a review folder, or name it: litmatrix check FOLDER.
exit status: 0 fine, 1 problems found, 2 wrong usage or unreadable"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    with terminal.shown():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    parser = _parser()
    try:
        given = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    if given.run is None:
        parser.print_help(sys.stderr)
        return WRONG
    try:
        status = given.run(given)
        sys.stdout.flush()
        return status
    except LitmatrixError as error:
        print(f"litmatrix: {terminal.one_line(str(error))}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("\nlitmatrix: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of the output left (`litmatrix check | head`); nothing more can be said to it.
        _hush()
        return FINE
    except Exception as error:
        if os.environ.get("LITMATRIX_DEBUG"):
            raise
        if isinstance(error, OSError) and error.errno in _FULL and error.filename is None:
            # The files of a review never raise this (see `store.not_saved`): it is what was printed that found no room.
            _hush()
            print(
                f"litmatrix: what it has to say could not be written ({error.strerror}). What it had recorded by then stands: "
                "look with litmatrix status.",
                file=sys.stderr,
            )
            return WRONG
        print(
            f"litmatrix: something went wrong that it did not foresee ({type(error).__name__}: "
            f"{terminal.one_line(str(error))}). Nothing was "
            "half written. Please report it; LITMATRIX_DEBUG=1 before the command shows where it happened.",
            file=sys.stderr,
        )
        return WRONG


#: How a disk refuses what is written to it.
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def _hush() -> None:
    """Let what is still to be printed go nowhere: Python would try again on leaving."""
    with open(os.devnull, "w") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """A parser that tells of a wrong argument on one line, whatever stands in it."""

    def error(self, message: str) -> NoReturn:
        super().error(terminal.one_line(message))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="litmatrix", description="A literature review workbench on plain files.", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"litmatrix {__version__}")
    parser.set_defaults(run=None)
    known = parser.add_subparsers(title="commands", metavar="COMMAND")

    new = _command(
        known, "new", commands.new, "make a fresh review folder, with notebooks and a commented review.toml"
    )
    new.add_argument("folder", metavar="DIR", help="the folder to make; it may exist if it is empty")
    new.add_argument("--title", default="", help="the title of the review")

    check = _command(
        known, "check", commands.check, "say what is wrong with the review, and where", folder=True
    )
    check.add_argument("--json", action="store_true", help="print JSON")
    check.add_argument("--accepted", action="store_true", help="list the accepted problems too, with why")

    check.add_argument(
        "--quotations",
        action="store_true",
        help="also look for the quotations in the full texts in fulltext/",
    )

    status = _command(
        known, "status", commands.status, "say what is in the review and what is left to do", folder=True
    )
    status.add_argument("--json", action="store_true", help="print JSON, with every computed number")

    flow = _command(known, "flow", commands.flow, "print the PRISMA 2020 flow", folder=True)
    flow.add_argument("--json", action="store_true", help="print JSON")

    build = _command(known, "build", commands.build, "make all charts, tables and exports anew", folder=True)
    build.add_argument("--out", metavar="DIR", help=f"where to write them (the review's {OUT}/)")

    build.add_argument(
        "--force", action="store_true", help="replace files there that were changed since they were made"
    )

    export = _command(
        known, "export", commands.export, "write the bibliography, the matrix or a table to a file"
    )
    export.add_argument(
        "what",
        metavar="WHAT",
        help="bibliography, matrix, codebook or another table by its name, tables (all of them), linked (charts to click, "
        "one page), or records (for a screening program)",
    )
    export.add_argument(
        "file",
        metavar="FILE",
        help="the ending says the format: .bib .ris .json, or .csv .md .html .tex .docx .xlsx; of records .csv .ris",
    )
    export.add_argument(
        "--records",
        choices=("included", "excluded", "all"),
        default="included",
        help="of a bibliography (included)",
    )
    export.add_argument(
        "--without",
        default="",
        metavar="FIELDS",
        help="of a bibliography: leave these out, such as abstract,origin",
    )
    export.add_argument(
        "--for",
        dest="program",
        default="",
        choices=("asreview", "rayyan"),
        help="of records: the program that is to read them",
    )
    _stage(export, help="of records: the stage whose decisions go with them (screening)")
    export.add_argument(
        "--reviewer", default="", metavar="NAME", help="of records: only this person's decisions"
    )
    export.add_argument(
        "--force",
        action="store_true",
        help="replace a file that litmatrix did not make, or that was changed since",
    )
    _folder(export)

    importing.add_command(known)
    _add_deciding(known)
    duplicates.add_commands(known)
    themes.add_commands(known)
    matrix.add_commands(known)
    comparing.add_commands(known)

    lab = _command(known, "lab", commands.lab, "open JupyterLab on the notebooks", folder=True)
    lab.add_argument("--no-browser", action="store_true", help="start the server only and print its address")
    return parser


def _add_deciding(known: Any) -> None:
    """Add the commands of deciding."""
    decide = _command(known, "decide", decisions.decide, "record one decision")
    decide.add_argument("key", metavar="KEY", help="the record")
    decide.add_argument(
        "decision",
        metavar="DECISION",
        help="include, exclude, maybe; requested, retrieved, not_retrieved; awaiting; duplicate, distinct, removed; read",
    )
    _stage(decide, tuple(STAGES))
    decide.add_argument(
        "--reason",
        default="",
        metavar="ID",
        help="the criterion that an exclusion is for; asked for at eligibility. Of removed, why in words: “retracted”",
    )
    decide.add_argument("--note", default="", metavar="TEXT", help="a note on it")
    decide.add_argument(
        "--other", default="", metavar="KEY", help="the other record of a pair; of duplicates, the one kept"
    )
    decide.add_argument(
        "--yes", action="store_true", help="a duplicate that was decided on or coded may leave the review"
    )
    _reviewer(decide)

    undo = _command(
        known,
        "undo",
        decisions.undo,
        "withdraw your last decision that stands (many at once, if they were one act)",
    )
    _reviewer(undo)
    _stage(undo, tuple(STAGES), "", "only at this stage")

    rekey = _command(
        known,
        "rekey",
        decisions.rekey,
        "say that an entry of bibliography.bib was renamed, so that its decisions are found",
    )
    rekey.add_argument("old", metavar="OLD", help="the key that it had")
    rekey.add_argument("new", metavar="NEW", help="the key that it has now")
    _folder(rekey)

    agreement = _command(known, "agreement", decisions.agreement, "say how far the reviewers agree")
    _stage(agreement)
    agreement.add_argument(
        "--round", default="", metavar="ID", help="of the records of this pilot or check round only"
    )
    agreement.add_argument(
        "--half",
        type=float,
        default=0.1,
        metavar="WIDTH",
        help="say how many records an interval of ± WIDTH would take (0.1)",
    )
    agreement.add_argument("--json", action="store_true", help="print JSON")
    _folder(agreement)

    conflicts = _command(
        known,
        "conflicts",
        decisions.conflicts,
        "list the records that reviewers decided on differently; exit status 1 if there are any",
    )
    _stage(conflicts, default="", help="only at this stage")
    conflicts.add_argument("--json", action="store_true", help="print JSON")
    _folder(conflicts)

    send = _command(known, "send", decisions.send, "copy your decisions to a file, to hand to a colleague")
    send.add_argument("to", metavar="FILE-OR-DIR", help="a folder that exists, or the file by its own name")
    _reviewer(send)

    take_in = _command(
        known,
        "take-in",
        decisions.take_in,
        "take in a colleague's decisions; the same ones twice change nothing",
    )
    take_in.add_argument("file", metavar="FILE", help="what “send” wrote: NAME@HOST.jsonl")
    _folder(take_in)

    labels = _command(
        known, "labels", decisions.labels, "take the labels in an export of ASReview or Rayyan as decisions"
    )
    labels.add_argument("file", metavar="FILE", help="the export: .csv or .ris")
    _stage(labels)
    labels.add_argument(
        "--named", default="", metavar="NAME", help="whose labels, if the file names you differently"
    )
    labels.add_argument("--replace", action="store_true", help="also where you decided differently here")
    labels.add_argument(
        "--dry-run", action="store_true", help="say what would be recorded, and record nothing"
    )
    _reviewer(labels)


def _stage(
    command: Any,
    stages: Sequence[str] = ("screening", "eligibility"),
    default: str = "screening",
    help: str = "screening, unless given",
) -> None:
    command.add_argument(
        "--stage",
        choices=stages,
        default=default,
        metavar="STAGE",
        help=f"{help}; one of {', '.join(stages)}",
    )


def _reviewer(command: Any) -> None:
    command.add_argument(
        "--reviewer", default="", metavar="NAME", help="who you are (whom this machine remembers)"
    )
    _folder(command)


def _folder(command: Any) -> None:
    command.add_argument("--folder", default=None, metavar="DIR", help="the review folder (this one)")


def _command(
    known: Any, name: str, run: Callable[[argparse.Namespace], int], help: str, folder: bool = False
) -> Any:
    command = known.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    command.set_defaults(run=run)
    if folder:
        command.add_argument(
            "folder", nargs="?", default=None, metavar="FOLDER", help="the review folder (this one)"
        )
    return command
