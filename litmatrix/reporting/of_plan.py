"""What was planned, in sentences: registration, eligibility criteria and their changes, changes of the protocol."""

from __future__ import annotations

from collections.abc import Iterator

from litmatrix import screening
from litmatrix.matrix.changes import read_changes
from litmatrix.model import Criterion, CriterionChange
from litmatrix.reporting.sentences import (
    Paragraph,
    Sentence,
    between,
    dated,
    inside,
    listed,
    missing,
    numbered,
    quoted,
    said,
    told,
    verb,
    worded,
)
from litmatrix.review import Review
from litmatrix.screening import dividing, queues
from litmatrix.tables.of_protocol import check_in_words
from litmatrix.vocabulary import (
    AGREED_ON,
    AUTOMATION,
    CONSENSUS,
    HISTORY,
    LABEL,
    PROTOCOL,
    WITHDRAW,
    stage_in_words,
)

_EFFECTS = {
    "narrowed": "so that what had been included before was to be decided again",
    "widened": "so that what had been excluded for it before was to be decided again",
}


def registration(review: Review) -> Paragraph:
    """Return where the review and its protocol are registered, or the gap; and what changed of the protocol."""
    stated = said("Registration and protocol", review.protocol.about.registration, "registration")
    return Paragraph("registration", "Registration and protocol", (stated, *changes(review)))


def changes(review: Review) -> Iterator[Sentence]:
    """Yield how often the protocol was changed, as history/ has it, and how often after the first decision."""
    found, _ = read_changes(review.folder / HISTORY)
    times = [one.time for one in found if one.undone is None]
    if not times:
        return
    events = review.decisions
    decided = events[(events["stage"] != LABEL) & (events["decision"] != WITHDRAW)]["time"]
    begun = decided.min()[:19] if len(decided) else ""
    later = sum(f"{time:%Y-%m-%dT%H:%M:%S}" > begun for time in times) if begun else 0
    after = f", {worded(later)} of them after the first decision on a record" if begun else ""
    number = numbered(len(times), "change")
    yield Sentence(f"The record of the review has {number} of the protocol, made {between(times)}{after}.")


def eligibility(review: Review) -> Paragraph:
    """Return the criteria in the order in which they are applied, what checked them, and how they were changed."""
    criteria = review.protocol.criteria
    if not criteria:
        gap = Sentence(f"Eligibility criteria: {missing('criteria')}.", True)
        return Paragraph("eligibility", "Eligibility criteria", (gap,))
    return Paragraph(
        "eligibility",
        "Eligibility criteria",
        (
            _applied(criteria),
            *_reasons(review),
            *_checks(criteria),
            *_changed(review),
        ),
    )


def _applied(criteria: tuple[Criterion, ...]) -> Sentence:
    if len(criteria) == 1:
        return Sentence(f"Records had to meet one criterion: {_criterion(criteria[0])}.")
    each = told([f"({number}) {_criterion(one)}" for number, one in enumerate(criteria, start=1)])
    return Sentence(
        f"Records had to meet {numbered(len(criteria), 'criterion', 'criteria')}, applied in this order: {each}."
    )


def _criterion(one: Criterion) -> str:
    where = stage_in_words(one.stage) if one.stage else "at every stage"
    return f"{quoted(one.include or one.exclude or one.id)} ({where})"


def _reasons(review: Review) -> Iterator[Sentence]:
    """Say that exclusions have reasons, where there are exclusions; how many have none is counted."""
    out = screening.outcomes(review)
    out = out[out["status"] == screening.EXCLUDED]
    if not len(out):
        return
    without = int((out["reason"] == "").sum())
    but = f"; {numbered(without, 'exclusion')} {verb(without, 'has', 'have')} none" if without else ""
    yield Sentence(f"The reason for an exclusion was the criterion that the record did not meet{but}.")


def _checks(criteria: tuple[Criterion, ...]) -> Iterator[Sentence]:
    checked = [one for one in criteria if one.check]
    if checked:
        how = told([inside(check_in_words(one.check)) for one in checked])
        yield Sentence(
            f"For {worded(len(checked))} of {worded(len(criteria))} criteria a check of the record ({how}) pointed out what seemed to fail."
        )


def _changed(review: Review) -> Iterator[Sentence]:
    """Say how criteria were changed, and whether what was decided before was decided again."""
    every = [(one, change) for one in review.protocol.criteria for change in one.history]
    for criterion, change in every:
        yield Sentence(_change(criterion, change))
    if every and len(review.decisions):
        left = len(due(review))
        yield Sentence(
            f"Of the records decided on before such a change, {worded(left)} {verb(left or 1, 'waits', 'wait')} to be decided again."
        )


def _change(criterion: Criterion, change: CriterionChange) -> str:
    before = [inside(text) for text in (change.include, change.exclude) if text.strip()]
    was = f"; before, it read {listed([quoted(text) for text in before])}" if before else ""
    effect = _EFFECTS.get(change.effect, "")
    return f"The criterion {quoted(criterion.include or criterion.id)} was {change.effect} {dated(change.date)}, {effect}{was}."


def due(review: Review) -> set[str]:
    """Return the records that somebody decided on before a criterion changed, and that wait to be decided again."""
    people = [name for name in dividing.known(review) if name not in (AUTOMATION, CONSENSUS)]
    return {
        key for stage in AGREED_ON for name in people for key in queues.find_queue(review, "due", name, stage)
    }


def objectives(review: Review) -> Paragraph:
    """Return the questions and the aims."""
    questions = review.protocol.questions
    aims = review.protocol.about.aims
    parts = []
    if questions:
        each = (
            quoted(questions[0])
            if len(questions) == 1
            else told([f"({number}) {quoted(one)}" for number, one in enumerate(questions, start=1)])
        )
        asked = numbered(len(questions), "question")
        parts.append(Sentence(f"The review asks {asked}: {each}."))
    else:
        parts.append(Sentence(f"The review asks: {missing('questions')}.", True))
    if aims.strip():
        parts.append(said("Aims", aims, "aims"))
    return Paragraph("objectives", "Objectives", tuple(parts))


def protocol_file(review: Review) -> Paragraph:
    """Return where the protocol can be read, and what changed of it: criteria, themes, the rest."""
    keeps = Sentence(
        f"The protocol (questions, searches, criteria, descriptors, themes and their history) is the file {PROTOCOL} of the review."
    )
    return Paragraph("protocol", "Registration and protocol", (keeps,))


def amendments(review: Review) -> Paragraph:
    """Return what changed of the protocol: by the record in history/, of the criteria, and of the themes."""
    parts = [*changes(review), *_changed(review)]
    if not parts:
        parts = [Sentence("No change of the criteria is recorded.")]
    return Paragraph("amendments", "Amendments", tuple(parts))
