"""Nobody is remembered when a test of a desk or form begins, and nothing is open."""

from __future__ import annotations

import platformdirs
import pytest

from litmatrix.widgets.base import who


@pytest.fixture(autouse=True)
def nobody_works_here(monkeypatch, tmp_path_factory):
    """Give each test a place of its own for whom the machine remembers."""
    place = tmp_path_factory.mktemp("config")
    monkeypatch.setattr(platformdirs, "user_config_dir", lambda *_, **__: str(place))
    who.OPEN.clear()
