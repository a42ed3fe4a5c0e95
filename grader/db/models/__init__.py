"""The tables. What must always hold is a constraint here, not a habit elsewhere."""

from grader.db.models.api import ApiToken, KeptAnswer
from grader.db.models.base import Base, Job, JobState, RegradeState, Role, utc_now
from grader.db.models.cluster import Release, Worker
from grader.db.models.courses import Course, Extension, LineItem
from grader.db.models.grades import GradeEvent, Regrade, Result
from grader.db.models.inbound import Notice, Source
from grader.db.models.lti import (
    Context,
    Deployment,
    Identity,
    Launch,
    Login,
    NoticeHandler,
    Passback,
    Platform,
    RegistrationInvite,
    ResourceLink,
    RosterSync,
    ToolKey,
)
from grader.db.models.people import Enrolment, SignInLink, SignInMail, User
from grader.db.models.reports import AuditEvent, ClassReport, SimilarityReport, SimilarPair
from grader.db.models.submissions import Comment, Run, RunMistake, RunTest, Submission
from grader.db.models.webhooks import Delivery, Endpoint, Message, PostedGrade

__all__ = [
    "ApiToken",
    "AuditEvent",
    "Base",
    "ClassReport",
    "Comment",
    "Context",
    "Course",
    "Delivery",
    "Deployment",
    "Endpoint",
    "Enrolment",
    "Extension",
    "GradeEvent",
    "Identity",
    "Job",
    "JobState",
    "KeptAnswer",
    "Launch",
    "LineItem",
    "Login",
    "Message",
    "Notice",
    "NoticeHandler",
    "Passback",
    "Platform",
    "PostedGrade",
    "RegistrationInvite",
    "Regrade",
    "RegradeState",
    "Release",
    "ResourceLink",
    "Result",
    "Role",
    "RosterSync",
    "Run",
    "RunMistake",
    "RunTest",
    "SignInLink",
    "SignInMail",
    "SimilarPair",
    "SimilarityReport",
    "Source",
    "Submission",
    "ToolKey",
    "User",
    "Worker",
    "utc_now",
]
