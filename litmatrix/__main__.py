"""`python -m litmatrix` is the command line."""

import sys

from litmatrix.cli import main

if __name__ == "__main__":
    sys.exit(main())
