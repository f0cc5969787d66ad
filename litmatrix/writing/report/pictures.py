"""The charts of a review, drawn once and kept as the bytes of their files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from litmatrix import charts, coding
from litmatrix.charts import fitting, heading
from litmatrix.charts.fitting import Caption
from litmatrix.charts.saving import drawn_png, drawn_svg, html_bytes
from litmatrix.charts.style import unchecked
from litmatrix.review import Review
from litmatrix.tables import slug

FORMATS = ("svg", "png", "html")
#: The kind of a chart that is drawn if it is asked for, for a manuscript or as a figure: the evidence map says the same in less room.
ASKED = "asked for"
#: How many dots a pixel of a working chart has: enough for a screen; what is printed are figures.
SCREEN_SCALE = 1.5

#: How wide a chart of a report is, in pixels of 1/96 inch: 170 mm, which is what A4 has between margins of 20 mm, in Word too.
WIDTH = 170 / 25.4 * 96

# How wide and high an SVG is, and its ground, which would hide what shows that a picture goes on.
_SIZE = re.compile(r'<svg[^>]*? width="([\d.]+)" height="([\d.]+)"')
_GROUND = re.compile(r'<rect width="[\d.]+" height="[\d.]+" fill="(?:#FFFFFF|white)"/>', re.IGNORECASE)

_CHOICES = ("choice", "choices")
# Where an SVG names one of its own parts: in a tag, never in the text between two.
_TAG = re.compile(r"<[^<>]*>")
_ID = re.compile(r'(?<= id=")[^"]+(?=")|(?<=="url\(#)[^)"]+(?=\)")|(?<=href="#)[^"]+(?=")')


class Picture(NamedTuple):
    """A chart as files: its name, what it is about (a theme's or descriptor's id), its words, and its bytes by format.

    In the files it has its title; `svg` is without, for a page that prints the `caption` beside it. `nothing` says why it
    draws nothing, if it does.
    """

    name: str
    kind: str
    of: str
    words: str
    files: dict[str, bytes]
    caption: Caption = Caption("", "")
    nothing: str = ""

    def svg(self) -> str:
        """Return the chart as SVG to stand in a page beside others, without its title and ground: its parts have ids of their own."""
        text = _GROUND.sub("", heading.bare(self.files["svg"].decode("utf-8")), count=1)
        said = f'<svg role="img" aria-label="{heading.escaped(self.words)}"'
        text = (
            text[text.index("<svg") :].replace("<svg", said, 1)
            if "aria-label" not in text[: text.index(">")]
            else text
        )
        return _TAG.sub(lambda tag: _ID.sub(lambda found: f"{self.name}-{found[0]}", tag[0]), text)

    @property
    def size(self) -> tuple[float, float]:
        """How wide and high the chart is without its title, in pixels."""
        found = _SIZE.search(heading.bare(self.files["svg"].decode("utf-8")))
        return (float(found[1]), float(found[2])) if found else (WIDTH, WIDTH)

    def png(self) -> bytes:
        """Return the chart as PNG, without its title."""
        return drawn_png(heading.bare(self.files["svg"].decode("utf-8")))


class Plan(NamedTuple):
    """A chart to be drawn."""

    name: str
    kind: str
    of: str
    make: Callable[[], Any]


def reported(review: Review) -> tuple[Plan, ...]:
    """Return the charts that a build draws, for its folder and its report."""
    return tuple(plan for plan in planned(review) if plan.kind != ASKED)


def planned(review: Review) -> tuple[Plan, ...]:
    """Return the charts that a review has: the flow, the sources, the themes, the coding, in the order of a report,
    and last those that are drawn if they are asked for.

    More sources than a heat map has rows are in further pictures of the kind `heatmap-page`: `heatmap-2`, `heatmap-3` …
    """
    taken = set(charts.REPORTED)
    plans = [
        Plan(name, kind, "", partial(make, review, width=WIDTH))
        for name, (kind, make) in charts.REPORTED.items()
    ]
    coding_last = [plan for plan in plans if plan.kind == "coding"]
    found = [plan for plan in plans if plan.kind != "coding"]
    found += _by_descriptor(review, taken)
    further = [
        Plan(f"heatmap-{page}", "heatmap-page", "", partial(charts.heatmap, review, page=page, width=WIDTH))
        for page in range(2, charts.heatmap_pages(review) + 1)
    ]
    every = (*found, *coding_last, *_by_theme(review, taken), *further)
    return tuple(sorted(every, key=lambda plan: plan.kind == ASKED))


def _by_descriptor(review: Review, taken: set[str]) -> Iterator[Plan]:
    for one in review.protocol.descriptors:
        if one.id != "source_type":
            name = slug(f"descriptor-{one.id}", taken)
            taken.add(name)
            yield Plan(name, "source", one.id, partial(charts.descriptor, review, one.id, width=WIDTH))
        if one.type in _CHOICES and one.id != "source_type":
            name = slug(f"map-by-{one.id}", taken)
            taken.add(name)
            yield Plan(name, "map", one.id, partial(charts.evidence_map, review, one.id, width=WIDTH))
        if one.type in _CHOICES:
            name = slug(f"themes-by-{one.id}", taken)
            taken.add(name)
            yield Plan(name, ASKED, one.id, partial(charts.theme_by_descriptor, review, one.id, width=WIDTH))


def _by_theme(review: Review, taken: set[str]) -> Iterator[Plan]:
    for theme in review.protocol.current_themes:
        if any(coding.subtheme_counts(review, theme.id).index):
            name = slug(f"subthemes-{theme.id}", taken)
            taken.add(name)
            yield Plan(name, "subthemes", theme.id, partial(charts.subthemes, review, theme.id, width=WIDTH))


class Sketch(NamedTuple):
    """A chart that is laid out, and not yet drawn: what it will look like, in every byte, and what is said of it."""

    plan: Plan
    chart: Any
    spec: dict[str, Any]

    @property
    def inputs(self) -> bytes:
        """Return all that the picture is drawn from."""
        return json.dumps(self.spec, sort_keys=True).encode("utf-8")

    def picture(self, files: dict[str, bytes]) -> Picture:
        """Return the chart as these files."""
        words = self.spec.get("description") or self.plan.name.replace("-", " ")
        said = fitting.caption(self.chart), fitting.nothing(self.chart)
        return Picture(self.plan.name, self.plan.kind, self.plan.of, words, files, *said)


def sketched(plan: Plan) -> Sketch:
    """Lay a chart out. Altair does not check it once more: tests do."""
    with unchecked():
        chart = plan.make()
        return Sketch(plan, chart, chart.to_dict(validate=False))


def draw(plan: Plan, formats: tuple[str, ...] = FORMATS) -> Picture:
    """Draw a chart and return it as files in these formats."""
    return drawn(sketched(plan), formats)


def drawn(sketch: Sketch, formats: tuple[str, ...] = FORMATS) -> Picture:
    """Draw what is laid out and return it as files in these formats."""
    files = {}
    if {"svg", "png"} & {*formats}:
        svg = _titled_svg(sketch)
        made = {"svg": lambda: svg.encode("utf-8"), "png": lambda: drawn_png(svg, SCREEN_SCALE)}
        files = {form: made[form]() for form in formats if form in made}
    if "html" in formats:
        files["html"] = html_bytes(sketch.spec)
    return sketch.picture(files)


def _titled_svg(sketch: Sketch) -> str:
    """Return a chart as SVG, its title over it; a page takes the title off again without drawing it once more."""
    spec = fitting.untitled_spec(sketch.spec)
    title: Any = sketch.spec.get("title") or {}
    lines = title if isinstance(title, dict) else {"text": [title]}
    words = sketch.spec.get("description", "")
    return heading.headed(drawn_svg(spec), lines.get("text", []), lines.get("subtitle", []), words)
