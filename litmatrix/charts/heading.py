"""A drawn chart with its title over it, and the same without: drawn once, for a file of its own and for a page with captions."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Sequence

from litmatrix.charts import measure
from litmatrix.charts.style import FONT, INK, SIZE, SOFT, TITLE_SIZE, WHITE

#: Characters that XML does not have.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_PADDING, _GAP = 10, 10
_TITLE_LINE, _LINE = TITLE_SIZE * 1.25, (SIZE + 1) * 1.3
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')
_BEGIN = '<g class="lm-picture" transform="'
_DRAWN = re.compile(re.escape(_BEGIN) + r'[^"]*">(?P<svg>.*)</g></svg>\s*\Z', re.DOTALL)
_OPEN = "<svg xmlns="


def headed(svg: str, title: Sequence[str], subtitle: Sequence[str], words: str) -> str:
    """Return an SVG with lines of title and subtitle over it; `words` is what a screen reader says of the picture."""
    width, height = map(float, _SIZE.search(svg).groups())  # type: ignore[union-attr]
    lines, y = [], float(_PADDING)
    for text in title:
        y += _TITLE_LINE
        lines.append(_text(text, y - TITLE_SIZE * 0.35, TITLE_SIZE, INK, ' font-weight="bold"'))
    for text in subtitle:
        y += _LINE
        lines.append(_text(text, y - SIZE * 0.25, SIZE + 1, SOFT, ""))
    top = math.ceil(y + _GAP)
    longest = max(
        [
            0.0,
            *(measure.width(one, TITLE_SIZE, bold=True) for one in title),
            *(measure.width(one, SIZE + 1) for one in subtitle),
        ]
    )
    wide = math.ceil(max(width, longest) + 2 * _PADDING)
    tall = math.ceil(top + height + _PADDING)
    return (
        f'<svg role="img" aria-label="{escaped(words)}" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'version="1.1" class="marks" width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}"><title>{escaped(" ".join(title))}</title>'
        f'<rect width="{wide}" height="{tall}" fill="{WHITE}"/>{"".join(lines)}'
        f'{_BEGIN}translate({_PADDING},{top})">{svg[svg.index(_OPEN) :].rstrip()}</g></svg>'
    )


def bare(svg: str) -> str:
    """Return the SVG that stands under the title of a `headed` one; another is returned as it is."""
    found = _DRAWN.search(svg)
    return found["svg"] if found else svg


def _text(text: str, y: float, size: float, colour: str, more: str) -> str:
    return f'<text x="{_PADDING}" y="{y:.1f}" font-family="{FONT}" font-size="{size}px" fill="{colour}"{more}>{escaped(text)}</text>'


def escaped(text: str) -> str:
    """Return text as it may stand in XML; characters that XML does not have are left out."""
    return html.escape(FORBIDDEN.sub("", text), quote=True)
