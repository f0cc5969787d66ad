"""How records were found, in sentences: sources and dates, strategies, duplicates and what else left before screening."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from litmatrix import screening
from litmatrix.matrix.importlog import read_imports
from litmatrix.model import Search
from litmatrix.reporting.sentences import (
    Paragraph,
    Sentence,
    begun,
    dated,
    day,
    inside,
    listed,
    missing,
    numbered,
    opening,
    quoted,
    told,
    verb,
    worded,
)
from litmatrix.review import Review
from litmatrix.tables import NOT_STATED
from litmatrix.vocabulary import DATABASE_KINDS, HISTORY, PREVIOUS, PROTOCOL, counted

#: What is searched or asked, by the kind of search: one, more, and what was done.
_KINDS = {
    "database": ("database", "databases", "searched"), "register": ("register", "registers", "searched"),
    "website": ("website", "websites", "searched"), "organisation": ("organisation", "organisations", "consulted"),
    "citation": ("source of citations", "sources of citations", "searched"), "contact": ("contact", "contacts", "asked"),
    "other": ("other source", "other sources", "searched"), "previous": ("earlier version of the review", "earlier versions of the review", "taken over"),
}  # fmt: skip


def sources(review: Review) -> Paragraph:
    """Return where records were looked for and when, how many hits there were, and how many records came from where."""
    return Paragraph("sources", "Information sources", (*_sources(review), *_found(review)))


def of_kinds(review: Review, *kinds: str) -> str:
    """Return the same of some kinds of search alone; empty where there is none."""
    return " ".join(one.text for one in _sources(review, kinds) if not one.gap)


def _sources(review: Review, kinds: Sequence[str] = tuple(_KINDS)) -> Iterator[Sentence]:
    if not review.protocol.searches:
        yield Sentence(f"Information sources: {missing('searches')}.", True)
    traced = screening.records_of(review)
    dates = {one.id: one.date for one in review.protocol.searches}
    for kind, (one, more, done) in _KINDS.items():
        found = [search for search in review.protocol.searches if search.kind == kind and kind in kinds]
        if not found:
            continue
        names = {name(search).casefold() for search in found}
        several = f", in {numbered(len(found), 'search', 'searches')}" if len(found) > len(names) else ""
        each = told([_searched(search, traced[search.id], dates) for search in found])
        number = len(names)
        yield Sentence(f"{opening(number, one, more)} {verb(number, 'was', 'were')} {done}{several}: {each}.")


def name(search: Search) -> str:
    """Return what a search is called in a sentence: its source, its platform, or its id."""
    return inside(search.source) or inside(search.platform) or search.id


def _searched(search: Search, records: int, dates: dict) -> str:
    """Return a search with all that is known of it."""
    where = f" via {inside(search.platform)}" if search.source and search.platform else ""
    details = [f"{inside(search.strand)} strand"] if search.strand else []
    if search.updates:
        first = dates.get(search.updates)
        details.append(f"an update of that of {day(first)}" if first else f"an update of {search.updates}")
    if search.date:
        details.append(dated(search.date).strip("()"))
    unknown = [] if search.date or search.kind == PREVIOUS else ["date"]
    if search.hits is not None:
        details.append(counted(search.hits, "hit"))
    elif search.kind != PREVIOUS:
        unknown.append("hits")
    if unknown:
        details.append(f"{' and '.join(unknown)} {NOT_STATED}")
    if search.examined is not None:
        details.append(f"{search.examined:,} examined")
    if records and records != search.hits:
        details.append(f"{counted(records, 'record')} taken in")
    elif search.hits and not records:
        details.append("no record traced to it")
    return f"{name(search)}{where} ({', '.join(details)})"


def _found(review: Review) -> Iterator[Sentence]:
    """Say how many records were found in which way, and which name a search that the protocol does not have."""
    arms = screening.outcomes(review)["arm"].value_counts().to_dict()
    ways = {
        "database": "by databases and registers",
        "other": "by other methods",
        PREVIOUS: "in the earlier version",
    }
    if total := sum(arms.values()):
        shares = [f"{arms[arm]:,} {words}" for arm, words in ways.items() if arms.get(arm)]
        yield Sentence(
            f"In all, {numbered(total, 'record')} {verb(total, 'was', 'were')} found: {listed(shares)}."
            if len(shares) > 1
            else f"In all, {numbered(total, 'record')} {verb(total, 'was', 'were')} found, all {shares[0].partition(' ')[2]}."
        )
    known = {one.id for one in review.protocol.searches}
    strange = Counter(id for ids in screening.origins(review).values() for id in ids if id not in known)
    if strange:
        number = strange.total()
        which = listed([quoted(id) for id in strange], 5)
        yield Sentence(
            f"In the bibliography, {numbered(number, 'record')} {verb(number, 'names', 'name')} a search that {PROTOCOL} does not have: "
            f"{missing(f'the search {which}')}.",
            True,
        )


# --- strategies ------------------------------------------------------------------------------------------------------


def strategies(review: Review) -> Paragraph:
    """Return how many search strings are printed as they were run, limits, filters, and who reviewed the strategies."""
    sentences = (*strings(review), *restricted(review), *reviewed(review))
    return Paragraph("strategies", "Search strategy", sentences)


def _run(review: Review) -> list[Search]:
    return [one for one in review.protocol.searches if one.kind != PREVIOUS]


def strings(review: Review) -> Iterator[Sentence]:
    """Yield for how many searches the string is recorded, and for which databases and registers it is not."""
    with_query = [one for one in _run(review) if one.query.strip()]
    without = [one for one in _run(review) if one.kind in DATABASE_KINDS and not one.query.strip()]
    if with_query:
        number = len(with_query)
        yield Sentence(
            f"The search log prints the search string of {numbered(number, 'search', 'searches')}, as recorded ({listed(map(name, with_query))})."
        )
    if without:
        which = listed(map(name, without))
        yield Sentence(f"Search strategy of {which}: {missing('search string')}.", True)


def restricted(review: Review, *kinds: str) -> Iterator[Sentence]:
    """Yield which limits and filters were used (or one of the two); where none is stated, nobody knows whether there were any."""
    silent = []
    for what in kinds or ("limits", "filters"):
        told_of = [one for one in _run(review) if getattr(one, what).strip()]
        given = [f"{name(one)}: {inside(getattr(one, what))}" for one in told_of]
        left = len(_run(review)) - len(given)
        rest = f"; for {numbered(left, 'other search', 'other searches')} none is stated" if left else ""
        if given:
            yield Sentence(f"{begun(what)} of the searches: {told(given)}{rest}.")
        elif left:
            silent.append(what)
    if silent:
        yield Sentence(f"Which {' and '.join(silent)} were used is {NOT_STATED}.")


def reviewed(review: Review) -> Iterator[Sentence]:
    """Yield who reviewed the search strategies, and that nobody is stated."""
    given = [f"{name(one)}: {inside(one.peer_review)}" for one in _run(review) if one.peer_review.strip()]
    if given:
        yield Sentence(f"Peer review of the search strategies: {told(given)}.")
    elif _run(review):
        yield Sentence("Peer review of a search strategy is not stated.")


def queries(review: Review) -> str:
    """Return each search string as it was run, after its source, a line each; empty without any."""
    return "\n".join(
        f"{name(one)}: {' '.join(one.query.split())}" for one in review.protocol.searches if one.query.strip()
    )


# --- before screening ------------------------------------------------------------------------------------------------


def duplicates(review: Review) -> Paragraph:
    """Return how duplicates were found and settled, by whom, and what else was removed before screening."""
    return Paragraph("duplicates", "Duplicates and records removed before screening", tuple(_before(review)))


def _before(review: Review) -> Iterator[Sentence]:
    for one in review.protocol.searches:
        if one.removed:
            why = f" ({inside(one.removed_why)})" if one.removed_why else ""
            yield Sentence(
                f"Before import, {numbered(one.removed, 'record')} {verb(one.removed, 'was', 'were')} removed from the results of {name(one)}{why}."
            )
    yield from _again(review)
    removed, _ = screening.duplicates(review)
    if len(review.found):
        yield from _settled(review, removed) if removed else _none()
    table = screening.outcomes(review)
    gone = table[table["status"] == screening.REMOVED]
    if number := len(gone):
        counts = Counter(inside(text) for text in gone["reason"])
        reasons = listed([f"{reason} ({n:,})" for reason, n in counts.items()])
        yield Sentence(
            f"Before screening, {numbered(number, 'record')} {verb(number, 'was', 'were')} removed for other reasons: {reasons}."
        )


def _again(review: Review) -> Iterator[Sentence]:
    """Say how many records of the files imported were in the review already, as history/ accounts for them."""
    found, _ = read_imports(review.folder / HISTORY)
    files = [file for one in found if one.undone is None and one.whole for file in one.files]
    again = sum(int(file.get("again") or 0) for file in files)
    every = again + sum(int(file.get("new") or 0) for file in files)
    if again:
        yield Sentence(
            f"Of {numbered(every, 'record')} in the files imported, {worded(again)} {verb(again, 'was', 'were')} in the review already (the same "
            f"record, or the same identifier and title) and {verb(again, 'was', 'were')} not added again."
        )


def _none() -> Iterator[Sentence]:
    yield Sentence("No record was removed as a duplicate of another.")


def _settled(review: Review, removed: dict) -> Iterator[Sentence]:
    """Say how many records people removed as duplicates of others, who, and how many at once."""
    now = screening.standing(review)
    now = now[(now["stage"] == "identification") & now["key"].isin(list(removed))]
    last = now[now["decision"] == "duplicate"].drop_duplicates("key", keep="last")
    people = Counter(last["reviewer"])
    who = listed(
        [f"{person} ({number:,})" if len(people) > 1 else person for person, number in people.most_common()]
    )
    together, number = int((last["batch"] != "").sum()), len(removed)
    apart = number - together
    if number == 1:
        how = ""
    elif together and apart:
        how = f", {worded(together)} in acts on several at once and {worded(apart)} one at a time"
    else:
        how = ", in acts on several at once" if together else ", one at a time"
    yield Sentence(
        f"In litmatrix, {numbered(number, 'record')} {verb(number, 'was', 'were')} removed as "
        f"{verb(number, 'a duplicate', 'duplicates')} of another, decided by {who}{how}."
    )
    different = sum(pair.decision == "distinct" for pair in screening.pairs(review))
    if different:
        yield Sentence(
            f"Of the records that looked alike, {numbered(different, 'pair')} {verb(different, 'was', 'were')} found to be different works."
        )
