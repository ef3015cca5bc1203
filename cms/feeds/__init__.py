"""Feeds of a news index (RSS, Atom, JSON Feed) and the site's sitemaps.

A language and a section are an index of their own; topic, author and year are its filters.
"""
