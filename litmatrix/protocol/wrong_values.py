"""Slips in what stands behind an equals sign: values that are none, and values that end before their line does."""

from __future__ import annotations

import re
from datetime import date

from litmatrix.protocol.lines import open_brackets
from litmatrix.protocol.place import Place, Slip, written

_DATES = "A date is written year-month-day, without quotation marks: 2026-11-22."
_WORDS = {"true": "true", "false": "false", "yes": "true", "no": "false", "on": "true", "off": "false"}
_NOTHING = ("none", "null", "nil", "na", "n/a", "nan", "-", "?", "unknown")
_MONTH = re.compile(r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)


def look(at: Place) -> Slip | None:
    """Return what is wrong with the value at which tomllib stopped: it is none, or it ends before the line does."""
    head, sign, given = at.raw.partition("=")
    given = given[: len(at.code.partition("=")[2].rstrip())].strip()
    if not sign:
        head, given = "", at.raw.strip()
    if open_brackets([*at.codes[: at.line - 1], at.code[: at.column - 1]]):
        # Within brackets what is wrong is the word at the place alone.
        given = re.split(r"[,\]}]", at.raw[at.column - 1 :])[0].strip()
        head = ""
    name = f"{head.strip()} = " if head.strip() else ""
    if at.reason.startswith("Invalid value"):
        return _no_value(at, name, given)
    return _ended(at, name, given) if at.reason.startswith("Expected newline") else None


def _no_value(at: Place, name: str, given: str) -> Slip:
    """What stands where a value should."""
    if not given:
        return at.slip("there is nothing after the equals sign.", "Write a value, or delete the line.")
    if given.startswith("="):
        return at.slip("there are two equals signs here.", "Write one.", name + given[1:].strip())
    word = given.strip("\"'").casefold()
    if word in _WORDS:
        return at.slip(f"{given} is not a value.", f"Write: {name}{_WORDS[word]}")
    if word in _NOTHING:
        return at.slip(f"{given} is not a value: what is not known is left out.", "Delete the line.")
    if _MONTH.search(given) and re.search(r"\d{4}", given):
        return at.slip(f"{given} is a date in another form.", _DATES)
    if given.startswith("("):
        return at.slip("a list is written in square brackets.", f"Write: {name}[…]")
    inner = given.strip("\"'").replace('"', "'")
    message = f"the text {inner[:60]} has no quotation marks around it."
    return at.slip(message, 'Write it as "…".', f'{name}"{inner}"')


def _ended(at: Place, name: str, given: str) -> Slip:
    """A value that ended, while its line goes on."""
    if _MONTH.search(given) and re.fullmatch(r"[\w ,.]*\d{4}", given):
        return at.slip(f"{given} is a date in another form.", _DATES)
    if parts := re.fullmatch(r"(\d{1,4})[./-](\d{1,2})(?:[./-](\d{1,4}))?", given):
        return at.slip(f"{given} is not written as a date in TOML.", _as_date(parts, name) or _DATES)
    if re.fullmatch(r"\d{1,3}([ ,.'’_]\d{3})+", given):
        fix = f"Write: {name}{re.sub(r'[^0-9]', '', given)}"
        return at.slip(f"{given} is a number with other characters between its digits.", fix)
    if re.fullmatch(r"0\d+", given):
        return at.slip(f"the number {given} begins with 0.", f"Write: {name}{int(given)}")
    if at.rest.startswith(",") and at.rest.strip(",; ") == "":
        return at.slip("there is a comma after the value.", "Delete it.", at.raw.rstrip().rstrip(",; "))
    if at.rest.startswith(";"):
        return at.slip("there is a semicolon after the value.", "Delete it.", at.raw.split(";")[0])
    if at.rest.startswith(","):
        if fix := written(f"{name}[{given}]"):
            return at.slip("several values are written in square brackets.", fix)
        return at.slip("there are several settings in one line.", "Put each on a line of its own.")
    if given[:1] in "\"'" and re.search(r"[\w\"']", at.rest):
        quote, other = given[0], "'" if given[0] == '"' else '"'
        inner = given.strip().removeprefix(quote).removesuffix(quote)
        tries = [f"{name}{other}{inner}{other}"] if other not in inner else []
        tries += [name + '"' + inner.replace('"', '\\"') + '"'] if quote == '"' else []
        message = f"the text ends at a quotation mark within it ({quote}), and more follows."
        return at.slip(message, f"Put the text between {other}, or write “…” within it.", *tries)
    return at.slip(
        f"{at.raw[at.column - 1 :].strip()[:40]} is after the value and does not belong there.", "Delete it."
    )


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
