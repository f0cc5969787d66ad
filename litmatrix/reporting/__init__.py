"""What a paper must report, computed: the methods in sentences, the statement of data and code, checklists, the stamp."""

from litmatrix.reporting.checklists import CHECKLISTS, checklist
from litmatrix.reporting.paragraphs import PARTS, methods, methods_table, paragraph, statement
from litmatrix.reporting.sentences import Paragraph, Sentence
from litmatrix.reporting.stamp import Stamp, now, stamped

__all__ = [
    "CHECKLISTS",
    "PARTS",
    "Paragraph",
    "Sentence",
    "Stamp",
    "checklist",
    "methods",
    "methods_table",
    "now",
    "paragraph",
    "stamped",
    "statement",
]
