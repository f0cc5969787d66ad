"""review.toml: read, and edited member by member with its comments."""

from litmatrix.protocol.file import (
    SetValue,
    edited,
    members,
    parse_protocol,
    read_protocol,
    slips,
    toml,
    write_protocol,
)

__all__ = [
    "SetValue",
    "edited",
    "members",
    "parse_protocol",
    "read_protocol",
    "slips",
    "toml",
    "write_protocol",
]
