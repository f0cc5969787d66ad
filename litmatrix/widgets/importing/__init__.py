"""The form that takes search results in: several files, each a search, looked at before anything is written."""
