"""How the fields of two records stand to each other, for many pairs at once."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from litmatrix.duplicates.plain import Plain

if TYPE_CHECKING:
    import numpy as np

#: Pairs compared at a time: bounds the memory.
PORTION = 200_000

#: From here, titles are compared word by word.
LIKE_WORDS = 0.7

# Words that titles gain and lose; none that can be the point of one.
_SMALL = frozenset({"the", "of", "and", "an", "or", "for", "to", "on", "s", "die", "der", "das", "und", "la", "le", "de", "et", "in", "at", "by"})  # fmt: skip

# Letters that stand for each other in spellings of one word.
_SPELLINGS = frozenset({"sz", "zs", "sc", "cs", "ck", "kc", "yi", "iy", "vw", "wv", "fv", "vf"})

# Words of a title that make it another text than the one without them.
_OTHER_TEXT = frozenset({
    "protocol", "protocols", "rationale", "design", "update", "updated", "updating", "part", "reply", "response", "comment",
    "commentary", "erratum", "correction", "follow", "followup", "extension", "interim", "preliminary", "final", "secondary",
    "subgroup", "posthoc", "hoc", "month", "months", "year", "years", "week", "weeks", "not", "non", "without", "no",
    "term", "longterm", "exploratory", "cost", "costs", "economic", "qualitative", "discussion", "retraction",
})  # fmt: skip

# Marks of pages that are no number of an article: those of a supplement, a poster, an abstract, a preface.
_SUPPLEMENT = frozenset({"", "s", "p", "o", "a", "ps", "op", "suppl", "sup", "roman"})


class Evidence(NamedTuple):
    """One array a field, one item a pair. Above 0: they agree, the more the surer; 0: not told; -1: they differ."""

    title: np.ndarray
    """How alike the titles are, 0 to 1, by the best of their readings (a translation, without what databases add)."""
    slip: np.ndarray
    """Whether they are the same but for slips of the pen: no word stands for another, as “women” for “men”."""
    part: np.ndarray
    """2: one title lacks the subtitle or the heading of the other, or is cut within a word; 1: it lacks words of the other."""
    another: np.ndarray
    """Whether what it has more names a text of its own: a protocol, an update."""
    untitled: np.ndarray
    """Whether one has no title."""
    numerals: np.ndarray
    """2: the same numbers in the titles; 1: all of the one's are the other's; 0: no title; -1: they differ."""
    notice: np.ndarray
    """2: both of one kind; -1: one is an erratum, a comment or a reply, the other is not."""
    generic: np.ndarray
    """Whether a title names a kind of text (“Editorial”) and not a work."""
    serial: np.ndarray
    """Whether a title is one that comes out each year: an annual report, an overview."""
    recurring: np.ndarray
    """Whether a title comes back in several years: a column, or a review that is kept up to date."""
    words: np.ndarray
    """How many words the shorter title has."""
    people: np.ndarray
    """2: the same; 1: the first author, or most of the names, are alike; 0: nobody is named on one side."""
    year: np.ndarray
    """2: the same; 1: next to each other."""
    gap: np.ndarray
    """Years between them; -1 where one is missing."""
    journal: np.ndarray
    meeting: np.ndarray
    """Whether both stand in a volume that is no journal, and one says that it is of a conference."""
    volume: np.ndarray
    number: np.ndarray
    pages: np.ndarray
    """3: first and last of three or more; 2: the first; 1: can be the same; the pages of something that begins at 1 say little."""
    supplement: np.ndarray
    """How many of the two stand in a supplement, as abstracts do."""
    article: np.ndarray
    """Whether the first page is the number of an article, as CD001234, which a new version of it keeps."""
    doi: np.ndarray
    isbn: np.ndarray
    abstract: np.ndarray


def compare(plain: Plain, one: np.ndarray, other: np.ndarray) -> Evidence:
    """Return how the records at the places `one` stand to those at the places `other`, pair by pair."""
    import numpy as np

    parts = [
        _portion(plain, one[begin : begin + PORTION], other[begin : begin + PORTION])
        for begin in range(0, max(len(one), 1), PORTION)
    ]
    return (
        parts[0]
        if len(parts) == 1
        else Evidence(*(np.concatenate(each) for each in zip(*parts, strict=True)))
    )


def _portion(plain: Plain, one: np.ndarray, other: np.ndarray) -> Evidence:
    import numpy as np

    a, b = one.tolist(), other.tolist()
    title, slip, part, another = _titles(plain, a, b)
    untitled = (plain.words[one] == 0) | (plain.words[other] == 0)
    gap = np.where(
        (plain.year[one] > 0) & (plain.year[other] > 0), abs(plain.year[one] - plain.year[other]), -1
    )
    journal = _journals(plain, a, b)
    journal = np.where(_common(plain.issn, a, b) > 0, 1, journal)
    return Evidence(
        title=title,
        slip=slip,
        part=part,
        another=another,
        untitled=untitled,
        numerals=np.where(untitled, 0, _numerals(plain.numerals, a, b)),
        notice=np.array([2 if plain.notice[i] == plain.notice[j] else -1 for i, j in zip(a, b, strict=True)], np.int8),
        generic=plain.generic[one] | plain.generic[other],
        serial=plain.serial[one] | plain.serial[other],
        recurring=plain.recurring[one] | plain.recurring[other],
        words=np.minimum(plain.words[one], plain.words[other]),
        people=_people(plain, one, other),
        year=np.select([gap == 0, gap == 1, gap < 0], [2, 1, 0], -1).astype(np.int8),
        gap=gap,
        journal=journal,
        meeting=(plain.meeting[one] * plain.meeting[other]) > 1,
        volume=_same(plain.volume, a, b),
        number=_same(plain.number, a, b),
        pages=_pages(plain, one, other),
        supplement=plain.supplement[one].astype(np.int8) + plain.supplement[other],
        article=_articles(plain)[one] & _articles(plain)[other],
        doi=_same(plain.doi, a, b),
        isbn=_common(plain.isbn, a, b),
        abstract=_abstracts(plain.abstract, a, b),
    )  # fmt: skip


def _same(texts: list[str], a: list[int], b: list[int]) -> np.ndarray:
    """Return 1 where both texts are there and the same, -1 where they differ, 0 where one is missing."""
    import numpy as np

    return np.array(
        [
            (1 if texts[i] == texts[j] else -1) if texts[i] and texts[j] else 0
            for i, j in zip(a, b, strict=True)
        ],
        np.int8,
    )


def _common(numbers: list[tuple[str, ...]], a: list[int], b: list[int]) -> np.ndarray:
    """Return 1 where both have a number in common, -1 where they have others, 0 where one has none."""
    import numpy as np

    return np.array(
        [
            (-1 if set(numbers[i]).isdisjoint(numbers[j]) else 1) if numbers[i] and numbers[j] else 0
            for i, j in zip(a, b, strict=True)
        ],
        np.int8,
    )


def _ratio(scorer: Any, first: list[str], second: list[str]) -> np.ndarray:
    """Return how alike texts are pair by pair, 0 to 1; 0 where one is empty."""
    import numpy as np
    from rapidfuzz import process

    if not first:
        return np.empty(0, dtype=np.float32)
    alike = process.cpdist(first, second, scorer=scorer, dtype=np.float32, workers=1) / 100
    both = np.array([bool(one and other) for one, other in zip(first, second, strict=True)])
    return np.where(both, alike, 0).astype(np.float32)


def _titles(
    plain: Plain, a: list[int], b: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the first four parts of the evidence."""
    import numpy as np
    from rapidfuzz import fuzz

    title = plain.title
    alike = _ratio(fuzz.ratio, [title[i] for i in a], [title[j] for j in b])
    slip = alike > 0.999
    part, another = np.zeros(len(a), dtype=np.int8), np.zeros(len(a), dtype=bool)
    for place in np.flatnonzero(~slip).tolist():
        i, j = a[place], b[place]
        if alike[place] < 0.95:
            alike[place] = max(alike[place], _other_reading(plain, i, j))
        if alike[place] >= LIKE_WORDS:
            left, right = _left_over(plain.text[i], plain.text[j])
            slip[place] = alike[place] >= 0.95 and _slips(left, right)
            part[place] = min(plain.words[i], plain.words[j]) > 5 and (
                _missing(left, right) or _missing(right, left)
            )
            another[place] = not _OTHER_TEXT.isdisjoint((*left, *right))
        short, long = sorted((i, j), key=lambda one: len(title[one]))
        if cut := _cut(plain, short, long):
            part[place] = cut
            another[place] |= not _OTHER_TEXT.isdisjoint(
                set(plain.text[i].split()) ^ set(plain.text[j].split())
            )
    return alike, slip, part, another


def _cut(plain: Plain, short: int, long: int) -> int:
    """Return 2 if a title is another up to its subtitle or from it on, or is cut within a word; 1 if it only begins or ends so."""
    few, many = plain.title[short], plain.title[long]
    rest = len(many) - len(few)
    if len(few) > 15 and many.startswith(few):
        ends = set(accumulate(len(word) for word in plain.text[long].split()))
        return 2 if len(few) in plain.parted[long] or len(few) not in ends else 1
    if len(few) > 25 and many.endswith(few):
        return 2 if rest in plain.parted[long] else 1
    return 0


def _other_reading(plain: Plain, i: int, j: int) -> float:
    """Return how alike a second title, or the whole of the titles, are."""
    from rapidfuzz import fuzz

    best = 0.0
    for x, y in (
        (plain.second[i], plain.title[j]),
        (plain.title[i], plain.second[j]),
        (plain.whole[i], plain.whole[j]),
    ):
        if x and y and (x == y or (len(x) > 25 and len(y) > 25 and abs(len(x) - len(y)) < 0.4 * len(x))):
            best = max(best, fuzz.ratio(x, y) / 100)
    return best


def _left_over(one: str, other: str) -> tuple[list[str], list[str]]:
    """Return the words of each text that the other has not."""
    first, second = Counter(one.split()), Counter(other.split())
    return list((first - second).elements()), list((second - first).elements())


def _slips(left: list[str], right: list[str]) -> bool:
    """Tell whether each word has one on the other side that is the same but for a slip; small words may be missing."""
    joined = "".join(left), "".join(right)
    if joined[0] == joined[1] or (min(map(len, joined)) > 20 and _slip(*joined)):
        return True
    right = list(right)
    for word in left:
        partner = next((one for one in right if _slip(word, one)), None)
        if partner is not None:
            right.remove(partner)
        elif word not in _SMALL:
            return False
    return all(word in _SMALL for word in right)


def _slip(one: str, other: str) -> bool:
    """Tell whether two words differ in one sign that changes no meaning: not nitrate and nitrite, typical and atypical."""
    from rapidfuzz.distance import OSA

    one, other = (word.replace("ae", "e").replace("oe", "e") for word in (one, other))
    if one == other:
        return True
    if max(len(one), len(other)) < 6 or one[:1] != other[:1] or OSA.distance(one, other) > 1:
        return False
    differing = {x + y for x, y in zip(one, other, strict=False) if x != y}
    return len(one) != len(other) or len(differing) > 1 or not differing.isdisjoint(_SPELLINGS)


def _missing(few: list[str], many: list[str]) -> bool:
    """Tell whether each of a few words is damaged or cut short among the many."""
    many = list(many)
    for word in few:
        partner = next(
            (one for one in many if (len(word) > 2 and one.startswith(word)) or _slip(word, one)), None
        )
        if partner is None:
            return False
        many.remove(partner)
    return True


def _numerals(numerals: list[str], a: list[int], b: list[int]) -> np.ndarray:
    import numpy as np

    result = np.full(len(a), 2, dtype=np.int8)
    for place, (i, j) in enumerate(zip(a, b, strict=True)):
        x, y = numerals[i], numerals[j]
        if x != y:
            one, other = set(x.split()), set(y.split())
            # The numbers of a longer title hold those of the shorter; a mere "2" against nothing may be part 2.
            result[place] = (
                1 if (one <= other or other <= one) and "".join(one ^ other) not in "123456789" else -1
            )
            if one == other:
                result[place] = 2
    return result


def _people(plain: Plain, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Compare the authors: by their words, which stand the order of names and given names cut to initials."""
    import numpy as np
    from rapidfuzz import fuzz

    ones = np.array([bin(number).count("1") for number in range(256)], dtype=np.uint8)
    counts = ones[plain.people].sum(axis=1, dtype=np.int32)
    shared = ones[plain.people[one] & plain.people[other]].sum(axis=1, dtype=np.int32)
    fewer = np.minimum(counts[one], counts[other])
    overlap = shared / np.maximum(fewer, 1)
    first = [plain.first[i] for i in one.tolist()], [plain.first[j] for j in other.tolist()]
    lead = _ratio(fuzz.ratio, *first)
    known = np.array([bool(x and y) for x, y in zip(*first, strict=True)], dtype=bool)
    namesake = np.array(
        [
            bool(x and y) and x != y
            for x, y in ((plain.initial[i], plain.initial[j]) for i, j in zip(one.tolist(), other.tolist(), strict=True))
        ],
        dtype=bool,
    )  # fmt: skip
    return np.select(
        [
            ~known,
            # One name is all there is, and another person has it.
            namesake & (fewer <= 1) & (lead > 0.8),
            (overlap >= 0.6) & ((lead > 0.8) | (shared >= 4))
            | (overlap >= 0.9) & (shared >= 2)
            | (lead > 0.95) & (fewer <= 1),
            # Of a single name, more must be the same.
            (lead > np.where(fewer <= 1, 0.87, 0.8)) | (overlap >= 0.5),
        ],
        [0, -1, 2, 1],
        -1,
    ).astype(np.int8)


def _journals(plain: Plain, a: list[int], b: list[int]) -> np.ndarray:
    """Compare journals: full names, abbreviations and initials; pairs of the same two names are compared once."""
    import numpy as np

    known: dict[tuple[str, str], int] = {}
    result = np.zeros(len(a), dtype=np.int8)
    names, initials = plain.journal, plain.initials
    for place, (i, j) in enumerate(zip(a, b, strict=True)):
        x, y = names[i], names[j]
        if x and y:
            pair = (x, y)
            if pair not in known:
                known[pair] = _alike(x, y, initials[i], initials[j])
            result[place] = known[pair]
    return result


def _alike(x: str, y: str, first: str, second: str) -> int:
    from rapidfuzz import fuzz

    if x in (y, second) or y == first or (len(first) > 2 and first == second):
        return 1
    short, long = sorted((x, y), key=len)
    if len(short) > 3 and (long.startswith(short) or (len(short) > 9 and short in long)):
        return 1
    if fuzz.ratio(x, y) >= 85 or (len(short) > 9 and fuzz.partial_ratio(x, y) >= 92):
        return 1
    signs = iter(long)
    # Abbreviated: its letters come in the order of the full name, and its words begin as those do.
    if first[:2] == second[:2] and len(short) > 4 and all(sign in signs for sign in short):
        return 1
    return -1


def _pages(plain: Plain, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    import numpy as np

    start, end = (plain.start[one], plain.start[other]), (plain.end[one], plain.end[other])
    told = (start[0] > 0) & (start[1] > 0)
    marks = np.array(
        [
            not (x and y) or x == y
            for x, y in ((plain.mark[i], plain.mark[j]) for i, j in zip(one.tolist(), other.tolist(), strict=True))
        ],
        dtype=bool,
    )  # fmt: skip
    ids = _articles(plain)[one] ^ _articles(plain)[other]
    first = told & (start[0] == start[1]) & marks
    last = told & (end[0] == end[1]) & (end[0] > 0) & marks
    several = np.minimum(end[0] - start[0], end[1] - start[1])
    from_one = (start[0] == 1) | (start[1] == 1)
    within = told & (np.minimum(*end) >= np.maximum(*start)) & marks & (several > 0)
    return np.select(
        [
            first & last & (several > 1) & (start[0] > 1),
            first & (start[0] > 1),
            first | ((last | within) & ~from_one) | _torn(start, end),
            # The number of an article speaks against no page.
            told & ~from_one & ~ids,
        ],
        [3, 2, 1, -1],
        0,
    ).astype(np.int8)


def _articles(plain: Plain) -> np.ndarray:
    """Tell for each record whether its first page is the number of an article."""
    import numpy as np

    return np.array([mark not in _SUPPLEMENT for mark in plain.mark], dtype=bool)


def _torn(start: tuple[np.ndarray, np.ndarray], end: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Tell where one has only the last signs of its last page (t-8 for 2665-2668), and the other's ends on them."""
    import numpy as np

    result = np.zeros(len(start[0]), dtype=bool)
    for x in (0, 1):
        for place in np.flatnonzero((end[x] < -1) & (end[1 - x] > 0)).tolist():
            result[place] |= str(end[1 - x][place]).endswith(str(-int(end[x][place]) - 2))
    return result


def _abstracts(texts: list[str], a: list[int], b: list[int]) -> np.ndarray:
    """Compare how the abstracts begin; where both are there and neither alike nor apart, nothing is told."""
    import numpy as np
    from rapidfuzz import fuzz

    result = np.zeros(len(a), dtype=np.int8)
    for place, (i, j) in enumerate(zip(a, b, strict=True)):
        x, y = texts[i], texts[j]
        if len(x) > 80 and len(y) > 80:
            alike = 100.0 if x == y else fuzz.ratio(x, y)
            result[place] = 1 if alike > 88 else -1 if alike < 55 else 0
    return result
