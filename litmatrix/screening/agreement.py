"""How far reviewers agree, over the records that they both decided on.

Cohen's kappa with the large-sample variance of Fleiss, Cohen and Everitt (Psychological Bulletin 1969;72:323-7);
Gwet's AC1 (British Journal of Mathematical and Statistical Psychology 2008;61:29-48) and Fleiss' kappa
(Psychological Bulletin 1971;76:378-82), for two or more reviewers and with missing decisions, with the
linearised variance of Gwet (Handbook of Inter-Rater Reliability, 4th ed., 2014, ch. 5). Intervals are 95 %, with
Student's t of one degree less than there are records, as in Gwet's R package irrCAC. A sample of one or two records,
and one without any spread, gives no interval.
"""

from __future__ import annotations

import bisect
import functools
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import screening
from litmatrix.errors import Misuse
from litmatrix.review import Review
from litmatrix.vocabulary import AUTOMATION, CONSENSUS, STAGES, stage_in_words

if TYPE_CHECKING:
    import pandas as pd

#: Fewer records than this tell nothing of how far chance goes.
LEAST = 3
#: Agreement from here on is high, kappa below this is low (Landis and Koch, Biometrics 1977;33:159-74: at most “fair”).
HIGH_SHARE, LOW_KAPPA = 0.8, 0.41


class Estimate(NamedTuple):
    """A coefficient with its standard error and 95 % interval (cut to -1 … 1); None where it is not defined.

    `records` is the number of records that it rests on.
    """

    value: float | None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    records: int = 0

    def told(self) -> str:
        """Say it in words: “0.80 (0.68 to 0.91)”, or why there is no interval, or no value."""
        if self.value is None:
            return "not defined: there is nothing to compare, or everybody always decided the same"
        if self.low is not None and self.high is not None:
            return f"{self.value:z.2f} ({self.low:z.2f} to {self.high:z.2f})"
        if self.records < LEAST:
            why = "the sample is too small"
        else:
            why = "all records are decided alike" if self.value == 1 else "these decisions do not vary"
        return f"{self.value:z.2f} (no interval: {why})"

    def needed(self, half: float) -> int | None:
        """Return how many records would give an interval of ± `half`, were they as these are; None where nothing tells.

        The error falls with the root of the number of records.
        """
        if not self.error or half <= 0:
            return None
        error, records = self.error, self.records
        sizes = range(LEAST, 10_000_000)
        enough = bisect.bisect_left(
            sizes, True, key=lambda size: quantile(size - 1) * error * math.sqrt(records / size) <= half
        )
        return sizes[enough] if enough < len(sizes) else None


class Agreement(NamedTuple):
    """What two reviewers' decisions at a stage come to.

    `both`, `only_first`, `only_second`, `neither`: how many records each saw. `table`: frame, first reviewer's
    decisions down, the second's across. `agreed`: how many of `both` they decided alike. `first_included`
    and `second_included`: keys that one included and the other excluded. `other_reasons`: keys that both
    excluded, for different reasons; they count as agreed.
    """

    first: str
    second: str
    stage: str
    both: int
    only_first: int
    only_second: int
    neither: int
    agreed: int
    table: pd.DataFrame
    kappa: Estimate
    ac1: Estimate
    first_included: tuple[str, ...]
    second_included: tuple[str, ...]
    other_reasons: tuple[str, ...] = ()

    @property
    def prevalence(self) -> tuple[int, int]:
        """How many of the records seen by both each of the two included."""
        return int(self.table.loc["include"].sum()), int(self.table["include"].sum())

    @property
    def paradox(self) -> bool:
        """Whether high agreement meets a low kappa, as it does where nearly all records are decided one way.

        Feinstein and Cicchetti, Journal of Clinical Epidemiology 1990;43:543-9.
        """
        kappa = self.kappa.value
        return (self.share or 0) >= HIGH_SHARE and kappa is not None and kappa < LOW_KAPPA

    @property
    def share(self) -> float | None:
        """The share of the records seen by both that were decided alike; None where there are none."""
        return self.agreed / self.both if self.both else None


class AmongAll(NamedTuple):
    """What all reviewers' decisions at a stage come to: the coefficients, over `records` that anyone decided on.

    `paired` of them were decided on by two or more; the others count, after Gwet, for how often each decision is
    taken, and not for how often people agree.
    """

    kappa: Estimate
    ac1: Estimate
    records: int
    paired: int


def ratings(review: Review, stage: str = "screening", keys: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the standing decisions of each person at a stage: index the records, one column a reviewer.

    Text; empty where a reviewer did not decide. `consensus` and `automation` are no persons. Records are those
    that the stage is about (see `screening.at_stage`) or that somebody decided on there; what was removed before
    screening is left out (see `left_out`). With `keys` (the sample of a round, see `queues.sample`) only these of
    them count. Raises `Misuse` for a stage at which nobody must agree.
    """
    import pandas as pd

    now = _decided(review, stage)
    table = screening.outcomes(review)
    there = table.index.isin(screening.at_stage(review, stage).index) | table.index.isin(now["key"])
    there &= ~table["status"].isin(screening.GONE)
    shown = table.index[there if keys is None else there & table.index.isin(list(keys))]
    names = sorted(now["reviewer"].unique())
    places = {key: place for place, key in enumerate(shown)}
    columns = {name: [""] * len(shown) for name in names}
    for key, reviewer, decision in zip(now["key"], now["reviewer"], now["decision"], strict=True):
        if key in places:
            columns[reviewer][places[key]] = decision
    return pd.DataFrame(columns, index=shown, columns=names, dtype="str")


def left_out(review: Review, stage: str = "screening", keys: Iterable[str] | None = None) -> tuple[str, ...]:
    """Return the records (of `keys`) that people decided on at a stage and that were removed before screening.

    As duplicates or for other reasons: they count for no agreement.
    """
    table = screening.outcomes(review)
    decided = table.index.isin(_decided(review, stage)["key"])
    gone = table.index[decided & table["status"].isin(screening.GONE)]
    return tuple(gone if keys is None else gone[gone.isin(list(keys))])


def _decided(review: Review, stage: str) -> pd.DataFrame:
    """Return what persons decided at a stage, as it stands."""
    if stage not in ("screening", "eligibility"):
        raise Misuse(
            f"there is no agreement {stage_in_words(stage)}; it is measured at title and abstract, and at full text."
        )
    now = screening.standing(review)
    return now[(now["stage"] == stage) & ~now["reviewer"].isin([CONSENSUS, AUTOMATION])]


def between(
    review: Review, first: str, second: str, stage: str = "screening", keys: Iterable[str] | None = None
) -> Agreement:
    """Return how far two reviewers agree at a stage, over the records (of `keys`) that both decided on.

    At screening `maybe` goes on to full text as `include` does, and is counted as one. Raises `Misuse` for a
    reviewer who decided nothing there.
    """
    import pandas as pd

    table = ratings(review, stage, keys).replace("maybe", "include")
    for name in (first, second):
        if name not in table.columns:
            known = ", ".join(table.columns) or "nobody"
            raise Misuse(f"{name} decided nothing {stage_in_words(stage)}; who did: {known}.")
    a, b = table[first], table[second]
    seen = Counter(zip((a != "").tolist(), (b != "").tolist(), strict=True))
    pairs = [(one, two) for one, two in zip(a, b, strict=True) if one and two]
    kinds = _kinds(stage, pairs)
    counts = pd.DataFrame(
        [[pairs.count((one, two)) for two in kinds] for one in kinds],
        index=pd.Index(kinds, name=first),
        columns=pd.Index(kinds, name=second),
    )
    reasons = _decided(review, stage).set_index(["key", "reviewer"])["reason"].to_dict()

    def decided(one: str, two: str) -> tuple[str, ...]:
        return tuple(table.index[(a == one) & (b == two)])

    return Agreement(
        first, second, stage,
        both=seen[True, True], only_first=seen[True, False], only_second=seen[False, True], neither=seen[False, False],
        agreed=sum(one == two for one, two in pairs), table=counts,
        kappa=cohen(counts.to_numpy().tolist()), ac1=ac1(pairs, kinds),
        first_included=decided("include", "exclude"), second_included=decided("exclude", "include"),
        other_reasons=tuple(key for key in decided("exclude", "exclude") if reasons[key, first] != reasons[key, second]),
    )  # fmt: skip


def among(review: Review, stage: str = "screening", keys: Iterable[str] | None = None) -> AmongAll:
    """Return Fleiss' kappa and AC1 among all who decided at a stage, and over how many records."""
    table = ratings(review, stage, keys).replace("maybe", "include")
    rows = [[value for value in row if value] for row in table.to_numpy(dtype=object).tolist()]
    rows = [row for row in rows if row]
    kinds = _kinds(stage, rows)
    return AmongAll(fleiss(rows, kinds), ac1(rows, kinds), len(rows), sum(len(row) > 1 for row in rows))


def _kinds(stage: str, rows: Iterable[Sequence[str]]) -> list[str]:
    """Return what could be decided: include or exclude, and what else was; those that nobody chose count for AC1."""
    used = {value for row in rows for value in row} | {"include", "exclude"}
    return [kind for kind in STAGES[stage] if kind in used]


def cohen(counts: Sequence[Sequence[int]]) -> Estimate:
    """Return Cohen's kappa of a square table of counts (first rater down, second across)."""
    n = sum(map(sum, counts))
    if not n:
        return Estimate(None)
    # Fractions, for a variance of nothing must come out as nothing.
    p = [[Fraction(cell, n) for cell in row] for row in counts]
    size = range(len(p))
    down = [sum(p[i]) for i in size]
    across = [sum(p[i][j] for i in size) for j in size]
    observed = sum(p[i][i] for i in size)
    expected = sum(down[i] * across[i] for i in size)
    if expected >= 1:
        return Estimate(None)
    kappa = (observed - expected) / (1 - expected)
    variance = sum(p[i][i] * (1 - (down[i] + across[i]) * (1 - kappa)) ** 2 for i in size)
    variance += (1 - kappa) ** 2 * sum(
        p[i][j] * (across[i] + down[j]) ** 2 for i in size for j in size if i != j
    )
    variance -= (kappa - expected * (1 - kappa)) ** 2
    return _estimate(float(kappa), math.sqrt(variance / n) / float(1 - expected), n)


def ac1(rows: Sequence[Sequence[str]], kinds: Sequence[str]) -> Estimate:
    """Return Gwet's AC1 of ratings: one row a record, as many ratings as there are; `kinds` are the categories."""
    return _chance_corrected(rows, kinds, lambda share: (1 - share) / (len(kinds) - 1))


def fleiss(rows: Sequence[Sequence[str]], kinds: Sequence[str]) -> Estimate:
    """Return Fleiss' kappa of ratings: one row a record, as many ratings as there are; `kinds` are the categories."""
    return _chance_corrected(rows, kinds, lambda share: share)


def _chance_corrected(
    rows: Sequence[Sequence[str]], kinds: Sequence[str], by_chance: Callable[[float], float]
) -> Estimate:
    """Gwet's general scheme: mean agreement of the records with two ratings or more, corrected for chance.

    `by_chance` is how likely one agrees by chance with a rating whose category has a share of all of them.
    """
    counts = [{kind: row.count(kind) for kind in kinds} for row in rows if row]
    if len(kinds) < 2 or not any(sum(count.values()) > 1 for count in counts):
        return Estimate(None)
    n = len(counts)
    shares = {kind: sum(count[kind] / sum(count.values()) for count in counts) / n for kind in kinds}
    chances = {kind: by_chance(share) for kind, share in shares.items()}
    expected = sum(shares[kind] * chances[kind] for kind in kinds)
    if expected >= 1:
        return Estimate(None)
    paired = [count for count in counts if sum(count.values()) > 1]
    observed = sum(map(_agreed, paired)) / len(paired)
    value = (observed - expected) / (1 - expected)
    deviations = []
    for count in counts:
        r = sum(count.values())
        own = n / len(paired) * (_agreed(count) - expected) / (1 - expected) if r > 1 else 0.0
        chance = sum(chances[kind] * count[kind] / r for kind in kinds)
        deviations.append(own - 2 * (1 - value) * (chance - expected) / (1 - expected))
    error = math.sqrt(sum((one - value) ** 2 for one in deviations) / (n * (n - 1))) if n > 1 else None
    return _estimate(value, error, n)


def _agreed(count: Mapping[str, int]) -> float:
    r = sum(count.values())
    return sum(c * (c - 1) for c in count.values()) / (r * (r - 1))


def _estimate(value: float, error: float | None, records: int) -> Estimate:
    if error is None or error < 1e-12 or records < LEAST:
        return Estimate(value, records=records)
    half = quantile(records - 1) * error
    return Estimate(value, error, max(-1.0, value - half), min(1.0, value + half), records)


@functools.lru_cache(maxsize=1024)
def quantile(freedom: int) -> float:
    """Return what Student's t does not go beyond in 95 % of cases, on either side, at so many degrees of freedom.

    >>> round(quantile(1), 3), round(quantile(10), 3), round(quantile(99), 3)
    (12.706, 2.228, 1.984)
    """
    freedom = min(freedom, 20_000)  # from there on the fourth figure stays
    low, high = 1.9, 13.0
    while high - low > 1e-9:
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < 0.95 else (low, middle)
    return low


def _within(t: float, freedom: int) -> float:
    """Return the probability that Student's t stands between -t and t (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    square = math.cos(angle) ** 2
    odd = freedom % 2
    term = total = math.cos(angle) if odd else 1.0
    for step in range(2 + odd, freedom, 2):
        term *= square * (step - 1) / step
        total += term
    if odd:
        return 2 / math.pi * (angle + (math.sin(angle) * total if freedom > 1 else 0.0))
    return math.sin(angle) * total
