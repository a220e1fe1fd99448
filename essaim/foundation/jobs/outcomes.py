"""What may become of a message that a transport was given, other than to leave."""


class RefusedError(Exception):
    """Nothing left. Its text goes to the screens and holds no personal data; `final`: do not try again."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.final = final


class UncertainError(Exception):
    """The line broke after the text was given: it may have left."""
