"""The flow, what was removed before screening, and slips in review.toml."""

from __future__ import annotations

import json
import re
import shutil

import pytest

TEMPLATE_NOTES = [
    "* Consider, if feasible to do so, reporting the number of records identified from each database or register "
    "searched (rather than the total number across all databases/registers).",
    "** If automation tools were used, indicate how many records were excluded by a human and how many were "
    "excluded by automation tools.",
]


@pytest.fixture
def inside(case):
    """Make a fresh review with the files of a case copied over its own."""
    return lambda name: case(name, inside=True)


def flow_of(here) -> dict:
    return {box["id"]: box for box in json.loads(here.run("flow --json").out)["boxes"]}


def removed(boxes: dict) -> dict[str, str]:
    """Why records were removed from the databases before screening, where any were."""
    return {label: text for label, text in boxes["database_removed"]["parts"] if text != "n = 0"}


def number(here, box: str) -> int | None:
    return flow_of(here)[box]["n"]


def found(here) -> list[tuple[str, str, str]]:
    """The problems of `check` (name, key, severity), without those of rows that nobody made."""
    problems = json.loads(here.run("check --json").out)["problems"]
    return [(one["check"], one["key"], one["severity"]) for one in problems if one["check"] != "missing-row"]


def add_to_search(here, lines: str) -> None:
    path = here.folder / "review.toml"
    path.write_text(here.text("review.toml").rstrip("\n") + f"\n{lines}\n", encoding="utf-8")


# --- 66: hits above records ---


def test_a_search_with_more_hits_than_records_is_named(inside):
    here = inside("66-hits-above-records")
    assert found(here) == [("hits-above-records", "pubmed", "warning")]
    assert "pubmed: it has 6 hits, but only 4 records name it as their origin" in here.run("check").out
    assert "hits-above-records" in here.run("flow --json").out


def test_what_was_removed_before_is_identified_and_removed(inside):
    here = inside("66-hits-above-records")
    add_to_search(here, 'removed = 2\nremoved_why = "duplicates, by EndNote"')
    assert found(here) == []
    text = here.done("flow")
    assert "Records identified from databases and registers (n = 6)" in text
    boxes = flow_of(here)
    assert (
        boxes["database_identified"]["n"],
        boxes["database_removed"]["n"],
        boxes["database_screened"]["n"],
    ) == (6, 2, 4)
    assert removed(boxes) == {"Duplicate records removed": "n = 2"}
    assert boxes["database_removed"]["under"] == {
        "Duplicate records removed": [["PubMed: duplicates, by EndNote", "n = 2"]]
    }
    assert "2: duplicates, by EndNote" in (here.done("export searches s.csv"), here.text("s.csv"))[1]
    assert json.loads(here.run("status --json").out)["counts"]["searches.pubmed.removed"] == 2


@pytest.mark.parametrize(
    ("why", "line"),
    [
        ("duplicates", "Duplicate records removed"),
        ("Dedupliziert in Zotero", "Duplicate records removed"),
        ("doublons", "Duplicate records removed"),
        ("duplicados", "Duplicate records removed"),
        ("marked by an automation tool", "Records marked as ineligible by automation tools"),
        ("RCT classifier", "Records marked as ineligible by automation tools"),
        ("not double-blind", "Records removed for other reasons"),
        ("retracted", "Records removed for other reasons"),
    ],
)
def test_the_reason_says_where_prisma_counts_it(inside, why, line):
    here = inside("66-hits-above-records")
    add_to_search(here, f'removed = 2\nremoved_why = "{why}"')
    parts = removed(flow_of(here))
    assert parts == {line: "n = 2"}


@pytest.mark.parametrize(
    ("lines", "problems"),
    [
        ("removed = 1\nremoved_why = 'd'", [("hits-above-records", "pubmed", "warning")]),
        ("removed = 3\nremoved_why = 'd'", [("search-hits", "pubmed", "error")]),
        ("removed = 2", [("protocol", "", "error")]),
        ("examined = 4", [("hits-above-records", "pubmed", "warning")]),
        ("note = '''x'''\n[[searches]]\nid = 'em'\nkind = 'register'\nhits = 3\nremoved = 2\nremoved_why = 'd'",
         [("hits-above-records", "em", "warning"), ("hits-above-records", "pubmed", "warning")]),
    ],
)  # fmt: skip
def test_what_is_not_accounted_for_is_told(inside, lines, problems):
    here = inside("66-hits-above-records")
    add_to_search(here, lines)
    assert found(here) == problems


@pytest.mark.parametrize("kind", ["database", "register", "website", "citation", "contact", "previous"])
def test_a_search_with_hits_and_no_record_is_named(case, kind):
    here = case()
    add_to_search(here, f'[[searches]]\nid = "s"\nkind = "{kind}"\nhits = 12')
    assert found(here) == [("hits-above-records", "s", "warning")]


@pytest.mark.parametrize(
    "lines", ["", "hits = 4", "hits = 6\nremoved = 2\nremoved_why = 'd'", "removed = 2\nremoved_why = 'd'"]
)
def test_hits_that_were_not_recorded_or_add_up_are_no_problem(inside, lines):
    here = inside("66-hits-above-records")
    path = here.folder / "review.toml"
    path.write_text(here.text("review.toml").replace("hits = 6", lines), encoding="utf-8")
    assert found(here) == []


def test_an_import_asks_what_became_of_the_hits_that_are_no_records(case):
    here = case()
    (here.folder / "a.ris").write_text(
        "".join(f"TY  - JOUR\nAU  - Doe, A\nTI  - Work number {n} on peers\nPY  - 201{n}\nER  - \n" for n in range(4)),
        encoding="utf-8",
    )  # fmt: skip
    asked = here.run("import a.ris --search pm --source PubMed --hits 6 --dry-run").out
    assert 'it is not recorded what became of 2 of the 6 hits of pm: ' in asked  # fmt: skip
    assert '--removed 2 --removed-why "…"' in asked
    for wrong in ("--removed 2", "--removed 7 --removed-why d", "--removed-why d", "--removed x --removed-why d"):  # fmt: skip
        done = here.run(f"import a.ris --search pm --source PubMed --hits 6 {wrong} --yes")
        assert (done.status, "removed" in done.err) == (2, True)
    here.done("import a.ris --search pm --source PubMed --hits 6 --removed 2 --removed-why duplicates --yes")
    assert "hits = 6\nremoved = 2\nremoved_why = \"duplicates\"\n" in here.text("review.toml")  # fmt: skip
    assert (number(here, "database_identified"), number(here, "database_removed"), found(here)) == (6, 2, [])
    here.done("import --undo --yes")
    assert "searches" not in flow_of(here) and "removed = 2\nremoved_why = \"duplicates\"" not in here.text("review.toml")  # fmt: skip


def test_a_record_of_two_searches_counts_for_each(inside):
    here = inside("66-hits-above-records")
    bib = here.folder / "bibliography.bib"
    bib.write_text(here.text("bibliography.bib").replace("origin = {pubmed}", "origin = {pubmed, em}", 3), encoding="utf-8")  # fmt: skip
    add_to_search(here, 'removed = 2\nremoved_why = "d"\n[[searches]]\nid = "em"\nkind = "register"\nhits = 5\nupdates = "pubmed"\n'
                        'removed = 2\nremoved_why = "duplicates"')  # fmt: skip
    boxes = flow_of(here)
    assert (found(here), boxes["database_identified"]["n"], boxes["database_removed"]["n"], boxes["database_screened"]["n"]) == ([], 11, 7, 4)  # fmt: skip
    assert boxes["database_identified"]["parts"] == [["Databases", "n = 6"], ["Registers", "n = 5"]]
    assert removed(boxes) == {
        "Duplicate records removed": "n = 5",
        "Records removed for other reasons": "n = 2",
    }


# --- removed before screening, by a person ---


def test_a_record_is_removed_before_screening_for_a_reason_in_words(inside):
    here = inside("66-hits-above-records")
    add_to_search(here, 'removed = 2\nremoved_why = "duplicates"')
    told = here.done('decide k1 removed --stage identification --reason "retracted" --reviewer anna')
    assert told.startswith("k1: removed (retracted), by anna. Saved ")
    here.done('decide k2 removed --stage identification --reason "Retracted " --reviewer anna')
    boxes = flow_of(here)
    assert removed(boxes) == {
        "Duplicate records removed": "n = 2",
        "Records removed for other reasons": "n = 2",
    }
    assert boxes["database_removed"]["under"]["Records removed for other reasons"] == [["retracted", "n = 2"]]
    assert (boxes["database_screened"]["keys"], boxes["database_removed"]["keys"]) == (["k0", "k3"], ["k1", "k2"])  # fmt: skip
    assert found(here) == []
    table = (here.done("export excluded e.csv"), here.text("e.csv"))[1]
    assert re.findall('"before screening","(.+?)"', table) == ["retracted", "Retracted"]
    from litmatrix.screening import queues

    assert queues.find_queue(here.review, "pending", "ben") == ("k0", "k3")
    assert queues.find_queue(here.review, "all", "ben") == ("k0", "k3")
    assert here.done("undo --reviewer anna") == "Undone: k2: removed (Retracted), by anna.\n"
    assert flow_of(here)["database_screened"]["keys"] == ["k0", "k2", "k3"]


@pytest.mark.parametrize(
    "line",
    [
        "decide k1 removed --stage identification --reviewer anna",
        'decide k1 removed --stage identification --reason " " --reviewer anna',
        "decide k1 removed --stage identification --reason x --other k2 --reviewer anna",
        "decide k1 removed --stage screening --reason x --reviewer anna",
        "decide nobody removed --stage identification --reason x --reviewer anna",
    ],
)
def test_a_removal_that_cannot_be_is_refused(inside, line):
    here = inside("66-hits-above-records")
    done = here.run(line)
    assert (done.status, done.out, list((here.folder / "decisions").glob("*.jsonl"))) == (2, "", [])


@pytest.mark.parametrize("first", [True, False])
def test_a_record_that_is_removed_and_included_is_a_problem(inside, first):
    here = inside("66-hits-above-records")
    add_to_search(here, 'removed = 2\nremoved_why = "duplicates"')
    acts = ["decide k1 include --reviewer ben", 'decide k1 removed --stage identification --reason "retracted" --reviewer anna']  # fmt: skip
    for act in acts if first else acts[::-1]:
        here.done(act)
    assert found(here) == [("decided-after-removal", "k1", "error")]
    assert number(here, "database_screened") == 3


def test_a_duplicate_that_is_removed_too_is_counted_once(inside):
    here = inside("66-hits-above-records")
    add_to_search(here, 'removed = 2\nremoved_why = "other"')
    here.done("decide k1 duplicate --stage identification --other k0 --reviewer anna")
    here.done('decide k1 removed --stage identification --reason "test import" --reviewer anna')
    here.done('decide k0 removed --stage identification --reason "test import" --reviewer anna')
    boxes = flow_of(here)
    assert (boxes["database_removed"]["n"], boxes["database_screened"]["n"], found(here)) == (4, 2, [])
    assert list(removed(boxes).values()) == ["n = 1", "n = 3"]


# --- 67: the words of a new review, and of an update ---


def test_a_new_review_has_the_words_of_a_new_review(inside):
    here = inside("67-wording-of-a-new-review")
    text = here.done("flow")
    for words in (
        "Identification of studies via databases and registers\n",
        "  Studies included in review (n = 0)\n      Reports of included studies: n = 0\n",
        "      Databases: n = 1\n          Database: n = 1 (hits not stated)\n      Registers: n = 0\n",
        *TEMPLATE_NOTES,
    ):
        assert words in text
    assert " new " not in text.lower()
    told = json.loads(here.done("flow --json"))
    assert (told["notes"], " new " in json.dumps(told).lower()) == (TEMPLATE_NOTES, False)
    assert told["heads"]["other"] == "Identification of studies via other methods"
    from litmatrix import charts

    drawn = charts.flow(here.review)
    assert " new " not in drawn.description
    assert all(note in drawn.description for note in TEMPLATE_NOTES)


def test_an_update_has_the_words_of_an_update(inside):
    here = inside("67-wording-of-a-new-review")
    add_to_search(here, '[[searches]]\nid = "old"\nkind = "previous"')
    bib = here.folder / "bibliography.bib"
    bib.write_text(here.text("bibliography.bib") + "@article{k2, title={B}, year={2001}, origin={old}}\n", encoding="utf-8")  # fmt: skip
    text = here.done("flow")
    for words in (
        "Previous studies\n  Studies included in previous version of review (n = 1)\n"
        "      Reports of studies included in previous version of review: n = 1\n",
        "Identification of new studies via databases and registers\n",
        "  New studies included in review (n = 0)\n      Reports of new included studies: n = 0\n",
        "  Total studies included in review (n = 1)\n      Reports of total included studies: n = 1\n",
    ):
        assert words in text


# --- 38: one report of two studies ---


@pytest.mark.parametrize(
    ("study", "studies"),
    [("S1, S2", 2), ("S1; S2", 2), ("{S1}, {S2}", 2), ("S1,S2,", 2), ("S1", 1), ("{S1}", 1), ("S1, S1", 1), ("S1,\n  S2; S3", 3)],
)  # fmt: skip
def test_a_report_can_be_of_several_studies(case, study, studies):
    here = case("38-one-report-of-two-studies")
    for name in ("review.toml", "bibliography.bib"):
        shutil.copy(here.folder.parent / name, here.folder / name)
    bib = here.text("bibliography.bib").replace("study={S1, S2}", f"study={{{study}}}")
    (here.folder / "bibliography.bib").write_text(bib, encoding="utf-8")
    for act in ("include", "retrieved --stage retrieval", "include --stage eligibility"):
        here.done(f"decide a_x {act} --reviewer anna")
    last = flow_of(here)["included_new"]
    assert (last["n"], last["parts"]) == (studies, [["Reports of included studies", "n = 1"]])
    assert json.loads(here.run("status --json").out)["counts"]["studies"] == studies
    assert found(here) == []


@pytest.mark.parametrize("study", ["S1 and S2", "S1 & S2", "S1/S2", "S1 + S2", "S1 und S2"])
def test_a_study_that_reads_as_two_is_named(case, study):
    here = case("38-one-report-of-two-studies")
    for name in ("review.toml", "bibliography.bib"):
        shutil.copy(here.folder.parent / name, here.folder / name)
    bib = here.text("bibliography.bib").replace("S1, S2", study)
    (here.folder / "bibliography.bib").write_text(bib, encoding="utf-8")
    assert found(here) == [("odd-study", "a_x", "warning")]
    assert "study = {S1, S2}" in here.run("check").out


# --- 75, 76, 77: slips in review.toml ---


def test_curly_quotation_marks_are_named(inside):
    here = inside("75-curly-quotes-in-the-protocol")
    before = here.text("review.toml")
    done = here.run("check")
    assert done.status == 1
    assert done.out.startswith(
        "fatal: review.toml:2:9: this is not valid TOML: “ ” here: typographic (curly) quotation marks, as a word processor "
        'writes them; straight ones are needed. [toml]\n    Write: title = "What helps"\n'
    )
    assert "1 problem." in done.out
    # It is read-only until then, and nothing of it is lost.
    assert here.run("import --undo --yes").status != 0
    assert here.text("review.toml") == before


def uncommented(here, table: str) -> int:
    """Take the # from the members of the first example of a table, and not from its header; return the header's line."""
    lines = here.text("review.toml").split("\n")
    start = lines.index(f"# [[{table}]]")
    end = start + 1
    while lines[end].startswith("# "):
        lines[end] = lines[end][2:]
        end += 1
    (here.folder / "review.toml").write_text("\n".join(lines), encoding="utf-8")
    return start + 1


@pytest.mark.parametrize("table", ["searches", "criteria", "descriptors", "themes", "claims", "accepted"])
def test_a_header_that_is_still_behind_its_sign_is_one_message(case, table):
    here = case()
    line = uncommented(here, table)
    done = here.run("check")
    assert done.status == 1
    assert re.match(
        rf"(error|fatal): review\.toml:{line}: the line \[\[{table}\]\] is still behind its #", done.out
    )
    assert done.out.endswith("\n1 problem.\n")


def test_one_word_on_a_wrong_id(inside):
    here = inside("77-one-word-on-a-wrong-id")
    assert here.run("check").out == (
        "error: review.toml, criteria my topic: id is 'my topic', and must be one word without spaces, commas or brackets. "
        '[protocol]\n    Write id = "my_topic". The table is not read until then.\n1 problem.\n'
    )
