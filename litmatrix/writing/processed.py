"""Citations and references as a page prints them: in HTML, for each that it has. `works_cited` makes them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from litmatrix.matrix.citations import Citation, Cited
from litmatrix.tables import Table
from litmatrix.writing.cited import cited_in, keys_of, printed
from litmatrix.writing.escapes import escape_html

_ADDRESS = re.compile(r"https?://[^\s\"<>]+")
_TAGS = {
    "Emph": "em", "Strong": "strong", "Superscript": "sup", "Subscript": "sub", "Underline": "u", "Strikeout": "s",
}  # fmt: skip
_SPACES = ("Space", "SoftBreak", "LineBreak")
# No space stands before a number that is set above the line.
_BEFORE_RAISED = re.compile(r" (?=<sup>)")


class Processed(NamedTuple):
    """Citations as a page prints them, and the references behind them by key, in the order of their list: both in HTML.

    A table whose citations are not here is printed as its frame has it. `note` says why, if it is not for a missing extra.
    """

    citations: Mapping[Citation, str]
    references: Mapping[str, str]
    note: str = ""

    def of(self, table: Table) -> Mapping[str, Sequence[Cited]]:
        """Return the columns of a table whose citations are printed here; none if not all of its citations are."""
        return table.cited if self.citations.keys() >= {*cited_in(table)} else {}

    def printed(self, cell: Cited) -> str:
        """Return a cell as HTML; its line ends are ``<br>``."""
        return _BEFORE_RAISED.sub("", printed(cell, lines, self.citations.__getitem__))

    def plain(self, one: Citation) -> str:
        """Return a citation as plain text."""
        return html.unescape(re.sub("<[^>]*>", "", self.citations[one]))

    def cited_by(self, table: Table) -> tuple[str, ...]:
        """Return the references that a table cites, in the order of their list."""
        keys = set(keys_of(cited_in(table)))
        return tuple(reference for key, reference in self.references.items() if key in keys)


#: Citations as litmatrix itself prints them, without references.
OWN = Processed({}, {})


def lines(text: str) -> str:
    """Return text as HTML, its line ends as ``<br>``."""
    return escape_html(text).replace("\n", "<br>")


def linked(reference: str) -> str:
    """Return a reference in plain text as HTML, with the web address at its end, if there is one, as a link."""
    last = reference.rsplit(" ", 1)[-1]
    if not _ADDRESS.fullmatch(last):
        return escape_html(reference)
    return f"{escape_html(reference[: -len(last)])}{_link(last, escape_html(last))}"


def _link(address: str, text: str) -> str:
    return f'<a href="{escape_html(address)}" rel="noreferrer">{text}</a>'


# --- what pandoc gives, as HTML --------------------------------------------------------------------------------------


def as_html(inlines: Iterable[Mapping[str, Any]]) -> str:
    """Return what stands in a line as HTML: its letters, how they are set, and links to the web."""
    return "".join(map(_inline, inlines)).strip()


def _inline(one: Mapping[str, Any]) -> str:
    kind, held = one["t"], one.get("c", "")
    if kind == "Str":
        return escape_html(held)
    if kind in _SPACES:
        return " "
    if kind in _TAGS:
        tag = _TAGS[kind]
        return f"<{tag}>{''.join(map(_inline, held))}</{tag}>"
    if kind == "SmallCaps":
        return f'<span class="smallcaps">{"".join(map(_inline, held))}</span>'
    if kind == "Link":
        text, address = "".join(map(_inline, held[1])), held[2][0]
        return _link(address, text) if _ADDRESS.fullmatch(address) else text
    if kind == "Quoted":
        opening, closing = "“”" if held[0]["t"] == "DoubleQuote" else "‘’"
        return f"{opening}{''.join(map(_inline, held[1]))}{closing}"
    if kind in ("Cite", "Span"):
        return "".join(map(_inline, held[1]))
    return escape_html(held[-1]) if kind in ("Code", "Math") else ""
