"""The notebooks of a review as pages without code, served by Voila: `python -m litmatrix.cli.pages FOLDER`."""
