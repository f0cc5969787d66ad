"""Decisions: by day and reviewer, by reason, and how far reviewers agree."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import altair as alt

from litmatrix import screening
from litmatrix.charts import fitting, measure, style
from litmatrix.charts.bars import Section, bar_chart, bar_row, shown
from litmatrix.charts.curves import curves as step_curves
from litmatrix.charts.curves import numbers
from litmatrix.charts.style import (
    BLUE,
    GREY,
    INK,
    LINE,
    PURPLE,
    SIZE,
    SOFT,
    VERMILION,
    WHITE,
    Chart,
    Look,
    inline,
    many,
    numbered,
)
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.screening import agreement as agreements
from litmatrix.screening import queues
from litmatrix.screening.agreement import Agreement, Estimate
from litmatrix.vocabulary import AGREED_ON, AUTOMATION, CONSENSUS, STAGE_NAMES

#: How wide the curves are at most; and what stands beside them: the numbers, and the legend where there is room for it.
WIDTH, NUMBERS = 520, 48
#: Narrower than this, the legend stands above.
NARROW = 480
EDGE = 16
HEIGHT = 260
LABEL_ROOM = 220

#: What tells curves apart: colour, dash and a mark of its own. More curves than these nobody tells apart.
CURVES = (
    Look(WHITE, BLUE, (1, 0), "circle"), Look(WHITE, VERMILION, (7, 3), "square"), Look(WHITE, PURPLE, (2, 2), "triangle-up"),
    Look(WHITE, "#00664D", (10, 3, 2, 3), "diamond"), Look(WHITE, INK, (1, 0), "cross"), Look(WHITE, "#8C6D00", (7, 3), "triangle-down"),
    Look(WHITE, "#3B6FB6", (2, 2), "triangle-right"), Look(WHITE, GREY, (10, 3, 2, 3), "triangle-left"),
)  # fmt: skip

_WHO = {AUTOMATION: "a check (automation)", CONSENSUS: "consensus"}


# --- progress --------------------------------------------------------------------------------------------------------


@fitting.fits
def progress(review: Review, stage: str = "screening", *, width: float = fitting.ROOM) -> Chart:
    """Show how many records each reviewer had decided on, day by day: the decisions of a stage that stand, by UTC date.

    A decision that was changed counts on the day of the change, one that was undone not at all. Raises `Misuse` for
    a stage that nobody decides record by record.
    """
    if stage not in ("screening", "retrieval", "eligibility"):
        raise Misuse(
            f"{stage}: there is no progress at this stage. Allowed are: screening, retrieval, eligibility."
        )
    title = f"Decisions by day and reviewer: {STAGE_NAMES[stage]}"
    records = set(queues.find_queue(review, "all", "", stage))
    now = screening.standing(review)
    now = now[(now["stage"] == stage) & now["key"].isin(records)]
    if now.empty:
        return style.message(
            title,
            f"No decisions yet, on {many(len(records), 'record')}: make them with the screening card, in 01-filter-sources.",
            "progress", width,
        )  # fmt: skip
    by_day = now.groupby(["reviewer", now["time"].str[:10]]).size()
    totals = by_day.groupby("reviewer").sum().to_dict()
    ordered = sorted(totals, key=lambda name: (name in _WHO, -totals[name], name))
    facts = [
        f"{numbered(now['key'].nunique(), len(records))} records have a decision",
        "latest decision of each person; dates in UTC",
    ]
    if len(ordered) > len(CURVES):
        facts.append(f"{many(len(ordered) - len(CURVES), 'further reviewer')} not drawn")
    curves = {_WHO.get(name, name): by_day[name].to_dict() for name in ordered[: len(CURVES)]}
    words = style.worded(
        f"{name}: {many(sum(days.values()), 'decision')}, from {min(days)} to {max(days)}"
        for name, days in curves.items()
    )
    inside = style.inside(width)
    room = min(WIDTH, inside - NUMBERS - (LABEL_ROOM if inside >= NARROW else EDGE))
    chart = _curves(curves, len(records), room, inside >= NARROW)
    words = f"Line chart, one line per reviewer. {words}"
    across = NUMBERS + room + LABEL_ROOM
    return style.titled(chart, title, " · ".join(facts), words, across, "progress", width=width)


def _curves(curves: Mapping[str, Mapping[str, int]], records: int, room: float, beside: bool) -> Chart:
    """Return a curve a reviewer, from nought on the day before its first decision to the last day of all."""
    last = max(map(max, curves.values()))
    most = max(sum(days.values()) for days in curves.values())
    top = records if most * 2.5 >= records else most
    looks = dict(zip(curves, CURVES, strict=False))
    steps: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []
    ends: dict[str, str] = {}
    for name, days in curves.items():
        ends[name] = measure.cut_reference(f"{name} {sum(days.values()):,}", SIZE, LABEL_ROOM - 40)
        reached = 0
        for day, decided in days.items():
            eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
            if not reached or eve > steps[-1]["day"]:
                steps.append(
                    {"name": name, "day": eve, "total": reached}
                )  # on the days between, nothing was decided
            reached += decided
            words = f"{name}, {day}: {decided} more, {reached} in all"
            marks.append({"name": name, "day": day, "decisions": decided, "total": reached, "words": words})
            steps.append(marks[-1])
        steps.append({"name": name, "day": last, "total": reached})
    span = (date.fromisoformat(last) - date.fromisoformat(min(step["day"] for step in steps))).days
    below = alt.Axis(
        title=None, format="%-d %b\n%Y", tickCount=min(8, span, round(room / 60)), labelOverlap=True, labelFlush=False, labelSeparation=8,
        grid=False, domain=False,
    )  # fmt: skip
    x = alt.X("day:T", scale=alt.Scale(type="utc", nice=False), axis=below)
    y = alt.Y("total:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=numbers(5))
    tooltip = style.tips(name="Reviewer", day="Day", decisions="Decisions on this day", total="In all")
    layers = step_curves(steps, marks, x, y, looks, ends, tooltip, "linear", beside=beside)
    if top == records:
        whole = alt.Chart(inline([{"total": records, "text": f"all {many(records, 'record')}"}])).encode(y=y)
        said = whole.mark_text(align="left", baseline="bottom", dy=-4, color=GREY, aria=False)
        rule = whole.mark_rule(color=GREY, strokeDash=[4, 3], aria=False)
        layers = [rule, said.encode(text=alt.Text("text:N"), x=alt.XValue(4)), *layers]
    return alt.layer(*layers, width=room, height=HEIGHT).resolve_legend(strokeDash="independent")


# --- reasons ---------------------------------------------------------------------------------------------------------


@fitting.fits
def reasons(review: Review, *, width: float = fitting.ROOM) -> Chart:
    """Show how many records each criterion excluded, at title and abstract and at full text.

    Each excluded record counts once, under the first reason that fails in the protocol's order; criteria that excluded
    none stand as 0, unless they are more than three: then the subtitle counts them. Exclusions without a reason stand
    apart.
    """
    title = "Exclusions by reason"
    table = screening.outcomes(review)
    table = table[table["status"] == screening.EXCLUDED]
    if table.empty:
        return style.message(
            title,
            "No record is excluded yet: exclude records with the screening card, in 01-filter-sources.",
            "reasons", width,
        )  # fmt: skip
    names = screening.names(review)
    sections, facts = [], []
    for stage in AGREED_ON:
        here = table[table["stage"] == stage]
        if here.empty:
            continue
        known = {
            one.id: one.exclude or one.include or one.id
            for one in review.protocol.criteria
            if one.stage in ("", stage) or one.id in set(here["reason"])
        }
        others = sorted(set(here["reason"]) - known.keys())
        rows = []
        for id in (*known, *others):
            label = known.get(id) or (f"{id} (no criterion)" if id else "no reason given")
            chosen = here[here["reason"] == id]
            by_rule = int((chosen["automation"] == "yes").sum())
            text = f"{len(chosen):,}" + (f", {by_rule:,} by a check" if by_rule else "")
            rows.append(
                bar_row(label, len(chosen), text, style.listing(names, list(chosen.index)), id not in known)
            )
        sections.append(
            Section(rows, STAGE_NAMES[stage].capitalize(), f"{many(len(here), 'record')} excluded")
        )
        facts.append(f"{len(here):,} at {STAGE_NAMES[stage]}")
    sections, idle = shown(sections)
    subtitle = f"{many(len(table), 'record')} excluded: {', '.join(facts)} · one reason per record"
    subtitle += f" · {many(idle, 'criterion', 'criteria')} that excluded none not shown" if idle else ""
    tooltip = style.tips(heading="Stage", label="Reason", sources="Records", listed="Which ones")
    return bar_chart(sections, tooltip, title, subtitle, "reasons", width)


# --- agreement -------------------------------------------------------------------------------------------------------

CELL, ROW = 74, 34
#: What stands left of a table, how far its heading may reach beyond its right, and the gap to the next.
TABLE_LABELS, HEAD_OVER, TABLE_GAP = 70, 20, 34
#: What surely stands left of a table: the longer of its decisions.
LEAST_LABELS = 44
#: More pairs than this fill more than a page.
MOST_PAIRS = 15


@fitting.fits
def agreement(review: Review, stage: str = "screening", *, width: float = fitting.ROOM) -> Chart:
    """Show how each two reviewers' decisions at a stage meet: what one decided down, what the other decided across.

    Over the records that both decided on; at screening, maybe counts as include. Above each table, the share that
    was decided alike, Cohen's kappa and Gwet's AC1 with 95 % intervals. Raises `Misuse` for another stage.
    """
    ratings = agreements.ratings(review, stage)
    names = list(ratings.columns)
    title = f"Agreement between reviewers: {STAGE_NAMES[stage]}"
    if len(names) < 2:
        who = f"Only {names[0]} has decided" if names else "Nobody has decided yet"
        return style.message(title, f"{who}; agreement needs two reviewers.", "agreement", width)
    every = list(combinations(names, 2))
    pairs = [agreements.between(review, first, second, stage) for first, second in every[:MOST_PAIRS]]
    facts = ["over the records that both decided on", "95 % intervals"]
    if stage == "screening" and (ratings == "maybe").any(axis=None):
        facts.append("maybe counts as include")
    if len(every) > MOST_PAIRS:
        facts.append(f"the first {MOST_PAIRS} of {len(every)} pairs are drawn")
    inside = style.inside(width)
    wide = TABLE_LABELS + max(_room(pair) for pair in pairs) + HEAD_OVER
    columns = max(1, int((inside + TABLE_GAP) / (wide + TABLE_GAP)))
    drawn = alt.concat(*map(_table, pairs), columns=columns, spacing=TABLE_GAP)
    words = style.worded(_in_words(pair) for pair in pairs)
    return style.titled(
        drawn, title, " · ".join(facts), f"One table per pair. {words}", inside, "agreement", width=width
    )


def _in_words(pair: Agreement) -> str:
    kinds = list(pair.table.columns)
    cells = "; ".join(f"{a} and {b} {int(pair.table.loc[a, b])}" for a in kinds for b in kinds)
    return f"{pair.first} and {pair.second}, {', '.join(_measures(pair))}: {cells}"


def _measures(pair: Agreement) -> list[str]:
    alike = f"{numbered(pair.agreed, pair.both)} alike" + (
        f" ({100 * pair.share:.0f} %)" if pair.share is not None else ""
    )
    return [alike, f"kappa {_estimated(pair.kappa)}", f"AC1 {_estimated(pair.ac1)}"]


def _estimated(found: Estimate) -> str:
    if found.value is None:
        return "not defined"
    known = found.low is not None and found.high is not None
    interval = f"({found.low:.2f} to {found.high:.2f})" if known else "(no interval)"
    return f"{found.value:.2f} {interval}".replace("-", "−")


def _room(pair: Agreement) -> float:
    """Return how wide the cells of a table are together."""
    return max(CELL * len(pair.table), 150)


def _table(pair: Agreement) -> Chart:
    """Return the table of one pair: alike in blue, otherwise in orange with a broken outline; the fuller, the darker."""
    kinds = list(pair.table.columns)
    room = _room(pair)
    differing = {("include", "exclude"): pair.first_included, ("exclude", "include"): pair.second_included}
    cells = [
        {
            "one": a, "other": b, "first": f"{pair.first}: {a}", "second": f"{pair.second}: {b}", "text": f"{number:,}", "alike": a == b,
            "listed": style.listed(keys) if (keys := differing.get((a, b), ())) else "", "share": 0.06 + 0.44 * number / pair.both if number else 0,
            "words": f"{pair.first} {a}, {pair.second} {b}: {many(number, 'record')}",
        }
        for a in kinds
        for b in kinds
        for number in [int(pair.table.loc[a, b])]
    ]  # fmt: skip

    def axis(name: str, room: float, **place: Any) -> alt.Axis:
        title = f"{measure.cut(name, SIZE, room)}:"
        return alt.Axis(title=title, domain=False, ticks=False, labelAngle=0, labelPadding=6, **place)

    above = axis(pair.second, room, orient="top", titleAnchor="start")
    beside = axis(
        pair.first, 60, titleAngle=0, titleAlign="right", titleX=-7, titleY=-12, titleBaseline="middle"
    )
    tooltip = style.tips(
        first="One reviewer", second="The other reviewer", text="Records", listed="Which ones"
    )
    base = alt.Chart(inline(cells)).encode(
        x=alt.X("other:N", sort=kinds, scale=alt.Scale(padding=0.03), axis=above),
        y=alt.Y("one:N", sort=kinds, scale=alt.Scale(padding=0.05), axis=beside),
    )
    boxes = base.mark_bar(strokeWidth=1, opacity=1).encode(
        **style.looks("alike", _CELLS, None, "fill", "stroke", "strokeDash"), tooltip=tooltip, description=alt.Description("words:N"),
        fillOpacity=alt.FillOpacity("share:Q", scale=None),
    )  # fmt: skip
    counts = base.mark_text(fontSize=SIZE + 2, aria=False).encode(text=alt.Text("text:N"))
    names = measure.wrapped(f"{pair.first} and {pair.second}", SIZE, LEAST_LABELS + room, bold=True, most=2)
    head = alt.TitleParams(
        text=list(names), subtitle=_measures(pair), anchor="start", frame="bounds", fontSize=SIZE, color=INK, lineHeight=LINE,
        subtitleFontSize=SIZE, subtitleColor=SOFT, subtitleLineHeight=LINE, subtitlePadding=3, offset=8,
    )  # fmt: skip
    return alt.layer(boxes, counts, title=head, width=room, height=ROW * len(kinds))


#: How a cell looks, by whether both decided alike.
_CELLS = {True: Look(BLUE, BLUE), False: Look(VERMILION, VERMILION, (3, 2))}
