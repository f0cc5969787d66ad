"""What a reader can have, in sentences: data and code by version and sum, funding, competing interests."""

from __future__ import annotations

from collections.abc import Iterator

from litmatrix import __version__
from litmatrix.errors import Unreadable
from litmatrix.files import results, store
from litmatrix.reporting.sentences import Paragraph, Sentence, listed, said
from litmatrix.review import Review
from litmatrix.vocabulary import BIBLIOGRAPHY, DECISIONS, MATRIX, PROTOCOL

#: So much of a sum is printed: enough to tell two versions of a file apart.
_SHOWN = 12


def availability(review: Review) -> Paragraph:
    """Return where data and code can be had, or the gap; the files with their sums, and the version of litmatrix.

    Of a review without files only what review.toml says. The commit is not named: a text that is kept under git with the
    files would be out of date as soon as it is committed.
    """
    stated = said(
        "Availability of data, code and other materials", review.protocol.about.availability, "availability"
    )
    return Paragraph(
        "availability", "Availability of data, code and other materials", (stated, *_files(review))
    )


def _files(review: Review) -> Iterator[Sentence]:
    yield Sentence(
        f"Charts, tables and counted numbers were made with litmatrix {__version__} from the files of the review."
    )
    sums = [f"{name} ({sum})" for name, sum in _sums(review)]
    if sums:
        yield Sentence(
            f"The files are, each with the first {_SHOWN} digits of its SHA-256: {listed(sums)}; together they are in state {results.state_of(review.folder)}."
        )


def _sums(review: Review) -> Iterator[tuple[str, str]]:
    """Yield each file of the review that is there, with the first digits of its sum."""
    folder = review.folder
    decided = sorted((folder / DECISIONS).glob("*.jsonl"))
    for path in (*(folder / name for name in (BIBLIOGRAPHY, MATRIX, PROTOCOL)), *decided):
        try:
            yield path.relative_to(folder).as_posix(), results.sum_of(store.read_bytes(path))[:_SHOWN]
        except Unreadable:
            continue


def support(review: Review) -> Paragraph:
    """Return the funding, or the gap."""
    return Paragraph("support", "Support", (said("Funding", review.protocol.about.funding, "funding"),))


def interests(review: Review) -> Paragraph:
    """Return the competing interests, or the gap."""
    stated = said("Competing interests", review.protocol.about.competing_interests, "competing interests")
    return Paragraph("interests", "Competing interests", (stated,))
