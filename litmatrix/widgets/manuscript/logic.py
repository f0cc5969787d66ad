"""A person's manuscript, looked at and worked on: section by section, block by block, number by number.

No widget is needed to drive it. What is written is written once, to the file as it was shown; what somebody saved
meanwhile is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from litmatrix import screening
from litmatrix.checking import accepting, counts
from litmatrix.checking.of_manuscript import check_block, check_manuscript
from litmatrix.errors import ChangedOutside, Misuse, NotSaved, Unreadable
from litmatrix.files import watch
from litmatrix.files.results import sum_of
from litmatrix.manuscript import Block, Manuscript, read_manuscript
from litmatrix.manuscript.outline import Section, outline
from litmatrix.manuscript.splices import comment
from litmatrix.model import Problem
from litmatrix.review import Review
from litmatrix.vocabulary import FATAL, MANUSCRIPT, counted
from litmatrix.widgets.manuscript.preview import Known
from litmatrix.writing import manuscript as writing
from litmatrix.writing import styles
from litmatrix.writing.manuscript import editing
from litmatrix.writing.manuscript.blocks import fill
from litmatrix.writing.manuscript.drawings import Drawings
from litmatrix.writing.manuscript.offering import Offer, offers
from litmatrix.writing.manuscript.renewing import EDITED, Standing, as_printed, standing

#: What can be chosen: the whole, or a section or block by its number.
WHOLE, SECTION, BLOCK = "", "s", "b"

#: How a saved change reaches an editor in which the manuscript is open.
RELOAD = "If it is open in an editor, load it anew there before you type on (JupyterLab: File ▸ Reload Markdown File from Disk)."


class Tried(NamedTuple):
    """A block that somebody thinks of: what its comment says, what it would hold, and why nothing fills it."""

    said: str
    content: str
    problems: tuple[str, ...]


class Back(NamedTuple):
    """What undo would take back: the text before and after, in words what was done, and how it is undone by hand."""

    before: str
    after: str
    told: str
    by_hand: str


class Reading:
    """A manuscript as read, beside the review of that moment: what is in it, and how it stands. Nothing in it changes."""

    def __init__(self, review: Review, manuscript: Manuscript, fills: dict[str, str | Misuse]) -> None:
        self.review, self.manuscript = review, manuscript
        self._fills = fills
        self.version = sum_of(manuscript.text.encode("utf-8", "surrogateescape"))[:12]

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The sections, in order."""
        return outline(self.manuscript)

    @cached_property
    def blocks(self) -> tuple[Standing, ...]:
        """The blocks, each as it stands."""
        return standing(self.review, self.manuscript, self._fill)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong and not accepted, in the order of lines."""
        found = [one for block in self.blocks for one in block.problems]
        found += check_manuscript(self.review, self.manuscript)
        open_ = accepting.standing(self.review, dict.fromkeys(found))
        return tuple(sorted(open_, key=line_of))

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """The typed numbers that the review counts."""
        return offers(self.review, self.manuscript)

    @cached_property
    def known(self) -> Known:
        """What the review knows of what stands in the text."""
        numbers = {name: as_printed(number) for name, number in counts.count_all(self.review).items()}
        names = {one.name: counts.named_today(self.review, one.name) for one in self.manuscript.placeholders}
        numbers |= {name: numbers[now] for name, now in names.items() if now in numbers}
        return Known(screening.names(self.review), numbers)

    def section_at(self, place: int) -> int:
        """Return the number of the section that a place of the text is in."""
        return max((n for n, one in enumerate(self.sections) if one.first <= place), default=0)

    def section_of(self, line: int) -> int:
        """Return the number of the section that a line is in."""
        return max((n for n, one in enumerate(self.sections) if one.line <= line), default=0)

    def _fill(self, block: Block) -> str:
        """Return what the review has for a block, worked out once for all that say the same."""
        if block.said not in self._fills:
            try:
                self._fills[block.said] = fill(self.review, block, self._named.draw)
            except Misuse as error:
                self._fills[block.said] = error
        made = self._fills[block.said]
        if isinstance(made, Misuse):
            raise made
        return made

    @cached_property
    def _named(self) -> Drawings:
        return Drawings(self.review, self.review.folder, files=False)

    def tried(self, said: str) -> Tried:
        """Return what a block with such a comment would hold."""
        block = editing.block_of(said)
        problems = [f"{one.message} {one.fix}" for one in check_block(self.review, MANUSCRIPT, block)]
        if problems:
            return Tried(said, "", tuple(problems))
        try:
            return Tried(said, self._fill(block), ())
        except Misuse as error:
            return Tried(said, "", (str(error),))


class Paper:
    """A person at the manuscript of a review; `reading` is what was read last, None while there is no manuscript.

    `mark` is another one whenever the review is.
    """

    def __init__(self, review: Review) -> None:
        self.review = review
        self.path = review.folder / MANUSCRIPT
        self.reading: Reading | None = None
        self.unreadable = ""
        self.chosen = WHOLE
        self.back: Back | None = None
        self.mark = 0
        self._fills: dict[str, str | Misuse] = {}
        self._stamp: watch.Stamp = (0, 0, 0)
        self._read()

    # --- reading -----------------------------------------------------------------------------------------------------

    def refresh(self) -> bool:
        """Take in what was written since; whether anything was."""
        review = self.review.current()
        if review is self.review and watch.stamp(self.path) == self._stamp:
            return False
        self._take(review)
        self._read()
        return True

    def _read(self) -> None:
        before = self.reading
        self._stamp = watch.stamp(self.path)
        self.reading, self.unreadable = None, ""
        if self._stamp == (0, 0, 0):
            self.chosen = WHOLE
            return
        try:
            self.reading = Reading(self.review, read_manuscript(self.path), self._fills)
        except Unreadable as error:
            self.unreadable, self.chosen = str(error), WHOLE
            return
        if before is not None:
            self.chosen = _again(before, self.reading, self.chosen)

    def fatal(self) -> str:
        """Return what keeps the numbers of the review from being right; nothing, if nothing does."""
        return next((str(one) for one in self.review.problems if one.severity == FATAL), "")

    # --- acts --------------------------------------------------------------------------------------------------------

    def start(self, guideline: str) -> None:
        """Make a manuscript with the headings of a guideline; raises `Misuse` where there is one, `NotSaved`."""
        self._require_numbers()
        if guideline not in writing.GUIDELINES:
            raise Misuse("choose one of the two sets of headings.")
        writing.begin(self.review, self.path, guideline)
        self._done(None)

    def choose(self, chosen: str) -> None:
        """Look at the whole, a section (``s3``) or a block (``b0``); what is not there is the whole."""
        self.refresh()
        kind, number = chosen[:1], chosen[1:]
        there = {SECTION: len(self._there().sections), BLOCK: len(self._there().blocks)}.get(kind, 0)
        self.chosen = chosen if number.isdecimal() and int(number) < there else WHOLE

    def put_number(self, seen: str, start: int, name: str) -> None:
        """Put the placeholder of a computed number in the place of a typed one, as it was offered."""
        reading = self._as_shown(seen)
        offer = next((one for one in reading.offers if one.start == start), None)
        if offer is None:
            raise Misuse("that number is not offered any more; nothing was changed.")
        by_hand = f"In line {offer.line}, type {offer.number} in the place of {{{{{name}}}}}."
        text = editing.put_number(self.path, reading.manuscript, offer, name)
        self._done(Back(reading.manuscript.text, text, f"{{{{{name}}}}} in line {offer.line}", by_hand))

    def put_block(self, seen: str, section: int, kind: str, name: str, options: Mapping[str, str]) -> None:
        """Put a block at the end of a section, filled, and look at it."""
        reading = self._as_shown(seen)
        self._require_numbers()
        if not 0 <= section < len(reading.sections):
            raise Misuse("choose the heading at whose end it is to stand.")
        said, under = comment(kind, name, options), reading.sections[section]
        text = editing.put_block(self.review, self.path, reading.manuscript, under, said)
        by_hand = f"Delete the block {said} at the end of “{under.title or 'the beginning'}”."
        self._done(Back(reading.manuscript.text, text, f"the block {kind} {name}".rstrip(), by_hand))
        now = self._there()
        # A block of the same words may stand elsewhere: it is the last one of its section.
        within = [one.number for one in now.blocks if now.section_at(one.block.first) == section]
        if within:
            self.chosen = f"{BLOCK}{within[-1]}"

    def put_review(self, seen: str, number: int) -> None:
        """Put what the review has in the place of what somebody wrote into a block."""
        reading = self._as_shown(seen)
        self._require_numbers()
        if not (0 <= number < len(reading.blocks) and reading.blocks[number].state == EDITED):
            raise Misuse("this block was not edited by hand; Renew the blocks keeps it up to date.")
        one = reading.blocks[number]
        text = editing.put_review(self.review, self.path, reading.manuscript, number)
        by_hand = f"Put your words back into the block in line {one.block.line}."
        self._done(Back(reading.manuscript.text, text, f"the block in line {one.block.line}", by_hand))

    def renew(self, progress: Callable[[int, int, str], None]) -> writing.Made:
        """Renew the blocks; say what was done."""
        return self._write((), "", progress)

    def make(
        self, to: tuple[str, ...], style: str, progress: Callable[[int, int, str], None]
    ) -> writing.Made:
        """Renew the blocks, and make documents; a style that is not known is told before anything is written."""
        if not to:
            raise Misuse("tick the kinds of document that you want.")
        if style:
            styles.find_style(style, self.path.parent)
        return self._write(to, style, progress)

    def undo(self) -> str:
        """Take back what was done last at this desk, if the manuscript is as it was left then; return in words what."""
        back = self.back
        if back is None:
            raise Misuse("there is nothing to undo.")
        now = read_manuscript(self.path)
        if now.text != back.after:
            self.back = None
            self.refresh()
            raise Misuse(
                f"{MANUSCRIPT} was changed since, so nothing was undone. {back.by_hand or 'Undo it in your editor.'}"
            )
        editing.save(self.path, now, back.before)
        self._done(None)
        return back.told

    def _write(
        self, to: tuple[str, ...], style: str, progress: Callable[[int, int, str], None]
    ) -> writing.Made:
        self.refresh()
        reading = self._there()
        self._require_numbers()
        editing.require_whole(reading.manuscript)
        figures = {
            one.block.name or one.block.kind
            for one in reading.blocks
            if one.block.kind in ("figure", "flow") and not one.problems
        }
        total, done = 1 + len(figures) + sum(form != "md" for form in to), 0

        def tell(what: str) -> None:
            nonlocal done
            done = min(done + 1, total)
            progress(done, total, what)

        back = self.back
        try:
            made = writing.write(self.review, self.path, to, style, tell)
            if made.renewed.text != made.renewed.was:
                told = f"the renewing of {counted(len(made.renewed.changed), 'block')}"
                back = Back(made.renewed.was, made.renewed.text, told, "")
        finally:
            self._done(back)
        return made

    def _there(self) -> Reading:
        if self.reading is None:
            raise Misuse(self.unreadable or "there is no manuscript yet. Start one first.")
        return self.reading

    def _as_shown(self, seen: str) -> Reading:
        """Return what was read, if it is what the person saw and the file still is; raises `ChangedOutside`."""
        self.refresh()
        reading = self._there()
        if reading.version != seen:
            raise ChangedOutside(
                f"{MANUSCRIPT} was saved meanwhile, and nothing was changed. Look at it again, then press again."
            )
        editing.require_whole(reading.manuscript)
        return reading

    def _require_numbers(self) -> None:
        if told := self.fatal():
            raise NotSaved(f"nothing was written: its numbers would be wrong. Fix this first. {told}")

    def _done(self, back: Back | None) -> None:
        self.back = back
        self._take(self.review.current())
        self._read()

    def _take(self, review: Review) -> None:
        if review is not self.review:
            self.review, self._fills, self.mark = review, {}, self.mark + 1


def line_of(problem: Problem) -> int:
    """Return the line of a problem of the manuscript."""
    line = problem.where.rpartition(":")[2]
    return int(line) if line.isdecimal() else 0


def _again(before: Reading, now: Reading, chosen: str) -> str:
    """Return what was chosen, where it is now: the same heading or block, the number-th of those that are called so."""
    kind, number = chosen[:1], chosen[1:]
    if kind not in (SECTION, BLOCK) or not number:
        return WHOLE
    old, new = [_names(reading, kind) for reading in (before, now)]
    name = old[int(number)]
    places = [n for n, one in enumerate(new) if one == name]
    which = [n for n, one in enumerate(old) if one == name].index(int(number))
    if places:
        return f"{kind}{places[min(which, len(places) - 1)]}"
    # A heading, or a comment, that was worded anew stands where it stood.
    return chosen if len(old) == len(new) else WHOLE


def _names(reading: Reading, kind: str) -> list[Any]:
    if kind == SECTION:
        return [(one.title, one.level) for one in reading.sections]
    return [block.said for block in reading.manuscript.blocks]
