"""Pull: the same events as the webhooks, as a feed with a cursor, tombstones and state hashes.

It reads what was announced to one channel (its copies and their payloads) and writes nothing, so
push and pull cannot disagree. The wire is docs/catch-up.md.
"""
