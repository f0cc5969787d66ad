"""Linked charts: a click on a circle of the evidence map lists its sources with their excerpts, a click on a cell of the heat
map its excerpts, a click on a bar its sources.

The charts are Altair's own widget, set to work offline; what is listed reaches the page as text only. The menus
above a chart do by keyboard what a click does, and both are kept in step.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import anywidget
import ipywidgets
import traitlets

from litmatrix import charts, coding
from litmatrix.charts import dark
from litmatrix.charts.loading import alt
from litmatrix.charts.picking import CHOSEN, PICK, PICKED, pickable, picks
from litmatrix.review import Review
from litmatrix.widgets.base.forms import Form
from litmatrix.widgets.base.guard import guarded
from litmatrix.writing.linked import (
    BAR_HINT,
    CELL_HINT,
    MAP_HINT,
    PASSAGES,
    Bars,
    Map,
    bar_charts,
    bar_panel,
    cell_panel,
    map_names,
    map_of,
    map_panel,
)

#: Of more sources than this a heat map would be slow to draw: the first are drawn.
MOST_SOURCES = 200

_RENDER = """
export default { render({ model, el }) {
  const root = document.createElement("div");
  lmPrepare(root, model.get("label"));
  const show = () => lmShow(root, model.get("panel"));
  model.on("change:panel", show);
  show();
  el.append(root);
} };
"""


def linked_charts(review: Review, sort: str = "structure") -> LinkedCharts:
    """Return the linked charts of a review; `sort` orders the sources of the heat map, as `charts.heatmap` does.

    `chosen` is the key and theme of the cell that is shown, `excerpts` its excerpts as a frame. Of more than 200
    sources the first are drawn in the heat map, and it says so; its menu has all, and the evidence map counts all. What an earlier run of the cell made
    for the same review is closed.
    """
    return LinkedCharts(review, sort)


class Passages(anywidget.AnyWidget):
    """A panel of passages, as `writing.linked` gives them; the page shows all of it as text."""

    _esm = PASSAGES[0].read_text(encoding="utf-8") + _RENDER
    _css = PASSAGES[1]
    label = traitlets.Unicode().tag(sync=True)
    panel = traitlets.Dict().tag(sync=True)


class LinkedCharts(Form):
    """The evidence map with its menus and what is listed for it, the heat map, and the bars with theirs."""

    TITLE = "Charts to click on"
    NAME = "linked charts"
    PURPOSE = "Click on a circle, a cell or a bar to see its sources and read their excerpts."

    _open: ClassVar[dict[str, LinkedCharts]] = {}

    def __init__(self, review: Review, sort: str = "structure") -> None:
        alt.JupyterChart.enable_offline()
        self.review = review
        self._stepping = False
        self._maps = map_names(review)
        self._mapped: Map | None = None
        self.across = _menu("Across", [(name, by) for by, name in self._maps.items()])
        self.map_theme = _menu("Theme", _themes_of(review))
        self.value = _menu("Value", [("choose a value", "")])
        self.map: alt.JupyterChart | None = None
        self._map_place = ipywidgets.Box(layout=_SCROLLED)
        self.map_sources = Passages(label="Sources of the chosen circle", panel={"heading": MAP_HINT})
        heat = pickable(charts.heatmap(review, sort, most=MOST_SOURCES))
        self._cells = set(picks(heat))
        references = coding.sources(review)["reference"].to_dict()
        sources = sorted(references.items(), key=lambda one: (one[1].casefold(), one[0]))
        self.source = _menu("Source", [("choose a source", ""), *((name, key) for key, name in sources)])
        self.theme = _menu("Theme", _themes_of(review))
        self.heatmap = alt.JupyterChart(heat, embed_options={"actions": False, "renderer": "svg"})
        self.passages = Passages(label="Excerpts of the chosen cell", panel={"heading": CELL_HINT})
        self._bars: tuple[Bars, ...] = bar_charts(review)
        self.chart = _menu("Chart", [(one.title, place) for place, one in enumerate(self._bars)])
        self.bar = _menu("Bar", [("choose a bar", "")])
        self.bars: alt.JupyterChart | None = None
        self._place = ipywidgets.Box(layout=_SCROLLED)
        self._dark = ipywidgets.HTML()
        self.sources = Passages(label="Sources of the chosen bar", panel={"heading": BAR_HINT})
        earlier = self._open.pop(str(review.folder), None)
        if earlier is not None:
            earlier.close_all()
        mapped = (
            [_row(self.across, self.map_theme, self.value), self._map_place, self.map_sources]
            if self._maps
            else []
        )
        super().__init__([
            *mapped, _row(self.source, self.theme), ipywidgets.Box([self.heatmap], layout=_LOW), self.passages,
            _row(self.chart, self.bar), self._place, self.sources, self._dark,
        ])  # fmt: skip
        self.add_class("lm-linked")
        self._open[str(review.folder)] = self
        self._watch()
        if self._maps:
            self._draw_map()
        self._draw_bars()

    def fresh(self) -> str:
        """Say that the charts are of before; they are drawn anew when their cell is run again."""
        return "The review changed since these charts were drawn: run this cell again to update them."

    @property
    def chosen(self) -> tuple[str, str] | None:
        """The key and the theme of the cell that is shown; None where none is."""
        return (self.source.value, self.theme.value) if self.source.value and self.theme.value else None

    @property
    def excerpts(self) -> Any:
        """The excerpts of the chosen cell, with the columns of `Review.excerpts`."""
        table = self.review.excerpts
        key, theme = self.chosen or ("", "")
        return table[(table["key"] == key) & (table["theme"] == theme)].reset_index(drop=True)

    def close_all(self) -> None:
        """Close this widget and all that is in it."""
        menus = (self.across, self.map_theme, self.value, self.source, self.theme, self.chart, self.bar)
        parts = (
            self.map,
            self._map_place,
            self.map_sources,
            self.heatmap,
            self.bars,
            self.passages,
            self.sources,
            *menus,
            self._place,
            self._dark,
            self.message,
            self,
        )
        for part in parts:
            if part is not None:
                part.close()

    # --- what the person does ----------------------------------------------------------------------------------------

    def _watch(self) -> None:
        self.across.observe(self._guarded(lambda _: self._draw_map()), names="value")
        for menu in (self.map_theme, self.value):
            menu.observe(self._guarded(lambda _: self._show_circle()), names="value")
        for menu in (self.source, self.theme):
            menu.observe(self._guarded(lambda _: self._show_cell()), names="value")
        self.heatmap.selections.observe(self._guarded(self._clicked_cell), names=[PICKED])
        self.chart.observe(self._guarded(lambda _: self._draw_bars()), names="value")
        self.bar.observe(self._guarded(lambda _: self._show_bar()), names="value")

    def _guarded(self, act: Callable[[Any], None]) -> Callable[[Any], None]:
        callback = guarded(act, lambda text: setattr(self.message, "value", text))
        return lambda change: None if self._stepping else callback(change)

    def _draw_map(self) -> None:
        """Draw the chosen evidence map anew, with the menu of its values; the theme stays chosen."""
        earlier, one = self.map, map_of(self.review, self.across.value)
        self._mapped = one
        self.map = alt.JupyterChart(one.chart, embed_options={"actions": False, "renderer": "svg"})
        self.map.selections.observe(self._guarded(self._clicked_circle), names=[PICKED])
        with self._silent():
            values = [(line.label, line.pick) for line in one.crossing.columns]
            self.value.options, self.value.value = [("choose a value", ""), *values], ""
        self._map_place.children = (self.map,)
        self._darken()
        self._show_circle()
        if earlier is not None:
            earlier.close()

    def _clicked_circle(self, change: Any) -> None:
        theme, _, value = _picked(change).partition(" ")
        if self._place_of(theme, value):
            with self._silent():
                self.map_theme.value, self.value.value = theme, value
            self._show_circle()

    def _show_circle(self) -> None:
        place = self._place_of(self.map_theme.value, self.value.value)
        if self.map is not None and self._mapped is not None:
            panel = map_panel(self.review, self._mapped.crossing, *place) if place else {"heading": MAP_HINT}
            self.map_sources.panel = panel
            self._mark(self.map, f"{self.map_theme.value} {self.value.value}" if place else "")

    def _place_of(self, theme: str, value: str) -> tuple[int, int] | None:
        """Return the row and the column of a circle; None where there is none, or nothing is chosen."""
        if self._mapped is None:
            return None
        crossing = self._mapped.crossing
        rows, columns = ([line.pick for line in lines] for lines in (crossing.rows, crossing.columns))
        return (rows.index(theme), columns.index(value)) if theme in rows and value in columns else None

    def _darken(self) -> None:
        charts_here = [one.spec for one in (self.map, self.heatmap, self.bars) if one is not None]
        self._dark.value = dark.style(_IN_THE_DARK, *charts_here)

    def _clicked_cell(self, change: Any) -> None:
        pick = _picked(change)
        if pick in self._cells:
            with self._silent():
                self.source.value, _, self.theme.value = pick.rpartition(" ")
            self._show_cell()

    def _show_cell(self) -> None:
        panel = cell_panel(self.review, *self.chosen) if self.chosen else {}
        self.passages.panel = panel or {"heading": CELL_HINT}
        pick = " ".join(self.chosen) if self.chosen else ""
        self._mark(self.heatmap, pick if pick in self._cells else "")

    def _draw_bars(self) -> None:
        """Draw the chosen chart of bars anew, with its menu; nothing is chosen in it."""
        earlier, one = self.bars, self._bars[self.chart.value]
        self.bars = alt.JupyterChart(one.chart, embed_options={"actions": False, "renderer": "svg"})
        self.bars.selections.observe(self._guarded(self._clicked_bar), names=[PICKED])
        with self._silent():
            groups = [(group.label, pick) for pick, group in one.groups.items()]
            self.bar.options, self.bar.value = [("choose a bar", ""), *groups], ""
        self._place.children = (self.bars,)
        self._darken()
        self.sources.panel = {"heading": BAR_HINT}
        if earlier is not None:
            earlier.close()

    def _clicked_bar(self, change: Any) -> None:
        pick = _picked(change)
        if pick in self._bars[self.chart.value].groups:
            with self._silent():
                self.bar.value = pick
            self._show_bar()

    def _show_bar(self) -> None:
        group = self._bars[self.chart.value].groups.get(self.bar.value)
        self.sources.panel = bar_panel(self.review, group) if group else {"heading": BAR_HINT}
        if self.bars is not None:
            self._mark(self.bars, self.bar.value or "")

    @contextlib.contextmanager
    def _silent(self) -> Iterator[None]:
        """Within it a menu is set without being told that it changed."""
        self._stepping = True
        try:
            yield
        finally:
            self._stepping = False

    @staticmethod
    def _mark(chart: alt.JupyterChart, pick: str) -> None:
        if CHOSEN in chart.params.trait_names():
            setattr(chart.params, CHOSEN, pick)


#: Where these charts stand, on a page whose theme is dark.
_IN_THE_DARK = '[data-jp-theme-light="false"] .lm-linked'

_SCROLLED = {"overflow": "auto", "max_width": "100%"}
# A long heat map scrolls within its own box, so that the excerpts below it stay in sight.
_LOW = {**_SCROLLED, "max_height": "38em"}


def _picked(change: Any) -> str:
    """Return what a click picked, or nothing: a chart that is drawn anew tells an empty selection."""
    value = change["new"].value
    return str(value[0].get(PICK, "")) if value else ""


def _themes_of(review: Review) -> list[tuple[str, str]]:
    return [("choose a theme", ""), *((one.name, one.id) for one in review.protocol.current_themes)]


def _menu(name: str, options: list[tuple[str, Any]]) -> ipywidgets.Dropdown:
    return ipywidgets.Dropdown(
        options=options, description=name, layout=ipywidgets.Layout(width="auto", min_width="16em", max_width="32em"),
        style={"description_width": "4em"},
    )  # fmt: skip


def _row(*parts: ipywidgets.Widget) -> ipywidgets.Box:
    return ipywidgets.Box(
        parts, layout=ipywidgets.Layout(flex_flow="row wrap", grid_gap="4px 18px", margin="6px 0 0")
    )
