"""Checks of the manuscript: its blocks and placeholders, and whether what it cites and quotes is still in the review."""

from __future__ import annotations

import difflib
import functools
import html
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator

from litmatrix import coding, screening
from litmatrix.checking import counts
from litmatrix.checking.places import meant
from litmatrix.coding.themes.names import find_themes
from litmatrix.errors import FormerName, Misuse, Unreadable
from litmatrix.manuscript import Block, Manuscript, read_manuscript
from litmatrix.manuscript.kinds import KINDS, LEVELS, PARTS, WORDS, is_figure, is_table, listed, number
from litmatrix.model import Problem, Theme
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, ERROR, MANUSCRIPT, STANCES, WARNING

#: A shorter one is no quotation of a source, but a word in quotation marks.
_LEAST_WORDS = 3
#: Where a record stands that a paper should not rest on.
_OUT = (screening.EXCLUDED, screening.NOT_RETRIEVED, *screening.GONE)
_GAP = re.compile(r"\[(?:…|\.\.\.)\]|…|\.\.\.|\[[^\]]{0,200}\]")
_APART = re.compile(r"[\W_]+")


def check_file(review: Review) -> Iterator[Problem]:
    """Return what is wrong with manuscript.md; nothing where there is none."""
    path = review.folder / MANUSCRIPT
    if not path.exists():
        return
    try:
        manuscript = read_manuscript(path)
    except Unreadable as error:
        yield Problem(
            "unreadable",
            ERROR,
            MANUSCRIPT,
            str(error).removeprefix(f"{path}: "),
            fix="Save it as UTF-8 text.",
        )
        return
    yield from check_manuscript(review, manuscript)


def check_manuscript(review: Review, manuscript: Manuscript) -> Iterator[Problem]:
    """Return what is wrong with a manuscript, in the order of checks; `where` is ``file:line``.

    Blocks that are not ended, or that nothing can fill; those that somebody edited; placeholders of numbers that do not
    exist; citations of works that are not in the bibliography, or were excluded; quotations that the matrix has no more.
    """
    yield from manuscript.problems
    for block in manuscript.blocks:
        yield from check_block(review, manuscript.name, block)
        if manuscript.edited(block):
            message = f"what litmatrix wrote into this block ({block.said}) was changed by hand; it is kept as it is."
            fix = "Move your words out of the block and delete what is left in it: litmatrix write fills it again."
            yield Problem("edited-block", WARNING, f"{manuscript.name}:{block.line}", message, fix=fix)
    yield from _placeholders(review, manuscript)
    yield from _citations(review, manuscript)
    yield from _references(review, manuscript)
    yield from _quotations(review, manuscript)


# --- blocks and placeholders ---


def check_block(review: Review, name: str, block: Block) -> Iterator[Problem]:
    """Return what is wrong with what a block asks for: where there is something, it cannot be filled."""
    problem = functools.partial(Problem, "block", ERROR, f"{name}:{block.line}")
    kind = KINDS.get(block.kind)
    if kind is None:
        fix = meant(block.kind, KINDS, f"Write one of {', '.join(KINDS)}.")
        yield problem(f"there is no block {block.kind!r}.", fix=fix)
        return
    yield from (problem(message, fix=fix) for message, fix in _named(review, block, kind.names))
    for option, value in block.options.items():
        if option not in kind.options:
            fix = meant(option, kind.options, f"It takes {', '.join(kind.options) or 'none'}.")
            yield problem(f"a block {block.kind} takes no {option}.", fix=fix)
        else:
            yield from (problem(message, fix=fix) for message, fix in _value(review, block, option, value))


def _named(review: Review, block: Block, names: str) -> Iterator[tuple[str, str]]:
    what, may_miss = names.removesuffix("?"), names.endswith("?") or not names
    if not block.name:
        if not may_miss:
            yield f"it does not say which {what}.", f"Write it behind {block.kind}: {block.kind} NAME."
    elif not what:
        yield (
            f"a block {block.kind} takes no name: {block.name}.",
            "Delete it, or write it as an option: name=value.",
        )
    elif what == "theme":
        yield from _themes(review, [block.name])
    elif what == "part":
        if block.name not in PARTS:
            yield (
                f"the methods have no part {block.name!r}.",
                meant(block.name, PARTS, f"Write one of {', '.join(PARTS)}."),
            )
    else:
        themes = [theme.id for theme in review.protocol.current_themes]
        described = [one.id for one in review.protocol.descriptors]
        known = is_table(block.name, themes) if what == "table" else is_figure(block.name, themes, described)
        if what in ("table", "figure") and not known:
            yield f"there is no {what} {block.name!r}.", f"litmatrix write --list names the {what}s."


def _value(review: Review, block: Block, option: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the value of an option, and what to do."""
    allowed = WORDS.get(option)
    if allowed is not None and (option != "stance" or value not in STANCES):
        if value not in allowed:
            yield f"{option}={value}: there is no such word.", f"Write one of {', '.join(allowed)}."
    elif option == "most" and number(value) is None:
        yield f"most={value}: it must be a whole number from 1 on.", "Write most=3, say."
    elif option == "level" and value not in LEVELS:
        yield f"level={value}: there is no such level of headings.", f"Write one of {', '.join(LEVELS)}."
    elif option == "width" and not re.fullmatch(r"\d{1,4}(?:\.\d+)?(?:%|cm|mm|in|px)", value):
        yield f"width={value}: it is no width.", "Write width=80%, or 12cm."
    elif option == "themes":
        yield from _themes(review, listed(value))
    elif option == "sources":
        for key in listed(value):
            if key not in review.records.index:
                yield (
                    f"sources: {key} is no key of {BIBLIOGRAPHY}.",
                    meant(key, review.records.index, "Write keys of included sources."),
                )
    elif option == "subtheme":
        yield from _subtheme(review, block, value)


def _subtheme(review: Review, block: Block, value: str) -> Iterator[tuple[str, str]]:
    if block.name and list(_themes(review, [block.name])):
        return
    found = themes_of(review, block.name) if block.name else review.protocol.current_themes
    themes = {one.id: one for one in found}
    evidence = coding.evidence(review)
    used = set(evidence.loc[evidence["theme"].isin(themes), "subtheme"])
    known = {part for theme in themes.values() for part in theme.subthemes} | used
    for part in listed(value) if value not in known else ():
        if part not in known:
            yield (
                f"{block.name or 'No theme'} has no subtheme {part!r}.",
                meant(part, sorted(known - {""}), "Write one of its subthemes."),
            )


def _themes(review: Review, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    for id in ids:
        try:
            themes_of(review, id)
        except Misuse as error:
            yield str(error), "Correct the name."


def themes_of(review: Review, id: str) -> tuple[Theme, ...]:
    """Return the theme, or the themes that a former one became; a manuscript goes on naming the former. Raises `Misuse`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FormerName)
        return find_themes(review.protocol, id)


def _placeholders(review: Review, manuscript: Manuscript) -> Iterator[Problem]:
    numbers = counts.count_all(review) if manuscript.placeholders else {}
    for one in manuscript.placeholders:
        if counts.named_today(review, one.name) not in numbers:
            near = counts.nearest(review, one.name)
            fix = f"Did you mean {{{{{near}}}}}?" if near else "litmatrix status --json lists the names."
            message = f"there is no computed number {one.name!r}: it stays as it is."
            yield Problem("placeholder", ERROR, f"{manuscript.name}:{one.line}", message, fix=fix)


# --- what is cited and quoted ---


def _citations(review: Review, manuscript: Manuscript) -> Iterator[Problem]:
    table = screening.outcomes(review)
    former = screening.former_keys(review)
    told: set[str] = set()
    for one in manuscript.citations:
        (key,) = one.keys
        if key in told:
            continue
        where = f"{manuscript.name}:{one.line}"
        if key not in review.records.index:
            told.add(key)
            now = former.get(key)
            fix = (
                f"It is {now} now."
                if now
                else meant(key, review.records.index, f"Add it to {BIBLIOGRAPHY}, or correct the key.")
            )
            yield Problem("citation", ERROR, where, f"@{key} is not in {BIBLIOGRAPHY}.", key, fix)
        elif key in table.index and table.at[key, "status"] in _OUT:
            told.add(key)
            status = table.at[key, "status"]
            message = f"@{key} is cited, but is not among the included sources: {status}."
            yield Problem(
                "citation",
                WARNING,
                where,
                message,
                key,
                "Cite another source, or decide again; to cite it all the same, accept this.",
            )


def _references(review: Review, manuscript: Manuscript) -> Iterator[Problem]:
    for one in manuscript.references:
        (key,) = one.keys
        if key not in review.records.index:
            message = f"@{key} refers to a {'figure' if key.startswith('fig') else 'table'} that the manuscript does not have."
            fix = f"Correct the name: it stands behind the caption, {{#{key}}}."
            yield Problem("reference", WARNING, f"{manuscript.name}:{one.line}", message, fix=fix)


def _quotations(review: Review, manuscript: Manuscript) -> Iterator[Problem]:
    """Yield quotations of sources in the matrix whose words no excerpt of theirs has."""
    if not manuscript.quotations:
        return
    said: dict[str, list[str]] = {}
    for row in review.excerpt_rows:
        said.setdefault(row.key, []).append(_plain(row.text))
    for one in manuscript.quotations:
        keys = [key for key in one.keys if key in said]
        parts = [part for part in map(_plain, _GAP.split(one.text)) if part]
        if not keys or sum(len(part.split()) for part in parts) < _LEAST_WORDS:
            continue
        words = [text for key in keys for text in said[key]]
        if not all(any(part in text for text in words) for part in parts):
            near = difflib.get_close_matches(_plain(one.text), words, 1, cutoff=0.6)
            short = " ".join(one.text.split())
            shown = short if len(short) <= 80 else f"{short[:79]}…"
            message = (
                f"“{shown}” is cited as words of {', '.join(keys)}, and no excerpt in the matrix has them."
            )
            fix = (
                f"The nearest excerpt reads: “{near[0]}”."
                if near
                else "Correct the words or the key, or add the excerpt to the matrix."
            )
            yield Problem("quotation-gone", WARNING, f"{manuscript.name}:{one.line}", message, keys[0], fix)


def _plain(text: str) -> str:
    """Return the words of a text, without signs, capitals and the forms in which letters are encoded."""
    return " ".join(_APART.sub(" ", unicodedata.normalize("NFKC", html.unescape(text)).casefold()).split())
