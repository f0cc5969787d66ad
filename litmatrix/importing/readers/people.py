"""A list of people in one value, as exports write it: which names stand in it, and which are in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from litmatrix.bibliography import latex
from litmatrix.importing.readers.names import (
    AND,
    BARE_SUFFIX,
    CJK,
    CUT,
    INITIALS,
    ORGANISATION,
    SUFFIX,
    WHOLE,
    first_and_last,
    initials_last,
    person,
    with_initials,
)
from litmatrix.importing.readers.values import PEOPLE, ImportedRecord, warning
from litmatrix.model import Problem

# How many records are named whose names are in doubt.
_NAMED = 20

_SEVERAL = re.compile(r"\s*(?:[;；|\n]|//)\s*")

_COMMA = re.compile(r"[,，、]")

_QUOTED = re.compile(r"(?:\A|(?<=[\s,]))(?:'((?:[^']|'(?![\s,]|\Z))*)'|\"([^\"]*)\")(?=\s|,|\Z)")

# What is one name without a doubt: nearly all that comes.
_ONE = re.compile(
    r"(?!.*\b(?:and|und|et|al|others?|cols?|coll|outros|otros)\b)(?!.*[^\W\d_A-Z][A-Z])"
    r"(?:[a-z]{1,4} ){0,3}[^\W\d_]+(?:['’-][^\W\d_]+){0,3}, [^\W\d_]+(?:\.?[ '’-]?[^\W\d_]+){0,6}\.?"
)

_IDENTIFIER = re.compile(r"\s*\((?:\d{6,}|0000-[\dX-]+)\)\s*\Z")

# What a family name goes on after with a capital: McAdder, DeVries, LaTeX.
_JOINED = re.compile(
    r"(?:ma?c|d[aeiu]?|del(?:la)?|des|dela|dos|l[aeo]|v[ao]n(?:de[nr])?|fitz|st|o|[ae]l|ten|ter|den|b[ei]n|ibn|abu|san|ap|ni)",
    re.IGNORECASE,
)


def named(text: str, style: str = "") -> list[str]:
    """Return the names in one value that may list people, parted by semicolons, “and”, commas, or nothing at all.

    `style` is what `comma_style` says of a column; it tells how names are parted that by themselves do not say so.
    A list that says that it goes on ends in “others”. Where it is not clear what the commas part, it is one name.
    """
    text = text.strip()
    if not style and (_ONE.fullmatch(text) or re.fullmatch(r"[^,;]+,", text)):
        return [person(text)]  # a comma at the end, and none before, marks an organisation
    if WHOLE.fullmatch(text):
        return [text]
    if listed := listed_values(text):
        return [name for part in listed if (name := person(part))]
    pieces = CUT.split(text)
    names: list[str] = []
    for piece in pieces:
        parts = [part for part in _SEVERAL.split(piece.strip()) if part]
        for part in parts:
            if (len(parts) > 1 or style in ("", "pairs")) and _ONE.fullmatch(part):
                names.append(person(part))
                continue
            whole = _IDENTIFIER.sub("", part).strip(" ,")
            for one in _parted(whole, style if len(parts) == 1 else ""):
                names += [name for each in _run_apart(one) if (name := person(each))]
    initials = all(name.rstrip(".").rpartition(" ")[2].isupper() for name in names)
    if len(names) > 1 and text.endswith(".") and initials and "".join(names).count(".") == 1:
        names[-1] = names[-1].removesuffix(".")  # the stop is the list's: “Liu R, Adler D.”
    if len(pieces) > 1:
        names = [name for name in names if name != "others"] + ["others"]
    return names


def each_once(names: Sequence[tuple[str, str]]) -> list[str]:
    """Return names, each given with its tag, without a list that is wholly given again; two of one name are two.

    What another tag repeats is taken as the tag has it that says more of each.
    """
    by_tag: dict[str, list[str]] = {}
    for name, tag in names:
        by_tag.setdefault(tag, []).append(name)
    lists = list(by_tag.values())
    if len(lists) > 1 and all([*map(_known_by, each)] == [*map(_known_by, lists[0])] for each in lists):
        found = max(lists, key=lambda each: sum(map(len, each)))
    else:
        found = [name for name, _ in names]
    half = len(found) // 2
    if half > 1 and len(found) % 2 == 0 and found[:half] == found[half:]:
        found = found[:half]
    if "others" in found:
        found = [name for name in found if name != "others"] + ["others"]
    return found


def find_doubtful(records: Iterable[ImportedRecord], name: str) -> list[Problem]:
    """Return a warning for each record with a name that looks like several; beyond the first twenty, one for all."""
    found: list[Problem] = []
    more = 0
    for record in records:
        for field in PEOPLE:
            for one in latex.names(record.fields.get(field, "")):
                if looks_like_several(one, braced=bool(record.raw)):
                    more += len(found) >= _NAMED
                    shown = one.strip("{}")
                    message = f"one name in {field} looks like several: “{shown[:80]}{'…' if len(shown) > 80 else ''}”."
                    fix = "Separate them with “ and ” in its entry, or put the name in braces if it is one name."
                    found += [warning("several-names", f"{name}:{record.line}", message, fix)][
                        : _NAMED - len(found)
                    ]
    if more:
        message = f"so do {more} more names below."
        found.append(warning("several-names", found[-1].where, message))
    return found


def looks_like_several(name: str, braced: bool = True) -> bool:
    """Say whether what stands as one name looks like several; with `braced`, what stands in braces is one.

    >>> [looks_like_several(name) for name in ("Alder J, Birch K", "Alder, Birch, Cedar", "Alder, J., Jr.")]
    [True, True, False]
    """
    text = name.strip()
    if text.startswith("{"):
        if braced:
            return False
        text = text.strip("{}")
    by_parts = re.match(r"(?:family|given|prefix|suffix)\w*\s*=", text)
    if not text or text == "others" or _ONE.fullmatch(text) or by_parts:
        return False
    if len(named(text)) > 1:
        return True
    if ORGANISATION.search(text):
        return False
    words = [part.strip() for part in AND.split(text)]
    if len(words) > 1:
        return all(len(part.split()) < 5 and part[:1].isupper() for part in words)
    return len(_tokens(text)) > 2 or len(_run_together(text)) > 2


def listed_values(text: str) -> list[str]:
    """Return the values of a list that a program wrote as Python does (``['Marx, Karl', 'Li, X']``), or none."""
    text = text.strip()
    if not (text.startswith(("['", '["')) and text.endswith(("']", '"]'))):
        return []
    return [first or second for first, second in _QUOTED.findall(text[1:-1])]


def comma_style(values: Iterable[str]) -> str:
    """Return how a column parts names by commas: ``initials`` (Liu R., Adler D.), ``pairs`` (Liu, R., Adler, D.) or ``full``.

    Empty where no value has more than one comma and nothing tells: a lone comma then parts family from given name.
    """
    lists = [
        [token for token, _ in _tokens(CUT.sub(", ", value))]
        for value in values
        if value and not _SEVERAL.search(value.strip(" ;|")) and not AND.search(value)
    ]
    tokens = [token for each in lists for token in each]
    if not any(len(each) > 1 for each in lists):
        return ""
    if sum(initials_last(token) for token in tokens) >= 0.6 * len(tokens):
        return "initials"
    several = [each for each in lists if len(each) > 1]
    bare = sum(bool(INITIALS.fullmatch(token)) for each in several for token in each[1::2])
    if bare >= 0.5 * sum(len(each) // 2 for each in several):
        return "pairs"
    if any(len(each) % 2 for each in several):
        return "full"
    if 2 * sum(_initials_first(token) for each in several for token in each) > sum(map(len, several)):
        return "full"
    wide = sum(" " in token for each in several for token in each)
    return "full" if wide == sum(map(len, several)) else "pairs"


def _tokens(value: str) -> list[tuple[str, str]]:
    """Return what stands between commas; a “Jr.” stands with what is before it."""
    tokens: list[tuple[str, str]] = []
    for part in _COMMA.split(value.strip(" ;")):
        token = part.strip()
        degree = SUFFIX.fullmatch(token) and not (
            token.isupper() and tokens and not INITIALS.fullmatch(tokens[-1][0])
        )
        if tokens and (degree or BARE_SUFFIX.fullmatch(token)):
            tokens[-1] = (tokens[-1][0], f", {token}")
        elif token:
            tokens.append((token, ""))
    return tokens


def _initials_first(name: str) -> bool:
    first, last = first_and_last(name)
    return bool(INITIALS.fullmatch(first) and last) and not INITIALS.fullmatch(last)


def _parted(text: str, style: str) -> list[str]:
    """Return the names that “and” and commas part in a text, each as it stands; the text alone where that is not clear."""
    parts = [part.strip(" ,") for part in AND.split(text)]
    if len(parts) == 1 or not all(parts):
        return _by_commas(text, style)
    of_people = [part for part in parts if not ORGANISATION.search(part)]
    inverted = [part for part in of_people if len(_tokens(part)) == 2]
    if len(inverted) > 1 and 2 * len(inverted) > len(parts):
        # As BibTeX has them.
        return [name for part in parts for name in (_by_commas(part, "") if part in of_people else [part])]
    if len(of_people) < len(parts) and not (of_people and all(_clearly_people(part) for part in of_people)):
        return [text]
    if len(_tokens(parts[-1])) > 1 or len(of_people) < len(parts):
        return [name for part in parts for name in _by_commas(part, style)]
    tokens = [token for part in parts for token in _tokens(part)]
    words = [token for token, _ in tokens]
    if len(tokens) == len(parts):
        # No comma at all: “Ann Alder and Ben Birch”, but not “Marks and Spencer”.
        return parts if all(" " in word for word in words) else [text]
    before = tokens[: -len(_tokens(parts[-1]))]
    if len(before) > 1 and INITIALS.fullmatch(before[1][0]):
        return [*_by_commas(", ".join(token + suffix for token, suffix in before), "pairs"), parts[-1]]
    given = words[1].partition(" ")[2]
    upright = " " not in words[0] and all(" " in word for word in words[2:])
    if upright and len(words) > 2 and (not given or INITIALS.fullmatch(given)):
        # As a list of references gives them: “Alder, Ann, Ben Birch, and Cy Cedar”.
        return [
            f"{words[0]}, {words[1]}{tokens[0][1] or tokens[1][1]}",
            *(word + suffix for word, suffix in tokens[2:]),
        ]
    if len({" " in word for word in words}) > 1 and not style:
        return [text]
    return [word + suffix for word, suffix in tokens]


def _clearly_people(text: str) -> bool:
    words = [token for token, _ in _tokens(text)]
    return any(_initials_first(word) or initials_last(word) or INITIALS.fullmatch(word) for word in words)


def _by_commas(text: str, style: str) -> list[str]:
    """Return the names that commas part: as the text itself says, else in the style of its column."""
    tokens = _tokens(text)
    words = [word for word, _ in tokens]
    if len(tokens) < 2:
        return [text]
    each = [word + suffix for word, suffix in tokens]
    people = [word for word in words if not ORGANISATION.search(word)]
    if len(people) > 1 or (people and len(people) < len(words)):
        abbreviated = all(
            INITIALS.fullmatch(last) and (first.isalpha() or not INITIALS.fullmatch(first))
            for first, last in map(first_and_last, people)
        )
        if abbreviated and any(map(initials_last, people)):
            return [
                name if suffix or name not in people else with_initials(name.split(), name)
                for name, suffix in tokens
            ]
        if all(map(_initials_first, people)):
            return each
    last = len(words) - len(words) % 2
    spare = words[last:]
    paired = [
        f"{family}, {given}{before or behind}"
        for (family, before), (given, behind) in zip(tokens[:last:2], tokens[1:last:2], strict=True)
    ]
    by_turns = all(map(INITIALS.fullmatch, words[1:last:2])) and not any(
        map(INITIALS.fullmatch, words[:last:2])
    )
    if by_turns and (not spare or ORGANISATION.search(spare[0])):
        return [*paired, *spare]
    if len(people) < len(words) and style != "initials":
        return [text] if len(words) < 4 or not style else _styled(text, each, paired, style)
    if all(CJK.search(word) and len(word) > 1 for word in words):
        return each
    wide = all(" " in word for word in words)
    if wide and (len(words) > 2 or _initials_first(words[0])):
        return each if not style or style == "full" else _styled(text, each, paired, style)
    if not style and len(words) > 3 and not spare and not any(" " in word for word in words):
        return paired
    return _styled(text, each, paired, style)


def _styled(text: str, each: list[str], paired: list[str], style: str) -> list[str]:
    if style == "pairs" and len(each) == 2 * len(paired):
        return paired
    if style == "full":
        return each
    if style == "initials":
        return [text] if len(each) == 2 and " " not in each[0] and INITIALS.fullmatch(each[1]) else each
    return [text]


def _run_together(text: str) -> list[str]:
    """Return the pieces of a text that small letters against capitals part: “Ann AdderBob Baker”, not “Ann McAdder”."""
    pieces, begin = [], 0
    for at in range(1, len(text)):
        if text[at].isupper() and (
            text[at - 1].islower() or (text[at - 1] == "." and text[at - 2].islower())
        ):
            word = re.split(r"[\s’'-]", text[begin:at])[-1]
            if len(word) > 1 and not _JOINED.fullmatch(word):
                pieces.append(text[begin:at])
                begin = at
    return [*pieces, text[begin:]]


def _run_apart(text: str) -> list[str]:
    """Return the names that ran together in a text, if each piece is a name of two words or more; else the text alone."""
    if "," in text or ORGANISATION.search(text):
        return [text]
    pieces = _run_together(text)
    return pieces if all(1 < len(piece.split()) < 6 for piece in pieces) else [text]


def _known_by(name: str) -> tuple[str, str]:
    """Return what a name is recognised by in another form: its family name, and the first letter of the given one."""
    family, _, given = name.partition(",")
    return "".join(filter(str.isalnum, family.casefold())), given.strip()[:1].casefold()
