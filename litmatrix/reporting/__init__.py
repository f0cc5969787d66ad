"""What a paper must report, computed: the methods in sentences, the statement of data and code, checklists, the stamp."""

from litmatrix.reporting.paragraphs import methods, paragraph, statement
from litmatrix.reporting.sentences import Paragraph, Sentence
from litmatrix.reporting.stamp import Stamp, now, stamped

__all__ = ["Paragraph", "Sentence", "Stamp", "methods", "now", "paragraph", "stamped", "statement"]
