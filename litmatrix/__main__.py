"""`python -m litmatrix` is the command line."""

import os
import sys

if __name__ == "__main__":
    # Python looks for modules first in the folder that it was started in: a review's json.py is none of ours.
    try:
        here = os.getcwd()
    except OSError:
        here = ""
    if not sys.flags.safe_path and sys.path[0] in ("", here):
        del sys.path[0]

    from litmatrix.cli import main

    sys.exit(main())
