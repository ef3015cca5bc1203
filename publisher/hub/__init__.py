"""A WebSub hub of our own (W3C Recommendation of 2018): sends our feeds to subscribers. docs/hub.md.

What there is to do stands in the rows of the subscriptions; the task `newswire.hub` does it.
"""
