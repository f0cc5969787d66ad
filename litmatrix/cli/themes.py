"""The words of `litmatrix theme …`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from litmatrix.cli import theme_acts, theme_text

__all__ = ["add_commands"]

EPILOG = """\
Each change is shown first, with every cell that it touches; then it asks. --yes does it without asking (and wants
--why), --dry-run only shows. “litmatrix theme undo” takes the last one back.
exit status: 0 done, or shown with --dry-run, or answered no; 1 not done, for nobody could be asked: add --yes; 2 wrong
usage, or nothing could be changed"""


def add_commands(known: Any) -> None:
    """Add `litmatrix theme …`."""
    theme = known.add_parser(
        "theme", help="change the themes: add, rename, redefine, merge, split, retire, reorder, undo",
        description="Themes that change.", epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    acts = theme.add_subparsers(title="what to do", metavar="ACT", required=True)
    for name, run, help in (
        ("list", theme_text.list_themes, "list the themes, and where they stand"),
        ("history", theme_text.tell_history, "tell the whole story of the themes, with what was undone"),
    ):
        one = _act(acts, name, run, help, changes=False)
        one.add_argument("--json", action="store_true", help="print JSON")
    _add_theme_acts(acts)
    _add_subtheme_acts(_act_group(acts, "subtheme", "the same for the subthemes of a theme"))
    _act(acts, "undo", theme_acts.undo, "take back the last operation, after showing what that changes")


def _add_theme_acts(acts: Any) -> None:
    add = _change(acts, "add", "add a theme; the sources read before become due for it")
    add.add_argument("id", metavar="ID", help="one word: the name of its column in the matrix")
    _named(add)
    _several(add, "--subtheme", "S", "may be given several times", dest="subthemes")
    _text(add, "--question", "TEXT", "the question of the review that it answers")
    _text(add, "--after", "ID", "the theme behind which it stands (the last)", dest="behind")

    rename = _change(acts, "rename", "give a theme another id, another name, or both")
    rename.add_argument("theme", metavar="ID")
    _text(rename, "id", "NEW", "the new id; the old one stays an alias", nargs="?")
    _text(rename, "--name", "TEXT", "the new name")

    redefine = _change(acts, "redefine", "give a theme another definition")
    redefine.add_argument("theme", metavar="ID")
    redefine.add_argument("definition", metavar="DEFINITION")
    again = "cells that say “none” become due again: they answered the old definition"
    redefine.add_argument("--clear-none", action="store_true", help=again)

    merge = _change(acts, "merge", "make one theme of several; every excerpt is kept")
    merge.add_argument("ids", metavar="ID", nargs="+")
    merge.add_argument("--into", required=True, metavar="C", help="one of them, or a new id")
    _named(merge)

    split = _change(acts, "split", "make several themes of one; each excerpt goes to one of them")
    split.add_argument("theme", metavar="ID")
    _several(split, "--into", "B", "a part; give two or more, ID itself may be one", required=True)
    _several(split, "--name", "B=TEXT", "the name of a part")
    _several(split, "--definition", "B=TEXT", "the definition of a part")
    _several(split, "--by-subtheme", "S=B", "all excerpts under S go to B (“=B”: those under none)")
    _placing(split)

    retire = _change(acts, "retire", "use a theme no longer; its column stays in the matrix")
    retire.add_argument("theme", metavar="ID")
    _ordering(_change(acts, "reorder", "move a theme, or give all in their new order"), "ID")


def _add_subtheme_acts(acts: Any) -> None:
    add = _change(acts, "add", "add a subtheme to a theme", "subtheme")
    add.add_argument("name", metavar="S")
    _text(add, "--after", "S", "the subtheme behind which it stands (the last)", dest="behind")
    rename = _change(acts, "rename", "rename a subtheme, in review.toml and in every excerpt", "subtheme")
    rename.add_argument("old", metavar="S")
    rename.add_argument("name", metavar="NEW")
    merge = _change(acts, "merge", "make one subtheme of several", "subtheme")
    merge.add_argument("ids", metavar="S", nargs="+")
    merge.add_argument("--into", required=True, metavar="S", help="one of them, or a new name")
    split = _change(acts, "split", "make several subthemes of one", "subtheme")
    split.add_argument("old", metavar="S")
    _several(split, "--into", "B", "a part; give two or more", required=True)
    _placing(split)
    retire = _change(acts, "retire", "take a subtheme out; its excerpts stay in the theme", "subtheme")
    retire.add_argument("old", metavar="S")
    _ordering(_change(acts, "reorder", "move a subtheme, or give all in their new order", "subtheme"), "S")


def _act(
    acts: Any, name: str, run: Callable[[argparse.Namespace], int], help: str, changes: bool = True
) -> Any:
    command = acts.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    command.set_defaults(run=run)
    if changes:
        _text(command, "--why", "TEXT", "the reason, kept in the theme history")
        _text(command, "--by", "NAME", "who you are (whom this machine remembers)")
        command.add_argument("--yes", action="store_true", help="do it without asking")
        command.add_argument("--dry-run", action="store_true", help="only show what it would do")
        command.add_argument("--full", action="store_true", help="show the cells uncut, and all of them")
    command.add_argument("--folder", default=None, metavar="DIR", help="the review folder (this one)")
    return command


def _change(acts: Any, op: str, help: str, level: str = "theme") -> Any:
    """Add an operation; what is given is called as `operations.prepare` calls it."""
    command = _act(acts, op, theme_acts.change, help)
    command.set_defaults(op=op, level=level)
    if level == "subtheme":
        command.add_argument("theme", metavar="THEME", help="the id of the theme")
    return command


def _act_group(acts: Any, name: str, help: str) -> Any:
    group = acts.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    return group.add_subparsers(title="what to do", metavar="ACT", required=True)


def _text(command: Any, flag: str, metavar: str, help: str, **more: Any) -> None:
    command.add_argument(flag, default="", metavar=metavar, help=help, **more)


def _several(command: Any, flag: str, metavar: str, help: str, **more: Any) -> None:
    command.add_argument(flag, action="append", default=[], metavar=metavar, help=help, **more)


def _named(command: Any) -> None:
    _text(command, "--name", "TEXT", "its name, as printed")
    _text(command, "--definition", "TEXT", "what belongs to it, and what does not")


def _placing(command: Any) -> None:
    _several(command, "--place", "KEY:NUMBER=B", "this excerpt of this source goes to B")
    _text(command, "--rest", "C", "where all else goes; without it, one by one")


def _ordering(command: Any, what: str) -> None:
    command.add_argument("order", metavar=what, nargs="+", help="the one to move, or all in their new order")
    command.add_argument("--before", default=None, metavar=what, help="move it before this one")
    command.add_argument("--after", default=None, metavar=what, help="move it behind this one")
    command.add_argument("--first", action="store_true", help="move it to the front")
    command.add_argument("--last", action="store_true", help="move it to the end")
