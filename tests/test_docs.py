"""The documents say what the code does."""

import re
from pathlib import Path

from test_layers import LEVELS, TO_COME

ROOT = Path(__file__).resolve().parent.parent


def test_the_architecture_lists_each_level_s_modules_in_their_order():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| (\d) \|[^|]*\| ([^|]*) \|$", text, re.MULTILINE))
    listed = {int(level): tuple(re.findall(r"`(\w+)`", modules)) for level, modules in rows.items()}
    expected = {
        level: tuple(module for module in modules if module not in TO_COME)
        for level, modules in enumerate(LEVELS)
    }
    expected[6] = ("cli",)
    assert listed == expected
