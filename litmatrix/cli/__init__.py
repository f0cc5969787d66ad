"""The command line: the only place that prints. Exit 0: fine; 1: problems found; 2: wrong usage or unreadable."""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from litmatrix import __version__
from litmatrix.cli import terminal
from litmatrix.cli.parts import FINE, WRONG
from litmatrix.cli.table import add_commands
from litmatrix.errors import LitmatrixError

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
                f"litmatrix: the output could not be written ({error.strerror}). What was recorded before that is saved: "
                "look with litmatrix status.",
                file=sys.stderr,
            )
            return WRONG
        print(
            f"litmatrix: an unexpected error ({type(error).__name__}: "
            f"{terminal.one_line(str(error))}). Nothing was "
            "half written. Please report it; put LITMATRIX_DEBUG=1 before the command to see where it happened.",
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

    add_commands(known)
    return parser
