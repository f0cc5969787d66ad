"""Words that programs print for “none”."""

import pytest

from litmatrix.importing.readers.values import is_placeholder


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("author", "[No author name available]"), ("author", "[Anonymous]"), ("author", "Anonymous"), ("author", "Anonymous,"),
        ("author", "Anonymous, A"), ("author", "[Anonymous A.]"), ("author", "Anon."), ("author", "NA"), ("author", "N/A"),
        ("author", "No authorship, indicated"), ("author", "[No authors listed]"), ("author", "No author"), ("author", "佚名"),
        ("editor", "[No editor name available]"), ("csv_author_s_id", "[No author id available]"), ("group", "nan"),
        ("abstract", "[No abstract available]"), ("abstract", "No abstract available."), ("abstract", "Abstract not available"),
        ("abstract", "NA"), ("abstract", "[Abstract not available]"), ("abstract", "No Abstract"), ("abstract", "null"),
        ("pages", "No Pagination Specified"), ("number", "No Issue Specified"), ("volume", "n/a"), ("journal", "NA"), ("year", "NaN"),
        ("keywords", "[No keywords available]"), ("title", "[No title available]"), ("title", "NA"), ("title", "[Not Available]."),
        ("url", "-"), ("language", "None"), ("doi", "undefined"),
    ],
)  # fmt: skip
def test_what_is_printed_for_none_is_no_value(field, text):
    assert is_placeholder(text, field)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("author", "Na"), ("author", "Na, S."), ("author", "Null, J."), ("author", "Anonymous Collective"), ("author", "Nana, A."),
        ("author", "World Health Organization"), ("title", "None"), ("title", "Unknown"), ("title", "No abstract art in this town"),
        ("title", "Anonymous"), ("title", "N"), ("abstract", "No author is available to tell of the towns of that time, and few did."),
        ("abstract", "No effect was found."), ("pages", "0"), ("number", "0"), ("journal", "Nano"),
    ],
)  # fmt: skip
def test_a_name_or_a_title_that_looks_like_it_stays(field, text):
    assert not is_placeholder(text, field)
