"""Framework matrices for the tests of their files: a small one, a hostile one, and any review as a draw of hypothesis."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from litmatrix.reporting import Stamp
from litmatrix.tables.of_framework import Cell, Framework, Group, Passage, Source, Theme
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, QUOTATION, SUMMARY, UNREAD

STAMP = Stamp(datetime(2026, 11, 28, 12, 0, tzinfo=UTC), "abc")
LONG = "Nobody had told us what we could expect of the other workers, and so for many months we did what we thought was right and hoped for the best."


def quotation(text, subtheme="", stance="", place="", note=""):
    return Passage(QUOTATION, text, subtheme, stance, place, note)


def summary(text, subtheme="", stance="", place=""):
    return Passage(SUMMARY, text, subtheme, stance, place, "")


SMALL = Framework(
    "Peers",
    "Country",
    (Theme("power", "Power", "", "Power counts."), Theme("costs", "Costs", "", "")),
    (
        Group("Greece", (
            Source("a_2010", "Adams 2010", "2010", "On peers", ("Egypt",), (
                Cell(MENTIONED, (summary("shared", "High", "+", "sec. 4"), quotation('a "low" status', "Low", "-", "p. 3"), quotation(LONG))),
                Cell(NOT_MENTIONED, (), "2026-11-03, cs"),
            )),
        )),
        Group("not stated", (
            Source("b_2011", "Brown 2011", "2011", "", (), (Cell(DUE), Cell(MENTIONED, (quotation("دعم الأقران", place="p. 9", note="a note"),)))),
            Source("c_2012", "Clark 2012", "2012", "", (), (Cell(UNREAD), Cell(UNREAD))),
        )),
    ),
    "As quoted in the report.",
    "",
)  # fmt: skip

EMPTY = Framework("", "Country", (Theme("power", "Power", "", ""),), (), "", "No source is included yet.")


def wide(number: int, passages: int = 1) -> Framework:
    """A matrix of so many themes, one source, and so many long quotations in its first cell."""
    themes = tuple(Theme(f"t{place}", f"Theme no. {place + 1}", "", "") for place in range(number))
    cells = (Cell(MENTIONED, (quotation(LONG),) * passages), *[Cell(DUE)] * (number - 1))
    return SMALL._replace(
        themes=themes, groups=(Group("all", (Source("a", "Adams 2010", "", "", (), cells),)),)
    )


_TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(str.strip)


@st.composite
def drawn(draw) -> Framework:
    """Any matrix whose passages can be told apart: each begins with a number of its own."""
    numbers = iter(range(1000))
    themes = draw(st.integers(1, 8))

    def passage():
        text = f"no{next(numbers)}x {draw(_TEXTS)}"
        kind = draw(st.sampled_from((QUOTATION, SUMMARY)))
        note = draw(st.sampled_from(("", "a note"))) if kind == QUOTATION else ""
        return Passage(kind, text, draw(st.sampled_from(("", "Sub"))), draw(st.sampled_from(("", "+", "-", "~"))), draw(st.sampled_from(("", "p. 3"))), note)  # fmt: skip

    def cell():
        state = draw(st.sampled_from((MENTIONED, NOT_MENTIONED, DUE)))
        return Cell(
            state, tuple(passage() for _ in range(draw(st.integers(1, 3)))) if state == MENTIONED else ()
        )

    def source(place):
        return Source(f"s{place}", draw(_TEXTS), "", draw(_TEXTS), (), tuple(cell() for _ in range(themes)))

    groups = tuple(
        Group(f"group {group}", tuple(source(f"{group}-{place}") for place in range(draw(st.integers(1, 2)))))
        for group in range(draw(st.integers(1, 2)))
    )
    columns = tuple(Theme(f"t{place}", f"Theme {place}", "", "") for place in range(themes))
    return Framework(draw(_TEXTS), "Country", columns, groups, "", "")
