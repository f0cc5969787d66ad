"""Undoing, of all kinds, where the files are not as the act left them, or cannot be written."""

from __future__ import annotations

import os

import pytest
from acts import ACTS, prepare

import litmatrix
from litmatrix import importing
from litmatrix.coding import operations
from litmatrix.errors import NotSaved
from litmatrix.matrix import read_matrix
from litmatrix.vocabulary import BIBLIOGRAPHY, MATRIX, PROTOCOL
from litmatrix.writing import roundtrip

UNDOING = {"themes": operations.undoing, "matrix imports": roundtrip.undoing, "imports": importing.undoing}


def renamed(folder, file, old, new, ids=False):
    path = folder / file
    text = path.read_bytes().decode()
    text = text.replace(old, f"{new},\n  ids = {{{old}}}" if ids else new, 1)
    path.write_bytes(text.encode())


@pytest.mark.parametrize("kind", ["themes", "matrix imports"])
def test_a_row_that_has_another_key_since_is_found_by_the_former_one(tmp_path, kind):
    prepare(tmp_path)
    renamed(tmp_path, BIBLIOGRAPHY, "adams_2011", "adams_2012", ids=True)
    before = (tmp_path / MATRIX).read_bytes().replace(b"adams_2011", b"adams_2012", 1)
    ACTS[kind].do(tmp_path)
    renamed(tmp_path, MATRIX, "adams_2011", "adams_2012")
    assert UNDOING[kind](tmp_path).passed == ()
    ACTS[kind].undo(tmp_path)
    assert (tmp_path / MATRIX).read_bytes() == before


def test_a_row_that_nobody_knows_the_former_key_of_is_named_as_passed_over(tmp_path):
    prepare(tmp_path)
    ACTS["matrix imports"].do(tmp_path)
    renamed(tmp_path, MATRIX, "adams_2011", "adams_2012")
    assert roundtrip.undoing(tmp_path).passed == ("adams_2011",)


def test_a_theme_operation_is_not_undone_where_a_new_column_has_texts_of_an_unknown_key(tmp_path):
    prepare(tmp_path)
    ACTS["themes"].do(tmp_path)
    renamed(tmp_path, MATRIX, "adams_2011", "adams_2012")
    with pytest.raises(NotSaved, match="adams_2012, “Work”"):
        operations.undo(tmp_path)


def test_a_row_that_was_taken_out_since_a_theme_operation_is_named_as_passed_over(tmp_path):
    prepare(tmp_path)
    ACTS["themes"].do(tmp_path)
    now = read_matrix(tmp_path / MATRIX)
    (tmp_path / MATRIX).write_bytes(now.text.replace(now.rows["adams_2011"].raw, "").encode())
    assert operations.undoing(tmp_path).passed == ("adams_2011",)


def test_an_imported_entry_that_has_another_key_since_is_kept_or_named(tmp_path):
    prepare(tmp_path)
    ACTS["imports"].do(tmp_path)
    key, *_ = importing.undoing(tmp_path).removed
    renamed(tmp_path, BIBLIOGRAPHY, key, "other")
    assert key in importing.undoing(tmp_path).passed
    renamed(tmp_path, BIBLIOGRAPHY, "{other,", "{other,\n  ids = {" + key + "},")
    assert importing.undoing(tmp_path).kept[key] == "now has the key other"
    assert "other" in litmatrix.open(tmp_path).records.index


def test_a_comment_that_was_written_into_a_search_stays_with_it_when_its_import_is_undone(tmp_path):
    prepare(tmp_path)
    ACTS["imports"].do(tmp_path)
    path = tmp_path / PROTOCOL
    path.write_bytes(path.read_bytes().replace(b'id = "pm"\n', b'id = "pm"\n# asked Ann\n'))
    assert importing.undo(tmp_path).search == "is kept: a comment was written there since"
    assert b"# asked Ann" in path.read_bytes()


@pytest.mark.parametrize("kind", UNDOING)
def test_where_nothing_can_be_written_undoing_says_so_and_changes_nothing(tmp_path, monkeypatch, kind):
    prepare(tmp_path)
    ACTS[kind].do(tmp_path)

    def held():
        """All but the mark that the act stands whole, which a disk that takes nothing does not take back either."""
        found = (path for path in tmp_path.rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in found if ".whole." not in path.name}

    before = held()

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", refuse)
        with pytest.raises(NotSaved, match="may not be written"):
            ACTS[kind].undo(tmp_path)
    assert held() == before
    ACTS[kind].undo(tmp_path)


@pytest.mark.parametrize("kind", ["themes", "matrix imports"])
@pytest.mark.parametrize("bibliography", [None, b"@misc{a, title = {"], ids=["missing", "broken"])
def test_what_is_wrong_in_the_bibliography_keeps_nobody_from_undoing_in_the_matrix(
    tmp_path, kind, bibliography
):
    prepare(tmp_path)
    before = (tmp_path / MATRIX).read_bytes()
    ACTS[kind].do(tmp_path)
    (tmp_path / BIBLIOGRAPHY).unlink()
    if bibliography is not None:
        (tmp_path / BIBLIOGRAPHY).write_bytes(bibliography)
    ACTS[kind].undo(tmp_path)
    assert (tmp_path / MATRIX).read_bytes() == before
