"""Other programs' files, misread."""


def test_a_doi_is_kept_whole(case):
    here = case("01-doi-cut")
    here.done("import ../a.ris --search s --source X --yes")
    assert here.records("doi") == [
        ("10.5555/(SICI)1097-0001(19980815/30)17:15/16<1661::AID-THG968>3.0.CO;2-2",),
        ("10.5555/(SICI)1097-0001(19980815/30)17:15/16<1683::AID-THG969>3.0.CO;2-5",),
    ]
    assert "No sure duplicates" in here.run("duplicates").out
