"""How the fields of two records stand to each other: what agrees, what differs, and where the limits are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from litmatrix.duplicates import find_duplicates
from litmatrix.duplicates.evidence import compare
from litmatrix.duplicates.plain import read_records


def told(one, other, name):
    """One part of the evidence on two records, whichever stands first."""
    found = []
    for rows in ([one, other], [other, one]):
        records = read_records(pd.DataFrame(rows, index=["a", "b"]).fillna(""))
        found.append(getattr(compare(records, np.array([0]), np.array([1])), name)[0].item())
    assert found[0] == found[1]
    return found[0]


LONG = "Long-term effects of {} on sleep quality in Norway: a cohort study"


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [
        # spelling, a letter more or less or in the wrong place, a small word, words run together
        ("randomised therapy", "randomized therapy", True), ("haemorrhage", "hemorrhage", True), ("oesophagus", "esophagus", True),
        ("behavior", "behaviour", True), ("hospitals", "hospital", True), ("therpay", "therapy", True), ("the hospital", "hospital", True),
        ("well being", "wellbeing", True), ("hosp?tals", "hospitals", True),
        # another word
        ("men", "women", False), ("nitrate", "nitrite", False), ("typical drugs", "atypical drugs", False), ("drug A", "drug B", False),
        ("sexual life", "asexual life", False), ("afferents", "efferents", False), ("boats", "coats", False), ("male", "males", False),
        ("hope", "hopeless", False),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told_from_another_word(one, other, slip):
    assert told({"title": LONG.format(one)}, {"title": LONG.format(other)}, "slip") == slip


@pytest.mark.parametrize(
    ("title", "part"),
    [
        ("Peer support in acute mental health wards", 2),
        ("a randomised trial in two hospitals of the north", 2),
        ("Peer support in acute mental health wards: a random", 2),
        ("Peer support in acute mental health wards: a randomised trial", 1),
        ("mental health wards: a randomised trial in two hospitals of the north", 1),
        ("Peer support in acute health wards: a randomised trial in two hospitals of the north", 1),
        ("Peer support in acu mental health wards: a randomised trial in two hospitals of the north", 1),
        ("Peer support in forensic mental health wards: a randomised trial in two hospitals of the north", 0),
        ("Peer support", 0),
    ],
)
def test_a_title_that_is_cut_is_told_from_one_that_lacks_words(title, part):
    whole = "Peer support in acute mental health wards: a randomised trial in two hospitals of the north"
    assert told({"title": whole}, {"title": title}, "part") == part


@pytest.mark.parametrize(
    ("more", "another"),
    [(": study protocol", True), (": rationale and design", True), (": an update", True), (": updated", True), (": two-year follow-up", True), (": long-term results", True), (": cost-effectiveness analysis", True), (": an exploratory analysis", True), (": a randomised trial", False)],
)  # fmt: skip
def test_what_a_longer_title_names_may_be_another_text(more, another):
    title = "Peer support in acute mental health wards for older adults"
    assert told({"title": title}, {"title": title + more}, "another") == another


@pytest.mark.parametrize(
    ("one", "other", "people"),
    [
        ("Smith, John; Brown, Mary", "Smith JA; Brown M", 2), ("Smith, John; Brown, Mary", "Brown, M.; Smith, J.", 2),
        ("John Smith; Mary Brown", "Smith, J.; Brown, M.", 2), ("Kneese, Tamara", "Tamara, Kneese", 2), ("Smith, J.", "Smith, John", 2),
        ("Smith, J.; Brown, M.; Jones, P.", "Smith, J.", 2), ("Smith, J.; Brown, M.; Jones, P.; Weber, H.", "Weber, H.; Garcia, L.; Roe, R.", -1),
        ("Müller, H.; Brown, Mary", "Mueller H; Brown M", 1), ("Li, D.", "Roe, R.", -1), ("Roe, R.", "Doe, D.", -1), ("Wang, L.", "Wang, Y.", -1),
        ("Marner, E.", "Marner, D.", -1), ("Smith, J.", "", 0), ("Anonymous", "Smith, J.", 0), ("Smith, J.; Brown, M.", "The Peer Group", -1),
    ],
)  # fmt: skip
def test_people_are_the_same_alike_others_or_not_named(one, other, people):
    assert told({"title": "T", "author": one}, {"title": "T", "author": other}, "people") == people


@pytest.mark.parametrize(
    ("one", "other", "pages"),
    [
        ("73-76", "73-6", 3), ("73-75", "73-75", 3), ("73-74", "73-74", 2), ("73", "73-76", 2), ("S73", "73", 2), ("S73", "P73", -1), ("1-9", "1-9", 1),
        ("73-80", "75-76", 1), ("73-76", "t-6", 1), ("73-76", "80-86", -1), ("1-9", "300-308", 0), ("e31", "300-308", 0), ("", "73-76", 0),
    ],
)  # fmt: skip
def test_pages_are_all_the_first_a_fitting_one_or_others(one, other, pages):
    assert told({"title": "T", "pages": one}, {"title": "T", "pages": other}, "pages") == pages


@pytest.mark.parametrize(
    ("one", "other", "isbn", "journal"),
    [
        ({"isbn": "1098-5336"}, {"isbn": "0099-2240 (Print) 0099-2240"}, 0, 0), ({"isbn": "1098-5336"}, {"issn": "10985336"}, 0, 1),
        ({"isbn": "1098-5336; 0099-2240"}, {"isbn": "0099-2240"}, 0, 1), ({"isbn": "9780306406157"}, {"isbn": "0-306-40615-2"}, 1, 0),
        ({"issn": "9780306406157"}, {"isbn": "0-306-40615-2"}, 1, 0), ({"isbn": "9780306406157"}, {"isbn": "9781861978769"}, -1, 0),
        ({"isbn": "9780306406157 9781861978769"}, {"isbn": "9781861978769"}, 1, 0), ({"isbn": "9780306406157"}, {}, 0, 0),
    ],
)  # fmt: skip
def test_numbers_of_books_and_journals_are_sets(one, other, isbn, journal):
    rows = {"title": "T"} | one, {"title": "T"} | other
    assert (told(*rows, "isbn"), told(*rows, "journal")) == (isbn, journal)


@pytest.mark.parametrize(
    ("one", "other", "meeting"),
    [
        ({"booktitle": "International Conference on Things"}, {"booktitle": "ICOT: Things of Today"}, True),
        ({"booktitle": "Handbook of Things"}, {"booktitle": "Handbook of Things"}, False),
        ({"booktitle": "Proceedings of Things"}, {"journal": "Things"}, False),
    ],
)  # fmt: skip
def test_papers_of_a_conference_are_told(one, other, meeting):
    assert told({"title": "T"} | one, {"title": "T"} | other, "meeting") == meeting


@pytest.mark.parametrize(
    ("one", "other", "supplement"),
    [
        ({"pages": "S12"}, {"pages": "300-308"}, 1), ({"volume": "206 Suppl 1"}, {"volume": "206"}, 1), ({"number": "S1"}, {"pages": "P12"}, 2),
        ({"number": "4"}, {"pages": "300"}, 0),
    ],
)  # fmt: skip
def test_a_supplement_is_told(one, other, supplement):
    assert told({"title": "T"} | one, {"title": "T"} | other, "supplement") == supplement


@pytest.mark.parametrize(
    ("title", "notice"),
    [
        ("Berichtigung: Peer-Arbeit auf Stationen", True), ("Fe de erratas: Apoyo entre iguales", True), ("Rectificatif : le soutien", True),
        ("更正：同伴支持", True), ("Kommentar zu: Peer-Arbeit", True), ("Réponse à Dupont", True), ("Kommentare in sozialen Medien", False),
        ("Correct dosing of lithium", False), ("Notice of retraction: Peer support", True), ("Discussion: Peer support", True),
        ("Peer support on wards (discussion)", True), ("Peer support on wards: discussion", True), ("Peer support by group discussion", False),
    ],
)  # fmt: skip
def test_notices_are_told_in_other_languages(title, notice):
    assert bool(read_records(pd.DataFrame([{"title": title}], index=["a"])).notice[0]) == notice


@pytest.mark.parametrize(
    ("title", "serial"),
    [
        ("Annual report of the kidney registry", True), ("Jahresbericht der Suchthilfe", True), ("Rapport annuel du registre", True),
        ("Informe anual del registro", True), ("Relatório anual do registro", True), ("Jaarverslag van de registratie", True),
        ("Годовой отчет регистра", True), ("中国肾脏病年度报告", True), ("Der Kranke im Alltag der Station", False),
    ],
)  # fmt: skip
def test_what_comes_out_each_year_is_told_in_other_languages(title, serial):
    assert read_records(pd.DataFrame([{"title": title}], index=["a"])).serial[0] == serial


@pytest.mark.parametrize(("title", "words", "generic"), [("同伴支持工作者在精神科病房的作用研究", 10, False), ("社论", 2, False), ("Editorial", 1, True), ("", 0, False)])  # fmt: skip
def test_the_words_of_a_title_without_spaces_are_counted(title, words, generic):
    plain = read_records(pd.DataFrame([{"title": title}], index=["a"]))
    assert (plain.words[0], plain.generic[0]) == (words, generic)


# --- many records of one kind -----------------------------------------------------------------------------------------

ISSUE = {"year": "2015", "journal": "The Lancet", "volume": "385", "number": "9970"}


def sure(rows):
    found = find_duplicates(pd.DataFrame(rows, index=[f"k{place}" for place in range(len(rows))]).fillna(""))
    return {frozenset(int(key[1:]) for key in group) for group in found.sure}


def names():
    begin, end = (
        ["Mar", "Hol", "Ken", "Sven", "Lind", "Ober", "Kram", "Ford", "Tos", "Wil"],
        ["ova", "son", "field", "gaard", "berg", "man", "er", "ley", "ti", "elli"],
    )
    return [f"{first}{last}, {initial}." for initial in "ABCDE" for first in begin for last in end]


@pytest.mark.parametrize("title", ["Letter to the editor", "Statins in primary prevention"])
def test_the_letters_of_an_issue_are_each_a_work(title):
    rows = [{**ISSUE, "title": title, "author": name, "pages": str(1000 + place // 3)} for place, name in enumerate(names())]  # fmt: skip
    assert sure(rows) == set()


@pytest.mark.parametrize("without", [(), ("pages",), ("pages", "volume", "number")])
def test_thirty_papers_of_one_group_in_a_year_are_thirty(without):
    outcomes = [
        "sleep",
        "depression",
        "anxiety",
        "mobility",
        "pain",
        "memory",
        "appetite",
        "gait",
        "fatigue",
        "hearing",
    ]
    rows = [
        {**ISSUE, "title": f"Effects of {kind} exercise on {outcome} in older adults living alone", "author": "Chaudhri, Ann; Baker, Bob",
         "pages": f"{100 + 10 * place}-{108 + 10 * place}"}
        for place, (kind, outcome) in enumerate((kind, outcome) for kind in ("aerobic", "resistance", "water") for outcome in outcomes)
    ]  # fmt: skip
    rows = [{name: "" if name in without else text for name, text in row.items()} for row in rows]
    assert sure(rows) == set()
    assert sure([*rows, *rows]) == {frozenset((place, place + 30)) for place in range(30)}


@pytest.mark.parametrize(
    ("author", "titles"),
    [
        ("Παπαδόπουλος, Γ.; Νικολάου, Α.", ("Η υποστήριξη ομοτίμων στην ψυχική υγεία: ποιοτική μελέτη", "Η ΥΠΟΣΤΗΡΙΞΗ ΟΜΟΤΙΜΩΝ ΣΤΗΝ ΨΥΧΙΚΗ ΥΓΕΙΑ: ΠΟΙΟΤΙΚΗ ΜΕΛΕΤΗ", "Η υποστήριξη ομοτίμων στην ψυχική υγεία: ποσοτική μελέτη")),
        ("محمد, أحمد; علي, سارة", ("دعم الأقران في أجنحة الصحة النفسية: دراسة نوعية", "دعم الاقران في اجنحة الصحه النفسيه : دراسة نوعية", "دعم الأقران في أجنحة الصحة النفسية: دراسة كمية")),
        ("王小明; 李华", ("同伴支持工作者在精神科病房的作用研究", "同伴支持工作者在精神科病房的作用研究。", "同伴支持工作者在精神科门诊的作用研究")),
        ("Петрова, Анна; Иванов, Борис", ("Роль равных консультантов в психиатрических отделениях", "Rol' ravnykh konsul'tantov v psikhiatricheskikh otdeleniiakh", "Роль равных консультантов в общих отделениях")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("pages", [("10-20", "10-20", "30-40"), ("10-20", "", "")])
def test_titles_in_any_script_without_pages_too(author, titles, pages):
    rows = [
        {**ISSUE, "title": title, "author": author, "pages": page}
        for title, page in zip(titles, pages, strict=True)
    ]
    assert sure(rows) == {frozenset((0, 1))}


def test_one_record_as_five_databases_write_it():
    title = "Effects of intraarticular β-blockers on TNF-α in rheumatoid arthritis: a double-blind, randomized, placebo-controlled trial"
    latin = title.replace("β", "beta").replace("α", "alpha")
    place = {"year": "2011", "volume": "70", "number": "7", "pages": "1234-1241"}
    rows = [
        {**place, "title": f"{title}.", "author": "Müller, Hans-Peter; O'Brien, Kate; van der Berg, Jan", "journal": "Annals of the rheumatic diseases",
         "pages": "1234-41", "doi": "10.1136/ard.2010.1", "issn": "1468-2060 (Electronic) 0003-4967 (Linking)"},
        {**place, "title": latin.replace("randomized", "randomised"), "author": "Müller, H.-P.; O'Brien, K.; van der Berg, J.",
         "journal": "Annals of the Rheumatic Diseases", "doi": "https://doi.org/10.1136/ARD.2010.1"},
        {**place, "title": latin.upper(), "author": "Muller, HP; O'Brien, K; van der Berg, J", "journal": "ANN RHEUM DIS", "isbn": "0003-4967"},
        {**place, "title": title, "author": "Muller H.-P.; O'Brien K.; Van Der Berg J.", "journal": "Annals of the Rheumatic Diseases (2011) 70:7 (1234-1241)"},
        {**place, "title": f"[{latin}]", "author": "Mueller HP; OBrien K; vanderBerg J", "journal": "Ann. Rheum. Dis.", "year": "2010", "number": "", "pages": "1234"},
    ]  # fmt: skip
    assert sure(rows) == {frozenset(range(5))}


@pytest.mark.parametrize(("other", "year"), [("2015", 2), ("2016", 1), ("2014", 1), ("2017", -1), ("", 0)])
def test_years_are_the_same_next_to_each_other_or_apart(other, year):
    assert told({"title": "T", "year": "2015"}, {"title": "T", "year": other}, "year") == year


@pytest.mark.parametrize(
    ("one", "other", "journal"),
    [
        # the same, initials, abbreviations, what stands in brackets or after a sign
        ("The Lancet", "Lancet", 1), ("JAMA", "Journal of the American Medical Association", 1), ("AJC", "American Journal of Cardiology", 1),
        ("J Am Med Assoc", "Journal of the American Medical Association", 1), ("Zbl Chir", "Zentralblatt für Chirurgie", 1),
        ("Neurology (Chicago, Ill.)", "Neurology", 1), ("Clinical Trials : Journal of the Society", "Clinical Trials", 1), ("The", "The", 1),
        ("Nederlands Tijdschrift van de Chirurgie", "New Trends in Chemistry", -1), ("BMC", "British Medical Colloquium", 1),
        # the beginning of a name, or a part of some length
        ("Pain", "Pain Medicine", 1), ("Gut", "Gut and Liver", -1), ("Psychiatry", "British Journal of Psychiatry", 1),
        ("Radiology", "European Annals of Radiology", -1), ("Ann Surg", "Annals of Surgery", 1),
        # a slip; letters in order, but other first words; letters not in order
        ("Neuropsychology", "Neuropsychologia", 1), ("Physiotherapy", "Applied Physiotherapx Letters", 1), ("An Srg", "Annals of Surgery", -1),
        ("Pain", "Spine", -1), ("Am J Med", "American Journal of Cardiology", -1), ("Heart Journal of Europe", "European Heart Journal", -1),
        ("", "Lancet", 0), ("", "", 0), ("Unknown", "Lancet", 0),
    ],
)  # fmt: skip
def test_journals_are_the_same_by_name_initials_or_abbreviation(one, other, journal):
    assert told({"title": "T", "journal": one}, {"title": "T", "journal": other}, "journal") == journal


@pytest.mark.parametrize(
    ("length", "from_the_end", "part"),
    [(15, False, 0), (16, False, 2), (25, True, 0), (26, True, 1)],
)
def test_a_title_that_is_cut_has_some_length(length, from_the_end, part):
    letters = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnop"
    title = f"zzz {letters}" if from_the_end else letters
    short = title[-length:] if from_the_end else title[:length]
    title = f"{title[:-length]} {short}" if from_the_end else title
    assert told({"title": title}, {"title": short}, "part") == part


@pytest.mark.parametrize(("same", "abstract"), [(100, 1), (90, 1), (87, 0), (60, 0), (40, -1)])
def test_abstracts_are_the_same_not_told_or_others(same, abstract):
    one, other = "a" * 100, "a" * same + "b" * (100 - same)
    assert told({"title": "T", "abstract": one}, {"title": "T", "abstract": other}, "abstract") == abstract


@pytest.mark.parametrize(("length", "abstract"), [(80, 0), (81, 1)])
def test_an_abstract_of_a_line_says_nothing(length, abstract):
    assert told({"title": "T", "abstract": "a" * length}, {"title": "T", "abstract": "a" * length}, "abstract") == abstract  # fmt: skip


@pytest.mark.parametrize(("one", "other"), [("", "Peer support"), ("Peer support", ""), ("", "")])
def test_a_record_without_title_is_told(one, other):
    assert told({"title": one, "year": "2015"}, {"title": other, "year": "2015"}, "untitled")
    assert told({"title": one, "year": "2015"}, {"title": other, "year": "2015"}, "title") == 0


def test_many_pairs_are_compared_in_portions(monkeypatch):
    records = read_records(pd.DataFrame([{"title": title} for title in "abcab"], index=list("vwxyz")))
    one, other = np.array([0, 1, 2]), np.array([3, 4, 4])
    whole = compare(records, one, other)
    monkeypatch.setattr("litmatrix.duplicates.evidence.PORTION", 2)
    for part, expected in zip(compare(records, one, other), whole, strict=True):
        assert part.tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("name", "title"), [("generic", "Editorial"), ("serial", "Annual report of the kidney registry")]
)
def test_one_title_of_a_kind_is_enough(name, title):
    assert told({"title": title}, {"title": "Peer support"}, name)
    assert not told({"title": "Peer support"}, {"title": "Peer support"}, name)


@pytest.mark.parametrize(
    ("one", "other", "article"),
    [("CD001234", "CD001234", True), ("CD001234", "12-18", False), ("S12", "S12", False)],
)
def test_the_numbers_of_two_articles_are_told(one, other, article):
    assert told({"title": "T", "pages": one}, {"title": "T", "pages": other}, "article") == article
