"""bibliography.bib: read whole, and changed one block at a time.

The file is parsed with bibtexparser, which keeps each block's text; a change is spliced into the text of
its block, and every other byte of the file stays what it was.
"""

from __future__ import annotations

import difflib
import functools
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from litmatrix import store
from litmatrix.errors import ChangedOutside, Misuse, NotSaved
from litmatrix.model import Problem
from litmatrix.vocabulary import ERROR, FATAL, FORMER_KEYS, KEY, ORIGIN, STUDY, WARNING

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "AppendEntry",
    "Bibliography",
    "Edit",
    "Entry",
    "RemoveEntry",
    "RemoveField",
    "SetField",
    "edited",
    "parse_bibliography",
    "plain",
    "read_bibliography",
    "records",
    "write_bibliography",
    "year_number",
]

#: Columns that a records frame always has, whatever the entries hold.
FIELDS = (
    "title", "author", "editor", "year", "journal", "booktitle", "publisher", "volume", "number", "pages", "doi",
    "url", "abstract", "keywords", "note", ORIGIN, STUDY, FORMER_KEYS,
)  # fmt: skip

#: Fields whose text is taken as it stands: in them a brace or a backslash is not LaTeX.
VERBATIM = frozenset({"doi", "url", "file", "eprint", "pdf", "urlraw", ORIGIN, STUDY, FORMER_KEYS})

#: Fields that hold people, joined by `and` in the file and by semicolons in the frame.
NAMES = frozenset({"author", "editor", "translator"})

_ALIASES = {"journaltitle": "journal", "date": "year", "institution": "publisher", "organization": "publisher", "school": "publisher"}
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_WHOLE = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_DECLARED = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(]", re.MULTILINE)
_NOT_ENTRIES = frozenset({"comment", "string", "preamble"})
_SWALLOWED = re.compile(r"(?<=[}\"\w])\s+([A-Za-z][\w-]*)\s*=\s*(?=[{\"\d])")
_KEY_OF = re.compile(r"@\s*\w+\s*[{(]\s*([^\s,={}()]*)")


@dataclass(frozen=True)
class Entry:
    """One entry as it stands in the file: `fields` maps lower-case names to values without their braces."""

    key: str
    type: str
    fields: dict[str, str]
    raw: str
    start: int
    line: int


@dataclass(frozen=True)
class Bibliography:
    """A .bib file as read: its text (without byte order mark), its entries by key, in order, and the problems."""

    text: str
    entries: dict[str, Entry]
    problems: tuple[Problem, ...] = ()
    name: str = "bibliography.bib"
    bom: bool = False
    strings: tuple[tuple[str, str], ...] = ()

    @property
    def fatal(self) -> bool:
        """Whether the file is opened read-only."""
        return any(problem.severity == FATAL for problem in self.problems)


class SetField(NamedTuple):
    """Set or add one field; `value` is BibTeX text without its outer braces. With `before`, refuse if it changed."""

    key: str
    field: str
    value: str
    before: str | None = None


class RemoveField(NamedTuple):
    """Take out one field; an entry without it is left as it is."""

    key: str
    field: str


class AppendEntry(NamedTuple):
    """Add an entry, given as BibTeX text, at the end of the file."""

    raw: str


class RemoveEntry(NamedTuple):
    """Take out an entry."""

    key: str


Edit = SetField | RemoveField | AppendEntry | RemoveEntry


# --- reading ---------------------------------------------------------------------------------------------------------


def read_bibliography(path: Path) -> Bibliography:
    """Return the bibliography in a file; raises `Unreadable` if the file cannot be had.

    Each broken or duplicate entry is a problem with its line; nothing is dropped in silence: the number of
    entries that a separate plain scan finds equals the number read plus the number reported.
    """
    text, _, bom, problems = store.read_text(path)
    bibliography = parse_bibliography(text, path.name)
    return replace(
        bibliography, bom=bom, problems=(*problems, *bibliography.problems, *store.conflicted_copies(path))
    )


def parse_bibliography(text: str, name: str = "bibliography.bib", macros: Iterable[tuple[str, str]] = ()) -> Bibliography:
    """Return the bibliography in a text; `name` stands in the problems, `macros` are known before it."""
    from bibtexparser import model

    blocks = _split(text)
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    strings: dict[str, str] = dict(macros)
    starts: set[int] = set()
    line_starts = [0, *(found.end() for found in re.finditer("\n", text))]
    last, at = -1, 0
    for block in blocks:
        if isinstance(block, (model.ImplicitComment, model.ExplicitComment, model.Preamble)):
            continue
        raw = block.raw or ""
        start = last = text.index(raw, max(line_starts[block.start_line], last + 1))
        if start < at:
            continue
        failed = None
        if isinstance(block, model.ParsingFailedBlock) and not isinstance(
            block, (model.DuplicateBlockKeyBlock, model.DuplicateFieldKeyBlock)
        ):
            whole = _recover(text, start)
            if whole is None:
                failed = block.error
            else:
                raw, block = whole
        line = block.start_line + 1
        starts.add(start)
        at = start + len(raw)
        where = f"{name}:{line}"
        if failed is not None:
            problems.append(_broken(raw, where, str(getattr(failed, "abort_reason", failed))))
            continue
        if isinstance(block, model.DuplicateFieldKeyBlock):
            twice = ", ".join(sorted(block.duplicate_keys))
            problems.append(
                Problem(
                    "duplicate-field", ERROR, where, f"the entry has the field {twice} more than once; it is not read.",
                    key=_key_of(raw), fix="Keep one of them.",
                )  # fmt: skip
            )
            continue
        if isinstance(block, model.DuplicateBlockKeyBlock):
            if isinstance(block.ignore_error_block, model.String):
                problems.append(
                    Problem("duplicate-string", ERROR, where, f"the @string {block.key} is defined twice; the first counts.",
                            fix="Delete or rename one."),
                )  # fmt: skip
                continue
            first = entries.get(block.key)
            problems.append(
                Problem(
                    "duplicate-key", ERROR, where,
                    f"the key {block.key} was already used on line {first.line if first else '?'}; this entry is not read.",
                    key=block.key, fix="Give one of the two another key, or delete it if it is the same work.",
                )  # fmt: skip
            )
            continue
        if isinstance(block, model.String):
            strings[block.key.lower()] = _unenclosed(block.value, strings)
            continue
        if not isinstance(block, model.Entry):
            continue
        entry, faults = _entry(block, raw, start, line, strings, where)
        problems.extend(faults)
        if entry is not None:
            entries[entry.key] = entry
    spans = sorted((entry.start, entry.start + len(entry.raw)) for entry in entries.values())
    problems.extend(_unread(text, name, starts, spans))
    problems.extend(_key_clashes(entries, name))
    return Bibliography(text, entries, tuple(problems), name, strings=tuple(strings.items()))


def _split(text: str) -> list:
    from bibtexparser.splitter import Splitter

    logger = logging.getLogger("bibtexparser.splitter")
    silent, logger.disabled = logger.disabled, True
    try:
        return Splitter(text).split().blocks
    finally:
        logger.disabled = silent


def _recover(text: str, start: int):
    """Return an entry that bibtexparser gives up because a line of a field begins like a block (``@lab{x}``).

    Taken only if the braces balance and nothing inside is an entry with fields of its own.
    """
    from bibtexparser import model

    end = _closing(text, start)
    if end is None:
        return None
    raw = text[start:end]
    inside = [found.start() for found in _DECLARED.finditer(raw) if found.start() > 0]
    for position in inside:
        at = raw.index("@", position)
        close = _closing(raw, at)
        block = _split(raw[at:close])[0] if close else None
        if block is None or (isinstance(block, model.Entry) and block.fields):
            return None
    masked = re.sub(r"(?m)^([ \t]*)@", "\\1\1", raw[1:])
    blocks = _split("@" + masked)
    if len(blocks) != 1 or not isinstance(blocks[0], model.Entry):
        return None
    entry = blocks[0]
    line = text.count("\n", 0, start)
    fields = [
        model.Field(field.key, field.value.replace("\1", "@"), start_line=(field.start_line or 0) + line)
        for field in entry.fields
    ]
    return raw, model.Entry(entry.entry_type, entry.key, fields, start_line=line, raw=raw)


def _closing(text: str, start: int) -> int | None:
    depth = 0
    for found in re.compile(r"(?<!\\)[{}]").finditer(text, start):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return found.end()
    return None


def _entry(block, raw: str, start: int, line: int, strings: dict[str, str], where: str) -> tuple[Entry | None, list[Problem]]:
    key = block.key.strip()
    if not key or "=" in key or any(character.isspace() for character in key):
        shown = f"“{key[:40]}” cannot be one" if key else "it is missing"
        return None, [
            Problem(
                "no-key", ERROR, where, f"the entry has no citation key ({shown}); it is not read.",
                fix="Write one after the opening brace, for example @article{smith_2020, …",
            )  # fmt: skip
        ]
    fields: dict[str, str] = {}
    problems: list[Problem] = []
    for field in block.fields:
        name = field.key.lower()
        value = field.value
        plain_value = _unenclosed(value, strings)
        if "=" in value and (merged := _merged_field(value)):
            problems.append(
                Problem(
                    "missing-comma", ERROR, f"{where.rsplit(':', 1)[0]}:{field.start_line + 1}",
                    f"the field {name} of {key} seems to swallow the field {merged}: a comma is missing between them.",
                    key=key, fix=f"Put a comma before “{merged} =”.",
                )  # fmt: skip
            )
        if name in fields:
            problems.append(
                Problem("duplicate-field", ERROR, where, f"{key} has the field {name} more than once; the first counts.",
                        key=key, fix="Keep one of them."),
            )  # fmt: skip
            continue
        fields[name] = plain_value
    return Entry(key, block.entry_type.lower(), fields, raw, start, line), problems


def _unenclosed(value: str, strings: dict[str, str]) -> str:
    """Return a BibTeX value without its outer braces or quotes, with macros put in and parts joined."""
    value = value.strip()
    if "#" not in value:
        return _unquoted(value, strings).strip()
    return "".join(_unquoted(part, strings) for part in _concatenated(value)).strip()


def _unquoted(part: str, strings: dict[str, str]) -> str:
    if len(part) > 1 and (part[0] + part[-1]) in ("{}", '""'):
        return part[1:-1]
    return part if part.isdigit() else strings.get(part.lower(), part)


def _concatenated(value: str) -> Iterator[str]:
    """Yield the parts of a value that ``#`` joins, outside braces and quotes."""
    depth, quoted, last = 0, False, 0
    if "#" in value:
        for found in re.finditer(r'(?<!\\)[{}"#]', value):
            mark = found[0]
            if mark == "{":
                depth += 1
            elif mark == "}":
                depth -= 1
            elif mark == '"' and depth == 0:
                quoted = not quoted
            elif mark == "#" and depth == 0 and not quoted:
                yield value[last : found.start()].strip()
                last = found.end()
    yield value[last:].strip()


def _merged_field(value: str) -> str:
    """Return the name of a field that a missing comma let a value swallow, or nothing."""
    depth, quoted = 0, False
    outside = []
    for found in re.finditer(r'(?<!\\)[{}"]|[^{}"\\]+|\\.', value):
        mark = found[0]
        if mark == "{":
            depth += 1
            outside.append("{" if depth == 1 and not quoted else "")
        elif mark == "}":
            depth -= 1
            outside.append("}" if depth == 0 and not quoted else "")
        elif mark == '"' and depth == 0:
            quoted = not quoted
            outside.append('"')
        elif depth == 0 and not quoted:
            outside.append(mark)
    found = _SWALLOWED.search("".join(outside))
    return found[1] if found else ""


def _broken(raw: str, where: str, reason: str) -> Problem:
    key = _key_of(raw)
    reason = " ".join(reason.split()).rstrip(".")
    return Problem(
        "broken-entry", ERROR, where, f"the entry {key or '(without a key)'} is broken and not read: {reason}.",
        key=key, fix="Look for a brace, quotation mark or comma too many or too few.",
    )  # fmt: skip


def _key_of(raw: str) -> str:
    found = _KEY_OF.match(raw)
    return found[1] if found else ""


def _unread(text: str, name: str, starts: set[int], spans: list[tuple[int, int]]) -> list[Problem]:
    """Report each block start that a plain scan sees and that was neither read nor reported."""
    import bisect

    problems = []
    firsts = [span[0] for span in spans]
    for found in _DECLARED.finditer(text):
        start = text.index("@", found.start())
        if found[1].lower() in _NOT_ENTRIES or start in starts:
            continue
        before = bisect.bisect_right(firsts, start) - 1
        if before >= 0 and start < spans[before][1]:
            continue
        line = text.count("\n", 0, start) + 1
        key = _key_of(text[start : start + 200])
        problems.append(
            Problem(
                "broken-entry", ERROR, f"{name}:{line}",
                f"the entry {key or '(without a key)'} is not read: what stands before it does not end.",
                key=key, fix="Look for a brace, quotation mark or comma too many or too few above it.",
            )  # fmt: skip
        )
    return problems


def _key_clashes(entries: dict[str, Entry], name: str) -> list[Problem]:
    problems = []
    lower: dict[str, Entry] = {}
    for entry in entries.values():
        other = lower.setdefault(entry.key.casefold(), entry)
        if other is not entry:
            problems.append(
                Problem(
                    "key-case", WARNING, f"{name}:{entry.line}",
                    f"the keys {other.key} (line {other.line}) and {entry.key} differ only in capitals.",
                    key=entry.key, fix="Rename one: BibTeX and some file systems take them for the same.",
                )  # fmt: skip
            )
    return problems


# --- the records frame -----------------------------------------------------------------------------------------------


def records(bibliography: Bibliography) -> pd.DataFrame:
    """Return a frame of the entries: index `key`, one text column a field, in plain text (no LaTeX).

    People (author, editor) are “Family, Given; Family, Given; Organisation”.
    First `type`, then `FIELDS` in that order (empty text where an entry lacks one), then the other fields
    that occur, then `line` (int) and `raw` (the entry's bytes as text). biblatex's journaltitle, date,
    institution and organization fill journal, year and publisher where these are missing.
    """
    import pandas as pd

    rows = [_aliased(entry.fields) for entry in bibliography.entries.values()]
    names = list(FIELDS) + sorted({name for row in rows for name in row} - set(FIELDS) - {"type", "line", "raw"})
    columns: dict[str, list] = {"type": [entry.type for entry in bibliography.entries.values()]}
    for name in names:
        if name in VERBATIM:
            columns[name] = [row.get(name, "") for row in rows]
        elif name in NAMES:
            columns[name] = [names_text(value) if (value := row.get(name, "")) else "" for row in rows]
        else:
            columns[name] = [plain(value) if (value := row.get(name, "")) else "" for row in rows]
    columns["line"] = [entry.line for entry in bibliography.entries.values()]
    columns["raw"] = [entry.raw for entry in bibliography.entries.values()]
    index = pd.Index(list(bibliography.entries), name=KEY, dtype="str")
    frame = pd.DataFrame(columns, index=index)
    return frame.astype(dict.fromkeys(["type", *names, "raw"], "str")) if frame.empty else frame


def _aliased(fields: dict[str, str]) -> dict[str, str]:
    if _ALIASES.keys().isdisjoint(fields):
        return fields
    row = dict(fields)
    for alias, name in _ALIASES.items():
        if alias in row and not row.get(name):
            row[name] = row[alias][:4] if alias == "date" and row[alias][:4].isdigit() else row[alias]
    return row


def names_text(value: str) -> str:
    """Return a BibTeX list of names as “Family, Given; Organisation; Family, Given”, in plain text."""
    if "{" not in value and "\\" not in value:
        names = _AND.split(value)
    else:
        from bibtexparser.middlewares.names import split_multiple_persons_names

        names = split_multiple_persons_names(value)
    return "; ".join(name for name in (_name_text(" ".join(name.split())) for name in names) if name)


@functools.lru_cache(maxsize=1 << 16)
def _name_text(name: str) -> str:
    if name == "others":
        return "others"
    if "," in name or " " not in name or _WHOLE.fullmatch(name):
        return plain(name)
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except InvalidNameError:
        return plain(name)
    family = " ".join([*parts.von, *parts.last])
    return plain(", ".join(part for part in (family, " ".join(parts.first), " ".join(parts.jr)) if part))


def year_number(text: str) -> int | None:
    """Return the year that a text begins with or holds (``c. 2012``, ``2012-05``), or None."""
    found = re.search(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)", text)
    return int(found[1]) if found else None


_ACCENT = r"\\[`'^\"~=.](?:\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\?[A-Za-z])"
_SNIPPET = re.compile(
    rf"\{{{_ACCENT}\}}|{_ACCENT}"
    r"|\\[a-zA-Z]+\*?(?:\s*\{(?:[^{}]|\{[^{}]*\})*\}|\s*(?:\\[ij]\b)|(?<=\\[uvHtcdbrk]) ?[A-Za-z](?![A-Za-z])|\s*\{\}| ?)"
    r"|\\[^a-zA-Z]"
    r"|(?<!\\)\$[^$\n]{1,300}\$"
)
_SIMPLE = re.compile(r"(?<!\\)\\([%&])")
_ESCAPED = {"\\%": "%", "\\&": "&", "\\_": "_", "\\#": "#", "\\$": "$", "\\{": "{", "\\}": "}", "\\ ": " ", "\\/": "", "\\-": ""}


@functools.lru_cache(maxsize=1 << 16)
def _decode_snippet(snippet: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        return LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=True).latex_to_text(snippet)
    except Exception:  # noqa: BLE001 - pylatexenc raises many kinds; the text is then shown as it stands
        return snippet


def plain(value: str) -> str:
    """Return a BibTeX value as plain Unicode text: accents put in, braces and commands taken out.

    Only the LaTeX commands in it are decoded (pylatexenc), so plain text costs next to nothing.
    """
    if "\\" in value and ("\\%" in value or "\\&" in value):
        value = _SIMPLE.sub(lambda found: found[1], value)
    if "\\" in value or "$" in value:
        value = _SNIPPET.sub(lambda found: _ESCAPED.get(found[0]) or _held(_decode_snippet(found[0])), value)
        value = value.replace("{", "").replace("}", "").replace("\1", "{").replace("\2", "}")
    elif "{" in value or "}" in value:
        value = value.replace("{", "").replace("}", "")
    if "~" in value:
        value = value.replace("~", "\u00a0")
    if "--" in value:
        value = value.replace("---", "—").replace("--", "–")
    if "\n" in value or "  " in value or "\t" in value:
        value = "\n\n".join(" ".join(part.split()) for part in re.split(r"\r?\n[ \t]*\r?\n", value))
    return value


def _held(text: str) -> str:
    return text.replace("{", "\1").replace("}", "\2")


# --- writing ---------------------------------------------------------------------------------------------------------


def write_bibliography(path: Path, edits: Iterable[Edit], known: Bibliography | None = None) -> Bibliography:
    """Apply edits to the file and return it as it is afterwards; every byte outside the edited blocks stays.

    The file is locked and read again first, so changes made outside are kept; pass the `known` state to
    save parsing it again when nothing changed. Raises `ChangedOutside` if a `SetField.before` no longer
    holds, `Misuse` for an edit that makes no sense, `NotSaved` if the file cannot be written.
    """
    edits = tuple(edits)
    with store.lock(path):
        text, _, bom, problems = store.read_text(path)
        if any(problem.severity == FATAL for problem in problems):
            raise NotSaved(f"{path}: not saved: {problems[0]}")
        current = known if known is not None and known.text == text else parse_bibliography(text, path.name)
        changed = edited(current, edits)
        if changed.text != text:
            store.write(path, store.encode(changed.text, bom))
    return replace(changed, bom=bom)


def edited(bibliography: Bibliography, edits: Iterable[Edit]) -> Bibliography:
    """Return the bibliography with the edits applied; the argument is left alone.

    Each touched block is parsed again by itself, and any difference but the one asked for refuses the edit.
    """
    for edit in edits:
        if isinstance(edit, AppendEntry):
            bibliography = _appended(bibliography, edit)
        elif isinstance(edit, RemoveEntry):
            bibliography = _spliced(bibliography, _present(bibliography, edit.key), "")
        else:
            bibliography = _field_edited(bibliography, edit)
    return bibliography


def _present(bibliography: Bibliography, key: str) -> Entry:
    if key not in bibliography.entries:
        near = difflib.get_close_matches(key, bibliography.entries, 1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise Misuse(f"{bibliography.name} has no entry {key}.{hint}")
    return bibliography.entries[key]


def _field_edited(bibliography: Bibliography, edit: SetField | RemoveField) -> Bibliography:
    entry = _present(bibliography, edit.key)
    name = edit.field.lower()
    spans = {field.name.lower(): field for field in field_spans(entry.raw)}
    if isinstance(edit, RemoveField):
        if name not in entry.fields:
            return bibliography
        raw = _without(entry.raw, spans[name])
        expected = {field: value for field, value in entry.fields.items() if field != name}
    else:
        if not re.fullmatch(r"[A-Za-z][\w+-]*", edit.field):
            raise Misuse(f"{edit.field!r} cannot be the name of a field.")
        if not _balanced(edit.value):
            raise Misuse(f"the value for {edit.field} of {edit.key} has a brace too many or too few: {edit.value!r}")
        if edit.before is not None and entry.fields.get(name, "") != edit.before:
            raise ChangedOutside(
                f"{bibliography.name}:{entry.line}: not saved: the field {name} of {edit.key} was changed meanwhile to "
                f"“{entry.fields.get(name, '')}”."
            )
        raw = _with(entry.raw, spans, edit)
        expected = {**entry.fields, name: edit.value.strip()}
    changed = _spliced(bibliography, entry, raw)
    if changed.entries[entry.key].fields != expected:
        raise NotSaved(
            f"{bibliography.name}:{entry.line}: not saved: the field {name} of {edit.key} could not be changed without "
            "touching another. Change it in a text editor."
        )
    return changed


class _FieldSpan(NamedTuple):
    name: str
    start: int
    value_start: int
    value_end: int


def field_spans(raw: str) -> tuple[_FieldSpan, ...]:
    """Return where each field stands in an entry's text: its name's start, and its value with braces or quotes."""
    head = re.compile(r"@\s*\w+\s*[{(][^,]*").match(raw)
    if not head:
        return ()
    at = head.end()
    spans = []
    opening = re.compile(r"[\s,]*([^\s=,{}\"]+)\s*=\s*")
    while found := opening.match(raw, at):
        depth, quoted = 0, False
        end = len(raw) - 1
        for mark in re.compile(r'(?<!\\)[{}",)]').finditer(raw, found.end()):
            if mark[0] == "{":
                depth += not quoted
            elif mark[0] == '"' and depth == 0:
                quoted = not quoted
            elif mark[0] == "}" and not quoted and depth:
                depth -= 1
            elif depth == 0 and not quoted and (mark[0] in ",}" or (mark.end() == len(raw) and mark[0] == ")")):
                end = mark.start()
                break
        value_end = found.end() + len(raw[found.end() : end].rstrip())
        spans.append(_FieldSpan(found[1], found.start(1), found.end(), value_end))
        at = end
    return tuple(spans)


def _with(raw: str, spans: dict[str, _FieldSpan], edit: SetField) -> str:
    """Return the entry's text with the field set, in the style that its other fields have."""
    value = edit.value.strip()
    old = spans.get(edit.field.lower())
    if old:
        opening = raw[old.value_start]
        quotes = opening == '"' and '"' not in value
        bare = opening not in '{"' and value.isdigit()
        text = value if bare else f'"{value}"' if quotes else f"{{{value}}}"
        return raw[: old.value_start] + text + raw[old.value_end :]
    newline = "\r\n" if "\r\n" in raw else "\n"
    if not spans:
        head = raw[:-1].rstrip().rstrip(",")
        return f"{head},{newline}  {edit.field} = {{{value}}},{newline}{raw[-1]}"
    last = max(spans.values(), key=lambda span: span.value_end)
    before = raw[: last.start]
    lead = before[len(before.rstrip(" \t\r\n")) :]
    name_and_equals = raw[last.start : last.value_start]
    equals = name_and_equals[len(last.name) :]
    width = len(last.name) + len(equals) - len(equals.lstrip(" "))
    name = edit.field.upper() if last.name.isupper() else edit.field
    padded = name.ljust(width) if width > len(last.name) + 1 else name + equals[: len(equals) - len(equals.lstrip())]
    quotes = raw[last.value_start] == '"' and '"' not in value
    text = f'"{value}"' if quotes else f"{{{value}}}"
    separator = equals.lstrip(" ") or "= "
    return f"{raw[: last.value_end]},{lead}{padded}{separator}{text}{raw[last.value_end :]}"


def _without(raw: str, span: _FieldSpan) -> str:
    start = len(raw[: span.start].rstrip(" \t"))
    end = span.value_end
    after = re.compile(r"[ \t]*,[ \t]*(\r?\n)?").match(raw, end)
    if after:
        whole_line = after[1] and (start == 0 or raw[start - 1] == "\n")
        return raw[:start] + raw[after.end() :] if whole_line else raw[: span.start] + raw[after.end() :].lstrip(" \t")
    head = raw[:start].rstrip()
    tail = raw[end:]
    return (head.removesuffix(",") if not raw[end:].startswith(",") else head) + tail


def _balanced(value: str) -> bool:
    depth = 0
    for found in re.finditer(r"(?<!\\)[{}]", value):
        depth += 1 if found[0] == "{" else -1
        if depth < 0:
            return False
    return depth == 0 and not value.endswith("\\")


def _alone(bibliography: Bibliography, raw: str, start: int, line: int) -> Entry:
    """Return a block parsed by itself, with the macros of its file; raises `NotSaved` if it is not one sound entry."""
    parsed = parse_bibliography(raw, bibliography.name, bibliography.strings)
    if len(parsed.entries) != 1 or any(problem.severity != WARNING for problem in parsed.problems):
        reason = parsed.problems[0].message if parsed.problems else "it does not read back as one entry"
        raise NotSaved(f"{bibliography.name}:{line}: not saved: {reason}")
    entry = next(iter(parsed.entries.values()))
    if entry.raw != raw:
        raise NotSaved(f"{bibliography.name}:{line}: not saved: the change would spill out of its entry.")
    return replace(entry, start=start, line=line)


def _spliced(bibliography: Bibliography, entry: Entry, raw: str) -> Bibliography:
    """Return the bibliography with the text of one entry replaced (removed, if `raw` is empty)."""
    start, end = entry.start, entry.start + len(entry.raw)
    if bibliography.text[start:end] != entry.raw:
        raise NotSaved(f"{bibliography.name}:{entry.line}: not saved: the entry {entry.key} is not where it was read.")
    new = _alone(bibliography, raw, start, entry.line) if raw else None
    if new is not None and new.key != entry.key:
        raise NotSaved(f"{bibliography.name}:{entry.line}: not saved: the key {entry.key} would change.")
    if new is None:
        gap = re.compile(r"[ \t]*(?:\r?\n){0,2}").match(bibliography.text, end)
        end = gap.end() if gap else end
    text = bibliography.text[:start] + raw + bibliography.text[end:]
    shift = len(raw) - (end - start)
    lines = text.count("\n", start, start + len(raw)) - bibliography.text.count("\n", start, end)
    entries = {}
    for key, other in bibliography.entries.items():
        if key == entry.key:
            if new is not None:
                entries[key] = new
        elif other.start > start and (shift or lines):
            entries[key] = replace(other, start=other.start + shift, line=other.line + lines)
        else:
            entries[key] = other
    return replace(bibliography, text=text, entries=entries)


def _appended(bibliography: Bibliography, edit: AppendEntry) -> Bibliography:
    raw = edit.raw.strip()
    newline = "\r\n" if "\r\n" in bibliography.text else "\n"
    raw = newline.join(raw.splitlines())
    text = bibliography.text
    if text and not text.endswith("\n"):
        text += newline
    if text.strip():
        text += newline
    entry = _alone(bibliography, raw, len(text), text.count("\n") + 1)
    if entry.key in bibliography.entries:
        raise Misuse(f"{bibliography.name} already has an entry {entry.key} (line {bibliography.entries[entry.key].line}).")
    return replace(
        bibliography, text=text + raw + newline, entries={**bibliography.entries, entry.key: entry}
    )
