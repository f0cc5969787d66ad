"""DOI, ISBN and ISSN, and the names that people give: read from what is written, and compared.

A field that is a DOI is that DOI, whole: signs such as `<`, and spaces that strayed in, belong to it. Only in running
text does a DOI end somewhere. (DOI Handbook, section 2: any printable character may stand in one; case does not count.)
"""

from __future__ import annotations

import difflib
import functools
import html
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import quote, unquote

# A field of its own may hold a made-up one of fewer digits; in running text these would be ratios and versions.
_BEGIN = re.compile(r"\b10\.\d{1,9}(?:\.\d+)*/", re.ASCII)
_SPACED = re.compile(r"(?<!\d)10\s*\.\s*(\d{1,9})\s*/\s*", re.ASCII)
# Within text a DOI ends at a space, a quotation mark, or an angle bracket that is not part of a SICI: <1661::AID-X>.
_IN_TEXT = re.compile(r"\b10\.\d{4,9}(?:\.\d+)*/(?:[^\s\"“”<>]|<(?=\d)[^\s<>\"]{1,80}>){1,400}", re.ASCII)
# What may stand before a DOI in a field of its own: a name, a resolver (of a library's proxy, too), a publisher's page.
_BEFORE = re.compile(
    r"(?:https?:\s*//\S*?|(?:[\w-]+\.)*doi[.-]org\S*?/|info:|urn:)?(?:\bdoi)?\W*(?:\(doi\))?\W*",
    re.IGNORECASE,
)
# What may stand behind a DOI and a space: another, its kind, words.
_BEHIND = re.compile(
    rf"{_BEGIN.pattern}|[(\[]?(?:doi|e?pub|print|pii|pmid|pmcid|https?:|and\b|\W*\Z|[^\W\d_]{{3,}}[.,:;)]?\Z)",
    re.IGNORECASE,
)
_COMMANDS = {
    "textless": "<", "textgreater": ">", "textunderscore": "_", "_": "_", "%": "%", "&": "&", "#": "#", "$": "$", "{": "{",
    "}": "}", "slash": "/", "textslash": "/", "langle": "<", "rangle": ">", "textasciitilde": "~", "textbar": "|",
    "textquotesingle": "'", "textendash": "-", "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
    "ensuremath": "", "url": "", "href": "", "nolinkurl": "", "path": "", "relax": "",
    "lbrack": "[", "rbrack": "]", "lt": "<", "gt": ">", "textasciicircum": "^", "allowbreak": "", "-": "", "/": "",
}  # fmt: skip
_COMMAND = re.compile(r"\\(?:([a-zA-Z]+)(?:\s*\{\s*\}|\s+|(?![a-zA-Z]))|(.))")
_BRACE = re.compile(r"(?<!\\)[{}]")
_MARKUP = re.compile(r"</?(?:a|b|i|u|em|strong|su[bp]|span|p|br|doi|font|div|td|tr)\b[^<>]*>", re.IGNORECASE)
_OPEN, _CLOSE = "([{<", ")]}>"


@functools.lru_cache(maxsize=1 << 15)
def doi(value: str) -> str:
    """Return the DOI that a field holds, whole and without resolver, LaTeX or entities; nothing if it holds none.

    >>> doi("https://doi.org/10.5555/(SICI)1097-0001(19980815/30)17:15/16%3C1661::AID-THG968%3E3.0.CO;2-2")
    '10.5555/(SICI)1097-0001(19980815/30)17:15/16<1661::AID-THG968>3.0.CO;2-2'
    >>> doi(r"DOI: 10.5555/978-1-234-56789-7{\\_}13."), doi("10.1000/ x.1 [doi]"), doi("not yet")
    ('10.5555/978-1-234-56789-7_13', '10.1000/x.1', '')
    """
    text = _SPACED.sub(r"10.\1/", _unescaped(value))
    found = _BEGIN.search(text)
    if found is None:
        return ""
    if not _BEFORE.fullmatch(text[: found.start()]):
        return doi_in(text[found.start() :])
    whole, *pieces = text[found.start() :].split()
    for piece in pieces:
        if _BEHIND.match(piece):
            break
        if not _goes_on(whole, piece):
            return ""
        whole += piece
    if "://" in text[: found.start()] and "doi" not in text[: found.start()].lower().rpartition("/")[0]:
        return doi_in(whole)
    return _trimmed(re.sub(r"(?:\?|#)(?:utm_\w+|via|nosfx|journalCode|download|casa_token)=.*\Z", "", whole))


def doi_in(text: str) -> str:
    """Return the first DOI that stands in running text, or nothing.

    >>> doi_in("Things 3(2): 1-9. doi: 10.1000/x.1(2), in print.")
    '10.1000/x.1(2)'
    """
    if "10." not in text:
        return ""
    found = _IN_TEXT.search(_unescaped(text))
    return _trimmed(found[0]) if found else ""


def doi_key(value: str) -> str:
    """Return a DOI as it is compared (case does not count), or nothing if the value holds none."""
    return doi(value).lower()


def doi_address(value: str) -> str:
    """Return the address of a DOI, with the signs encoded that mean something in an address; nothing if there is none.

    >>> doi_address("10.5555/a<1::b>2#c?d")
    'https://doi.org/10.5555/a%3C1::b%3E2%23c%3Fd'
    """
    bare = doi(value)
    return f"https://doi.org/{quote(bare, safe='/:;()._-,!*@+=$')}" if bare else ""


def isbns(value: str) -> tuple[str, ...]:
    """Return the ISBNs in a value, each as its 13 digits, in order; numbers of other lengths are none.

    >>> isbns("0-306-40615-2 (pbk.); 978 0 306 40615 7"), isbns("1098-5336")
    (('9780306406157',), ())
    """
    found = (_isbn(number) for number in _numbers(value))
    return tuple(dict.fromkeys(number for number in found if number))


def issns(value: str) -> tuple[str, ...]:
    """Return the ISSNs in a value, each as its 8 signs, in order.

    >>> issns("0099-2240 (Print) 0099-2240; 1098-533x")
    ('00992240', '1098533X')
    """
    return tuple(dict.fromkeys(number for number in _numbers(value) if len(number) == 8))


@functools.lru_cache(maxsize=1 << 15)
def as_seen(name: str) -> str:
    """Return a name as it looks: two that differ in capitals, in how a sign is encoded, or in what is not seen, are the same.

    >>> as_seen("mu\u0308ller\u200b_2015") == as_seen("M\u00fcller_2015")
    True
    """
    if name.isascii():
        return name.casefold()
    return _visible(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold()))


def difference(one: str, other: str) -> str:
    """Say how two names that look the same differ."""
    if one.lower() == other.lower():
        return "only in capitals"
    if unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other):
        return "only in how an accent is encoded (as one character with its letter, or as a mark after it)"
    strange = sorted(sign for sign in {*one} ^ {*other} if not sign.isascii())
    codes = ", ".join(f"U+{ord(sign):04X}" for sign in strange[:3])
    if _visible(one) == _visible(other):
        return f"only in invisible characters ({codes})"
    return f"only in characters that look the same{f' ({codes})' if codes else ''}"


def twin(name: str, known: Iterable[str]) -> str:
    """Return the one among names that looks like another name, or nothing."""
    seen = as_seen(name)
    return next((one for one in known if one != name and as_seen(one) == seen), "")


def meant(name: str, known: Iterable[str]) -> str:
    """Return “ Did you mean …?” for a name that is not among the known ones, or nothing."""
    known = tuple(known)
    if alike := twin(name, known):
        return f" Did you mean {alike}? The two differ {difference(name, alike)}."
    near = difflib.get_close_matches(name[:200], known, 1)
    return f" Did you mean {near[0]}?" if near else ""


def look_alikes(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs of names that look the same, each with the first of its kind before it."""
    first: dict[str, str] = {}
    return [
        (other, name)
        for name in dict.fromkeys(names)
        if (other := first.setdefault(as_seen(name), name)) != name
    ]


def _visible(text: str) -> str:
    return "".join(
        sign
        for sign in text
        if unicodedata.category(sign) not in ("Cf", "Cc") and not "\ufe00" <= sign <= "\ufe0f"
    )


def _numbers(value: str) -> list[str]:
    """Return the numbers of 8, 10 or 13 signs in a value, hyphens taken out and spaces where they part one number."""
    numbers = []
    for part in re.split(r"[;,/|()\[\]\n]|\band\b", re.sub(r"[-‐‑‒–—−]", "", value)):
        tokens = re.findall(r"(?<!\d)\d+[\dXx]?(?![^\W_])|(?<![^\W_])[Xx](?![^\W_])", part, re.ASCII)
        sound = [token for token in tokens if len(token) in (8, 10, 13)]
        if not sound and len("".join(tokens)) in (8, 10, 13):
            sound = ["".join(tokens)]
        numbers += [token.upper() for token in sound]
    return numbers


def _isbn(number: str) -> str:
    if len(number) == 13:
        return number if number.startswith(("978", "979")) else ""
    if len(number) != 10:
        return ""
    body = f"978{number[:9]}"
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _unescaped(value: str) -> str:
    """Return a value without LaTeX, markup, entities and the encoding of addresses."""
    text = value
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "\\" in text:
        text = _COMMAND.sub(lambda found: _COMMANDS.get(found[1] or found[2], ""), text)
    if "{" in text or "}" in text:
        text = _BRACE.sub("", text)
    if "$" in text:
        text = re.sub(r"\$([<>_]+)\$", r"\1", text)
    if "%" in text:
        text = re.sub(r"(?:%[0-9A-Fa-f]{2})+", lambda found: _decoded(found[0]), text)
    if "<" in text:
        text = _MARKUP.sub(" ", text)
    return re.sub("[\u00ad\u200b-\u200d\u2060\ufeff]", "", text).strip()


def _decoded(codes: str) -> str:
    try:
        decoded = unquote(codes, errors="strict")
    except UnicodeDecodeError:
        return codes
    return decoded if decoded.isprintable() else codes


def _goes_on(before: str, piece: str) -> bool:
    """Say whether a piece behind a space belongs to the DOI before it: the space strayed in."""
    if any(before.count(mark) > before.count(closed) for mark, closed in zip(_OPEN, _CLOSE, strict=True)):
        return True
    if before[-1] in "/<(:-_." and (before[-1] != "." or not piece[:1].isupper()):
        return True
    return piece[0] in ">)<:./-_" or bool(re.fullmatch(r"(?=.*\d)(?=.*[.:/_-])[\w.:;/()<>_-]+", piece))


def _trimmed(text: str) -> str:
    """Return a DOI without the stops and brackets that are of the sentence around it."""
    while text and (text[-1] in ".,;:'\"“”’»" or (text[-1] in ")]}>" and not _balanced(text))):
        text = text[:-1]
    return text if not _BEGIN.fullmatch(text) else ""


def _balanced(text: str) -> bool:
    place = _CLOSE.index(text[-1])
    return text.count(_OPEN[place]) >= text.count(_CLOSE[place])
