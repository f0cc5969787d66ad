"""What people get wrong when they write TOML by hand, told from the text: for what it is, and what to write instead."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

__all__ = ["Left", "Slip", "left_behind", "line_of_header", "told"]

#: Marks that stand for quotation marks in print, on a phone or in a word processor, and are none in TOML.
_CURLY = "“”„‟«»‹›‘’‚‛′″‴‵‶‷`´＂＇〝〞〟「」『』❝❞❛❜"
_DASHES = "‐‑‒–—―−﹣－"
_KEY = re.compile(r"""\s*([\w-]+|"[^"\n]*"|'[^'\n]*')\s*=""")
_HEADER = re.compile(r"\s*(?=\[\[[^\[\]]+\]\]\s*$|\[[^\[\]]+\]\s*$)(\[\[?)\s*([\w.-]+)\s*\]\]?\s*$")
_BEHIND_SIGN = re.compile(r"\s*#[#\s]*\[\[?\s*([\w.]+)\s*\]\]?\s*(?:#.*)?$")
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)|' + r"'''.*?(?:'''|\Z)" + r"""|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*""",
    re.DOTALL,
)
#: How tomllib tells of a text that does not end.
_NO_END = (
    "Unterminated", "Illegal character '\\n'", "Illegal character '\\r", "Found invalid character '\\n'", 'Expected "\'',
)  # fmt: skip
_DATES = "A date is written year-month-day, without quotation marks: 2026-11-22."


class Slip(NamedTuple):
    """What is wrong in a line (counted from 1), and what to write."""

    line: int
    message: str
    fix: str


class Left(NamedTuple):
    """Members whose table header is still a comment: the line of the header, its table, the members, their lines."""

    header: int
    table: str
    members: tuple[str, ...]
    lines: range


# --- text that is no TOML -------------------------------------------------------------------------------------------


def told(text: str, reason: str, line: int, column: int, lists: Collection[str] = ()) -> Slip:
    """Return what is wrong in a text that tomllib refused at a place with a reason.

    `lists` are the tables that are written in double brackets.
    """
    lines = text.split("\n")
    if line > 1 and not lines[line - 1].strip():
        # The end of the text: what is missing is missing behind the last line that says something.
        line = max((number for number, one in enumerate(lines[: line - 1], 1) if one.strip()), default=line)
        column = len(lines[line - 1]) + 1
    code = _code(text).split("\n")
    place = _Place(lines, code, line, column, reason, lists)
    for look in (_twice, _signs, _unclosed_text, _backslash, _brackets, _header, _statement, _value):
        slip = look(place)
        if slip is not None:
            return slip
    if found := re.search(r"character '(\\x..|.)'", reason):
        message = f"a sign that cannot be seen ({found[1]}) stands in this line."
        return Slip(line, message, "Write the line anew, by hand.")
    fix = "Look at this line and the one above it for a missing quotation mark, bracket or equals sign."
    return Slip(line, f"{reason[:1].lower()}{reason[1:]}.", fix)


class _Place(NamedTuple):
    """Where tomllib stopped: the lines, the same without the text of strings and comments, and why."""

    lines: list[str]
    codes: list[str]
    line: int
    column: int
    reason: str
    lists: Collection[str]

    @property
    def raw(self) -> str:
        return self.lines[self.line - 1]

    @property
    def code(self) -> str:
        return self.codes[self.line - 1]

    @property
    def rest(self) -> str:
        """What stands at the place and behind it, without a comment."""
        return self.code[self.column - 1 :].strip()


def _code(text: str) -> str:
    """Return a text with what stands in strings and comments blanked, line by line as it was."""

    def blank(found: re.Match[str]) -> str:
        token = found[0]
        if token[0] == "#":
            return " " * len(token)
        inner = re.sub(r"[^\n]", "_", token[1:])
        return token[0] + (inner[:-1] + token[0] if inner.endswith("_") else inner)

    return _TOKEN.sub(blank, text)


def _written(line: str) -> str:
    """Return “Write: …” for a line that is TOML by itself, or as items of a list; else nothing."""
    line = line.strip()
    for text in (line, f"items = [\n{line}\n]"):
        try:
            tomllib.loads(text)
        except (ValueError, RecursionError):
            continue
        return f"Write: {line}"
    return ""


def _twice(at: _Place) -> Slip | None:
    if not at.reason.startswith(("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        return None
    line = next((number for number in range(at.line, 0, -1) if _starts(at.codes, number)), at.line)
    header = _HEADER.match(at.codes[line - 1])
    if header:
        name = header[2]
        if name in at.lists and any(
            (found := _HEADER.match(one)) and found[2] == name and found[1] == "[" for one in at.codes[:line]
        ):
            number = line_of_header("\n".join(at.lines), name, "[")
            return Slip(
                number,
                f"[{name}] stands in single brackets, and there are several of them (line {line} too).",
                f"Each is a table of a list: write [[{name}]], in double brackets, every time.",
            )
        other = next(
            (
                number
                for number, one in enumerate(at.codes[: line - 1], 1)
                if ((found := _HEADER.match(one)) and found[2] == name)
                or ((key := _KEY.match(one)) and key[1] == name)
            ),
            0,
        )
        earlier = f" and in line {other}" if other else ", and was given before"
        fix = f"Put all of its lines under one [{name}], and delete the other."
        return Slip(line, f"{name} is given twice, here{earlier}.", fix)
    key = _KEY.match(at.codes[line - 1])
    if key is None:
        return None
    top = next((number for number in range(line - 1, 0, -1) if _HEADER.match(at.codes[number - 1])), 0)
    name = (_KEY.match(at.lines[line - 1]) or key)[1]
    first = next(
        (
            number
            for number in range(top + 1, line)
            if (found := _KEY.match(at.lines[number - 1])) and found[1] == name
        ),
        0,
    )
    where = f" in lines {first} and {line}" if first else ""
    table = _HEADER.match(at.codes[top - 1]) if top else None
    fix = "Delete one of them."
    if table is not None and table[1] == "[[":
        fix += f" If another one begins here, put a line [[{table[2]}]] above it."
    return Slip(line, f"{name} stands twice in one table{where}.", fix)


def _starts(codes: list[str], number: int) -> bool:
    """Whether a statement begins in a line: a header, or a name with its equals sign, outside of any bracket."""
    line = codes[number - 1]
    return bool(_HEADER.match(line) or _KEY.match(line)) and not _open(codes[: number - 1])


def _signs(at: _Place) -> Slip | None:
    """Signs that look right and are others: typographic quotation marks, dashes, spaces, full-width signs."""
    unclosed = at.reason.startswith(_NO_END)
    code = at.raw if unclosed and not _are_whole(at.code) else at.code
    marks = [sign for sign in code if sign in _CURLY]
    if marks:
        also = [
            str(number)
            for number, one in enumerate(at.codes, 1)
            if number != at.line and any(sign in _CURLY for sign in one)
        ]
        more = f" Lines with such marks too: {', '.join(also[:10])}." if also else ""
        straight = re.sub(
            rf"(?<!\w)[{_CURLY}]+|[{_CURLY}]+(?!\w)|(?<=\w)[{_CURLY.replace('’', '')}]+(?=\w)", '"', at.raw
        )
        straight = re.sub(r'"\s+(?=\S)(?![,\]}#])(.*?)\s+"', r'"\1"', straight) if "«" in code else straight
        fix = _written(straight) or 'Write straight ones: "…".'
        return Slip(
            at.line,
            f"{' '.join(dict.fromkeys(marks))} here: typographic (curly) quotation marks, as a word processor writes them; "
            "straight ones are wanted.",
            fix + more,
        )
    for place, sign in enumerate(code, 1):
        kind = unicodedata.category(sign)
        name = unicodedata.name(sign, f"U+{ord(sign):04X}").lower()
        if sign in _DASHES:
            fix = _written(re.sub(f"[{_DASHES}]", "-", at.raw)) or "Write a plain hyphen: -."
            return Slip(at.line, f"a typographic dash ({sign}, {name}) stands at column {place}.", fix)
        if (kind in ("Zs", "Zl", "Zp", "Cf") and sign != " ") or (kind == "Cc" and sign not in "\t\r"):
            plain = "".join(
                " "
                if unicodedata.category(one) in ("Zs", "Zl", "Zp")
                else one
                if one in "\t\r" or unicodedata.category(one) not in ("Cf", "Cc")
                else ""
                for one in at.raw
            )
            what = f"a sign that cannot be seen ({name}) stands at column {place}."
            fix = _written(plain) or "Delete it, and put a plain space if one is needed."
            return Slip(at.line, what, fix)
        plain = unicodedata.normalize("NFKC", sign)
        if sign != plain and plain in tuple("=:,[]{}#\"'-.0123456789"):
            right = "".join(
                unicodedata.normalize("NFKC", one) if ord(one) > 0xFF00 else one for one in at.raw
            )
            fix = _written(right) or _written(re.sub(r"^(\s*[\w-]+\s*):", r"\1=", right))
            return Slip(
                at.line, f"{sign} is a full-width sign, and {plain} is wanted.", fix or f"Write {plain}."
            )
    return None


def _are_whole(code: str) -> bool:
    """Whether the strings of a line are whole: one that is not may hold the mark that was to close it."""
    return code.count('"') % 2 == 0 and code.count("'") % 2 == 0


def _unclosed_text(at: _Place) -> Slip | None:
    if not at.reason.startswith(_NO_END):
        return None
    found = [one for one in _TOKEN.finditer("\n".join(at.lines)) if one[0][:3] in ('"""', "'''")]
    for one in found:
        if len(one[0]) < 6 or one[0][-3:] != one[0][:3]:
            line = "\n".join(at.lines).count("\n", 0, one.start()) + 1
            message = f"the text that begins here, with {one[0][:3]}, has no end."
            return Slip(line, message, f"Close it with {one[0][:3]}.")
    line = next(
        (
            number
            for number, one in enumerate(at.codes, 1)
            if one.count('"') % 2 or (one.count("'") % 2 and not one.count('"'))
        ),
        at.line,
    )
    at = at._replace(line=line)
    raw = at.raw.rstrip()
    quote = "'" if at.code.count("'") % 2 and not at.code.count('"') % 2 else '"'
    message = "the text in this line has no closing quotation mark."
    tries = (raw + quote, *(re.sub(r"[,\]]?$", "", raw) + quote + sign for sign in "],"))
    return Slip(line, message, next(filter(None, map(_written, tries)), f"Put {quote} at its end."))


def _backslash(at: _Place) -> Slip | None:
    if not at.reason.startswith(("Unescaped '\\'", "Invalid hex value", "Escaped character")):
        return None
    single = re.sub(
        r'"((?:\\.|[^"\\\n])*)"', lambda found: f"'{found[1]}'" if "\\" in found[1] else found[0], at.raw
    )
    fix = _written(single) or "Put the text in single quotation marks, '…', or write each backslash twice."
    return Slip(at.line, "a backslash (\\) in a text in double quotation marks begins an escape.", fix)


def _open(codes: list[str]) -> list[tuple[str, int]]:
    """Return the brackets that are open behind these lines, each with its line."""
    stack: list[tuple[str, int]] = []
    for number, line in enumerate(codes, 1):
        if _HEADER.match(line) and not stack:
            continue
        for sign in line:
            if sign in "[{":
                stack.append((sign, number))
            elif sign in "]}" and stack:
                stack.pop()
    return stack


def _brackets(at: _Place) -> Slip | None:
    before = [*at.codes[: at.line - 1], at.code[: at.column - 1]]
    over = not at.rest and not "".join(at.codes[at.line :]).strip()
    starts = _KEY.match(at.code) or _HEADER.match(at.code)
    # A header or a member cannot begin within a list: the list should have ended above.
    stack = _open(before[:-1]) if starts else []
    closed = not stack
    stack = stack or _open(before)
    if not stack or (closed and _HEADER.match(at.code)):
        return None
    sign, begun = stack[-1]
    if sign == "[":
        if not closed or over:
            return Slip(
                begun, "the list that begins in this line is not closed.", "Put ] behind its last item."
            )
        if at.reason.startswith("Unclosed array"):
            above = next((number for number in range(at.line, 0, -1) if before[number - 1].strip()), at.line)
            found = re.match(r"""\"[^"]*"|'[^']*'|[^,\]}\s]+""", at.raw[at.column - 1 :])
            message = f"a comma is missing before {found[0] if found else 'this item'}."
            whole = _written(f"{at.raw[: at.column - 1].rstrip()}, {at.raw[at.column - 1 :]}")
            fix = whole if above == at.line and whole else f"Put one at the end of line {above}."
            return Slip(at.line, message, fix)
        return None
    if begun < at.line or not at.rest:
        return Slip(
            begun,
            "a table in braces, {…}, goes over several lines.",
            "Put it on one line, and close it with }.",
        )
    if at.rest.startswith("}") and before[-1].rstrip().endswith(","):
        fix = _written(re.sub(r",\s*}", "}", at.raw)) or "Take the comma out."
        return Slip(at.line, "a comma stands before the closing brace of {…}.", fix)
    if at.reason.startswith("Unclosed inline"):
        item = at.raw[at.column - 1 :].strip()
        fix = _written(f"{at.raw[: at.column - 1].rstrip()}, {item}") or "Put one there."
        return Slip(at.line, f"a comma is missing before {item[:40]}.", fix)
    return None


def _header(at: _Place) -> Slip | None:
    if not at.code.lstrip().startswith("["):
        return None
    name = re.split(r"[\]=#]", at.code.replace("[", ""))[0].strip()
    word = re.sub(r"\W+", "_", name).strip("_")
    double = word in at.lists or at.code.lstrip().startswith("[[")
    right = f"[[{word}]]" if double else f"[{word}]"
    if word != name:
        return Slip(
            at.line, f"the name of a table is one word, and this is {name or 'none'}.", f"Write: {right}"
        )
    whole = re.match(r"\s*(\[\[[^\[\]]*\]\]|\[[^\[\]]*\])\s*[^\s\]]", at.code)
    if whole:
        return Slip(at.line, f"something stands behind {right}.", "Put it on a line of its own.")
    return Slip(at.line, "the brackets of this table do not match.", f"Write: {right}")


def _statement(at: _Place) -> Slip | None:
    """A line without its equals sign, or that is none of ours."""
    if not at.reason.startswith(("Expected '='", "Invalid statement", "Invalid initial")):
        return None
    found = re.match(r"(\s*(?:[\w.-]+|\"[^\"]*\"|'[^']*'))\s*(:=|:)\s*(.*)$", at.raw[_begin(at) :])
    if at.rest.startswith(":") and found is not None:
        start = at.raw[: _begin(at)]
        fix = _written(f"{start}{found[1]} = {found[3]}") or f"Write: {found[1].strip()} = …"
        return Slip(at.line, "a colon stands where an equals sign is wanted.", fix)
    if re.match(r"\s*(//|;|<!--|/\*|%|--)", at.raw):
        return Slip(at.line, "a comment begins with #.", f"Write: # {at.raw.strip().lstrip('/;%<!-* ')}")
    name, sign, value = at.raw.partition("=")
    if sign and re.fullmatch(r"[\w-]+( [\w-]+){1,3}", name.strip()):
        one = "_".join(name.split())
        return Slip(
            at.line, f"a name before = is one word, and this is {name.strip()}.", f"Write: {one} ={value}"
        )
    if sign and len(name.split()) < 3:
        return Slip(at.line, f"{name.strip() or 'nothing'} cannot stand before =.", "Write name = value.")
    word = re.match(r"\s*([\w-]+)\s*(\S.*)$", at.raw)
    if word and (fix := _written(f"{word[1]} = {word[2]}")):
        return Slip(at.line, f"the equals sign behind {word[1]} is missing.", fix)
    return Slip(
        at.line,
        "this line is no name = value, no [table] and no comment.",
        "Put # before it if it is a note.",
    )


def _begin(at: _Place) -> int:
    """Return where the member begins at which tomllib stopped: in its line, or within braces."""
    return max(at.code.rfind(sign, 0, at.column - 1) for sign in "{,") + 1


_WORDS = {"true": "true", "false": "false", "yes": "true", "no": "false", "on": "true", "off": "false"}
_NOTHING = ("none", "null", "nil", "na", "n/a", "nan", "-", "?", "unknown")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)


def _value(at: _Place) -> Slip | None:
    """A value that is none, or that ends before the line does."""
    head, sign, given = at.raw.partition("=")
    given = given[: len(at.code.partition("=")[2].rstrip())].strip()
    if not sign:
        head, given = "", at.raw.strip()
    if _open([*at.codes[: at.line - 1], at.code[: at.column - 1]]):
        # Within brackets what is wrong is the word at the place alone.
        given = re.split(r"[,\]}]", at.raw[at.column - 1 :])[0].strip()
        head = ""
    name = f"{head.strip()} = " if head.strip() else ""
    if at.reason.startswith("Invalid value"):
        if not given:
            return Slip(
                at.line, "nothing stands behind the equals sign.", "Write a value, or delete the line."
            )
        if given.startswith("="):
            return Slip(
                at.line, "two equals signs stand here.", _written(name + given[1:].strip()) or "Write one."
            )
        word = given.strip("\"'").casefold()
        if word in _WORDS:
            return Slip(at.line, f"{given} is no value.", f"Write: {name}{_WORDS[word]}")
        if word in _NOTHING:
            return Slip(at.line, f"{given} is no value: what is not known is left out.", "Delete the line.")
        if _MONTH.search(given) and re.search(r"\d{4}", given):
            return Slip(at.line, f"{given} is a date in another form.", _DATES)
        if given.startswith("("):
            return Slip(at.line, "a list stands in square brackets.", f"Write: {name}[…]")
        inner = given.strip("\"'").replace('"', "'")
        return Slip(
            at.line,
            f"the text {inner[:60]} has no quotation marks around it.",
            _written(f'{name}"{inner}"') or 'Write it as "…".',
        )
    if not at.reason.startswith("Expected newline"):
        return None
    if _MONTH.search(given) and re.fullmatch(r"[\w ,.]*\d{4}", given):
        return Slip(at.line, f"{given} is a date in another form.", _DATES)
    parts = re.fullmatch(r"(\d{1,4})[./-](\d{1,2})(?:[./-](\d{1,4}))?", given)
    if parts:
        return Slip(at.line, f"{given} is no date as TOML writes it.", _as_date(parts, name) or _DATES)
    if re.fullmatch(r"\d{1,3}([ ,.'’_]\d{3})+", given):
        fix = f"Write: {name}{re.sub(r'[^0-9]', '', given)}"
        return Slip(at.line, f"{given} is a number with signs between its digits.", fix)
    if re.fullmatch(r"0\d+", given):
        return Slip(at.line, f"the number {given} begins with 0.", f"Write: {name}{int(given)}")
    if at.rest.startswith(",") and at.rest.strip(",; ") == "":
        return Slip(
            at.line,
            "a comma stands behind the value.",
            _written(at.raw.rstrip().rstrip(",; ")) or "Take it out.",
        )
    if at.rest.startswith(";"):
        return Slip(
            at.line, "a semicolon stands behind the value.", _written(at.raw.split(";")[0]) or "Take it out."
        )
    if at.rest.startswith(","):
        if fix := _written(f"{name}[{given}]"):
            return Slip(at.line, "several values stand in square brackets.", fix)
        return Slip(at.line, "several statements stand in one line.", "Put each on a line of its own.")
    if given[:1] in "\"'" and re.search(r"[\w\"']", at.rest):
        quote, other = given[0], "'" if given[0] == '"' else '"'
        inner = given.strip().removeprefix(quote).removesuffix(quote)
        fix = _written(f"{name}{other}{inner}{other}") if other not in inner else ""
        if not fix and quote == '"':
            fix = _written(name + '"' + inner.replace('"', '\\"') + '"')
        return Slip(
            at.line,
            f"the text ends at a quotation mark within it ({quote}), and more follows.",
            fix or f"Put the text between {other}, or write “…” within it.",
        )
    return Slip(at.line, f"{at.raw[at.column - 1 :].strip()[:40]} stands behind the value.", "Take it out.")


def _as_date(parts: re.Match[str], name: str) -> str:
    """Return what to write for a date whose order is plain: the year first, or a day that can be no month."""
    try:
        numbers = [int(part) for part in parts.groups() if part]
        if len(numbers) < 3:
            return ""
        if len(parts[1]) == 4:
            return f"Write: {name}{date(*numbers)}"
        day, month, year = numbers
        if month > 12:
            day, month = month, day
        elif day <= 12 and day != month:
            return ""
        return f"Write: {name}{date(year, month, day)}" if year > 999 else ""
    except ValueError:
        return ""


# --- text that is TOML, and says something else ---------------------------------------------------------------------


def line_of_header(text: str, name: str, brackets: str) -> int:
    """Return the first line with the header of a table in these brackets, 0 if there is none."""
    for number, one in enumerate(_code(text).split("\n"), 1):
        found = _HEADER.match(one)
        if found and found[2] == name and found[1] == brackets:
            return number
    return 0


def left_behind(text: str, tables: Mapping[str, Collection[str]]) -> tuple[str, tuple[Left, ...]]:
    """Return the text without the members whose table header is still a comment, and what these are.

    `tables` are the names of tables with those of their members, the one that none may lack first. Lines stay where they are.
    """
    lines, codes = text.split("\n"), _code(text).split("\n")
    spans = {
        text.count("\n", 0, token.start()) + 1: text.count("\n", 0, token.end()) + 1
        for token in _TOKEN.finditer(text)
        if "\n" in token[0]
    }
    found: list[Left] = []
    table, number = "", 0
    while number < len(lines):
        number += 1
        if header := _HEADER.match(codes[number - 1]):
            table = header[2]
            continue
        behind = _BEHIND_SIGN.match(lines[number - 1]) if not codes[number - 1].strip() else None
        if behind is None or behind[1] not in tables:
            continue
        known = tables[behind[1]]
        members, first, last = [], 0, 0
        at = number
        while at < len(lines):
            code = codes[at]
            key = _KEY.match(code)
            if key and key[1] in known:
                end = _end(codes, spans, at)
                members.append(key[1])
                first, last, at = first or at + 1, end, end
            elif code.strip() or (lines[at].strip() and not re.match(r"\s*#\s*[\w-]+\s*=", lines[at])):
                break
            else:
                at += 1
        strange = [one for one in members if one not in tables.get(table, ())]
        if members and (next(iter(known)) in members or strange):
            found.append(Left(number, behind[1], tuple(members), range(first, last + 1)))
            for blanked in range(first, last + 1):
                lines[blanked - 1] = ""
    return "\n".join(lines), tuple(found)


def _end(codes: list[str], spans: Mapping[int, int], at: int) -> int:
    """Return the last line of the statement that begins behind `at` lines; `spans` are texts of several lines."""
    end = at + 1
    while end < len(codes):
        further = max(spans.get(line, 0) for line in range(at + 1, end + 1))
        if further > end:
            end = further
        elif _open(codes[at:end]):
            end += 1
        else:
            break
    return end
