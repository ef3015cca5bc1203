"""The rules of JSON Feed 1.1 as a schema."""

URI = {"type": "string", "format": "uri"}
MOMENT = {"type": "string", "format": "date-time"}
AUTHORS = {
    "type": "array",
    "items": {"type": "object", "minProperties": 1, "properties": {"name": {"type": "string"}, "url": URI}},
}
# jsonfeed.org/version/1.1, "Top-level" and "Items".
JSON_FEED = {
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "language": {"type": "string"},
        "home_page_url": URI,
        "feed_url": URI,
        "authors": AUTHORS,
        "hubs": {
            "type": "array",
            "items": {"type": "object", "required": ["type", "url"], "properties": {"url": URI}},
        },
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_html"]}, {"required": ["content_text"]}],
                "additionalProperties": False,
                "properties": {
                    **{name: {"type": "string"} for name in ("id", "title", "summary")},
                    **{name: {"type": "string"} for name in ("content_html", "content_text")},
                    **dict.fromkeys(("url", "image"), URI),
                    **dict.fromkeys(("date_published", "date_modified"), MOMENT),
                    "authors": AUTHORS,
                    "tags": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
