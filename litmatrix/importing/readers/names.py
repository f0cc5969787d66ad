"""Names of people and organisations, as exports write them and as BibTeX does; a list of them in one value."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

from litmatrix.importing.readers.values import ImportedRecord, warning
from litmatrix.model import Problem

__all__ = [
    "comma_style",
    "each_once",
    "find_doubtful",
    "listed_values",
    "looks_like_several",
    "organisation",
    "parted",
    "people",
    "person",
]

#: The fields of names, and how many records are named whose names are in doubt.
_FIELDS = ("author", "editor", "translator")
_NAMED = 20

_CAPITAL = "".join(sign for sign in map(chr, range(0x530)) if sign.isupper())
_INITIALS = re.compile(
    rf"(?!St\.)(?:[{_CAPITAL}](?:[-‐ ]?[{_CAPITAL}]){{0,2}}|(?:[{_CAPITAL}][a-z]?\.[ -]?)+[{_CAPITAL}]?)\.?"
)
_ORGANISATION = re.compile(
    r"\b(?:organi[sz]a[tç]|organisme|universi|group\b|grupo\b|committee|comit|minist|institut|associa|assn\b|department"
    r"|departamento|consortium|collaborat|society|soci[eé]t|council|agency|agencia|ag[eê]nce|cent(?:er|re)s?\b|centro\b"
    r"|foundation|fundaci|fundaç|network|team\b|study\b|trial\b|investigators|initiative|commission|federation|college"
    r"|bureau|office\b|service|union\b|bank\b|programme?\b|project\b|hospital|school\b|academy|alliance|board\b"
    r"|task force|unicef|unesco|oecd|inc\b|ltd\b|gmbh|nations\b|government|authority|administration|corporation|company|press\b"
    r"|laborator|library|who\b)",
    re.IGNORECASE,
)
_PARTICLES = frozenset({
    "van", "von", "der", "den", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "ten", "ter", "zu", "zur", "al", "el", "bin", "ibn", "af", "av",
})  # fmt: skip
# What stands behind a name: known as such anywhere; where only a comma or its place tells (JR, VI and MD are initials too).
_SUFFIX = re.compile(
    r"(?:jn?r|sn?r|junior|senior|esq)\.?|ii|iii|iv|vi{0,3}|2nd|3rd|[4-9]th|m\.?d\.?|ph\.? ?d\.?|r\.?n\.?|mph|mba|msc|[oc]be", re.IGNORECASE
)  # fmt: skip
_BARE_SUFFIX = re.compile(r"[JS]n?r\.?|III?|IV|VI{2,3}|2nd|3rd|[4-9]th")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SEVERAL = re.compile(r"\s*(?:[;；|\n]|//)\s*")
_COMMA = re.compile(r"[,，、]")
_AND = re.compile(r",?\s+(?:and|&|und|et)\s+")
_QUOTED = re.compile(r"(?:\A|(?<=[\s,]))(?:'((?:[^']|'(?![\s,]|\Z))*)'|\"([^\"]*)\")(?=\s|,|\Z)")
#: What says that a list goes on: Publish or Perish puts three points, against a name, before it, or between two.
_CUT = re.compile(
    r"[\s,;&]*(?:…|\.{3,}|\[(?:…|\.{3})\]|\b(?:and|et|&)[ ,]*\Z|(?:\b(?:and|&)|\+)\s*\d+\s+(?:others?|more)\b(?:\s+authors?)?"
    r"|(?<!\w)(?:et\.? ?al(?!\w)\.?|(?:and|&) others|others\Z|et coll\.|u\. ?a\.|[ey] cols?\.|e outros|y otros))[\s,;]*",
    re.IGNORECASE,
)
# What is one name without a doubt: nearly all that comes.
_ONE = re.compile(
    r"(?!.*\b(?:and|und|et|al|others?|cols?|coll|outros|otros)\b)(?!.*[^\W\d_A-Z][A-Z])"
    r"(?:[a-z]{1,4} ){0,3}[^\W\d_]+(?:['’-][^\W\d_]+){0,3}, [^\W\d_]+(?:\.?[ '’-]?[^\W\d_]+){0,6}\.?"
)
_TO_A_BRACE = re.compile(r"([^{}]*)([{}]?)")
_WHOLE = re.compile(r"\{[^{}]+\}")
_IDENTIFIER = re.compile(r"\s*\((?:\d{6,}|0000-[\dX-]+)\)\s*\Z")
# What a family name goes on after with a capital: McAdder, DeVries, LaTeX.
_JOINED = re.compile(
    r"(?:ma?c|d[aeiu]?|del(?:la)?|des|dela|dos|l[aeo]|v[ao]n(?:de[nr])?|fitz|st|o|[ae]l|ten|ter|den|b[ei]n|ibn|abu|san|ap|ni)",
    re.IGNORECASE,
)


@functools.lru_cache(maxsize=1 << 16)
def person(text: str) -> str:
    """Return one name as BibTeX writes it: “Family, Given”, or an organisation in braces.

    >>> person("Liu R."), person("Jane van der Berg"), person("World Health Organization")
    ('Liu, R.', 'van der Berg, Jane', '{World Health Organization}')
    """
    given = text.strip(" ;")
    if _WHOLE.fullmatch(given):
        return organisation(text)
    text = " ".join(text.replace("{", " ").replace("}", " ").split()).strip(" ;,")
    if not text:
        return ""
    if given.endswith(",") and " " in text and not _INITIALS.fullmatch(text.split(" ")[-1]):
        return organisation(text)
    if text == "others" or _CUT.fullmatch(text):
        return "others"
    if "," in text:
        if _and_within(text) or (text.count(",") > 2 and _ORGANISATION.search(text)):
            return organisation(text)
        family, given, suffix = parted(text)
        if suffix and not given and " " in family and family.split(" ")[0] not in _PARTICLES:
            return person(f"{family} {suffix}")  # “Alder M.L., Jr.”, “Martin Lee Alder, Jr.”
        return ", ".join(part for part in (family, suffix, given) if part)
    words = text.split(" ")
    if len(words) > 2 and _BARE_SUFFIX.fullmatch(words[-1]) and not _ORGANISATION.search(text):
        family, comma, given = person(" ".join(words[:-1])).partition(",")
        return f"{family}, {words[-1]}{comma}{given}"
    if len(words) == 1:
        return text
    if _initials_last(text):
        return _with_initials(words, text)
    if _CJK.search(text):
        return f"{words[0]}, {' '.join(words[1:])}" if len(words) == 2 else organisation(text)
    if _ORGANISATION.search(text) or _and_within(text) or len(words) > 5 or any(map(str.isdigit, text)):
        return organisation(text)
    return _turned(words)


def parted(text: str) -> tuple[str, str, str]:
    """Return the family name, the given name and the suffix (“Jr.”) in a name whose family name is parted off by a comma.

    The suffix may stand last (as exports have it), in the middle (as BibTeX has it), or behind either name.

    >>> parted("Alder, Martin Lee, Jr."), parted("de la Cruz III, Juan")
    (('Alder', 'Martin Lee', 'Jr.'), ('de la Cruz', 'Juan', 'III'))
    """
    parts = [part.strip() for part in text.split(",")]
    family, given = parts[0], ", ".join(filter(None, parts[1:]))
    if len(parts) == 3:
        last = _SUFFIX.fullmatch(parts[2]) and not _SUFFIX.fullmatch(parts[1])
        return (
            (family, parts[1], parts[2])
            if last and not _ORGANISATION.search(text)
            else (family, parts[2], parts[1])
        )
    if len(parts) != 2:
        return family, given, ""
    if re.fullmatch(r"[JS]n?r\.?", given):
        return family, "", given
    if _BARE_SUFFIX.fullmatch(family) and " " in given:
        # BibTeX takes the last word of a name without commas for the family name.
        suffix, (given, family) = family, given.rsplit(" ", 1)
        return family, given, suffix
    for name in (family, given):
        first, _, suffix = name.rpartition(" ")
        if first and _BARE_SUFFIX.fullmatch(suffix):
            return (first, given, suffix) if name is family else (family, first, suffix)
    return family, given, ""


def organisation(text: str) -> str:
    """Return an organisation's name in braces, so that nothing in it is taken for a family name."""
    text = " ".join(text.replace("{", " ").replace("}", " ").split()).strip(" ;")
    return f"{{{text}}}" if text else ""


def people(text: str, style: str = "") -> list[str]:
    """Return the names in one value that may list people, parted by semicolons, “and”, commas, or nothing at all.

    `style` is what `comma_style` says of a column; it tells how names are parted that by themselves do not say so.
    A list that says that it goes on ends in “others”. Where it is not clear what the commas part, it is one name.
    """
    text = text.strip()
    if not style and (_ONE.fullmatch(text) or re.fullmatch(r"[^,;]+,", text)):
        return [person(text)]  # a comma at the end, and none before, marks an organisation
    if _WHOLE.fullmatch(text):
        return [text]
    if listed := listed_values(text):
        return [name for part in listed if (name := person(part))]
    pieces = _CUT.split(text)
    names: list[str] = []
    for piece in pieces:
        parts = [part for part in _SEVERAL.split(piece.strip()) if part]
        for part in parts:
            if (len(parts) > 1 or style in ("", "pairs")) and _ONE.fullmatch(part):
                names.append(person(part))
                continue
            whole = _IDENTIFIER.sub("", part).strip(" ,")
            parted = [
                name for one in _parted(whole, style if len(parts) == 1 else "") for name in _run_apart(one)
            ]
            names += [name for each in parted if (name := person(each))]
    bare = [name.rstrip(".").rpartition(" ")[2] for name in names]
    if (
        len(names) > 1
        and text.endswith(".")
        and all(map(str.isupper, bare))
        and "." not in "".join(names[:-1])
    ):
        # The stop is the list's: “Liu R, Adler D.”
        names[-1] = names[-1].removesuffix(".") if names[-1].count(".") == 1 else names[-1]
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
        for field in _FIELDS:
            for one in _between_ands(record.fields.get(field, "")):
                if looks_like_several(one, braced=bool(record.raw)):
                    more += len(found) >= _NAMED
                    shown = one.strip("{}")
                    message = f"one name in {field} looks like several: “{shown[:80]}{'…' if len(shown) > 80 else ''}”."
                    fix = "Part them with “ and ” in its entry, or put a name that is one in braces."
                    found += [warning("several-names", f"{name}:{record.line}", message, fix)][
                        : _NAMED - len(found)
                    ]
    if more:
        message = f"so do {more} more names below."
        found.append(warning("several-names", found[-1].where, message))
    return found


def _between_ands(value: str) -> list[str]:
    """Return the names of a BibTeX list, decoded; “and” within braces parts nothing."""
    names = [""]
    for text, brace in _TO_A_BRACE.findall(value):
        first, *others = [text] if brace == "}" else text.split(" and ")
        names[-1] += first
        names += others
        names[-1] += brace
    return [one for one in names if one]


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
    if (
        not text
        or text == "others"
        or _ONE.fullmatch(text)
        or re.match(r"(?:family|given|prefix|suffix)\w*\s*=", text)
    ):
        return False
    if len(people(text)) > 1:
        return True
    if _ORGANISATION.search(text):
        return False
    words = [part.strip() for part in _AND.split(text)]
    if len(words) > 1:
        return all(len(part.split()) < 5 and part[:1].isupper() for part in words)
    if len(_tokens(text)) > 2:
        return True
    return len(_run_together(text)) > 2


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
        [token for token, _ in _tokens(_CUT.sub(", ", value))]
        for value in values
        if value and not _SEVERAL.search(value.strip(" ;|")) and not _AND.search(value)
    ]
    tokens = [token for each in lists for token in each]
    if not any(len(each) > 1 for each in lists):
        return ""
    if sum(_initials_last(token) for token in tokens) >= 0.6 * len(tokens):
        return "initials"
    several = [each for each in lists if len(each) > 1]
    bare = sum(bool(_INITIALS.fullmatch(token)) for each in several for token in each[1::2])
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
        degree = (
            tokens
            and _SUFFIX.fullmatch(token)
            and (not token.isupper() or _INITIALS.fullmatch(tokens[-1][0]))
        )
        if degree or (tokens and _BARE_SUFFIX.fullmatch(token)):
            tokens[-1] = (tokens[-1][0], f", {token}")
        elif token:
            tokens.append((token, ""))
    return tokens


def _initials_last(name: str) -> bool:
    """Say whether a name ends in initials and does not begin with them: “Liu R.”, “XU Y” (but not “A. B.”)."""
    first, last = _ends(name)
    return bool(_INITIALS.fullmatch(last)) and (
        not _INITIALS.fullmatch(first) or (first.isalpha() and len(first) > len(last))
    )


def _initials_first(name: str) -> bool:
    first, last = _ends(name)
    return bool(_INITIALS.fullmatch(first) and last) and not _INITIALS.fullmatch(last)


def _ends(name: str) -> tuple[str, str]:
    """Return the first and the last word of a name; a “Jr” behind it counts for nothing."""
    words = name.split()
    if len(words) > 1 and _BARE_SUFFIX.fullmatch(words[-1]):
        words.pop()
    return (words[0], words[-1]) if len(words) > 1 else (name, "")


def _parted(text: str, style: str) -> list[str]:
    """Return the names that “and” and commas part in a text, each as it stands; the text alone where that is not clear."""
    parts = [part.strip(" ,") for part in _AND.split(text)]
    if len(parts) == 1 or not all(parts):
        return _by_commas(text, style)
    of_people = [part for part in parts if not _ORGANISATION.search(part)]
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
    if len(before) > 1 and _INITIALS.fullmatch(before[1][0]):
        return [*_by_commas(", ".join(token + suffix for token, suffix in before), "pairs"), parts[-1]]
    given = words[1].partition(" ")[2]
    upright = " " not in words[0] and all(" " in word for word in words[2:])
    if upright and len(words) > 2 and (not given or _INITIALS.fullmatch(given)):
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
    return any(_initials_first(word) or _initials_last(word) or _INITIALS.fullmatch(word) for word in words)


def _by_commas(text: str, style: str) -> list[str]:
    """Return the names that commas part: as the text itself says, else in the style of its column."""
    tokens = _tokens(text)
    words = [word for word, _ in tokens]
    if len(tokens) < 2:
        return [text]
    each = [word + suffix for word, suffix in tokens]
    people = [word for word in words if not _ORGANISATION.search(word)]
    if len(people) > 1 or (people and len(people) < len(words)):
        ends = list(map(_ends, people))
        if any(map(_initials_last, people)) and all(
            _INITIALS.fullmatch(last) and (first.isalpha() or not _INITIALS.fullmatch(first))
            for first, last in ends
        ):
            return [
                name if suffix or name not in people else _with_initials(name.split(), name)
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
    by_turns = all(map(_INITIALS.fullmatch, words[1:last:2])) and not any(
        map(_INITIALS.fullmatch, words[:last:2])
    )
    if by_turns and (not spare or _ORGANISATION.search(spare[0])):
        return [*paired, *spare]
    if len(people) < len(words) and style != "initials":
        return [text] if len(words) < 4 or not style else _styled(text, each, paired, style)
    if all(_CJK.search(word) and len(word) > 1 for word in words):
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
        return [text] if len(each) == 2 and " " not in each[0] and _INITIALS.fullmatch(each[1]) else each
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
    if "," in text or _ORGANISATION.search(text):
        return [text]
    pieces = _run_together(text)
    return pieces if all(1 < len(piece.split()) < 6 for piece in pieces) else [text]


def _and_within(text: str) -> bool:
    return bool(_AND.search(text))


def _with_initials(words: list[str], text: str) -> str:
    suffix = f"{words.pop()}, " if len(words) > 2 and _BARE_SUFFIX.fullmatch(words[-1]) else ""
    at = len(words) - 1
    while at > 1 and _INITIALS.fullmatch(words[at - 1]):
        at -= 1
    if len(words) > 5 and _ORGANISATION.search(text):
        return organisation(text)
    return f"{' '.join(words[:at])}, {suffix}{' '.join(words[at:])}"


def _turned(words: list[str]) -> str:
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    if words[0] in _PARTICLES:
        return " ".join(words) if len(words) < 3 else f"{' '.join(words[:-1])}, {words[-1]}"
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}"


def _known_by(name: str) -> tuple[str, str]:
    """Return what a name is recognised by in another form: its family name, and the first letter of the given one."""
    family, _, given = name.partition(",")
    return "".join(filter(str.isalnum, family.casefold())), given.strip()[:1].casefold()
