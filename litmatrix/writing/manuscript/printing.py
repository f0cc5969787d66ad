"""A manuscript's Markdown as a document: Word, HTML, LaTeX, PDF. pandoc does the work; what it lacks is put into its tree."""

from __future__ import annotations

import base64
import itertools
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from litmatrix.bibliography import references
from litmatrix.errors import LitmatrixError
from litmatrix.writing import citeproc
from litmatrix.writing.biblatex import plain_key
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.manuscript import tree, word
from litmatrix.writing.manuscript.numbering import Numbered, numbered, referred
from litmatrix.writing.manuscript.reference import reference_docx
from litmatrix.writing.markup import document
from litmatrix.writing.pandoc import find_pandoc, run
from litmatrix.writing.pdf import find_typst, typeset
from litmatrix.writing.styles import Style, find_style

if TYPE_CHECKING:
    import pandas as pd

FORMS = ("docx", "html", "tex", "pdf", "md")

#: What of the front matter is litmatrix's to say: where the references are, and the style.
_OURS = ("bibliography", "csl", "reference-doc", "references", "citation-style")
_COMMENT = re.compile(r"\s*<!--.*-->\s*", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)

#: Styles of biblatex for those of the same name.
_LOOKS = {"apa": "apa"}
_BRACES = re.compile(r"[,\s]*\{\}")
_YEAR = re.compile(r" (?:\d{4}[a-z]*|n\.d\.\S*)$")

_STYLE = """
body { max-width: 50rem; font-family: Georgia, "Noto Serif", "DejaVu Serif", serif; }
figure { margin: 1.5rem 0; } figure img { max-width: 100%; height: auto; }
figcaption, caption { font-size: .92rem; text-align: left; padding: .3rem 0; }
header { text-align: center; margin-bottom: 2rem; } header p { margin: .2rem 0; }
.abstract { margin: 1.5rem 2rem; font-size: .95rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
nav#TOC ul { list-style: none; padding-left: 1.2rem; }
.csl-entry { margin-bottom: .5rem; padding-left: 2em; text-indent: -2em; }
.csl-left-margin { float: left; text-indent: 0; margin-left: -2em; } .csl-right-inline { text-indent: 0; }
table { width: auto; min-width: 60%; }
blockquote { margin: .5rem 0 .5rem 1.5rem; }
"""


# Tables may go on over pages, in smaller type; their columns are not spread.
_TYPST = "\n".join((
    "#show figure.where(kind: table): set block(breakable: true)",
    "#show table: set text(size: 8.5pt)",
    "#show table: set par(justify: false)",
    "#set table(inset: (x: 4pt, y: 3pt))",
    "#show figure.caption: set align(left)",
))  # fmt: skip


@dataclass(frozen=True)
class Print:
    """What a document is made of beside its text.

    `records` are the works that may be cited (columns of `review.records`), `pictures` the bytes of each image by the path that the text
    has, `ways` the way to each from the document's folder, `reference` a Word document that says how ours looks (ours, if empty), `bib` the name of the .bib that LaTeX reads,
    `epoch` the date in the file, in seconds, `stamp` what it says of when and from what it was made: where nobody reads
    it, but for a page, for the paper is its author's.
    """

    style: Style
    records: pd.DataFrame
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    ways: Mapping[str, str] = field(default_factory=dict)
    reference: bytes = b""
    bib: str = "manuscript.bib"
    epoch: int | None = None
    stamp: str = ""


def printed(made: dict[str, Any], form: str, how: Print) -> bytes:
    """Return a text as `tree.parsed` gives it as the bytes of a document (see `FORMS`, but ``md``).

    Raises `NoPandoc`, `NoTypst`, `NotSaved` with what the program said.
    """
    ready = citeproc.cited_with(_prepared(made), how.records, how.style)
    if form != "tex":
        ready = _cited(ready, how)
    ready = _identified(ready)
    return _MAKERS[form](ready, numbered(ready), how)


def lacking(form: str) -> str:
    """Return why a format cannot be made on this machine, with how to get what it needs; nothing where it can."""
    needs: tuple[Callable[[], object], ...] = (
        find_pandoc,
        find_style,
        *((find_typst,) if form == "pdf" else ()),
    )
    try:
        for need in needs if form != "md" else ():
            need()
    except LitmatrixError as error:
        return str(error)
    return ""


def cited(made: dict[str, Any]) -> tuple[str, ...]:
    """Return the keys that a text cites, in its order, each once; tables and figures that it refers to are none."""
    known = numbered(made)
    ids = (one["citationId"] for element in tree.elements(made, "Cite") for one in element["c"][0])
    return tuple(dict.fromkeys(id for id in ids if id not in known))


def _prepared(made: dict[str, Any]) -> dict[str, Any]:
    """Return a tree without our comments and without what others say of references; line breaks in cells are such."""

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] in ("RawBlock", "RawInline") and element["c"][0] == "html":
            if _COMMENT.fullmatch(element["c"][1]):
                return []
            if _BREAK.fullmatch(element["c"][1]):
                return [{"t": "LineBreak"}]
        return None

    meta = {name: value for name, value in made["meta"].items() if name not in _OURS}
    return {
        **made,
        "meta": meta,
        "blocks": tree.changed(made["blocks"], change),
    }


def _pictured(made: dict[str, Any], place: Callable[[str], str | None]) -> dict[str, Any]:
    """Return a tree whose images stand elsewhere, and say in words what they show."""

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] != "Image":
            return None
        (id, classes, pairs), words, (path, title) = element["c"]
        alt = dict(pairs).get("fig-alt")
        kept = [pair for pair in pairs if pair[0] != "fig-alt"]
        found = place(path)
        if found is None:
            return tree.text(f"[picture {path}]")
        return [{"t": "Image", "c": [[id, classes, kept], tree.text(alt) if alt else words, [found, title]]}]

    return {**made, "blocks": tree.changed(made["blocks"], change)}


def _identified(made: dict[str, Any]) -> dict[str, Any]:
    """Return a tree in which no two tables or figures have one name: LaTeX and typst take only one; the first keeps it."""
    taken: set[str] = set()

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] not in ("Table", "Figure"):
            return None
        (id, *attributes), *rest = element["c"]
        new = id
        if id in taken:
            new = next(name for number in itertools.count(2) if (name := f"{id}-{number}") not in taken)
        if new:
            taken.add(new)
        return [{"t": element["t"], "c": [[new, *attributes], *rest]}]

    return {**made, "blocks": tree.changed(made["blocks"], change)}


def _linked(one: Numbered) -> list[dict[str, Any]]:
    return [{"t": "Link", "c": [["", [], []], tree.text(one.name), [f"#{one.id}", ""]]}]


def _captioned(
    made: dict[str, Any], known: Mapping[str, Numbered], say: Callable[[Numbered, list[Any]], list[Any]]
) -> dict[str, Any]:
    """Return a tree in which each caption begins with its number, as `say` makes it of the caption's words."""
    left = iter(known.values())

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] not in ("Table", "Figure") or not tree.words(element["c"][1]).strip():
            return None
        one = next(left)
        (_, classes, pairs), (short, blocks), *rest = element["c"]
        inlines = [inline for block in blocks for inline in block["c"]]
        return [
            {
                "t": element["t"],
                "c": [[one.id, classes, pairs], [short, [{"t": "Plain", "c": say(one, inlines)}]], *rest],
            }
        ]

    return {**made, "blocks": tree.changed(made["blocks"], change)}


def _cited(made: dict[str, Any], how: Print) -> dict[str, Any]:
    """Return a tree whose citations keep what a style of numbers or of notes would lose.

    A style of numbers prints no place in the work; after ``{}`` citeproc takes it for a note, and prints that: “(3, p. 12)”.
    Where its numbers stand close together, what follows words is kept apart. Where a number or a note would stand for the
    author in a sentence, the name comes before it; in the cells of a table a name is enough.
    """
    style = how.style
    named = style.numeric or style.notes
    # A list of numbers has no letters, so the name goes without its year.
    short = references.short(how.records).items() if named else ()
    names = {str(key): _YEAR.sub("", name) if style.numeric else name for key, name in short}

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] != "Cite":
            return None
        ones, inlines = element["c"]
        kept = {"t": "Cite", "c": [[_kept(one, number, ones) for number, one in enumerate(ones)], inlines]}
        if ones[0]["citationMode"]["t"] != "AuthorInText" or ones[0]["citationId"] not in names:
            return [kept]
        return [*tree.text(names[ones[0]["citationId"]]), *([] if style.notes else [{"t": "Space"}]), kept]

    def _kept(one: dict[str, Any], number: int, ones: list[dict[str, Any]]) -> dict[str, Any]:
        before, after, mode = one["citationPrefix"], one["citationSuffix"], one["citationMode"]
        if after and not style.places and not _BRACES.match(tree.words(after)):
            after = [{"t": "Str", "c": "{}"}, *after]
        if number and style.close and before:
            before = [{"t": "Str", "c": "\u00a0"}, *before]
        elif number and style.close and ones[number - 1]["citationSuffix"]:
            before = [{"t": "Str", "c": "\u200b"}]  # behind which citeproc puts a space
        if named and mode["t"] == "AuthorInText":
            mode = {"t": "NormalCitation"}
        return {**one, "citationPrefix": before, "citationSuffix": after, "citationMode": mode}

    def only_named(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] == "Table":
            return [{"t": "Table", "c": tree.changed(element["c"], only_named)}]
        ones = element["c"][0] if element["t"] == "Cite" else []
        alone = (
            len(ones) == 1
            and ones[0]["citationMode"]["t"] == "AuthorInText"
            and ones[0]["citationId"] in names
        )
        return tree.text(names[ones[0]["citationId"]]) if alone else None

    def of_tables(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        return only_named(element) if element["t"] == "Table" else None

    if style.places and not named:
        return made
    blocks = tree.changed(made["blocks"], of_tables) if style.notes else made["blocks"]
    return {**made, "blocks": tree.changed(blocks, change)}


def _cited_options(how: Print) -> tuple[tuple[str, ...], dict[str, bytes]]:
    return citeproc.OPTIONS, {"style.csl": how.style.csl}


def _numbered(pictures: Iterable[str]) -> dict[str, str]:
    """Return a name that any program takes for each picture, by its path."""
    return {path: f"picture-{number}{path[path.rfind('.') :]}" for number, path in enumerate(pictures, 1)}


# --- one format each ---


def _docx(made: dict[str, Any], known: dict[str, Numbered], how: Print) -> bytes:
    names = _numbered(how.pictures)
    made = _pictured(made, names.get)
    made = referred(made, known, lambda one: word.reference(known[one["id"]]))
    made = _with_meta(made, description=how.stamp)
    made = word.arranged(_captioned(made, known, word.caption), known, how.style)
    options, files = _cited_options(how)
    files |= {"reference.docx": how.reference or reference_docx()}
    files |= {names[path]: data for path, data in how.pictures.items()}
    data = run(
        tree.dumped(_without_contents(made)),
        "json",
        "docx",
        *options,
        "--reference-doc=reference.docx",
        files=files,
        epoch=how.epoch,
        sandbox=False,
    )
    return word.finished(data, has_contents(made))


def _without_contents(made: dict[str, Any]) -> dict[str, Any]:
    """Return a tree that does not ask for a table of contents: pandoc would make one that is empty, or print what asks for it."""
    return {**made, "meta": {name: value for name, value in made["meta"].items() if name != "toc"}}


def _with_meta(made: dict[str, Any], **said: str) -> dict[str, Any]:
    """Return a tree whose front matter says more, where it does not say it itself."""
    more = {name: {"t": "MetaString", "c": text} for name, text in said.items() if text}
    return {**made, "meta": {**more, **made["meta"]}}


def has_contents(made: dict[str, Any]) -> bool:
    """Whether the front matter asks for a table of contents (``toc: true``)."""
    return made["meta"].get("toc", {}).get("c") is True


def _html(made: dict[str, Any], known: dict[str, Numbered], how: Print) -> bytes:
    made = _pictured(made, lambda path: _data(path, how.pictures.get(path)))
    made = referred(made, known, lambda one: _linked(known[one["id"]]))
    made = _captioned(made, known, _labelled)
    options, files = _cited_options(how)
    contents = ("--toc", "--standalone", "--template=body.html") if has_contents(made) else ()
    made = {**made, "blocks": [*_abstract(made), *made["blocks"]]}
    files |= {"body.html": b'$if(toc)$<nav id="TOC" aria-label="Contents">$toc$</nav>$endif$\n$body$'}
    body = run(
        tree.dumped(_without_contents(made)),
        "json",
        "html5",
        *options,
        *contents,
        "--wrap=none",
        "--mathml",
        files=files,
    ).decode("utf-8")
    body = re.sub(
        r"<table\b.*?</table>",
        lambda found: f'<div class="scroll" tabindex="0">{found[0]}</div>',
        body,
        flags=re.DOTALL,
    )
    title, *below = _titles(made)
    head = (
        f"<header><h1>{escape_html(title)}</h1>{''.join(f'<p>{escape_html(line)}</p>' for line in below)}</header>\n"
        if title
        else ""
    )
    foot = f"\n<footer><p>{escape_html(how.stamp)}</p></footer>" if how.stamp else ""
    return document(title or "Manuscript", head + body + foot, _STYLE).encode("utf-8")


def _labelled(one: Numbered, caption: list[Any]) -> list[Any]:
    return [{"t": "Strong", "c": tree.text(f"{one.name}.")}, {"t": "Space"}, *caption]


def _abstract(made: dict[str, Any]) -> list[Any]:
    """Return the abstract in the front matter as blocks, under its name."""
    said = made["meta"].get("abstract", {})
    blocks = (
        said["c"]
        if said.get("t") == "MetaBlocks"
        else [{"t": "Para", "c": said["c"]}]
        if said.get("t") == "MetaInlines"
        else []
    )
    return (
        [
            {
                "t": "Div",
                "c": [
                    ["", ["abstract"], []],
                    [{"t": "Para", "c": [{"t": "Strong", "c": tree.text("Abstract")}]}, *blocks],
                ],
            }
        ]
        if blocks
        else []
    )


def _titles(made: dict[str, Any]) -> list[str]:
    """Return the title and what stands below it: authors and date."""
    meta = made["meta"]
    authors = meta.get("author", {})
    names = (
        [tree.words(one) for one in authors["c"]] if authors.get("t") == "MetaList" else [tree.words(authors)]
    )
    return [
        tree.words(meta.get("title", {})),
        *filter(None, [", ".join(filter(None, names)), tree.words(meta.get("date", {}))]),
    ]


def _data(path: str, data: bytes | None) -> str | None:
    if data is None:
        return None
    kind = {"svg": "svg+xml", "jpg": "jpeg"}.get(
        path.rsplit(".", 1)[-1].lower(), path.rsplit(".", 1)[-1].lower()
    )
    return f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}"


def _tex(made: dict[str, Any], known: dict[str, Numbered], how: Print) -> bytes:
    made = _pictured(made, how.ways.get)
    made = referred(
        made, known, lambda one: [tree.raw("latex", rf"{known[one['id']].word}~\ref{{{one['id']}}}")]
    )
    made = _turned(
        made,
        lambda table: [
            tree.raw("latex", r"\begin{landscape}", True),
            table,
            tree.raw("latex", r"\end{landscape}", True),
        ],
    )
    made = _with_plain_keys(made)
    own = [False]

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] == "Div" and element["c"][0][0] == "refs":
            own[0] = True
            return [tree.raw("latex", r"\printbibliography[heading=none]", True)]
        return None

    made = {**made, "blocks": tree.changed(made["blocks"], change)}
    look = _LOOKS.get(how.style.name) or (
        "numeric-comp" if how.style.numeric else "verbose" if how.style.notes else "authoryear"
    )
    sorting = ("--variable=biblatexoptions:sorting=none",) if how.style.numeric else ()
    packages = "\n".join((r"\usepackage{pdflscape}", r"\usepackage{csquotes}"))
    options: tuple[str, ...] = ("--standalone", "--biblatex", f"--metadata=bibliography:{how.bib}", f"--variable=biblio-style:{look}",
               f"--variable=header-includes:{packages}", "--variable=papersize:a4", "--variable=geometry:margin=2.5cm")  # fmt: skip
    contents = ("--toc",) if has_contents(made) else ()
    options += sorting
    text = run(tree.dumped(made), "json", "latex", *options, *contents, "--wrap=none").decode("utf-8")
    if own[0]:
        before, mark, after = text.rpartition(r"\printbibliography")
        text = before + after.partition("\n")[2] if mark and "heading=none" in before else text
    return (f"% {how.stamp}\n" if how.stamp else "").encode("utf-8") + text.encode("utf-8")


def _pdf(made: dict[str, Any], known: dict[str, Numbered], how: Print) -> bytes:
    names = _numbered(how.pictures)
    made = _with_keywords(made, how.stamp)
    made = _pictured(made, names.get)
    made = referred(made, known, lambda one: _linked(known[one["id"]]))
    made = _turned(
        made,
        lambda table: [tree.raw("typst", "#page(flipped: true)[", True), table, tree.raw("typst", "]", True)],
    )
    if b'hanging-indent="true"' in how.style.csl:
        made = _around_references(made, "#[#set par(hanging-indent: 2em)", "]")
    options, files = _cited_options(how)
    contents = ("--toc",) if has_contents(made) else ()
    options += (
        "--standalone",
        "--variable=papersize:a4",
        f"--variable=header-includes:{_TYPST}",
    )
    text = run(tree.dumped(made), "json", "typst", *options, *contents, files=files).replace(
        b"align(center)[#table(", b"align(left)[#table("
    )
    return typeset(text, {names[path]: data for path, data in how.pictures.items()})


def _with_keywords(made: dict[str, Any], stamp: str) -> dict[str, Any]:
    """Return a tree whose keywords are typst's strings (pandoc writes them without quotation marks), and the stamp one of them."""
    given = made["meta"].get("keywords", {})
    own = [tree.words(one) for one in given["c"]] if given.get("t") == "MetaList" else [tree.words(given)]
    said = "".join(f"{json.dumps(word, ensure_ascii=False)}," for word in filter(None, (*own, stamp)))
    keywords = {"keywords": {"t": "MetaInlines", "c": [tree.raw("typst", said)]}} if said else {}
    return {**made, "meta": {**made["meta"], **keywords}}


def _with_plain_keys(made: dict[str, Any]) -> dict[str, Any]:
    """Return a tree whose citations have keys that biber reads (see `biblatex.plain_key`)."""

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] != "Cite":
            return None
        ones, inlines = element["c"]
        return [
            {
                "t": "Cite",
                "c": [[{**one, "citationId": plain_key(one["citationId"])} for one in ones], inlines],
            }
        ]

    return {**made, "blocks": tree.changed(made["blocks"], change)}


def _around_references(made: dict[str, Any], before: str, after: str) -> dict[str, Any]:
    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        if element["t"] == "Div" and element["c"][0][0] == "refs":
            return [tree.raw("typst", before, True), element, tree.raw("typst", after, True)]
        return None

    return {**made, "blocks": tree.changed(made["blocks"], change)}


def _turned(made: dict[str, Any], turn: Callable[[dict[str, Any]], list[dict[str, Any]]]) -> dict[str, Any]:
    """Return a tree in which tables that are too wide for a page held upright stand on one that is turned."""

    def change(element: dict[str, Any]) -> list[dict[str, Any]] | None:
        return turn(element) if element["t"] == "Table" and word.is_wide(element) else None

    return {**made, "blocks": tree.changed(made["blocks"], change)}


_MAKERS: Mapping[str, Callable[[dict[str, Any], dict[str, Numbered], Print], bytes]] = {
    "docx": _docx, "html": _html, "tex": _tex, "pdf": _pdf,
}  # fmt: skip
