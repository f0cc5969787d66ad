"""Records for ASReview and Rayyan, and their labels as decisions."""

from __future__ import annotations

import csv
import io

import pytest
import rispy
from hypothesis import given
from hypothesis import strategies as st
from making import criterion, decided, duplicate, entry, review, sound, write_review

import litmatrix
from litmatrix import screening
from litmatrix.errors import Misuse, Unreadable
from litmatrix.screening import deciding
from litmatrix.writing import interchange
from litmatrix.writing.interchange import NOBODY, match_labels, rayyan, read_labels, records_text, take_labels
from litmatrix.writing.interchange.labels import Row

HOSTILE = '=HYPERLINK("http://evil","x")'


def values(**changes):
    """A review with five records, but only `a` to `d` are decided on by ann, and a and b by bob."""
    made = {
        "reviewers": ["ann", "bob", "cy"],
        "criteria": [criterion("year", exclude="too old"), criterion("topic", exclude="wrong population")],
        "entries": [
            entry(
                "a",
                title="Peers",
                author="Adams, Ann and Brown, B.",
                year="2010",
                doi="10.1/A",
                abstract="One.\n\nTwo, three.",
            ),
            entry(
                "b",
                title=HOSTILE,
                year="2011",
                doi="https://doi.org/10.1/b",
                note='RAYYAN-INCLUSION: {"eve"=>"Included"}',
            ),
            entry("c", title="Cee", doi="10.1/c"),
            entry("d", title="Dee", ids="old_d"),
            entry("e", title="E"),
            entry("cited", origin="", title="Cited only", doi="10.1/cited"),
        ],
        "events": [
            decided("ann", "a", "screening", "include", note='fits "well" | mostly'),
            decided("ann", "b", "screening", "exclude", "year"),
            decided("ann", "c", "screening", "maybe"),
            decided("ann", "d", "screening", "exclude"),
            decided("bob", "a", "screening", "include"),
            decided("bob", "b", "screening", "include"),
        ],
    }
    return {**made, **changes}


def rows(text):
    return list(csv.DictReader(io.StringIO(text)))


def written(folder, text, name="export.csv"):
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder / name


def standing(made):
    now = screening.standing(made)
    return {
        (reviewer, key): (decision, reason)
        for reviewer, key, decision, reason in zip(
            now["reviewer"], now["key"], now["decision"], now["reason"], strict=True
        )
    }


# --- going out ---


def test_asreview_gets_what_records_came_to_as_1_0_or_nothing():
    text, number = records_text(review(**values()), "asreview")
    assert text.splitlines()[0] == "key,title,abstract,authors,year,journal,doi,keywords,url,included"
    assert [(row["key"], row["included"]) for row in rows(text)] == [
        ("a", "1"),
        ("b", ""),
        ("c", "1"),
        ("d", "0"),
        ("e", ""),
    ]
    assert number == 5


def test_with_a_reviewer_only_that_persons_decisions_go_out():
    made = review(**values())
    assert [row["included"] for row in rows(records_text(made, "asreview", reviewer="bob")[0])] == [
        "1",
        "1",
        "",
        "",
        "",
    ]
    text, _ = records_text(made, "rayyan", reviewer="bob")
    assert "ann" not in text
    with pytest.raises(Misuse, match=r"^cy has made no decisions; these people have: ann, bob\.$"):
        records_text(made, "asreview", reviewer="cy")


def test_rayyan_gets_everyones_decisions_reasons_and_notes_as_it_writes_them():
    found = {row["key"]: row["notes"] for row in rows(records_text(review(**values()), "rayyan")[0])}
    assert found["a"] == (
        'litmatrix-key: a | RAYYAN-INCLUSION: {"ann"=>"Included", "bob"=>"Included"} | USER-NOTES: {"ann"=>["fits \\"well\\" ¦ mostly"]}'
    )
    assert (
        found["b"]
        == 'litmatrix-key: b | RAYYAN-INCLUSION: {"ann"=>"Excluded", "bob"=>"Included"} | RAYYAN-EXCLUSION-REASONS: year'
    )
    assert (found["c"], found["e"]) == (
        'litmatrix-key: c | RAYYAN-INCLUSION: {"ann"=>"Maybe"}',
        "litmatrix-key: e",
    )


def test_a_csv_has_one_plain_line_a_record_which_rayyans_reader_asks_for():
    text, _ = records_text(review(**values()), "rayyan")
    assert (
        text.splitlines()[0]
        == "key,title,authors,journal,issn,volume,issue,pages,year,publisher,url,abstract,notes,doi,keywords"
    )
    assert len(text.splitlines()) == 6
    assert rows(text)[0]["abstract"] == "One. Two, three."
    assert rows(text)[0]["authors"] == "Adams, Ann; Brown, B."


def test_no_cell_is_run_as_a_formula():
    for program in interchange.PROGRAMS:
        cells = [
            cell
            for row in csv.reader(io.StringIO(records_text(review(**values()), program)[0]))
            for cell in row
        ]
        assert f"'{HOSTILE}" in cells
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_ris_has_the_labels_in_notes_and_nothing_that_was_a_label_in_a_records_own_note():
    records = rispy.loads(records_text(review(**values()), "asreview", "ris")[0])
    assert [(record["id"], record["notes"]) for record in records] == [
        ("a", ["ASReview_relevant", "litmatrix-key: a"]), ("b", ["ASReview_not_seen", "litmatrix-key: b"]),
        ("c", ["ASReview_relevant", "litmatrix-key: c"]), ("d", ["ASReview_irrelevant", "litmatrix-key: d"]),
        ("e", ["ASReview_not_seen", "litmatrix-key: e"]),
    ]  # fmt: skip
    text, _ = records_text(review(**values()), "rayyan", "ris")
    assert (
        'N1  - litmatrix-key: b | RAYYAN-INCLUSION: {"ann"=>"Excluded", "bob"=>"Included"} | RAYYAN-EXCLUSION-REASONS: year\r\n'
        in text
    )
    assert "eve" not in text


def test_duplicates_and_works_that_are_cited_only_do_not_go_out():
    made = review(**values(events=[duplicate("e", "a")]))
    assert [row["key"] for row in rows(records_text(made, "asreview")[0])] == ["a", "b", "c", "d"]


def test_at_eligibility_the_records_are_those_that_went_on():
    events = [*values()["events"][:1], decided("ann", "a", "eligibility", "awaiting")]
    text, _ = records_text(review(**values(events=events)), "rayyan", stage="eligibility")
    assert [(row["key"], row["notes"]) for row in rows(text)] == [
        ("a", 'litmatrix-key: a | RAYYAN-INCLUSION: {"ann"=>"Maybe"}')
    ]


def test_what_does_not_exist_is_misuse(tmp_path):
    made = review(**values())
    for act, said in [
        (
            lambda: interchange.export_records(made, tmp_path / "x.xlsx", "rayyan"),
            r"x\.xlsx: its name must end in \.csv or \.ris",
        ),
        (
            lambda: records_text(made, "covidence"),
            "covidence; known programs: asreview, rayyan",
        ),
        (
            lambda: records_text(made, "rayyan", stage="retrieval"),
            "decisions cannot be imported at retrieval",
        ),
        (lambda: match_labels(made, (), "eve"), "eve is not among the reviewers"),
    ]:
        with pytest.raises(Misuse, match=said):
            act()


# --- there and back ---


@pytest.mark.parametrize("form", interchange.FORMS)
@pytest.mark.parametrize("program", interchange.PROGRAMS)
def test_what_went_out_comes_back_as_what_is_known(tmp_path, program, form):
    made = review(**values())
    interchange.export_records(made, tmp_path / f"out.{form}", program, reviewer="ann")
    found = match_labels(made, read_labels(tmp_path / f"out.{form}"), "ann")
    assert (found.new, found.differing, found.unmatched) == ((), (), ())
    assert (found.known, found.unlabelled) == (("a", "b", "c", "d"), 1)


@pytest.mark.parametrize("form", interchange.FORMS)
def test_a_colleague_gets_the_same_decisions_reasons_and_notes_through_rayyan(tmp_path, form):
    made = review(**values())
    interchange.export_records(made, tmp_path / f"out.{form}", "rayyan", reviewer="ann")
    found = match_labels(made, read_labels(tmp_path / f"out.{form}"), "cy")
    assert [(event.key, event.decision, event.reason, event.note) for event in found.new] == [
        ("a", "include", "", 'fits "well" ¦ mostly'), ("b", "exclude", "year", ""), ("c", "maybe", "", ""), ("d", "exclude", "", ""),
    ]  # fmt: skip


# --- coming back ---


def test_labels_are_one_act_recorded_once_and_undone_as_one(tmp_path):
    folder = write_review(tmp_path / "review", **values())
    path = written(
        tmp_path, "key,title,asreview_label,asreview_note\na,x,1,\nc,x,0,off topic\nd,x,,\ne,x,-1,\n"
    )
    first = take_labels(litmatrix.open(folder), path, "cy")
    assert [(event.key, event.decision, event.note) for event in first.recorded] == [
        ("a", "include", ""),
        ("c", "exclude", "off topic"),
    ]
    assert len({event.batch for event in first.recorded}) == 1
    assert first.unlabelled == 2
    again = take_labels(litmatrix.open(folder), path, "cy")
    assert (again.recorded, again.known) == ((), ("a", "c"))
    assert len(deciding.undo(litmatrix.open(folder), "cy")) == 2
    assert not [who for who, _ in standing(litmatrix.open(folder)) if who == "cy"]


def test_a_dry_run_records_nothing(tmp_path):
    folder = write_review(tmp_path / "review", **values())
    path = written(tmp_path, "key,title,included\na,x,1\n")
    found = take_labels(litmatrix.open(folder), path, "cy", dry_run=True)
    assert (len(found.new), found.recorded) == (1, ())
    assert "cy@" not in " ".join(one.name for one in (folder / "decisions").iterdir())


def test_a_label_does_not_overrule_what_was_decided_here_unless_it_is_told_to(tmp_path):
    folder = write_review(tmp_path / "review", **values())
    path = written(tmp_path, "key,title,included\nb,x,1\n")
    left = take_labels(litmatrix.open(folder), path, "ann")
    assert (left.recorded, [(one.what, one.why) for one in left.differing]) == (
        (), [("b", "ann decided exclude (year); the file says include")],
    )  # fmt: skip
    taken = take_labels(litmatrix.open(folder), path, "ann", replace=True)
    assert len(taken.recorded) == 1
    assert standing(litmatrix.open(folder))["ann", "b"] == ("include", "")


def test_maybe_is_what_asreview_calls_relevant(tmp_path):
    found = match_labels(
        review(**values()), read_labels(written(tmp_path, "key,title,included\nc,x,1\n")), "ann"
    )
    assert (found.known, found.new) == (("c",), ())


def test_records_are_matched_by_key_then_former_key_then_doi_and_the_rest_is_reported(tmp_path):
    text = (
        "key,title,doi,included\n"
        "rayyan-1,by doi,doi:10.1/a,1\n"  # the case and the resolver do not matter
        "old_d,by former key,,0\n"
        "rayyan-2,Nowhere,10.1/zz,1\n"
        ",Nameless,,1\n"
        "b,two works,10.1/c,1\n"
        "cited,Cited only,,1\n"
        "e,odd,,2\n"
        "rayyan-3,no label,,\n"
    )
    found = match_labels(review(**values()), read_labels(written(tmp_path, text)), "cy")
    assert [(event.key, event.decision) for event in found.new] == [("a", "include"), ("d", "exclude")]
    assert [tuple(one) for one in found.unmatched] == [
        ("export.csv:4", "Nowhere", "no record has this key or this DOI or this title"),
        ("export.csv:5", "Nameless", "no record has this title"),
        ("export.csv:6", "two works", "its key is that of b, which has another DOI (10.1/b)"),
        ("export.csv:8", "odd", "“2” is not a label of ASReview (1, 0 or empty)"),
        (
            "export.csv:7",
            "Cited only",
            "cited is cited only: no search found it (its entry has no `origin`), so it is not screened",
        ),
    ]
    assert found.unlabelled == 1


def test_a_doi_of_several_records_matches_none_but_the_one_kept_of_duplicates_does(tmp_path):
    entries = [entry("a", doi="10.1/x"), entry("b", doi="10.1/X")]
    labels = read_labels(written(tmp_path, "title,doi,included\nx,10.1/x,1\n"))
    assert (
        match_labels(review(entries), labels, "cy").unmatched[0].why == "several records have this DOI: a, b"
    )
    assert [
        event.key for event in match_labels(review(entries, [duplicate("b", "a")]), labels, "cy").new
    ] == ["a"]


def test_a_record_labelled_in_two_ways_is_reported_and_twice_alike_taken_once(tmp_path):
    labels = read_labels(written(tmp_path, "key,title,included\na,x,1\na,y,0\nc,x,1\nc,x,1\n"))
    found = match_labels(review(**values()), labels, "cy")
    assert [event.key for event in found.new] == ["c"]
    assert [one.why for one in found.unmatched] == ["the file has two different decisions on a"] * 2


RAYYAN = """\
key,title,doi,notes
rayyan-1,Peers,10.1/A,"Section: 12 p. | litmatrix-key: a | RAYYAN-INCLUSION: {""Ann S"">""x""} | RAYYAN-INCLUSION: {""Ann S""=>""Excluded"", ""Bob""=>""Included""} | RAYYAN-EXCLUSION-REASONS: Wrong Population,foreign language | RAYYAN-LABELS: RCT | USER-NOTES: {""Ann S""=>[""see p. 3"", ""ask""], ""Bob""=>[""no""]}"
rayyan-2,Bee,10.1/b,"RAYYAN-INCLUSION: {""Bob""=>""Maybe""}"
rayyan-3,Cee,10.1/c,"RAYYAN-INCLUSION: {""Ann S""=>""Excluded"", ""Bob""=>""Excluded""} | RAYYAN-EXCLUSION-REASONS: too old,topic"
"""


def test_a_rayyan_export_gives_each_person_their_own_decisions_with_reasons_and_notes(tmp_path):
    labels = read_labels(written(tmp_path, RAYYAN))
    made = review(**values(events=[]))
    ann = match_labels(made, labels, "ann", named="Ann S")
    assert [(event.key, event.decision, event.reason, event.note) for event in ann.new] == [
        ("a", "exclude", "topic", "see p. 3; ask; reasons given: foreign language"),
        (
            "c",
            "exclude",
            "",
            "reasons given: too old, topic",
        ),  # of several people: whose they are is not said
    ]
    assert ann.unlabelled == 1
    assert [(event.key, event.decision) for event in match_labels(made, labels, "bob").new] == [
        ("a", "include"),
        ("b", "maybe"),
        ("c", "exclude"),
    ]
    with pytest.raises(
        Misuse,
        match=r"^whose decisions\? The file has those of Ann S, Bob, but none of ann\. Choose with --named\.$",
    ):
        match_labels(made, labels, "ann")


def test_at_full_text_an_exclusion_without_a_reason_of_ours_is_reported(tmp_path):
    labels = read_labels(written(tmp_path, RAYYAN))
    found = match_labels(review(**values(events=[])), labels, "cy", "eligibility", named="Ann S")
    assert [(event.key, event.reason) for event in found.new] == [("a", "topic")]
    assert "an exclusion at full text needs its reason" in found.unmatched[0].why
    assert [
        event.decision
        for event in match_labels(review(**values(events=[])), labels, "bob", "eligibility").new
    ] == ["include", "awaiting"]


def test_a_ris_export_with_two_labels_is_reported(tmp_path):
    text = "TY  - JOUR\nID  - a\nTI  - x\nN1  - ASReview_relevant\nN1  - ASReview_irrelevant\nER  - \n\nTY  - JOUR\nTI  - y\nDO  - 10.1/c\nN1  - ASReview_irrelevant\nXX  - odd\nER  - \n"
    labels = read_labels(written(tmp_path, text, "out.ris"))
    found = match_labels(review(**values()), labels, "cy")
    assert [event.key for event in found.new] == ["c"]
    assert found.unmatched[0].why == "it has two labels: ASReview_irrelevant, ASReview_relevant"


@pytest.mark.parametrize(
    "text",
    [
        "key;title;included\na;x;1\n",
        "key\ttitle\tincluded\na\tx\t1\n",
        "\ufeffkey,title,included\r\na,x,1.0\r\n",
        "id,primary_title,label_included\na,x,1\n",
    ],
)
def test_other_delimiters_line_ends_and_columns_are_read(tmp_path, text):
    (label,) = read_labels(written(tmp_path, text))
    assert (label.key, label.votes) == ("a", {NOBODY: "include"})


def test_a_torn_row_is_reported_with_its_line(tmp_path):
    labels = read_labels(written(tmp_path, 'key,title,included\na,"x\ny",1\nb,x\n'))
    found = match_labels(review(**values()), labels, "cy")
    assert [tuple(one) for one in found.unmatched] == [
        ("export.csv:4", "x", "the row has 2 cells, the header 3")
    ]
    assert [event.key for event in found.new] == ["a"]


@pytest.mark.parametrize(
    ("name", "text", "error", "said"),
    [
        ("articles.zip", "PK", Unreadable, "unpack it, and give the file articles.csv in it"),
        ("export.xlsx", "PK", Unreadable, "export it as CSV"),
        ("export.csv", "<!DOCTYPE html><html>", Unreadable, "the file is a web page"),
        ("export.csv", "a,b\n1,2\n", Unreadable, "its first line has no column “title”"),
        ("export.csv", "", Unreadable, "its first line has no column “title”"),
        ("export.csv", "key,title\na,x\n", Misuse, "none of its 1 records has a decision"),
    ],
)
def test_what_is_no_export_is_said_so(tmp_path, name, text, error, said):
    with pytest.raises(error, match=said):
        read_labels(written(tmp_path, text, name))


def test_a_missing_file_is_unreadable(tmp_path):
    with pytest.raises(Unreadable):
        read_labels(tmp_path / "gone.csv")


@given(
    st.text(alphabet=st.characters(blacklist_categories=["Cs", "Cc"])),
    st.sampled_from(["include", "exclude", "maybe"]),
)
def test_any_note_comes_back_from_rayyans_notes_but_for_its_bars(note, decision):
    made = review([entry("a", title="x")], [decided("ann", "a", "screening", decision, note=note)])
    text, _ = records_text(made, "rayyan")
    label = rayyan.label(Row("x", rows(text)[0]))
    assert label.votes == {"ann": decision}
    assert label.notes.get("ann", "") == " ".join(note.replace("|", "¦").split())


def test_the_sound_review_goes_out_whole():
    for program in interchange.PROGRAMS:
        for form in interchange.FORMS:
            assert records_text(review(**sound()), program, form)[1] == 4


def test_a_note_cannot_pass_itself_off_as_a_decision():
    note = 'RAYYAN-INCLUSION: {"ann"=>"Excluded"} | USER-NOTES: {} litmatrix-key: b'
    text, _ = records_text(
        review([entry("a"), entry("b")], [decided("ann", "a", "screening", "include", note=note)]), "rayyan"
    )
    label = rayyan.label(Row("x", rows(text)[0]))
    assert (label.key, label.votes) == ("a", {"ann": "include"})


# --- matched by title ---


TITLED = [
    entry("a", title="Peer support: r\u00e9sum\u00e9 of {C++}", year="2010", doi="10.1/a"),
    entry("b", title="Peers", year="2011"),
    entry("c", title="Editorial", year="2011"),
    entry("d", title="Editorial.", year="2012"),
    entry("e", title="Wards", subtitle="a view", year="2013"),
    entry("f", title="Settled", year="2013"),
    entry("g", title="Settled", year="2013", abstract="Fuller."),
    entry("h", title="Reply", year="2013"),
]


@pytest.mark.parametrize(
    ("title", "year", "doi", "key", "why"),
    [
        ("PEER SUPPORT - Re\u0301sume\u0301 of C++", "", "", "a", ""),
        ("Peer  support\u00a0: “r\u00e9sum\u00e9” of C++.", "2010", "", "a", ""),
        ("Peer support: r\u00e9sum\u00e9 of C", "", "", "", "no record has this title"),
        ("Peer support: resume of C++", "", "", "", "no record has this title"),
        ("Peers", "2011", "10.1/new", "b", ""),  # the record has no DOI
        ("Peers", "2012", "", "", "its title is that of b, which has another year (2011, not 2012)"),
        (
            "Peer support: r\u00e9sum\u00e9 of C++",
            "",
            "10.1/b",
            "",
            "its title is that of a, which has another DOI (10.1/a)",
        ),
        ("Editorial", "2011", "", "", "several records have this title: c, d"),
        ("Wards: A View", "", "", "e", ""),
        ("wards", "", "", "", "no record has this title"),
        ("Settled", "", "", "g", ""),  # f is its duplicate
        ("…", "", "", "", "it has no key of this review, no DOI and no title"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "ris"])
def test_a_label_without_key_and_doi_is_matched_by_a_title_that_one_record_has(
    tmp_path, form, title, year, doi, key, why
):
    if form == "csv":
        stream = io.StringIO()
        csv.writer(stream).writerows(
            [("record_id", "title", "year", "doi", "asreview_label"), ("0", title, year, doi, "1")]
        )
        text = stream.getvalue()
    else:
        text = f"TY  - JOUR\nTI  - {title}\nPY  - {year}\nDO  - {doi}\nN1  - ASReview_relevant\nER  - \n"
    made = review(entries=TITLED, events=[duplicate("f", "g")], reviewers=["ann"])
    found = match_labels(made, read_labels(written(tmp_path, text, f"export.{form}")), "ann")
    assert [event.key for event in found.new] == ([key] if key else [])
    assert [one.why for one in found.unmatched] == ([why] if why else [])


def test_a_title_that_two_records_of_the_file_have_is_not_matched(tmp_path):
    text = "title,year,asreview_label\nReply,,1\nreply,2013,0\n"
    found = match_labels(
        review(entries=TITLED, reviewers=["ann"]), read_labels(written(tmp_path, text)), "ann"
    )
    why = "several records of the file have this title, which is that of h"
    assert (found.new, [one.why for one in found.unmatched]) == ((), [why, why])
