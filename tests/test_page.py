"""The page's half of the widgets: joined from the shared file and their own, and without a reach into each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from litmatrix.widgets import page

HERE = Path(page.__file__).parent
OWN = sorted(path.stem for path in HERE.glob("*.css") if path.stem != "shared")


@pytest.mark.parametrize("name", OWN)
def test_a_script_and_a_style_sheet_begin_with_what_all_widgets_share(name):
    for made, ending in ((page.script(name), "js"), (page.style(name), "css")):
        shared, own = ((HERE / f"{one}.{ending}").read_text(encoding="utf-8") for one in ("shared", name))
        assert made == f"{shared}\n{own}"


@pytest.mark.parametrize("name", OWN)
def test_a_style_sheet_reaches_its_own_widget_only(name):
    """All widgets of a notebook stand on one page: a rule for any other element would change theirs."""
    root = re.search(r'rootOf\("([\w-]+)"', (HERE / f"{name}.js").read_text(encoding="utf-8"))
    text = re.sub(r"/\*.*?\*/", "", (HERE / f"{name}.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    selectors = [
        one.strip()
        for rule in re.findall(r"([^{}]+)\{", text)
        if not rule.strip().startswith("@")
        for one in re.split(r",(?![^(]*\))", rule)
    ]
    assert root is not None
    assert selectors
    assert [one for one in selectors if not one.startswith(f".{root[1]}")] == []


@pytest.mark.parametrize("name", [*OWN, "shared"])
def test_no_script_writes_html(name):
    text = (HERE / f"{name}.js").read_text(encoding="utf-8")
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
