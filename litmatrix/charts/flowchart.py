"""The PRISMA 2020 flow diagram: boxes, arrows and text, drawn in pixels."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt

from litmatrix import screening
from litmatrix.charts import flowlayout as layout
from litmatrix.charts import measure, style
from litmatrix.charts.flowlayout import ARMS, STEPS, Placed
from litmatrix.charts.style import INK, SIZE, WHITE, Chart, inline, many, pixels
from litmatrix.review import Review
from litmatrix.screening import flow as counted

LINE, GAP = "#3A3A3A", 14
BLUE_BAR, GOLD, GREY_BAR = "#A9CCE8", "#F6C344", "#D5D5D5"
#: The boxes that PRISMA 2020 draws, by the end of their id.
OF_PRISMA = (
    "included", "identified", "screened", "sought", "assessed", "removed", "screening_excluded", "not_retrieved", "excluded", "new", "total",
)  # fmt: skip


def flow(review: Review) -> Chart:
    """Draw the PRISMA 2020 flow diagram, with the columns and boxes that this review has.

    Boxes that PRISMA does not draw (what waits, what is in conflict) have a broken outline.
    """
    title = "PRISMA 2020 flow diagram"
    boxes = counted.boxes(review)
    if not any(box.arm in ARMS for box in boxes):
        return style.message(
            title,
            "No records yet: import search results in 01-filter-sources.",
            "flow",
        )
    words = counted.heads(review)
    placed, heads, height = layout.arranged(boxes, words)
    width = max(one.x + one.width for one in placed.values())
    short = screening.names(review)
    rows = [_box_row(one, short) for one in placed.values()]
    data = alt.Chart(inline(rows)).encode(**style.box())
    broken = alt.when(alt.datum.ours).then(alt.value([4, 3])).otherwise(alt.value([1, 0]))
    outlines = data.mark_bar(fill=WHITE, stroke=LINE, strokeWidth=1, opacity=1, aria=False).encode(
        strokeDash=broken
    )
    # What lies over the text answers to the mouse and the screen reader.
    over = data.mark_bar(fill="transparent", opacity=1).encode(
        tooltip=style.tips(label="Box", n="n", detail="Of these", listed="Which ones"), description="words:N"
    )
    below, height = _notes(counted.notes(boxes), width, height)
    lines = style.texts([line for one in placed.values() for line in layout.text_rows(one)])
    chart = alt.layer(
        _phases(placed), _heads(heads), *_arrows(placed), outlines, lines, *below, over, width=round(width + 1), height=round(height + 1),
    )  # fmt: skip
    total = placed.get("included_total") or placed.get("included_new")
    facts = [many(total.box.n, "study", "studies") + " included" if total else ""]
    if any(row["ours"] for row in rows):
        facts.append("a broken outline marks a box that PRISMA 2020 does not draw")
    subtitle = " · ".join(fact for fact in (*facts, "after Page et al., BMJ\u00a02021;372:n71") if fact)
    told = style.worded(
        [*(f"{words[box.arm]}: {' '.join(layout.lines_of(box))}" for box in boxes), *counted.notes(boxes)]
    )
    return style.titled(chart, title, subtitle, f"Flow diagram. {told}", width, "flow")


def _notes(notes: Sequence[str], width: float, top: float) -> tuple[list[alt.Chart], float]:
    """Return the notes under the diagram, and where they end."""
    line = measure.height(1, SIZE)
    lines = [text for note in notes for text in measure.wrapped(note, SIZE, width * 0.97)]
    if not lines:
        return [], top
    places = (top + GAP + line * (number + 0.5) for number in range(len(lines)))
    rows = [{"x": 0, "y": y, "text": text} for y, text in zip(places, lines, strict=True)]
    return [style.texts(rows)], top + GAP + line * len(lines)


# --- arrows ----------------------------------------------------------------------------------------------------------


def _arrows(placed: Mapping[str, Placed]) -> list[alt.Chart]:
    """Return the lines and their heads, in the order in which records pass."""
    paths: list[list[tuple[float, float]]] = []
    for arm in ("database", "other"):
        main = [placed[f"{arm}_{step}"] for step in STEPS if f"{arm}_{step}" in placed]
        paths += [_down(start, end) for start, end in itertools.pairwise(main)]
        by_row = {one.row: one for one in main}
        beside = [
            one
            for id, one in placed.items()
            if one.box.arm == arm and id.removeprefix(f"{arm}_") not in STEPS
        ]
        paths += [_right(by_row.get(one.row, main[0]), one) for one in beside if main]
        if f"{arm}_assessed" in placed and "included_new" in placed:
            paths.append(_into(placed[f"{arm}_assessed"], placed["included_new"]))
    if "included_total" in placed:
        paths.append(_down(placed["included_new"], placed["included_total"]))
        if "previous_included" in placed:
            paths += _from_previous(placed)
    segments = [
        {"x": a[0], "y": a[1], "x2": b[0], "y2": b[1]}
        for path in paths
        for a, b in itertools.pairwise(path)
        if a != b
    ]
    tips = [{"x": path[-1][0], "y": path[-1][1], "angle": _angle(path[-2], path[-1])} for path in paths]
    return [
        alt.Chart(inline(segments)).mark_rule(color=LINE, strokeWidth=1, aria=False).encode(**style.box()),
        alt.Chart(inline(tips))
        .mark_point(shape="M0,0L-1.6,-0.8L-1.6,0.8Z", filled=True, color=LINE, opacity=1, size=70, aria=False)
        .encode(x=pixels("x"), y=pixels("y", alt.Y), angle=alt.Angle("angle:Q", scale=None)),
    ]


def _down(start: Placed, end: Placed) -> list[tuple[float, float]]:
    return [(start.centre, start.y + start.height), (start.centre, end.y)]


def _right(start: Placed, end: Placed) -> list[tuple[float, float]]:
    """Return the way from a main box to one beside it: straight where it can be, else with a bend between them."""
    middle = end.middle if start.y + 4 <= end.middle <= start.y + start.height - 4 else start.middle
    bend = (start.x + start.width + end.x) / 2
    return [(start.x + start.width, middle), (bend, middle), (bend, end.middle), (end.x, end.middle)]


def _into(start: Placed, end: Placed) -> list[tuple[float, float]]:
    """Return the way down, and then sideways into a box of another column."""
    if start.x == end.x:
        return _down(start, end)
    edge = end.x if start.centre < end.x else end.x + end.width
    return [(start.centre, start.y + start.height), (start.centre, end.middle), (edge, end.middle)]


def _from_previous(placed: Mapping[str, Placed]) -> list[list[tuple[float, float]]]:
    """Return the way of the previous version's studies into the total, past what is not included now."""
    start, end, gone = placed["previous_included"], placed["included_total"], placed.get("previous_removed")
    trunk = start.x + layout.INSET / 2 if gone else start.centre
    foot = start.y + start.height
    paths = [[(trunk, foot), (trunk, gone.middle), (gone.x, gone.middle)]] if gone else []
    if start.x == end.x:
        edge = start.x - 7
        return [
            *paths,
            [(start.x, start.middle), (edge, start.middle), (edge, end.middle), (end.x, end.middle)],
        ]
    return [*paths, [(trunk, foot), (trunk, end.middle), (end.x, end.middle)]]


def _angle(start: tuple[float, float], end: tuple[float, float]) -> int:
    if start[0] == end[0]:
        return 90 if end[1] > start[1] else 270
    return 0 if end[0] > start[0] else 180


# --- marks -----------------------------------------------------------------------------------------------------------


def _box_row(one: Placed, short: Mapping[str, str]) -> dict[str, Any]:
    box = one.box
    step = box.id.removeprefix(f"{box.arm}_")
    names = [short[key] for key in box.keys if key in short]
    return {
        "x": one.x, "y": one.y, "x2": one.x + one.width, "y2": one.y + one.height, "label": box.label, "n": "not stated" if box.n is None else f"{box.n:,}",
        "detail": "; ".join(layout.lines_of(box)[1:]), "listed": style.listed(sorted(names, key=str.casefold)) if box.n else "none",
        "ours": step not in OF_PRISMA or box.id in ("previous_removed", "other_removed"), "words": " ".join(layout.lines_of(box)),
    }  # fmt: skip


def _heads(heads: Sequence[Mapping[str, Any]]) -> Chart:
    bars, lines = [], []
    for head in heads:
        x, x2, tall = head["x"], head["x2"], head["height"]
        colour = GOLD if head["arm"] == "database" else GREY_BAR
        bars.append({"x": x, "x2": x2, "y": 0, "y2": tall, "colour": colour})
        lines.append({"x": (x + x2) / 2, "y": tall / 2, "text": "\n".join(head["lines"])})
    drawn = alt.Chart(inline(bars)).mark_bar(cornerRadius=5, opacity=1, aria=False)
    return alt.layer(
        drawn.encode(**style.box(), fill=alt.Fill("colour:N", scale=None)),
        style.texts(lines, "center", fontWeight="bold"),
    )


def _phases(placed: Mapping[str, Placed]) -> Chart:
    """Return the bars on the left that name the phases, as tall as their rows."""
    rows: list[dict[str, Any]] = []
    for name, span in layout.PHASES:
        inside = [one for one in placed.values() if one.row in span]
        if inside:
            top, bottom = min(one.y for one in inside), max(one.y + one.height for one in inside)
            short = measure.width(name, SIZE, bold=True) + 12 - (bottom - top)
            top, bottom = top - max(short, 0) / 2, bottom + max(short, 0) / 2
            rows.append({"x": 0, "x2": layout.PHASE_WIDTH, "y": top, "y2": bottom, "text": name})
    data = (
        alt.Chart(inline(rows))
        .mark_bar(fill=BLUE_BAR, cornerRadius=5, opacity=1, aria=False)
        .encode(**style.box())
    )
    names = [
        {"x": layout.PHASE_WIDTH / 2, "y": (row["y"] + row["y2"]) / 2, "text": row["text"]} for row in rows
    ]
    return alt.layer(data, style.texts(names, "center", angle=270, fontWeight="bold", color=INK))
