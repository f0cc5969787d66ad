"""The codebook as a document to be read: Markdown and HTML. All text of the review is taken as hostile and escaped."""

from __future__ import annotations

from collections.abc import Iterable

from litmatrix import screening, tables
from litmatrix.matrix.citations import Citation, Cited, as_text, named
from litmatrix.reporting import Stamp, stamped
from litmatrix.review import Review
from litmatrix.tables import Code, Codebook
from litmatrix.vocabulary import counted
from litmatrix.writing.citations import Say, as_pandoc
from litmatrix.writing.cited import printed
from litmatrix.writing.escapes import escape_html, escape_markdown
from litmatrix.writing.markup import document, reference_list
from litmatrix.writing.processed import OWN, Processed, lines

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


def codebook_page(review: Review, stamp: Stamp | None = None, processed: Processed = OWN) -> str:
    """Return the codebook as one HTML page that loads and runs nothing: themes in use, then themes that were.

    Citations, and the references at the end, are as they were `processed` (see `styled`).
    """
    book, names = tables.codes(review), screening.included_names(review)

    def say(one: Citation) -> str:
        return processed.citations.get(one) or escape_html(as_text(one, names))

    title = _title(review)
    numbered = [
        (f"theme-{number}", one) for number, one in enumerate((*book.in_use, *book.that_were), start=1)
    ]
    contents = "".join(f'<li><a href="#{id}">{escape_html(one.name)}</a></li>' for id, one in numbered)
    cards = [_card(id, one, say) for id, one in numbered]
    body = [
        f'<header><h1>{escape_html(title)}</h1>\n<p class="note">{escape_html(_note(review, book))}</p></header>'
    ]
    if contents:
        body.append(f'<nav aria-label="Contents"><ol>{contents}</ol></nav>')
    body.append("<main>")
    body.append("<h2>Themes in use</h2>\n" + ("\n".join(cards[: len(book.in_use)]) or f"<p>{NO_THEMES}</p>"))
    if book.that_were:
        body.append("<h2>Former themes</h2>\n" + "\n".join(cards[len(book.in_use) :]))
    body.append(reference_list(tables.codebook(review), processed))
    body.append(f"</main>\n<footer><p>{escape_html(stamp or stamped(review.folder))}</p></footer>")
    return document(title, "\n".join(body), _STYLE, stamp or stamped(review.folder))


def _title(review: Review) -> str:
    return f"Codebook: {review.protocol.title}" if review.protocol.title else "Codebook"


def _note(review: Review, book: Codebook) -> str:
    number = len(book.in_use)
    facts = f"{number} theme{'' if number == 1 else 's'} in use" + (
        f", {len(book.that_were)} former" if book.that_were else ""
    )
    return tables.captioned(review, f"{facts}. Shares are of the sources looked at for a theme.")


def _card(id: str, one: Code, say: Say) -> str:
    rows = [
        (
            "Definition",
            escape_html(one.definition) if one.definition else f'<span class="note">{NOT_DEFINED}</span>',
        ),
        (
            "Subthemes",
            _listed(lines(f"{name}: {_counted(sources, number)}") for name, sources, number in one.subthemes),
        ),
        ("When and why", _listed(map(lines, one.story))),
        ("Evidence", escape_html(_evidence(one))),
        ("For example", "".join(_example(words, say(cited), part) for words, cited, part in one.examples)),
        ("Note", lines(one.note)),
        ("Memos", _listed(printed(cell, lines, say) for cell in _memos(one))),
        ("What became of it", lines(one.became)),
    ]
    if one.became:
        rows = [rows[-1], *(row for row in rows[:-1] if not (row[0] == "Definition" and not one.definition))]
    listed = "\n".join(f"<dt>{name}</dt><dd>{html}</dd>" for name, html in rows if html)
    return (
        f'<section aria-labelledby="{id}"><h3 id="{id}">{escape_html(one.name)} <span class="id">{escape_html(one.id)}</span></h3>\n'
        f"<dl>\n{listed}\n</dl></section>"
    )


def _listed(items: Iterable[str]) -> str:
    """Return HTML as a list; nothing without any."""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<ul>{listed}</ul>" if listed else ""


def _example(words: str, citation: str, subtheme: str) -> str:
    under = f" <cite>[{escape_html(subtheme)}]</cite>" if subtheme else ""
    return f"<blockquote>{lines(words)} <cite>{citation}</cite>{under}</blockquote>"


def _memos(one: Code) -> list[Cited]:
    return [(*named(key), f": {text}") for key, text in one.memos]


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
    """Return the codebook as Markdown: a heading and a list a theme, with citations as pandoc reads them."""
    book = tables.codes(review)
    found = [
        f"# {escape_markdown(_title(review))}",
        "",
        escape_markdown(_note(review, book)),
        "",
        "## Themes in use",
        "",
    ]
    for one in book.in_use:
        found += _entry(one)
    if not book.in_use:
        found += [NO_THEMES, ""]
    if book.that_were:
        found += ["## Former themes", ""]
        for one in book.that_were:
            found += _entry(one)
    return "\n".join([*found, escape_markdown(stamp or stamped(review.folder))]) + "\n"


def _entry(one: Code) -> list[str]:
    """Return one theme; what has several lines is a list below its name."""
    found = [f"### {escape_markdown(one.name)} ({escape_markdown(one.id)})", ""]
    if one.became:
        found += [f"**What became of it:** {escape_markdown(one.became)}", ""]
    if one.definition or not one.became:
        found += [f"**Definition:** {escape_markdown(one.definition or NOT_DEFINED)}", ""]
    found += _bullets(
        "Subthemes", [(f"{name}: {_counted(sources, number)}",) for name, sources, number in one.subthemes]
    )
    found += _bullets("When and why", [(line,) for line in one.story])
    if evidence := _evidence(one):
        found += [f"**Evidence:** {escape_markdown(evidence)}", ""]
    if one.examples:
        found += ["**For example:**", ""]
        for words, cited, part in one.examples:
            quoted: Cited = (f"{words} ", cited, f" [{part}]" if part else "")
            found += [f"> {printed(quoted, escape_markdown, as_pandoc)}", ""]
    if one.note:
        found += [f"**Note:** {escape_markdown(one.note)}", ""]
    return found + _bullets("Memos", _memos(one))


def _bullets(name: str, items: Iterable[Cited]) -> list[str]:
    rows = [f"- {printed(item, escape_markdown, as_pandoc)}" for item in items]
    return [f"**{name}:**", "", *rows, ""] if rows else []
