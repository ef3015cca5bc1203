class Refused(Exception):
    """What was asked cannot be done now. `str()` of it is for the editor: why, and what to do."""
