"""The findings of a theme as lines to be pasted into a manuscript, cited as the program that it is written with has it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection

from litmatrix import screening, tables
from litmatrix.errors import Misuse
from litmatrix.matrix.citations import as_text
from litmatrix.review import Review
from litmatrix.vocabulary import DIALECTS
from litmatrix.writing import marks
from litmatrix.writing.citations import Say, as_latex, as_pandoc
from litmatrix.writing.escapes import escape_latex, escape_markdown


def cite(
    review: Review, theme: str, dialect: str = "text", subtheme: str = "", source: str = ""
) -> tuple[str, ...]:
    """Return the findings of a theme, a line each: the words (a quotation in quotation marks), then the citation.

    `dialect` is one of `vocabulary.DIALECTS`; in pandoc's and LaTeX's the words are escaped as that needs, in the others they stand as
    they are. With `subtheme` or `source` (a key), only what stands under it, or is from it. The order is that of
    `tables.findings`. Raises `Misuse` for a theme, subtheme, source or dialect that there is none of.
    """
    if dialect not in DIALECTS:
        raise Misuse(f"citations cannot be printed as {dialect!r}; allowed: {', '.join(DIALECTS)}.")
    found = tables.quoted(review, theme)
    if subtheme:
        declared = [
            name for one in review.protocol.current_themes for name in one.subthemes if one.id == theme
        ]
        _require(subtheme, {*declared, *(one.subtheme for one in found)} - {""}, f"{theme} has no subtheme")
        found = tuple(one for one in found if one.subtheme == subtheme)
    if source:
        _require(source, screening.included(review).index, "no included source has the key")
        found = tuple(one for one in found if one.key == source)
    escape, say = _dialect(review, dialect)
    return tuple(f"{escape(' '.join(one.words.split()))} {say(one.cite)}" for one in found)


def _dialect(review: Review, dialect: str) -> tuple[Callable[[str], str], Say]:
    """Return how a dialect prints words, and how citations."""
    names = screening.included_names(review)
    if dialect == "pandoc":
        return escape_markdown, lambda one: as_pandoc(one, names=names)
    if dialect == "latex":
        return escape_latex, lambda one: as_latex(one, names)
    if dialect == "text":
        return str, lambda one: as_text(one, names)
    return str, getattr(marks, dialect)(review.records, names)


def _require(name: str, known: Collection[str], fault: str) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name, list(known), 1)
    some = f" Did you mean {near[0]}?" if near else f" There are: {', '.join(sorted(known)[:20]) or 'none'}."
    raise Misuse(f"{fault} {name!r}.{some}")
