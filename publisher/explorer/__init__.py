"""Wagtail's page listings: a column that says where the pages are, and two bulk actions."""
