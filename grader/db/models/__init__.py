"""The tables. What must always hold is a constraint here, not a habit elsewhere."""

from grader.db.models.base import Base, Job, JobState, RegradeState, Role, utc_now
from grader.db.models.cluster import Release, Worker
from grader.db.models.courses import Course, Extension, LineItem
from grader.db.models.grades import GradeEvent, Regrade, Result
from grader.db.models.people import Enrolment, SignInLink, SignInMail, User
from grader.db.models.reports import AuditEvent, ClassReport, SimilarityReport, SimilarPair
from grader.db.models.submissions import Comment, Run, RunMistake, RunTest, Submission

__all__ = [
    "AuditEvent",
    "Base",
    "ClassReport",
    "Comment",
    "Course",
    "Enrolment",
    "Extension",
    "GradeEvent",
    "Job",
    "JobState",
    "LineItem",
    "Regrade",
    "RegradeState",
    "Release",
    "Result",
    "Role",
    "Run",
    "RunMistake",
    "RunTest",
    "SignInLink",
    "SignInMail",
    "SimilarPair",
    "SimilarityReport",
    "Submission",
    "User",
    "Worker",
    "utc_now",
]
