class Refused(Exception):
    """What a person asked for is not possible; str(error) says why and what to do, in their language.

    Nothing was changed. `aliases`: pages that only follow another one and stand in the way; asked for
    again with their replacement, it is done.
    """

    def __init__(self, message: str, aliases: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.aliases = aliases
