"""What a person works with in a notebook."""

from litmatrix.widgets.coding.desk import CodingDesk, coding_desk
from litmatrix.widgets.correct_record import CorrectRecord, correct_record
from litmatrix.widgets.duplicates.desk import DuplicateDesk, duplicate_desk
from litmatrix.widgets.fulltexts.desk import FullTextDesk, full_texts
from litmatrix.widgets.importing.desk import ImportRecords, import_records
from litmatrix.widgets.linked_charts import LinkedCharts, linked_charts
from litmatrix.widgets.manuscript.desk import ManuscriptDesk, manuscript
from litmatrix.widgets.matrix_import import ImportMatrix, import_matrix
from litmatrix.widgets.outputs.desk import OutputPanel, outputs
from litmatrix.widgets.problems.desk import ProblemDesk, problems
from litmatrix.widgets.protocol.desk import ProtocolDesk, protocol_desk
from litmatrix.widgets.records.desk import RecordList, record_list, source_filter
from litmatrix.widgets.reviewer.desk import ReviewerLine, reviewer
from litmatrix.widgets.screening.desk import ScreeningCard, screening_card
from litmatrix.widgets.screening.forms import AddSource, ExcludeFailing, add_source, exclude_failing
from litmatrix.widgets.team.desk import TeamDesk, team
from litmatrix.widgets.themes.desk import ThemeDesk, theme_desk

__all__ = [
    "AddSource",
    "CodingDesk",
    "CorrectRecord",
    "DuplicateDesk",
    "ExcludeFailing",
    "FullTextDesk",
    "ImportMatrix",
    "ImportRecords",
    "LinkedCharts",
    "ManuscriptDesk",
    "OutputPanel",
    "ProblemDesk",
    "ProtocolDesk",
    "RecordList",
    "ReviewerLine",
    "ScreeningCard",
    "TeamDesk",
    "ThemeDesk",
    "add_source",
    "coding_desk",
    "correct_record",
    "duplicate_desk",
    "exclude_failing",
    "full_texts",
    "import_matrix",
    "import_records",
    "linked_charts",
    "manuscript",
    "outputs",
    "problems",
    "protocol_desk",
    "record_list",
    "reviewer",
    "screening_card",
    "source_filter",
    "team",
    "theme_desk",
]
