"""What stands in a block of a manuscript: Markdown for pandoc, Quarto and MyST, computed from the review."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from litmatrix import coding, reporting, tables
from litmatrix.checking.of_manuscript import themes_of
from litmatrix.errors import Misuse
from litmatrix.manuscript import Block
from litmatrix.manuscript.kinds import QUOTES, TABLE, TABLES, listed, number
from litmatrix.matrix.citations import Citation, citations
from litmatrix.model import Theme
from litmatrix.reporting import Paragraph
from litmatrix.review import Review
from litmatrix.tables import Finding, Table
from litmatrix.tables.frames import KEY, QUERY
from litmatrix.tables.grids import Grid, grid
from litmatrix.vocabulary import STANCES, counted
from litmatrix.writing.cells import shares
from litmatrix.writing.citations import as_pandoc
from litmatrix.writing.cited import cells, printed
from litmatrix.writing.escapes import escape_markdown


class Drawing(NamedTuple):
    """A chart as a manuscript shows it: where its file is, its title, and its words for those who do not see it."""

    path: str
    title: str
    words: str


# How many characters of a table fit across a page held upright.
_LINE = 76

# How a gap in a computed sentence stands in Markdown.
_GAP = re.compile(r"\\\[missing: .*?\\\]")

#: How a block asks for a chart by its name.
Draw = Callable[[str], Drawing]


def fill(review: Review, block: Block, draw: Draw) -> str:
    """Return the Markdown that stands in a block; `check_block` has found nothing wrong with it.

    The same review gives the same text. What there is nothing of yet is said in a sentence.
    """
    if block.kind == "findings":
        return _findings(review, block)
    if block.kind == "synthesis":
        return _synthesis(review, block)
    if block.kind == "statement" and block.name:
        return "\n\n".join(_statement(theme) for theme in themes_of(review, block.name))
    if block.kind == "methods":
        made = reporting.methods(review, block.name)
        told = "\n\n".join(_paragraph(one, headed=not block.name) for one in made)
        return told or "*There is nothing to report on this yet.*"
    if block.kind == "statement":
        return "\n\n".join(_paragraph(one) for one in reporting.statement(review))
    if block.kind in ("figure", "flow"):
        return _figure(block, draw)
    return _table(review, block, block.name if block.kind == "table" else block.kind)


# --- findings ---


def _findings(review: Review, block: Block) -> str:
    if block.name:
        return _of_themes(review, block)
    mark = "#" * int(block.options.get("level", "3"))
    parts = [
        f"{mark} {escape_markdown(theme.name)}\n\n{_of_themes(review, block._replace(name=theme.id))}"
        for theme in review.protocol.current_themes
    ]
    return "\n\n".join(parts) or "*There is no theme yet.*"


def _of_themes(review: Review, block: Block) -> str:
    found: list[Finding] = []
    declared: list[str] = []
    for theme in themes_of(review, block.name):
        found += tables.quoted(review, theme.id)
        declared += theme.subthemes
    shown = _ordered(
        review, _most(_chosen(found, block.options), declared, block.options), block.options, declared
    )
    if not shown:
        return "*No included source has such an excerpt yet.*"
    how = block.options.get("as", "")
    if how == TABLE:
        return _as_table(review, shown, block)
    say = _quote if how == QUOTES else _item
    grouped = (
        "subtheme" not in block.options
        and "order" not in block.options
        and any(one.subtheme for one in shown)
    )
    if not grouped:
        return _joined(map(say, shown), how)
    parts = {
        name: [one for one in shown if one.subtheme == name]
        for name in dict.fromkeys(one.subtheme for one in shown)
    }
    return "\n\n".join(
        f"**{escape_markdown(name or 'Without a subtheme')}**\n\n{_joined(map(say, members), how)}"
        for name, members in parts.items()
    )


def _joined(lines: Iterable[str], how: str) -> str:
    return ("\n\n" if how == QUOTES else "\n").join(lines)


def _item(one: Finding) -> str:
    return f"- {said(one)}"


def _quote(one: Finding) -> str:
    return f"> {said(one)}"


def said(one: Finding) -> str:
    """Return a finding as Markdown: its words, in quotation marks if it is a quotation, and its citation."""
    return f"{verbatim(one.words)} {as_pandoc(one.cite)}"


def verbatim(text: str) -> str:
    """Return text that stays as it is, on one line."""
    return escape_markdown(" ".join(text.split()))


def _as_typed(text: str) -> str:
    """Return a search string as Markdown: its quotation marks stay straight, for it is to be run again."""
    return re.sub(r"""(?<!\\)(["'])""", r"\\\1", escape_markdown(text))


def _chosen(found: Iterable[Finding], options: Mapping[str, str]) -> list[Finding]:
    subtheme, stance, keys = (
        options.get("subtheme"),
        options.get("stance", ""),
        listed(options.get("sources", "")),
    )
    side = STANCES.get(stance, stance)
    words = " ".join(options.get("words", "").casefold().split())
    return [
        one
        for one in found
        if (subtheme is None or one.subtheme == subtheme or one.subtheme in listed(subtheme))
        and (not stance or one.stance == side)
        and (not keys or one.key in keys)
        and words in " ".join(one.text.casefold().split())
    ]


def _most(found: Sequence[Finding], declared: Sequence[str], options: Mapping[str, str]) -> list[Finding]:
    most = number(options.get("most", ""))
    return list(found) if most is None else tables.examples(found, declared, most, varied=False)


def _ordered(
    review: Review, found: list[Finding], options: Mapping[str, str], declared: Sequence[str]
) -> list[Finding]:
    order = options.get("order", "")
    years = coding.sources(review)["year"].to_dict() if order == "year" else {}
    keys: dict[str, Callable[[Finding], object]] = {
        "source": lambda one: one.source.casefold(),
        "year": lambda one: (
            years.get(one.key) is None or years[one.key] != years[one.key],
            years.get(one.key, 0),
        ),
        "stance": lambda one: list(STANCES.values()).index(one.stance),
    }
    return sorted(found, key=keys[order]) if order in keys else found  # type: ignore[arg-type]


def _as_table(review: Review, found: Sequence[Finding], block: Block) -> str:
    names = ", ".join(theme.name for theme in themes_of(review, block.name))
    header = ("Subtheme", "Finding", "Stance")
    rows = [(escape_markdown(one.subtheme), said(one), one.stance) for one in found]
    kept = [
        place for place in range(3) if place == 1 or any(row[place] not in ("", "neutral") for row in rows)
    ]
    caption = block.options.get("caption") or f"Findings: {names}"
    return pipe_table(
        [header[place] for place in kept],
        [[row[place] for place in kept] for row in rows],
        caption,
        f"findings-{block.name}",
    )


# --- synthesis and statements ---


def _synthesis(review: Review, block: Block) -> str:
    if block.options.get("as") == TABLE:
        return _table(review, block, "synthesis")
    chosen = [
        one.id for id in listed(block.options.get("themes", block.name)) for one in themes_of(review, id)
    ]
    shown = [theme for theme in review.protocol.current_themes if not chosen or theme.id in chosen]
    return "\n\n".join(_theme(review, theme) for theme in shown) or "*There is no theme yet.*"


def _theme(review: Review, theme: Theme) -> str:
    """Return what the sources come to on a theme, in sentences."""
    covered = coding.coverage(review).loc[theme.id]
    stances, states = coding.stances(review)[theme.id], coding.states(review)[theme.id]
    mentioned = states[states == "mentioned"].index
    groups = {
        "speak for it": [key for key in mentioned if stances[key] == "+"],
        "speak against it": [key for key in mentioned if stances[key] == "-"],
        "speak both ways": [key for key in mentioned if stances[key] == "~"],
    }
    sentences = [_share(int(covered["mentioned"]), int(covered["looked_at"]))]
    sentences += [
        f"{counted(len(keys), 'source')} {_third(words, len(keys))}: {_named(keys)}."
        for words, keys in groups.items()
        if keys
    ]
    waiting = covered["sources"] - covered["looked_at"]
    if waiting:
        sentences.append(
            f"{counted(waiting, 'source')} {'was' if waiting == 1 else 'were'} not yet looked at for it."
        )
    statement = f"{verbatim(theme.statement)} " if theme.statement else ""
    return f"**{escape_markdown(theme.name)}.** {statement}{' '.join(sentences)}"


def _share(mention: int, looked_at: int) -> str:
    """Return in a sentence how many of the sources looked at mention a theme."""
    if not looked_at:
        return "No source was looked at for it yet."
    of = "the one source" if looked_at == 1 else f"the {looked_at:,} sources"
    if mention == looked_at:
        return f"{of[0].upper()}{of[1:]} looked at mention{'s' * (looked_at == 1)} it."
    return f"Of {of} looked at, {mention or 'none'} mention{'s' * (mention < 2)} it."


def _third(words: str, number: int) -> str:
    return words.replace("speak", "speaks", 1) if number == 1 else words


def _named(keys: Iterable[str]) -> str:
    return "; ".join(as_pandoc(Citation(key, narrative=True)) for key in keys)


def _statement(theme: Theme) -> str:
    return (
        verbatim(theme.statement)
        if theme.statement
        else f"*[missing: a statement on {escape_markdown(theme.name)}]*"
    )


# --- what was done ---


def _paragraph(one: Paragraph, headed: bool = False) -> str:
    """Return a computed paragraph as Markdown, its gaps in bold; `headed`: it begins with what it is on."""
    head = f"**{escape_markdown(one.heading)}.** " if headed else ""
    return head + _GAP.sub(r"**\g<0>**", verbatim(one.text))


# --- tables and figures ---


def _table(review: Review, block: Block, name: str) -> str:
    made = tables.named(review)[name] if name not in TABLES else tables.ALL[name](review)
    return table_markdown(
        _narrowed(review, made, block), f"tbl-{made.name}", block.options.get("caption", "")
    )


def _narrowed(review: Review, table: Table, block: Block) -> Table:
    """Return a table with the rows and columns that a block asks for."""
    frame, options = table.frame, block.options
    rows, columns = list(range(len(frame))), list(frame.columns)
    if themes := [theme for id in listed(options.get("themes", "")) for theme in themes_of(review, id)]:
        names = {theme.name for theme in themes}
        chosen = [name for name in columns if name in names]
        if len(frame) and not chosen and not names & {str(name) for name in frame.index}:
            raise Misuse(f"the table {table.name} has no themes, so none can be chosen.")
        rows = rows if chosen else [place for place in rows if frame.index[place] in names]
        columns = chosen or columns
    if keys := listed(options.get("sources", "")):
        sources = table.cited.get(str(frame.index.name), ())
        if len(frame) and not sources:
            raise Misuse(f"the table {table.name} has no sources in its first column, so none can be chosen.")
        rows = [place for place in rows if any(one.key in keys for one in citations(sources[place]))]
    if chosen := list(listed(options.get("columns", ""))):
        if unknown := [name for name in chosen if name not in columns]:
            raise Misuse(f"the table {table.name} has no column {unknown[0]!r}; it has {', '.join(columns)}.")
        columns = chosen
    return _part(table, rows[: number(options.get("most", ""))], columns)


def _part(table: Table, rows: Sequence[int], columns: Sequence[str]) -> Table:
    """Return some rows and columns of a table, with what they cite."""
    kept = (str(table.frame.index.name), *columns)
    cited = {name: [cells[place] for place in rows] for name, cells in table.cited.items() if name in kept}
    return replace(table, frame=table.frame.iloc[list(rows)][list(columns)], cited=cited)


def table_markdown(table: Table, id: str, caption: str = "") -> str:
    """Return a table as Markdown with its caption, its citations as pandoc reads them, and its note below it."""
    if not len(table.frame):
        return f"*{escape_markdown(table.nothing or 'There is nothing to list yet.')}*"
    # Whoever reads a paper has the citation; the key is for those who work on the review.
    told = tables.filled(table.frame[[name for name in table.frame.columns if table.kinds.get(name) != KEY]])
    part = _part(table, range(len(table.frame)), list(told.frame.columns))
    text = grid(part.frame)
    ways = [_as_typed if table.kinds.get(name) == QUERY else escape_markdown for name in text.header]
    body = [
        [printed(cell, way, as_pandoc) for cell, way in zip(row, ways, strict=True)]
        for row in cells(part, text, part.cited)
    ]
    note = f"\n\n*Note.* {verbatim(table.note)}" if table.note else ""
    head = [escape_markdown(name) for name in text.header]
    return pipe_table(head, body, caption or table.title, id.removeprefix("tbl-"), text.numeric) + note


def pipe_table(
    header: Sequence[str], rows: Sequence[Sequence[str]], caption: str, id: str, numeric: Sequence[bool] = ()
) -> str:
    """Return rows of Markdown as a pipe table, its columns as wide as what they hold, with a caption that can be referred to."""
    sides = tuple(numeric) or (False,) * len(header)
    widths = shares(Grid(tuple(header), tuple(map(tuple, rows)), sides), _LINE)
    rules = [max(round(share * 100), 3) for share in widths]
    rule = "|".join(
        f"{'-' * (width - 1)}{':' if right else '-'}" for width, right in zip(rules, sides, strict=True)
    )
    lines = [f"| {' | '.join(row)} |" for row in (header, *rows)]
    return "\n".join([lines[0], f"|{rule}|", *lines[1:], "", f": {escape_markdown(caption)} {{#tbl-{id}}}"])


def _figure(block: Block, draw: Draw) -> str:
    name = block.name or block.kind
    drawing = draw(name)
    width = block.options.get("width", "")
    words = escape_markdown(drawing.words).replace('"', "”")
    attributes = [f"#fig-{name}", *([f"width={width}"] if width else []), f'fig-alt="{words}"']
    caption = block.options.get("caption") or drawing.title
    return f"![{escape_markdown(caption)}]({drawing.path}){{{' '.join(attributes)}}}"
