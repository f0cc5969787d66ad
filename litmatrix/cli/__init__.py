"""The command line: the only place that prints. Exit 0: fine; 1: problems found; 2: wrong usage or unreadable."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

from litmatrix import __version__
from litmatrix.cli import commands
from litmatrix.cli.commands import FINE, WRONG
from litmatrix.errors import LitmatrixError
from litmatrix.vocabulary import OUT

__all__ = ["main"]

EPILOG = """\
Run inside a review folder, or name it: litmatrix check FOLDER.
exit status: 0 fine, 1 problems found, 2 wrong usage or unreadable"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = _parser()
    try:
        given = parser.parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    if given.run is None:
        parser.print_help(sys.stderr)
        return WRONG
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        status = given.run(given)
        sys.stdout.flush()
        return status
    except LitmatrixError as error:
        print(f"litmatrix: {error}", file=sys.stderr)
        return WRONG
    except KeyboardInterrupt:
        print("\nlitmatrix: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of the output left (`litmatrix check | head`); nothing more can be said to it.
        with open(os.devnull, "w") as nowhere:
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        return FINE
    except Exception as error:
        if os.environ.get("LITMATRIX_DEBUG"):
            raise
        print(
            f"litmatrix: something went wrong that it did not foresee ({type(error).__name__}: {error}). Nothing was "
            "half written. Please report it; LITMATRIX_DEBUG=1 before the command shows where it happened.",
            file=sys.stderr,
        )
        return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="litmatrix", description="A literature review workbench on plain files.", epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"litmatrix {__version__}")
    parser.set_defaults(run=None)
    known = parser.add_subparsers(title="commands", metavar="COMMAND")

    new = _command(known, "new", commands.new, "make a fresh review folder, with notebooks and a commented review.toml")
    new.add_argument("folder", metavar="DIR", help="the folder to make; it may exist if it is empty")
    new.add_argument("--title", default="", help="the title of the review")

    check = _command(known, "check", commands.check, "say what is wrong with the review, and where", folder=True)
    check.add_argument("--json", action="store_true", help="print JSON")
    check.add_argument("--accepted", action="store_true", help="list the accepted problems too, with why")

    status = _command(known, "status", commands.status, "say what is in the review and what is left to do", folder=True)
    status.add_argument("--json", action="store_true", help="print JSON, with every computed number")

    flow = _command(known, "flow", commands.flow, "print the PRISMA 2020 flow", folder=True)
    flow.add_argument("--json", action="store_true", help="print JSON")

    build = _command(known, "build", commands.build, "make all charts, tables and exports anew", folder=True)
    build.add_argument("--out", metavar="DIR", help=f"where to write them (the review's {OUT}/)")

    export = _command(known, "export", commands.export, "write the bibliography, the matrix or a table to a file")
    export.add_argument("what", metavar="WHAT", help="bibliography, matrix or another table by its name, or tables (all of them)")
    export.add_argument("file", metavar="FILE", help="the ending says the format: .bib .ris .json, or .csv .md .html .tex .docx .xlsx")
    export.add_argument("--records", choices=("included", "excluded", "all"), default="included", help="of a bibliography (included)")
    export.add_argument("--folder", default=None, metavar="DIR", help="the review folder (this one)")

    lab = _command(known, "lab", commands.lab, "open JupyterLab on the notebooks", folder=True)
    lab.add_argument("--no-browser", action="store_true", help="start the server only and print its address")
    return parser


def _command(known: Any, name: str, run: Callable[[argparse.Namespace], int], help: str, folder: bool = False) -> Any:
    command = known.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    command.set_defaults(run=run)
    if folder:
        command.add_argument("folder", nargs="?", default=None, metavar="FOLDER", help="the review folder (this one)")
    return command
