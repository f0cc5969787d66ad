"""Figures for journals: each chart of a review in the widths of a column and of a page, and the captions that go with them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix.charts import fitting, sheet
from litmatrix.charts.drawing import foreign
from litmatrix.charts.fitting import Caption
from litmatrix.charts.style import unchecked
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.vocabulary import OUT
from litmatrix.writing.escapes import escape_markdown
from litmatrix.writing.report.built import Built
from litmatrix.writing.report.inputs import sum_of
from litmatrix.writing.report.output import Output, opened
from litmatrix.writing.report.pictures import planned, sketched

FOLDER, CAPTIONS = "figures", "captions.md"
WIDTHS: tuple[float, ...] = sheet.WIDTHS
FORMATS = ("svg", "pdf", "png", "tiff")
#: The charts of which a build makes figures, and in which formats: pictures in pixels would take it twice as long.
LEADING = ("evidence-map", "flow", "heatmap")
BUILT_FORMATS = ("svg", "pdf")

_FILE = re.compile(rf"(?P<name>.+)-(?P<width>\d+(?:\.\d+)?)mm\.(?:{'|'.join(FORMATS)})")
_HIGH = re.compile(rb'<svg[^>]*? height="([\d.]+)mm"')
#: What is left of the height of A4 between usual margins.
_PAGE = 247
_HEAD = (
    "Titles, and what one must know to read a figure, stand here and not in the pictures. Place a figure at 100 %: "
    f"none of its text is then below {sheet.SMALLEST:g} points. SVG and PDF bring their letters along, "
    f"PNG and TIFF have {sheet.DPI} pixels an inch."
)
_FOREIGN = (
    "Letters of other scripts than Latin, Greek and Cyrillic are drawn with the fonts of this computer in PDF, PNG and TIFF; "
    "an SVG shows them in those of whoever opens it. Look at them before they go out."
)


class Figure(NamedTuple):
    """A figure: what its caption says, what a screen reader says, its files by width, and why it is not to be had in others.

    `before` are files that were made at another time, `nothing` says why the chart draws nothing, if it does, and `foreign`
    that it holds letters that the fonts which come along lack. `heights` are in millimetres, by width, of those with an SVG.
    """

    name: str
    caption: Caption
    words: str = ""
    files: Mapping[float, Sequence[str]] = {}
    without: Mapping[float, str] = {}
    nothing: str = ""
    before: Mapping[float, Sequence[str]] = {}
    foreign: bool = False
    heights: Mapping[float, float] = {}


def write(
    review: Review,
    names: Sequence[str] = (),
    widths: Sequence[float] = WIDTHS,
    formats: Sequence[str] = FORMATS,
    out: str | Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    force: bool = False,
) -> Built:
    """Write charts of a review as figures for print, and captions.md, to a folder (the review's out/figures).

    `names` are those of charts (all, if there are none), `widths` are in millimetres. What a person changed there stays, and
    the new file is written beside it (but for `force`); what would be the same is not drawn again; other files are left.
    What was left out and why is noted. Raises `Misuse` for a name, width or format that there is not, and as `build` does.
    """
    plans = planned(review)
    known = [plan.name for plan in plans]
    _check(names, known, "chart")
    _check(formats, FORMATS, "format")
    for width in widths:
        sheet.check_width(width)
    place, folder = (review.folder / OUT, f"{FOLDER}/") if out is None else (Path(out), "")
    making = Making(opened(review.folder, place, force), folder)
    making.output.leave(making.output.earlier)
    asked = [plan for plan in plans if not names or plan.name in names]
    found: list[Figure] = []
    for plan in plans:
        if plan in asked and progress is not None:
            progress(asked.index(plan) + 1, len(asked), plan.name)
        chart = sketched(plan).chart
        found.append(making.figure(plan.name, chart, *((widths, formats) if plan in asked else ())))
    making.captions(review.protocol.title, found)
    for one in found:
        if one.nothing and one.name in [plan.name for plan in asked]:
            making.output.note(f"{one.name} was left out: {one.nothing}")
        making.output.note(*one.without.values())
    return making.output.closed("figures")


def listed(review: Review) -> list[Figure]:
    """Return the figures that a review can have, in their order, without making one."""
    return [_figure(plan.name, sketched(plan).chart) for plan in planned(review)]


def _figure(name: str, chart: Any) -> Figure:
    caption = fitting.caption(chart)
    return Figure(name, caption, _words(chart, caption), nothing=fitting.nothing(chart))


def _check(given: Iterable[str], known: Sequence[str], what: str) -> None:
    for one in given:
        if one not in known:
            raise Misuse(f"there is no {what} “{one}”; there are {', '.join(known)}.")


class Making(NamedTuple):
    """Where figures are written: to an output, within a folder of it (its name with a slash, or nothing)."""

    output: Output
    folder: str = f"{FOLDER}/"

    def figure(
        self, name: str, chart: Any, widths: Iterable[float] = (), formats: Sequence[str] = FORMATS
    ) -> Figure:
        """Write a chart in these widths and formats, but the files that stand as they should, and return its figure.

        Without a width nothing is written.
        """
        figure = _figure(name, chart)
        if figure.nothing:
            return figure
        files, without, letters = {}, {}, ""
        heights: dict[float, float] = {}
        for width in widths:
            try:
                with unchecked():
                    spec = sheet.laid_out(chart, width)
                files[width], high = self._written(name, width, formats, spec, figure.caption.title)
                heights |= {width: high} if high else {}
                letters += json.dumps(spec, ensure_ascii=False)
            except Misuse as error:
                without[width] = str(error)
        before = self._before(name, {one for names in files.values() for one in names})
        return figure._replace(
            files=files, without=without, before=before, foreign=foreign(letters), heights=heights
        )

    def _written(
        self, name: str, width: float, formats: Sequence[str], spec: dict[str, Any], title: str
    ) -> tuple[tuple[str, ...], float]:
        """Write a chart that is laid out for a width; return the names of its files, and how high it is, if one is an SVG."""
        names = tuple(f"{name}-{width:g}mm.{form}" for form in formats)
        places = [self.folder + one for one in names]
        inputs = sum_of(self.output.program, *places, title, json.dumps(spec, sort_keys=True))
        there = self.output.intact(inputs)
        if {*there} == {*places}:
            self.output.stays(there, inputs)
            made = there
        else:
            drawn = sheet.drawn_for(spec, title, width).files(*formats)
            made = dict(zip(places, drawn.values(), strict=True))
            for place, data in made.items():
                self.output.write(place, data, inputs)
        high = _HIGH.search(made.get(f"{self.folder}{name}-{width:g}mm.svg", b""))
        return names, float(high[1]) if high else 0

    def _before(self, name: str, now: Collection[str]) -> dict[float, tuple[str, ...]]:
        """Return the files of a figure that were made at another time, by width."""
        found: dict[float, list[str]] = {}
        for place in self.output.earlier:
            own = place.removeprefix(self.folder)
            file = _FILE.fullmatch(own) if place.startswith(self.folder) and own not in now else None
            if file and file["name"] == name:
                found.setdefault(float(file["width"]), []).append(own)
        order = [f".{form}" for form in FORMATS]
        return {
            width: tuple(sorted(found[width], key=lambda one: order.index(Path(one).suffix)))
            for width in sorted(found)
        }

    def captions(self, title: str, figures: Sequence[Figure]) -> None:
        """Write the captions of figures."""
        self.output.write(self.folder + CAPTIONS, captions(title, figures).encode("utf-8"))


def _words(chart: Any, caption: Caption) -> str:
    """Return what a chart says for a screen reader, without what its caption says already."""
    words = chart._get("description")
    words = " ".join(words.split()) if isinstance(words, str) else ""
    for part in caption:
        words = words.removeprefix(part).lstrip(". ")
    return words


def captions(title: str, figures: Sequence[Figure]) -> str:
    """Return the captions of figures as Markdown: numbered, each with its alternative text and its files."""
    lines = [f"# Figures of “{escape_markdown(title)}”", _HEAD]
    lines += [_FOREIGN] * any(one.foreign for one in figures)
    for number, one in enumerate((one for one in figures if not one.nothing), start=1):
        text = f" {_sentence(one.caption.text)}" if one.caption.text else ""
        lines.append(f"## {escape_markdown(one.name)}")
        lines.append(f"**Figure {number}. {_sentence(one.caption.title)}**{text}")
        lines += [f"Alternative text: {escape_markdown(one.words)}"] * bool(one.words)
        title = f"{one.caption.title}: "
        files = [
            (width, f"{_high(one.heights.get(width, 0))}: {', '.join(names)}")
            for width, names in one.files.items()
        ]
        files += [(width, f", made earlier: {', '.join(names)}") for width, names in one.before.items()]
        files += [
            (width, f": not to be had: {escape_markdown(why.removeprefix(title))}")
            for width, why in one.without.items()
        ]
        told = [f"- {width:g} mm{what}" for width, what in sorted(files)]
        told = told or [f"- no files yet: `litmatrix figures {one.name}` makes them"]
        lines.append("\n".join(told))
    if left := [f"- {one.name}: {escape_markdown(one.nothing)}" for one in figures if one.nothing]:
        lines += ["## Left out", "\n".join(left)]
    return "\n\n".join(lines) + "\n"


def _high(height: float) -> str:
    """Return how high a figure is, in words that follow its width; nothing if it is not known."""
    more = ", more than a page of A4 holds" if height > _PAGE else ""
    return f" × {height:.0f} mm{more}" if height else ""


def _sentence(text: str) -> str:
    """Return text as Markdown prints it, ended as a sentence is."""
    return escape_markdown(text if text.endswith((".", "!", "?", "…")) else f"{text}.")
