"""Decisions: by day and reviewer, by reason, and how far reviewers agree."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from typing import Any

import altair as alt

from litmatrix import screening
from litmatrix.charts import measure, style
from litmatrix.charts.bars import Section, bar_chart, bar_row
from litmatrix.charts.style import (
    BLUE,
    GREY,
    INK,
    PALE,
    PURPLE,
    SIZE,
    VERMILION,
    WHITE,
    Chart,
    inline,
    many,
    numbered,
    pixels,
)
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.screening import agreement as agreements
from litmatrix.screening import queues
from litmatrix.screening.agreement import Agreement, Estimate
from litmatrix.vocabulary import AUTOMATION, CONSENSUS, STAGES

__all__ = ["agreement", "progress", "reasons"]

WIDTH = 520
HEIGHT = 260
#: More curves than this nobody tells apart.
MOST_CURVES = 8
LABEL_ROOM = 220

# What tells curves apart: colour, dash and a mark of its own.
_COLOURS = (BLUE, VERMILION, PURPLE, "#00664D", INK, "#8C6D00", "#3B6FB6", GREY)
_DASHES = ([1, 0], [7, 3], [2, 2], [10, 3, 2, 3], [1, 0], [7, 3], [2, 2], [10, 3, 2, 3])
_SHAPES = (
    "circle",
    "square",
    "triangle-up",
    "diamond",
    "cross",
    "triangle-down",
    "triangle-right",
    "triangle-left",
)

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_STAGE_NAMES = {"screening": "Title and abstract", "eligibility": "Full text"}


# --- progress --------------------------------------------------------------------------------------------------------


def progress(review: Review, stage: str = "screening") -> Chart:
    """Show how many records each reviewer had decided on, day by day: the decisions of a stage that stand, by UTC date.

    A decision that was changed counts on the day of the change, one that was undone not at all. Raises `Misuse` for
    a stage that nobody decides record by record.
    """
    if stage not in ("screening", "retrieval", "eligibility"):
        raise Misuse(
            f"{stage}: there is no progress at this stage. Allowed are: screening, retrieval, eligibility."
        )
    title = f"Records decided on, by day and reviewer: {style.lowered(_STAGE_NAMES.get(stage, stage))}"
    records = set(queues.find_queue(review, "all", "", stage))
    now = screening.standing(review)
    now = now[(now["stage"] == stage) & now["key"].isin(records)]
    if now.empty:
        return style.message(title, f"No decisions yet, on {many(len(records), 'record')}.", "progress")
    counts: dict[str, dict[date, int]] = {}
    for reviewer, time in zip(now["reviewer"], now["time"], strict=True):
        days = counts.setdefault(reviewer, {})
        day = date.fromisoformat(time[:10])
        days[day] = days.get(day, 0) + 1
    by_number = sorted(
        counts, key=lambda name: (name in (AUTOMATION, CONSENSUS), -sum(counts[name].values()), name)
    )
    shown = by_number[:MOST_CURVES]
    left_out = len(by_number) - len(shown)
    decided = now["key"].nunique()
    facts = [
        f"{numbered(decided, len(records))} records decided on by somebody",
        "decisions that stand, UTC dates",
    ]
    if left_out:
        facts.append(f"{many(left_out, 'further reviewer')} not drawn")
    curves = [(_who(name), _summed(counts[name])) for name in shown]
    words = style.worded(
        f"{name}: {many(points[-1][1], 'decision')}, from {points[0][0].isoformat()} to {points[-1][0].isoformat()}"
        for name, points in curves
    )
    return style.titled(
        _curves(curves, len(records)),
        title,
        " · ".join(facts),
        f"Line chart, one line a reviewer. {words}",
        WIDTH + LABEL_ROOM,
        "progress",
    )


def _who(reviewer: str) -> str:
    return {AUTOMATION: "a rule (automation)", CONSENSUS: "consensus"}.get(reviewer, reviewer)


def _summed(days: dict[date, int]) -> list[tuple[date, int]]:
    total = 0
    points = []
    for day in sorted(days):
        total += days[day]
        points.append((day, total))
    return points


def _curves(curves: Sequence[tuple[str, list[tuple[date, int]]]], records: int) -> Chart:
    """Return the curves with their axes; each begins at nought the day before its first decision, and goes on to the last day of all."""
    first = min(points[0][0] for _, points in curves) - timedelta(days=1)
    last = max(points[-1][0] for _, points in curves)
    most = max(points[-1][1] for _, points in curves)
    top = records if most * 2.5 >= records else most
    day = WIDTH / max((last - first).days, 1)
    unit = HEIGHT / top
    placed: list[dict[str, Any]] = []
    marks: list[dict[str, Any]] = []

    def put(place: int, at: date, total: int) -> dict[str, Any]:
        return {
            "name": curves[place][0],
            "place": place,
            "x": round(day * (at - first).days, 2),
            "y": round(HEIGHT - unit * total, 2),
        }

    for place, (name, points) in enumerate(curves):
        before, reached = first, 0
        for at, total in points:
            if (eve := at - timedelta(days=1)) > before or not reached:
                placed.append(put(place, eve, reached))  # on the days between, nothing was decided
            placed.append(put(place, at, total))
            gained = total - reached
            told = {
                "day": at.isoformat(),
                "decisions": gained,
                "total": total,
                "words": f"{name}, {at.isoformat()}: {gained} more, {total} in all",
            }
            marks.append(put(place, at, total) | told)
            before, reached = at, total
        if before < last:
            placed.append(put(place, last, reached))
    layers = [
        *_axes(first, last, top, records),
        _lines(placed, len(curves)),
        _points(marks, len(curves)),
        *_ends(curves, unit),
    ]
    return alt.layer(*layers, width=WIDTH, height=HEIGHT)


def _scaled(field: str, values: Sequence[Any], curves: int) -> dict[str, Any]:
    return {field: alt.value(values[0])} if curves == 1 else {
        field: getattr(alt, field[0].upper() + field[1:])(
            "place:O", scale=alt.Scale(domain=list(range(curves)), range=list(values[:curves])), legend=None
        )
    }  # fmt: skip


def _lines(rows: Sequence[dict[str, Any]], curves: int) -> Chart:
    return (
        alt.Chart(inline(rows))
        .mark_line(strokeWidth=1.8, interpolate="linear", aria=False)
        .encode(
            x=pixels("x"), y=pixels("y", alt.Y), detail="place:N",
            **_scaled("stroke", _COLOURS, curves), **_scaled("strokeDash", _DASHES, curves),
        )
    )  # fmt: skip


def _points(rows: Sequence[dict[str, Any]], curves: int) -> Chart:
    tooltip = [
        ("name", "Reviewer"),
        ("day", "Day"),
        ("decisions", "Decisions on this day"),
        ("total", "In all"),
    ]
    return (
        alt.Chart(inline(rows))
        .mark_point(size=36, opacity=1, strokeWidth=1.4, fill=WHITE, aria=len(rows) <= 400)
        .encode(
            x=pixels("x"), y=pixels("y", alt.Y), tooltip=[alt.Tooltip(f"{field}:N", title=title) for field, title in tooltip],
            description="words:N", **_scaled("stroke", _COLOURS, curves), **_scaled("shape", _SHAPES, curves),
        )
    )  # fmt: skip


def _ends(curves: Sequence[tuple[str, list[tuple[date, int]]]], unit: float) -> list[Chart]:
    """Return the names right of the curves' ends, with their mark, moved apart where they would touch."""
    line = measure.height(1, SIZE) + 2
    wanted = sorted(
        (round(HEIGHT - unit * points[-1][1], 2), place) for place, (_, points) in enumerate(curves)
    )
    spots: list[float] = []
    for y, _ in wanted:
        spots.append(max(y, spots[-1] + line) if spots else y)
    if spots[-1] > HEIGHT:
        spots[-1] = HEIGHT
        for number in range(len(spots) - 2, -1, -1):
            spots[number] = min(spots[number], spots[number + 1] - line)
    texts, leads = [], []
    for (y, place), spot in zip(wanted, spots, strict=True):
        name, points = curves[place]
        texts.append(
            {
                "x": WIDTH + 34,
                "y": spot,
                "text": measure.cut_reference(f"{name} {points[-1][1]:,}", SIZE, LABEL_ROOM - 40),
            }
        )
        leads.append(
            {"place": place, "x": WIDTH + 4, "y": y, "x2": WIDTH + 18, "y2": spot, "mark": WIDTH + 25}
        )
    rules = (
        alt.Chart(inline(leads))
        .mark_rule(strokeWidth=1, aria=False)
        .encode(**style.box(), stroke=alt.value(PALE))
    )
    signs = (
        alt.Chart(inline(leads))
        .mark_point(size=50, opacity=1, strokeWidth=1.6, fill=WHITE, aria=False)
        .encode(
            x=pixels("mark"),
            y=pixels("y2", alt.Y),
            **_scaled("stroke", _COLOURS, len(curves)),
            **_scaled("shape", _SHAPES, len(curves)),
        )
    )
    return [rules, signs, style.texts(texts)]


def _axes(first: date, last: date, top: int, records: int) -> list[Chart]:
    """Return rules and labels: numbers at the left, days below, and all records of the stage as a broken rule."""
    step = _round_step(top / 5)
    numbers = list(range(0, top + 1, step))
    unit, day = HEIGHT / top, WIDTH / max((last - first).days, 1)
    rules = [
        {"x": 0, "x2": WIDTH, "y": round(HEIGHT - unit * number, 2), "y2": round(HEIGHT - unit * number, 2)}
        for number in numbers
    ]
    at_left = [
        {"x": -8, "y": rule["y"], "text": f"{number:,}"} for number, rule in zip(numbers, rules, strict=True)
    ]
    days = _days(first, last)
    below: list[dict[str, Any]] = [
        {
            "x": round(day * (at - first).days, 2),
            "y": HEIGHT + 14,
            "text": f"{at.day} {_MONTHS[at.month - 1]}\n{at.year}",
        }
        for at in days
    ]
    ticks = [{"x": spot["x"], "x2": spot["x"], "y": HEIGHT, "y2": HEIGHT + 5} for spot in below]
    layers = [
        alt.Chart(inline(rules)).mark_rule(color=PALE, aria=False).encode(**style.box()),
        alt.Chart(inline(ticks)).mark_rule(color=GREY, aria=False).encode(**style.box()),
        style.texts(at_left, "right"),
        style.texts([{**spot, "y": spot["y"] + 6} for spot in below], "center"),
    ]
    if top == records:
        whole = [{"x": 0, "x2": WIDTH, "y": 0, "y2": 0}]
        layers.append(
            alt.Chart(inline(whole))
            .mark_rule(color=GREY, strokeDash=[4, 3], aria=False)
            .encode(**style.box())
        )
        layers.append(
            style.texts([{"x": 4, "y": -9, "text": f"all {many(records, 'record')}"}], color=style.GREY)
        )
    return layers


def _round_step(least: float) -> int:
    power = 10 ** max(math.floor(math.log10(max(least, 1))), 0)
    return next(round(power * factor) for factor in (1, 2, 5, 10) if power * factor >= least)


def _days(first: date, last: date) -> list[date]:
    """Return the days that are labelled: about eight, evenly spaced."""
    span = (last - first).days
    step = next(
        (step for step in (1, 2, 7, 14, 28, 56, 91, 182, 365, 730, 1826) if span / step <= 8),
        math.ceil(span / 8),
    )
    return [first + timedelta(days=number) for number in range(0, span + 1, step)]


# --- reasons ---------------------------------------------------------------------------------------------------------


def reasons(review: Review) -> Chart:
    """Show how many records each criterion excluded, at title and abstract and at full text.

    Each excluded record counts once, under the first reason that fails in the protocol's order; criteria that excluded none stand as 0, exclusions
    without a reason apart.
    """
    title = "Exclusions by reason"
    table = screening.outcomes(review)
    table = table[table["status"] == screening.EXCLUDED]
    if table.empty:
        said = "No record is excluded yet."
        return style.message(title, said, "reasons")
    names = screening.names(review)
    sections, facts = [], []
    for stage, heading in _STAGE_NAMES.items():
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
            text = f"{len(chosen):,}" + (f", {by_rule:,} by a rule" if by_rule else "")
            rows.append(
                bar_row(label, len(chosen), text, style.listing(names, list(chosen.index)), id not in known)
            )
        sections.append(Section(rows, heading, f"{many(len(here), 'record')} excluded"))
        facts.append(f"{len(here):,} at {style.lowered(heading)}")
    subtitle = f"{many(len(table), 'record')} excluded: {', '.join(facts)} · one reason a record"
    tooltip = [("heading", "Stage"), ("label", "Reason"), ("sources", "Records"), ("listed", "They are")]
    return bar_chart(sections, tooltip, title, subtitle, "reasons")


# --- agreement -------------------------------------------------------------------------------------------------------

CELL = 74
ROW = 34
GAP = 34
#: More pairs than this fill more than a page.
MOST_PAIRS = 15


def agreement(review: Review, stage: str = "screening") -> Chart:
    """Show how each two reviewers' decisions at a stage meet: what one decided down, what the other decided across.

    Over the records that both decided on; at screening, maybe counts as include. Below each table, the share that
    was decided alike, Cohen's kappa and Gwet's AC1 with 95 % intervals. Raises `Misuse` for another stage.
    """
    names = list(agreements.ratings(review, stage).columns)
    title = f"Agreement between reviewers: {style.lowered(_STAGE_NAMES[stage])}"
    if len(names) < 2:
        who = f"Only {names[0]} has decided" if names else "Nobody has decided yet"
        return style.message(title, f"{who}; agreement takes two reviewers.", "agreement")
    pairs = [agreements.between(review, first, second, stage) for first, second in combinations(names, 2)]
    facts = ["over the records that both decided on", "95 % intervals"]
    if stage == "screening" and (agreements.ratings(review, stage) == "maybe").any(axis=None):
        facts.append("maybe counts as include")
    if len(pairs) > MOST_PAIRS:
        facts.append(f"drawn are the first {MOST_PAIRS} of {len(pairs)} pairs")
    words = style.worded(_pair_told(pair) for pair in pairs[:MOST_PAIRS])
    drawn, room = _tables(pairs[:MOST_PAIRS])
    return style.titled(drawn, title, " · ".join(facts), f"One table a pair. {words}", room, "agreement")


def _pair_told(pair: Agreement) -> str:
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


def _tables(pairs: Sequence[Agreement]) -> tuple[Chart, float]:
    """Return the tables in rows of up to three, and how wide they are together."""
    line = measure.height(1, SIZE)
    kinds = max(len(pair.table) for pair in pairs)
    left = max(measure.width(kind, SIZE) for kind in STAGES["eligibility"]) + 12
    wide = max(left + kinds * CELL, 210)
    tall = 3 * line + 8 + kinds * ROW + 6 + 3 * line
    cells: list[dict[str, Any]] = []
    bold, plain, middle, right = [], [], [], []
    columns = min(3 if kinds < 3 else 2, len(pairs))
    for place, pair in enumerate(pairs):
        x0, y0 = (place % columns) * (wide + GAP), (place // columns) * (tall + GAP)
        bold.append({"x": x0, "y": y0 + line / 2, "text": _heading(pair, wide)})
        across = measure.cut(f"{pair.second}:", SIZE, len(pair.table) * CELL)
        plain.append({"x": x0 + left, "y": y0 + line * 1.5 + 4, "text": across})
        down = measure.cut(f"{pair.first}:", SIZE, left - 10)
        right.append({"x": x0 + left - 7, "y": y0 + line * 2.5 + 6, "text": down})
        top = y0 + 3 * line + 8
        size = len(pair.table)
        for row, a in enumerate(pair.table.index):
            right.append({"x": x0 + left - 7, "y": top + (row + 0.5) * ROW, "text": a})
            for column, b in enumerate(pair.table.columns):
                number = int(pair.table.loc[a, b])
                if row == 0:
                    middle.append(
                        {"x": x0 + left + (column + 0.5) * CELL, "y": y0 + line * 2.5 + 6, "text": b}
                    )
                cells.append(_cell(pair, a, b, number) | {
                    "x": x0 + left + column * CELL + 1, "x2": x0 + left + (column + 1) * CELL - 1, "y": top + row * ROW + 1, "y2": top + (row + 1) * ROW - 1,
                })  # fmt: skip
        for number, text in enumerate(_measures(pair)):
            plain.append({"x": x0, "y": top + size * ROW + 8 + (number + 0.5) * line, "text": text})
    boxes = (
        alt.Chart(inline(cells))
        .mark_bar(strokeWidth=1, opacity=1)
        .encode(
            **style.box(), fill=alt.Fill("fill:N", scale=None), stroke=alt.Stroke("stroke:N", scale=None),
            strokeDash=alt.when(alt.datum.alike).then(alt.value([1, 0])).otherwise(alt.value([3, 2])),
            tooltip=[alt.Tooltip(f"{field}:N", title=name) for field, name in (("first", "One"), ("second", "The other"), ("text", "Records"), ("listed", "They are"))],
            description="words:N",
        )
    )  # fmt: skip
    counts = [
        {"x": (cell["x"] + cell["x2"]) / 2, "y": (cell["y"] + cell["y2"]) / 2, "text": cell["text"]}
        for cell in cells
    ]
    layers = [
        boxes,
        style.texts(counts, "center", fontSize=SIZE + 2),
        style.texts(bold, fontWeight="bold"),
        style.texts(plain),
        style.texts(middle, "center"),
        style.texts(right, "right"),
    ]
    rows = math.ceil(len(pairs) / columns)
    width = columns * wide + (columns - 1) * GAP
    return alt.layer(*layers, width=round(width), height=rows * tall + (rows - 1) * GAP), width


def _heading(pair: Agreement, room: float) -> str:
    """Return both names on one line; a short one leaves its room to the other."""
    room -= measure.width(" and ", SIZE, bold=True)
    first = measure.cut(
        pair.first, SIZE, max(room / 2, room - measure.width(pair.second, SIZE, bold=True)), bold=True
    )
    return f"{first} and {measure.cut(pair.second, SIZE, room - measure.width(first, SIZE, bold=True), bold=True)}"


def _cell(pair: Agreement, a: str, b: str, number: int) -> dict[str, Any]:
    """Return the look of one cell: alike in blue, otherwise in orange with a broken outline; the fuller, the darker."""
    alike = a == b
    share = number / pair.both if pair.both else 0.0
    keys: Sequence[str] = ()
    if (a, b) == ("include", "exclude"):
        keys = pair.first_included
    elif (a, b) == ("exclude", "include"):
        keys = pair.second_included
    colour = BLUE if alike else VERMILION
    return {
        "first": f"{pair.first}: {a}", "second": f"{pair.second}: {b}", "text": f"{number:,}", "listed": style.listed(keys) if keys else "",
        "fill": _mixed(colour, 0.06 + 0.44 * share if number else 0.0), "stroke": _mixed(colour, 0.8), "alike": alike,
        "words": f"{pair.first} {a}, {pair.second} {b}: {many(number, 'record')}",
    }  # fmt: skip


def _mixed(colour: str, share: float) -> str:
    """Return a colour mixed with white."""
    parts = (int(colour[start : start + 2], 16) for start in (1, 3, 5))
    return "#" + "".join(f"{round(255 - share * (255 - part)):02X}" for part in parts)
