"""A filter over the records: controls, the list of what matches, and the record that is looked at.

Text from records reaches the page only through widgets that show it as text, or escaped.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import ipywidgets

from litmatrix import screening
from litmatrix.bibliography import references
from litmatrix.review import Review
from litmatrix.screening import criteria, filtering
from litmatrix.vocabulary import counted
from litmatrix.widgets.base.forms import Form

if TYPE_CHECKING:
    import pandas as pd

#: A list of more rows than this is slow to draw and too long to read; the rest is counted.
SHOWN = 500

ANY = "any"

STYLE = """<style>
.lm-filter select { height: 100%; font-variant-numeric: tabular-nums; }
.lm-record { font-size: var(--jp-ui-font-size1, 13px); line-height: 1.5; color: var(--jp-ui-font-color1, inherit);
  overflow-wrap: anywhere; padding: 0 0.5em; }
.lm-record h3 { margin: 0 0 0.2em; font-size: 1.15em; line-height: 1.35; }
.lm-record p { margin: 0.3em 0; }
.lm-record .lm-quiet { color: var(--jp-ui-font-color2, #555); }
.lm-record table { border-collapse: collapse; margin: 0.5em 0; }
.lm-record td, .lm-record th { text-align: left; padding: 0.15em 0.9em 0.15em 0; vertical-align: top; }
.lm-record th { font-weight: 600; min-width: 6em; max-width: 14em; }
</style>"""


def source_filter(review: Review) -> SourceFilter:
    """Return the filter widget over the records of a review; `widget.matches` is the frame of what matches now."""
    return SourceFilter(review)


class SourceFilter(Form):
    """Controls on top, what matches on the left, the chosen record on the right."""

    TITLE = "Find records"
    NAME = "filter over the records"
    PURPOSE = "Find records by their words, year, status and more."

    def __init__(self, review: Review) -> None:
        self.review = review
        self.matches: pd.DataFrame = filtering.overview(review)
        protocol = review.protocol
        self.words = _control(
            ipywidgets.Text, "Words", placeholder="in title, authors, abstract …", continuous_update=True
        )
        self.status = _dropdown("Stands", [(one, one) for one in screening.STATUSES])
        self.search = _dropdown(
            "Search",
            [(f"{one.id}: {one.source}" if one.source else one.id, one.id) for one in protocol.searches],
        )
        self.criterion = _dropdown("Criterion", [(one.id, one.id) for one in protocol.criteria if one.check])
        self.verdict = _control(
            ipywidgets.Dropdown, "Its check", options=[criteria.FAILS, criteria.MEETS, criteria.UNKNOWN]
        )
        self.descriptors = {
            one.id: _dropdown(one.name, [(value, value) for value in one.values])
            for one in protocol.descriptors
            if one.values
        }
        self.years = _year_range(self.matches["year"])
        self.count = ipywidgets.Label()
        self.list = ipywidgets.Select(options=[], layout=ipywidgets.Layout(width="48%", height="22em"))
        self.record = ipywidgets.HTML(
            layout=ipywidgets.Layout(width="52%", max_height="22em", overflow="auto")
        )
        self._controls: list[ipywidgets.DOMWidget] = [
            self.words, self.status, self.search, self.criterion, self.verdict, *self.descriptors.values(),
            *([self.years] if self.years else []),
        ]  # fmt: skip
        for control in self._controls:
            control.observe(self.guarded(self._filter), names="value")
        self.list.observe(self.guarded(self._show), names="value")
        grid = ipywidgets.GridBox(
            self._controls,
            layout=ipywidgets.Layout(
                grid_template_columns="repeat(auto-fill, minmax(20em, 1fr))", grid_gap="2px 16px"
            ),
        )
        self.lists = ipywidgets.HBox([self.list, self.record])
        super().__init__([ipywidgets.HTML(STYLE), grid, self.count, self.lists])
        self.add_class("lm-filter")
        self._filter()

    def _filter(self) -> None:
        years = self.years and self.years.value
        if self.years and years == (self.years.min, self.years.max):
            years = None
        self.matches = filtering.filter_records(
            self.review, words=self.words.value, status=self.status.value, search=self.search.value,
            criterion=self.criterion.value, verdict=self.verdict.value, years=years or (None, None),
            descriptors={name: control.value for name, control in self.descriptors.items()},
        )  # fmt: skip
        self.verdict.disabled = not self.criterion.value
        total = len(filtering.overview(self.review))
        more = f"; the first {SHOWN:,} are listed" if len(self.matches) > SHOWN else ""
        self.count.value = (
            f"{len(self.matches):,} of {counted(total, 'record')}{more}"
            if total
            else "No record yet: import search results, or add a source, above."
        )
        self.lists.layout.display = "" if total else "none"
        chosen = self.list.value
        rows = self.matches.iloc[:SHOWN]
        self.list.options = [
            (f"{reference} · {title or '(title not known)'}", key)
            for key, reference, title in zip(rows.index, rows["reference"], rows["title"], strict=True)
        ]
        self.list.value = chosen if chosen in rows.index else (rows.index[0] if len(rows) else None)
        self._show()

    def _show(self) -> None:
        self.record.value = (
            record_html(self.review, self.list.value)
            if self.list.value
            else "<div class='lm-record'>Nothing matches.</div>"
        )


def record_html(review: Review, key: str) -> str:
    """Return one record as HTML, all of its text escaped: what it is, where it stands, what the checks find."""
    record = review.records.loc[key]
    row = filtering.overview(review).loc[key]
    parts = [f"<h3 dir='auto'>{html.escape(record['title'] or '(title not known)')}</h3>"]
    parts.append(f"<p dir='auto'>{html.escape(references.full(review.records.loc[[key]]).iloc[0])}</p>")
    if link := _link(record):
        parts.append(f"<p>{link}</p>")
    settled = f"{row['status']} at {row['stage']}" + (
        f", because of {row['reason']}" if row["reason"] else ""
    )
    facts = [("key", key), ("type", record["type"]), ("stands", settled), ("found by", record["origin"])]
    facts += [(one.name, row[one.id]) for one in review.protocol.descriptors if row[one.id]]
    found = criteria.suggestions(review, [key])[["criterion", "verdict", "why"]]
    facts += [(f"check of {one}", f"{verdict}: {why}") for one, verdict, why in found.to_numpy()]
    facts += [(name, record[name]) for name in ("keywords", "note") if record[name]]
    cells = "".join(
        f"<tr><th>{html.escape(name)}</th><td dir='auto'>{html.escape(str(value))}</td></tr>"
        for name, value in facts
    )
    parts.append(f"<table>{cells}</table>")
    abstract = (
        html.escape(record["abstract"])
        if record["abstract"]
        else "<span class='lm-quiet'>No abstract.</span>"
    )
    parts.append(f"<p dir='auto'>{abstract}</p>")
    return f"<div class='lm-record'>{''.join(parts)}</div>"


def _link(record: pd.Series) -> str:
    """Return a link to the DOI or the URL; only http and https are links."""
    target = references.link(record["doi"], record["url"])
    if not re.match(r"https?://", target, re.IGNORECASE):
        return ""
    shown = html.escape(target, quote=True)
    return f'<a href="{shown}" target="_blank" rel="noopener noreferrer">Open it in a new tab</a>'


def _control(kind: type[ipywidgets.Widget], label: str, **more: Any) -> Any:
    return kind(
        description=label,
        layout=ipywidgets.Layout(width="auto"),
        style={"description_width": "6em"},
        **more,
    )


def _dropdown(name: str, options: list[tuple[str, str]]) -> ipywidgets.Dropdown:
    return _control(ipywidgets.Dropdown, name, options=[(ANY, ""), *options], value="")


def _year_range(years: pd.Series) -> ipywidgets.IntRangeSlider | None:
    known = years.dropna()
    if known.empty or known.min() == known.max():
        return None
    first, last = int(known.min()), int(known.max())
    return _control(
        ipywidgets.IntRangeSlider, "Years", value=(first, last), min=first, max=last, continuous_update=False
    )
