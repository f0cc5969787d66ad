"""Records of tagged lines, whichever the format: which lines make one record, and what stands between records.

Between two ends of record there is exactly one tag that opens it, and it belongs to the lines that have none yet,
wherever among them it stands. A format closes its records with a tag of its own (RIS, Web of Science) or with a blank line.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from litmatrix.importing.readers.values import ImportedRecord, Read, not_read, warning
from litmatrix.model import Problem

__all__ = ["BLANK", "END", "TAG", "TEXT", "Block", "Form", "Line", "finish", "grouped", "lexed", "sort_out"]

TAG, TEXT, BLANK, END = "tag", "text", "blank", "end"

# What stands between records in some exports: a number, a rule, the name of who provides them.
_BETWEEN = re.compile(
    r"\s*(?:<?\d+>?[.)]?|[-=*_]{3,}|(?:Provider|Database|Content|Export(?:ed)? ?Date)\s*:.*|Record #\d+ of \d+|Link to the .*)?\s*",
    re.IGNORECASE,
)
# A tag after the end of a record that tells of the search.
_OF_THE_SEARCH = re.compile(
    r"\s*(?:data ?base|search|session|query|strategy|results?|export|download|source|host|provider|print|saved|date|limits?|user)\w*\b[^:]{0,20}:"
    r"|\s*(?:export|download|print|sav)ed ",
    re.IGNORECASE,
)


class Line(NamedTuple):
    """One line as its format sees it: a tag with its value, text that goes on, a blank, or an end of record."""

    number: int
    kind: str
    tag: str
    text: str
    raw: str


class Form(NamedTuple):
    """What tells the records of a format: the tag that opens one, those of titles, those that show that it is one.

    `is_type` says whether a value is what the opening tag is followed by; another one is, perhaps, wrapped text.
    `several` openings in a row may be types of one record; `leads` says that other tags stand before one or after an end.
    """

    opening: str
    ending: str
    titles: frozenset[str]
    heads: frozenset[str]
    is_type: Callable[[str], object]
    several: bool = False
    leads: bool = False


@dataclass
class Block:
    """The lines of one record: its tags, each with its lines; `begun` and `ended` say what marks were met."""

    line: int
    tags: list[tuple[str, list[str]]] = field(default_factory=list)
    begun: bool = True
    ended: bool = True

    def has(self, tags: frozenset[str]) -> bool:
        return any(tag in tags for tag, _ in self.tags)


class Sorted(NamedTuple):
    """Blocks, the lines that belong to none, and those that look like the start of a record and are text of one."""

    blocks: list[Block]
    stray: list[int]
    quoted: list[int]


def lexed(lines: Sequence[str], first: int, tag: re.Pattern[str]) -> list[Line]:
    """Return the lines of a format that has no tag for an end; `tag` matches a line with one: the tag, and its value."""
    found = []
    for number, line in enumerate(lines, first):
        if match := tag.match(line):
            found.append(Line(number, TAG, match[1], match[2] or "", line))
        else:
            found.append(Line(number, TEXT if line.strip() else BLANK, "", line, line))
    return found


def sort_out(lines: Sequence[Line], form: Form) -> Sorted:
    """Return the records that lines make."""
    done = Sorted([], [], [])
    if form.ending:
        _by_ends(_with_wrapped_ends(lines, form), form, done)
    else:
        for blank, chunk in itertools.groupby(lines, key=lambda line: line.kind == BLANK):
            if not blank:
                _take_chunk(list(chunk), form, done)
    return done


def grouped(block: Block) -> dict[str, list[list[str]]]:
    """Return a block's values by tag, in order, each as its lines."""
    found: dict[str, list[list[str]]] = {}
    for tag, lines in block.tags:
        found.setdefault(tag, []).append(lines)
    return found


# --- records that a tag closes -----------------------------------------------------------------------------


def _segments(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines up to and with each end of record, and what follows the last one."""
    segments: list[list[Line]] = [[]]
    for line in lines:
        segments[-1].append(line)
        if line.kind == END:
            segments.append([])
    return segments


def _with_wrapped_ends(lines: Sequence[Line], form: Form) -> list[Line]:
    """Return the lines, with an end tag as text where words stand behind it and the record goes on below."""
    segments = _segments(lines)
    kept: list[Line] = []
    titled = False
    for segment, following in itertools.pairwise([*segments, []]):
        titled = titled or _titled(segment, form)
        # Words behind an end, and below it lines that no opening tag makes a record of their own: it was none.
        goes_on = following and (following[0].kind != BLANK or (_closed(following) and _tagged(following)))
        if (
            _closed(segment)
            and segment[-1].text.strip()
            and goes_on
            and not any(line.tag == form.opening for line in following)
            and not (titled and _titled(following, form))
        ):
            kept += [*segment[:-1], segment[-1]._replace(kind=TEXT, tag="")]
        else:
            kept += segment
            titled = False
    return kept


def _closed(lines: Sequence[Line]) -> bool:
    return bool(lines) and lines[-1].kind == END


def _tagged(lines: Sequence[Line]) -> bool:
    return any(line.kind == TAG for line in lines)


def _titled(lines: Sequence[Line], form: Form) -> bool:
    return _has(lines, form.titles)


def _by_ends(lines: Sequence[Line], form: Form, done: Sorted) -> None:
    for segment in _segments(lines):
        ended = bool(segment) and segment[-1].kind == END
        pieces = _pieces(segment[:-1] if ended else segment, form, done.quoted)
        for piece in pieces:
            _take_piece(piece, form, done, ended and piece is pieces[-1])
        if ended and segment[-1].text.strip() and done.blocks:
            done.blocks[-1].tags.append((segment[-1].tag, [segment[-1].text]))


def _take_piece(piece: list[Line], form: Form, done: Sorted, ended: bool) -> None:
    at = next((at for at, line in enumerate(piece) if _opens(line, form)), len(piece))
    before, own = piece[:at], piece[at:]
    if before and own:
        cut = len(before) - _run(before[::-1])
        if _has(before, form.heads):
            cut = len(before) if _titled(before, form) and _titled(own, form) else 0
        elif not form.leads or not _tagged(before[cut:]) or _OF_THE_SEARCH.match(before[cut].text):
            cut = len(before)
        before, own = piece[:cut], piece[cut:]
    if before:
        _take_headless(before, form, done, ended and not own)
    if own:
        done.blocks.append(_block(own, form, done.stray, ended))


def _take_headless(piece: list[Line], form: Form, done: Sorted, ended: bool) -> None:
    """Take lines without an opening tag: as a record of their own, as the rest of the one before, or as nobody's."""
    if _has(piece, form.heads):
        done.blocks.append(_block(piece, form, done.stray, ended))
        return
    run = piece[: _run(piece)]
    own = run and ((form.leads and run[0].kind == TAG) or (ended and _tagged(run)))
    if own and not _OF_THE_SEARCH.match(run[0].text) and done.blocks and done.blocks[-1].ended:
        if _goes_on(done.blocks[-1], run):
            _add(done.blocks[-1], run, done.stray)
        else:
            done.blocks.append(_block(run, form, done.stray, ended))
        piece = piece[len(run) :]
    _leave(piece, done.stray)


def _goes_on(block: Block, lines: Sequence[Line]) -> bool:
    """Say whether lines can be more of a record: they have no tag that it has once already, but for its last."""
    counts = Counter(tag for tag, _ in block.tags)
    return not any(
        line.kind == TAG and counts[line.tag] == 1 and line.tag != block.tags[-1][0] for line in lines
    )


def _run(lines: Sequence[Line]) -> int:
    """Return how many lines stand before the first blank one."""
    return next((at for at, line in enumerate(lines) if line.kind == BLANK), len(lines))


def _leave(lines: Sequence[Line], stray: list[int]) -> None:
    stray += [line.number for line in lines if line.kind != BLANK and not _BETWEEN.fullmatch(line.raw)]


# --- records that a blank line closes ----------------------------------------------------------------------


def _take_chunk(chunk: list[Line], form: Form, done: Sorted) -> None:
    """Take lines between blank ones: they are one record or several, or go on with the one before."""
    blocks = done.blocks
    at = next((at for at, line in enumerate(chunk) if line.kind == TAG), len(chunk))
    opening = next((place for place, line in enumerate(chunk) if _opens(line, form)), len(chunk))
    # Text that tags of no new record follow is a paragraph of the record before.
    more = chunk[at:opening]
    follows = bool(more) and not _has(more, form.heads) and bool(blocks) and _goes_on(blocks[-1], more)
    if at and blocks and (chunk[0].raw[:1].isspace() or follows or (more and opening == len(chunk))):
        # A paragraph of the value before.
        blocks[-1].tags[-1][1].append("")
        _add(blocks[-1], chunk[:at], done.stray)
        if follows:
            _add(blocks[-1], more, done.stray)
            at = opening
    else:
        _leave(chunk[:at], done.stray)
    if at == len(chunk):
        return
    for piece in _pieces(chunk[at:], form, done.quoted):
        if not any(_opens(line, form) for line in piece):
            titles = [blocks[-1].has(form.titles), _titled(piece, form)] if blocks else [True, True]
            apart = titles == [True, True] or not (any(titles) or blocks[-1].begun)
            if not apart and _goes_on(blocks[-1], piece):
                _add(blocks[-1], piece, done.stray)
                continue
        elif blocks and not blocks[-1].begun and not _titled(piece, form) and blocks[-1].has(form.titles):
            held = {tag for tag, _ in blocks[-1].tags}
            if not any(line.kind == TAG and line.tag in held for line in piece):
                own = next(line for line in piece if _opens(line, form))
                _add(blocks[-1], piece, done.stray)
                blocks[-1].begun, blocks[-1].line = True, own.number
                continue
        blocks.append(_block(piece, form, done.stray, True))


# --- both --------------------------------------------------------------------------------------------------


def _opens(line: Line, form: Form) -> bool:
    return line.kind == TAG and line.tag == form.opening


def _has(lines: Sequence[Line], tags: frozenset[str]) -> bool:
    return any(line.kind == TAG and line.tag in tags for line in lines)


def _pieces(segment: list[Line], form: Form, quoted: list[int]) -> list[list[Line]]:
    """Return the lines of each record in a segment, in which one opening tag a record stands anywhere."""
    openings: list[int] = []
    found = [at for at, line in enumerate(segment) if _opens(line, form)]
    for at, after in itertools.pairwise([*found, len(segment)]):
        line = segment[at]
        rest = segment[at + 1 : after]
        doubtful = openings and not form.is_type(line.text)
        if doubtful and not _titled(rest, form) and _titled(segment[:at], form):
            quoted.append(line.number)
            segment[at] = line._replace(kind=TEXT, tag="")
            continue
        if openings and form.several and not _between(segment, openings[-1], at, form):
            continue  # several types of one record
        openings.append(at)
    if not openings:
        return [segment] if segment else []
    if openings[0] == next(at for at, line in enumerate(segment) if line.kind == TAG):
        cuts = [0, *openings[1:]]
    else:
        cuts = [0, *_cuts(segment, form, openings)]
    return [segment[start:end] for start, end in itertools.pairwise([*cuts, len(segment)])]


def _cuts(segment: list[Line], form: Form, openings: Sequence[int]) -> list[int]:
    """Return where each record but the first begins, where other tags precede the opening ones: as the first one does."""
    tags = [line.tag for line in segment if line.kind == TAG and line.tag != form.opening]
    titles = [at for at, line in enumerate(segment) if line.kind == TAG and line.tag in form.titles]
    # The first tag of the first record, or the first that shows that there is one, if the others have it too.
    order = dict.fromkeys([tags[0], *(tag for tag in tags if tag in form.heads)])
    cuts = []
    for number, (before, at) in enumerate(itertools.pairwise(openings)):
        low, high = before + 1, at
        if len(titles) == len(openings):
            low, high = max(low, titles[number] + 1), min(high, titles[number + 1])
        there = {line.tag for line in segment[low : high + 1]}
        tag = next((tag for tag in order if tag in there), "")
        cut = next((place for place in range(high, low - 1, -1) if segment[place].tag == tag), high)
        while cut > low and segment[cut - 1].tag == tag:
            cut -= 1
        cuts.append(cut)
    return cuts


def _between(segment: list[Line], start: int, end: int, form: Form) -> bool:
    return any(line.kind == TAG and line.tag != form.opening for line in segment[start + 1 : end])


def _block(lines: Sequence[Line], form: Form, stray: list[int], ended: bool) -> Block:
    """Return lines as a record, which stands where its opening tag does."""
    opening = next((line for line in lines if _opens(line, form)), None)
    first = opening or next(line for line in lines if line.kind == TAG)
    block = Block(first.number, begun=opening is not None, ended=ended)
    _add(block, lines, stray)
    return block


def _add(block: Block, lines: Sequence[Line], stray: list[int]) -> None:
    for at, line in enumerate(lines):
        if line.kind == TAG:
            block.tags.append((line.tag, [line.text]))
        elif block.tags:
            block.tags[-1][1].append("" if line.kind == BLANK else line.raw)
        else:
            _leave(lines[at : at + 1], stray)


def finish(
    done: Sorted, declared: Sequence[int], name: str, form: Form, record: Callable[[Block], ImportedRecord]
) -> Read:
    """Return blocks as records; `declared` are the lines on which a plain scan sees one begin."""
    records: list[ImportedRecord] = []
    problems: list[Problem] = []
    opening = form.opening if len(form.opening) > 1 else f"%{form.opening}"
    for block in done.blocks:
        where = f"{name}:{block.line}"
        told = any(part.strip() for tag, lines in block.tags if tag != form.opening for part in lines)
        if not told and form.opening != "PMID":
            problems.append(not_read(where, "this record holds nothing but its type.", "Delete it."))
            continue
        made = record(block)
        if not made.fields:
            problems.append(not_read(where, "this record holds nothing.", "Delete it."))
            continue
        if not block.begun:
            message = f"this record has no {opening} line; it was read all the same."
            problems.append(warning("no-begin", where, message))
        if not block.ended:
            message = f"this record has no {form.ending} line: it may be cut short."
            problems.append(warning("no-end", where, message, "Look whether the record is whole."))
        once = form.titles if form.several else form.titles | {form.opening}
        if any(sum(tag == title for tag, _ in block.tags) > 1 for title in once):
            message = "this record has two titles: two records may have run together."
            fix = "Look whether a line that begins a record is damaged."
            problems.append(warning("two-titles", where, message, fix))
        records.append(made)
    for number in done.quoted:
        message = f"{opening} stands here in the text of a record, with words that are no type; it was read as text."
        problems.append(
            warning("tag-in-text", f"{name}:{number}", message, "Look whether a record begins here.")
        )
    if done.stray:
        more = f" (and {len(done.stray) - 1} more lines)" if len(done.stray) > 1 else ""
        message = f"text that belongs to no record{more} was left out."
        fix = "Look whether a record lost its tags here."
        problems.append(warning("text-outside", f"{name}:{done.stray[0]}", message, fix))
    quoted = set(done.quoted)
    return Read(records, problems, [line for line in declared if line not in quoted])
