"""What people get wrong when they write TOML by hand, told from the text: for what it is, and what to write instead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from litmatrix.protocol import wrong_values
from litmatrix.protocol.lines import (
    HEADER,
    KEY,
    TOKEN,
    Header,
    blanked,
    headers_in,
    line_of_key,
    open_brackets,
)
from litmatrix.protocol.place import Place, Slip, written

#: Marks that stand for quotation marks in print, on a phone or in a word processor, and are none in TOML.
_CURLY = "“”„‟«»‹›‘’‚‛′″‴‵‶‷`´＂＇〝〞〟「」『』❝❞❛❜"
_DASHES = "‐‑‒–—―−﹣－"
#: How tomllib tells of a text that does not end.
_NO_END = (
    "Unterminated", "Illegal character '\\n'", "Illegal character '\\r", "Found invalid character '\\n'", 'Expected "\'',
)  # fmt: skip


def told(text: str, reason: str, line: int, column: int, lists: Collection[str] = ()) -> Slip:
    """Return what is wrong in a text that tomllib refused at a place with a reason.

    `lists` are the tables that are written in double brackets.
    """
    lines = text.split("\n")
    if line > 1 and not lines[line - 1].strip():
        # The end of the text: what is missing is missing behind the last line that says something.
        line = max((number for number, one in enumerate(lines[: line - 1], 1) if one.strip()), default=line)
        column = len(lines[line - 1]) + 1
    place = Place(lines, blanked(text).split("\n"), line, column, reason, lists)
    for look in _LOOKS:
        slip = look(place)
        if slip is not None:
            return slip
    if found := re.search(r"character '(\\x..|.)'", reason):
        message = f"an invisible character ({found[1]}) is in this line."
        return Slip(line, message, "Type the line again, by hand.")
    fix = "Look at this line and the one above it for a missing quotation mark, bracket or equals sign."
    return Slip(line, f"{reason[:1].lower()}{reason[1:]}.", fix)


def _twice(at: Place) -> Slip | None:
    """A table, or a member of one, that is given twice."""
    if not at.reason.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        return None
    line = next((number for number in range(at.line, 0, -1) if _starts(at.codes, number)), at.line)
    code, headers = at.codes[line - 1], headers_in(at.codes[:line])
    if HEADER.match(code):
        name = headers[-1].table
        single = next((one.line for one in headers if (one.brackets, one.table) == ("[", name)), 0)
        if name in at.lists and single:
            message = f"[{name}] is in single brackets, but there are several of them (line {line} too)."
            fix = f"Each is a table of a list: write [[{name}]], in double brackets, every time."
            return Slip(single, message, fix)
        others = [one.line for one in headers[:-1] if one.table == name]
        others += filter(None, [line_of_key(at.codes[: line - 1], name)])
        earlier = f" and in line {min(others)}" if others else ", and was given before"
        fix = f"Put all of its lines under one [{name}], and delete the other."
        return Slip(line, f"{name} is given twice, here{earlier}.", fix)
    key = KEY.match(code)
    if key is None:
        return None
    name = (KEY.match(at.lines[line - 1]) or key)[1]
    table = headers[-1] if headers else Header(0, "", "")
    first = line_of_key(at.lines[: line - 1], name, table.line)
    where = f" in lines {first} and {line}" if first else ""
    listed = table.brackets == "[["
    another = f" If another one begins here, put a line [[{table.table}]] above it." if listed else ""
    return Slip(line, f"{name} is twice in one table{where}.", f"Delete one of them.{another}")


def _starts(codes: list[str], number: int) -> bool:
    """Whether a statement begins in a line: a header, or a name with its equals sign, outside of any bracket."""
    line = codes[number - 1]
    return bool(HEADER.match(line) or KEY.match(line)) and not open_brackets(codes[: number - 1])


def _signs(at: Place) -> Slip | None:
    """Signs that look right and are others: typographic quotation marks, dashes, spaces, full-width signs."""
    # The strings of a line that are not whole may hold the mark that was to close them.
    whole = at.code.count('"') % 2 == 0 and at.code.count("'") % 2 == 0
    code = at.raw if at.reason.startswith(_NO_END) and not whole else at.code
    if marks := [sign for sign in code if sign in _CURLY]:
        return _curly(at, code, marks)
    for place, sign in enumerate(code, 1):
        kind = unicodedata.category(sign)
        name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
        if sign in _DASHES:
            message = f"there is a typographic dash ({sign}, {name}) at column {place}."
            return at.slip(message, "Write a plain hyphen: -.", re.sub(f"[{_DASHES}]", "-", at.raw))
        if (kind in ("Zs", "Zl", "Zp", "Cf") and sign != " ") or (kind == "Cc" and sign not in "\t\r"):
            message = f"there is an invisible character ({name}) at column {place}."
            return at.slip(message, "Delete it, and put a plain space if one is needed.", _seen(at.raw))
        plain = unicodedata.normalize("NFKC", sign)
        if sign != plain and plain in tuple("=:,[]{}#\"'-.0123456789"):
            narrow = "".join(
                unicodedata.normalize("NFKC", one) if ord(one) > 0xFF00 else one for one in at.raw
            )
            message = f"{sign} is a full-width character; {plain} is needed."
            return at.slip(message, f"Write {plain}.", narrow, re.sub(r"^(\s*[\w-]+\s*):", r"\1=", narrow))
    return None


def _curly(at: Place, code: str, marks: list[str]) -> Slip:
    """Typographic quotation marks."""
    also = [
        str(number)
        for number, one in enumerate(at.codes, 1)
        if number != at.line and any(sign in _CURLY for sign in one)
    ]
    straight = re.sub(
        rf"(?<!\w)[{_CURLY}]+|[{_CURLY}]+(?!\w)|(?<=\w)[{_CURLY.replace('’', '')}]+(?=\w)", '"', at.raw
    )
    if "«" in code:
        straight = re.sub(r'"\s+(?=\S)(?![,\]}#])(.*?)\s+"', r'"\1"', straight)
    slip = at.slip(
        f"{' '.join(dict.fromkeys(marks))} here: typographic (curly) quotation marks, as a word processor writes them; "
        "straight ones are needed.",
        'Write straight ones: "…".',
        straight,
    )
    more = f" Other lines with such marks: {', '.join(also[:10])}." if also else ""
    return slip._replace(fix=slip.fix + more)


def _seen(line: str) -> str:
    """Return a line with plain spaces, and without the signs that cannot be seen."""
    kinds = [(sign, unicodedata.category(sign)) for sign in line]
    spaced = [(" " if kind in ("Zs", "Zl", "Zp") else sign, kind) for sign, kind in kinds]
    return "".join(sign for sign, kind in spaced if sign in "\t\r" or kind not in ("Cf", "Cc"))


def _unclosed_text(at: Place) -> Slip | None:
    if not at.reason.startswith(_NO_END):
        return None
    text = "\n".join(at.lines)
    for found in TOKEN.finditer(text):
        marks = found[0][:3]
        if marks in ('"""', "'''") and (len(found[0]) < 6 or found[0][-3:] != marks):
            line = text.count("\n", 0, found.start()) + 1
            return Slip(
                line, f"the text that begins here, with {marks}, is not closed.", f"Close it with {marks}."
            )
    odd = (
        number
        for number, one in enumerate(at.codes, 1)
        if one.count('"') % 2 or (one.count("'") % 2 and not one.count('"'))
    )
    at = at._replace(line=next(odd, at.line))
    raw = at.raw.rstrip()
    quote = "'" if at.code.count("'") % 2 and not at.code.count('"') % 2 else '"'
    closed = (raw + quote, *(re.sub(r"[,\]]?$", "", raw) + quote + sign for sign in "],"))
    return at.slip(
        "the text in this line has no closing quotation mark.", f"Put {quote} at its end.", *closed
    )


def _backslash(at: Place) -> Slip | None:
    if not at.reason.startswith(("Unescaped '\\'", "Invalid hex value", "Escaped character")):
        return None
    single = re.sub(
        r'"((?:\\.|[^"\\\n])*)"', lambda found: f"'{found[1]}'" if "\\" in found[1] else found[0], at.raw
    )
    fix = "Put the text in single quotation marks, '…', or write each backslash twice."
    return at.slip("a backslash (\\) in a text in double quotation marks begins an escape.", fix, single)


def _brackets(at: Place) -> Slip | None:
    before = [*at.codes[: at.line - 1], at.code[: at.column - 1]]
    over = not at.rest and not "".join(at.codes[at.line :]).strip()
    starts = KEY.match(at.code) or HEADER.match(at.code)
    # A header or a member cannot begin within a list: the list should have ended above.
    stack = open_brackets(before[:-1]) if starts else []
    closed = not stack
    stack = stack or open_brackets(before)
    if not stack or (closed and HEADER.match(at.code)):
        return None
    sign, begun = stack[-1]
    start, item = at.raw[: at.column - 1].rstrip(), at.raw[at.column - 1 :]
    if sign == "[":
        if not closed or over:
            message = "the list that begins in this line is not closed."
            return Slip(begun, message, "Put ] behind its last item.")
        if not at.reason.startswith("Unclosed array"):
            return None
        above = next((number for number in range(at.line, 0, -1) if before[number - 1].strip()), at.line)
        found = re.match(r"""\"[^"]*"|'[^']*'|[^,\]}\s]+""", item)
        message = f"a comma is missing before {found[0] if found else 'this item'}."
        whole = (f"{start}, {item}",) if above == at.line else ()
        return at.slip(message, f"Put one at the end of line {above}.", *whole)
    if begun < at.line or not at.rest:
        message = "a table in braces, {…}, goes over several lines."
        return Slip(begun, message, "Put it on one line, and close it with }.")
    if at.rest.startswith("}") and before[-1].rstrip().endswith(","):
        message = "there is a comma before the closing brace of {…}."
        return at.slip(message, "Delete the comma.", re.sub(r",\s*}", "}", at.raw))
    if at.reason.startswith("Unclosed inline"):
        item = item.strip()
        return at.slip(f"a comma is missing before {item[:40]}.", "Put one there.", f"{start}, {item}")
    return None


def _header(at: Place) -> Slip | None:
    if not at.code.lstrip().startswith("["):
        return None
    name = re.split(r"[\]=#]", at.code.replace("[", ""))[0].strip()
    word = re.sub(r"\W+", "_", name).strip("_")
    double = word in at.lists or at.code.lstrip().startswith("[[")
    right = f"[[{word}]]" if double else f"[{word}]"
    if word != name:
        return at.slip(f"the name of a table is one word, and this is {name or 'none'}.", f"Write: {right}")
    if re.match(r"\s*(\[\[[^\[\]]*\]\]|\[[^\[\]]*\])\s*[^\s\]]", at.code):
        return at.slip(f"there is something after {right}.", "Put it on a line of its own.")
    return at.slip("the brackets of this table do not match.", f"Write: {right}")


def _statement(at: Place) -> Slip | None:
    """A line without its equals sign, or that is none of ours."""
    if not at.reason.startswith(("Expected '='", "Invalid statement", "Invalid initial")):
        return None
    # Where the member begins at which tomllib stopped: in its line, or within braces.
    begin = max(at.code.rfind(sign, 0, at.column - 1) for sign in "{,") + 1
    found = re.match(r"(\s*(?:[\w.-]+|\"[^\"]*\"|'[^']*'))\s*(:=|:)\s*(.*)$", at.raw[begin:])
    if at.rest.startswith(":") and found is not None:
        message = "there is a colon where an equals sign is needed."
        whole = f"{at.raw[:begin]}{found[1]} = {found[3]}"
        return at.slip(message, f"Write: {found[1].strip()} = …", whole)
    if re.match(r"\s*(//|;|<!--|/\*|%|--)", at.raw):
        return at.slip("a comment begins with #.", f"Write: # {at.raw.strip().lstrip('/;%<!-* ')}")
    name, sign, value = at.raw.partition("=")
    if sign and re.fullmatch(r"[\w-]+( [\w-]+){1,3}", name.strip()):
        message = f"a name before = is one word, and this is {name.strip()}."
        return at.slip(message, f"Write: {'_'.join(name.split())} ={value}")
    if sign and len(name.split()) < 3:
        return at.slip(f"{name.strip() or 'nothing'} cannot be before =.", "Write name = value.")
    word = re.match(r"\s*([\w-]+)\s*(\S.*)$", at.raw)
    if word and (fix := written(f"{word[1]} = {word[2]}")):
        return at.slip(f"the equals sign after {word[1]} is missing.", fix)
    message = "this line is neither name = value, nor a [table], nor a comment."
    return at.slip(message, "Put # before it if it is a note.")


_LOOKS = (_twice, _signs, _unclosed_text, _backslash, _brackets, _header, _statement, wrong_values.look)
