"""What a program may do in somebody's name."""

from enum import StrEnum


class Scope(StrEnum):
    """What a token is good for; never for more than its user may do."""

    READ_COURSES = "courses:read"
    READ_SUBMISSIONS = "submissions:read"
    WRITE_SUBMISSIONS = "submissions:write"
    READ_GRADES = "grades:read"
    WRITE_GRADES = "grades:write"
    READ_WEBHOOKS = "webhooks:read"
    WRITE_WEBHOOKS = "webhooks:write"

    @property
    def words(self) -> str:
        """What it allows, for those who choose."""
        return WORDS[self]


WORDS = {
    Scope.READ_COURSES: "see courses and assignments",
    Scope.READ_SUBMISSIONS: "see what was handed in",
    Scope.WRITE_SUBMISSIONS: "hand in",
    Scope.READ_GRADES: "see results, the gradebook and regrades",
    Scope.WRITE_GRADES: "start, apply and undo regrades, and send grades to the LMS again",
    Scope.READ_WEBHOOKS: "see webhooks and what was delivered",
    Scope.WRITE_WEBHOOKS: "make, change and delete webhooks",
}
