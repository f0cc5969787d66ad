"""Names of people and organisations, as exports write them and as BibTeX does."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Sequence

__all__ = ["comma_style", "listed_values", "organisation", "parted", "people", "person", "several"]

_INITIALS = re.compile(r"(?:[^\W\d_a-zà-ÿ]{1,3}|(?:[^\W\d_a-zà-ÿ][a-z]?\.[ -]?)+[^\W\d_a-zà-ÿ]?)\.?")
_ORGANISATION = re.compile(
    r"\b(?:organi[sz]a[tç]|organisme|universi|group\b|grupo\b|committee|comit|minist|institut|associa|assn\b|department"
    r"|departamento|consortium|collaborat|society|soci[eé]t|council|agency|agencia|ag[eê]nce|cent(?:er|re)s?\b|centro\b"
    r"|foundation|fundaci|fundaç|network|team\b|study\b|trial\b|investigators|initiative|commission|federation|college"
    r"|bureau|office\b|service|union\b|bank\b|programme?\b|project\b|hospital|school\b|academy|alliance|board\b"
    r"|task force|unicef|unesco|oecd|inc\b|ltd\b|gmbh|nations\b|government|authority|corporation|company|press\b"
    r"|laborator|library|who\b)",
    re.IGNORECASE,
)
_PARTICLES = frozenset(
    [
        "van",
        "von",
        "der",
        "den",
        "de",
        "del",
        "della",
        "di",
        "da",
        "dos",
        "das",
        "du",
        "la",
        "le",
        "ten",
        "ter",
        "zu",
        "zur",
        "al",
        "el",
        "bin",
        "ibn",
        "af",
        "av",
    ]
)
# What stands behind a name: known as such anywhere; where only a comma or its place tells (JR, VI and MD are initials too).
_SUFFIX = re.compile(
    r"(?:jn?r|sn?r|junior|senior|esq)\.?|ii|iii|iv|vi{0,3}|2nd|3rd|[4-9]th|m\.?d\.?|ph\.? ?d\.?|r\.?n\.?|mph|mba|msc|[oc]be", re.IGNORECASE
)  # fmt: skip
_BARE_SUFFIX = re.compile(r"[JS]n?r\.?|III?|IV|VI{2,3}|2nd|3rd|[4-9]th")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SEVERAL = re.compile(r"\s*(?:;|\||//|\n)\s*")
_AND = re.compile(r"\s+(?:and|&)\s+")
_QUOTED = re.compile(r"(?:\A|(?<=[\s,]))(?:'((?:[^']|'(?![\s,]|\Z))*)'|\"([^\"]*)\")(?=\s|,|\Z)")
_ET_AL = re.compile(r"(?:et\.? al\.?|and others|others|\.\.\.|…)", re.IGNORECASE)
_WHOLE = re.compile(r"\{[^{}]+\}")
_IDENTIFIER = re.compile(r"\s*\((?:\d{6,}|0000-[\dX-]+)\)\s*\Z")


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
    if _ET_AL.fullmatch(text):
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
    if _INITIALS.fullmatch(words[-1]) and not _INITIALS.fullmatch(words[0]):
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
    """Return the names in one value that lists people, parted by semicolons, bars, “and”, or commas.

    `style` is what `comma_style` says of the column; it tells how names that only commas part are read.
    """
    if listed := listed_values(text):
        return [name for part in listed if (name := person(part))]
    parts: Sequence[str] = [part for part in _SEVERAL.split(text.strip()) if part.strip()]
    if len(parts) == 1 and _AND.search(text) and not _ORGANISATION.search(text):
        parts = [part for piece in _AND.split(text) for part in _by_commas(piece.strip(" ,"), style)]
    elif len(parts) == 1 and ";" not in text:
        parts = _by_commas(parts[0], style)
    return [name for part in parts if (name := person(_IDENTIFIER.sub("", part)))]


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
        _tokens(value)
        for value in values
        if value and not _SEVERAL.search(value.strip(" ;|")) and not _AND.search(value)
    ]
    tokens = [token for each in lists for token in each]
    if not any(len(each) > 1 for each in lists):
        return ""
    short = sum(" " in token and bool(_INITIALS.fullmatch(token.split(" ")[-1])) for token in tokens)
    if short >= 0.6 * len(tokens):
        return "initials"
    several = [each for each in lists if len(each) > 1]
    bare = sum(bool(_INITIALS.fullmatch(token)) for each in several for token in each[1::2])
    if bare >= 0.5 * sum(len(each) // 2 for each in several):
        return "pairs"
    if any(len(each) % 2 for each in several):
        return "full"
    wide = sum(" " in token for each in several for token in each)
    return "full" if wide == sum(map(len, several)) else "pairs"


def _tokens(value: str) -> list[str]:
    """Return what commas part, a suffix together with the name before it."""
    tokens: list[str] = []
    for token in filter(None, map(str.strip, value.strip(" ;").split(","))):
        if tokens and _BARE_SUFFIX.fullmatch(token):
            tokens[-1] += f" {token}"
        else:
            tokens.append(token)
    return tokens


def several(text: str) -> list[str]:
    """Return the names in a value that should hold one: several if “and” parts names that have a comma each."""
    if _WHOLE.fullmatch(text.strip()):
        return [text]
    parts = _AND.split(text) if " and " in text or " & " in text else [text]
    return parts if len(parts) > 1 and all(part.count(",") == 1 for part in parts) else [text]


def _by_commas(text: str, style: str) -> Sequence[str]:
    tokens = _tokens(text)
    if len(tokens) < 2 or (_ORGANISATION.search(text) and style != "initials" and len(tokens) < 4):
        return [text]
    style = style or comma_style([text])
    if style == "pairs" and len(tokens) % 2 == 0:
        return [f"{family}, {given}" for family, given in zip(tokens[::2], tokens[1::2], strict=True)]
    if style in ("initials", "full") and len(tokens) > 1:
        lone = len(tokens) == 2 and " " not in tokens[0] and style == "initials"
        return [text] if lone and _INITIALS.fullmatch(tokens[1]) else tokens
    return [text]


def _and_within(text: str) -> bool:
    return bool(_AND.search(text))


def _with_initials(words: list[str], text: str) -> str:
    at = len(words) - 1
    while at > 1 and _INITIALS.fullmatch(words[at - 1]):
        at -= 1
    if len(words) > 5 and _ORGANISATION.search(text):
        return organisation(text)
    return f"{' '.join(words[:at])}, {' '.join(words[at:])}"


def _turned(words: list[str]) -> str:
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    if words[0] in _PARTICLES:
        return " ".join(words) if len(words) < 3 else f"{' '.join(words[:-1])}, {words[-1]}"
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}"
