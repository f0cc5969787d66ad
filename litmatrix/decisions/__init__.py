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
    live_events,
    new_id,
    now,
    parse_decisions,
    read_decisions,
    renamed,
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
    "live_events",
    "new_id",
    "now",
    "parse_decisions",
    "read_decisions",
    "renamed",
    "reviewer_file",
    "standing",
]
