class Refusal(Exception):
    """Why nothing was accepted, in words for the one who asked, and as an HTTP status."""

    def __init__(self, status: int, words: str, retry_after: int | None = None) -> None:
        super().__init__(words)
        self.status = status
        self.retry_after = retry_after  # seconds
