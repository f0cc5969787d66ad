"""Tables of the records: what the included sources are, and which records are out and why."""

from __future__ import annotations

from litmatrix import coding, screening
from litmatrix.matrix.citations import named
from litmatrix.review import Review
from litmatrix.tables.frames import KEY, NO_SOURCE_YET, NOT_STATED, STAGE_NAMES, frame, labels
from litmatrix.tables.table import Table

_PUBLISHED_IN = ("journal", "booktitle", "publisher", "howpublished", "series")


def characteristics(review: Review) -> Table:
    """Return what the included sources are, in the order of the bibliography: index `Source` (short reference).

    Columns: Year, Title, each descriptor by its name, Published in, Key.
    """
    sources = coding.sources(review)
    records = review.records.loc[sources.index]
    places = [column for column in _PUBLISHED_IN if column in records]
    own = ("Source", "Year", "Title", "Published in", "Key")
    described = labels([(one.id, one.name or one.id) for one in review.protocol.descriptors], own)
    where = [next((text for text in row if text), NOT_STATED) for row in records[places].to_numpy().tolist()]
    columns = [
        [year or "n.d." for year in records["year"]],
        [title or NOT_STATED for title in records["title"]],
        *(sources[id].tolist() for id in described),
        where,
        sources.index.tolist(),
    ]
    names = ("Year", "Title", *described.values(), "Published in", "Key")
    made = frame(("Source", sources["reference"].tolist()), names, list(zip(*columns, strict=True)))
    title = "Characteristics of the included sources"
    cited = {"Source": [named(key) for key in sources.index]}
    return Table("characteristics", title, made, nothing=NO_SOURCE_YET, kinds={"Key": KEY}, cited=cited)


def excluded(review: Review) -> Table:
    """Return the records that are out, in the order of the bibliography: index `Record` (short reference).

    Columns: Title, Stage, Reason (the criterion in words, or that it was not retrieved; of what was removed before
    screening, the words given), Note (of those who decided), Decided by, Key. Duplicates are not here.
    """
    table = screening.outcomes(review)
    table = table[table.index.isin(screening.excluded(review).index) | (table["status"] == screening.REMOVED)]
    said: dict[tuple[str, str], list[tuple[str, str]]] = {}
    now = screening.standing(review)
    now = now[(now["stage"] != "identification") | (now["decision"] == screening.REMOVED)]
    for key, stage, *given in now[["key", "stage", "reviewer", "note"]].to_numpy().tolist():
        said.setdefault((key, stage), []).append((given[0], given[1]))
    words = {one.id: one.reason for one in review.protocol.criteria}
    titles, names = review.records["title"].to_dict(), screening.names(review)
    rows = []
    for row in table.itertuples():
        votes = said.get((row.Index, row.stage), [])
        gone = row.status == screening.NOT_RETRIEVED
        reason = (
            "full text not retrieved"
            if gone
            else words.get(row.reason, row.reason) or "no reason is recorded"
        )
        stage = STAGE_NAMES.get(row.stage, row.stage)
        people = ", ".join(dict.fromkeys(reviewer for reviewer, _ in votes))
        rows.append(
            (titles[row.Index] or NOT_STATED, stage, reason, _notes_in_words(votes), people, row.Index)
        )
    columns = ("Title", "Stage", "Reason", "Note", "Decided by", "Key")
    made = frame(("Record", [names[key] for key in table.index]), columns, rows)
    nothing = "No record is excluded yet: exclude records with the screening card, in 01-filter-sources."
    cited = {"Record": [named(key) for key in table.index]}
    return Table("excluded", "Excluded records", made, nothing=nothing, kinds={"Key": KEY}, cited=cited)


def _notes_in_words(votes: list[tuple[str, str]]) -> str:
    return "\n".join(f"{reviewer}: {note}" if len(votes) > 1 else note for reviewer, note in votes if note)
