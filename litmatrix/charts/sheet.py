"""A chart on paper: laid out for a width in millimetres, without its title, as SVG, PDF, PNG and TIFF of exactly that width."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from litmatrix.charts import fitting, fonts, pdf, raster, tiff
from litmatrix.charts.drawing import PNG_SCALE, drawn_pdf, drawn_png, drawn_svg
from litmatrix.charts.heading import escaped
from litmatrix.charts.style import WHITE, Chart
from litmatrix.errors import Misuse

MM = 25.4
#: What a pixel of a chart is on paper: an inch has 96, and 72 points.
PIXELS, POINTS = 96, 72
#: What a sheet is written as.
FORMATS = ("svg", "pdf", "png", "tiff", "tif")
#: What an inch of a picture for print has: enough for lines and letters.
DPI = 600
#: The widths of a column and of a page, in millimetres, and what may be asked for.
WIDTHS = (85, 170)
NARROWEST, WIDEST = 40, 1000
#: The smallest text, in points, and the largest to which a chart is drawn up that is narrower than its paper.
SMALLEST, LARGEST = 7.0, 10.0
#: More pixels than this take more memory than a laptop has to spare.
_MOST_PIXELS = 150_000_000

_ROOT = re.compile(r"<svg\b[^>]*>")
_BOX = re.compile(r'\bviewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"')


class Sheet(NamedTuple):
    """A drawing on paper: what is drawn, which part of it is seen (x, y, width and height), and how large, in millimetres."""

    drawn: str
    box: tuple[float, float, float, float]
    width: float
    height: float
    title: str
    words: str
    dpi: int = DPI

    def svg(self) -> str:
        """Return the drawing as SVG, with the fonts it needs, and in words for a screen reader."""
        said = (
            f' role="img" aria-label="{escaped(self.words)}"><title>{escaped(self.title)}</title>'
            if self.words
            else ">"
        )
        return self._drawn(f"{self.width:.6g}mm", f"{self.height:.6g}mm", said + fonts.style(self.drawn))

    def pdf(self) -> bytes:
        """Return the drawing as a page of PDF of its size, with its letters and its title."""
        wide, tall = (f"{side / MM * POINTS:.4f}" for side in (self.width, self.height))
        return pdf.ordered(drawn_pdf(self._drawn(wide, tall)), self.title)

    def pixels(self) -> Any:
        """Return the drawing as pixels on white: red, green and blue, or one channel where it has no colour.

        Raises `Misuse` where they would be too many.
        """
        wide, tall = (max(1, round(side / MM * self.dpi)) for side in (self.width, self.height))
        if wide * tall > _MOST_PIXELS:
            raise Misuse(
                f"{self.title or 'this chart'}: {wide:,} by {tall:,} pixels are too many for one picture; "
                "take a smaller width, or .svg or .pdf."
            )
        return raster.plain(raster.pixels(drawn_png(self._drawn(str(wide), str(tall)), 1), channels=3))

    def files(self, *forms: str) -> dict[str, bytes]:
        """Return the drawing as the bytes of files, by format (see `FORMATS`); a PNG and a TIFF say how many pixels an inch has.

        Raises `Misuse` where a picture would have too many pixels.
        """
        pixels = self.pixels() if {*forms} - {"svg", "pdf"} else None
        made: dict[str, Callable[[], bytes]] = {
            "svg": lambda: self.svg().encode("utf-8"),
            "pdf": self.pdf,
            "png": lambda: raster.png_of(pixels, self.dpi),
            "tiff": lambda: tiff.tiff(pixels, self.dpi),
        }
        return {form: made["tiff" if form == "tif" else form]() for form in forms}

    def _drawn(self, width: str, height: str, said: str = ">") -> str:
        x, y, wide, tall = self.box
        body = self.drawn[_ROOT.search(self.drawn).end() :]  # type: ignore[union-attr]
        # The white goes over the edge, where a last pixel may be half covered.
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" '
            f'width="{width}" height="{height}" viewBox="{x:.6g} {y:.6g} {wide:.6g} {tall:.6g}"{said}'
            f'<rect x="{x - 2:.6g}" y="{y - 2:.6g}" width="{wide + 4:.6g}" height="{tall + 4:.6g}" fill="{WHITE}"/>{body}'
        )


def natural(drawn: str, title: str, words: str) -> Sheet:
    """Return a drawing in its own size, its pixels as many an inch as those of a .png."""
    box = _box(drawn)
    width, height = (side / PIXELS * MM for side in box[2:])
    return Sheet(drawn, box, width, height, title, words, round(PIXELS * PNG_SCALE))


def fitted(chart: Chart, width_mm: float) -> Sheet:
    """Return a chart for paper of a width: laid out anew for it, where it was drawn by litmatrix, else made smaller.

    What stays narrower than its paper is drawn larger, up to text of `LARGEST` points, and stands in the middle.
    Raises `Misuse` for a width that is none, and where text would be smaller than `SMALLEST` points (with the width that it takes).
    """
    return drawn_for(laid_out(chart, width_mm), fitting.caption(chart).title, width_mm)


def check_width(width_mm: float) -> None:
    """Raise `Misuse` for a width that no paper has."""
    if not fitting.is_number(width_mm):
        raise Misuse(f"a width of {width_mm!r}: give a number of millimetres, such as {WIDTHS[0]:g}.")
    if not NARROWEST <= width_mm <= WIDEST:
        raise Misuse(f"a width of {width_mm:g} mm: give one from {NARROWEST} to {WIDEST} mm.")


def laid_out(chart: Chart, width_mm: float) -> dict[str, Any]:
    """Return a chart as Vega-Lite, laid out for a width and without its title; raises `Misuse` as `fitted` does."""
    check_width(width_mm)
    laid = fitting.again(chart, width_mm / MM * PIXELS)
    # Altair need not check once more what litmatrix made: tests do.
    spec: dict[str, Any] = fitting.untitled(laid or chart).to_dict(validate=laid is None)
    return spec


def drawn_for(spec: dict[str, Any], title: str, width_mm: float) -> Sheet:
    """Return what is `laid_out` for a width as it is drawn; raises `Misuse` where text would be too small."""
    room = width_mm / MM * PIXELS
    drawn = fonts.known(drawn_svg(spec))
    x, y, wide, tall = _box(drawn)
    scale = room / wide
    sizes = [text.size * POINTS / PIXELS for text in fonts.texts(drawn)]
    if sizes:
        scale = min(scale, max(1.0, LARGEST / max(sizes), SMALLEST / min(sizes)))
    if sizes and min(sizes) * scale < SMALLEST - 0.005:
        needed = math.ceil(wide * SMALLEST / min(sizes) / PIXELS * MM)
        raise Misuse(
            f"{title or 'this chart'}: {width_mm:g} mm are too few: its smallest text would be {min(sizes) * scale:.1f} points "
            f"high, and {SMALLEST:g} is the least that is read in print; it takes {needed} mm."
        )
    seen = room / scale
    box = (x - (seen - wide) / 2, y, seen, tall)
    return Sheet(drawn, box, width_mm, tall * scale / PIXELS * MM, title, spec.get("description", ""))


def _box(drawn: str) -> tuple[float, float, float, float]:
    found = _BOX.search(_ROOT.search(drawn)[0])  # type: ignore[index]
    x, y, wide, tall = map(float, found.groups())  # type: ignore[union-attr]
    return x, y, wide, tall
