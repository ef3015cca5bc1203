"""`make demo` and `make demo-check`: the reference site with sample content, workers and two receivers."""
