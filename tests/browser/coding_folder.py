"""A small review with odd texts in it, for the browser tests of the coding desk, and what a person does there."""

from __future__ import annotations

import csv
import tomllib
from pathlib import Path

import litmatrix
from litmatrix import widgets
from litmatrix.decisions.log import Event, append_events, reviewer_file

HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script>'
ARABIC, CHINESE = "دعم الأقران في الصحة النفسية", "同伴支持服务"
PROTOCOL = f"""\
format = 1
title = "To code"
[[searches]]
id = "s1"
kind = "database"
source = "PubMed"
[[descriptors]]
id = "design"
name = "Study design"
values = ["survey", "trial"]
[[descriptors]]
id = "country"
name = "Country"
[[descriptors]]
id = "q1"
name = "Were the two groups similar and recruited from the same population?"
type = "choices"
values = ["yes", "no", "unclear"]
group = "JBI appraisal"
[[themes]]
id = "power"
name = "Power"
definition = "Who decides, and about whom."
subthemes = ["Status"]
[[themes]]
id = "trust"
name = "Trust {HOSTILE.replace('"', "'")}"
subthemes = ["{ARABIC}"]
[[themes]]
id = "cost"
name = "{CHINESE}"
"""
COLUMNS = ("key", "design", "country", "q1", "power", "trust", "cost")


def small(folder: Path, sources: int = 3, rows: tuple[tuple[str, ...], ...] = ()) -> Path:
    """A small review with odd texts in it; all of its sources are included."""
    folder.mkdir()
    odd = [f"{HOSTILE} a first source", ARABIC, CHINESE]
    titles = [odd[number] if number < 3 else f"Source {number}" for number in range(sources)]
    entries = [
        f"@article{{k{number},\n  title = {{{title}}},\n  author = {{Miller{number}, Anna}},\n  journal = {{Journal}},\n  year = {{2014}},\n"
        f"  pages = {{391--400}},\n  doi = {{10.1000/x{number}}},\n  abstract = {{{title} in an abstract.}},\n  note = {{{title}}},\n  origin = {{s1}}\n}}\n"
        for number, title in enumerate(titles)
    ]  # fmt: skip
    (folder / "bibliography.bib").write_text("\n".join(entries), encoding="utf-8")
    (folder / "review.toml").write_text(PROTOCOL, encoding="utf-8")
    with (folder / "matrix.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([COLUMNS, *(rows or ((f"k{n}", *[""] * 6) for n in range(sources)))])
    events = [Event("cy", f"k{number}", "eligibility", "include") for number in range(sources)]
    append_events(reviewer_file(folder / "decisions", "cy", "elsewhere"), events)
    return folder


def desk_of(folder: Path, reader: str = "anna") -> widgets.CodingDesk:
    return widgets.coding_desk(litmatrix.open(folder), reader, "all")


def cells(folder: Path) -> dict[tuple[str, str], str]:
    with (folder / "matrix.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {(row["key"], name): text for row in rows for name, text in row.items() if name != "key"}


def still(node):
    """Wait until an element moves no more: its page is drawn, and scrolled to."""
    before = None
    while (now := node.bounding_box()) != before:
        before = now
        node.page.wait_for_timeout(100)


def changed(before: dict, after: dict) -> dict[tuple[str, str], str]:
    return {place: text for place, text in after.items() if before.get(place, "") != text}


def starts(folder: Path, key: str, length: int = 4) -> list[str]:
    now = cells(folder)
    return [now[key, name][:length] for name in ("power", "trust", "cost")]


def themes_of(folder: Path) -> list[dict]:
    return tomllib.loads((folder / "review.toml").read_text(encoding="utf-8"))["themes"]


def enter(desk, text: str, *fields: str) -> None:
    """Open the form, type, go from field to field (subtheme, stance, page, quoting, note), and save."""
    desk.press("a")
    desk.page.keyboard.insert_text(text)
    for field in fields:
        desk.page.keyboard.press("Tab")
        desk.page.keyboard.type(field)
    desk.press("Enter")


def at(desk) -> tuple[str, str]:
    return desk.data("key"), desk.data("theme")
