"""The tables of a review, as frames of plain text that a notebook shows and `exports` writes.

Each function takes a `Review` and returns a new frame with column names in words and a named index; counts
are whole numbers, everything else is text. A review without records or themes gives empty frames with the
same columns.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import coding, counts, excerpts, references, screening
from litmatrix.errors import Misuse
from litmatrix.model import Criterion, FieldCheck, Theme
from litmatrix.review import Review
from litmatrix.vocabulary import DUE, MENTIONED, NOT_MENTIONED, QUOTATION, STANCES, STATES, UNREAD

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ALL",
    "Finding",
    "Table",
    "characteristics",
    "claims",
    "criteria",
    "excluded",
    "findings",
    "matrix",
    "named",
    "quoted",
    "searches",
    "synthesis",
    "themes",
]

NOT_STATED = "not stated"
NO_SUBTHEME = "(no subtheme)"
NO_THEME = "(no theme yet)"

#: The stages as the tables print them.
STAGE_NAMES = {
    "": "every stage", "screening": "title and abstract", "retrieval": "retrieval of the full text",
    "eligibility": "full text",
}  # fmt: skip

_PUBLISHED_IN = ("journal", "booktitle", "publisher", "howpublished", "series")


class Finding(NamedTuple):
    """One quotation or summary as it is printed: its words, its citation in brackets, and the reader's note."""

    subtheme: str
    kind: str
    stance: str
    text: str
    citation: str
    source: str
    note: str

    @property
    def printed(self) -> str:
        """The finding as the worked report prints it: “…” (Author Year: page)."""
        words = f"“{self.text}”" if self.kind == QUOTATION else self.text
        return f"{words} {self.citation}"


class Table(NamedTuple):
    """A table ready to be written: a name that can be a file's, a title, the frame, and how to read it."""

    name: str
    title: str
    frame: pd.DataFrame
    note: str = ""


# --- the protocol ---


def criteria(review: Review) -> pd.DataFrame:
    """Return the criteria in the order in which they are applied: index `Criterion` (its id).

    Columns: Include, Exclude, Applied to, Check (what suggests an answer), Changed.
    """
    rows = [
        (
            one.include,
            one.exclude,
            STAGE_NAMES.get(one.stage, one.stage),
            _check_in_words(one.check),
            "\n".join(_change_in_words(change) for change in one.history),
        )
        for one in review.protocol.criteria
    ]
    index = [one.id for one in review.protocol.criteria]
    return _frame("Criterion", index, ("Include", "Exclude", "Applied to", "Check", "Changed"), rows)


def searches(review: Review) -> pd.DataFrame:
    """Return the search log: index `Search` (its id). What was not recorded says “not stated”.

    Columns: Kind, Source, Platform, Strand, Query, Limits, Filters, Date, Hits, Examined, Records (that
    are traced to it in the bibliography, a number), Peer review, Repeats, File, Note.
    """
    traced = [id for ids in screening.origins(review).values() for id in ids]
    rows = []
    for one in review.protocol.searches:
        said = (
            one.source,
            one.platform,
            one.strand,
            one.query,
            one.limits,
            one.filters,
            one.date,
            one.hits,
            one.examined,
        )
        rows.append(
            (
                one.kind,
                *(_stated(value) for value in said),
                traced.count(one.id),
                _stated(one.peer_review),
                one.updates,
                one.file,
                one.note,
            )
        )
    columns = (
        "Kind", "Source", "Platform", "Strand", "Query", "Limits", "Filters", "Date", "Hits", "Examined", "Records",
        "Peer review", "Repeats", "File", "Note",
    )  # fmt: skip
    return _frame("Search", [one.id for one in review.protocol.searches], columns, rows, numbers=("Records",))


def claims(review: Review) -> pd.DataFrame:
    """Return the numbers that the report states beside those counted: index `Claim` (its id).

    Columns: As worded, Stated, Counted, Holds (yes, no, not computed), Note.
    """
    table = counts.claims(review)
    rows = table[["text", "stated", "counted", "holds", "note"]].itertuples(index=False, name=None)
    return _frame("Claim", list(table.index), ("As worded", "Stated", "Counted", "Holds", "Note"), list(rows))


# --- the records ---


def characteristics(review: Review) -> pd.DataFrame:
    """Return what the included sources are: index `Source` (its short reference), in the order of the bibliography.

    Columns: Year, Title, each descriptor by its name, Published in, Key.
    """
    sources = coding.sources(review)
    records = review.records.loc[sources.index]
    places = [column for column in _PUBLISHED_IN if column in records]
    labels = _labels(
        [(one.id, one.name or one.id) for one in review.protocol.descriptors],
        ("Source", "Year", "Title", "Published in", "Key"),
    )
    published = [
        next((text for text in row if text), NOT_STATED)
        for row in zip(*(records[name] for name in places), strict=True)
    ]
    columns = [
        [year or "n.d." for year in records["year"]],
        [title or NOT_STATED for title in records["title"]],
        *(sources[id].tolist() for id in labels),
        published,
        list(sources.index),
    ]
    return _frame("Source", sources["reference"].tolist(), ("Year", "Title", *labels.values(), "Published in", "Key"),
                  list(zip(*columns, strict=True)))  # fmt: skip


def excluded(review: Review) -> pd.DataFrame:
    """Return the records that are out, and why: index `Record` (its short reference), in the order of the bibliography.

    Columns: Title, Stage, Reason (the criterion in words, or that it was not retrieved), Note (of those who
    decided), Decided by, Key. Duplicates are not excluded, and are not here.
    """
    table = screening.excluded(review)
    said: dict[tuple[str, str], list[tuple[str, str]]] = {}
    now = screening.standing(review)
    for key, stage, reviewer, note in zip(
        now["key"], now["stage"], now["reviewer"], now["note"], strict=True
    ):
        said.setdefault((key, stage), []).append((reviewer, note))
    words = {one.id: _reason_in_words(one) for one in review.protocol.criteria}
    titles = review.records["title"].to_dict()
    rows = []
    for key, status, stage, reason in zip(
        table.index, table["status"], table["stage"], table["reason"], strict=True
    ):
        given = said.get((key, stage), [])
        gone = (
            "the full text was not retrieved"
            if status == screening.NOT_RETRIEVED
            else "no reason is recorded"
        )
        rows.append(
            (
                titles[key] or NOT_STATED,
                STAGE_NAMES.get(stage, stage),
                words.get(reason, reason) or gone,
                _notes_in_words(given),
                ", ".join(dict.fromkeys(reviewer for reviewer, _ in given)),
                key,
            )
        )
    columns = ("Title", "Stage", "Reason", "Note", "Decided by", "Key")
    return _frame("Record", _short(review).loc[table.index].tolist(), columns, rows)


# --- the themes ---


def themes(review: Review) -> pd.DataFrame:
    """Return the themes in use, in order: index `Theme` (its name).

    Columns: Definition, Subthemes (one a line), Sources (n of N that were looked at), Excerpts, then how
    many sources stand in each state: Mentioned, Not mentioned, Due, Unread; and Where it comes from.
    """
    coverage = coding.coverage(review)
    found = coding.evidence(review)["theme"].value_counts().to_dict()
    rows = []
    for theme in review.protocol.current_themes:
        counted = coverage.loc[theme.id]
        rows.append(
            (
                theme.definition,
                "\n".join(theme.subthemes),
                f"{counted[MENTIONED]} of {counted['looked_at']}",
                found.get(theme.id, 0),
                *(counted[state] for state in STATES),
                theme.note,
            )
        )
    names = [state.capitalize() for state in STATES]
    columns = ("Definition", "Subthemes", "Sources", "Excerpts", *names, "Where it comes from")
    return _frame("Theme", list(_theme_names(review).values()), columns, rows, numbers=("Excerpts", *names))


def findings(review: Review, theme: str) -> pd.DataFrame:
    """Return what the included sources say on a theme, subtheme by subtheme as declared: index `Subtheme`.

    Columns: Finding (as the worked report prints it: “…” (Author Year: page), or “…” (X in Author Year: page)
    where the source quotes X), Kind (quotation or summary), Stance, Source, Note. Raises `Misuse` for a theme
    that does not exist.
    """
    found = quoted(review, theme)
    rows = [(one.printed, one.kind, one.stance, one.source, one.note) for one in found]
    return _frame(
        "Subtheme",
        [one.subtheme or NO_SUBTHEME for one in found],
        ("Finding", "Kind", "Stance", "Source", "Note"),
        rows,
    )


def quoted(review: Review, theme: str) -> tuple[Finding, ...]:
    """Return the findings of a theme as values, subtheme by subtheme: as declared, then undeclared, then without."""
    chosen = _theme(review, theme)
    shown = _short(review).to_dict()
    table = coding.evidence(review)
    rows = list(table[table["theme"] == theme].itertuples(index=False))
    declared = {name: place for place, name in enumerate(chosen.subthemes)}
    undeclared = {row.subtheme for row in rows if row.subtheme} - declared.keys()
    order = {
        **declared,
        **{name: len(declared) + place for place, name in enumerate(sorted(undeclared))},
        "": len(declared) + len(undeclared),
    }
    result = []
    for row in sorted(rows, key=lambda row: order[row.subtheme]):
        source = shown[row.key]
        citation = references.cited(
            f"{_origin_in_words(row.origin, shown)} in {source}" if row.origin else source, row.locator
        )
        result.append(
            Finding(row.subtheme, row.kind, STANCES[row.stance], row.text, citation, source, row.note)
        )
    return tuple(result)


def synthesis(review: Review) -> pd.DataFrame:
    """Return what the review found: a row a theme, in the order of the questions, index `Theme`.

    Columns: Question, What the review says, Speak for, Speak against, Speak both ways, Neutral (they mention
    it without a stance), Say nothing (looked for and not found), Not yet looked at (due or unread). Each of
    these gives the number of sources and names them; together they make all included sources. A question
    without a theme has a row too.
    """
    states, stances, shown = coding.states(review), coding.stances(review), _short(review)
    questions = review.protocol.questions
    names = _theme_names(review)
    rows = []
    for theme in review.protocol.current_themes:
        state, stance = states[theme.id], stances[theme.id]
        spoken = [
            _named(shown[states.index[(state == MENTIONED) & (stance == sign)]])
            for sign in ("+", "-", "~", "")
        ]
        silent = _named(shown[states.index[state == NOT_MENTIONED]])
        waiting = [
            _named(shown[states.index[state == which]], f" {which}")
            for which in (DUE, UNREAD)
            if (state == which).any()
        ]
        place = (
            questions.index(theme.question)
            if theme.question in questions
            else len(questions) + (not theme.question)
        )
        rows.append(
            (
                place,
                names[theme.id],
                theme.question,
                theme.statement,
                *spoken,
                silent,
                "\n".join(waiting) or "0",
            )
        )
    asked = {theme.question for theme in review.protocol.current_themes}
    rows += [
        (place, NO_THEME, question, "", *[""] * 6)
        for place, question in enumerate(questions)
        if question not in asked
    ]
    rows.sort(key=lambda row: row[0])
    columns = (
        "Question", "What the review says", "Speak for", "Speak against", "Speak both ways", "Neutral", "Say nothing",
        "Not yet looked at",
    )  # fmt: skip
    return _frame("Theme", [row[1] for row in rows], columns, [row[2:] for row in rows])


def matrix(review: Review) -> pd.DataFrame:
    """Return the matrix of the included sources: index `Source` (short reference), a column a theme by its name.

    The text of each cell is as in matrix.csv: one excerpt a line. A source that has no row there has blank cells.
    """
    keys = screening.included(review).index
    names = _theme_names(review)
    columns = [
        review.matrix[id].reindex(keys, fill_value="").tolist() if id in review.matrix else [""] * len(keys)
        for id in names
    ]
    rows = list(zip(*columns, strict=True)) if columns else [()] * len(keys)
    return _frame("Source", _short(review).loc[keys].tolist(), tuple(names.values()), rows)


# --- all of them ---

#: Every table but the findings, which are one a theme: name → title, function, how to read it, whether it rests on the matrix.
ALL: dict[str, tuple[str, Callable[[Review], pd.DataFrame], str, bool]] = {
    "synthesis": (
        "Synthesis", synthesis,
        "Each cell gives the number of sources and names them. Not yet looked at is not silence.", True,
    ),
    "themes": (
        "Themes", themes,
        "Sources: how many mention the theme, of those that were looked at for it. Due: not yet looked at for this "
        "theme. Unread: not yet looked at for any.", True,
    ),
    "matrix": (
        "Matrix", matrix,
        "A blank cell was not looked at yet; “none” was looked for and not found. [Subtheme +], - or ~: for, against, "
        "both ways. Lines that begin with # are memos.", True,
    ),
    "characteristics": ("Characteristics of the included sources", characteristics, "", False),
    "criteria": ("Criteria", criteria, "Applied in this order. A check only suggests: a person decides.", False),
    "searches": ("Search log", searches, "Records: how many entries of the bibliography are traced to the search.", False),
    "excluded": ("Excluded records", excluded, "", False),
    "claims": ("Stated against counted", claims, "Each number that the report states, beside the number computed from the files.", False),
}  # fmt: skip


def named(review: Review) -> dict[str, Table]:
    """Return every table of the review by name, in the order of a report: those of `ALL`, and after the
    themes one `findings-THEME` a theme."""
    result: dict[str, Table] = {}
    for name, (title, function, note, of_matrix) in ALL.items():
        result[name] = Table(
            name, title, function(review), _with_caption(review, note) if of_matrix else note
        )
        if name == "themes":
            for theme, label in _theme_names(review).items():
                slug = _slug(f"findings-{theme}", result)
                result[slug] = Table(
                    slug, f"Findings: {label}", findings(review, theme), _with_caption(review, "")
                )
    return result


def _with_caption(review: Review, note: str) -> str:
    caption = review.protocol.caption.rstrip(".")
    return " ".join(part for part in (caption and f"{caption[:1].upper()}{caption[1:]}.", note) if part)


def _slug(name: str, taken: Iterable[str]) -> str:
    """Return a name that can be a file's on every system, and is not taken (capitals aside)."""
    base = re.sub(r"[^\w-]+", "-", name).strip("-")[:60]
    folded = {other.casefold() for other in taken}
    tries = (base if number == 1 else f"{base}-{number}" for number in range(1, len(folded) + 2))
    return next(one for one in tries if one.casefold() not in folded)


# --- frames and words ---


def _frame(
    index_name: str,
    index: list[str],
    columns: tuple[str, ...],
    rows: list[tuple],
    numbers: tuple[str, ...] = (),
) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns), index=pd.Index(index, name=index_name, dtype="str"))
    return frame.astype({column: "int64" if column in numbers else "str" for column in columns})


def _short(review: Review) -> pd.Series:
    return references.short(review.records)


def _theme(review: Review, id: str) -> Theme:
    known = {theme.id: theme for theme in review.protocol.current_themes}
    if id not in known:
        near = difflib.get_close_matches(str(id), known, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Misuse(f"there is no theme {id!r}; the themes are {', '.join(known) or '(none yet)'}.{hint}")
    return known[id]


def _theme_names(review: Review) -> dict[str, str]:
    """Return the names of the themes in use by id; where two would read the same, with the id in brackets."""
    return _labels(
        [(theme.id, theme.name or theme.id) for theme in review.protocol.current_themes], ("Source", "Theme")
    )


def _labels(named: list[tuple[str, str]], taken: tuple[str, ...]) -> dict[str, str]:
    given = [name for _, name in named]
    return {id: f"{name} ({id})" if given.count(name) > 1 or name in taken else name for id, name in named}


def _named(shown: pd.Series, what: str = "") -> str:
    """Return “3: A 2010; B 2011; C 2012”, or “0”."""
    return f"{len(shown)}{what}: {'; '.join(shown)}" if len(shown) else f"0{what}"


def _stated(value: object) -> str:
    return NOT_STATED if value is None or value == "" else str(value)


def _check_in_words(check: FieldCheck | None) -> str:
    if check is None:
        return "a person judges"
    parts = []
    if check.first is not None:
        parts.append(f"from {check.first}")
    if check.last is not None:
        parts.append(f"to {check.last}")
    if check.contains:
        parts.append("contains " + " or ".join(f"“{word}”" for word in check.contains))
    if check.values:
        parts.append("is " + " or ".join(check.values))
    return f"{check.field} {' '.join(parts)}"


def _change_in_words(change) -> str:
    before = "; ".join(part for part in (change.include, change.exclude) if part)
    return f"{change.effect} {change.date}" + (f", before: {before}" if before else "")


def _reason_in_words(criterion: Criterion) -> str:
    return criterion.exclude or f"does not meet: {criterion.include}"


def _notes_in_words(given: list[tuple[str, str]]) -> str:
    notes = [(reviewer, note) for reviewer, note in given if note]
    return "\n".join(f"{reviewer}: {note}" if len(given) > 1 else note for reviewer, note in notes)


def _origin_in_words(origin: str, shown: dict[str, str]) -> str:
    """Return a second-hand origin as it is cited: short references for keys, other words as they stand."""
    return "; ".join(shown.get(key, key) for key in excerpts.origin_keys(origin)) or origin
