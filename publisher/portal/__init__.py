"""Pages for the people who write a channel's receiver: by a link with a token, without an account here.

Everything is read by the channel that the token opens; nothing asks for another. docs/portal.md.
"""
