"""From how many people a number may be said, and the words for what is below."""

THRESHOLD = 11  # what Insee asks of fiscal data and the Assurance maladie of its open data: no number for fewer people


def few(threshold: int = THRESHOLD) -> str:
    """Return the words for a number of people below the threshold, zero included."""
    return f"moins de {threshold}"


def check_threshold(threshold: int) -> None:
    """Raise ValueError for a threshold below 2: nothing would be protected."""
    if threshold < 2:  # noqa: PLR2004
        raise ValueError(f"threshold is {threshold}: 2 people or more are expected")
