"""Names and email addresses, as they may be stored."""

from grader.errors import Refused

NAME_LENGTH = range(1, 121)
EMAIL_LENGTH = range(3, 255)
SEPARATORS = set('@,;:<>()[]\\"')
"""Where a header of a mail would begin another address, or something that is none."""

NOBODYS_HOST = "invalid"
"""Of the addresses that stand in the place of erased ones; nobody may take one beforehand."""


def checked_name(name: str) -> str:
    """Return *name* with single spaces.

    Raises:
        Refused: it is empty, too long, or has characters that cannot be shown.

    """
    name = " ".join(name.split())
    if len(name) not in NAME_LENGTH or not name.isprintable():
        raise Refused("Enter your name, in at most 120 characters.")
    return name


def normal_email(email: str) -> str:
    """Return *email* as it is stored and looked up."""
    return email.strip().lower()


def checked_email(email: str) -> str:
    """Return *email* in lower case.

    Raises:
        Refused: it is no single address.

    """
    email = normal_email(email)
    user, _, host = email.rpartition("@")
    is_one = email.isprintable() and not any(map(str.isspace, email)) and not SEPARATORS & set(user + host)
    if len(email) not in EMAIL_LENGTH or not (user and host and is_one) or host == NOBODYS_HOST:
        raise Refused("Enter an email address, like name@example.org.")
    return email
