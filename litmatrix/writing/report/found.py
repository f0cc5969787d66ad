"""What the review found: the evidence map, the synthesis, the themes, and what the sources say on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from litmatrix import coding, screening, tables
from litmatrix.matrix.citations import Cited, text
from litmatrix.model import Theme
from litmatrix.review import Review
from litmatrix.tables import Finding, Table
from litmatrix.vocabulary import counted
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.processed import lines
from litmatrix.writing.report import words
from litmatrix.writing.report.lengths import NAMES, chosen, in_report, names
from litmatrix.writing.report.numbering import SUPPLEMENT, referring
from litmatrix.writing.report.pictures import Picture
from litmatrix.writing.report.values import Figure, Piece, Pieces, Ref, Section

PART = "What was found"
# The page of the whole matrix stands beside the report.
_MATRIX = (
    "<p>Every source against every theme, with all its excerpts in their cells: "
    '<a href="matrix.html">the matrix</a>, a page of its own.</p>\n'
)
_NOT_SILENCE = "A source that was not yet looked at for a theme may still mention it."
_GROUPS = (
    "Speak for",
    "Speak against",
    "Speak both ways",
    "Neutral",
    "Not mentioned",
    "Not yet looked at",
)
# What the table of themes has besides stands elsewhere: the subthemes below, the rest in the codebook.
_THEME_COLUMNS = ["Definition", "Sources", "Excerpts", "Not mentioned", "Due", "Unread"]


def sections(review: Review, made: Mapping[str, Table], shown: tuple[Picture, ...]) -> tuple[Section, ...]:
    """Return what was found, in the order of a reader."""
    first, more = maps(shown)
    other = ("<p>", *referring(more), " in the supplement map the themes by other descriptors.</p>\n")
    note = words.note(tables.captioned(review, _NOT_SILENCE))
    conclusions = made["findings_summary"]
    themes = (*(Figure(one) for one in shown if one.kind == "theme"), *_themes(made["themes"]))
    return (
        Section(PART, "evidence-map", "Evidence map", (*first, *(other if more else ()))),
        Section(PART, "synthesis", "Synthesis", (note, *synthesis(review, made["synthesis"]))),
        Section(PART, "conclusions", conclusions.title, in_report(conclusions)),
        Section(PART, "themes", "Themes", themes),
        _findings(review, shown),
        Section(PART, "matrix", "The matrix", (_MATRIX,) if len(made["matrix"].frame) else ()),
    )


def maps(shown: tuple[Picture, ...]) -> tuple[tuple[Figure, ...], tuple[Figure, ...]]:
    """Return the evidence map that leads the report, and those of other descriptors, which the supplement has."""
    found = tuple(Figure(one) for one in shown if one.kind == "map")
    return found[:1], found[1:]


def _themes(table: Table) -> Pieces:
    kept = [name for name in _THEME_COLUMNS if name in table.frame]
    told = tables.filled(table.frame[kept])
    note = f"{table.note} Subthemes, and where a theme comes from, are in the codebook (codebook.html)."
    return in_report(replace(table, frame=told.frame, note=note))


def is_cut(table: Table) -> bool:
    """Return whether the synthesis names more sources in one place than the report does."""
    cells = (cell for group in _GROUPS for cell in table.cited.get(group, ()))
    return any(names(cell) != cell for cell in cells)


def synthesis(review: Review, table: Table, most: int = NAMES) -> Pieces:
    """Return a block a theme: the question, the review's own statement, and which sources stand where."""
    short = screening.included_names(review)
    where = (
        f' <a href="{SUPPLEMENT}#s-synthesis">All are named in the supplement.</a>'
        if most == NAMES and is_cut(table)
        else ""
    )
    blocks = [
        words.note(table.note)
        if most != NAMES
        else f'<p class="note">Up to {NAMES} sources are named in one place.{where}</p>\n'
        if where
        else ""
    ]
    for place, (theme, row) in enumerate(zip(table.frame.index, table.frame.to_dict("records"), strict=True)):
        question = (
            f'<p class="question"><em>{escape_html(row["Question"])}</em></p>' if row["Question"] else ""
        )
        said = row["What the review says"]
        statement = (
            words.paragraphs(said) if said else '<p class="note">The review makes no statement on it yet.</p>'
        )
        groups: list[tuple[str, Cited]] = [
            (name, names(table.cited[name][place], most)) for name in _GROUPS if row[name] not in ("", "0")
        ]
        listed = "".join(f"<dt>{name}</dt><dd>{lines(text(cell, short))}</dd>" for name, cell in groups)
        zero = [name.lower() for name in _GROUPS if row[name] == "0"]
        none = f'<p class="note">No source: {", ".join(zero)}.</p>' if zero else ""
        sources = f"<dl>{listed}</dl>{none}" if listed or none else ""
        blocks.append(
            f'<section class="card"><h3>{escape_html(theme)}</h3>{question}{statement}{sources}</section>\n'
        )
    return tuple(blocks) if len(blocks) > 1 else ("<p>No theme yet.</p>",)


def _findings(review: Review, shown: tuple[Picture, ...]) -> Section:
    pieces: list[Piece] = [words.note(tables.captioned(review))]
    parts = []
    coverage = coding.coverage(review)
    for number, theme in enumerate(review.protocol.current_themes, start=1):
        counts = coverage.loc[theme.id]
        found = tables.quoted(review, theme.id)
        share = f"{counts['mentioned']} of the {counts['looked_at']} sources looked at mention it; {counted(len(found), 'excerpt')}."
        facts = " ".join(part for part in (theme.definition, share) if part)
        figures = [Figure(one) for one in shown if (one.kind, one.of) == ("subthemes", theme.id)]
        parts.append((f"theme-{number}", theme.name))
        pieces += [f'<h3 id="theme-{number}">{escape_html(theme.name)}</h3>\n<p>{escape_html(facts)}']
        for figure in figures:
            pieces += [" ", Ref(figure.id), " counts the subthemes."]
        pieces += ["</p>\n", *figures, quotations(theme, found, number)]
    return Section(PART, "findings", "Findings, theme by theme", tuple(pieces) if parts else (), tuple(parts))


def grouped(theme: Theme, found: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Return the excerpts of a theme by subtheme, those without one last."""
    groups: dict[str, list[Finding]] = {name: [] for name in theme.subthemes}
    for one in found:
        groups.setdefault(one.subtheme, []).append(one)
    return groups


def all_fit(theme: Theme, found: tuple[Finding, ...]) -> bool:
    """Return whether the report shows all excerpts of a theme."""
    return all(len(chosen(members)) == len(members) for members in grouped(theme, found).values())


def quotations(theme: Theme, found: tuple[Finding, ...], number: int = 0) -> str:
    """Return the excerpts of a theme under its subthemes: a few of each, or all where no `number` of it is given."""
    groups = grouped(theme, found)
    nothing = '<p class="note">No source has an excerpt here.</p>'
    pieces = []
    for name, members in groups.items():
        if name or len(groups) > 1:
            pieces.append(f"<h4>{escape_html(name or 'Without a subtheme')}</h4>")
        few = chosen(members) if number else tuple(members)
        pieces += [words.quotation(one) for one in few] or [nothing]
        if rest := len(members) - len(few):
            pieces.append(
                f'<p class="more"><a href="{SUPPLEMENT}#s-theme-{number}">{rest:,} more in the supplement</a></p>'
            )
    return "\n".join(pieces or [nothing]) + "\n"
