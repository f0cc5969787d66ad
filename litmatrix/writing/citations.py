"""A citation in the dialects of those who print it: text, pandoc's Markdown, LaTeX with biblatex."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from litmatrix.matrix.citations import OTHER, TIME, UNPAGED, Citation, Place, as_text
from litmatrix.tables.grids import clean
from litmatrix.writing.escapes import escape_latex, escape_markdown
from litmatrix.writing.styles import Style

#: How a citation is printed: a function from it to text.
Say = Callable[[Citation], str]

# The words for what a locator counts: pandoc's, which reads them in a document of any language, and the cells'.
_WORDS = {
    "page": ("p.", "pp."), "part": ("pt.", "pts."), "paragraph": ("para.", "paras."), "section": ("sec.", "secs."),
    "chapter": ("ch.", "chs."), "figure": ("fig.", "figs."), "line": ("line", "lines"), "slide": ("slide", "slides"),
}  # fmt: skip
_PANDOC = {**_WORDS, "chapter": ("chap.", "chaps."), "slide": ("", "")}
_SEVERAL = re.compile(r"\w\s*[-–—,]\s*\w")

# Numbers, Arabic, Roman or with a letter, and spans of them, of which a citation processor itself finds the end.
_NUMBER = r"(?:[A-Za-z]?[0-9]+[A-Za-z]?(?:\.[0-9]+)*|[ivxlcdm]+|[IVXLCDM]+)"
_NUMBERS = re.compile(rf"{_NUMBER}(?:[-–]{_NUMBER})?(?:, ?{_NUMBER}(?:[-–]{_NUMBER})?)*")
# Those with other signs in them (12/13), and single letters: it has to be told where they end.
_COUNTED = re.compile(r"[A-Za-z]|(?=.*[0-9])[\w.:/–—-]+(?:, ?[\w.:/–—-]+)*")
_PLAIN = re.compile(r"(?:[0-9]+|[ivxlcdm]+|[IVXLCDM]+)(?:[-–, ]+(?:[0-9]+|[ivxlcdm]+|[IVXLCDM]+))*")
# Words that it would take for a number behind a word for what is counted, or for a page.
_LIKE_A_PLACE = re.compile(r"[^\w\s]*\d|\S+\s+[\divxlcdmIVXLCDM]")

# Stands for a semicolon while the text around it is escaped (which makes others, in &amp;): no character.
_SEMICOLON = "\ufdd1"

# What stands in a key as it is, what needs braces around it, and what no key of a citation may have in it.
_PLAIN_KEY = re.compile(r"[^\W_](?:\w|[:.#%&+?~/-](?=\w))*")
_NO_KEY = re.compile(r"[\s{}|]")
_LATEX_KEY = re.compile(r"[\w:./+@?!-]+")


def as_pandoc(one: Citation, style: Style | None = None, names: Mapping[str, str] | None = None) -> str:
    """Return a citation as pandoc, Quarto and MyST read it: “[@key, p. 12]”, “[@a; as cited in @b, p. 6]”, or “@key”.

    What is no locator to a citation processor (a slide, a time, a heading, “n.p.”) stands as a note behind, with an empty
    pair of braces before it where it would be taken for one. With a `style` it is what that style needs: a place that
    its citations do not print is such a note, so that it reads “(3, p. 12)”; where its numbers stand close together,
    “as cited in” is kept apart; where a number would stand for the author in a sentence, the source's short reference
    in `names` comes before it. A key that pandoc cannot read is printed as text.
    """
    if any(_NO_KEY.search(key) or key != clean(key) for key in (one.key, *one.origins)):
        return _words(as_text(one, names or {}))
    key, place = f"@{_pandoc_key(one.key)}", _pandoc_place(one, style is None or style.places)
    if one.narrative and style is not None and style.numeric:
        return f"{_words((names or {}).get(one.key, one.key))} [{key}{place}]"
    if one.narrative:
        return f"{key} [{place.removeprefix(', ')}]" if place else key
    if one.origins:
        first = "; ".join(f"@{_pandoc_key(origin)}" for origin in one.origins)
        apart = "\\ " if style is not None and style.close else ""
        return f"[{first}; {apart}as cited in {key}{place}]"
    said = f"{_words(one.origin)}, as cited in " if one.origin else ""
    return f"[{said}{key}{place}]"


def _pandoc_key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else f"{{{key}}}"


def _pandoc_place(one: Citation, printed: bool) -> str:
    """Return the places as they stand behind a key: one locator, what else there is as a note behind it."""
    if not one.places:
        return ""
    if not printed:
        return f", {{}}, {_words(one.locator)}"
    first, *more = one.places
    behind = "".join(f", {_words(_said(place))}" for place in more)
    word = _PANDOC.get(first.kind, ("", ""))[bool(_SEVERAL.search(first.value))]
    if word and _NUMBERS.fullmatch(first.value) and not more:
        return f", {word} {first.value}"
    if word and _COUNTED.fullmatch(first.value):
        return f", {{{word} {_words(first.value)}}}{behind}"
    said = _said(first)
    guard = ", {}" if first.kind != "slide" and _LIKE_A_PLACE.match(said) else ""
    return f"{guard}, {_words(said)}{behind}"


def _words(text: str) -> str:
    """Return text as it stands within a citation, where a semicolon would begin another one."""
    apart = escape_markdown(" ".join(text.split()).replace(";", _SEMICOLON))
    return apart.replace(_SEMICOLON, "\\;")


def _said(place: Place) -> str:
    """Return a place in words, as the cells of the matrix have it."""
    if place.kind in (OTHER, TIME):
        return place.value
    if place.kind == UNPAGED:
        return "n.p."
    counted = _NUMBERS.fullmatch(place.value) or _COUNTED.fullmatch(place.value)
    return f"{_WORDS[place.kind][bool(counted and _SEVERAL.search(place.value))]} {place.value}"


def as_latex(one: Citation, names: Mapping[str, str] | None = None) -> str:
    r"""Return a citation for biblatex: ``\autocite[12]{key}``, ``\autocites{a}[as cited in][6]{b}``, ``\textcite{key}``.

    biblatex writes “p.” before numbers itself. A key that LaTeX or biber cannot read is printed as text.
    """
    if not all(_LATEX_KEY.fullmatch(key) for key in (one.key, *one.origins)):
        return escape_latex(as_text(one, names or {}))
    place = _latex_place(one.places)
    note = f"[{place}]" if place else ""
    if one.narrative:
        return rf"\textcite{note}{{{one.key}}}"
    if one.origins:
        first = "".join(f"{{{origin}}}" for origin in one.origins)
        return rf"\autocites{first}[as cited in][{place}]{{{one.key}}}"
    if one.origin:
        before = escape_latex(f"{' '.join(one.origin.split())}, as cited in")
        return rf"\autocite[{before}][{place}]{{{one.key}}}"
    return rf"\autocite{note}{{{one.key}}}"


def _latex_place(places: tuple[Place, ...]) -> str:
    """Return the places as a note of biblatex, which writes “p.” before plain numbers itself, where they stand alone."""
    if len(places) == 1 and places[0].kind == "page" and _PLAIN.fullmatch(places[0].value):
        return re.sub("[-–]", "--", places[0].value)
    return escape_latex(", ".join(map(_said, places)))
