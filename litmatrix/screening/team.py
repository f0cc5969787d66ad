"""Who did how much, how fast, and what waits for whom: the work of the people who screen, stage by stage.

It tells numbers only, never what somebody decided on a record: screening stays blind. `consensus` and `automation` are no
persons.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import pairwise
from typing import NamedTuple

from litmatrix import screening
from litmatrix.decisions.events import moment
from litmatrix.review import Review
from litmatrix.screening import dividing, votes
from litmatrix.vocabulary import CONSENSUS, STAGE_NAMES, STAGES, WITHDRAW, counted

#: A pause longer than this (seconds) is no time spent on records.
PAUSE = 300
#: Fewer gaps between decisions than this tell no pace.
LEAST = 3

#: The stages at which people work, in order, as a heading names them.
NAMES = {stage: STAGE_NAMES[stage].capitalize() for stage in ("screening", "retrieval", "eligibility")}

#: What is decided later, by something else than a further person: a full text that was asked for, a classification.
_AWAITING = ("requested", screening.AWAITING)
_ORDINALS = {2: "second", 3: "third"}


class Work(NamedTuple):
    """What one person did at a stage.

    `counts`: standing decisions by decision. `waits`: records that wait for this person. `pace`: the median of the seconds
    between own decisions, pauses over `PAUSE` left out; None of fewer than `LEAST`. `spent`: these seconds together.
    `first` and `last`: the days of the first and last decision that stand, of this machine's time (empty: none).
    `today`: standing decisions taken today.
    """

    name: str
    counts: Mapping[str, int]
    waits: int
    pace: float | None = None
    spent: float = 0.0
    first: str = ""
    last: str = ""
    today: int = 0

    @property
    def decided(self) -> int:
        """On how many records this person decided."""
        return sum(self.counts.values())

    def cells(self) -> dict[str, str]:
        """Return what a table says of this person, by the heads of its columns."""
        decided = self.decided
        shares = {
            word(one): f"{number:,} ({100 * number / decided:.0f} %)" if number else "0"
            for one, number in self.counts.items()
        }
        return {
            "Decided": f"{decided:,}",
            **shares,
            "Pace": "" if self.pace is None else f"{self.pace:.0f} s a record",
            "Time": _hours(self.spent) if self.pace is not None else "",
            "First day": self.first,
            "Last day": self.last,
            "Today": f"{self.today:,}",
            "Still to do": f"{self.waits:,}",
        }


class Stage(NamedTuple):
    """How far a stage is: its records, each in one of `settled`, `awaiting`, `begun`, `fresh` and `conflicts`.

    `needed`: how many people each record needs. `divided`: among whom the records are divided (nobody: they are not).
    `ruled` and `agreed`: how many of the settled ones a rule, and consensus, decided. `awaiting`: something else than a
    person is waited for. `begun`: somebody decided, and a further person has to (`lacking`: by how many more), and `whom`
    they wait for. `fresh`: nobody decided.
    """

    stage: str
    records: int
    needed: int
    divided: tuple[str, ...]
    settled: int
    ruled: int
    agreed: int
    awaiting: int
    begun: int
    lacking: Mapping[int, int]
    whom: Mapping[str, int]
    fresh: int
    conflicts: int
    people: tuple[Work, ...]

    @property
    def title(self) -> str:
        """Return the stage, how many records it has and what each needs, in words."""
        each = f"each needs {counted(self.needed, 'person', 'people')}" if self.needed > 1 else ""
        among = f"divided among {dividing.joined(self.divided)}" if self.divided else ""
        if not among and len(self.people) > self.needed:
            among = "not divided: whoever comes first decides"
        return ", ".join(
            filter(None, (f"{NAMES[self.stage]}: {counted(self.records, 'record')}", each, among))
        )

    def parts(self) -> tuple[tuple[str, int, str], ...]:
        """Return how many records are settled, begun and so on, each with its name and in words; what none is, is left out."""
        ruled = f"{self.ruled:,} by a check" if self.ruled else ""
        agreed = f"{self.agreed:,} by consensus" if self.agreed else ""
        how = ", ".join(filter(None, (ruled, agreed)))
        found = (
            ("settled", self.settled, f"decided ({how})" if how else "decided"),
            ("awaiting", self.awaiting, "requested, not here yet" if self.stage == "retrieval" else "awaiting classification"),
            ("begun", self.begun, self._begun()),
            ("fresh", self.fresh, "not sought yet" if self.stage == "retrieval" else "not decided by anybody yet"),
            ("conflicts", self.conflicts, "in conflict"),
        )  # fmt: skip
        return tuple(one for one in found if one[1])

    def _begun(self) -> str:
        """Say for whom the records wait that somebody decided on."""
        wait = "waits" if self.begun == 1 else "wait"
        told = f"{wait} for a {_ORDINALS.get(self.needed, 'further') if len(self.lacking) == 1 else 'further'} person"
        if len(self.lacking) > 1:
            more = ", ".join(
                f"{number:,} for {lacking} more" for lacking, number in sorted(self.lacking.items())
            )
            told += f" ({more})"
        whom = ", ".join(f"{name} {number:,}" for name, number in self.whom.items())
        return f"{told}: {whom}" if whom else told


def word(decision: str) -> str:
    """Return a decision as a heading has it.

    >>> word("not_retrieved")
    'Not retrieved'
    """
    return decision.replace("_", " ").capitalize()


def _hours(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{seconds / 3600:.1f} h" if minutes >= 60 else f"{minutes} min" if minutes else "under 1 min"


def team(review: Review, now: datetime | None = None) -> tuple[Stage, ...]:
    """Return the stages that have records, each with how far it is and what each person did there.

    `now` says what today is (this moment).
    """
    now = now or datetime.now().astimezone()
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0).astimezone(UTC).isoformat()[:19]
    found = (_stage(review, stage, now, midnight) for stage in NAMES)
    return tuple(one for one in found if one.records or any(each.decided for each in one.people))


def _stage(review: Review, stage: str, now: datetime, midnight: str) -> Stage:
    here = screening.at_stage(review, stage)
    values = here[stage]
    decided, waits = votes.people(review, stage), dividing.waits(review, stage)
    needed = review.protocol.agree.get(stage, 1)
    kinds = Counter(values.tolist())
    pending = values.index[values.isin(["", screening.PENDING])].tolist()
    begun = [key for key in pending if key in decided]
    conflicts = kinds.pop(screening.CONFLICT, 0)
    awaiting = sum(kinds[one] for one in _AWAITING)
    standing = screening.standing(review)
    standing = standing[standing["stage"] == stage]
    agreed = set(standing.loc[standing["reviewer"] == CONSENSUS, "key"])
    asked = Counter(name for names in waits.values() for name in names)
    whom = Counter(name for key in begun for name in waits.get(key, ()))
    people = _people(review, stage, asked, now, midnight)
    order = [one.name for one in people]
    return Stage(
        stage,
        len(here),
        needed,
        review.protocol.divide.get(stage, ()),
        settled=len(here) - len(pending) - conflicts - awaiting,
        ruled=int((here["automation"] == "yes").sum()) if stage == "screening" else 0,
        agreed=int((here.index.isin(agreed) & ~values.isin(_AWAITING)).sum()),
        awaiting=awaiting,
        begun=len(begun),
        lacking=Counter(needed - len(decided[key]) for key in begun),
        whom={name: whom[name] for name in sorted(whom, key=order.index)},
        fresh=len(pending) - len(begun),
        conflicts=conflicts,
        people=people,
    )


def _people(
    review: Review, stage: str, asked: Mapping[str, int], now: datetime, midnight: str
) -> tuple[Work, ...]:
    """Return what each person did at a stage: who is named in review.toml, or decided there."""
    standing = screening.standing(review)
    standing = standing[standing["stage"] == stage]
    events = review.decisions
    # What was recorded in one act (a batch, labels of another program) took no time a record.
    single = events[(events["stage"] == stage) & (events["decision"] != WITHDRAW) & (events["batch"] == "")]
    times = single.groupby("reviewer")["time"].agg(list).to_dict()
    rows = dict(iter(standing.groupby("reviewer")))
    found = []
    for name in dividing.known(review):
        if name not in rows and not asked.get(name) and name not in review.protocol.reviewers:
            continue
        own = rows.get(name, standing[:0])
        counts = Counter(own["decision"].tolist())
        taken = own["time"].tolist()
        marks = (moment(time) for time in {*times.get(name, ())})
        each, spent = pace(mark.timestamp() for mark in marks if mark)
        found.append(
            Work(
                name,
                {one: counts[one] for one in STAGES[stage]},
                asked.get(name, 0),
                each,
                spent,
                _day(min(taken, default=""), now),
                _day(max(taken, default=""), now),
                sum(time >= midnight for time in taken),
            )
        )
    return tuple(found)


def pace(moments: Iterable[float]) -> tuple[float | None, float]:
    """Return the median of the seconds between moments (of the clock, in seconds), None of fewer than `LEAST`, and their sum.

    Pauses are left out.
    """
    gaps = [gap for one, two in pairwise(sorted(moments)) if (gap := two - one) <= PAUSE]
    return (statistics.median(gaps), sum(gaps)) if len(gaps) >= LEAST else (None, 0.0)


def _day(time: str, now: datetime) -> str:
    found = moment(time)
    return f"{found.astimezone(now.tzinfo):%Y-%m-%d}" if found else ""
