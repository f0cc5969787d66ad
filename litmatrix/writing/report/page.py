"""The report as a page and its supplement as another, and the report for Word."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from litmatrix import reporting, tables, writing
from litmatrix.charts.saving import PNG_SCALE
from litmatrix.reporting import Stamp
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.tables.grids import grid
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.markup import GOES_ON, document, html_table, lies
from litmatrix.writing.pandoc import find_pandoc
from litmatrix.writing.report.lengths import RULE
from litmatrix.writing.report.numbering import REPORT, SUPPLEMENT, Label, Look, listing, printed
from litmatrix.writing.report.pictures import Picture, draw, reported
from litmatrix.writing.report.sections import laid_out
from litmatrix.writing.report.values import Section
from litmatrix.writing.word import LIES, STANDS

_STYLE = Path(__file__).with_name("report.css")
_FOOT = "What is computed here follows the files of the review; nothing was typed by hand."
#: A wider picture would have text under 7 points on a page held upright.
_UPRIGHT = 800
# In Word a heading stands on the page of what it heads, which may lie.
_TURNED = re.compile(rf"((?:<h[12][^>]*>[^<]*</h[12]>\s*)+)({re.escape(LIES)})")


def page(review: Review) -> str:
    """Return the report of a review as one HTML page that loads nothing, to be sent, printed or read on a phone.

    What is too long for it stands in the supplement, which a build writes beside it.
    """
    drawn = [draw(plan, ("svg",)) for plan in reported(review)]
    return pages_of(review, tables.named(review), drawn, reporting.stamped(review.folder))[REPORT]


def pages_of(
    review: Review, made: dict[str, Table], drawn: Iterable[Picture], stamp: Stamp
) -> dict[str, str]:
    """Return the report and, where not all fits into it, its supplement, by the names of their files."""
    laid = laid_out(review, made, drawn)
    title, *_ = review.lines()
    authors = ", ".join(review.protocol.about.authors)
    more = f'What is longer stands in the <a href="{SUPPLEMENT}">supplement</a>.' if laid.supplement else ""
    found = {REPORT: _page(title, [escape_html(authors), more], laid.report, laid.labels, REPORT, stamp)}
    if laid.supplement:
        above = [f'To the <a href="{REPORT}">report</a>. {RULE}']
        found[SUPPLEMENT] = _page(
            f"Supplement: {title}", above, laid.supplement, laid.labels, SUPPLEMENT, stamp
        )
    return found


def _page(
    title: str,
    above: Iterable[str],
    sections: tuple[Section, ...],
    labels: Mapping[str, Label],
    file: str,
    stamp: Stamp,
) -> str:
    look = Look(_figure, lambda table, label: html_table(table, id=label.id, label=label.name), file)
    lines = "".join(f"<p>{line}</p>" for line in above if line)
    numbered = listing((one for one in labels.values() if one.file == file), file)
    shown, part = [], ""
    for one in sections:
        if one.part and one.part != part:
            part = one.part
            shown.append(f'<p class="part">{part}</p>')
        body = printed(one.pieces, labels, look)
        shown.append(
            f'<section aria-labelledby="{one.id}"><h2 id="{one.id}">{escape_html(one.title)}</h2>\n{body}\n</section>'
        )
    body = (
        f"<header><h1>{escape_html(title)}</h1>\n{lines}</header>\n"
        f'<nav aria-label="Contents">{_contents(sections)}</nav>\n'
        + (f'<nav class="listing" aria-label="Figures and tables">{numbered}</nav>\n' if numbered else "")
        + "<main>\n" + "\n".join(shown)
        + f"\n</main>\n<footer><p>{_FOOT}</p><p>{escape_html(stamp)}</p></footer>"
    )  # fmt: skip
    return document(title, body, _look(), stamp)


@functools.cache
def _look() -> str:
    return _STYLE.read_text(encoding="utf-8")


def _contents(sections: tuple[Section, ...]) -> str:
    """Return the sections as a list, under the part of the report that they belong to."""
    found, part = [], ""
    for one in sections:
        if one.part != part:
            part = one.part
            found.append(f'</ul><p class="group">{part}</p><ul>')
        below = "".join(f'<li><a href="#{id}">{escape_html(title)}</a></li>' for id, title in one.parts)
        found.append(
            f'<li><a href="#{one.id}">{escape_html(one.title)}</a>{f"<ul>{below}</ul>" if below else ""}</li>'
        )
    return f"<ul>{''.join(found)}</ul>"


def _figure(picture: Picture, label: Label) -> str:
    wide = picture.size[0]
    turned = ' class="turned"' if wide > _UPRIGHT else ""
    svg = picture.svg().replace("<svg ", f'<svg style="--wide: {wide:g}" ', 1)
    region = f'role="region" tabindex="0" aria-label="{label.name}. {escape_html(label.title)}"'
    return (
        f'<figure id="{label.id}"{turned}><div class="scroll" {region}>{GOES_ON}{svg}</div>\n'
        f"<figcaption>{_caption(picture, label)}</figcaption></figure>\n"
    )


def _caption(picture: Picture, label: Label) -> str:
    """Return the caption of a figure: its number, its title, and how to read it."""
    text = picture.caption.text.replace(" · ", "; ")
    how = f" {text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}" if text else ""
    return f"<b>{label.name}. {escape_html(label.title)}.</b>{escape_html(how)}"


def word_of(review: Review, made: dict[str, Table], drawn: Iterable[Picture], stamp: Stamp) -> bytes:
    """Return the report for Word; raises `NoPandoc`."""
    find_pandoc()  # before all pictures are drawn
    laid = laid_out(review, made, drawn)
    images: list[bytes] = []

    def figure(picture: Picture, label: Label) -> str:
        images.append(picture.png())
        image = writing.word_image(images[-1], picture.words, PNG_SCALE)
        # This style of Word keeps a picture on the page of its caption.
        held = f'<div custom-style="Captioned Figure"><p>{image}</p></div>'
        return f'{held}\n<div custom-style="Image Caption"><p>{_caption(picture, label)}</p></div>\n'

    def table(table: Table, label: Label) -> str:
        above = f'<div custom-style="Table Caption"><p><b>{label.name}. {escape_html(label.title)}</b></p></div>\n'
        if not lies(grid(table.frame)):
            return above + writing.word_table(table)
        return f"{LIES}{above}{writing.word_table(table, turned=True)}{STANDS}"

    look = Look(figure, table, REPORT)
    title, *_ = review.lines()
    authors = ", ".join(review.protocol.about.authors)
    parts = [f"<p>{escape_html(authors)}</p>"] if authors else []
    parts += [
        f"<h1>{escape_html(one.title)}</h1>\n{_for_word(printed(one.pieces, laid.labels, look))}"
        for one in laid.report
    ]
    body = _TURNED.sub(r"\2\1", "\n".join([*parts, f"<p><em>{escape_html(stamp)}</em></p>"]))
    return writing.docx(title, body.replace(f"{STANDS}{LIES}", ""), images, stamp)


def _for_word(html: str) -> str:
    """Return HTML with headings one level up (the title stands apart), and list items as paragraphs, in full size."""
    for before, after in (("h3", "h2"), ("h4", "h3")):
        html = html.replace(f"<{before}", f"<{after}").replace(f"</{before}>", f"</{after}>")
    return html.replace("<li>", "<li><p>").replace("</li>", "</p></li>")
