"""Altair, loaded without a grammar of web addresses that no chart asks for: imported before all other modules of charts.

jsonschema, by which Altair checks what it is given, compiles that grammar whenever the package is there, as it is beside
JupyterLab: 1.4 of the 2 seconds that a notebook, a build or a test would wait for its first chart.
"""

from __future__ import annotations

import sys
from typing import Any, cast

_GRAMMAR = "rfc3987_syntax"

if _GRAMMAR not in sys.modules and "jsonschema" not in sys.modules:
    cast(dict[str, Any], sys.modules)[_GRAMMAR] = None  # Python then says that there is no such package
    try:
        import altair as alt
    finally:
        del sys.modules[_GRAMMAR]
else:
    import altair as alt  # noqa: F401
