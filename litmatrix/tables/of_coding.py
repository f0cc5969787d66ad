"""Tables of the coding: the codebook, and the cells that are owed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from litmatrix import coding, matrix, screening
from litmatrix.coding import lives
from litmatrix.coding.lives import Life
from litmatrix.matrix import citations
from litmatrix.matrix.citations import Citation, Cited, named
from litmatrix.matrix.file import ExcerptRow
from litmatrix.model import Theme
from litmatrix.review import Review, derived
from litmatrix.tables.frames import KEY, NO_SOURCE_YET, NO_THEME_YET, captioned, frame, labels, theme_names
from litmatrix.tables.of_themes import NO_SUBTHEME, Finding, quoted
from litmatrix.tables.table import Table
from litmatrix.vocabulary import DUE, EVIDENCE, MEMO, MENTIONED, QUOTATION, UNREAD, counted

IN_USE = "Themes in use"
THAT_WERE = "Former themes"
NOT_DATED = "From the start, or not dated."

MOST_EXAMPLES = 3
#: A quotation within these bounds is read easily; a longer one is cut, and shows it.
SHORTEST, LONGEST = 40, 280

_CODEBOOK = (
    "Part", "Definition", "Subthemes", "When and why it was added", "Sources", "Excerpts", "Example quotations", "Memo",
    "What became of it",
)  # fmt: skip


class Code(NamedTuple):
    """A theme as the codebook has it.

    `subthemes` gives each with how many sources and excerpts stand under it, `story` its life, a line a change,
    `sources` “n of N looked at” (of a former theme only n), `examples` quotations with their citation and subtheme,
    `memos` the key of a source and what is noted on it.
    """

    name: str
    id: str
    definition: str
    subthemes: tuple[tuple[str, int, int], ...]
    story: tuple[str, ...]
    sources: str
    excerpts: int
    examples: tuple[tuple[str, Citation, str], ...]
    note: str
    memos: tuple[tuple[str, str], ...]
    became: str = ""


class Codebook(NamedTuple):
    """The themes in use, in order, and those that were."""

    in_use: tuple[Code, ...]
    that_were: tuple[Code, ...]


def codebook(review: Review) -> Table:
    """Return the codebook: index `Theme` (its name), the themes in use in their order, then those that were.

    Columns: Part (Themes in use, or Former themes), Definition, Subthemes (one a line, with its sources and
    excerpts), When and why it was added (one change a line), Sources (n that mention it, of N looked at), Excerpts (a
    number), Example quotations (up to three, cited), Memo (the theme's note, then the memos of its cells, with their
    sources cited), and What became of it (of the former ones).
    """
    book, names = codes(review), screening.included_names(review)
    members = [(IN_USE, one) for one in book.in_use] + [(THAT_WERE, one) for one in book.that_were]
    examples, memos = [_quoted(one) for _, one in members], [_noted(one) for _, one in members]
    rows = [
        (
            part, one.definition,
            "\n".join(f"{name} ({_counted(sources, number)})" for name, sources, number in one.subthemes),
            "\n".join(one.story), one.sources, one.excerpts, citations.text(example, names), citations.text(memo, names), one.became,
        )
        for (part, one), example, memo in zip(members, examples, memos, strict=True)
    ]  # fmt: skip
    note = captioned(
        review,
        "Sources: how many mention the theme, of those looked at for it. Example quotations are chosen automatically: with "
        "a page or place, of readable length, from different sources and subthemes.",
    )
    made = frame(("Theme", [one.name for _, one in members]), _CODEBOOK, rows, numbers=("Excerpts",))
    cited = {"Example quotations": examples, "Memo": memos}
    return Table("codebook", "Codebook", made, note, NO_THEME_YET, cited=cited)


def _quoted(one: Code) -> Cited:
    """Return the examples of a theme, one a line."""
    lines = (("\n", f"{words} ", cited, f" [{part}]" if part else "") for words, cited, part in one.examples)
    return citations.joined([piece for line in lines for piece in line][1:])


def _noted(one: Code) -> Cited:
    """Return the note on a theme, then its memos, one a line."""
    lines: list[Cited] = [("\n", one.note)] if one.note else []
    lines += [("\n", *named(key), f": {text}") for key, text in one.memos]
    return citations.joined([piece for line in lines for piece in line][1:])


@derived
def codes(review: Review) -> Codebook:
    """Return the codebook as values: what `codebook` prints."""
    told = lives.trace(review.protocol)
    current = {theme.id: theme for theme in review.protocol.current_themes}
    former = [life for life in told.lives if life.id not in current or life.ending != lives.IN_USE]
    names = theme_names(review)
    found = {life.id: life for life in told.lives if life.ending == lives.IN_USE}
    in_use = tuple(_code(review, theme, names[theme.id], found[theme.id]) for theme in current.values())
    titles = labels([(str(place), life.name) for place, life in enumerate(former)], tuple(names.values()))
    shown = {place: title.removesuffix(f" ({place})") for place, title in titles.items()}
    declared = {theme.id: theme for theme in review.protocol.themes if theme.retired}
    keys = set(screening.included(review).index)
    rows = [one for one in matrix.excerpt_rows(review.matrix, declared) if one.key in keys]
    were = tuple(
        _former(
            life,
            declared.get(life.id, Theme(life.id, life.name)),
            shown[str(place)],
            [one for one in rows if one.theme == life.id],
        )
        for place, life in enumerate(former)
    )
    return Codebook(in_use, were)


def owed(review: Review) -> Table:
    """Return the cells that nobody has looked at yet, one a row: index `Source` (short reference).

    Columns: Theme (its name), State (due or unread), Key. In the order in which one works: sources that were begun
    first (their cells are due), those of them that owe least first, then unread sources; themes in their order.
    """
    states, names, titles = coding.states(review), screening.included_names(review), theme_names(review)
    found = []
    for place, (key, *cells) in enumerate(states.itertuples()):
        waiting = [
            (theme, state)
            for theme, state in zip(states.columns, cells, strict=True)
            if state in (DUE, UNREAD)
        ]
        if waiting:
            found.append((waiting[0][1] == UNREAD, len(waiting), place, key, waiting))
    found.sort(key=lambda one: one[:3])
    rows = [(titles[theme], state, key) for *_, key, waiting in found for theme, state in waiting]
    note = captioned(
        review,
        "Due: the source was read, but not yet for this theme. Unread: no cell of the source was looked at. Sources already begun "
        "come first, those with the fewest cells left before the others.",
    )
    sources = [names[key] for *_, key in rows]
    made = frame(("Source", sources), ("Theme", "State", "Key"), rows)
    cited = {"Source": [named(key) for *_, key in rows]}
    if states.empty:
        nothing = NO_THEME_YET if len(states) else NO_SOURCE_YET
    else:
        nothing = "Nothing is left: every included source was looked at for every theme in use."
    return Table("owed", "Cells not yet looked at", made, note, nothing, {"Key": KEY}, cited)


# --- one theme -------------------------------------------------------------------------------------------------------


def _code(review: Review, theme: Theme, name: str, life: Life) -> Code:
    covered = coding.coverage(review).loc[theme.id]
    table = coding.subtheme_counts(review, theme.id)
    found = quoted(review, theme.id)
    subthemes = tuple(
        (_subtheme(row.Index, bool(row.declared)), int(row.sources), int(row.excerpts))
        for row in table.itertuples()
    )
    memos = tuple(
        (one.key, one.text) for one in review.excerpt_rows if one.theme == theme.id and one.kind == MEMO
    )
    return Code(
        name, theme.id, theme.definition, subthemes if any(table.index) else (), _story(life),
        f"{covered[MENTIONED]} of {covered['looked_at']}", len(found),
        tuple((_shortened(one), one.cite, one.subtheme) for one in examples(found, theme.subthemes)), theme.note, memos,
    )  # fmt: skip


def _subtheme(name: str, declared: bool) -> str:
    return name if declared else f"{name}, not in the list of the theme" if name else NO_SUBTHEME


def _counted(sources: int, number: int) -> str:
    if not number:
        return "0"
    return f"{counted(sources, 'source')}, {counted(number, 'excerpt')}"


def _story(life: Life) -> tuple[str, ...]:
    """Return the life of a theme, a line a change."""
    lines = [NOT_DATED] if not life.spans or life.spans[0].first is None else []
    for mark in life.marks:
        because = f": {mark.why}" if mark.why else ""
        lines.append(
            f"{mark.when or 'Not dated'} {mark.what}{because}" + (f" ({mark.by})" if mark.by else "")
        )
    return tuple(lines)


def _former(life: Life, theme: Theme, name: str, found: Sequence[ExcerptRow]) -> Code:
    """Return a theme that was: what the protocol and its column still hold of it."""
    became = life.ending
    for last in [one for one in life.marks if one.kind in ("retired", "merged", "split")][-1:]:
        became = last.what + (f" ({last.when})" if last.when else "") + (f": {last.why}" if last.why else "")
    evidence = [one for one in found if one.kind in EVIDENCE]
    under = {part: [one.key for one in evidence if one.subtheme == part] for part in theme.subthemes}
    return Code(
        name, life.id, theme.definition, tuple((part, len({*keys}), len(keys)) for part, keys in under.items()), _story(life),
        str(len({one.key for one in evidence})) if evidence else "", len(evidence), (), theme.note,
        tuple((one.key, one.text) for one in found if one.kind == MEMO), became,
    )  # fmt: skip


# --- examples --------------------------------------------------------------------------------------------------------


def examples(
    found: Sequence[Finding], declared: Sequence[str], most: int = MOST_EXAMPLES, varied: bool = True
) -> list[Finding]:
    """Return up to so many quotations: of different sources and subthemes where there are such, easily read ones first.

    Summaries are taken only where there is no quotation. `varied`: rather fewer than two of one source and subtheme;
    without it, as many as there are, summaries too.
    """
    left = [one for one in found if one.kind == QUOTATION or not varied] or list(found)
    order = {name: place for place, name in enumerate(declared)}
    left = sorted(left, key=lambda one: (_awkward(one), order.get(one.subtheme, len(order))))
    chosen: list[Finding] = []
    while left and len(chosen) < most:
        sources, subthemes = {one.key for one in chosen}, {one.subtheme for one in chosen}
        # The first of the least: of equals, the one that is read most easily.
        best = min(left, key=lambda one: (one.key in sources, one.subtheme in subthemes))
        if varied and best.key in sources and best.subtheme in subthemes:
            break
        chosen.append(best)
        left.remove(best)
    return sorted(chosen, key=lambda one: order.get(one.subtheme, len(order)))


def _awkward(one: Finding) -> tuple[bool, bool, int]:
    """Return what speaks against an excerpt as an example: no locator, at second hand, too short or too long."""
    length = len(one.text)
    off = max(SHORTEST - length, 0) + max(length - LONGEST, 0)
    return not one.cite.locator, bool(one.cite.origin), off


def _shortened(one: Finding) -> str:
    """Return the words of an example; what is too long is cut at a word, and shows it."""
    if len(one.text) <= LONGEST + 40:
        return one.words
    text = one.text[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:")
    return one._replace(text=f"{text} […]").words
