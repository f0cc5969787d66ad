"""decisions/: events, the log of each reviewer, and what stands."""

from litmatrix.decisions.log import (
    COLUMNS,
    LAST,
    Event,
    append_events,
    content,
    format_event,
    frame,
    live,
    new_id,
    now,
    parse_decisions,
    read_decisions,
    reviewer_file,
    standing,
)

__all__ = [
    "COLUMNS",
    "LAST",
    "Event",
    "append_events",
    "content",
    "format_event",
    "frame",
    "live",
    "new_id",
    "now",
    "parse_decisions",
    "read_decisions",
    "reviewer_file",
    "standing",
]
