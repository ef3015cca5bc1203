"""The translators' desk: language versions are linked, begun, compared with their source, and counted.

`link` and `unlink` change who belongs to a set; `units` and `fingerprint` say what a page says;
`staleness` compares it with what its versions were translated from. `refresh` keeps the fingerprints
of live pages level with their publications' generations.
"""
