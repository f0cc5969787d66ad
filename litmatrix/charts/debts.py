"""What is owed: the cells that nobody has looked at yet, by theme and by source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from litmatrix import coding
from litmatrix.charts import fitting, measure, style
from litmatrix.charts.panels import (
    BAR_ROOM,
    Room,
    Side,
    beside,
    fitted,
    legend,
    panel,
    single,
    stacked,
    widest,
)
from litmatrix.charts.style import SIZE, Chart, listed, many, numbered, of_matrix
from litmatrix.charts.themes import LOOKS, WAITING
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, UNREAD

#: More sources than this are not named one by one: the rest stand in the subtitle, counted.
MOST_SOURCES = 40
GAP = 30
#: What the subtitle says of the states that occur.
TOLD = {
    DUE: "due: the source was read, but not yet for this theme",
    UNREAD: "unread: no cell of the source was looked at",
}


@fitting.fits
def owed(review: Review, *, width: float = fitting.ROOM) -> Chart:
    """Show how many cells are due or unread: by theme (of all sources) and by source (of all themes).

    Themes stand in the protocol's order, sources by falling number; those that owe nothing are left out, and of
    many sources those that owe least are counted in the subtitle. The outline of a bar is as long as all cells.
    """
    title = "Not yet looked at"
    sources, themes = coding.sources(review), review.protocol.current_themes
    if empty := style.nothing(review, title, "owed", sources, width=width):
        return empty
    states = coding.states(review)
    counts = {state: int((states == state).sum().sum()) for state in WAITING}
    due, cells = sum(counts.values()), many(states.size, "cell")
    size = (many(len(sources), "included source"), many(len(themes), "theme"))
    if not due:
        return style.message(
            title, f"Nothing is left: all {cells} of {size[0]} and {size[1]} were looked at.", "owed", width
        )
    title = f"Not yet looked at: {numbered(due, states.size)} cells"
    references, names = sources["reference"].to_dict(), {theme.id: theme.name for theme in themes}
    by_theme = _rows(
        (names[id], sorted(zip(references.values(), states[id], strict=True), key=_casefolded))
        for id in names
    )
    by_source = _rows(
        (references[key], list(zip(names.values(), row, strict=True))) for key, *row in states.itertuples()
    )
    by_source.sort(key=lambda row: (-row["owed"], row["label"].casefold()))
    by_source, rest = by_source[:MOST_SOURCES], by_source[MOST_SOURCES:]
    facts = [", ".join(f"{number:,} {state}" for state, number in counts.items() if number), " × ".join(size)]
    if rest:
        further = many(len(rest), "further source with", "further sources with")
        facts.append(f"{further} {many(sum(row['owed'] for row in rest), 'cell')} not shown")
    facts += [told for state, told in TOLD.items() if counts[state]]
    words = style.worded(
        f"By {what}: {'; '.join(row['words'] for row in rows)}"
        for what, rows in (("theme", by_theme), ("source", by_source))
    )
    looks = {state: LOOKS[state] for state in WAITING if counts[state]}
    tooltip = style.tips(label="Of", state="State", of="Cells", listed="Which")
    parts = (
        ("theme", many(len(sources), "source"), by_theme, len(sources)),
        ("source", many(len(themes), "theme"), by_source, len(themes)),
    )
    sides = [
        Side([row["label"] for row in rows], [(of, row["text"]) for row in rows], of)
        for _, _, rows, of in parts
    ]
    inside = style.inside(width)
    room = fitted(sides, inside, BAR_ROOM - 60, GAP)
    if room is None:
        # Below each other, they begin at one line.
        labels = [label for side in sides for label in side.labels]
        apart = [single(side._replace(labels=labels), inside) for side in sides]
        one = Room(min(room.label for room in apart), min(room.bar for room in apart))
    else:
        one = room
    drawn = [
        panel(
            # The mark that this sets keeps a year with its letter behind names that run from right to left.
            [measure.cut_reference(label, SIZE, one.label) for label in side.labels] if what == "source" else side.labels,
            [bar for place, row in enumerate(rows) for bar in stacked(place, row["parts"])],
            side.ends, of, "state", looks, tooltip, one, heading=f"by {what}", note=f"of {whole} each", legend=legend(list(looks), style.TITLE_ROOM),
            outlined=True,
        )
        for (what, whole, rows, of), side in zip(parts, sides, strict=True)
    ]  # fmt: skip
    reach = [widest(side.labels, one.label) + side.reach(one.bar) for side in sides]
    across = sum(reach) + GAP if room else max(reach)
    chart, words = beside(drawn, room is None, GAP), f"Two bar charts. {words}"
    return style.titled(chart, title, of_matrix(review, *facts), words, across, "owed", width=width)


def _casefolded(pair: tuple[str, str]) -> str:
    return pair[0].casefold()


def _rows(things: Iterable[tuple[str, Sequence[tuple[str, str]]]]) -> list[dict[str, Any]]:
    """Return a row for each thing (a name, and its cells as name and state) that owes cells: how many, and which."""
    rows = []
    for label, cells in things:
        owing = {state: [name for name, found in cells if found == state] for state in WAITING}
        text = ", ".join(f"{len(names):,} {state}" for state, names in owing.items() if names)
        parts = [
            {
                "label": label, "state": state, "number": len(names), "of": f"{numbered(len(names), len(cells))} cells",
                "listed": listed(names), "words": f"{label}: {len(names):,} {state}",
            }
            for state, names in owing.items()
        ]  # fmt: skip
        if text:
            number = sum(map(len, owing.values()))
            words = f"{label}: {text} of {len(cells):,}"
            rows.append({"label": label, "parts": parts, "owed": number, "text": text, "words": words})
    return rows
