"""git as it is asked here: it reads, and runs nothing that a repository's own settings or attributes name."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from litmatrix.errors import Misuse, Unreadable

_SECONDS = 120

# An unpacked archive or a shared folder brings its .git along, and git runs what stands in it as if its owner had
# written it. Commands that look at the index or the working tree, or apply filters and textconv (show of a file,
# diff, cat-file --filters), are not used at all; these switch off what is left.
_SETTINGS = {
    "core.fsmonitor": "false",
    "core.hooksPath": os.devnull,
    "core.pager": "cat",
    "core.sshCommand": "false",
    "core.askPass": "false",
    "credential.helper": "",
    "diff.external": "",
    "log.showSignature": "false",
    "gpg.program": "false",
    "submodule.recurse": "false",
    "safe.bareRepository": "explicit",
    "i18n.logOutputEncoding": "UTF-8",
}
# What would point git at another repository than the one that the folder is in (set inside a hook).
_NOT_PASSED = (
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY", "GIT_EXTERNAL_DIFF",
)  # fmt: skip
# In a partial clone what is missing would be fetched, by a program that the settings name.
_ALWAYS = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


class NoGit(Misuse):
    """git is not installed."""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder; raises `NoGit`, and `Unreadable` where it cannot be run or does not come to an end."""
    settings = [part for name, value in _SETTINGS.items() for part in ("-c", f"{name}={value}")]
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED} | _ALWAYS
    try:
        return subprocess.run(
            ["git", "--no-pager", *settings, *arguments],
            cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=_SECONDS,
        )  # fmt: skip
    except FileNotFoundError:
        if not folder.is_dir():
            raise Unreadable(f"{folder}: there is no such folder.") from None
        raise NoGit("git was not found. Install it (https://git-scm.com), then try again.") from None
    except subprocess.TimeoutExpired:
        raise Unreadable(f"{folder}: git took more than {_SECONDS} seconds to answer.") from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", error)
        raise Unreadable(f"{folder}: git cannot be run there ({why}).") from None


def said(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return what git complained of."""
    return done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
