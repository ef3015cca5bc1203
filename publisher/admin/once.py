"""Session keys of what the next page shows, once."""

SECRET = "newswire_show_secret"  # noqa: S105 - the id of a channel whose secret is to be shown
TRIGGER_SECRET = "newswire_show_trigger_secret"  # noqa: S105 - likewise of a trigger
EXCHANGE = "newswire_exchange"  # the last test of a channel
FEED = "newswire_feed"  # a token of the feed that was just made
PORTAL = "newswire_portal"  # a link for developers that was just made
