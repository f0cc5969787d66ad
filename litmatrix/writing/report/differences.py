"""What changed, as a page for the supervisor: loads nothing, is read on a phone, printed or sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from litmatrix.comparing.differences import Differences
from litmatrix.comparing.differences.telling import Group, Line, Section, sections, totals
from litmatrix.comparing.differences.values import Change
from litmatrix.comparing.differences.wording import word_changes
from litmatrix.reporting import Stamp
from litmatrix.writing.escapes import escape_html
from litmatrix.writing.markup import document

_STYLE = Path(__file__).with_name("differences.css")
_MARKS = {"+": ("plus", "+", "added"), "-": ("minus", "−", "removed"), "~": ("change", "~", "changed")}
_FOOT = "Made with litmatrix by comparing the files of the two states; nothing here was typed by hand."


def differences_page(
    found: Differences,
    title: str,
    since: str,
    until: str = "the files as they are now",
    notes: Iterable[str] = (),
    stamp: Stamp | None = None,
) -> str:
    """Return the differences as one HTML page that loads nothing and runs nothing.

    `title` is the review's; `since` and `until` say in words which states were compared, `notes` what one should know
    of the choice; a stamp stands at its foot. The numbers that differ come first, then the sections. In a text that changed, the words that went
    are struck out and those that came are underlined. All text is taken as hostile and escaped.
    """
    made = sections(found)
    noted = "".join(f"<p>{_text(note)}</p>" for note in notes)
    contents = "".join(
        f'<li><a href="#{one.id}">{escape_html(one.title)}</a> ({len(one.groups):,})</li>' for one in made
    )
    key = (
        '<p class="key">In texts that changed, <del>removed words</del> are struck out and '
        "<ins>new words</ins> are underlined.</p>"
    )
    body = (
        f'<header><h1 dir="auto">{escape_html(title or "A review")}: what changed</h1>\n'
        f"<dl><dt>since</dt><dd>{_text(since)}</dd><dt>until</dt><dd>{_text(until)}</dd></dl>{noted}</header>\n"
        + (f'<nav aria-label="Contents"><ol>{contents}</ol></nav>\n' if len(made) > 1 else "")
        + f"<main>\n{_totals(found)}{key if made else '<p>Nothing changed.</p>'}\n"
        + "\n".join(_section(one) for one in made)
        + f"\n</main>\n<footer><p>{_FOOT}{f'<br>{escape_html(stamp)}' if stamp else ''}</p></footer>"
    )
    return document(
        f"{title or 'A review'}: what changed", body, f"\n{_STYLE.read_text(encoding='utf-8')}", stamp
    )


def _totals(found: Differences) -> str:
    if not found.totals:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape_html(name)}</th><td class="n">{before:,}</td><td class="n">{after:,}</td>'
        f'<td class="n">{"+" if after > before else "−"}{abs(after - before):,}</td></tr>'
        for name, before, after in totals(found.totals)
    )
    columns = "".join(f'<th class="n" scope="col">{name}</th>' for name in ("before", "now", "change"))
    head = f'<tr><th scope="col">Number</th>{columns}</tr>'
    return f'<div class="scroll"><table class="totals"><thead>{head}</thead><tbody>{rows}</tbody></table></div>\n'


def _section(one: Section) -> str:
    groups = "\n".join(map(_group, one.groups))
    return f'<section aria-labelledby="{one.id}"><h2 id="{one.id}">{escape_html(one.title)}</h2>\n{groups}\n</section>'


def _group(group: Group) -> str:
    remark = f"<small>{_text(group.remark)}</small>" if group.remark else ""
    lines = "\n".join(map(_line, group.lines))
    listed = f'\n<ul class="lines">\n{lines}\n</ul>' if lines else ""
    return f"<h3>{_mark(group.mark)}{_text(group.title)}{remark}</h3>{listed}"


def _line(line: Line) -> str:
    element = {"+": "ins", "-": "del"}.get(line.mark)
    return (
        f"<li>{_mark(line.mark)}{_text(line.label, 'label')}{_text(line.text, 'text', element)}"
        f"{_text(line.remark, 'remark')}{''.join(map(_change, line.changes))}</li>"
    )


def _change(change: Change) -> str:
    """Return what went and came: of short texts, such as locators, the whole, of long ones the words."""
    what, before, after = change
    pieces: Sequence[tuple[str, str]] = (("-", before), ("=", " " if before and after else ""), ("+", after))
    if before and after and max(len(before), len(after)) > 40:
        pieces = word_changes(before, after)
    told = "".join(_element({"+": "ins", "-": "del"}.get(sign), escape_html(text)) for sign, text in pieces)
    label = f'<span class="what">{escape_html(what)}:</span>' if what else ""
    return f'<span class="what-of">{label}<span dir="auto">{told}</span></span>'


def _mark(mark: str) -> str:
    if not mark:
        return ""
    name, sign, word = _MARKS[mark]
    return f'<span class="mark {name}" role="img" aria-label="{word}">{sign}</span>'


def _text(text: str, kind: str = "", element: str | None = None) -> str:
    """Return a text of the review, which finds its own direction; an empty one is nothing."""
    given = f'class="{kind}" ' if kind else ""
    return f'<span {given}dir="auto">{_element(element, escape_html(text))}</span>' if text else ""


def _element(name: str | None, html: str) -> str:
    return f"<{name}>{html}</{name}>" if name and html else html
