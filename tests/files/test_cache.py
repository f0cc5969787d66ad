"""What is kept on this machine from one run to the next, and what becomes of it when it is damaged."""

import pytest

from litmatrix.files import cache


@pytest.fixture
def made(monkeypatch, tmp_path):
    """How often something was made, with a cache of its own."""
    monkeypatch.setattr(cache, "place", lambda *parts: tmp_path.joinpath("cache", *parts))
    found = []

    def make():
        found.append("made")
        return b"one\ntwo"

    return found, make, tmp_path / "cache"


def test_what_is_kept_is_made_once(made):
    found, make, folder = made
    assert [cache.kept("a.js", make) for _ in range(3)] == [b"one\ntwo"] * 3
    assert found == ["made"]
    assert [path.name for path in folder.iterdir()] == ["a.js"]


@pytest.mark.parametrize("damage", [b"", b"one\ntwo", b"0" * 64 + b"\none\ntwo"])
def test_what_is_damaged_is_made_anew(made, damage):
    found, make, folder = made
    cache.kept("a.js", make)
    (folder / "a.js").write_bytes(damage)
    assert cache.kept("a.js", make) == cache.kept("a.js", make) == b"one\ntwo"
    assert found == ["made"] * 2


def test_where_nothing_can_be_kept_it_is_made_each_time(made):
    found, make, folder = made
    folder.write_text("a file is in the way")
    assert [cache.kept("a.js", make) for _ in range(2)] == [b"one\ntwo"] * 2
    assert found == ["made"] * 2


def test_the_cache_is_the_persons_own_and_apart_from_the_configuration(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.place("a.js").name == "a.js"
    assert "litmatrix" in str(cache.place("a.js"))
