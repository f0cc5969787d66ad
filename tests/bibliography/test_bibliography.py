"""bibliography.bib: every entry read or reported, and every byte outside the edited entries left alone."""

import copy
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliography.test_bibtex import DOCUMENTS
from bibliography.test_fields import STYLES
from litmatrix import bibliography
from litmatrix.bibliography.file import (
    AppendEntry,
    Bibliography,
    RemoveEntry,
    RemoveField,
    SetField,
    edited,
    parse_bibliography,
)
from litmatrix.errors import ChangedOutside, LitmatrixError, Misuse, NotSaved, Unreadable

TWO = """\
% kept by hand
@article{smith_2020,
  title  = {On {Peers}},
  author = {Smith, A. and M{\\"u}ller, B.},
  year   = {2020},
}

@misc{jones_2019, title = "Peers, again", year = 2019}
"""
NEW = "@misc{new_2021,\n  title = {New}\n}"


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "bibliography.bib"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


# --- reading ----------------------------------------------------------------------------------------------


def test_a_file_is_read_whole(tmp_path):
    found = bibliography.read_bibliography(write(tmp_path, TWO))
    assert (found.text, found.problems, found.bom, found.fatal) == (TWO, (), False, False)
    assert {key: entry.line for key, entry in found.entries.items()} == {"smith_2020": 2, "jones_2019": 8}


def test_an_empty_file_holds_nothing_and_is_sound(tmp_path):
    assert bibliography.read_bibliography(write(tmp_path, "")) == Bibliography("", {})


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(Unreadable, match=r"bibliography\.bib: there is no such file\."):
        bibliography.read_bibliography(tmp_path / "bibliography.bib")


@pytest.mark.parametrize(
    ("content", "check", "where"),
    [
        (TWO.encode("utf-16"), "encoding", "bibliography.bib:1"),
        (b"@misc{a,\n  title = {caf\xe9}\n}\n", "encoding", "bibliography.bib:2"),
        (b"\n<<<<<<< HEAD\n@misc{a}\n=======\n", "conflict-marker", "bibliography.bib:2"),
        (b"@misc{a,\n t = {\0}}\n", "zero-byte", "bibliography.bib:2"),
        (b"<!DOCTYPE html><title>Sign in</title>", "web-page", "bibliography.bib:1"),
    ],
)
def test_an_unfit_file_is_read_as_well_as_can_be_and_never_written(tmp_path, content, check, where):
    path = write(tmp_path, content)
    found = bibliography.read_bibliography(path)
    assert (found.fatal, found.problems[0].check, found.problems[0].where) == (True, check, where)
    with pytest.raises(NotSaved, match=f"not saved: {where}: "):
        bibliography.write_bibliography(path, [AppendEntry(NEW)])
    assert path.read_bytes() == content


def test_a_sync_clients_second_version_is_reported(tmp_path):
    path = write(tmp_path, TWO)
    (tmp_path / "bibliography (Anna's conflicted copy 2026-11-22).bib").write_text(TWO)
    (tmp_path / "bibliography-old.bib").write_text(TWO)
    found = bibliography.read_bibliography(path).problems
    assert [(problem.check, problem.where) for problem in found] == [
        ("conflicted-copy", "bibliography (Anna's conflicted copy 2026-11-22).bib:1")
    ]


# --- the records frame ------------------------------------------------------------------------------------


def test_records_are_plain_text_one_row_an_entry():
    frame = bibliography.records(parse_bibliography(TWO))
    assert frame.index.tolist() == ["smith_2020", "jones_2019"]
    assert frame.loc["smith_2020", ["type", "title", "author", "year", "doi", "line"]].tolist() == [
        "article",
        "On Peers",
        "Smith, A.; Müller, B.",
        "2020",
        "",
        2,
    ]
    assert frame.loc["jones_2019", "raw"] == '@misc{jones_2019, title = "Peers, again", year = 2019}'


def test_a_frame_of_no_records_has_the_same_columns_and_types():
    frame = bibliography.records(Bibliography("", {}))
    full = bibliography.records(parse_bibliography(TWO))
    pd.testing.assert_series_equal(frame.dtypes, full.dtypes)
    assert list(frame.columns) == ["type", *bibliography.FIELDS, "line", "raw"]


def test_biblatex_names_fill_the_usual_columns():
    text = "@report{a, date = {2019-05-01}, journaltitle = {J}, institution = {Mind}, issue = {3}}\n@misc{b, date = {2001}, year = {2002}, number = {1}, issue = {4}}"
    frame = bibliography.records(parse_bibliography(text))
    assert frame[["year", "journal", "publisher", "number"]].values.tolist() == [
        ["2019", "J", "Mind", "3"],
        ["2002", "", "", "1"],
    ]


def test_a_field_that_is_called_as_the_index_or_a_column_does_not_replace_it():
    text = "@misc{a, key = {K}, type = {Report}, line = {L}, raw = {R}, series = {S}}"
    frame = bibliography.records(parse_bibliography(text))
    assert frame.reset_index()[["key", "type", "line", "raw", "series"]].values.tolist() == [
        ["a", "misc", 1, text, "S"]
    ]


@given(DOCUMENTS)
def test_whatever_is_read_makes_a_frame_of_text(text):
    found = parse_bibliography(text)
    frame = bibliography.records(found)
    assert frame.index.tolist() == list(found.entries)
    assert not frame.isna().any(axis=None)


# --- writing ----------------------------------------------------------------------------------------------


@given(DOCUMENTS, st.booleans(), st.booleans())
def test_a_file_without_edits_keeps_its_bytes(tmp_path_factory, text, bom, windows):
    text = text.replace("\n", "\r\n") if windows else text
    content = b"\xef\xbb\xbf" * bom + text.encode()
    path = write(tmp_path_factory.mktemp("review"), content)
    bibliography.write_bibliography(path, [])
    assert path.read_bytes() == content


@given(
    DOCUMENTS,
    st.sampled_from(["title", "note"]),
    st.sampled_from(["x", "{y} z", "a, b = c", "@lab{x}\n@home{y}"]),
)
def test_one_field_set_changes_that_entry_and_nothing_else(text, field, value):
    before = parse_bibliography(text)
    snapshot = copy.deepcopy(before)
    for key, entry in before.entries.items():
        try:
            after = edited(before, [SetField(key, field, value)])
        except NotSaved:
            # An entry with a fault of its own is not touched.
            assert any(problem.severity == "error" for problem in parse_bibliography(entry.raw).problems)
            continue
        new = after.entries[key]
        assert after.text == text[: entry.start] + new.raw + text[entry.start + len(entry.raw) :]
        assert new.fields == {**entry.fields, field: value}
        again = parse_bibliography(after.text)
        assert again.entries == after.entries
        assert {name: one.fields for name, one in again.entries.items()} == {
            **{name: one.fields for name, one in before.entries.items()},
            key: new.fields,
        }
    assert before == snapshot


@given(DOCUMENTS, st.sampled_from(["\n", "\r\n"]), st.integers(0, 3), st.integers(1, 3))
def test_entries_that_are_appended_and_taken_out_leave_the_text_as_it_was(text, newline, more, count):
    text = (text.rstrip() + "\n" * more).replace("\n", newline)
    before = parse_bibliography(text)
    keys = ["new_2021", "new_2022", "new_2023"][:count]
    after = edited(before, [AppendEntry(NEW.replace("new_2021", key)) for key in keys])
    assert parse_bibliography(after.text).entries == after.entries
    assert list(after.entries) == [*before.entries, *keys]
    assert edited(after, [RemoveEntry(key) for key in keys]) == before
    one_by_one = after
    for key in keys:
        one_by_one = edited(one_by_one, [RemoveEntry(key)])
    assert one_by_one == before


@given(st.lists(st.sampled_from(sorted(STYLES)), min_size=1, max_size=5), st.data())
def test_many_edits_at_once_come_to_the_same_as_one_after_the_other(names, data):
    text = "\n".join(STYLES[name].replace("k", f"k{number}", 1) for number, name in enumerate(names)) + "\n"
    before = parse_bibliography(text)
    keys = st.sampled_from([*before.entries, "new_2021"])
    edits = [
        AppendEntry(NEW),
        *data.draw(
            st.lists(
                st.one_of(
                    st.builds(SetField, keys, st.just("note"), st.sampled_from(["a", "b"]), st.none()),
                    st.builds(RemoveField, keys, st.sampled_from(["title", "note"]), st.none()),
                ),
                max_size=5,
            )
        ),
        *data.draw(st.lists(st.builds(RemoveEntry, keys), max_size=3, unique=True)),
        AppendEntry(NEW.replace("new_2021", "last_2022")),
    ]
    at_once = edited(before, edits)
    one_by_one = before
    for edit in edits:
        one_by_one = edited(one_by_one, [edit])
    # Line ends aside: those of a new entry are the file's at that moment.
    raws = [
        [entry.raw.replace("\r\n", "\n") for entry in one.entries.values()] for one in (at_once, one_by_one)
    ]
    assert raws[0] == raws[1]
    assert list(at_once.entries) == list(one_by_one.entries)
    assert at_once.entries == parse_bibliography(at_once.text).entries
    assert one_by_one.entries == parse_bibliography(one_by_one.text).entries


def test_edits_are_spliced_into_the_file(tmp_path):
    path = write(tmp_path, b"\xef\xbb\xbf" + TWO.replace("\n", "\r\n").encode())
    found = bibliography.write_bibliography(
        path,
        [
            SetField("smith_2020", "origin", "pubmed"),
            SetField("jones_2019", "year", "2018", before="2019"),
            AppendEntry(NEW),
        ],
    )
    expected = (
        TWO.replace("{2020},\n", "{2020},\n  origin = {pubmed},\n").replace("year = 2019", "year = 2018")
        + "\n"
        + NEW
        + "\n"
    )
    assert path.read_bytes() == b"\xef\xbb\xbf" + expected.replace("\n", "\r\n").encode()
    assert found == bibliography.read_bibliography(path)


def test_what_was_changed_outside_is_kept(tmp_path):
    path = write(tmp_path, TWO)
    known = bibliography.read_bibliography(path)
    outside = TWO.replace("Peers, again", "Peers, once more")
    write(tmp_path, outside)
    bibliography.write_bibliography(path, [SetField("smith_2020", "year", "2021")], known)
    assert path.read_text() == outside.replace("{2020}", "{2021}")


def test_a_field_that_was_changed_outside_is_not_overwritten(tmp_path):
    path = write(tmp_path, TWO)
    edits = [SetField("jones_2019", "note", "n"), SetField("smith_2020", "year", "2022", before="2021")]
    with pytest.raises(ChangedOutside, match="the field year of smith_2020 was changed meanwhile to “2020”"):
        bibliography.write_bibliography(path, edits)
    assert path.read_text() == TWO


@pytest.mark.parametrize(
    ("edit", "error", "message"),
    [
        (
            SetField("smith_2002", "year", "2021"),
            Misuse,
            r"has no entry smith_2002\. Did you mean smith_2020\?",
        ),
        (RemoveEntry("nobody"), Misuse, r"has no entry nobody\.$"),
        (SetField("smith_2020", "a field", "x"), Misuse, "'a field' cannot be the name of a field"),
        (SetField("smith_2020", "note", "{x"), Misuse, "a brace too many or too few"),
        (SetField("smith_2020", "note", "a } b { c"), Misuse, "a brace too many or too few"),
        (SetField("smith_2020", "note", "\ud83d"), Misuse, r"half a character \(U\+D83D\)"),
        (SetField("smith_2020", "note", "a\n<<<<<<< b"), Misuse, "there is a merge conflict in the file"),
        (SetField("smith_2020", "note", "a\0b"), Misuse, "there is a zero byte in the text"),
        (SetField("smith_2020", "note", "x\n@misc{y, title = {z}}"), NotSaved, "would have an error"),
        (AppendEntry(NEW.replace("new_2021", "smith_2020")), Misuse, "already has an entry smith_2020"),
        (AppendEntry("@misc{a, t = {x}"), NotSaved, "the new entry would have an error"),
        (AppendEntry("@misc{a}\n@misc{b}"), NotSaved, "the new entry would not be one entry"),
        (AppendEntry("a comment\n@misc{b}"), NotSaved, "the new entry would not be one entry"),
        (AppendEntry(""), NotSaved, "the new entry would not be one entry"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_and_nothing_is_written(tmp_path, edit, error, message):
    path = write(tmp_path, TWO)
    with pytest.raises(error, match=message):
        bibliography.write_bibliography(path, [SetField("jones_2019", "note", "n"), edit])
    assert path.read_text() == TWO


def test_an_entry_with_a_missing_comma_is_not_edited(tmp_path):
    path = write(tmp_path, "@misc{a,\n  t = {x}\n  u = {y}\n}\n")
    with pytest.raises(
        NotSaved, match=r"bibliography.bib:1: not saved: with this change, a would have an error: .*comma"
    ):
        bibliography.write_bibliography(path, [SetField("a", "note", "n")])


def test_a_field_that_holds_already_what_it_shall_hold_is_no_conflict():
    before = parse_bibliography(TWO)
    assert edited(before, [SetField("jones_2019", "year", "2019", before="2018")]) == before


def test_a_field_that_is_not_there_is_taken_out_without_a_change():
    before = parse_bibliography(TWO)
    assert edited(before, [RemoveField("smith_2020", "doi")]) == before


def test_an_entry_between_others_is_taken_out_with_one_blank_line():
    found = edited(parse_bibliography("@misc{a}\n\n@misc{b}\n\n@misc{c}\n"), [RemoveEntry("b")])
    assert found.text == "@misc{a}\n\n@misc{c}\n"
    assert found == parse_bibliography(found.text)


def test_a_thousand_entries_are_appended_at_once():
    before = parse_bibliography("".join(f"@misc{{k{number}, title = {{x}}}}\n" for number in range(5000)))
    after = edited(before, [AppendEntry(NEW.replace("new", f"new{number}")) for number in range(1000)])
    assert after.entries == parse_bibliography(after.text).entries
    assert len(after.entries) == 6000


def test_an_error_meant_for_a_person_is_a_litmatrix_error():
    assert issubclass(ChangedOutside, NotSaved)
    assert issubclass(NotSaved, LitmatrixError)
