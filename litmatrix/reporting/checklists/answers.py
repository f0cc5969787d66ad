"""What the data of a review say on an item of a checklist: an answer is a function from the review to a text.

An empty text says that there is nothing to say, “Does not apply: …” that the item asks for what this review does not have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from litmatrix import __version__, coding, screening, tables
from litmatrix.reporting import of_coding, of_plan, of_screening, of_searches
from litmatrix.reporting.paragraphs import paragraph
from litmatrix.reporting.sentences import (
    Sentence,
    day,
    flat,
    inside,
    listed,
    missing,
    numbered,
    opening,
    quoted,
    said,
    share,
    told,
    verb,
    worded,
)
from litmatrix.review import Review
from litmatrix.screening import flow
from litmatrix.vocabulary import AUTOMATION, PREVIOUS, counted

Answer = Callable[[Review], str]

#: How the text begins of an item that asks for what the review does not have.
NOT_FOR_THIS = "Does not apply: "
#: So many lines of a list are in a checklist; the table that is named has all.
MOST = 12


def _lines(lines: Iterable[str], table: str) -> str:
    """Return a list as lines: of a long one the first, and where the others are."""
    every = list(lines)
    rest = len(every) - MOST
    return "\n".join([*every[:MOST], *([f"and {rest:,} more: table {table}"] if rest > 0 else [])])


# --- title, questions, limits ----------------------------------------------------------------------------------------


def _title(review: Review) -> str:
    title = flat(review.protocol.title)
    if not title:
        return missing("title")
    return title if "review" in title.casefold() else f"{title} (it does not say that this is a review)"


def _limitations(review: Review) -> str:
    return said("Limitations", review.protocol.about.limitations, "limitations").text


# --- searching -------------------------------------------------------------------------------------------------------


def _of(what: str, *kinds: str) -> Answer:
    """Return the answer that tells the searches of some kinds."""
    return lambda review: of_searches.of_kinds(review, *kinds) or f"{NOT_FOR_THIS}no {what} is recorded."


def _together(review: Review) -> str:
    by: dict[str, list[str]] = {}
    for one in review.protocol.searches:
        if one.kind == "database" and one.platform.strip() and one.source.strip():
            by.setdefault(flat(one.platform), []).append(of_searches.name(one))
    shared = {platform: list(dict.fromkeys(names)) for platform, names in by.items() if len(set(names)) > 1}
    if not shared:
        return f"{NOT_FOR_THIS}no two databases are recorded on one platform."
    each = told([f"{platform}: {listed(names)}" for platform, names in shared.items()])
    return f"On one platform are {each}. Whether they were searched at the same time is not recorded."


def _updates(review: Review) -> str:
    known = {one.id: one for one in review.protocol.searches}
    repeated = [
        f"{of_searches.name(one)}: {day(known[one.updates].date) or 'date not stated'}, again {day(one.date) or 'date not stated'}"
        for one in review.protocol.searches
        if one.updates in known
    ]
    return f"Searches repeated: {told(repeated)}." if repeated else f"{NOT_FOR_THIS}no search was repeated."


def _dates(review: Review) -> str:
    return _lines(
        (
            f"{of_searches.name(one)}: {day(one.date) or tables.NOT_STATED}"
            for one in review.protocol.searches
            if one.arm != PREVIOUS
        ),
        "searches",
    )


def _records(review: Review) -> str:
    traced = screening.records_of(review)
    return _lines(
        (
            f"{of_searches.name(one)}: "
            f"{'hits not stated' if one.hits is None else counted(one.hits, 'hit')}, {counted(traced[one.id], 'record')}"
            for one in review.protocol.searches
            if one.arm != PREVIOUS
        ),
        "searches",
    )


# --- the flow --------------------------------------------------------------------------------------------------------


def _flow(review: Review) -> str:
    if not len(review.found):
        return ""
    return "\n".join(
        f"{box.label}: {tables.NOT_STATED if box.n is None else f'{box.n:,}'}"
        + (f" ({'; '.join(f'{label}, {text}' for label, text in box.parts)})" if box.parts else "")
        for box in flow.boxes(review)
    )


def _excluded(review: Review) -> str:
    table = screening.outcomes(review)
    out = table[(table["status"] == screening.EXCLUDED) & (table["stage"] == "eligibility")]
    if not len(review.found):
        return ""
    if not len(out):
        return f"{NOT_FOR_THIS}no report was excluded at full text."
    names = screening.names(review)
    words = review.protocol.reason_in_words
    return _lines(
        (f"{names[key]}: {flat(words(reason))}" for key, reason in out["reason"].items()), "exclusions"
    )


# --- the sources -----------------------------------------------------------------------------------------------------


def _characteristics(review: Review) -> str:
    sources = coding.sources(review)
    if not len(sources):
        return ""
    years = sources["year"].dropna()
    span = f", published from {int(years.min())} to {int(years.max())}" if len(years) else ""
    if len(years) and years.min() == years.max():
        span = f", published in {int(years.min())}"
    last = {box.id: box.n for box in flow.boxes(review) if box.arm == "included"}
    studies = last.get("included_total", last["included_new"]) or 0
    of = f" of {numbered(studies, 'study', 'studies')}" if studies != len(sources) else ""
    lines = [f"{opening(len(sources), 'source')}{of} {verb(len(sources), 'is', 'are')} included{span}."]
    for one in review.protocol.descriptors:
        if one.values and one.id in sources:
            given = [{part.strip() for part in value.split(";")} for value in sources[one.id]]
            counts = [
                f"{value} {n:,}" for value in one.values if (n := sum(value in parts for parts in given))
            ]
            if counts:
                lines.append(f"{flat(one.name) or one.id}: {', '.join(counts)}.")
    return "\n".join(lines)


def _appraised(review: Review) -> str:
    found = of_coding.appraisal(review)
    return f"{found.sentences[-1].text} The table of the appraisal has them." if found.sentences else ""


def _variables(review: Review) -> str:
    """Return the descriptors with the definitions of their values."""
    lines = []
    for one in review.protocol.descriptors:
        values = [f"{value} ({flat(what)})" if what.strip() else value for value, what in one.values.items()]
        lines.append(
            f"{flat(one.name) or one.id}" + (f": {'; '.join(values)}" if values else f": {one.type}")
        )
    return _lines(lines, "characteristics")


# --- themes and findings ---------------------------------------------------------------------------------------------


def _themes(review: Review) -> str:
    """Return the themes with their definitions."""
    return _lines(
        (
            f"{flat(one.name)}: {flat(one.definition) or 'not defined'}"
            for one in review.protocol.current_themes
        ),
        "codebook",
    )


def _entered(review: Review) -> str:
    if not review.protocol.current_themes:
        return ""
    return (
        "The synthesis of a theme takes the included sources that have an excerpt on it (a quotation or a summary); "
        "sources that were looked at and say nothing on it are named as such, and sources not yet looked at apart from both."
    )


def _prepared(review: Review) -> str:
    cells = " ".join(one.text for one in of_coding.cells(review))
    return f"Quotations stand as the source has them. {cells}" if cells else ""


def _displays(review: Review) -> str:
    if not len(screening.included(review)):
        return ""
    titles = tables.titles(review)
    shown = ("synthesis", "themes", "matrix", "characteristics")
    return (
        f"Tables: {listed([titles[name] for name in shown if name in titles])}. Charts: sources by theme (heat map), how many sources mention "
        "each theme, of those looked at; sources by year and by descriptor; the flow of the records."
    )


def _groups(review: Review) -> str:
    names = [
        flat(one.name) or one.id
        for one in review.protocol.descriptors
        if one.type in ("choice", "choices") and one.values
    ]
    if not names or not review.protocol.current_themes:
        return ""
    return f"The themes are charted by group of sources, for {listed(map(quoted, names))}; no test of differences is made."


def _individual(review: Review) -> str:
    found = coding.evidence(review)
    sources = len(screening.included(review))
    if not len(found):
        return ""
    number = found["key"].nunique()
    return (
        f"{opening(len(found), 'excerpt')} {verb(len(found), 'is', 'are')} given source by source, "
        f"from {share(number, sources, 'included source')}."
    )


def _contributing(review: Review) -> str:
    covered = coding.coverage(review)
    counts = coding.evidence(review)["theme"].value_counts().to_dict()
    names = tables.theme_names(review)
    return _lines(
        (
            f"{flat(names[str(theme)])}: {row['mentioned']:,} of {counted(row['looked_at'], 'source')} looked at {verb(row['mentioned'], 'mentions', 'mention')} it; {counted(counts.get(theme, 0), 'excerpt')}"
            for theme, row in covered.iterrows()
        ),
        "themes",
    )


def _statements(review: Review) -> str:
    """Return what the review says on each theme."""
    return _lines(
        (
            f"{flat(one.name)}: {flat(one.statement)}"
            for one in review.protocol.current_themes
            if one.statement.strip()
        ),
        "synthesis",
    )


def _certainty(review: Review) -> str:
    number = len(review.protocol.findings)
    if not number:
        return ""
    assessed = sum(bool(one.confidence) for one in review.protocol.findings)
    return (
        f"Confidence in {numbered(number, 'finding')} was assessed with GRADE-CERQual, from its four components: methodological limitations, "
        f"coherence, adequacy of data and relevance; {worded(assessed)} {verb(assessed or 1, 'has', 'have')} a confidence."
    )


def _confidence(review: Review) -> str:
    return _lines(
        (
            f"{inside(one.statement)}: {f'{one.confidence} confidence' if one.confidence else f'confidence {tables.NOT_STATED}'}"
            for one in review.protocol.findings
        ),
        "findings_summary",
    )


# --- automation ------------------------------------------------------------------------------------------------------


def _where_ruled(answer: Answer) -> Answer:
    """Return an answer for reviews in which a rule decided; in others no tool did, as far as the record goes."""

    def given(review: Review) -> str:
        if (screening.standing(review)["reviewer"] == AUTOMATION).any():
            return answer(review)
        return (
            f"{NOT_FOR_THIS}no decision of a tool is recorded. If one helped elsewhere (searching, translating, writing), "
            "say so here."
        )

    return given


_SOFTWARE = f"litmatrix {__version__}."
_RULES = "A rule compares a field of the record with what the criterion asks; nothing is learned or drawn at random."
_OVERSIGHT = "A person chose the records on which the rule was run; a person’s own decision on a record counts before the rule’s."
_TRACES = "Each decision of a rule, its criterion and who ran it are in decisions/, the rule in review.toml."
_ETHICS = "The rules run on this computer; no text of a record is sent anywhere."


# --- all of them -----------------------------------------------------------------------------------------------------


def _paragraph(id: str) -> Answer:
    """Return the answer that is a paragraph of the methods or the statement."""
    return lambda review: paragraph(review, id).text


def _sentences(make: Callable[[Review], Iterable[Sentence]]) -> Answer:
    """Return the answer that is some of the sentences of one."""
    return lambda review: " ".join(one.text for one in make(review))


def _fixed(text: str) -> Answer:
    return lambda review: text


_PARAGRAPHS = (
    "objectives", "eligibility", "sources", "strategies", "selection", "collection", "synthesis", "duplicates",
    "registration", "protocol", "amendments", "support", "interests", "availability",
)  # fmt: skip

#: Every answer by the name under which the files of the standards ask for it.
ANSWERS: dict[str, Answer] = {
    "title": _title, "abstract": _fixed("See the checklist prisma-2020-abstract."), "limitations": _limitations,
    **{name: _paragraph(name) for name in _PARAGRAPHS},
    "criteria": lambda review: of_plan.eligibility(review).sentences[0].text,
    "databases": _of("database", "database"), "registers": _of("register", "register"), "websites": _of("website", "website"),
    "citations": _of("citation search", "citation"), "contacts": _of("contact or organisation", "contact", "organisation"),
    "others": _of("other way of finding", "other"), "earlier": lambda review: of_searches.of_kinds(review, PREVIOUS),
    "together": _together, "updates": _updates, "dates": _dates, "records": _records, "queries": of_searches.queries,
    "strings": _sentences(of_searches.strings), "reviewed": _sentences(of_searches.reviewed),
    "limits": _sentences(lambda review: of_searches.restricted(review, "limits")),
    "filters": _sentences(lambda review: of_searches.restricted(review, "filters")),
    "flow": _flow, "excluded": _excluded, "characteristics": _characteristics, "variables": _variables,
    "appraisal": lambda review: of_coding.appraisal(review).text, "appraised": _appraised,
    "themes": _themes, "entered": _entered, "prepared": _prepared, "displays": _displays, "groups": _groups,
    "individual": _individual, "contributing": _contributing, "statements": _statements,
    "certainty": _certainty, "confidence": _confidence, "read": _sentences(of_coding.read), "cells": _sentences(of_coding.cells), "sides": _sentences(of_coding.sides),
    "came": _sentences(of_coding.themes_came), "quotations": _sentences(of_coding.excerpts), "software": _fixed(_SOFTWARE),
    "tool": _where_ruled(_fixed(_SOFTWARE)), "maker": _where_ruled(_fixed("The authors of litmatrix (open source, MIT licence).")),
    "ruled": _where_ruled(_sentences(of_screening.automation)), "rules": _where_ruled(_fixed(_RULES)),
    "oversight": _where_ruled(_fixed(_OVERSIGHT)), "traces": _where_ruled(_fixed(_TRACES)), "ethics": _where_ruled(_fixed(_ETHICS)),
    "tool-interests": _where_ruled(_paragraph("interests")), "only-tools": _where_ruled(_fixed("")),
}  # fmt: skip
