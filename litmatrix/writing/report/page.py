"""The report on one page, and for Word."""

from __future__ import annotations

from collections.abc import Iterable

from litmatrix import checking, reporting, tables, writing
from litmatrix.charts.saving import PNG_SCALE
from litmatrix.reporting import Stamp
from litmatrix.review import Review
from litmatrix.tables import Table
from litmatrix.vocabulary import counted
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.markup import document, html_table
from litmatrix.writing.report.pictures import Picture, draw, planned
from litmatrix.writing.report.sections import Look, Section, all_sections

_STYLE = """
header { border-bottom: 2px solid var(--ink); margin-bottom: 1.5rem; padding-bottom: .8rem; }
header h1 { margin-bottom: .4rem; font-size: clamp(1.5rem, 4vw, 2.1rem); }
header ul { list-style: none; padding: 0; margin: 0; color: var(--soft); }
main > section { margin-top: 2.6rem; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .25rem; margin: 0 0 1rem; }
h3 { margin: 1.8rem 0 .4rem; }
h4 { margin: 1.3rem 0 .3rem; color: var(--soft); }
nav ol { columns: 18rem; column-gap: 2.5rem; padding-left: 1.4rem; }
nav li { break-inside: avoid; margin-bottom: .3rem; }
nav ul { padding-left: 1.1rem; font-size: .9rem; }
.charts { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; margin: 1rem 0 1.6rem; }
figure { margin: 0; max-width: 100%; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; }
main p, main li, main dd { max-width: 48rem; }
blockquote { margin: .5rem 0; padding: .1rem 0 .1rem .9rem; border-left: 3px solid var(--line); }
blockquote p { margin: .2rem 0; }
blockquote cite { font-style: normal; color: var(--soft); }
blockquote .note { display: inline; }
.stance { font-size: .78rem; border: 1px solid var(--soft); border-radius: .6rem; padding: 0 .45rem; white-space: nowrap; }
mark { background: #fff3bf; color: inherit; }
.card { border-top: 1px solid var(--line); padding: .1rem 0 .6rem; }
.card h3 { margin: .9rem 0 .2rem; }
.question { margin: 0 0 .3rem; }
dl { display: grid; grid-template-columns: minmax(7rem, 10rem) 1fr; gap: .2rem 1rem; margin: .6rem 0; font-size: .92rem; }
dt { font-weight: 600; }
dd { margin: 0; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print { h2, h3, h4 { break-after: avoid; } figure, blockquote, .card > dl > dd { break-inside: avoid; }
  nav { font-size: .9rem; } main > section { margin-top: 1.4rem; } figure svg { max-height: 24cm; } }
"""


_FOOT = "What is computed here follows the files of the review; nothing was typed by hand."


def page(review: Review) -> str:
    """Return the whole review as one HTML page that loads nothing, to be sent, printed or read on a phone."""
    drawn = [draw(plan, ("svg",)) for plan in planned(review)]
    return page_of(review, tables.named(review), drawn, reporting.stamped(review.folder))


def page_of(review: Review, made: dict[str, Table], drawn: Iterable[Picture], stamp: Stamp) -> str:
    look = Look(html_table, lambda picture: f"<figure>{picture.svg()}</figure>\n")
    found = all_sections(review, made, drawn, look)
    title, *lines = _head(review, stamp)
    contents = "".join(_entry(section) for section in found)
    body = (
        f"<header><h1>{escape_html(title)}</h1>\n<ul>{''.join(f'<li>{escape_html(line)}</li>' for line in lines)}</ul></header>\n"
        f'<nav aria-label="Contents"><ol>{contents}</ol></nav>\n<main>\n'
        + "\n".join(
            f'<section aria-labelledby="{one.id}"><h2 id="{one.id}">{escape_html(one.title)}</h2>\n{one.html}\n</section>'
            for one in found
        )
        + f"\n</main>\n<footer><p>{_FOOT}</p></footer>"
    )
    return document(title, body, _STYLE)


def _head(review: Review, stamp: Stamp) -> tuple[str, ...]:
    """Return the title and what stands below it: what is in the review, its problems, and of what this was made."""
    checked = checking.check(review)
    standing, accepted = len(checked.problems), len(checked.accepted)
    told = counted(standing, "open problem") if standing else f"no {'open ' if accepted else ''}problems"
    told += f"; {accepted:,} {'are' if accepted > 1 else 'is'} accepted, with reasons" if accepted else ""
    where = " (see Problems)" if standing or accepted else ""
    return (*review.lines()[:-1], f"{told}{where}", str(stamp))


def _entry(section: Section) -> str:
    parts = "".join(f'<li><a href="#{id}">{escape_html(title)}</a></li>' for id, title in section.parts)
    return f'<li><a href="#{section.id}">{escape_html(section.title)}</a>{f"<ul>{parts}</ul>" if parts else ""}</li>'


def word_of(review: Review, made: dict[str, Table], drawn: Iterable[Picture], stamp: Stamp) -> bytes:
    pictures = list(drawn)
    look = Look(writing.word_table, _word_picture)
    title, *lines = _head(review, stamp)
    above = "".join(f"<li>{escape_html(line)}</li>" for line in lines)
    parts = [_for_word(f"<ul>{above}</ul>")]
    parts += [
        f"<h1>{escape_html(one.title)}</h1>\n{_for_word(one.html)}"
        for one in all_sections(review, made, pictures, look)
    ]
    return writing.docx(title, "\n".join(parts), [picture.files["png"] for picture in pictures], stamp)


def _word_picture(picture: Picture) -> str:
    return f"<p>{writing.word_image(picture.files['png'], picture.words, PNG_SCALE)}</p>\n"


def _for_word(html: str) -> str:
    """Return HTML with headings one level up (the title stands apart), and list items as paragraphs, in full size."""
    for before, after in (("h3", "h2"), ("h4", "h3")):
        html = html.replace(f"<{before}", f"<{after}").replace(f"</{before}>", f"</{after}>")
    return html.replace("<li>", "<li><p>").replace("</li>", "</p></li>")
