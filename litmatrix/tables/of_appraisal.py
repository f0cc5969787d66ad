"""What is noted of each source by form: the appraisal of the sources, and the blank form to extract with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from litmatrix import coding
from litmatrix.matrix.citations import Citation
from litmatrix.model import Descriptor, Theme
from litmatrix.review import Review
from litmatrix.tables.frames import FILL, GROUP, captioned, frame, labels
from litmatrix.tables.table import Table

#: The group of the descriptors that appraise a source, and the last column of their table.
APPRAISAL, IN_ALL = "appraisal", "In all"
NO_ANSWER = "no answer"

#: A sign before the answers that the tools of appraisal share (JBI, CASP, MMAT): it helps the eye, the word says it.
_YES, _NO, _UNSURE, _OUT = "✓", "✗", "?", "–"
_SIGNS = {
    "yes": _YES, "no": _NO, **dict.fromkeys(("unclear", "can't tell", "can’t tell", "cannot tell", "unknown", "not sure"), _UNSURE),
    **dict.fromkeys(("not applicable", "n/a", "na"), _OUT),
}  # fmt: skip

_TYPES = {
    "choice": "One of these", "choices": "One or more of these, parted by semicolons", "text": "In words", "number": "A number",
}  # fmt: skip


def appraisal(review: Review) -> Table:
    """Return how the included sources were appraised: index `Source` (short reference), a column a question.

    The questions are the descriptors of the group “appraisal”. A cell holds the answer as the matrix has it, with a sign
    before yes (✓), no (✗), unclear (?) and not applicable (–), or “no answer”. The last column, In all, counts: “4 of 6
    yes”, of those answered and applicable, then the others; where no question can be answered with yes, each answer.
    """
    asked = [one for one in review.protocol.descriptors if one.group.casefold() == APPRAISAL]
    names = labels([(one.id, one.name or one.id) for one in asked], ("Source", IN_ALL))
    sources = coding.sources(review)
    # A descriptor that has the name of a column of `sources` is not in it.
    asked = [one for one in asked if one.id in sources]
    rows = []
    for given in sources[[one.id for one in asked]].itertuples(index=False):
        answers = [" ".join(answer.split()) for answer in given]
        rows.append((*map(_marked, answers), _in_all(asked, answers)))
    columns = [names[one.id] for one in asked]
    made = frame(
        ("Source", sources["reference"].tolist() if asked else ()), (*columns, IN_ALL), rows if asked else ()
    )
    nothing = (
        "No source is included yet: include records with the screening card, in 01-filter-sources."
        if asked
        else "No question of an appraisal yet: in 00-plan-review, under Descriptors, add a descriptor for each question of your "
        "tool (JBI, CASP, MMAT …), with the values yes, no, unclear, and “appraisal” as its group."
    )
    note = captioned(
        review, "In all: how many questions are answered with yes, of those that are answered and apply."
    )
    cited = {"Source": [(Citation(key, narrative=True),) for key in (sources.index if asked else ())]}
    return Table("appraisal", "Appraisal of the included sources", made, note, nothing, cited=cited)


def _marked(answer: str) -> str:
    """Return an answer with its sign, if it has one.

    >>> _marked("yes"), _marked("Can't tell"), _marked("high risk"), _marked("")
    ('✓ yes', "? Can't tell", 'high risk', 'no answer')
    """
    return " ".join(filter(None, (_SIGNS.get(answer.casefold(), ""), answer))) or NO_ANSWER


def _in_all(asked: Sequence[Descriptor], answers: Sequence[str]) -> str:
    """Return what the answers on a source come to, of the questions that have answers to choose from."""
    choices = [(one, answer) for one, answer in zip(asked, answers, strict=True) if one.type == "choice"]
    with_yes = [
        (one, answer) for one, answer in choices if "yes" in {value.casefold() for value in one.values}
    ]
    counted = Counter(answer.casefold() for _, answer in with_yes or choices)
    open_, out = counted.pop("", 0), sum(counted.pop(word) for word in [*counted] if _SIGNS.get(word) == _OUT)
    there = counted.total()
    if with_yes:
        told = [f"{counted['yes']} of {there} yes" if there else ""]
    else:
        told = [f"{number} of {there} {answer}" for answer, number in counted.items()]
    told += [f"{out} not applicable" if out else "", f"{open_} {NO_ANSWER}" if open_ else ""]
    return "; ".join(filter(None, told))


def extraction_form(review: Review) -> Table:
    """Return the form with which a source is extracted, blank: index `Field`, a row for each thing that is noted.

    Columns: Part (Source, Descriptors, Appraisal, Themes), What to note (of a descriptor its kind, the allowed values and
    what each means; of a theme its definition, subthemes and question), Entry (empty, to be filled in).
    """
    parts = [
        ("Source", [("Authors", ""), ("Year", ""), ("Title", ""), ("Published in", "Journal, volume and pages; publisher; or website")]),
        ("Descriptors", [(one.name or one.id, _asked(one)) for one in review.protocol.descriptors if one.group.casefold() != APPRAISAL]),
        ("Appraisal", [(one.name or one.id, _asked(one)) for one in review.protocol.descriptors if one.group.casefold() == APPRAISAL]),
        ("Themes", [(one.name or one.id, _looked_for(one)) for one in review.protocol.current_themes]),
        ("About this form", [("Filled in by", ""), ("Date", "")]),
    ]  # fmt: skip
    rows = [(field, (part, what, "")) for part, fields in parts for field, what in fields]
    made = frame(
        ("Field", [field for field, _ in rows]), ("Part", "What to note", "Entry"), [row for _, row in rows]
    )
    note = (
        "Of each theme: quotations word for word, in quotation marks, with the page; or what the source says, in your words, with "
        "the page. “none” where you looked and the source says nothing on it; leave it blank where you did not look."
    )
    return Table("extraction_form", "Extraction form", made, note, kinds={"Part": GROUP, "Entry": FILL})


def _asked(one: Descriptor) -> str:
    values = [f"☐ {value}: {meaning}" if meaning else f"☐ {value}" for value, meaning in one.values.items()]
    return "\n".join([f"{_TYPES.get(one.type, one.type)}{':' if values else ''}", *values])


def _looked_for(theme: Theme) -> str:
    subthemes = f"Subthemes: {'; '.join(theme.subthemes)}" if theme.subthemes else ""
    return "\n".join(filter(None, (theme.definition, theme.question, subthemes)))
