"""How wide text is when drawn, and text broken to fit: so that no label is cut and no box overflows.

The widths are those of Liberation Sans, which vl-convert brings along, and which Arial and Helvetica share.
What they do not cover is taken as wide rather than narrow.
"""

from __future__ import annotations

import math
import re
import unicodedata
from functools import cache

LINE = 1.25

# Thousandths of the font size, and the characters that are this wide.
_WIDTHS = {
    222: "'ijlı‘’ł", 260: "|", 278: " \u00a0!,./:;I[\\]ft·ίι", 333: "()-`r“”¡", 334: "{}", 355: '"', 365: "г", 389: "*•°",
    400: "τ", 445: "ζξκт", 469: "^", 482: "ς", 500: "Jcksvxyzγνсух", 531: "чьвэλ", 556: "#$0123456789?L_abdeghnopqu–§€đðþήηθοεнаеорийГя",
    578: "άαδρβμχυкдлбцК", 584: "+<=>~−×", 611: "FTZßøσΣ¿ТЗ", 650: "φΞУъ", 667: "&ABEKPSVXYΑΒΕΚΡΥΧΔΛБЛЬВАЕРХЧжД", 690: "πм",
    722: "CDHNRUwΗΝΠψИЙПНСЯэы", 760: "ЦюΩФ", 778: "GOQØΘΟОω", 800: "ΦЪш", 833: "MmΜΨщМф", 889: "%æ", 917: "ЫШЖЩ", 944: "Wœ",
    1000: "—…ŒÆ", 1015: "@Ю",
}  # fmt: skip
_WIDTH = {character: thousandths for thousandths, characters in _WIDTHS.items() for character in characters}
_WIDE = "WF"
_BOLD = 1.1
_BREAK_AFTER = "-–—/_.:;,&?=@+|\\"


@cache
def _thousandths(character: str) -> int:
    """Return the width of one character, from the table, from its base letter, or from its kind."""
    if character in _WIDTH:
        return _WIDTH[character]
    base = unicodedata.normalize("NFD", character)[0]
    if base in _WIDTH:
        return _WIDTH[base]
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if unicodedata.east_asian_width(character) in _WIDE:
        return 1000 if ord(character) < 0x1F000 else 1400
    if "ARABIC" in unicodedata.name(character, "") or "HEBREW" in unicodedata.name(character, ""):
        return 760
    return 800 if character.isupper() else 750


def width(text: str, size: float, bold: bool = False) -> float:
    """Return the width in pixels of a line of text (of the widest, if it has several)."""
    lines = text.split("\n")
    widest = max(sum(map(_thousandths, line)) for line in lines)
    return widest * size / 1000 * (_BOLD if bold else 1)


def height(lines: int, size: float) -> float:
    """Return the height in pixels of so many lines of text."""
    return lines * math.ceil(size * LINE)


def cut(text: str, size: float, limit: float, bold: bool = False) -> str:
    """Return the text on one line, no wider than `limit` pixels: what does not fit becomes “…”."""
    text = _spaced(text)
    if width(text, size, bold) <= limit:
        return text
    while text and width(text + "…", size, bold) > limit:
        text = text[:-1]
    return text.rstrip() + "…"


def cut_reference(reference: str, size: float, limit: float) -> str:
    """Return a short reference on one line, no wider than `limit` pixels: its names are cut, its year stays.

    After names written from right to left a mark keeps the year on its right.
    """
    names, _, year = reference.rpartition(" ")
    if names and width(reference, size) > limit:
        names = cut(names, size, limit - width(" " + year, size))
    if any(unicodedata.bidirectional(character) in ("R", "AL") for character in names):
        names += "\u200e"
    return f"{names} {year}" if names else cut(reference, size, limit)


def wrapped(text: str, size: float, limit: float, bold: bool = False, most: int = 0) -> tuple[str, ...]:
    """Break text into lines no wider than `limit` pixels, at spaces, else after signs such as `/`, else anywhere.

    At most `most` lines (0: as many as it takes); what is left over is cut visibly from the last.
    """
    lines: list[str] = []
    line = ""
    for piece in _pieces(_spaced(text), size, limit, bold):
        if line and width((line + piece).rstrip(), size, bold) > limit:
            lines.append(line.rstrip())
            line = ""
        line += piece
    lines.append(line.rstrip())
    if most and len(lines) > most:
        rest = cut(" ".join(lines[most - 1 :]), size, limit, bold)
        lines = [*lines[: most - 1], rest if rest.endswith("…") else cut(rest + " …", size, limit, bold)]
    return tuple(lines)


def balanced(text: str, size: float, limit: float, bold: bool = False) -> tuple[str, ...]:
    """Break text as `wrapped` does, into as many lines, but of about one length: no word stands alone on the last."""
    lines = wrapped(text, size, limit, bold)
    low, high = max(width(word, size, bold) for word in _spaced(text).split(" ")), limit
    while len(lines) > 1 and high - low > 4:
        middle = (low + high) / 2
        closer = wrapped(text, size, middle, bold)
        if len(closer) > len(lines):
            low = middle
        else:
            lines, high = closer, middle
    return lines


def _spaced(text: str) -> str:
    """Return the text with single spaces; those that keep words together stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def _pieces(text: str, size: float, limit: float, bold: bool) -> list[str]:
    """Return the words, each with the space after it; one too wide for a line is broken into parts."""
    pieces: list[str] = []
    for word in text.split(" "):
        part = ""
        for place, character in enumerate(word):
            if part and width(part + character, size, bold) > limit:
                at = max((part.rfind(sign) for sign in _BREAK_AFTER), default=-1) + 1
                at = at if len(part) // 2 < at else len(part)
                if unicodedata.combining(character) or word[place - 1] == "\u200d":
                    at = min(at, len(part) - 1) or len(part)
                pieces.append(part[:at])
                part = part[at:]
            part += character
        pieces.append(part + " ")
    return pieces
