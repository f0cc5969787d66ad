"""The words of `litmatrix theme …`."""

from __future__ import annotations

from typing import Any

from litmatrix.cli import theme_acts, theme_text
from litmatrix.cli.arguments import (
    BY,
    DRY_RUN,
    IN_FOLDER,
    JSON,
    YES,
    Part,
    command,
    flag,
    group,
    several,
    value,
)  # fmt: skip

_EPILOG = """\
Each change is shown first, with every cell that it touches; then it asks. --yes does it without asking (and wants
--why), --dry-run only shows. “litmatrix theme undo” undoes the last one.
exit status: 0 done, or shown with --dry-run, or answered no; 1 not done, because nobody could be asked: add --yes; 2 wrong
usage, or nothing could be changed"""

_EACH = (
    value("--why", "TEXT", "the reason: it is kept in the theme history"),
    BY,
    YES,
    DRY_RUN,
    flag("--full", "show the cells uncut, and all of them"),
    IN_FOLDER,
)
_NAMED = (
    value("--name", "TEXT", "its name, as printed"),
    value("--definition", "TEXT", "what belongs to it, and what does not"),
)
_PLACED = (
    several("--place", "KEY:NUMBER=B", "this excerpt of this source goes to B"),
    value("--rest", "C", "where all other excerpts go; without it you are asked one by one"),
)


def _theme(op: str, help: str, *arguments: Part, **given: Any) -> Part:
    """Return an operation on themes; what is given is called as `operations.prepare` calls it."""
    return command(op, theme_acts.change, help, *_EACH, *arguments, **{"op": op, "level": "theme", **given})


def _subtheme(op: str, help: str, *arguments: Part) -> Part:
    return _theme(op, help, value("theme", "THEME", "the id of the theme"), *arguments, level="subtheme")


def _ordered(what: str) -> tuple[Part, ...]:
    return (
        value("order", what, "the one to move, or all in their new order", nargs="+"),
        value("--before", what, "move it before this one", default=None),
        value("--after", what, "move it after this one", default=None),
        flag("--first", "move it to the front"),
        flag("--last", "move it to the end"),
    )


# fmt: off
_SUBTHEME = group("subtheme", "the same for the subthemes of a theme", "what to do", "ACT",
    _subtheme("add", "add a subtheme to a theme",
        value("name", "S"),
        value("--after", "S", "the subtheme that it comes after (default: the last)", dest="behind"),
    ),
    _subtheme("rename", "rename a subtheme, in review.toml and in every excerpt",
        value("old", "S"),
        value("name", "NEW"),
    ),
    _subtheme("merge", "make one subtheme of several",
        value("ids", "S", nargs="+"),
        value("--into", "S", "one of them, or a new name", required=True),
    ),
    _subtheme("split", "make several subthemes of one",
        value("old", "S"),
        several("--into", "B", "a part; give two or more", required=True),
        *_PLACED,
    ),
    _subtheme("retire", "remove a subtheme; its excerpts stay in the theme", value("old", "S")),
    _subtheme("reorder", "move a subtheme, or give all in their new order", *_ordered("S")),
    description="The same for the subthemes of a theme.",
)

THEME = group("theme", "change the themes: add, rename, redefine, merge, split, retire, reorder, undo", "what to do", "ACT",
    command("list", theme_text.list_themes, "list the themes, with their counts", IN_FOLDER, JSON),
    command("history", theme_text.tell_history, "show the theme history, with what was undone",
        IN_FOLDER,
        JSON,
    ),
    _theme("add", "add a theme; sources that were read before become due for it",
        value("id", "ID", "one word: the name of its column in the matrix"),
        *_NAMED,
        several("--subtheme", "S", "may be given several times", dest="subthemes"),
        value("--question", "TEXT", "the question of the review that it belongs to"),
        value("--after", "ID", "the theme that it comes after (default: the last)", dest="behind"),
    ),
    _theme("rename", "give a theme another id, another name, or both",
        value("theme", "ID"),
        value("id", "NEW", "the new id; the old one still works", nargs="?", default=""),
        value("--name", "TEXT", "the new name"),
    ),
    _theme("redefine", "give a theme another definition",
        value("theme", "ID"),
        value("definition", "DEFINITION"),
        flag("--clear-none", "cells that are “not mentioned” become due again, because the definition changed"),
    ),
    _theme("merge", "make one theme of several; every excerpt is kept",
        value("ids", "ID", nargs="+"),
        value("--into", "C", "one of them, or a new id", required=True),
        *_NAMED,
    ),
    _theme("split", "make several themes of one; each excerpt goes to one of them",
        value("theme", "ID"),
        several("--into", "B", "a part; give two or more, ID itself may be one", required=True),
        several("--name", "B=TEXT", "the name of a part"),
        several("--definition", "B=TEXT", "the definition of a part"),
        several("--by-subtheme", "S=B", "all excerpts under S go to B (“=B”: those under none)"),
        *_PLACED,
    ),
    _theme("retire", "stop using a theme; its column stays in the matrix", value("theme", "ID")),
    _theme("reorder", "move a theme, or give all in their new order", *_ordered("ID")),
    _SUBTHEME,
    command("undo", theme_acts.undo, "undo the last change, after showing what that does", *_EACH),
    description="Change the themes.",
    epilog=_EPILOG,
)
# fmt: on
