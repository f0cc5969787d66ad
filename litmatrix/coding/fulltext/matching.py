"""Which record a file is the full text of: by its name, by a DOI on its first pages, by its title.

What is certain enough to be proposed is told apart from what a person must choose; each proposal says why it is made.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import screening
from litmatrix.bibliography import references
from litmatrix.bibliography.identifiers import as_seen, doi_key
from litmatrix.coding.fulltext.front import Front
from litmatrix.duplicates.folding import WORDS, folded
from litmatrix.files import fulltexts
from litmatrix.review import Review

if TYPE_CHECKING:
    import numpy as np

#: How a record was found, the surest first.
BY_NAME, BY_DOI, BY_TITLE = "name", "doi", "title"

#: From this likeness on (of 100) a title is proposed, and from that on it is sure, if no other comes near.
LIKELY, SURE = 80.0, 93.0
_NEAR = 5.0
#: A title of fewer letters stands in many texts.
_LETTERS = 24
#: So many records are compared letter by letter, those that share the rarest words.
_COMPARED = 12
_SHOWN = 5

# What a browser puts behind the name of a second download, and what a person puts around a key.
_COPY = re.compile(r"(?: ?\(\d+\)| - copy| copy(?: \d+)?|_\d{8,})+\Z", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/")
_HYPHEN = re.compile(r"(\w)[-‐\u00ad]\s*\n\s*(\w)")


class Candidate(NamedTuple):
    """A record that a file may be the full text of: how it was found, how like it is (of 100), and why, in words."""

    key: str
    by: str
    score: float
    why: str


class Match(NamedTuple):
    """What was found for a file: the records, the likeliest first, and whether the first is certain enough."""

    candidates: tuple[Candidate, ...] = ()
    sure: bool = False


class Records:
    """The records of a review, to be looked up by key, DOI and title; those that were removed as duplicates lead to the one kept."""

    def __init__(self, review: Review) -> None:
        removed, _ = screening.duplicates(review)
        self._keys = [key for key in review.records.index if key not in removed]
        kept = set(self._keys)
        self._by_name: dict[str, str] = {}
        for key in self._keys:
            for name in (key, fulltexts.stem_of(key)):
                self._by_name.setdefault(as_seen(name), key)
        for old, key in {**screening.former_keys(review), **removed}.items():
            now = removed.get(key, key)
            if now in kept:
                self._by_name.setdefault(as_seen(old), now)
        self._by_doi: dict[str, list[str]] = {}
        for key, doi, url in zip(
            review.records.index, review.records["doi"], review.records["url"], strict=True
        ):
            found = doi_key(doi) or (doi_key(url) if "doi.org/" in url.lower() else "")
            now = removed.get(key, key)
            if found and now in kept and now not in self._by_doi.setdefault(found, []):
                self._by_doi[found].append(now)
        self._lengths = sorted({len(doi) for doi in self._by_doi}, reverse=True)
        shown = review.records.loc[self._keys]
        self._titles = [" ".join(WORDS.findall(folded(title))) for title in shown["title"]]
        self._authors = [
            folded(next(iter(references.names(one)), "")) for one in shown["author"].where(shown["author"] != "", shown["editor"])
        ]  # fmt: skip
        self._years = shown["year"].tolist()
        self._shown = shown
        self._index()

    def match(self, name: str, front: Front) -> Match:
        """Return the record that a file of this name is the full text of, by what it says of itself."""
        if key := self.named(name):
            return Match((Candidate(key, BY_NAME, 100.0, "the file is named as the key"),), True)
        found, leading = self._by_dois(front)
        likely = self._by_titles(name, front)
        if len(found) == 1:
            others = tuple(one for one in likely if one.key != found[0].key)
            # A DOI further down, or on a later page, may be that of a work which is cited there.
            backed = leading or any(one.key == found[0].key for one in likely)
            return Match((*found, *others)[:_SHOWN], backed)
        if found:
            # Several works on one page, or one work twice: the title tells them apart, if anything does.
            keys = {one.key for one in found}
            first = [one for one in likely if one.key in keys]
            if first and _clear(first):
                why = f"{first[0].why}; its DOI is on the page"
                rest = tuple(one for one in found if one.key != first[0].key)
                return Match((first[0]._replace(by=BY_DOI, why=why), *rest)[:_SHOWN], True)
            return Match((*found, *(one for one in likely if one.key not in keys))[:_SHOWN])
        return Match(likely, bool(likely) and likely[0].score >= SURE and _clear(likely))

    def named(self, name: str) -> str:
        """Return the key that a file is named as, or nothing; “KEY (1).pdf”, as a browser names a second download, counts too."""
        stem = PurePosixPath(unicodedata.normalize("NFC", name)).stem
        for one in (stem, _COPY.sub("", stem)):
            if key := self._by_name.get(as_seen(one)):
                return key
        return ""

    @cached_property
    def texts(self) -> dict[str, str]:
        """What a person may type to find a record, by key: its key, people, year, title and DOI, levelled."""
        columns = (self._shown[name] for name in ("author", "editor", "year", "title", "doi"))
        return {
            key: f"{key.casefold()} {levelled(' '.join(parts))} {parts[-1].casefold()}"
            for key, *parts in zip(self._keys, *columns, strict=True)
        }

    # --- by DOI ------------------------------------------------------------------------------------------------------

    def _by_dois(self, front: Front) -> tuple[tuple[Candidate, ...], bool]:
        """Return the records whose DOI the file bears, in its properties, else on the first page with any; and whether it is the
        file's own by where it stands: in the properties, or before any other on its first page."""
        for doi in front.dois:
            if keys := self._by_doi.get(doi):
                why = f"DOI {doi} in the file's properties"
                return tuple(Candidate(key, BY_DOI, 100.0, why) for key in keys), True
        for number, text in enumerate(front.texts, start=1):
            found: dict[str, str] = {}
            leading = False
            for doi, first in self._standing(text):
                leading = leading or (first and number == 1)
                for key in self._by_doi[doi]:
                    found.setdefault(key, doi)
            if found:
                told = (Candidate(key, BY_DOI, 100.0, f"DOI {doi} on page {number}") for key, doi in found.items())
                return tuple(told), leading
        return (), False

    def _standing(self, text: str) -> Iterable[tuple[str, bool]]:
        """Return the DOIs of records that stand in a text, even where a line's end breaks one, and whether each is its first DOI."""
        if "10." not in text:
            return
        signs = list(_compact(text))
        whole = "".join(one for one, _ in signs)
        first = _DOI.search(whole)
        begin = whole.find("10.")
        while begin >= 0:
            for length in self._lengths:
                end = begin + length
                doi = whole[begin:end]
                if doi in self._by_doi and (end >= len(whole) or signs[end][1] or not whole[end].isalnum()):
                    yield doi, first is not None and first.start() == begin
                    break
            begin = whole.find("10.", begin + 3)

    # --- by title ----------------------------------------------------------------------------------------------------

    def _index(self) -> None:
        import numpy as np

        places: dict[str, list[int]] = {}
        for at, title in enumerate(self._titles):
            for word in set(title.split()):
                places.setdefault(word, []).append(at)
        self._places: dict[str, np.ndarray] = {word: np.array(ats) for word, ats in places.items()}
        number = max(len(self._titles), 1)
        self._weights = {word: float(np.log1p(number / len(ats))) for word, ats in places.items()}
        self._full = np.array(
            [sum(self._weights[word] for word in set(title.split())) or 1.0 for title in self._titles]
        )

    def _by_titles(self, name: str, front: Front) -> tuple[Candidate, ...]:
        """Return the records whose title stands in the file's own title, on its first pages, or in its name."""
        said = [
            ("the file's own title", levelled(title), 1.0) for title in front.titles
        ] + [
            (f"the words of page {number}", levelled(text[:4000]), 0.0) for number, text in enumerate(front.texts, start=1)
        ] + [("the file's name", levelled(re.sub(r"[_\-.+]+", " ", PurePosixPath(name).stem)), 1.0)]  # fmt: skip
        page = " ".join(text for _, text, _ in said)
        best: dict[int, Candidate] = {}
        for what, text, whole in said:
            for at in self._nearest(text):
                told_as = self._without_people(at, text) if whole else text
                score = _likeness(self._titles[at], told_as, bool(whole))
                if score < LIKELY:
                    continue
                backed = self._backed(at, page)
                short = len(self._titles[at].replace(" ", "")) < _LETTERS
                # A short title stands in many texts, and any title in those of other works that name it.
                alone = whole and len(told_as) < 1.25 * len(self._titles[at]) + 10
                if short or (not alone and "author" not in backed):
                    score = min(score, SURE - 1)
                if score > best.get(at, Candidate("", "", 0.0, "")).score:
                    told = f"its title is {'in ' if not whole else 'like '}{what}, {round(score)} %"
                    more = f"; {' and '.join(backed)} too" if backed else ""
                    best[at] = Candidate(self._keys[at], BY_TITLE, score, told + more)
        ranked = sorted(best.items(), key=lambda one: (-one[1].score, -len(self._titles[one[0]])))
        return tuple(one for _, one in ranked[:_SHOWN])

    def _nearest(self, text: str) -> list[int]:
        """Return the places of the records that share most of their title's words, the rare ones above all, with a text."""
        import numpy as np

        words = [word for word in set(text.split()) if word in self._places]
        if not words or not self._titles:
            return []
        places = np.concatenate([self._places[word] for word in words])
        weights = np.repeat([self._weights[word] for word in words], [len(self._places[word]) for word in words])
        shared = np.bincount(places, weights, minlength=len(self._titles)) / self._full
        best = np.argsort(-shared, kind="stable")[:_COMPARED]
        return [int(at) for at in best if shared[at] >= 0.5]

    def _without_people(self, at: int, text: str) -> str:
        """Return a title without the author and the year that a reference manager puts before it in a file's name."""
        before = {*self._authors[at].split(), str(self._years[at])[:4], "et", "al", "and"}
        words = text.split()
        while words and words[0] in before:
            words.pop(0)
        return " ".join(words)

    def _backed(self, at: int, page: str) -> list[str]:
        author, year = " ".join(WORDS.findall(self._authors[at])), str(self._years[at])[:4]
        there = f" {page} "
        found = ["author"] if len(author) > 1 and f" {author} " in there else []
        return found + (["year"] if year.isdigit() and f" {year} " in there else [])


def _clear(likely: Iterable[Candidate]) -> bool:
    """Whether the first comes well before the second."""
    scores = [one.score for one in likely]
    return len(scores) == 1 or (len(scores) > 1 and scores[0] - scores[1] >= _NEAR)


def _likeness(title: str, text: str, whole: bool) -> float:
    """Return how like a title is to a text (of 100): to all of it, or, in what is longer, to where it fits best."""
    from rapidfuzz import fuzz

    if not title or not text:
        return 0.0
    if not whole:
        return fuzz.partial_ratio(title, text) if len(title) <= len(text) else 0.0
    alike = fuzz.ratio(title, text)
    if len(title) >= _LETTERS and len(text) > len(title):
        alike = max(alike, fuzz.partial_ratio(title, text))
    elif len(text) >= max(_LETTERS, len(title) // 2):
        alike = max(alike, fuzz.ratio(title[: len(text)], text))  # a name that was cut
    return alike


def levelled(text: str) -> str:
    """Return the words of a text, without capitals, accents and signs."""
    return " ".join(WORDS.findall(folded(_HYPHEN.sub(r"\1\2", text))))


def _compact(text: str) -> Iterable[tuple[str, bool]]:
    """Return the signs of a text in small letters without spaces, each with whether a space stood before it."""
    gap = True
    for one in text.lower():
        if one.isspace() or one in "\u00ad\u200b":
            gap = True
        else:
            yield ("-" if one in "‐‑–" else one), gap
            gap = False
