"""What axe-core, the rules of accessibility that Deque keeps (WCAG 2.2 A and AA among them), finds on a page."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

SCRIPT = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")

#: Rules on whole pages: a desk is a part of one.
_WHOLE = ("document-title", "html-has-lang", "landmark-one-main", "page-has-heading-one", "region", "bypass")


def find_barriers(page: Page, within: str = ".lm-desk", whole: bool = False) -> list[str]:
    """The serious and critical findings, each with the elements that it is about."""
    page.evaluate(SCRIPT)
    off = {} if whole else {name: {"enabled": False} for name in _WHOLE}
    found = page.evaluate(
        "([within, rules]) => axe.run(within, {rules, resultTypes: ['violations']})",
        ["html" if whole else within, off],
    )["violations"]
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:120] for node in one['nodes'][:4]]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
