"""Seen from outside: is it alive, is it ready, how old is what waits. Read-only, from the database.

access.py      who is told more than a word
readiness.py   what stands in the way, by the doctor's cheap examinations
metrics/       for Prometheus
views.py       healthz, readyz, metrics
"""
