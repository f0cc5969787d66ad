"""A small review folder for tests: four records, two themes, every state, stance and kind of excerpt."""

from __future__ import annotations

from pathlib import Path

import litmatrix
from litmatrix.decisions.log import Event, append_events, reviewer_file
from litmatrix.review import Review

BIB = """\
@string{jmh = "Journal of Mental Health"}
@string{unused = "Nobody"}

@preamble{"\\newcommand{\\noop}[1]{}"}

@article{adams_2011,
  author = {Adams, Zoë and Brown, B.},
  title = {Peers},
  journal = jmh,
  year = 2011,
  volume = {3},
  number = {2},
  pages = {11--19},
  doi = {10.1000/x1},
  keywords = {peers; support},
  abstract = {One.

Two.},
  origin = {db},
}

@book{clark_2012,
  author = {Clark, C. and Dow, D. and others},
  title = {Support},
  publisher = {Press},
  year = {2012},
  note = {A note},
  origin = {db},
}

@misc{egan_2013,
  author = {{Egan and Fox Trust}},
  title = {Roles},
  year = {2013},
  url = {https://example.org/roles},
  origin = {db},
}

@article{gray_2001,
  author = {Gray, G.},
  title = {Old},
  journal = {Old Journal},
  year = {2001},
  origin = {db},
}

@book{hall_1998,
  author = {Hall, H.},
  title = {Cited only},
  year = {1998},
}
"""

TOML = """\
format = 1
title = "A small review"
questions = ["What is a peer?", "What does it cost?"]
caption = "as read by us"

[[searches]]
id = "db"
kind = "database"
source = "PsycInfo"
query = '"peer support"'
date = 2026-01-02
hits = 4

[[criteria]]
id = "date"
include = "from 2010"
exclude = "before 2010"
stage = "screening"
check = {field = "year", from = 2010, to = 2020}

[[criteria]]
id = "full"
include = "a full study"
stage = "eligibility"
[[criteria.history]]
date = 2026-01-05
effect = "narrowed"
include = "a study"

[[descriptors]]
id = "source_type"
name = "Source type"
values = ["academic", "grey"]

[[themes]]
id = "peer"
name = "Peer"
definition = "Who is one."
subthemes = ["Power", "Bonds", "Pay"]
question = "What is a peer?"
statement = "Much."
note = "Ours."

[[themes]]
id = "role"
name = "Role"

[[claims]]
id = "sources"
text = "4 sources"
value = 4
count = "included"
note = "One is out."

[[claims]]
id = "pages"
text = "12 pages"
value = 12
"""

MATRIX = '''\
key,source_type,peer,role
adams_2011,academic,"[Bonds +] ""close ties"" (pp. 11-12) nearly
[Power -] ""always of lower status"" (p. 13, quoting hall_1998)
# look again",none
clark_2012,grey,"""a friend"" (p. 4)
[Bonds ~] ties help and hinder (ch. 2)",
'''


def make(
    folder: Path, bib: str = BIB, toml: str = TOML, matrix: str = MATRIX, decisions: bool = True
) -> Review:
    """Write a review folder and open it: three records included, one excluded."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bibliography.bib").write_text(bib, encoding="utf-8", newline="")
    (folder / "review.toml").write_text(toml, encoding="utf-8")
    (folder / "matrix.csv").write_text(matrix, encoding="utf-8", newline="")
    if decisions:
        (folder / "decisions").mkdir(exist_ok=True)
        events = [
            Event("ann", key, stage, "include")
            for key in ("adams_2011", "clark_2012", "egan_2013")
            for stage in ("screening", "eligibility")
        ]
        events.append(Event("ann", "gray_2001", "screening", "exclude", reason="date", note="too old"))
        append_events(reviewer_file(folder / "decisions", "ann", "desk"), events)
    return litmatrix.open(folder)


def empty(folder: Path) -> Review:
    """Write and open a review with nothing in it."""
    return make(folder, bib="", toml="format = 1\n", matrix="key\n", decisions=False)
