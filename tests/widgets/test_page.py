"""The page's half of the widgets: joined from the shared file and their own, and without a reach into each other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from litmatrix.widgets.base import page

WIDGETS = Path(page.__file__).parents[1]
OWN = sorted(path.parent.name for path in WIDGETS.glob("*/desk.css"))


@pytest.mark.parametrize("name", OWN)
def test_a_script_and_a_style_sheet_begin_with_what_all_widgets_share(name):
    for made, ending in ((page.script(name), "js"), (page.style(name), "css")):
        shared, own = (
            (WIDGETS / f"{one}.{ending}").read_text(encoding="utf-8")
            for one in ("base/shared", f"{name}/desk")
        )
        assert made == f"{shared}\n{own}"


@pytest.mark.parametrize("name", OWN)
def test_a_style_sheet_reaches_its_own_widget_only(name):
    """All widgets of a notebook stand on one page: a rule for any other element would change theirs."""
    root = re.search(r'rootOf\("([\w-]+)"', (WIDGETS / f"{name}/desk.js").read_text(encoding="utf-8"))
    text = re.sub(
        r"/\*.*?\*/", "", (WIDGETS / f"{name}/desk.css").read_text(encoding="utf-8"), flags=re.DOTALL
    )
    selectors = [
        one.strip()
        for rule in re.findall(r"([^{}]+)\{", text)
        if not rule.strip().startswith("@")
        for one in re.split(r",(?![^(]*\))", rule)
    ]
    assert root is not None
    assert selectors
    assert [one for one in selectors if not one.startswith(f".{root[1]}")] == []


@pytest.mark.parametrize("name", [*(f"{one}/desk" for one in OWN), "base/shared"])
def test_no_script_writes_html(name):
    text = (WIDGETS / f"{name}.js").read_text(encoding="utf-8")
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", text)
