"""The table of the people who screen: who did how much, and what waits for whom."""

from __future__ import annotations

from litmatrix.review import Review
from litmatrix.screening import team as teams
from litmatrix.tables.frames import STAGE_NAMES, frame
from litmatrix.tables.table import Table

_NUMBERS = ("Decided", "Still to do")


def team(review: Review) -> Table:
    """Return who did how much at each stage: index `Person`.

    Columns: Stage, Decided (how many records, a number), Decisions, Pace, Time, First day, Last day, Still to do (a
    number). It is not part of the report: how fast somebody works is between them.
    """
    rows, people = [], []
    for stage in teams.team(review):
        for one in stage.people:
            cells = one.cells()
            said = ", ".join(
                f"{teams.word(name).lower()} {number:,}" for name, number in one.counts.items() if number
            )
            dates = (cells["First day"], cells["Last day"])
            people.append(one.name)
            rows.append(
                (STAGE_NAMES[stage.stage], one.decided, said, cells["Pace"], cells["Time"], *dates, one.waits)
            )
    columns = (
        "Stage",
        "Decided",
        "Decisions",
        "Pace",
        "Time",
        "First day",
        "Last day",
        "Still to do",
    )
    return Table(
        "team",
        "Who did how much",
        frame(("Person", people), columns, rows, numbers=_NUMBERS),
        "Pace: the median time between a person's own decisions; Time: these together, pauses over five minutes left out.",
        "No decisions yet: name the people in 00-plan-review, and screen in 01-filter-sources.",
    )
