"""Where the boxes of the flow diagram stand, in pixels: columns for the arms, rows for the steps, text broken to fit.

The arms stand beside each other, as in the templates of PRISMA 2020; where there is less room the databases stand over the
other methods, then all arms over each other. What is laid out is a value: the chart and the Word document both draw it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from litmatrix.charts import measure
from litmatrix.charts.style import SIZE
from litmatrix.screening import flowwords
from litmatrix.screening.flow import Box
from litmatrix.screening.flowwords import Line

#: The bar of a phase, how far from it the boxes begin, and what is left for each line that runs down beside them.
PHASE_WIDTH, MARGIN, LANE = 20.0, 10.0, 10.0
#: Between a box and the one beside it, between arms, between rows, between boxes of a row, around text.
GAP, BETWEEN, ROW_GAP, STACK_GAP, PADDING = 20.0, 22.0, 20.0, 8.0, 7.0
INDENT, HANG, INSET = 7.0, 4.0, 26.0
#: How much of a box's width its text fills at most: fonts differ by a little.
FILLED = 0.97
#: The text's size, and how wide a column must be for it; the last is what there must be at least.
SIZES = ((float(SIZE), 130.0), (10.0, 96.0))
#: How wide a box becomes at most: on the main line, beside it, and beside it where some list has more lines than is short.
MAIN, SIDE, LONG_SIDE, SHORT_LIST = 200.0, 330.0, 570.0, 10

ARMS = ("previous", "database", "other")
STEPS = ("identified", "screened", "sought", "assessed")
#: The row of each box beside the main line, by the end of its id; those after the first of a row are not PRISMA's.
BESIDE = {
    "removed": 0, "screening_excluded": 1, "screening_pending": 1, "not_retrieved": 2, "retrieval_pending": 2,
    "excluded": 3, "awaiting": 3, "assessment_pending": 3,
}  # fmt: skip
INCLUDED, TOTAL = 4, 5
PHASES = (("Identification", (0,)), ("Screening", (1, 2, 3)), ("Included", (INCLUDED, TOTAL)))


class Text(NamedTuple):
    """A line of text in a box, and how far it is set in."""

    indent: float
    text: str


class Placed(NamedTuple):
    """A box with its place: its upper left corner and size, the band and row in which it stands, and its text."""

    box: Box
    band: int
    row: int
    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def centre(self) -> float:
        return self.x + self.width / 2

    @property
    def foot(self) -> float:
        return self.y + self.height


class Bar(NamedTuple):
    """The head over an arm, or the bar of a phase: its place and its words."""

    arm: str
    lines: tuple[str, ...]
    x: float
    y: float
    width: float
    height: float


class Laid(NamedTuple):
    """The diagram as it is laid out: boxes by id, heads, phases, the size of its text, how wide and high it is."""

    boxes: dict[str, Placed]
    heads: tuple[Bar, ...]
    phases: tuple[Bar, ...]
    size: float
    width: float
    height: float
    #: Where lines run down beside the boxes: of each arm that needs one, its x.
    lanes: dict[str, float]


class Plan(NamedTuple):
    """Which arms share columns: each group stands beside the one before, its arms over each other."""

    groups: tuple[tuple[str, ...], ...]

    def band(self, arm: str) -> int:
        return next(group.index(arm) for group in self.groups if arm in group)

    def group(self, arm: str) -> int:
        return next(place for place, group in enumerate(self.groups) if arm in group)

    @property
    def home(self) -> str:
        """The arm under which the included stand: the last of the first group that is not the previous version."""
        last = [group[-1] for group in self.groups]
        return next((arm for arm in last if arm != "previous"), last[0])

    @property
    def laned(self) -> tuple[str, ...]:
        """The arms whose records reach the included by a line beside the boxes, the innermost first."""
        inner = [arm for group in self.groups for arm in group[:-1] if arm != "previous"]
        outer = [group[0] for group in self.groups if group[0] == "previous" and self.home in group]
        return (*inner, *outer)


def plans(arms: Sequence[str]) -> tuple[Plan, ...]:
    """Return the ways in which arms can stand, the widest first."""
    found = [tuple((arm,) for arm in arms)]
    if "database" in arms and "other" in arms:
        found.append((*(((arm,) for arm in arms if arm == "previous")), ("database", "other")))
    found.append((tuple(arms),))
    return tuple(Plan(groups) for groups in dict.fromkeys(found))


def arranged(boxes: Sequence[Box], words: Mapping[str, str], room: float) -> Laid:
    """Return the boxes laid out in a room so wide, which is at least `needed`, under heads whose `words` are given by arm."""
    ways = [(plan, size, least) for plan in plans(_arms(boxes)) for size, least in SIZES]
    plan, size, _ = next((way for way in ways if _share(way[0], boxes, room) >= way[2]), ways[-1])
    return _Layout(plan, boxes, words, size, room).laid()


def needed(boxes: Sequence[Box]) -> float:
    """Return the least room in which boxes can be laid out."""
    plan = plans(_arms(boxes))[-1]
    return _spare(plan, boxes) + SIZES[-1][1] * _columns(plan, boxes)


def _arms(boxes: Sequence[Box]) -> list[str]:
    return [arm for arm in ARMS if any(box.arm == arm for box in boxes)]


def _has_side(arm: str, boxes: Sequence[Box]) -> bool:
    return any(box.arm == arm and _end(box) in BESIDE for box in boxes) and arm != "previous"


def _columns(plan: Plan, boxes: Sequence[Box]) -> int:
    return sum(1 + any(_has_side(arm, boxes) for arm in group) for group in plan.groups)


def _spare(plan: Plan, boxes: Sequence[Box]) -> float:
    """Return the room that no column has: the phases, the gaps, the lines beside the boxes."""
    sides = _columns(plan, boxes) - len(plan.groups)
    return _left() + LANE * len(plan.laned) + GAP * sides + BETWEEN * (len(plan.groups) - 1)


def _left() -> float:
    return PHASE_WIDTH + MARGIN


def _share(plan: Plan, boxes: Sequence[Box], room: float) -> float:
    """Return how wide a column can be."""
    return (room - _spare(plan, boxes)) / _columns(plan, boxes)


def _end(box: Box) -> str:
    return box.id.removeprefix(f"{box.arm}_")


class _Layout:
    """A diagram while it is laid out, by one plan and in one size of text."""

    def __init__(
        self, plan: Plan, boxes: Sequence[Box], words: Mapping[str, str], size: float, room: float
    ) -> None:
        self.plan, self.boxes, self.words, self.size = plan, boxes, words, size
        self.line = measure.height(1, size)
        self.place_columns(room)

    def place_columns(self, room: float) -> None:
        """Find where the columns of each group stand: its main one, and the one beside it, no wider than what is in them."""
        share = _share(self.plan, self.boxes, room)
        mains = [self.natural(group, False, min(share, MAIN)) for group in self.plan.groups]
        sided = [any(_has_side(arm, self.boxes) for arm in group) for group in self.plan.groups]
        left = room - _spare(self.plan, self.boxes) - sum(mains)
        long = max(len(flowwords.lines(box)) for box in self.boxes) > SHORT_LIST
        most = min(left / max(sum(sided), 1), LONG_SIDE if long else SIDE)
        sides = [
            self.natural(group, True, most) if has else 0.0
            for group, has in zip(self.plan.groups, sided, strict=True)
        ]
        self.columns: list[tuple[float, float, float, float]] = []
        self.lanes: dict[str, float] = {}
        x = _left()
        for number, (main, side) in enumerate(zip(mains, sides, strict=True)):
            here = [arm for arm in reversed(self.plan.laned) if self.plan.group(arm) == number]
            for arm in here:
                self.lanes[arm] = x + 1
                x += LANE
            beside = x + main + (GAP if side else 0.0)
            self.columns.append((x, main, beside, side))
            x = beside + side + BETWEEN
        self.width = x - BETWEEN

    def natural(self, group: Sequence[str], beside: bool, most: float) -> float:
        """Return how wide a column is: as its widest line, or at most so wide."""
        home = self.plan.home in group
        wide = [
            (indent + HANG + measure.width(text, self.size)) / FILLED + 1 + 2 * PADDING + self.inset(box)
            for box in self.boxes
            if (box.arm in group or (box.arm == "included" and home)) and self.is_beside(box) is beside
            for indent, text in self.texts(box, 10_000)
        ]
        return min(max([*wide, 84.0]) + 1, most)

    def is_beside(self, box: Box) -> bool:
        return box.arm in ("database", "other") and _end(box) in BESIDE

    def inset(self, box: Box) -> float:
        """Return how far a box stands in from its column: what the previous version loses hangs on its line."""
        return INSET if box.id == "previous_removed" and "previous" not in self.plan.laned else 0.0

    def cell(self, box: Box) -> tuple[int, int]:
        """Return the band and the row in which a box stands."""
        if box.arm == "included":
            return self.plan.band(self.plan.home), INCLUDED if box.id == "included_new" else TOTAL
        end = _end(box)
        row = 0 if box.arm == "previous" else STEPS.index(end) if end in STEPS else BESIDE[end]
        return self.plan.band(box.arm), row

    def texts(self, box: Box, width: float) -> tuple[Text, ...]:
        """Return the text of a box in lines that fit a width."""
        room = (width - 2 * PADDING) * FILLED
        found = []
        for line in flowwords.lines(box):
            indent = INDENT * line[0]
            hang = HANG if line[0] else 0.0
            lines = self.broken(line, room - indent - hang)
            found += [Text(indent + (hang if place else 0.0), text) for place, text in enumerate(lines)]
        return tuple(found)

    def broken(self, line: Line, room: float) -> tuple[str, ...]:
        """Return a line of the template broken to fit: the number of a plain box below its label, that of an item behind it."""
        depth, label, number = line
        if not depth:
            return measure.wrapped(label, self.size, room) + ((number,) if number else ())
        whole = number.replace(" ", "\u00a0")
        held = whole if measure.width(whole, self.size) <= room else number
        return measure.wrapped(f"{label} {held}", self.size, room)

    def height(self, texts: Sequence[Text]) -> float:
        return len(texts) * self.line + 2 * PADDING - 2

    def laid(self) -> Laid:
        """Return all in its place, band by band from above."""
        placed: dict[str, Placed] = {}
        heads: list[Bar] = []
        phases: list[Bar] = []
        top = 0.0
        for band in range(max(map(len, self.plan.groups))):
            heads += (here := list(self.heads(band, top)))
            top = max(bar.y + bar.height for bar in here) + 12
            for row in sorted({row for at, row in map(self.cell, self.boxes) if at == band}):
                high = self.place_row(placed, band, row, top)
                top += high + ROW_GAP
            phases += self.phases([*placed.values()], band)
        height = max(one.foot for one in placed.values())
        lowest = max([height, *(bar.y + bar.height for bar in phases)])
        return Laid(placed, tuple(heads), tuple(phases), self.size, self.width, lowest, self.lanes)

    def place_row(self, placed: dict[str, Placed], band: int, row: int, top: float) -> float:
        """Place the boxes of a row, each stack of them in the middle of it; return how high it is."""
        stacks: dict[tuple[int, bool], list[tuple[Box, float, float, tuple[Text, ...]]]] = {}
        for box in self.boxes:
            if self.cell(box) == (band, row):
                arm = self.plan.home if box.arm == "included" else box.arm
                x, main, beside, side = self.columns[self.plan.group(arm)]
                left, wide = (beside, side) if self.is_beside(box) else (x, main)
                texts = self.texts(box, wide - self.inset(box))
                stack = stacks.setdefault((self.plan.group(arm), self.is_beside(box)), [])
                stack.append((box, left + self.inset(box), wide - self.inset(box), texts))
        tall = {
            place: sum(self.height(texts) + STACK_GAP for *_, texts in stack) - STACK_GAP
            for place, stack in stacks.items()
        }
        high = max(tall.values())
        if row == 0:
            high = max(high, measure.width(PHASES[0][0], self.size, bold=True) + 12)
        # The first boxes of all arms begin at one height, under their heads; further down those of a row share a middle.
        within = max(tall.values())
        for place, stack in stacks.items():
            own = max(tall.get((place[0], side), 0.0) for side in (False, True)) if row == 0 else within
            y = top + (high - within) / 2 + (own - tall[place]) / 2
            for box, left, wide, texts in stack:
                placed[box.id] = Placed(box, band, row, left, y, wide, self.height(texts), texts)
                y += placed[box.id].height + STACK_GAP
        return high

    def heads(self, band: int, top: float) -> Iterator[Bar]:
        """Yield the heads of a band, all of one height."""
        here = [(place, group[band]) for place, group in enumerate(self.plan.groups) if band < len(group)]
        spans = {}
        for place, arm in here:
            x, main, beside, side = self.columns[place]
            wide = beside + side - x if side else main
            spans[arm] = (x, wide, measure.wrapped(self.words[arm], self.size, wide - 12, bold=True))
        high = max(measure.height(len(lines), self.size) for _, _, lines in spans.values()) + 9
        for arm, (x, wide, lines) in spans.items():
            yield Bar(arm, lines, x, top, wide, high)

    def phases(self, placed: Collection[Placed], band: int) -> Iterator[Bar]:
        """Yield the bars on the left that name the phases of a band, as tall as their rows and their names."""
        for name, span in PHASES:
            inside = [one for one in placed if one.band == band and one.row in span]
            if inside:
                top, foot = min(one.y for one in inside), max(one.foot for one in inside)
                short = max(measure.width(name, self.size, bold=True) + 12 - (foot - top), 0)
                yield Bar("", (name,), 0, top - short / 2, PHASE_WIDTH, foot - top + short)
