"""A number that moves up and down, such as agreements that run: said again only when it has moved enough."""

from essaim.cores.disclosure.threshold import THRESHOLD, check_threshold


def step(before: int | None, now: int, threshold: int = THRESHOLD) -> bool:
    """Return whether a number of people may be said when ``before`` was said last (None: nothing yet).

    The first needs ``threshold`` people; a next one must also differ by as many, so that no two numbers said differ by a
    few people. Raises ValueError for a negative number.
    """
    check_threshold(threshold)
    if now < 0:
        raise ValueError(f"now is {now}: a number of people, 0 or more, is expected")
    return now >= threshold and (before is None or abs(now - before) >= threshold)
