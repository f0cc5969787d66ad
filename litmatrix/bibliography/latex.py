"""A BibTeX value as plain text: accents put in, braces and commands taken out, names put in order."""

from __future__ import annotations

import functools
import re
import unicodedata

_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_JOINT = re.compile(r"[{}]|\s+and(?=\s)", re.IGNORECASE)
_PART_NAME = r"(?:family|given|prefix|suffix|middle|id|hash|use\w+|\w+inits|nosort\w*|sortingname\w+)(?:-i)?"
_BY_PARTS = re.compile(r'"?\s*(?:family|given|prefix|suffix)(?:-i)?\s*=', re.IGNORECASE)
_PART = re.compile(
    rf'(?:^|,)\s*"?\s*({_PART_NAME})\s*=\s*'
    rf'((?:[^{{}},"]|\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|"[^"]*"|,(?!\s*"?\s*{_PART_NAME}\s*=))*)',
    re.IGNORECASE,
)
_BRACED = re.compile(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")
_OTHERS = re.compile(r"(?:and )?others|(?:et|&) ?al(?:ii|\.)?|et\. al\.?|\.{3,}|…|u\. ?a\.", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)", re.ASCII)

# What is decoded, each command with its argument; the text between is left alone. Nothing here goes back over what it read.
_GROUP = r"\{[^{}]*+\}"
for _ in range(4):
    _GROUP = rf"\{{(?:[^{{}}\\]++|\\.|{_GROUP})*+\}}"
_ACCENT = rf"\\[`'^\"~=.](?:\s*+{_GROUP}|\\?[A-Za-z])"
_OF_TWO = r"\\(?:SI|qty|[tdc]?frac|nicefrac|href|textcolor|colorbox|foreignlanguage|texorpdfstring|bibinfo)(?![a-zA-Z])"
_ARGUMENT = rf"\s*+{_GROUP}|\s*+(?:\\[ij]\b)|(?<=\\[uvHtcdbrk]) +[A-Za-z]| ?"
_FORMULA = r"(?<!\\)\$(?:(?=[^$\n]{0,300}[\\<>=^_])[^$\n]{1,300}+\$|(?!\s)[^$\n]{1,300}+(?<!\s)\$(?!\d))"
_SNIPPET = re.compile(
    rf"\{{{_ACCENT}\}}|{_ACCENT}|{_OF_TWO}(?:\[[^\]\n]*+\])?+\s*+({_GROUP})\s*+({_GROUP})"
    rf"|\\[a-zA-Z]+\*?(?:{_ARGUMENT})|\\[^a-zA-Z]|{_FORMULA}",
    re.DOTALL,
)
_ADDRESS = re.compile(r"\\(?:url|nolinkurl|path)\s*\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?<!\\)\\([%&])")
_COMMAND = re.compile(r"\\([a-zA-Z]+)\*?\s*(.*)\Z", re.DOTALL)
# What changes the letter or number that is its argument: left to pylatexenc, as the signs are.
_ON_ARGUMENT = frozenset(
    ["u", "v", "H", "t", "c", "d", "b", "r", "k", "G", "U", "acute", "grave", "hat", "tilde", "bar", "vec", "dot", "ddot",
     "check", "breve", "mathring", "sqrt", "cyrchar"]
)  # fmt: skip
# What shows nothing of its argument, and what pylatexenc shows of commands that are no signs.
_HIDDEN = {
    "hspace": " ",
    **dict.fromkeys(["vspace", "label", "phantom", "hphantom", "vphantom", "index", "begin", "end"], ""),
}
_NO_SIGN = re.compile(r"[\[\]<>%()]")
# Signs that pylatexenc does not know; and what sets the type, or space, and says nothing.
_SIGNS = {
    "textbraceleft": "{", "textbraceright": "}", "textasciitilde": "\3", "textasciicircum": "^", "textless": "<",
    "textgreater": ">", "lt": "<", "gt": ">", "pounds": "£", "textsterling": "£", "copyright": "©", "textcopyright": "©",
    "textbar": "|", "textbardbl": "‖", "textunderscore": "_", "slash": "/", "textslash": "/", "yen": "¥", "cent": "¢", "euro": "€",
    "EUR": "€", "S": "§", "P": "¶", "ddag": "‡", "dag": "†", "lq": "‘", "rq": "’", "og": "«\u00a0", "fg": "\u00a0»", "No": "№",
    "no": "n°", "degree": "°", "degres": "°", "micro": "µ", "ohm": "Ω", "angstrom": "Å", "celsius": "°C", "percent": "%",
    "TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX", "nobreakdash": "", "textogonekcentered": "˛",
    "textthreequartersemdash": "—", "textcopyleft": "🄯", "textquotedbl": '"', "textbackslash": "\\", "lbrack": "[", "rbrack": "]",
    "textalpha": "α", "textbeta": "β", "textgamma": "γ", "textdelta": "δ", "textepsilon": "ε", "textkappa": "κ", "textlambda": "λ",
    "texteta": "η", "texttheta": "θ", "textpi": "π", "textrho": "ρ", "textsigma": "σ", "texttau": "τ", "textphi": "φ",
    "textchi": "χ", "textpsi": "ψ", "textomega": "ω", "textmugreek": "μ", **dict.fromkeys(["newline", "linebreak", "quad", "qquad", "enspace", "enskip", "thinspace", "space"], " "), "par": "\n\n",
    **dict.fromkeys(
        ["em", "it", "bf", "sc", "rm", "sf", "tt", "sl", "itshape", "bfseries", "scshape", "upshape", "normalfont", "rmfamily",
         "sffamily", "ttfamily", "mdseries", "tiny", "scriptsize", "footnotesize", "small", "normalsize", "large", "Large",
         "LARGE", "huge", "Huge", "relax", "protect", "noindent", "allowbreak", "nobreak", "newblock", "null", "displaystyle",
         "textstyle", "limits", "nolimits", "left", "right", "big", "Big", "bigl", "bigr", "sloppy", "raggedright", "centering",
         "unskip", "ignorespaces", "leavevmode", "selectfont", "boldmath", "break", "hfill"], ""),
}  # fmt: skip
_ESCAPED = {
    **{f"\\{mark}": mark for mark in "%&_#${} "}, **dict.fromkeys(["\\,", "\\;", "\\:", "\\>", "\\\\"], " "),
    **dict.fromkeys(["\\/", "\\-", "\\@", "\\!", "\\(", "\\)", "\\[", "\\]"], ""),
    "\\|": "‖", "\\~{}": "\3", "\\^{}": "^", "\\'{}": "'", "\\`{}": "`", '\\"{}': '"',
}  # fmt: skip


def plain(value: str) -> str:
    """Return a BibTeX value as plain Unicode text: accents put in, braces and commands taken out.

    Only the LaTeX commands in it are decoded (pylatexenc), so plain text costs next to nothing.
    """
    if "\\" in value or "$" in value:
        value = _with_text(value)
    if "{" in value or "}" in value:
        value = value.replace("{", "").replace("}", "")
    if "\1" in value or "\2" in value:
        value = value.replace("\1", "{").replace("\2", "}")
    if "~" in value:
        value = value.replace("~", "\u00a0")
    if "``" in value:
        value = value.replace("``", "“").replace("''", "”")
    if "--" in value:
        value = value.replace("---", "—").replace("--", "–")
    if "\3" in value:
        value = value.replace("\3", "~")
    if "\n" in value or "  " in value or "\t" in value:
        value = "\n\n".join(" ".join(part.split()) for part in re.split(r"\r?\n[ \t]*\r?\n", value))
    return value


def names_text(value: str) -> str:
    """Return a BibTeX list of names as “Family, Given; Organisation; Family, Given”, in plain text."""
    return "; ".join(text for name in names(value) if (text := name_text(name)))


def names(value: str) -> list[str]:
    """Return the names in a BibTeX list, parted by `and` outside braces; LaTeX commands in them are decoded."""
    if "\\" in value or "$" in value:
        # A name may begin with a command or its accent, which decides where it begins, and how it is parted.
        value = _with_text(value)
    if "{" not in value:
        found = _AND.split(value)
    else:
        found, depth, last = [], 0, 0
        for mark in _JOINT.finditer(value):
            if mark[0] in "{}":
                depth = max(depth + (1 if mark[0] == "{" else -1), 0)
            elif not depth:
                found.append(value[last : mark.start()])
                last = mark.end()
        found.append(value[last:])
    return [whole for name in found if (whole := " ".join(name.split()))]


def year_number(text: str) -> int | None:
    """Return the year that a text begins with or holds (``c. 2012``, ``2012-05``), or None."""
    found = _YEAR.search(text)
    return int(found[1]) if found else None


@functools.lru_cache(maxsize=1 << 16)
def name_text(name: str) -> str:
    """Return one name as “Family, Given”, in plain text; what stands for those who are not named is “others”."""
    if _OTHERS.fullmatch(name):
        return "others"
    inner = name[1:-1] if _BRACED.fullmatch(name) else name
    if _BY_PARTS.match(inner):
        return plain(_of_parts(inner))
    if "," in name or " " not in name or _BRACED.fullmatch(name):
        return plain(name)
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    try:
        parts = parse_single_name_into_parts(name, strict=False)
    except InvalidNameError:
        return plain(name)
    family = " ".join([*parts.von, *parts.last])
    return plain(", ".join(part for part in (family, " ".join(parts.first), " ".join(parts.jr)) if part))


def _of_parts(name: str) -> str:
    """Return a name that biblatex gives by its parts (``family=Montalder, given=Henri, prefix=de``) as other names stand."""
    parts: dict[str, str] = {}
    for found in _PART.finditer(name):
        parts[found[1].lower()] = found[2].strip().strip('"').strip()
    family = " ".join(part for part in (parts.get("prefix", ""), parts.get("family", "")) if part)
    given = parts.get("given", "") or parts.get("given-i", "")
    if not family:
        return given or name
    return ", ".join(part for part in (family, parts.get("suffix", ""), given) if part)


def _with_text(value: str) -> str:
    """Return a value with what its commands mean in their place; braces that are text are hidden from what looks for groups."""
    if "\\%" in value or "\\&" in value:
        value = _SIMPLE.sub(lambda found: found[1], value)
    return _SNIPPET.sub(_text_of, value)


def _text_of(found: re.Match[str]) -> str:
    # An argument that goes deeper than is looked at stands for itself.
    bare = found.string.startswith("{", found.end()) and found[0][1:].isalpha()
    return _decoded(found[0], bare).replace("{", "\1").replace("}", "\2")


@functools.lru_cache(maxsize=1 << 16)
def _decoded(snippet: str, bare: bool = False) -> str:
    """Return what a command or formula means; one that is not known leaves its argument, or its name: never nothing."""
    if snippet in _ESCAPED:
        return _ESCAPED[snippet]
    if snippet.startswith("$"):
        return _inner(snippet[1:-1]).replace("^∘", "°")
    if address := _ADDRESS.fullmatch(snippet):
        return address[1].replace("~", "\3")
    command = _COMMAND.match(snippet)
    if command is None:
        return _by_library(snippet) or snippet.strip("\\{}")
    name, argument = command[1], command[2]
    if _SNIPPET.match(snippet)[1] and (both := _SNIPPET.fullmatch(snippet)):  # type: ignore[index]
        first, second = _inner(both[1][1:-1]), _inner(both[2][1:-1])
        joint = " " if name in ("SI", "qty") else "/" if "frac" in name else ""
        return f"{first}{joint}{second}" if joint else second
    if name in _HIDDEN and argument:
        return _HIDDEN[name]
    text = _inner(argument[1:-1] if argument.startswith("{") else argument)
    if name in _SIGNS:
        return _SIGNS[name] + text
    if name in _ON_ARGUMENT and argument:
        return _by_library(f"\\{name}{{{text}}}") or text
    return _sign(name) + text or ("" if bare else name + (" " if snippet.endswith(" ") else ""))


def _inner(text: str) -> str:
    """Return the text within a command or formula, without its groups' braces."""
    if "\\" in text or "$" in text:
        text = _with_text(text)
    return text.replace("{", "").replace("}", "").replace("\1", "{").replace("\2", "}")


def _by_library(snippet: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text

    try:
        reader = LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=True)
        return str(reader.latex_to_text(snippet))
    except Exception:  # pylatexenc raises many kinds; the text is then shown as it stands
        return snippet


@functools.cache
def _sign(name: str) -> str:
    """Return the sign that a command stands for (``\\alpha``), or nothing: it says something of its argument, or is not known."""
    from pylatexenc.latex2text import get_default_latex_context_db

    spec = get_default_latex_context_db().get_macro_spec(name)
    sign = getattr(spec, "simplify_repl", None)
    return sign if isinstance(sign, str) and not _NO_SIGN.search(sign) else ""


_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]+"
)
_GAPS = re.compile(r"[\s\-‐‑‒–—]+")


def folded(text: str) -> str:
    """Return a text as it is compared: without accents and capitals, hyphens and gaps as one space each."""
    if not text.isascii():
        text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return _GAPS.sub(" ", text).casefold()
