"""Who decided what, in sentences: how many people, independently or not, how far they agreed, and what a rule decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from litmatrix import screening
from litmatrix.model import Round
from litmatrix.reporting.sentences import (
    Paragraph,
    Sentence,
    begun,
    between,
    dated,
    inside,
    listed,
    numbered,
    quoted,
    share,
    verb,
    worded,
)
from litmatrix.review import Review
from litmatrix.screening import agreement, flow, queues, votes
from litmatrix.tables.of_protocol import check_in_words
from litmatrix.vocabulary import AGREED_ON, AUTOMATION, CONSENSUS, PREVIOUS, STAGE_NAMES, stage_in_words

if TYPE_CHECKING:
    import pandas as pd

#: What is decided on at a stage, and what people did with it.
_WHAT = {"screening": ("titles and abstracts", "screened"), "eligibility": ("full texts", "assessed")}
#: With more people than this the agreement is told among all of them, not of each two.
_MOST_PAIRED = 3


def selection(review: Review) -> Paragraph:
    """Return who decided on how many records at each stage, how they agreed, how conflicts ended, what was not retrieved."""
    sentences = [
        *_taken_over(review),
        *(one for stage in AGREED_ON for one in (*(_retrieved(review) if stage == "eligibility" else ()), *_stage(review, stage))),
        *automation(review),
    ]  # fmt: skip
    if not sentences:
        sentences = [Sentence("No record waits to be selected, and none was decided on.")]
    return Paragraph("selection", "Selection process", tuple(sentences))


def _taken_over(review: Review) -> Iterator[Sentence]:
    table = screening.outcomes(review)
    old = table[(table["arm"] == PREVIOUS) & ~table["status"].isin(screening.GONE)]
    kept = int(((old["eligibility"] == "") & (old["status"] == screening.INCLUDED)).sum())
    if kept:
        anew = len(old) - kept
        more = f"; {worded(anew)} more {verb(anew, 'was', 'were')} decided on anew" if anew else ""
        yield Sentence(
            f"Of the earlier version of the review, {numbered(kept, 'record')} {verb(kept, 'was', 'were')} taken over as included, without a new decision{more}."
        )


# --- a stage ---------------------------------------------------------------------------------------------------------


def _stage(review: Review, stage: str) -> Iterator[Sentence]:
    here = screening.at_stage(review, stage)
    people = {key: names for key, names in votes.people(review, stage).items() if key in here.index}
    if not len(here):
        return
    what, done = _WHAT[stage]
    if people:
        yield _who(stage, people, what, done)
        yield from _independence(review, stage, people)
        yield from _differences(review, stage, here, people)
        yield from agreed(review, stage)
    else:
        yield Sentence(f"At {STAGE_NAMES[stage]}, nobody has decided on a record yet.")
    for one in review.protocol.rounds:
        if one.stage == stage:
            yield from _round(review, one)
    yield from _waiting(review, stage, here)


def _who(stage: str, people: dict[str, tuple[str, ...]], what: str, done: str) -> Sentence:
    counts = Counter(name for names in people.values() for name in names)
    records = numbered(len(people), "record")
    if len(counts) == 1:
        return Sentence(f"One person ({next(iter(counts))}) {done} {what} ({records}).")
    who = listed([f"{name} ({number:,})" for name, number in counts.most_common()])
    several = numbered(len(counts), "person", "people")
    return Sentence(f"{begun(what)} ({records}) were {done} by {several}: {who}.")


def _independence(review: Review, stage: str, people: dict[str, tuple[str, ...]]) -> Iterator[Sentence]:
    """Say how many people each record needs and had; one reviewer is told apart from two."""
    needed = review.protocol.agree.get(stage, 1)
    several = sum(len(names) > 1 for names in people.values())
    asked = f"Each record needed the decision of {numbered(needed, 'person', 'people')}"
    divided = review.protocol.divide.get(stage, ())
    among = f", and the records were divided among {listed(divided)}" if divided else ""
    had = sum(len(names) >= needed for names in people.values())
    if needed > 1:
        yield Sentence(f"{asked}{among}; {share(had, len(people), 'record') if had else 'none'} had it.")
    elif several or among:
        also = f"; {worded(several)} {verb(several, 'was', 'were')} decided on by more" if several else ""
        yield Sentence(f"{asked}{among}{also}.")
    if several:
        yield Sentence(
            "They decided independently: in litmatrix nobody is shown the decisions of others before asking to compare them."
        )


def _differences(
    review: Review, stage: str, here: pd.DataFrame, people: dict[str, tuple[str, ...]]
) -> Iterator[Sentence]:
    """Say on how many records people differ, and how that was settled."""
    now = screening.standing(review)
    now = now[(now["stage"] == stage) & now["key"].isin(here.index)]
    consensus = now[now["reviewer"] == CONSENSUS]
    settled = set(consensus["key"])
    differ = _differing(now, stage)
    open_ = set(here.index[here[stage] == screening.CONFLICT])
    if differ:
        number = len(differ)
        by = sorted({file.split("/")[-1].partition("@")[0] for file in consensus["file"]})
        parts = [
            f"{worded(len(differ & settled))} settled by consensus (recorded by {listed(by)})" if differ & settled else "",
            f"{worded(len(open_))} not settled yet" if open_ else "",
        ]  # fmt: skip
        how = listed(filter(None, parts))
        yield Sentence(
            f"Their decisions differ on {numbered(number, 'record')}" + (f": {how}." if how else ".")
        )
    if more := len(settled - differ):
        yield Sentence(f"Consensus was recorded on {numbered(more, 'record')} on which no decisions differ.")
    if not differ and not more and any(len(names) > 1 for names in people.values()):
        yield Sentence("On no record do their decisions differ now.")


def _differing(now: pd.DataFrame, stage: str) -> set[str]:
    """Return the records on which people's standing decisions differ as `outcomes` has it: at full text in the reason too."""
    own = now[~now["reviewer"].isin([CONSENSUS, AUTOMATION])]
    found: dict[str, set[tuple[str, str]]] = {}
    for key, decision, reason in zip(own["key"], own["decision"], own["reason"], strict=True):
        kind = "include" if decision == "maybe" else decision
        found.setdefault(key, set()).add((kind, reason if stage == "eligibility" else ""))
    return {key for key, kinds in found.items() if len(kinds) > 1}


def _waiting(review: Review, stage: str, here: pd.DataFrame) -> Iterator[Sentence]:
    """Say how many records of a stage are not settled."""
    values = here[stage]
    pending = int((values == screening.PENDING).sum())
    awaiting = int((values == screening.AWAITING).sum())
    if pending:
        yield Sentence(
            f"{begun(stage_in_words(stage))}, {numbered(pending, 'record')} {verb(pending, 'is', 'are')} not decided on by enough people yet."
        )
    if awaiting:
        yield Sentence(
            f"{begun(stage_in_words(stage))}, {numbered(awaiting, 'record')} {verb(awaiting, 'awaits', 'await')} classification."
        )


def _retrieved(review: Review) -> Iterator[Sentence]:
    """Say how many full texts were sought, and how many could not be had."""
    found = Counter()  # type: Counter[str]
    for box in flow.boxes(review):
        if box.arm in ("database", "other"):
            found[box.id.partition("_")[2]] += box.n or 0
    if sought := found["sought"]:
        missing, waits = found["not_retrieved"], found["retrieval_pending"]
        parts = [
            f"{worded(missing)} could not be retrieved" if missing else "" if waits else "all were retrieved",
            f"{worded(waits)} {verb(waits, 'is', 'are')} not retrieved yet" if waits else "",
        ]
        how = "none could be retrieved" if missing == sought else listed(filter(None, parts))
        yield Sentence(f"The full texts of {numbered(sought, 'report')} were sought; {how}.")


# --- agreement -------------------------------------------------------------------------------------------------------


def agreed(review: Review, stage: str, keys: Sequence[str] | None = None) -> Iterator[Sentence]:
    """Yield how far people agreed at a stage (on `keys`), with n and kappa; nothing where only one decided."""
    table = agreement.ratings(review, stage, keys)
    people = [str(name) for name in table.columns if (table[name] != "").any()]
    maybe = " (“maybe” counts as include)" if (table == "maybe").any(axis=None) else ""
    if len(people) > _MOST_PAIRED:
        every = agreement.among(review, stage, keys)
        yield Sentence(
            f"Among the {worded(len(people))} people, {numbered(every.paired, 'record')} {verb(every.paired, 'was', 'were')} decided on by two or more; "
            f"Fleiss’ kappa (95 % interval) is {every.kappa.told()}{maybe}."
        )
        return
    for first, second in combinations(people, 2):
        one = agreement.between(review, first, second, stage, keys)
        if not one.both:
            yield Sentence(
                f"{first} and {second} decided on no record both, so their agreement cannot be measured."
            )
            continue
        also = (
            f", and Gwet’s AC1, which a high share of one decision lowers less, {one.ac1.told()}"
            if one.paradox
            else ""
        )
        reasons = len(one.other_reasons)
        why = f", on {worded(reasons)} of them with different reasons" if reasons else ""
        yield Sentence(
            f"{first} and {second} agreed on {share(one.agreed, one.both, 'record that both decided on', 'records that both decided on')}{why}; "
            f"Cohen’s kappa (95 % interval) is {one.kappa.told()}{also}{maybe}."
        )


def agreements(review: Review) -> str:
    """Return how far people agreed at every stage, a line each; empty where nobody decided twice."""
    lines = [
        f"{begun(STAGE_NAMES[stage])}: {' '.join(one.text for one in found)}"
        for stage in AGREED_ON
        if (found := list(agreed(review, stage)))
    ]
    return "\n".join(lines)


def _round(review: Review, one: Round) -> Iterator[Sentence]:
    """Say what was decided in a round: by whom, on how many records, and how they agreed."""
    now = screening.standing(review)
    now = now[(now["round"] == one.id) & (now["stage"] == one.stage)]
    when = f" {dated(one.date)}" if one.date else ""
    size = f" of {numbered(one.size, 'record')}" if one.size else ""
    head = f"A round for {quoted(one.purpose)}{when}, a random sample{size} (seed {one.seed})"
    if not len(now):
        yield Sentence(f"{head}, was planned; nothing was decided in it yet.")
        return
    who = listed(sorted(now["reviewer"].unique()))
    yield Sentence(f"{head}, was decided on by {who}: {numbered(now['key'].nunique(), 'record')}.")
    if now["reviewer"].nunique() > 1:
        for sentence in agreed(review, one.stage, list(queues.sample(review, one.id))):
            yield Sentence(f"In this round, {sentence.text}")


# --- rules -----------------------------------------------------------------------------------------------------------


def automation(review: Review) -> Iterator[Sentence]:
    """Yield what a check excluded, by which criterion, and who told it to; that none did, where people decided."""
    now = screening.standing(review)
    table = screening.outcomes(review)
    ruled = set(table.index[table["automation"] == "yes"])
    rows = now[(now["reviewer"] == AUTOMATION) & now["key"].isin(ruled)]
    if not len(rows):
        if now["stage"].isin(AGREED_ON).any():
            yield Sentence("No record was excluded by an automatic check.")
        return
    checks = {one.id: one for one in review.protocol.criteria}
    for reason, group in rows.groupby("reason", sort=False):
        criterion = checks.get(str(reason))
        of = quoted(criterion.include or criterion.id) if criterion else quoted(str(reason))
        how = f" ({inside(check_in_words(criterion.check))})" if criterion and criterion.check else ""
        who = listed(sorted({file.split("/")[-1].partition("@")[0] for file in group["file"]}))
        number = group["key"].nunique()
        yield Sentence(
            f"The check of the criterion {of}{how} excluded {numbered(number, 'record')}; {who} ran it {between(group['time'])}."
        )
