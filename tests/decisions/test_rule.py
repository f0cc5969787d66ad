"""What stands of the decisions: one rule, and a slow reading of it that says the same."""

import random
from dataclasses import replace

import pandas as pd
import pytest

from litmatrix import decisions
from litmatrix.decisions import Event, rule

ANNA = Event("anna", "smith_2020", "screening", "exclude", "date")


def at(second: int, **members: str) -> Event:
    return replace(ANNA, time=f"2026-11-22T10:00:{second:02}.000Z", **{"id": f"{second:02}", **members})


def undoing(second: int, of: str, **members: str) -> Event:
    return at(second, decision="withdraw", of=of, **members)


def stands(*events: Event) -> list[str]:
    """The ids of what stands, of events in their order."""
    return decisions.standing(decisions.frame(events))["id"].tolist()


LABELLED = {"stage": "label", "decision": "set", "reason": "", "other": "rct"}
PAIR = {"stage": "identification", "reason": ""}


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param(
            [at(1), at(2, reviewer="ben"), at(3, key="other"), at(4, stage="eligibility"), at(5, decision="include")],
            ["02", "03", "04", "05"],
            id="the latest of each reviewer on each key and stage",
        ),
        pytest.param([at(1), at(2, decision="include"), undoing(3, "02")], ["01"], id="withdrawn, the one before it"),
        pytest.param([at(1), undoing(2, "01", reviewer="ben")], ["01"], id="nobody withdraws what another decided"),
        pytest.param([at(1), undoing(2, "01"), undoing(3, "02")], ["01"], id="a withdrawal that is withdrawn itself"),
        pytest.param([at(1), undoing(2, "01"), undoing(3, "02"), undoing(4, "03")], [], id="and that one as well"),
        pytest.param([at(1), undoing(2, "01"), undoing(3, "01"), undoing(4, "02")], [], id="withdrawn twice, taken back once"),
        pytest.param([undoing(1, "02"), at(2)], [], id="withdrawn by a clock that is behind"),
        pytest.param([undoing(1, "02"), undoing(2, "03"), at(3)], ["03"], id="taken back by a clock that is behind"),
        pytest.param(
            [at(3), undoing(1, "02"), undoing(2, "01"), *(undoing(n, f"{n - 1:02}") for n in range(4, 60))],
            ["03"],
            id="a circle, and a long chain",
        ),
        pytest.param(
            [at(0), *(undoing(n, f"{n - 1:02}") for n in range(1, 1002))], [], id="a chain longer than any recursion"
        ),
        pytest.param([undoing(1, "00")], [], id="a withdrawal alone"),
        pytest.param(
            [at(1, **LABELLED), at(2, **{**LABELLED, "key": "rct", "other": "smith_2020"})],
            ["01", "02"],
            id="a label that is called like a key makes no pair of it",
        ),
        pytest.param(
            [at(1, **LABELLED), at(2, **{**LABELLED, "other": "pilot"}), at(3, **{**LABELLED, "decision": "unset"})],
            ["02", "03"],
            id="each label of a record for itself",
        ),
        pytest.param([], [], id="nothing"),
        pytest.param(
            [
                at(1, key="a", other="b", decision="duplicate", **PAIR),
                at(2, key="b", other="a", decision="distinct", **PAIR),
                at(3, key="a", other="c", decision="distinct", **PAIR),
            ],
            ["02", "03"],
            id="a pair is one whichever of its keys comes first",
        ),
    ],
)  # fmt: skip
def test_what_stands(events, expected):
    assert stands(*events) == expected


def log(chance: random.Random) -> list[Event]:
    """A random log, in order of time: withdrawals of anything, also of what is later, of others, of each other."""
    number = chance.randrange(1, 14)
    kinds = ["include", "exclude", "maybe", "withdraw", "withdraw", "withdraw"]
    ids = chance.sample(range(number), number)
    return [
        at(
            place,
            id=f"{ids[place]:02}",
            reviewer=chance.choice(["anna", "anna", "ben"]),
            key=chance.choice("kl"),
            other=chance.choice(["", "", "k", "l"]),
            stage=chance.choice(["screening", "screening", "eligibility"]),
            decision=chance.choice(kinds),
            of=f"{chance.randrange(number):02}",
        )
        for place in range(number)
    ]


def slowly(events: list[Event]) -> tuple[list[str], list[str]]:
    """The rules read word by word: the ids of what counts, and of what stands."""

    def withdrawn(event: Event) -> bool:
        against = [one for one in events if one.decision == "withdraw" and one.of == event.id]
        return any(one.reviewer == event.reviewer and not withdrawn(one) for one in against)

    live = [event for event in events if event.decision != "withdraw" and not withdrawn(event)]

    def place(event: Event) -> tuple:
        return event.reviewer, event.stage, sorted([event.key, event.other])

    kept = [
        one for one in live if not any(place(one) == place(later) and later.time > one.time for later in live)
    ]
    return [one.id for one in live], [one.id for one in kept]


def test_tables_and_cards_say_what_a_slow_reading_of_the_rules_says():
    chance = random.Random(1)
    for number in range(1500):
        events = log(chance)
        live, kept = slowly(events)
        acts = [tuple(getattr(one, name) for name in rule.MEMBERS) for one in events]
        assert [events[place].id for place in rule.live(acts)] == live
        assert [events[place].id for place in rule.latest(acts)] == kept
        shuffled = chance.sample(events, len(events)) + events[:1]
        assert [one.id for one in decisions.live_events(shuffled)] == live
        if number % 40 == 0:
            assert decisions.live(decisions.frame(events))["id"].tolist() == live
            assert stands(*events) == kept


def test_standing_has_the_columns_of_the_events_and_leaves_them_as_they_were():
    frame = decisions.frame([at(1), at(2), undoing(3, "02")])
    before = frame.copy(deep=True)
    found = decisions.standing(frame)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(found, frame.iloc[:1])


def test_records_are_named_anew():
    frame = decisions.frame([at(1, key="old", other="b"), at(2, key="b", other="old")])
    assert decisions.renamed(frame, {}) is frame
    assert decisions.renamed(frame, {"old": "new"})[["key", "other"]].values.tolist() == [
        ["new", "b"],
        ["b", "new"],
    ]
