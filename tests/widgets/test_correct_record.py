"""The form that corrects a record, driven without a browser."""

from __future__ import annotations

import small_review

from litmatrix.widgets import correct_record


def text(folder):
    return (folder / "bibliography.bib").read_text(encoding="utf-8")


def test_a_record_is_found_by_words_corrected_and_taken_back(tmp_path):
    form = correct_record(small_review.make(tmp_path))
    assert len(form.records.options) == 5
    form.words.value = "clark 2012"
    assert form.records.options == (("Clark et al 2012 · Support · clark_2012", "clark_2012"),)
    form.records.value = "clark_2012"
    assert form.fields["title"].value == "Support"
    form.fields["title"].value = "Support & more"
    form.fields["study"].value = "trial_1"
    form.save.click()
    assert form.message.value == "Saved in bibliography.bib: title, study of clark_2012."
    assert text(tmp_path) == small_review.BIB.replace("{Support}", "{Support \\& more}").replace(
        "{A note},\n  origin = {db},\n", "{A note},\n  origin = {db},\n  study = {trial_1},\n"
    )
    form.undo.click()
    assert form.message.value == "Undone: title, study of clark_2012."
    assert text(tmp_path) == small_review.BIB
    assert form.undo.disabled


def test_a_review_without_records_says_where_they_come_from(tmp_path):
    form = correct_record(small_review.make(tmp_path, bib="", matrix="key\n"))
    assert form.message.value == "No record yet: import search results, or add a source, above."
    assert (form.records.layout.display, form.parts.layout.display) == ("none", "none")


def test_what_is_wrong_is_told_and_what_was_typed_stays(tmp_path):
    form = correct_record(small_review.make(tmp_path))
    form.records.value = "gray_2001"
    form.fields["year"].value = "soon"
    form.save.click()
    assert form.message.value.startswith("Not done: the year is soon")
    assert form.fields["year"].value == "soon"
    assert text(tmp_path) == small_review.BIB


def test_a_review_without_records_has_nothing_to_correct(tmp_path):
    form = correct_record(small_review.empty(tmp_path))
    assert (form.records.options, form.save.disabled) == ((), True)
