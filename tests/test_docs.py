"""The documents say what the code does."""

import re
from pathlib import Path

from test_layers import ORDER

ROOT = Path(__file__).resolve().parent.parent


def test_the_architecture_lists_the_rooms_in_their_order():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = "\n".join(re.findall(r"^\| (`.*?) \|", text, re.MULTILINE))
    assert tuple(re.findall(r"`(\w+)(?:\.py|/)`", table)) == ORDER[:-1]
