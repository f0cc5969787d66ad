"""The charts of a review, drawn once and kept as the bytes of their files."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from litmatrix import charts, coding
from litmatrix.review import Review
from litmatrix.tables import slug

__all__ = ["FORMATS", "Picture", "Plan", "draw", "planned"]

FORMATS = ("svg", "png", "html")

_CHOICES = ("choice", "choices")
_CODING = (("theme-life", charts.theme_life), ("saturation", charts.saturation), ("owed", charts.owed))
# Where an SVG names one of its own parts: in a tag, never in the text between two.
_TAG = re.compile(r"<[^<>]*>")
_ID = re.compile(r'(?<= id=")[^"]+(?=")|(?<=="url\(#)[^)"]+(?=\)")|(?<=href="#)[^"]+(?=")')


class Picture(NamedTuple):
    """A chart as files: its name, what it is about (a theme's or descriptor's id), its words, and its bytes by format."""

    name: str
    kind: str
    of: str
    words: str
    files: dict[str, bytes]

    def svg(self) -> str:
        """Return the chart as SVG to stand in a page beside others: its parts have ids of their own."""
        text = self.files["svg"].decode("utf-8")
        return _TAG.sub(
            lambda tag: _ID.sub(lambda found: f"{self.name}-{found[0]}", tag[0]), text[text.index("<svg") :]
        )


class Plan(NamedTuple):
    """A chart to be drawn."""

    name: str
    kind: str
    of: str
    make: Callable[[], Any]


def planned(review: Review) -> tuple[Plan, ...]:
    """Return the charts that a review has: the flow, the sources, the themes, the coding, in the order of a report."""
    found = [
        Plan("flow", "flow", "", partial(charts.flow, review)),
        Plan("source-types", "source", "", partial(charts.source_types, review)),
        Plan("years", "source", "", partial(charts.years, review)),
        Plan("heatmap", "theme", "", partial(charts.heatmap, review)),
        Plan("coverage", "theme", "", partial(charts.coverage, review)),
    ]
    found += _by_descriptor(review, {plan.name for plan in found} | {name for name, _ in _CODING})
    found += [Plan(name, "coding", "", partial(make, review)) for name, make in _CODING]
    return (*found, *_by_theme(review, {plan.name for plan in found}))


def _by_descriptor(review: Review, taken: set[str]) -> Iterator[Plan]:
    for one in review.protocol.descriptors:
        if one.id != "source_type":
            name = slug(f"descriptor-{one.id}", taken)
            taken.add(name)
            yield Plan(name, "source", one.id, partial(charts.descriptor, review, one.id))
        if one.type in _CHOICES:
            name = slug(f"themes-by-{one.id}", taken)
            taken.add(name)
            yield Plan(name, "theme", one.id, partial(charts.theme_by_descriptor, review, one.id))


def _by_theme(review: Review, taken: set[str]) -> Iterator[Plan]:
    for theme in review.protocol.current_themes:
        if any(coding.subtheme_counts(review, theme.id).index):
            name = slug(f"subthemes-{theme.id}", taken)
            taken.add(name)
            yield Plan(name, "subthemes", theme.id, partial(charts.subthemes, review, theme.id))


def draw(plan: Plan, formats: tuple[str, ...] = FORMATS) -> Picture:
    """Draw a chart and return it as files in these formats."""
    chart = plan.make()
    files = {}
    with tempfile.TemporaryDirectory() as folder:
        for form in formats:
            path = Path(folder) / f"{plan.name}.{form}"
            charts.save(chart, path)
            files[form] = path.read_bytes()
    words = chart.description if isinstance(chart.description, str) else plan.name.replace("-", " ")
    return Picture(plan.name, plan.kind, plan.of, words, files)
