"""What changed, as a page for the supervisor: loads nothing, is read on a phone, printed or sent."""

from __future__ import annotations

from collections.abc import Iterable

from litmatrix.comparing.differences import Differences
from litmatrix.comparing.differences.telling import Group, Line, Section, sections, totals
from litmatrix.comparing.differences.values import Change
from litmatrix.comparing.differences.wording import word_changes
from litmatrix.writing.markup import document, escape_html

__all__ = ["differences_page"]

_STYLE = """
body { max-width: 56rem; }
header { border-bottom: 2px solid var(--ink); margin-bottom: 1.2rem; padding-bottom: .8rem; }
header h1 { margin: 0 0 .5rem; font-size: clamp(1.4rem, 4vw, 2rem); }
header p { margin: .15rem 0; color: var(--soft); }
header dl { margin: 0; } header dt { float: left; clear: left; width: 4rem; color: var(--soft); }
header dd { margin: 0 0 .15rem 4rem; }
nav ol { padding-left: 1.4rem; margin: .4rem 0; }
main > section { margin-top: 2.4rem; }
h2 { border-bottom: 1px solid var(--line); padding-bottom: .25rem; margin: 0 0 .8rem; }
h3 { font-size: 1rem; margin: 1.3rem 0 .3rem; text-wrap: wrap; }
h3:has(.mark) { padding-left: 1.4rem; text-indent: -1.4rem; }
h3 small { color: var(--soft); font-weight: 400; font-size: .85rem; margin-left: .35rem; }
.totals { width: auto; min-width: min(100%, 26rem); }
ul.lines { list-style: none; margin: 0 0 .4rem; padding: 0; }
ul.lines > li { position: relative; padding: .25rem 0 .25rem 1.7rem; border-top: 1px solid var(--line); }
.mark { font: 700 .95rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; display: inline-block; width: 1.4rem; text-indent: 0; }
ul.lines .mark { position: absolute; left: .15rem; top: .25rem; }
.plus { color: #17683a; } .minus { color: #9c2b23; } .change { color: #7a5200; }
.label { font-weight: 600; margin-right: .45rem; }
.what { color: var(--soft); margin-right: .3rem; }
.text, .what-of { white-space: pre-line; }
.what-of { display: block; margin-top: .1rem; }
.remark { color: var(--soft); font-size: .88rem; margin-left: .35rem; }
ins { background: #dcf1e3; text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: 2px; }
del { background: #fbe3e1; text-decoration: line-through; }
del + ins { margin-inline-start: .2em; }
.text ins, .text del { text-decoration: none; }
nav { margin-bottom: 1rem; }
.key { color: var(--soft); font-size: .9rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem; }
@media print { h2, h3 { break-after: avoid; } ul.lines > li { break-inside: avoid; } nav { display: none; }
  ins, del, .mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; } main > section { margin-top: 1.3rem; } }
"""
_MARKS = {"+": ("plus", "+", "added"), "-": ("minus", "−", "removed"), "~": ("change", "~", "changed")}
_FOOT = "Made with litmatrix by comparing the files of the two states; nothing here was typed by hand."


def differences_page(
    found: Differences,
    title: str,
    since: str,
    until: str = "the files as they are now",
    notes: Iterable[str] = (),
) -> str:
    """Return the differences as one HTML page that loads nothing and runs nothing.

    `title` is the review's; `since` and `until` say in words which states were compared, `notes` what one should know
    of the choice. The numbers that differ come first, then the sections. In a text that changed, the words that went
    are struck out and those that came are underlined. All text is taken as hostile and escaped.
    """
    made = sections(found)
    noted = "".join(f"<p>{_text(note)}</p>" for note in notes)
    contents = "".join(
        f'<li><a href="#{one.id}">{escape_html(one.title)}</a> ({len(one.groups):,})</li>' for one in made
    )
    key = (
        '<p class="key">In texts that changed, <del>words that went</del> are struck out and '
        "<ins>words that came</ins> are underlined.</p>"
    )
    body = (
        f'<header><h1 dir="auto">{escape_html(title or "A review")}: what changed</h1>\n'
        f"<dl><dt>since</dt><dd>{_text(since)}</dd><dt>until</dt><dd>{_text(until)}</dd></dl>{noted}</header>\n"
        + (f'<nav aria-label="Contents"><ol>{contents}</ol></nav>\n' if len(made) > 1 else "")
        + f"<main>\n{_totals(found)}{key if made else '<p>Nothing changed.</p>'}\n"
        + "\n".join(_section(one) for one in made)
        + f"\n</main>\n<footer><p>{_FOOT}</p></footer>"
    )
    return document(f"{title or 'A review'}: what changed", body, _STYLE)


def _totals(found: Differences) -> str:
    if not found.totals:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape_html(name)}</th><td class="n">{before:,}</td><td class="n">{after:,}</td>'
        f'<td class="n">{_signed(after - before)}</td></tr>'
        for name, before, after in totals(found.totals)
    )
    head = '<tr><th scope="col">Number</th><th class="n" scope="col">before</th><th class="n" scope="col">now</th><th class="n" scope="col">change</th></tr>'
    return f'<div class="scroll"><table class="totals"><thead>{head}</thead><tbody>{rows}</tbody></table></div>\n'


def _signed(number: int) -> str:
    return f"+{number:,}" if number > 0 else f"−{-number:,}"


def _section(one: Section) -> str:
    return (
        f'<section aria-labelledby="{one.id}"><h2 id="{one.id}">{escape_html(one.title)}</h2>\n'
        + "\n".join(_group(group) for group in one.groups)
        + "\n</section>"
    )


def _group(group: Group) -> str:
    remark = f"<small>{_text(group.remark)}</small>" if group.remark else ""
    lines = "\n".join(_line(line) for line in group.lines)
    return f'<h3>{_mark(group.mark)}<span dir="auto">{escape_html(group.title)}</span>{remark}</h3>' + (
        f'\n<ul class="lines">\n{lines}\n</ul>' if lines else ""
    )


def _line(line: Line) -> str:
    label = f'<span class="label" dir="auto">{escape_html(line.label)}</span>' if line.label else ""
    text = f'<span class="text" dir="auto">{_marked(line)}</span>' if line.text else ""
    remark = f'<span class="remark" dir="auto">{escape_html(line.remark)}</span>' if line.remark else ""
    changes = "".join(_change(change) for change in line.changes)
    return f"<li>{_mark(line.mark)}{label}{text}{remark}{changes}</li>"


def _marked(line: Line) -> str:
    """Return the text of a line, as one that came or went where it did."""
    element = {"+": "ins", "-": "del"}.get(line.mark)
    text = escape_html(line.text)
    return f"<{element}>{text}</{element}>" if element else text


def _change(change: Change) -> str:
    what = f'<span class="what">{escape_html(change.what)}:</span>' if change.what else ""
    pieces = "".join(
        f"<ins>{escape_html(text)}</ins>"
        if sign == "+"
        else f"<del>{escape_html(text)}</del>"
        if sign == "-"
        else escape_html(text)
        for sign, text in _pieces(change)
    )
    return f'<span class="what-of">{what}<span dir="auto">{pieces}</span></span>'


def _pieces(change: Change) -> tuple[tuple[str, str], ...]:
    """Return what went and came; short texts, such as locators, are told whole, not by their words."""
    before, after = change.before, change.after
    if before and after and max(len(before), len(after)) > 40:
        return word_changes(before, after)
    space = (("=", " "),) if before and after else ()
    return (*((("-", before),) if before else ()), *space, *((("+", after),) if after else ()))


def _mark(mark: str) -> str:
    if not mark:
        return ""
    name, sign, word = _MARKS[mark]
    return f'<span class="mark {name}" role="img" aria-label="{word}">{sign}</span>'


def _text(text: str) -> str:
    return f'<span dir="auto">{escape_html(text)}</span>'
