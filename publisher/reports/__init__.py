"""What stands where, as figures and lists: read-only, by indexes, never a query per row."""
