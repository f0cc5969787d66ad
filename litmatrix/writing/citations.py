"""A citation in the dialects of those who print it: text, pandoc's Markdown, LaTeX with biblatex, Zotero's and EndNote's marks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from litmatrix.bibliography import references
from litmatrix.matrix.citations import OTHER, TIME, UNPAGED, Citation, Place
from litmatrix.writing.latex import escape_latex
from litmatrix.writing.markup import escape_markdown

#: How a citation is printed: a function from it to text.
Say = Callable[[Citation], str]

# Pandoc's words for what a locator counts; a page needs one too, or a Roman number would be none.
_PANDOC = {
    "page": ("p.", "pp."), "part": ("pt.", "pts."), "paragraph": ("para.", "paras."), "section": ("sec.", "secs."),
    "chapter": ("chap.", "chaps."), "figure": ("fig.", "figs."), "line": ("line", "lines"),
}  # fmt: skip
_SEVERAL = re.compile(r"\d\s*[-–—,]|,")
_PLAIN_KEY = re.compile(r"[^\W_](?:[\w]|[:.#$%&+?<>~/\-](?=\w))*")
_PLAIN_PAGES = re.compile(r"[\divxlcdmIVXLCDM.\-–—, ]+")


def as_text(one: Citation, names: Mapping[str, str]) -> str:
    """Return a citation as the worked report prints it: “(Repper and Carter 2010: 4)”, “(X in Author Year: page)”."""
    source = names.get(one.key, one.key)
    if one.narrative:
        return source
    said = "; ".join(names.get(key, key) for key in one.origins) or one.origin
    return references.cited(f"{said} in {source}" if said else source, one.locator)


def as_pandoc(one: Citation) -> str:
    """Return a citation as pandoc, Quarto and MyST read it: “[@key, p. 12]”, “[@a; as cited in @b, p. 6]”, or “@key”.

    What is no locator to a citation processor (a time, “n.p.”) stands in braces, or as a note behind.
    """
    key = f"@{_pandoc_key(one.key)}"
    place = _pandoc_place(one.places)
    if one.narrative:
        return f"{key} [{place.lstrip(', ')}]" if place else key
    if one.origins:
        first = "; ".join(f"@{_pandoc_key(origin)}" for origin in one.origins)
        return f"[{first}; as cited in {key}{place}]"
    said = f"{escape_markdown(one.origin)}, as cited in " if one.origin else ""
    return f"[{said}{key}{place}]"


def _pandoc_key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else f"{{{key}}}"


def _pandoc_place(places: tuple[Place, ...]) -> str:
    """Return the places as they stand behind a key: one locator that pandoc knows, what else there is as a note behind it."""
    if not places:
        return ""
    first, *more = places
    behind = "".join(f", {escape_markdown(_said(place))}" for place in more)
    if first.kind in _PANDOC:
        word = _PANDOC[first.kind][bool(_SEVERAL.search(first.value))]
        value = escape_markdown(first.value)
        # Pandoc itself finds where a number ends; what is no number it has to be told.
        return (
            f", {word} {value}{behind}"
            if _PLAIN_PAGES.fullmatch(first.value)
            else f", {{{word} {value}}}{behind}"
        )
    if first.kind == TIME:
        return f", {{{first.value}}}{behind}"
    return f", {escape_markdown(_said(first))}{behind}"


def _said(place: Place) -> str:
    """Return a place in words, as the cells of the matrix have it."""
    if place.kind in (OTHER, TIME):
        return place.value
    if place.kind == UNPAGED:
        return "n.p."
    one, more = {**_PANDOC, "slide": ("slide", "slides"), "chapter": ("ch.", "chs.")}[place.kind]
    return f"{more if _SEVERAL.search(place.value) else one} {place.value}"


def as_latex(one: Citation) -> str:
    r"""Return a citation for biblatex: ``\autocite[12]{key}``, ``\autocites{a}[as cited in][6]{b}``, ``\textcite{key}``."""
    place = _latex_place(one.places)
    note = f"[{place}]" if place else ""
    if one.narrative:
        return rf"\textcite{note}{{{one.key}}}"
    if one.origins:
        first = "".join(f"{{{origin}}}" for origin in one.origins)
        return rf"\autocites{first}[as cited in][{place}]{{{one.key}}}"
    if one.origin:
        return rf"\autocite[{_braced(f'{escape_latex(one.origin)}, as cited in')}][{place}]{{{one.key}}}"
    return rf"\autocite{note}{{{one.key}}}"


def _latex_place(places: tuple[Place, ...]) -> str:
    """Return the places as a note of biblatex, which writes “p.” before pages itself, and only where they stand alone."""
    if len(places) == 1 and places[0].kind == "page":
        return _braced(
            escape_latex(places[0].value).replace("–", "--").replace("-", "--").replace("----", "--")
        )
    return _braced(escape_latex(", ".join(map(_said, places))))


def _braced(text: str) -> str:
    return f"{{{text}}}" if "]" in text else text
