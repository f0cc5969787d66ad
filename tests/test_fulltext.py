"""fulltext/: each file under the key of its record."""

from __future__ import annotations

import os
import unicodedata

import pytest

from litmatrix import fulltext, store
from litmatrix.errors import Misuse, NotSaved


def test_a_file_is_kept_under_the_key_and_found_again(tmp_path):
    assert fulltext.find(tmp_path, "a_2010") == ""
    assert fulltext.keep(tmp_path, "a_2010", "Downloaded (3).PDF", b"%PDF") == "fulltext/a_2010.pdf"
    assert (tmp_path / "fulltext" / "a_2010.pdf").read_bytes() == b"%PDF"
    assert fulltext.find(tmp_path, "a_2010") == "fulltext/a_2010.pdf"


def test_a_key_that_begins_another_does_not_find_its_file(tmp_path):
    fulltext.keep(tmp_path, "smith.2010", "x.pdf", b"1")
    fulltext.keep(tmp_path, "smith2", "x.pdf", b"2")
    assert (fulltext.find(tmp_path, "smith"), fulltext.find(tmp_path, "smith.2010")) == (
        "",
        "fulltext/smith.2010.pdf",
    )


@pytest.mark.parametrize("key", ["smith:2010", "../../etc/x", "a\\b", ".hidden", 'a"*?<>|b', "100%", "Åsa"])
def test_any_key_gets_a_name_inside_the_folder(tmp_path, key):
    place = fulltext.keep(tmp_path / "review", key, "x.txt", b"1")
    assert fulltext.find(tmp_path / "review", key) == place
    assert [path.parent for path in tmp_path.rglob("*.txt")] == [tmp_path / "review" / "fulltext"]


def test_two_keys_never_share_a_file(tmp_path):
    keys = ["a/b", "a_b", "a:b", "a%2Fb", "a%b"]
    places = [fulltext.keep(tmp_path, key, "x.pdf", key.encode()) for key in keys]
    assert len(set(places)) == len(keys)
    assert [fulltext.find(tmp_path, key) for key in keys] == places


@pytest.mark.skipif(os.name == "nt", reason="no such names there")
def test_a_file_that_a_person_named_as_the_key_is_found(tmp_path):
    (tmp_path / "fulltext").mkdir()
    (tmp_path / "fulltext" / "smith:2010.pdf").write_bytes(b"1")
    (tmp_path / "fulltext" / unicodedata.normalize("NFD", "müller.pdf")).write_bytes(b"2")
    assert fulltext.find(tmp_path, "smith:2010") == "fulltext/smith:2010.pdf"
    assert unicodedata.normalize("NFC", fulltext.find(tmp_path, "müller")) == "fulltext/müller.pdf"


def test_folders_and_files_without_an_ending_are_no_full_texts(tmp_path):
    (tmp_path / "fulltext" / "a.pdf").mkdir(parents=True)
    (tmp_path / "fulltext" / "a").write_bytes(b"1")
    assert fulltext.find(tmp_path, "a") == ""


def test_the_same_file_again_changes_nothing_and_another_replaces_none(tmp_path):
    place = fulltext.keep(tmp_path, "a", "x.pdf", b"1")
    assert fulltext.keep(tmp_path, "a", "y.pdf", b"1") == place
    with pytest.raises(
        Misuse, match=r"fulltext/a\.pdf is there already, with other content; it was not replaced"
    ):
        fulltext.keep(tmp_path, "a", "y.pdf", b"2")
    assert (tmp_path / place).read_bytes() == b"1"


@pytest.mark.parametrize("name", ["", "noending", "x.", "x.p/df", "x.tar gz", "x.ending-too-long", ".pdf"])
def test_a_name_that_does_not_say_what_the_file_is_is_misuse(tmp_path, name):
    with pytest.raises(Misuse, match="has no ending"):
        fulltext.keep(tmp_path, "a", name, b"1")
    assert not (tmp_path / "fulltext").exists()


def test_an_empty_file_is_not_kept(tmp_path):
    with pytest.raises(Misuse, match="the file is empty"):
        fulltext.keep(tmp_path, "a", "x.pdf", b"")


def test_what_could_not_be_written_is_said(tmp_path, monkeypatch):
    def full(path, data):
        raise NotSaved(f"{path}: not saved: the disk is full.")

    (tmp_path / "blocked").write_text("a file")
    with pytest.raises(NotSaved):
        fulltext.keep(tmp_path / "blocked", "a", "x.pdf", b"1")
    monkeypatch.setattr(store, "write", full)
    with pytest.raises(NotSaved):
        fulltext.keep(tmp_path, "a", "x.pdf", b"1")
