"""review.toml: read, and edited member by member with its comments."""

from litmatrix.protocol.file import edited, parse_protocol, read_protocol, write_protocol
from litmatrix.protocol.toml import AddTable, OrderTables, RemoveTable, SetValue

__all__ = [
    "AddTable",
    "OrderTables",
    "RemoveTable",
    "SetValue",
    "edited",
    "parse_protocol",
    "read_protocol",
    "write_protocol",
]
