"""The catalogues, one file a language, and `update`, which keeps them up with the texts."""
