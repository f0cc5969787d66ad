"""The codebook as a document to be read: Markdown and HTML. All text of the review is taken as hostile and escaped."""

from __future__ import annotations

from collections.abc import Iterable

from litmatrix import tables
from litmatrix.reporting import Stamp, stamped
from litmatrix.review import Review
from litmatrix.tables import Code, Codebook
from litmatrix.vocabulary import counted
from litmatrix.writing.markup import document, escape_html, escape_markdown

NOT_DEFINED = "No definition yet."
NO_THEMES = "No theme yet."

_STYLE = """
body { max-width: 54rem; }
h1 { margin-bottom: .3rem; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .25rem; margin: 2.6rem 0 .8rem; }
h3 { margin: 2rem 0 .3rem; }
nav ol { columns: 18rem; column-gap: 2.5rem; padding-left: 1.4rem; }
nav li { break-inside: avoid; margin-bottom: .2rem; }
.id { color: var(--soft); font-weight: normal; font-size: .85rem; }
dl { display: grid; grid-template-columns: minmax(7rem, 9rem) 1fr; gap: .3rem 1rem; margin: .6rem 0 0; font-size: .95rem; }
dt { font-weight: 600; }
dd { margin: 0; min-width: 0; }
dd ul { margin: 0; padding-left: 1.1rem; }
blockquote { margin: 0 0 .4rem; padding: 0 0 0 .8rem; border-left: 3px solid var(--line); }
cite { font-style: normal; color: var(--soft); }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; } }
@media print { h3 { break-after: avoid; } blockquote { break-inside: avoid; } }
"""


def codebook_page(review: Review, stamp: Stamp | None = None) -> str:
    """Return the codebook as one HTML page that loads and runs nothing: themes in use, then themes that were."""
    book = tables.codes(review)
    title = _title(review)
    numbered = [
        (f"theme-{number}", one) for number, one in enumerate((*book.in_use, *book.that_were), start=1)
    ]
    contents = "".join(f'<li><a href="#{id}">{escape_html(one.name)}</a></li>' for id, one in numbered)
    cards = [_card(id, one) for id, one in numbered]
    body = [
        f'<header><h1>{escape_html(title)}</h1>\n<p class="note">{escape_html(_note(review, book))}</p></header>'
    ]
    if contents:
        body.append(f'<nav aria-label="Contents"><ol>{contents}</ol></nav>')
    body.append("<main>")
    body.append("<h2>Themes in use</h2>\n" + ("\n".join(cards[: len(book.in_use)]) or f"<p>{NO_THEMES}</p>"))
    if book.that_were:
        body.append("<h2>Former themes</h2>\n" + "\n".join(cards[len(book.in_use) :]))
    body.append(f"</main>\n<footer><p>{escape_html(stamp or stamped(review.folder))}</p></footer>")
    return document(title, "\n".join(body), _STYLE)


def _title(review: Review) -> str:
    return f"Codebook: {review.protocol.title}" if review.protocol.title else "Codebook"


def _note(review: Review, book: Codebook) -> str:
    number = len(book.in_use)
    facts = f"{number} theme{'' if number == 1 else 's'} in use" + (
        f", {len(book.that_were)} former" if book.that_were else ""
    )
    return tables.captioned(review, f"{facts}. Shares are of the sources looked at for a theme.")


def _card(id: str, one: Code) -> str:
    rows = [
        (
            "Definition",
            escape_html(one.definition) if one.definition else f'<span class="note">{NOT_DEFINED}</span>',
        ),
        (
            "Subthemes",
            _listed(f"{name}: {_counted(sources, number)}" for name, sources, number in one.subthemes),
        ),
        ("When and why", _listed(one.story)),
        ("Evidence", escape_html(_evidence(one))),
        ("For example", "".join(_example(*example) for example in one.examples)),
        ("Note", _lines(one.note)),
        ("Memos", _listed(f"{source}: {text}" for source, text in one.memos)),
        ("What became of it", _lines(one.became)),
    ]
    if one.became:
        rows = [rows[-1], *(row for row in rows[:-1] if not (row[0] == "Definition" and not one.definition))]
    listed = "\n".join(f"<dt>{name}</dt><dd>{html}</dd>" for name, html in rows if html)
    return (
        f'<section aria-labelledby="{id}"><h3 id="{id}">{escape_html(one.name)} <span class="id">{escape_html(one.id)}</span></h3>\n'
        f"<dl>\n{listed}\n</dl></section>"
    )


def _listed(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{_lines(line)}</li>" for line in lines)
    return f"<ul>{items}</ul>" if items else ""


def _example(words: str, citation: str, subtheme: str) -> str:
    under = f" <cite>[{escape_html(subtheme)}]</cite>" if subtheme else ""
    return f"<blockquote>{_lines(words)} <cite>{escape_html(citation)}</cite>{under}</blockquote>"


def _lines(text: str) -> str:
    return escape_html(text).replace("\n", "<br>")


def _counted(sources: int, number: int) -> str:
    if not number:
        return "no excerpt yet"
    return f"{counted(sources, 'source')}, {counted(number, 'excerpt')}"


def _evidence(one: Code) -> str:
    """Return in words how much evidence a theme has."""
    excerpts = counted(one.excerpts, "excerpt")
    if one.became:
        plural = "" if one.sources == "1" else "s"
        return f"its column still has {excerpts} of {one.sources} source{plural}" if one.excerpts else ""
    mention, _, looked_at = one.sources.partition(" of ")
    return f"{mention} of the {looked_at} sources looked at mention it; {excerpts}"


# --- Markdown ---


def codebook_markdown(review: Review, stamp: Stamp | None = None) -> str:
    """Return the codebook as Markdown: a heading and a list a theme."""
    book = tables.codes(review)
    lines = [
        f"# {escape_markdown(_title(review))}",
        "",
        escape_markdown(_note(review, book)),
        "",
        "## Themes in use",
        "",
    ]
    for one in book.in_use:
        lines += _entry(one)
    if not book.in_use:
        lines += [NO_THEMES, ""]
    if book.that_were:
        lines += ["## Former themes", ""]
        for one in book.that_were:
            lines += _entry(one)
    return "\n".join([*lines, escape_markdown(stamp or stamped(review.folder))]) + "\n"


def _entry(one: Code) -> list[str]:
    """Return one theme; what has several lines is a list below its name."""
    found = [f"### {escape_markdown(one.name)} ({escape_markdown(one.id)})", ""]
    if one.became:
        found += [f"**What became of it:** {escape_markdown(one.became)}", ""]
    if one.definition or not one.became:
        found += [f"**Definition:** {escape_markdown(one.definition or NOT_DEFINED)}", ""]
    found += _bullets(
        "Subthemes", [f"{name}: {_counted(sources, number)}" for name, sources, number in one.subthemes]
    )
    found += _bullets("When and why", one.story)
    if evidence := _evidence(one):
        found += [f"**Evidence:** {escape_markdown(evidence)}", ""]
    if one.examples:
        found += ["**For example:**", ""]
        for words, citation, subtheme in one.examples:
            under = f" {escape_markdown(f'[{subtheme}]')}" if subtheme else ""
            found += [f"> {escape_markdown(words)} {escape_markdown(citation)}{under}", ""]
    if one.note:
        found += [f"**Note:** {escape_markdown(one.note)}", ""]
    return found + _bullets("Memos", [f"{source}: {text}" for source, text in one.memos])


def _bullets(name: str, lines: Iterable[str]) -> list[str]:
    rows = [f"- {escape_markdown(line)}" for line in lines]
    return [f"**{name}:**", "", *rows, ""] if rows else []
