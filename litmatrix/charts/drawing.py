"""Charts drawn by vl-convert: as SVG, and an SVG as PNG or PDF.

Text is measured and drawn with the fonts that vl-convert brings along (Liberation), whatever the machine has, so that a
chart has the same bytes everywhere. Only a PNG or PDF with scripts that these lack is drawn with the machine's fonts.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import altair as alt

from litmatrix.charts.heading import FORBIDDEN

PNG_SCALE = 2.0

#: A character of a script that the fonts of vl-convert lack (they have Latin, Greek, Cyrillic, and the usual signs).
_FOREIGN = re.compile("[^\\x00-\u052f\u1d00-\u26ff\ufb00-\ufb06\ufeff]")
#: The process that draws with the machine's fonts answers one question at a time.
_ONE = threading.Lock()
_DRAW = """
import json, sys, vl_convert
for line in sys.stdin:
    name, given = json.loads(line)
    try:
        made = getattr(vl_convert, name)(**given)
    except Exception:
        made = b""
    sys.stdout.buffer.write(len(made).to_bytes(8, "big") + made)
    sys.stdout.buffer.flush()
"""


def drawn_svg(spec: Mapping[str, Any]) -> str:
    """Return a chart as vl-convert draws it."""
    return _drawn(json.dumps(spec))


def drawn_png(svg: str, scale: float = PNG_SCALE) -> bytes:
    """Return an SVG as PNG, `scale` times as large."""
    return _converted("svg_to_png", svg, scale=scale)


def drawn_pdf(svg: str) -> bytes:
    """Return an SVG as a page of PDF that holds the letters it is written with. A pixel becomes a point."""
    return _converted("svg_to_pdf", svg)


def foreign(svg: str) -> bool:
    """Say whether an SVG holds letters that the fonts of vl-convert lack."""
    return bool(_FOREIGN.search(svg))


def _converted(name: str, svg: str, **given: float) -> bytes:
    if foreign(svg) and (drawn := _drawn_by_machine(name, {"svg": svg, **given})):
        return drawn
    made: bytes = getattr(engine(), name)(svg, **given)
    return made


def _drawn_by_machine(name: str, given: Mapping[str, Any]) -> bytes:
    """Return what another process draws with the machine's fonts; nothing if it cannot.

    Fonts are chosen once a process: this one's stay what they are. The other waits for the next, and ends with this one.
    """
    with _ONE:
        drawer = _drawer()
        with contextlib.suppress(OSError):
            drawer.stdin.write(json.dumps([name, given]).encode("utf-8") + b"\n")  # type: ignore[union-attr]
            drawer.stdin.flush()  # type: ignore[union-attr]
            size = int.from_bytes(drawer.stdout.read(8), "big")  # type: ignore[union-attr]
            made: bytes = drawer.stdout.read(size)  # type: ignore[union-attr]
            if size and len(made) == size:
                return made
        _end()
    return b""


@functools.cache
def _drawer() -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-c", _DRAW]
    atexit.register(_end)
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def _end() -> None:
    """End the other process, if there is one."""
    atexit.unregister(_end)
    if _drawer.cache_info().currsize:
        with contextlib.suppress(OSError), _drawer() as drawer:
            drawer.kill()
        _drawer.cache_clear()


@functools.lru_cache(maxsize=2)
def _drawn(spec: str) -> str:
    """Return what vl-convert draws of a chart; one that is saved as .svg and as .png is drawn once."""
    return FORBIDDEN.sub(
        "", engine().vegalite_to_svg(_drawable(json.loads(spec)), vl_version=vega_lite_version())
    )


def _drawable(value: Any) -> Any:
    """Return a chart without characters that no picture holds: at one of them vl-convert ends the whole program."""
    if isinstance(value, str):
        return FORBIDDEN.sub("", value)
    if isinstance(value, Mapping):
        return {_drawable(name): _drawable(part) for name, part in value.items()}
    return [_drawable(part) for part in value] if isinstance(value, list) else value


@functools.cache
def engine() -> ModuleType:
    """Return vl-convert, which from now on draws with its own fonts and with no others."""
    import vl_convert

    before = {name: value for name, value in os.environ.items() if name == "FONTCONFIG_FILE"}
    os.environ["FONTCONFIG_FILE"] = str(Path(__file__).with_name("fonts.conf"))
    try:
        # It looks for fonts when it first draws.
        vl_convert.svg_to_png(
            '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">x</text></svg>'
        )
    finally:
        del os.environ["FONTCONFIG_FILE"]
        os.environ.update(before)
    return vl_convert


def vega_lite_version() -> str:
    """Return the version of Vega-Lite that Altair writes, as vl-convert names it."""
    return alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
