"""The charts of a review, drawn once and kept as the bytes of their files."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from litmatrix import charts, coding
from litmatrix.charts.saving import title_of
from litmatrix.review import Review
from litmatrix.tables import slug

FORMATS = ("svg", "png", "html")

_CHOICES = ("choice", "choices")
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
    title: str = ""

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
    taken = set(charts.REPORTED)
    plans = [Plan(name, kind, "", partial(make, review)) for name, (kind, make) in charts.REPORTED.items()]
    coding_last = [plan for plan in plans if plan.kind == "coding"]
    found = [plan for plan in plans if plan.kind != "coding"]
    found += _by_descriptor(review, taken)
    return (*found, *coding_last, *_by_theme(review, taken))


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
    files = charts.rendered(chart, *formats)
    words = chart.description if isinstance(chart.description, str) else plan.name.replace("-", " ")
    return Picture(plan.name, plan.kind, plan.of, words, files, title_of(chart))
