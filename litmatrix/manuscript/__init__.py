"""manuscript.md: the researcher's own paper, of which only what stands between two comments is ours.

    <!-- litmatrix: findings challenges subtheme="Boundaries" most=3 -->
    … what `litmatrix write` puts here, and renews …
    <!-- litmatrix: end -->

and ``{{included}}``, a placeholder for a computed number. All else is hers, and stays byte for byte.
"""

from litmatrix.manuscript.text import Block, Manuscript, Mention, Placeholder, read_manuscript, split

__all__ = ["Block", "Manuscript", "Mention", "Placeholder", "read_manuscript", "split"]
