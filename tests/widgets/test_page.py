"""The page's half of the desks: joined from what all share and their own, and without a reach into each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from litmatrix.widgets.base import page

WIDGETS = Path(page.__file__).parents[1]
OWN = sorted(path.parent.name for path in WIDGETS.glob("*/desk.css") if path.parent.name != "base")
FILES = sorted(path for ending in ("js", "css") for path in WIDGETS.glob(f"*/*.{ending}"))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", OWN)
def test_a_script_and_a_style_sheet_hold_what_all_desks_share_and_then_the_desks_own(name):
    for made, ending in ((page.script(name), "js"), (page.style(name), "css")):
        for folder in ("base", name):
            for path in (WIDGETS / folder).glob(f"*.{ending}"):
                assert made.count(read(path)) == 1
        assert made.index(read(WIDGETS / "base" / f"desk.{ending}")) < made.index(
            read(WIDGETS / name / f"desk.{ending}")
        )
        assert made.endswith(read(WIDGETS / name / f"desk.{ending}"))


def test_a_piece_that_desks_share_stands_between_what_all_share_and_the_desks_own():
    for made, ending in (
        (page.script("coding", also="reading"), "js"),
        (page.style("coding", also="reading"), "css"),
    ):
        shared = sorted((WIDGETS / "reading").glob(f"*.{ending}"))
        assert shared
        last = read(WIDGETS / "base" / f"desk.{ending}")
        for path in shared:
            assert made.count(read(path)) == 1
            assert (
                made.index(last)
                < made.index(read(path))
                < made.index(read(WIDGETS / "coding" / f"desk.{ending}"))
            )
    assert page.script("coding", also="reading") != page.script("coding")


@pytest.mark.parametrize("name", OWN)
def test_no_name_of_a_script_is_given_twice_in_one_desk(name):
    """The files of a desk stand in one scope, where a name that is given twice is an error of the whole page."""
    names = re.findall(r"^(?:const|let|function) (\w+)", page.script(name, also="reading"), re.MULTILINE)
    assert sorted({one for one in names if names.count(one) > 1}) == []


def test_the_sheet_of_the_pane_reaches_desks_only():
    text = re.sub(r"/\*.*?\*/", "", read(WIDGETS / "reading" / "pane.css"), flags=re.DOTALL)
    selectors = [one.strip() for rule in re.findall(r"([^{}]+)\{", text) for one in rule.split(",")]
    assert [one for one in selectors if not one.startswith(".lm-desk ")] == []


@pytest.mark.parametrize("name", OWN)
def test_a_style_sheet_reaches_its_own_desk_only(name):
    """All desks of a notebook stand on one page: a rule for any other element would change theirs."""
    root = re.search(r'^  name: "([\w-]+)"', read(WIDGETS / name / "desk.js"), re.MULTILINE)
    text = re.sub(r"/\*.*?\*/", "", read(WIDGETS / name / "desk.css"), flags=re.DOTALL)
    selectors = [
        one.strip()
        for rule in re.findall(r"([^{}]+)\{", text)
        if not rule.strip().startswith("@")
        for one in re.split(r",(?![^(]*\))", rule)
    ]
    assert root is not None
    assert selectors
    assert [one for one in selectors if not one.startswith(f".{root[1]}")] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_script_writes_html_and_no_line_is_long(path):
    text = read(path)
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
    assert [line for line in text.split("\n") if len(line) > 110] == []
    assert len(text.split("\n")) <= 350


#: Those whose own sheets say all that the pane's says of such a class.
SETTLED = {"duplicates": {"lm-text"}, "importing": {"lm-drop"}, "protocol": {"lm-odd"}, "team": {"lm-plain"}}


@pytest.mark.parametrize(
    "folder",
    sorted(path for path in WIDGETS.iterdir() if (path / "desk.js").exists()),
    ids=lambda path: path.name,
)
def test_a_desk_without_the_pane_has_no_class_that_the_pane_gives_a_look(folder):
    """All desks stand on one page, and the sheet of the pane reaches each."""
    sheets = "".join(path.read_text(encoding="utf-8") for path in (WIDGETS / "reading").glob("*.css"))
    looks = set(re.findall(r"^\.lm-desk \.(lm-[\w-]+)", sheets, re.MULTILINE))
    if folder.name == "reading" or 'also="reading"' in (folder / "desk.py").read_text(encoding="utf-8"):
        return
    scripts = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
    assert looks & set(re.findall(r"lm-[\w-]+", scripts)) == SETTLED.get(folder.name, set())
