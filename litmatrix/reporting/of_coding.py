"""How sources were read, in sentences: who coded, what was noted of each, how the themes came, saturation, quotations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from litmatrix import coding, screening
from litmatrix.coding import quotations, saturation
from litmatrix.coding.lives import trace
from litmatrix.files import fulltexts
from litmatrix.model import Descriptor, Protocol, ThemeChange
from litmatrix.protocol import theme_history
from litmatrix.reporting.sentences import (
    Paragraph,
    Sentence,
    dated,
    day,
    flat,
    inside,
    listed,
    missing,
    numbered,
    percent,
    quoted,
    share,
    told,
    verb,
    worded,
)
from litmatrix.review import Review
from litmatrix.tables import theme_names
from litmatrix.tables.of_appraisal import APPRAISAL
from litmatrix.vocabulary import MENTIONED, NOT_MENTIONED, QUOTATION, STANCES, counted

if TYPE_CHECKING:
    import pandas as pd

_MOST_CHANGES, _MOST_VALUES = 8, 8


def collection(review: Review, looked: pd.DataFrame | None = None) -> Paragraph:
    """Return who read how many sources, how far the matrix is filled, and whether its quotations were checked.

    `looked` is what `quotations.look_for` found; without it the full texts are not read, and the sentence says so.
    """
    sentences = [*read(review), *cells(review), *excerpts(review), *_checked(review, looked)]
    return Paragraph("collection", "Data collection process", tuple(sentences))


def read(review: Review) -> Iterator[Sentence]:
    """Say who logged which of the included sources as read."""
    included = set(screening.included(review).index)
    if not included:
        return
    readers: dict[str, set[str]] = {}
    for key, _, reader in saturation.reads(review):
        if key in included:
            readers.setdefault(key, set()).add(reader)
    number = len(included)
    if not readers:
        sources = "included source" if number == 1 else numbered(number, "included source")
        whom = missing("who read and coded the sources")
        yield Sentence(f"The {sources} {verb(number, 'was', 'were')} read and coded by {whom}.", True)
        return
    counts = Counter(name for names in readers.values() for name in sorted(names))
    who = listed([f"{name} ({own:,})" for name, own in counts.most_common()])
    several = sum(len(names) > 1 for names in readers.values())
    by = (
        f"one person ({next(iter(counts))})"
        if len(counts) == 1
        else f"{numbered(len(counts), 'person', 'people')}: {who}; {worded(several)} {verb(several or 1, 'was', 'were')} read by more than one"
    )
    logged = verb(len(readers), "is", "are")
    yield Sentence(f"Logged as read {logged} {share(len(readers), number, 'included source')}, by {by}.")


def cells(review: Review) -> Iterator[Sentence]:
    """Say how many of the cells were looked at: what was not is never counted as not mentioned."""
    states = coding.states(review)
    if states.empty:
        return
    looked = int(states.isin([MENTIONED, NOT_MENTIONED]).to_numpy().sum())
    size = f"{counted(len(states), 'source')} × {counted(len(states.columns), 'theme')}"
    yield Sentence(
        f"What a source says on a theme was entered into a matrix ({size}); {share(looked, states.size, 'cell')} {verb(looked, 'has', 'have')} been looked at"
        + (", and the others are not counted as “not mentioned”." if looked < states.size else ".")
    )


def excerpts(review: Review) -> Iterator[Sentence]:
    found = coding.evidence(review)
    if not len(found):
        return
    quotes = int((found["kind"] == QUOTATION).sum())
    placed = int((found["locator"] != "").sum())
    second = int((found["origin"] != "").sum())
    place = (
        "each with a page or place"
        if placed == len(found)
        else f"{worded(placed)} of them ({percent(placed, len(found))}) with a page or place"
    )
    hand = f"; {worded(second)} {verb(second, 'is', 'are')} at second hand" if second else ""
    kinds = listed(
        [
            numbered(number, *words)
            for number, words in ((quotes, ("quotation",)), (len(found) - quotes, ("summary", "summaries")))
            if number
        ]
    )
    yield Sentence(f"The matrix has {numbered(len(found), 'excerpt')} ({kinds}), {place}{hand}.")


def _checked(review: Review, looked: pd.DataFrame | None) -> Iterator[Sentence]:
    """Say whether the quotations were looked for in the full texts, and what came of it."""
    found = coding.evidence(review)
    keys = list(dict.fromkeys(found.loc[found["kind"] == QUOTATION, "key"]))
    if not keys:
        return
    if looked is None:
        if not fulltexts.find_many(review.folder, keys):
            yield Sentence("No full text is at hand to compare the quotations with.")
            return
        yield Sentence(
            f"Quotations compared with the full texts: {missing('the result of “litmatrix check --quotations”')}.",
            True,
        )
        return
    looked = looked[looked["key"].isin(keys)]
    outcomes = Counter(looked["outcome"])
    searched = quotations.count(looked)
    words = {
        quotations.FOUND: ("stands as it is cited", "stand as they are cited"),
        quotations.OTHER_PAGE: ("is on another page", "are on another page"),
        quotations.NEARLY: ("differs in a few letters", "differ in a few letters"),
        quotations.NOT_FOUND: ("was not found", "were not found"),
    }  # fmt: skip
    parts = listed(
        [
            f"{worded(number)} {verb(number, *said)}"
            for one, said in words.items()
            if (number := outcomes[one])
        ]
    )
    yield Sentence(
        f"Of {numbered(len(looked), 'quotation')}, {worded(searched.quotations)} {verb(searched.quotations or 1, 'was', 'were')} looked for in {numbered(searched.full_texts, 'full text')}"
        + (f": {parts}." if parts else ".")
    )


# --- data items ------------------------------------------------------------------------------------------------------


def items(review: Review) -> Paragraph:
    """Return what was noted of each source, and the themes that it was read for."""
    return Paragraph("items", "Data items", (*variables(review), *read_for(review)))


def variables(review: Review) -> Iterator[Sentence]:
    """Yield the descriptors, each with its values; those of the appraisal are told apart (see `appraisal`)."""
    described = [one for one in review.protocol.descriptors if one.group.casefold() != APPRAISAL]
    if described:
        yield Sentence(f"Of each source was noted: {told([_descriptor(one) for one in described])}.")


def _descriptor(one: Descriptor) -> str:
    name = flat(one.name) or one.id
    if one.type == "number":
        return f"{name} (a number)"
    if not one.values:
        return f"{name} (text)"
    several = "; several are possible" if one.type == "choices" else ""
    values = (
        ", ".join(map(flat, one.values))
        if len(one.values) <= _MOST_VALUES
        else f"one of {len(one.values):,} values"
    )
    return f"{name} ({values}{several})"


def read_for(review: Review) -> Iterator[Sentence]:
    """Yield the themes in use, by name."""
    names = list(theme_names(review).values())
    if names:
        yield Sentence(
            f"The sources were read for {numbered(len(names), 'theme')}, which the codebook defines: {told([*map(flat, names)])}."
        )
    else:
        yield Sentence(f"The sources were read for {missing('themes')}.", True)


def appraisal(review: Review) -> Paragraph:
    """Return the questions by which sources were appraised, and how many have an answer; no sentence where there are none."""
    asked = [one for one in review.protocol.descriptors if one.group.casefold() == APPRAISAL]
    sources = coding.sources(review)
    if not asked:
        return Paragraph("appraisal", "Study risk of bias assessment", ())
    answered = sum(int((sources[one.id] != "").sum()) for one in asked if one.id in sources)
    which = told([_descriptor(one) for one in asked])
    number = numbered(len(asked), "question")
    return Paragraph(
        "appraisal",
        "Study risk of bias assessment",
        (
            Sentence(f"The sources were appraised by {number}: {which}."),
            Sentence(f"Given are {share(answered, len(asked) * len(sources), 'answer')}."),
        ),
    )


# --- themes ----------------------------------------------------------------------------------------------------------


def synthesis(review: Review) -> Paragraph:
    """Return how the sources were brought together: themes and how they came, sides, saturation."""
    return Paragraph(
        "synthesis", "Synthesis methods", (*sides(review), *themes_came(review), *saturated(review))
    )


def sides(review: Review) -> Iterator[Sentence]:
    found = coding.evidence(review)
    if not len(found) or not review.protocol.current_themes:
        return
    counts = Counter(found["stance"])
    shown = [f"{counts[sign]:,} {word}" for sign, word in STANCES.items() if counts[sign]]
    taken = f" ({', '.join(shown)})" if set(counts) - {""} else ""
    yield Sentence(
        f"The findings were brought together theme by theme; an excerpt can speak for the theme, against it, both ways or neither{taken}."
    )


def themes_came(review: Review) -> Iterator[Sentence]:
    """Yield how the themes came: from the start or later, before or after reading began, and what became of them."""
    plan = review.protocol
    current = {theme.id for theme in plan.current_themes}
    if not current and not plan.theme_history:
        return
    told_ = trace(plan)
    lives = [life for life in told_.lives if life.id in current]
    later = [
        (told_.days[life.spans[0].first], life.name)
        for life in lives
        if life.spans and life.spans[0].first is not None
    ]
    if lives:
        yield _came(len(lives), sorted(day_ for day_, _ in later))
    readings = saturation.curve(review)["time"]
    if later and len(readings):
        first = min(readings)[:10]
        since = sum(day_ > first for day_, _ in later)
        yield Sentence(
            f"Reading began {dated(first)}; {worded(since)} of the themes {verb(since, 'was', 'were')} added after that day."
        )
    yield from _became(plan)


def _came(every: int, later: Sequence[str]) -> Sentence:
    """Say how many themes stand from the start, and when the others were added."""
    stood = every - len(later)
    themes = numbered(every, "theme")
    days = sorted({one for one in later if one})
    when = (
        f" {dated(days[0])}"
        if len(days) == 1
        else f", between {day(days[0])} and {day(days[-1])}"
        if days
        else ""
    )
    if not later:
        return Sentence(
            f"The {themes} in use {verb(every, 'stands', 'stand')} from the start, or {verb(every, 'has', 'have')} no date."
        )
    if not stood:
        return Sentence(f"The {themes} in use {verb(every, 'was', 'were')} added{when}.")
    return Sentence(
        f"Of the {themes} in use, {worded(stood)} {verb(stood, 'stands', 'stand')} from the start or {verb(stood, 'has', 'have')} no date, and "
        f"{worded(len(later))} {verb(len(later), 'was', 'were')} added later{when}."
    )


def _became(plan: Protocol) -> Iterator[Sentence]:
    """Say which themes were merged, split, renamed, redefined or retired, and when; of many how many."""
    names = {theme.id: flat(theme.name) or theme.id for theme in plan.themes}
    every = [one for one in theme_history.of_themes(plan) if one.change not in ("add", "reorder")]
    if every:
        shown = [_change(one, names) for one in every[:_MOST_CHANGES]]
        rest = len(every) - len(shown)
        more = (
            f"; {numbered(rest, 'more change')} {verb(rest, 'stands', 'stand')} in the codebook"
            if rest
            else ""
        )
        yield Sentence(f"Then {told(shown)}{more}.")
    if within := sum(bool(one.theme) for one in plan.theme_history):
        yield Sentence(f"Subthemes were changed {numbered(within, 'time')}.".replace("one time", "once"))


def _change(one: ThemeChange, names: dict[str, str]) -> str:
    before = listed([quoted(names.get(id, id)) for id in one.before or one.after])
    after = listed([quoted(names.get(id, id)) for id in one.after or one.before])
    number = len(one.before or one.after)
    was = verb(number, "was", "were")
    said = {
        "merge": f"{before} {was} merged into {after}",
        "split": f"{before} {was} split into {after}",
        "rename": f"{before} {was} renamed {after}",
        "redefine": f"{after} {was} redefined",
        "retire": f"{before} {was} retired",
    }.get(one.change, f"{before}: {inside(one.change)}")
    return f"{said} {dated(one.time)}"


def saturated(review: Review) -> Iterator[Sentence]:
    """Yield after how many sources few codes were new, where enough readings are logged to say so (see `saturation`)."""
    table = saturation.curve(review)
    if not len(saturation.new_information(table)):
        return
    at = saturation.reached(table)
    measure = "by the measure of Guest, Namey and Chen (2020; base of four sources, runs of two)"
    yield Sentence(
        f"New codes fell to 5 % or less of those in the first four sources after {at} + 2 sources, {measure}."
        if at is not None
        else f"New codes did not fall to 5 % of those in the first four sources within the {numbered(len(table), 'source')} logged as read, {measure}."
    )
    if left := len(saturation.unlogged(review)):
        yield Sentence(
            f"Not part of this {verb(left, 'is', 'are')} {numbered(left, 'included source')} without a logged reading."
        )
