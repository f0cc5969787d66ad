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
    add = _act(acts, "add", theme_acts.add_theme, "add a theme; the sources read before become due for it")
    add.add_argument("id", metavar="ID", help="one word: the name of its column in the matrix")
    _named(add)
    add.add_argument(
        "--subtheme", action="append", default=[], metavar="S", help="may be given several times"
    )
    add.add_argument(
        "--question", default="", metavar="TEXT", help="the question of the review that it answers"
    )
    add.add_argument("--after", default="", metavar="ID", help="the theme behind which it stands (the last)")

    rename = _act(acts, "rename", theme_acts.rename_theme, "give a theme another id, another name, or both")
    rename.add_argument("id", metavar="ID")
    rename.add_argument(
        "new", metavar="NEW", nargs="?", default="", help="the new id; the old one stays an alias"
    )
    rename.add_argument("--name", default="", metavar="TEXT", help="the new name")

    redefine = _act(acts, "redefine", theme_acts.redefine_theme, "give a theme another definition")
    redefine.add_argument("id", metavar="ID")
    redefine.add_argument("definition", metavar="DEFINITION")
    redefine.add_argument(
        "--clear-none", action="store_true", help="cells that say “none” become due again: they answered the old definition"
    )  # fmt: skip

    merge = _act(acts, "merge", theme_acts.merge_themes, "make one theme of several; every excerpt is kept")
    merge.add_argument("ids", metavar="ID", nargs="+")
    merge.add_argument("--into", required=True, metavar="C", help="one of them, or a new id")
    _named(merge)

    split = _act(
        acts, "split", theme_acts.split_theme, "make several themes of one; each excerpt goes to one of them"
    )
    split.add_argument("id", metavar="ID")
    split.add_argument(
        "--into",
        action="append",
        required=True,
        metavar="B",
        help="a part; give two or more, ID itself may be one",
    )
    split.add_argument("--name", action="append", default=[], metavar="B=TEXT", help="the name of a part")
    split.add_argument(
        "--definition", action="append", default=[], metavar="B=TEXT", help="the definition of a part"
    )
    split.add_argument(
        "--by-subtheme", action="append", default=[], metavar="S=B", help="all excerpts under S go to B (“=B”: those under none)"
    )  # fmt: skip
    _placing(split)

    retire = _act(
        acts, "retire", theme_acts.retire_theme, "use a theme no longer; its column stays in the matrix"
    )
    retire.add_argument("id", metavar="ID")
    _ordering(
        _act(acts, "reorder", theme_acts.reorder_themes, "move a theme, or give all in their new order"), "ID"
    )


def _add_subtheme_acts(acts: Any) -> None:
    add = _subtheme_act(acts, "add", theme_acts.add_subtheme, "add a subtheme to a theme")
    add.add_argument("name", metavar="S")
    add.add_argument(
        "--after", default="", metavar="S", help="the subtheme behind which it stands (the last)"
    )
    rename = _subtheme_act(
        acts, "rename", theme_acts.rename_subtheme, "rename a subtheme, in review.toml and in every excerpt"
    )
    rename.add_argument("old", metavar="S")
    rename.add_argument("new", metavar="NEW")
    merge = _subtheme_act(acts, "merge", theme_acts.merge_subthemes, "make one subtheme of several")
    merge.add_argument("names", metavar="S", nargs="+")
    merge.add_argument("--into", required=True, metavar="S", help="one of them, or a new name")
    split = _subtheme_act(acts, "split", theme_acts.split_subtheme, "make several subthemes of one")
    split.add_argument("name", metavar="S")
    split.add_argument("--into", action="append", required=True, metavar="B", help="a part; give two or more")
    _placing(split)
    retire = _subtheme_act(
        acts, "retire", theme_acts.retire_subtheme, "take a subtheme out; its excerpts stay in the theme"
    )
    retire.add_argument("name", metavar="S")
    _ordering(
        _subtheme_act(
            acts, "reorder", theme_acts.reorder_subthemes, "move a subtheme, or give all in their new order"
        ),
        "S",
    )


def _act(
    acts: Any, name: str, run: Callable[[argparse.Namespace], int], help: str, changes: bool = True
) -> Any:
    command = acts.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    command.set_defaults(run=run)
    if changes:
        command.add_argument(
            "--why", default="", metavar="TEXT", help="the reason, kept in the theme history"
        )
        command.add_argument(
            "--by", default="", metavar="NAME", help="who you are (whom this machine remembers)"
        )
        command.add_argument("--yes", action="store_true", help="do it without asking")
        command.add_argument("--dry-run", action="store_true", help="only show what it would do")
        command.add_argument("--full", action="store_true", help="show the cells uncut, and all of them")
    command.add_argument("--folder", default=None, metavar="DIR", help="the review folder (this one)")
    return command


def _act_group(acts: Any, name: str, help: str) -> Any:
    group = acts.add_parser(name, help=help, description=f"{help[0].upper()}{help[1:]}.")
    return group.add_subparsers(title="what to do", metavar="ACT", required=True)


def _subtheme_act(acts: Any, name: str, run: Callable[[argparse.Namespace], int], help: str) -> Any:
    command = _act(acts, name, run, help)
    command.add_argument("theme", metavar="THEME", help="the id of the theme")
    return command


def _named(command: Any) -> None:
    command.add_argument("--name", default="", metavar="TEXT", help="its name, as printed")
    command.add_argument(
        "--definition", default="", metavar="TEXT", help="what belongs to it, and what does not"
    )


def _placing(command: Any) -> None:
    command.add_argument(
        "--place", action="append", default=[], metavar="KEY:NUMBER=B", help="this excerpt of this source goes to B"
    )  # fmt: skip
    command.add_argument(
        "--rest", default="", metavar="C", help="where all else goes; without it, one by one"
    )


def _ordering(command: Any, what: str) -> None:
    command.add_argument("order", metavar=what, nargs="+", help="the one to move, or all in their new order")
    command.add_argument("--before", default=None, metavar=what, help="move it before this one")
    command.add_argument("--after", default=None, metavar=what, help="move it behind this one")
    command.add_argument("--first", action="store_true", help="move it to the front")
    command.add_argument("--last", action="store_true", help="move it to the end")
