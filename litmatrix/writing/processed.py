"""Citations and references as a citation style prints them: pandoc's citeproc is run once for all that a page cites."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from litmatrix.matrix.citations import Citation, Cited, as_text
from litmatrix.tables import Table
from litmatrix.writing.citations import as_pandoc
from litmatrix.writing.cited import cited_in, keys_of, printed
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.pandoc import run
from litmatrix.writing.styles import Style

_ADDRESS = re.compile(r"https?://[^\s\"<>]+")
_TAGS = {
    "Emph": "em", "Strong": "strong", "Superscript": "sup", "Subscript": "sub", "Underline": "u", "Strikeout": "s",
}  # fmt: skip
_SPACES = ("Space", "SoftBreak", "LineBreak")
# Each citation stands in a paragraph of its own, behind a word: else one might begin a list, or a heading.
_BEFORE = "x "
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


def process(
    cited: Iterable[Citation], items: Sequence[Mapping[str, Any]], style: Style, names: Mapping[str, str]
) -> Processed:
    """Return citations, and references to what they cite, as a style prints them; `items` are records as CSL-JSON.

    What cites a key that no record has is printed as text, with the short references in `names`; so are the citations of
    a style that puts them into footnotes, which a table has none of. Raises `NoPandoc`, `NotSaved` with what pandoc said.
    """
    every = tuple(dict.fromkeys(cited))
    there = {item["id"]: item for item in items}
    asked = [one for one in every if there.keys() >= {*one.origins, one.key}]
    printed = {one: lines(as_text(one, names)) for one in every}
    if not asked:
        return Processed(printed, {})
    text = "\n\n".join(f"{_BEFORE}{as_pandoc(one, style, names)}" for one in asked)
    wanted = [there[key] for key in keys_of(asked)]
    files = {"items.json": json.dumps(wanted).encode(), "style.csl": style.csl}
    made = run(
        text, "markdown", "json", "--citeproc", "--bibliography=items.json", "--csl=style.csl", files=files
    )
    blocks = json.loads(made)["blocks"]
    if not style.notes:
        # Behind the word; a style that sets numbers above the line takes the space before them away.
        said = (_html(block["c"][1:]) for block in blocks[: len(asked)])
        printed |= {one: text for one, text in zip(asked, said, strict=True) if text}
    return Processed(printed, dict(_references(blocks[len(asked) :])))


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


def _references(lists: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the key of each reference in pandoc's list of them, and the reference."""
    for entry in (entry for listed in lists for entry in listed["c"][1]):
        (name, *_), blocks = entry["c"]
        text = " ".join(_html(part["c"]) for part in blocks if part["t"] in ("Para", "Plain"))
        yield name.removeprefix("ref-"), text


def _html(inlines: Iterable[Mapping[str, Any]]) -> str:
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
    if kind == "Span":
        # A number in the margin of a list stands beside its reference.
        beside = " " if "csl-left-margin" in held[0][1] else ""
        return "".join(map(_inline, held[1])) + beside
    if kind == "Quoted":
        opening, closing = "“”" if held[0]["t"] == "DoubleQuote" else "‘’"
        return f"{opening}{''.join(map(_inline, held[1]))}{closing}"
    if kind == "Cite":
        return "".join(map(_inline, held[1]))
    return escape_html(held[-1]) if kind in ("Code", "Math") else ""
