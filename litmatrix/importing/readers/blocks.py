"""Records of tagged lines, whichever the format: which lines make one record, and what stands between records.

Between two ends of record there is exactly one tag that opens it, and it belongs to the lines that have none yet,
wherever among them it stands. A format closes its records with a tag of its own (RIS, Web of Science) or with a blank line.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set

from litmatrix.importing.readers.tagged import BLANK, END, TAG, TEXT, Block, Form, Line
from litmatrix.importing.readers.values import ImportedRecord, Read, not_read, warning
from litmatrix.model import Problem

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


def read(lines: Sequence[str], name: str, first: int, form: Form) -> Read:
    """Return the records of lines in a format, of which the first is line `first` of the file `name`.

    A record that lacks what opens or closes it is read, with a problem; one that holds nothing is reported.
    """
    sorting = _sorted_out(lines, first, form)
    return _read(sorting, name, _declared(lines, first, sorting.form))


def blocks(lines: Sequence[str], first: int, form: Form) -> list[Block]:
    """Return the records of lines in a format, each as its tags."""
    return _sorted_out(lines, first, form).blocks


def _sorted_out(lines: Sequence[str], first: int, form: Form) -> _Sorting:
    found = form.lexed(lines, first) if form.lexed else _lexed(lines, first, form.tag)
    sorting = _Sorting(form.fitted(form, found) if form.fitted else form)
    if form.ending:
        sorting.by_ends(found)
    else:
        for blank, chunk in itertools.groupby(found, key=lambda line: line.kind == BLANK):
            if not blank:
                sorting.take_chunk(list(chunk))
    return sorting


def _lexed(lines: Sequence[str], first: int, tag: re.Pattern[str]) -> list[Line]:
    found = []
    for number, line in enumerate(lines, first):
        if match := tag.match(line):
            found.append(Line(number, TAG, match[1], match[2] or "", line))
        else:
            found.append(Line(number, TEXT if line.strip() else BLANK, "", line, line))
    return found


def _declared(lines: Sequence[str], first: int, form: Form) -> list[int]:
    """Return the lines on which a plain scan sees a record begin; of several types in a row the first."""
    for pattern in form.declares:
        met = [bool(pattern.match(line)) for line in lines]
        before = [False, *met] if form.several else itertools.repeat(False)
        if found := [
            at for at, (here, above) in enumerate(zip(met, before, strict=False), first) if here and not above
        ]:
            return found
    return []


class _Sorting:
    """Lines sorted out: the blocks, the lines that belong to none, and those that look like a start and are text."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.blocks: list[Block] = []
        self.stray: list[int] = []
        self.quoted: list[int] = []

    def opens(self, line: Line) -> bool:
        return line.kind == TAG and line.tag == self.form.opening

    def titled(self, lines: Iterable[Line]) -> bool:
        return _has(lines, self.form.titles)

    # --- records that a tag closes

    def by_ends(self, lines: Sequence[Line]) -> None:
        """Take the lines up to and with each end of record, and what follows the last one."""
        for segment in _segments(self.with_wrapped_ends(lines)):
            ended = _closed(segment)
            pieces = self.pieces(segment[:-1] if ended else segment)
            for piece in pieces:
                self.take_piece(piece, ended and piece is pieces[-1])
            if ended and segment[-1].text.strip() and self.blocks:
                self.blocks[-1].tags.append((segment[-1].tag, [segment[-1].text]))

    def with_wrapped_ends(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines, with an end tag as text where words stand behind it and the record goes on below."""
        kept: list[Line] = []
        titled = False
        for segment, following in itertools.pairwise([*_segments(lines), []]):
            titled = titled or self.titled(segment)
            # Words behind an end, and below it lines that no opening tag makes a record of their own: it was none.
            goes_on = following and (
                following[0].kind != BLANK or (_closed(following) and _tagged(following))
            )
            if (
                _closed(segment)
                and segment[-1].text.strip()
                and goes_on
                and not any(line.tag == self.form.opening for line in following)
                and not (titled and self.titled(following))
            ):
                kept += [*segment[:-1], segment[-1]._replace(kind=TEXT, tag="")]
            else:
                kept += segment
                titled = False
        return kept

    def take_piece(self, piece: list[Line], ended: bool) -> None:
        at = next((at for at, line in enumerate(piece) if self.opens(line)), len(piece))
        before, own = piece[:at], piece[at:]
        if before and own:
            cut = len(before) - _run(before[::-1])
            if _has(before, self.form.heads):
                cut = len(before) if self.titled(before) and self.titled(own) else 0
            elif not self.form.leads or not _tagged(before[cut:]) or _OF_THE_SEARCH.match(before[cut].text):
                cut = len(before)
            before, own = piece[:cut], piece[cut:]
        if before:
            self.take_headless(before, ended and not own)
        if own:
            self.begin(own, ended)

    def take_headless(self, piece: list[Line], ended: bool) -> None:
        """Take lines without an opening tag: as a record of their own, as the rest of the one before, or as nobody's."""
        if _has(piece, self.form.heads):
            self.begin(piece, ended)
            return
        run = piece[: _run(piece)]
        own = run and ((self.form.leads and run[0].kind == TAG) or (ended and _tagged(run)))
        if own and not _OF_THE_SEARCH.match(run[0].text) and self.blocks and self.blocks[-1].ended:
            if _goes_on(self.blocks[-1], run):
                self.add(run)
            else:
                self.begin(run, ended)
            piece = piece[len(run) :]
        self.leave(piece)

    # --- records that a blank line closes

    def take_chunk(self, chunk: list[Line]) -> None:
        """Take lines between blank ones: they are one record or several, or go on with the one before."""
        blocks = self.blocks
        at = next((at for at, line in enumerate(chunk) if line.kind == TAG), len(chunk))
        opening = next((place for place, line in enumerate(chunk) if self.opens(line)), len(chunk))
        # Text that tags of no new record follow is a paragraph of the record before.
        more = chunk[at:opening]
        follows = (
            bool(more) and not _has(more, self.form.heads) and bool(blocks) and _goes_on(blocks[-1], more)
        )
        if at and blocks and (chunk[0].raw[:1].isspace() or follows or (more and opening == len(chunk))):
            # A paragraph of the value before.
            blocks[-1].tags[-1][1].append("")
            self.add(chunk[:at])
            if follows:
                self.add(more)
                at = opening
        else:
            self.leave(chunk[:at])
        for piece in self.pieces(chunk[at:]):
            if not self.goes_with_last(piece):
                self.begin(piece, True)

    def goes_with_last(self, piece: list[Line]) -> bool:
        """Add lines to the record before if they are more of it, or what opens it, and say whether they were."""
        if not self.blocks:
            return False
        last, own = self.blocks[-1], next((line for line in piece if self.opens(line)), None)
        if own is None:
            titles = [last.has(self.form.titles), self.titled(piece)]
            if all(titles) or not (any(titles) or last.begun) or not _goes_on(last, piece):
                return False
        else:
            held = {tag for tag, _ in last.tags}
            if last.begun or self.titled(piece) or not last.has(self.form.titles) or _has(piece, held):
                return False
            last.begun, last.line = True, own.number
        self.add(piece)
        return True

    # --- both

    def pieces(self, segment: list[Line]) -> list[list[Line]]:
        """Return the lines of each record in a segment, in which one opening tag a record stands anywhere."""
        openings: list[int] = []
        found = [at for at, line in enumerate(segment) if self.opens(line)]
        for at, after in itertools.pairwise([*found, len(segment)]):
            line = segment[at]
            doubtful = openings and not self.form.is_type(line.text)
            if doubtful and not self.titled(segment[at + 1 : after]) and self.titled(segment[:at]):
                self.quoted.append(line.number)
                segment[at] = line._replace(kind=TEXT, tag="")
            elif (
                not openings
                or not self.form.several
                or any(line.kind == TAG and not self.opens(line) for line in segment[openings[-1] + 1 : at])
            ):
                openings.append(at)  # or it is another type of the same record
        if not openings:
            return [segment] if segment else []
        if openings[0] == next(at for at, line in enumerate(segment) if line.kind == TAG):
            cuts = [0, *openings[1:]]
        else:
            cuts = [0, *self.cuts(segment, openings)]
        return [segment[start:end] for start, end in itertools.pairwise([*cuts, len(segment)])]

    def cuts(self, segment: list[Line], openings: Sequence[int]) -> list[int]:
        """Return where each record but the first begins, where other tags precede the opening ones: as the first one does."""
        tags = [line.tag for line in segment if line.kind == TAG and not self.opens(line)]
        titles = [at for at, line in enumerate(segment) if line.kind == TAG and line.tag in self.form.titles]
        # The first tag of the first record, or the first that shows that there is one, if the others have it too.
        order = dict.fromkeys([tags[0], *(tag for tag in tags if tag in self.form.heads)])
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

    def begin(self, lines: Sequence[Line], ended: bool) -> None:
        """Take lines as a record, which stands where its opening tag does."""
        opening = next((line for line in lines if self.opens(line)), None)
        first = opening or next(line for line in lines if line.kind == TAG)
        self.blocks.append(Block(first.number, begun=opening is not None, ended=ended))
        self.add(lines)

    def add(self, lines: Sequence[Line]) -> None:
        """Add lines to the last record; those before its first tag are nobody's."""
        tags = self.blocks[-1].tags
        for at, line in enumerate(lines):
            if line.kind == TAG:
                tags.append((line.tag, [line.text]))
            elif tags:
                tags[-1][1].append("" if line.kind == BLANK else line.raw)
            else:
                self.leave(lines[at : at + 1])

    def leave(self, lines: Sequence[Line]) -> None:
        self.stray += [
            line.number for line in lines if line.kind != BLANK and not _BETWEEN.fullmatch(line.raw)
        ]


def _segments(lines: Sequence[Line]) -> list[list[Line]]:
    segments: list[list[Line]] = [[]]
    for line in lines:
        segments[-1].append(line)
        if line.kind == END:
            segments.append([])
    return segments


def _closed(lines: Sequence[Line]) -> bool:
    return bool(lines) and lines[-1].kind == END


def _tagged(lines: Iterable[Line]) -> bool:
    return any(line.kind == TAG for line in lines)


def _has(lines: Iterable[Line], tags: Set[str]) -> bool:
    return any(line.kind == TAG and line.tag in tags for line in lines)


def _run(lines: Sequence[Line]) -> int:
    """Return how many lines stand before the first blank one."""
    return next((at for at, line in enumerate(lines) if line.kind == BLANK), len(lines))


def _goes_on(block: Block, lines: Sequence[Line]) -> bool:
    """Say whether lines can be more of a record: they have no tag that it has once already, but for its last."""
    counts = Counter(tag for tag, _ in block.tags)
    once = {tag for tag, count in counts.items() if count == 1 and tag != block.tags[-1][0]}
    return not _has(lines, once)


def _read(done: _Sorting, name: str, declared: Sequence[int]) -> Read:
    """Return what was sorted out as records; `declared` are the lines on which a plain scan sees one begin."""
    records: list[ImportedRecord] = []
    problems: list[Problem] = []
    form = done.form
    opening = form.opening if len(form.opening) > 1 else f"%{form.opening}"
    for block in done.blocks:
        where = f"{name}:{block.line}"
        told = any(part.strip() for tag, lines in block.tags if tag != form.opening for part in lines)
        if not told and form.opening != "PMID":
            problems.append(not_read(where, "this record has nothing but its type.", "Delete it."))
            continue
        made = form.record(block)
        if not made.fields:
            problems.append(not_read(where, "this record is empty.", "Delete it."))
            continue
        if not block.begun:
            message = f"this record has no {opening} line; it was read all the same."
            problems.append(warning("no-begin", where, message))
        if not block.ended:
            message = f"this record has no {form.ending} line: it may be cut short."
            problems.append(warning("no-end", where, message, "Check whether the record is complete."))
        once = form.titles if form.several else form.titles | {form.opening}
        if any(sum(tag == title for tag, _ in block.tags) > 1 for title in once):
            message = "this record has two titles: two records may have run together."
            fix = "Check whether a line that begins a record is damaged."
            problems.append(warning("two-titles", where, message, fix))
        records.append(made)
    for number in done.quoted:
        message = f"{opening} is here inside the text of a record, followed by words that are not a type; it was read as text."
        problems.append(
            warning("tag-in-text", f"{name}:{number}", message, "Check whether a record begins here.")
        )
    if done.stray:
        more = f" (and {len(done.stray) - 1} more lines)" if len(done.stray) > 1 else ""
        message = f"text that belongs to no record{more} was left out."
        fix = "Check whether a record lost its tags here."
        problems.append(warning("text-outside", f"{name}:{done.stray[0]}", message, fix))
    quoted = set(done.quoted)
    return Read(records, problems, [line for line in declared if line not in quoted])
