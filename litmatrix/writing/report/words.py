"""Text of a review as HTML, all of it escaped: paragraphs, sub-sections, quotations, problems, references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from litmatrix.bibliography import references
from litmatrix.model import Problem
from litmatrix.reporting import Paragraph, Sentence
from litmatrix.tables import Finding
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.processed import lines, linked
from litmatrix.writing.report.values import Pieces, Sub

if TYPE_CHECKING:
    import pandas as pd


def parted(subs: Iterable[Sub]) -> Pieces:
    """Return sub-sections under their headings."""
    found: list = []
    for one in subs:
        found += [f'<h3 id="{one.id}">{escape_html(one.title)}</h3>\n', *one.pieces, "\n"]
    return tuple(found)


def contents(subs: Iterable[Sub]) -> tuple[tuple[str, str], ...]:
    """Return the anchors and titles of sub-sections, for the contents."""
    return tuple((one.id, one.title) for one in subs)


def told(paragraphs: Iterable[Paragraph]) -> str:
    """Return paragraphs under their headings; a sentence with a gap is marked."""
    return "".join(
        f"<h4>{escape_html(one.heading)}</h4><p>{' '.join(map(_sentence, one.sentences))}</p>\n"
        for one in paragraphs
    )


def _sentence(one: Sentence) -> str:
    text = escape_html(one.text)
    return f"<mark>{text}</mark>" if one.gap else text


def paragraphs(text: str) -> str:
    return "".join(f"<p>{lines(part)}</p>" for part in re.split(r"\n\s*\n", text) if part.strip())


def note(text: str) -> str:
    return f'<p class="note">{escape_html(text)}</p>\n' if text else ""


def quotation(one: Finding) -> str:
    stance = "" if one.stance == "neutral" else f' <span class="stance">{escape_html(one.stance)}</span>'
    remark = f'<br><span class="note">{lines(one.note)}</span>' if one.note else ""
    cited = f"<cite>{escape_html(one.citation)}</cite>"
    return f'<blockquote class="{escape_html(one.kind)}"><p>{lines(one.words)} {cited}{stance}{remark}</p></blockquote>'


def problem(one: Problem) -> str:
    return f'{escape_html(one.message)} <span class="note">{escape_html(one.where)}</span>'


def listed(items: Iterable[str], kind: str = "") -> str:
    """Return HTML as a list."""
    of = f' class="{kind}"' if kind else ""
    return f"<ul{of}>{''.join(f'<li>{item}</li>' for item in items)}</ul>\n"


def reference_list(records: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return full references under the short ones that the text cites, which sort them."""
    found = [(names[key], text) for key, text in references.full(records).items()]
    return listed(
        (
            f"<strong>{escape_html(name)}</strong>: {linked(text)}"
            for name, text in sorted(found, key=lambda one: one[0].casefold())
        ),
        "references",
    )
