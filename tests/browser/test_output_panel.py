"""The outputs desk on a bare page: each act by key or button, what came of it, in both themes."""

from __future__ import annotations

import pytest
from bare import FAINT
from worked import copy_worked

import litmatrix
from litmatrix import widgets
from litmatrix.checking import accepting

pytestmark = pytest.mark.browser


def test_each_act_shows_what_came_of_it(bare, tmp_path, pictures, quick):
    folder = copy_worked(tmp_path / "review")
    accepting.withdraw(litmatrix.open(folder), [("no-locator", "mind_2013")])
    for theme, width in (("light", 1000), ("dark", 1400)):
        panel = bare(widgets.outputs(litmatrix.open(folder)), theme=theme, width=width)
        panel.press("c")
        assert panel.text(".lm-result") == "2 warnings. 44 are accepted in review.toml, each with a reason."
        assert panel.page.evaluate(FAINT) == []
        pictures(panel.root, f"outputs-check-{theme}.png")
        panel.press("g")
        assert "Only litmatrix decided at this stage; agreement needs two people." in panel.text(".lm-came")
        panel.press("f")
        assert panel.text(".lm-came").strip() == "No record is in conflict."

        panel.press("e")
        assert panel.focused == "what"
        panel.page.locator("[data-focus=what]").select_option("excluded")
        panel.page.locator("[data-focus=format]").select_option("md")
        assert panel.page.locator("[data-focus=name]").input_value() == "tables/excluded.md"
        pictures(panel.root, f"outputs-export-{theme}.png")
        panel.page.locator("[data-focus=name]").press("Enter")
        panel.rest()
        assert panel.text(".lm-came") == "Wrote\n\nout/tables/excluded.md: 16 rows"
        panel.page.locator("[data-focus=name]").press("Escape")
        if theme == "dark":
            return
        panel.press("b")
        # No server of Jupyter stands behind this page: files are named, and not linked.
        assert "Everything on one page: out/report.html" in panel.text(".lm-came")
        assert panel.root.locator("a").count() == 0
        assert panel.page.evaluate(FAINT) == []
        pictures(panel.root, f"outputs-built-{theme}.png")
