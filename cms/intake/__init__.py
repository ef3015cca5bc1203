"""Articles from another Newswire, as drafts or live pages below a section of this site.

An app of its own (`newswire.cms.intake`): whoever takes nothing in leaves it out. docs/intake.md.
"""
