"""BibTeX and LaTeX: the review's own bibliography.bib, and .bib files that are imported."""

import json
import time
import unicodedata

import pytest

IMPORT = "import ../a.bib --search s --source X"


def export(here, format):
    here.done(f"export bibliography o.{format} --records all")
    return here.text(f"o.{format}")


def tags(text, *wanted):
    """The values of some tags of RIS, in order."""
    return [line[6:].strip() for line in text.splitlines() if line[:2] in wanted]


def taken_in(case, text):
    """A review into which a .bib of this text was imported, and what the import said."""
    here = case()
    (here.folder.parent / "a.bib").write_text(text, encoding="utf-8")
    preview = here.run(f"{IMPORT} --dry-run")
    done = here.run(f"{IMPORT} --yes")
    assert preview.out.splitlines()[0] == done.out.splitlines()[0]
    return here, done


# --- 03: one odd entry keeps no other out ---


def test_a_repeated_field_is_kept_under_a_name_of_its_own(case):
    here = case("03-one-entry-stops-all")
    assert "2 records = 2 new" in here.done(f"{IMPORT} --dry-run")
    done = here.done(f"{IMPORT} --yes")
    assert "2 records = 2 new" in done
    assert "a.bib:4: adder2020 has the field funding_details more than once" in done
    assert here.records("title", "funding_details", "funding_details_2") == [
        ("A thing", "Fund A", "Fund B"),
        ("Another thing", "", ""),
    ]
    assert here.done("check") == "No problem.\n"


GOOD = "@article{before, author={Good, A}, title={Before}, year={2001}}\n\n"
AFTER = "\n\n@article{after, author={Good, B}, title={After}, year={2002}}\n"
COME_IN = {
    "a repeated field": "@misc{k, title={T}, note={a}, note={b}, Note={c}}",
    "a repeated field of names": "@misc{k, title={T}, author={A, B}, author={C, D}}",
    "a comma missing between fields": "@misc{k,\n title={T}\n year={2000},\n note={x}}",
    "commas missing everywhere": "@misc{k,\n title={T}\n year=2000\n note={x}\n}",
    "a comma missing and a field repeated": "@misc{k, title={T} note={a}, note={b}}",
    "no comma behind the key": "@misc{k\n  title={T},\n note={x}\n}",
    "two commas": "@misc{k, title={T},, note={x}, ,}",
    "semicolons": "@misc{k, title={T}; note={x}; }",
    "no key": "@misc{, title={T}}",
    "no key and no comma": "@misc{title={T}, note={x}}",
    "a comma in the key": "@ARTICLE{Kenny20103,17,\n title={T}}",
    "spaces in the key": "@misc{a b c, title={T}}",
    "a quotation mark in the key": '@misc{"q", title={T}}',
    "braces in the key": "@misc{a{b}c, title={T}}",
    "a hash in the key": "@misc{a#b, title={T}}",
    "a percent sign in the key": "@misc{a%b, title={T}}",
    "an equals sign in the key": "@misc{a=b, title={T}}",
    "brackets in the key": "@misc{(smith), title={T}}",
    "a key of another entry": "@misc{before, title={T}}",
    "a key in other capitals": "@misc{BEFORE, title={T}}",
    "an empty value": "@misc{k, title={T}, note=, year={}}",
    "a value without braces": "@misc{k, title=T, note=two words}",
    "what is called origin": "@misc{k, title={T}, origin={London}, study={x}, ids={y}}",
    "a quotation mark within braces": '@misc{k, title={T}, note={A 5" tube}}',
    "an e-mail address": "@misc{k, title={T}, note={me@home{x}}}",
}


@pytest.mark.parametrize("odd", COME_IN.values(), ids=COME_IN)
def test_an_odd_entry_comes_in_with_the_others(case, odd):
    here, done = taken_in(case, GOOD + odd + AFTER)
    assert (done.status, done.err) == (0, "")
    assert [title for (title,) in here.records("title")].count("T") == 1
    assert {"Before", "T", "After"} == {title for (title,) in here.records("title")}
    assert here.run("check").out.count("error") == 0


REPORTED = {
    "a stray quotation mark": '@misc{k,\n title={T}",\n year={2000}\n}',
    "a quotation mark that opens nothing": '@misc{k,\n title="T "quoted" x,\n year={2000}\n}',
    "a brace that is not closed": "@misc{k,\n title={T {x},\n year={2000}\n}",
    "an entry that is not closed": "@misc{k,\n title={T},\n year={2000}\n",
    "a field without an equals sign": "@misc{k,\n title={T},\n note {x}\n}",
}


@pytest.mark.parametrize("odd", REPORTED.values(), ids=REPORTED)
def test_a_broken_entry_is_reported_with_its_line_and_the_others_come_in(case, odd):
    here, done = taken_in(case, GOOD + odd + AFTER)
    assert "3 records = 2 new + 0 already in the review + 1 not read" in done.out
    assert "error: a.bib:3: the entry k is broken" in done.out + done.err
    assert here.records("title") == [("Before",), ("After",)]


def test_what_a_brace_too_many_leaves_outside_is_reported(case):
    here, done = taken_in(case, GOOD + "@misc{k,\n title={T}},\n year={2000}\n}" + AFTER)
    assert here.records("title", "year") == [("Before", "2001"), ("T", ""), ("After", "2002")]
    assert "a.bib:5: this looks like an entry, or the rest of one" in done.out + done.err


def test_an_odd_entry_of_the_review_keeps_no_import_out(case):
    here, _ = taken_in(case, GOOD)
    with (here.folder / "bibliography.bib").open("a", encoding="utf-8") as stream:
        stream.write(
            "\n@misc{odd, title={Odd}, doi={10.1000/odd}, note={a}, note={b}, author={O, D}, year=2000, origin={s}}\n"
        )
    (here.folder.parent / "b.bib").write_text(
        "@misc{o, title={Odd}, doi={10.1000/odd}, author={O, D}, year=2000}" + AFTER
    )
    assert "1 new + 1 already in the review" in here.done("import ../b.bib --search t --source Y --yes")
    assert here.records("title", "origin") == [("Before", "s"), ("Odd", "s, t"), ("After", "t")]


# --- 06, 07, 09: LaTeX and names ---


def test_a_name_behind_and_keeps_the_command_that_it_begins_with(case):
    here = case("06-name-begins-with-a-command")
    here.done(f"{IMPORT} --yes")
    names = ["Alder, J.", "Østwood, B.", "Æther, C.", "Čedar, K.", "Özwood, L."]
    assert here.records("author") == [("; ".join(names),), ("Østwood, B.; Alder, J.",)]
    assert tags(export(here, "ris"), "AU") == [*names, "Østwood, B.", "Alder, J."]


def test_a_command_leaves_its_sign_or_its_argument(case):
    here = case("07-command-becomes-nothing")
    here.done(f"{IMPORT} --yes")
    assert tags(export(here, "ris"), "TI", "AB") == [
        "<i>E. res</i> in towns",
        "Better (p < 0.05; n > 30; £5; © 2020; not optional; a | b)",
    ]


def test_names_by_parts_are_names(case):
    here = case("09-names-by-parts")
    here.done(f"{IMPORT} --yes")
    assert here.done("check") == "No problem.\n"
    assert tags(export(here, "ris"), "AU") == ["de Montalder, Henri", "Birch, Jane"]


# --- 10: crossref and xdata ---


def test_children_have_their_parents_fields_and_stores_of_fields_are_no_records(case):
    here = case("10-crossref-and-xdata")
    assert "3 records = 3 new" in here.done(f"{IMPORT} --yes")
    assert here.done("check") == "No problem.\n"
    assert "Records identified from databases and registers (n = 3)" in here.done("flow")
    assert here.records("type", "title", "year", "booktitle", "publisher", "editor", "pages") == [
        ("inproceedings", "Child paper", "2011", "Proceedings of Things", "Pub", "Ed, E", "1–9"),
        ("book", "Uses xdata", "2012", "", "Xpub", "", ""),
        ("proceedings", "Proceedings of Things", "2011", "Proceedings of Things", "Pub", "Ed, E", ""),
    ]
    assert tags(export(here, "ris"), "PY", "T2", "PB") == [
        "Proceedings of Things", "2011", "Pub", "2012", "Xpub", "Proceedings of Things", "2011", "Pub",
    ]  # fmt: skip


def test_a_parent_under_another_key_is_followed_and_goes_with_its_child(case):
    here, _ = taken_in(case, "@book{p, title={Another}, year={1999}}")
    (here.folder.parent / "b.bib").write_text(
        "@incollection{c, title={C}, author={A, B}, crossref={p}}\n@book{P, title={Book}, subtitle={Sub}, year={2001}}"
    )
    here.done("import ../b.bib --search t --source Y --yes")
    assert here.records("title", "booktitle", "year")[1:] == [
        ("C", "Book: Sub", "2001"),
        ("Book: Sub", "", "2001"),
    ]
    here.done("decide c include --reviewer anna")
    here.done("decide c include --stage eligibility --reviewer anna")
    here.done("export bibliography o.bib")
    assert here.text("o.bib").count("@") == 2
    assert "title={Book}" in here.text("o.bib")


def test_a_store_of_fields_in_the_review_is_no_record_and_goes_with_those_who_use_it(case):
    here = case()
    (here.folder / "bibliography.bib").write_text(
        "@misc{k, title={T}, author={A, B}, xdata={one}, origin={s}}\n"
        "@xdata{one, publisher={P}, xdata={two}}\n@xdata{two, date={2001-02}}\n@set{all, entryset={k}}\n"
    )
    assert here.records("title", "publisher", "year") == [("T", "P", "2001")]
    here.done("export bibliography o.bib --records all")
    assert here.text("o.bib").count("@xdata") == 2
    (here.folder.parent / "b.bib").write_text("@misc{one, title={A key that a store of fields has}}")
    here.done("import ../b.bib --search t --source Y --yes")
    assert [title for (title,) in here.records("title")] == ["T", "A key that a store of fields has"]


def test_a_parent_that_is_missing_or_the_entry_itself_is_told(case):
    here, done = taken_in(
        case,
        "@misc{a, title={A}, crossref={nobody}}\n@misc{b, title={B}, crossref={c}}\n@misc{c, title={C}, crossref={b}}\n"
        "@misc{d, title={D}, xdata={no}}\n",
    )
    for said in (done.out + done.err, here.run("check").out):
        assert "a takes fields from nobody (crossref), which" in said
        assert "d takes fields from no (xdata), which" in said
        assert "b takes fields from itself" in said
        assert "c takes fields from itself" in said
    assert here.records("title") == [("A",), ("B",), ("C",), ("D",)]


# --- 20, 21, 64: DOIs, titles ---


def test_a_doi_is_read_without_latex(case):
    here = case("20-doi-in-latex")
    here.done(f"{IMPORT} --yes")
    assert "{\\_}13" in here.text("bibliography.bib")
    assert tags(export(here, "ris"), "DO") == ["10.5555/978-1-234-56789-7_13"] * 2
    assert (
        "Sure duplicates: 1 record in 1 group (of each group one record is kept)."
        in here.run("duplicates").out
    )


def test_a_subtitle_is_part_of_the_title(case):
    here = case("21-subtitle")
    assert "sub: Main title: The subtitle of towns" in here.done(f"{IMPORT} --yes")
    found = here.run("duplicates").out
    assert "= sub2: same title" in found
    assert "sub3" not in found
    titles = [
        "Main title: The subtitle of towns",
        "Main title: the subtitle of towns",
        "Main title: Another story",
    ]
    assert tags(export(here, "ris"), "TI") == titles
    assert [item["title"] for item in json.loads(export(here, "json"))] == titles
    # Read again, it is the same title, once.
    assert "3 records = 0 new + 3 already in the review" in here.done("import o.ris --search s --dry-run")


@pytest.mark.parametrize("given", ["{10.5555/1097<0258::AID-1>2.0.CO;2-1}", "{10.5555/1097%3C0258::AID-1%3E2.0.CO;2-1}",
                                   r"{10.5555/1097{\textless}0258::AID-1{\textgreater}2.0.CO;2-1}",
                                   "{https://doi.org/10.5555/1097&lt;0258::AID-1&gt;2.0.CO;2-1}"])  # fmt: skip
def test_a_doi_is_encoded_once_in_links(quick, case, given):
    here = case("64-doi-in-links", inside=True)
    text = here.text("bibliography.bib").replace("{10.5555/1097<0258::AID-1>2.0.CO;2-1}", given)
    (here.folder / "bibliography.bib").write_text(text)
    for stage in ("screening", "eligibility"):
        here.done(f"decide k1 include --stage {stage} --reviewer anna")
    here.done("build")
    page = (here.folder / "out" / "report.html").read_text(encoding="utf-8")
    assert page.count('href="https://doi.org/10.5555/1097%3C0258::AID-1%3E2.0.CO;2-1"') == 1


# --- 32: macros ---


def test_a_macro_that_nobody_defined_is_told(case):
    here = case("32-macro-not-defined")
    assert "a.bib:1: the field journal of undef is written with the macro jothings" in here.done(
        f"{IMPORT} --yes"
    )
    (here.folder / "bibliography.bib").write_text(
        '@string{known = "Known Journal"}\n@article{a, journal = known, month = jan, note = "x" # jan, year = 2001}\n'
        "@article{b,\n  journal = cacm,\n  title = unknown # { y},\n  year = 2001\n}\n"
    )
    checked = here.run("check").out
    assert "bibliography.bib:5: the field title of b is written with the macro unknown" in checked
    assert checked.count("undefined-macro") == 1
    assert here.records("journal", "month", "note") == [
        ("Known Journal", "jan", "xjan"),
        ("Communications of the ACM", "", ""),
    ]


# --- 61: time ---


LONG = {
    "entries never closed": lambda n: "@article{\n" * n,
    "at signs": lambda n: "@\n" * n,
    "braces": lambda n: "{\n" * n,
    "quotation marks": lambda n: '"\n' * n,
    "values never closed": lambda n: "@a{k, t={\n" * n,
    "quotations never closed": lambda n: '@a{k, t="\n' * n,
    "strings never closed": lambda n: "@string{a\n" * n,
    "comments with fields never closed": lambda n: "@comment{ a = {\n" * n,
    "one line": lambda n: "x@a{ " * n,
    "one key": lambda n: "@a{k} " * n,
    "spaces": lambda n: "@a{" + " " * 20 * n,
    "commas": lambda n: "@a{k" + "," * 20 * n + "}",
    "fields without commas": lambda n: "@a{k, " + "t={x} " * n + "}",
    "a field many times": lambda n: "@a{k," + "x=1," * n + "}",
    "braces in braces": lambda n: "@a{k, t=" + "{" * 5 * n + "}" * 5 * n + "}",
    "commands in commands": lambda n: "@a{k, t={" + "\\x{" * n + "}" * n + "}}",
    "names": lambda n: "@a{k, author={" + "\\x{A} and " * n + "B}}",
    "lines that begin like entries": lambda n: "@a{k, t={\n" + "@lab{x}\n" * n + "}}\n",
}  # fmt: skip


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_twice_the_text_takes_about_twice_the_time(text):
    from litmatrix import bibliography
    from litmatrix.importing.readers.bib import read_bib

    def seconds(size):
        given = text(size)
        start = time.process_time()
        bibliography.records(bibliography.parse_bibliography(given))
        read_bib(given, "a.bib")
        return time.process_time() - start

    seconds(100)
    # Four times the text: four times the time, or sixteen times if it grows with the square. A busy machine may spoil one
    # measurement, and hardly three.
    assert any(seconds(4_000) < 0.1 + 10 * seconds(1_000) for _ in range(3))


def test_a_bibliography_of_entries_that_are_never_closed_is_checked_in_seconds(case):
    here = case("61-time-grows-with-the-square", inside=True)
    (here.folder / "bibliography.bib").write_text("@article{\n" * 20_000)
    start = time.process_time()
    assert here.run("check").out.count("[broken-entry]") == 20_000
    assert time.process_time() - start < 20


# --- 62: names that look alike ---


def test_two_keys_that_look_the_same_are_named(case):
    here = case("62-look-alike-keys", inside=True)
    checked = here.run("check").out
    assert "bibliography.bib:8: the keys m\u00fcller_2015 (line 1) and mu\u0308ller_2015 differ" in checked
    assert "how an accent is encoded" in checked


@pytest.mark.parametrize(
    "typed", ["mu\u0308ller_2015", "m\u00fcller_\u200b2015", "M\u00fcller_2015", "m\u00fcller_\uff12015"]
)
def test_a_key_that_is_typed_otherwise_is_told_with_what_differs(case, typed):
    here, _ = taken_in(case, "@misc{m\u00fcller_2015, title={T}}")
    done = here.run(f"decide '{typed}' include --reviewer anna")
    assert done.status == 2
    assert "Did you mean m\u00fcller_2015? The two differ only in" in done.err


@pytest.mark.parametrize(
    ("table", "member"), [("searches", 'kind = "database"'), ("criteria", 'include = "x"'), ("themes", 'name = "n"'), ("descriptors", 'type = "text"\nname = "n"')]
)  # fmt: skip
@pytest.mark.parametrize(
    "pair", [("caf\u00e9", "cafe\u0301"), ("ab", "aB"), ("x\ufb01", "xfi"), ("ab", "a\u200db")]
)
def test_ids_that_look_the_same_are_named(case, table, member, pair):
    here = case()
    protocol = "".join(f'[[{table}]]\nid = "{id}"\n{member}\n' for id in pair)
    (here.folder / "review.toml").write_text(f"format = 1\n{protocol}", encoding="utf-8")
    assert f"{table} {pair[1]}: " in here.run("check").out
    assert "[look-alike]" in here.run("check").out


def test_people_who_look_the_same_are_named_and_no_name_is_a_raw_error(case):
    here, _ = taken_in(case, "@misc{k, title={T}}")
    for name in ("Jos\u00e9", unicodedata.normalize("NFD", "Jos\u00e9")):
        here.done(f"decide k include --reviewer {name}")
    assert "the reviewers Jos\u00e9" in here.run("check").out
    for name in ("x" * 300, "é" * 150):
        done = here.run(f"decide k include --reviewer {name}")
        assert (done.status, "too long for a reviewer's name" in done.err) == (2, True)


def test_a_search_that_looks_like_one_that_is_there_is_not_made(case):
    here, _ = taken_in(case, GOOD)
    done = here.run("import ../a.bib --search S --source X --yes")
    assert (done.status, "there is a search s, which differs only in capitals from S" in done.err) == (
        2,
        True,
    )


def test_a_key_that_no_file_can_have_is_told(case):
    here, _ = taken_in(case, f"@misc{{{'k' * 300}, title={{T}}}}\n@misc{{con, title={{U}}}}")
    assert "is too long for a file's name" in here.run("check").out


# --- 63: an entry within a value ---


def test_an_entry_that_another_swallowed_is_reported(case):
    here = case("63-entry-swallowed", inside=True)
    assert "bibliography.bib:14: " in here.run("check").out


@pytest.mark.parametrize(
    "inner",
    [
        "@misc{c1\n  author = {X}\n}",
        "@misc{c1}",
        "@misc{c1 and more}",
        "@MISC{c1\n}",
        "@misc (c1\n author = {X})",
        "@misc {c1}",
        "@ misc{c1}",
        "@misc\n{c1}",
        "  @misc{c1}",
    ],
)
@pytest.mark.parametrize("value", ["{{as cited\n\n%s\n}}", '"as cited\n\n%s\n"'])
def test_what_looks_like_an_entry_in_a_value_is_reported_with_its_line(case, value, inner):
    text = f"{GOOD}@report{{b1,\n  title = {{T}},\n  note = {value % inner}\n}}{AFTER}"
    here, done = taken_in(case, text)
    assert "a.bib:7: " in done.out
    assert {("Before",), ("After",)} <= {*here.records("title")}
    (here.folder / "bibliography.bib").write_text(text)
    assert "bibliography.bib:7: " in here.run("check").out


def test_an_entry_with_its_comma_is_read_and_the_one_that_runs_on_into_it_is_reported(case):
    text = f"{GOOD}@report{{b1,\n  title = {{T}},\n  note = {{{{as cited\n}}\n\n@misc{{c1, title = {{C}}}}{AFTER}"
    here, done = taken_in(case, text)
    assert "error: a.bib:3: the entry b1 is broken" in done.out
    assert here.records("title") == [("Before",), ("C",), ("After",)]
