class Refusal(Exception):
    """A call that changes nothing. `str()` is the reason, fit for the caller and for our log."""

    def __init__(self, status: int, code: str, reason: str, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.status = status  # HTTP
        self.code = code  # for programs: "bad_signature"
        self.retry_after = retry_after  # seconds
