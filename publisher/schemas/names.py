VERSIONS = {"body": 1, "thin": 1, "event": 1}


def file_name(name: str) -> str:
    """ "body" to "body.v1.json"."""
    return f"{name}.v{VERSIONS[name]}.json"
