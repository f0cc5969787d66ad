"""The PRISMA 2020 flow diagram: boxes, arrows and text, drawn in pixels."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import altair as alt

from litmatrix import screening
from litmatrix.charts import fitting, flowarrows, flowlayout, measure, style
from litmatrix.charts.flowlayout import PADDING, Bar, Laid, Placed, arranged
from litmatrix.charts.style import Chart, inline, pixels
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.screening import flow as counted
from litmatrix.screening import flowwords

TITLE = "PRISMA 2020 flow diagram"
#: The template's colours: its gold head, its grey ones, the blue of its phases, and the grey of boxes that not every review has.
GOLD, GREY_BAR, BLUE_BAR, GREY_BOX = "#FFC125", "#DCDCDC", "#BCD2EE", "#F2F2F2"
LINE, BROKEN = "#1A1A1A", (4, 3)
#: The size of the notes, how far under the diagram they begin, and how wide they are at least where there is room.
NOTE_SIZE, NOTE_GAP, NOTE_ROOM = 10.0, 12.0, 560.0


class Drawing(NamedTuple):
    """What is drawn: the diagram laid out, the notes under it in lines, and how wide and high all is."""

    laid: Laid
    notes: tuple[tuple[str, ...], ...]
    width: float
    height: float


@fitting.fits
def flow(review: Review, width: float = fitting.ROOM) -> Chart:
    """Draw the PRISMA 2020 flow diagram, with the columns and boxes that this review has.

    It has the template's words, colours and notes. Boxes that PRISMA does not draw (what waits, what is in conflict) have a
    broken outline. An arm that has no number is a note under the diagram. The arms stand beside each other where `width`, in
    pixels, allows it, else over each other. Raises `Misuse` below the width that it needs, and says which.
    """
    drawing = drawn(review, style.inside(width))
    if drawing is None:
        return style.message(
            TITLE, "No records yet: import search results in 01-filter-sources.", "flow", width
        )
    laid, words = drawing.laid, counted.heads(review)
    short = screening.names(review)
    rows = [_box_row(one, short) for one in laid.boxes.values()]
    data = alt.Chart(inline(rows)).encode(**style.box())
    broken = alt.when(alt.datum.ours).then(alt.value(list(BROKEN))).otherwise(alt.value([1, 0]))
    outlines = data.mark_bar(stroke=LINE, strokeWidth=1, opacity=1, aria=False).encode(
        strokeDash=broken, fill=alt.Fill("colour:N", scale=None)
    )
    # What lies over the text answers to the mouse and the screen reader.
    over = data.mark_bar(fill="transparent", opacity=1).encode(
        tooltip=style.tips(label="Box", n="n", detail="Of these", listed="Which ones"),
        description=alt.Description("words:N"),
    )
    lines = _texts([row for one in laid.boxes.values() for row in text_rows(one, laid.size)], laid.size)
    below = _texts(note_rows(drawing), NOTE_SIZE)
    chart = alt.layer(
        _bars(laid), *_arrows(laid), outlines, lines, below, over, width=round(drawing.width + 1), height=round(drawing.height + 1),
    )  # fmt: skip
    marked = "a broken outline marks a box that PRISMA 2020 does not draw"
    facts = (flowwords.included(review), marked if any(row["ours"] for row in rows) else "")
    told = [
        *(f"{words[box.arm]}: {flowwords.sentence(box)}" for box in counted.boxes(review)),
        *flowwords.notes(review),
    ]
    subtitle = " · ".join(fact for fact in facts if fact)
    return style.titled(
        chart, TITLE, subtitle, f"Flow diagram. {style.worded(told)}", drawing.width, "flow", width=width
    )


def drawn(review: Review, room: float) -> Drawing | None:
    """Return the diagram of a review laid out in a room so wide; None where no arm has a number.

    Raises `Misuse` where there is not room enough.
    """
    boxes = flowwords.drawn(counted.boxes(review))
    if not boxes:
        return None
    if room < (least := flowlayout.needed(boxes)):
        raise Misuse(
            f"a flow diagram takes {math.ceil(least + style.AROUND)} pixels at least: make it wider."
        )
    laid = arranged(boxes, counted.heads(review), room)
    wide = max(laid.width, min(room, NOTE_ROOM))
    notes = tuple(
        measure.wrapped(note, NOTE_SIZE, wide * flowlayout.FILLED) for note in flowwords.notes(review)
    )
    high = laid.height + NOTE_GAP + measure.height(sum(map(len, notes)), NOTE_SIZE)
    return Drawing(laid, notes, wide, high)


def colour_of_head(head: Bar) -> str:
    """Return the template's colour of a head, or of the bar of a phase."""
    return BLUE_BAR if not head.arm else GOLD if head.arm == "database" else GREY_BAR


def colour_of_box(one: Placed) -> str:
    """Return what fills a box: grey where the template says that not every review has it."""
    grey = one.box.arm in ("previous", "other") or one.box.id == "included_total"
    return GREY_BOX if grey else style.WHITE


def text_rows(one: Placed, size: float) -> list[dict[str, Any]]:
    """Return the lines of a box with their places."""
    line = measure.height(1, size)
    return [
        {
            "x": one.x + PADDING + text.indent,
            "y": one.y + PADDING - 1 + line * (number + 0.5),
            "text": text.text,
        }
        for number, text in enumerate(one.texts)
    ]


def note_rows(drawing: Drawing) -> list[dict[str, Any]]:
    """Return the lines of the notes under a diagram with their places."""
    line, top = measure.height(1, NOTE_SIZE), drawing.laid.height + NOTE_GAP
    every = itertools.chain.from_iterable(drawing.notes)
    return [{"x": 0, "y": top + line * (number + 0.5), "text": text} for number, text in enumerate(every)]


# --- marks -----------------------------------------------------------------------------------------------------------


def _texts(rows: Sequence[Mapping[str, Any]], size: float, align: str = "left", **marks: Any) -> alt.Chart:
    return style.texts(rows, align, fontSize=size, **marks)


def _arrows(laid: Laid) -> list[alt.Chart]:
    ways = flowarrows.ways(laid)
    segments = [
        {"x": a[0], "y": a[1], "x2": b[0], "y2": b[1]} for way in ways for a, b in itertools.pairwise(way)
    ]
    tips = [{"x": way[-1][0], "y": way[-1][1], "angle": flowarrows.angle(way)} for way in ways]
    return [
        alt.Chart(inline(segments)).mark_rule(color=LINE, strokeWidth=1, aria=False).encode(**style.box()),
        alt.Chart(inline(tips))
        .mark_point(shape="M0,0L-1.6,-0.8L-1.6,0.8Z", filled=True, color=LINE, opacity=1, size=70, aria=False)
        .encode(x=pixels("x"), y=pixels("y", alt.Y), angle=alt.Angle("angle:Q", scale=None)),
    ]


def _box_row(one: Placed, short: Mapping[str, str]) -> dict[str, Any]:
    box = one.box
    names = [short[key] for key in box.keys if key in short]
    whole = flowwords.sentence(box)
    return {
        "x": one.x, "y": one.y, "x2": one.x + one.width, "y2": one.y + one.height, "label": box.label, "n": "not stated" if box.n is None else f"{box.n:,}",
        "detail": whole.partition(": ")[2], "listed": style.listed(sorted(names, key=str.casefold)) if box.n else "none",
        "ours": box.id not in flowwords.OF_PRISMA, "words": whole, "colour": colour_of_box(one),
    }  # fmt: skip


def _bars(laid: Laid) -> Chart:
    """Return the heads over the arms, and the bars of the phases with their names from below upwards."""
    rows = [
        {
            "x": bar.x,
            "x2": bar.x + bar.width,
            "y": bar.y,
            "y2": bar.y + bar.height,
            "colour": colour_of_head(bar),
        }
        for bar in (*laid.heads, *laid.phases)
    ]
    lines = {
        turned: [
            {"x": bar.x + bar.width / 2, "y": bar.y + bar.height / 2, "text": "\n".join(bar.lines)}
            for bar in bars
        ]
        for turned, bars in ((0, laid.heads), (270, laid.phases))
    }
    drawn = alt.Chart(inline(rows)).mark_bar(
        cornerRadius=5, stroke=LINE, strokeWidth=0.6, opacity=1, aria=False
    )
    return alt.layer(
        drawn.encode(**style.box(), fill=alt.Fill("colour:N", scale=None)),
        *(
            _texts(texts, laid.size, "center", fontWeight="bold", angle=turned, color=style.INK)
            for turned, texts in lines.items()
        ),
    )
