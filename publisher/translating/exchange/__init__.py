"""Translations out of the newsroom and back in, as files: XLIFF 1.2 and 2.1, PO.

`pairing` walks a source and its version side by side; `collect` takes the texts out, `deliver` puts
those of a file into a draft. `coded` keeps the markup here: a file has numbers in its place. Each format
is one module that reads and writes; `hostile` is what every file has to pass first.
"""
