"""Where a platform tells of submissions (LTI Platform Notification Service 1.0): the tool has to ask for it."""

from grader.domain.lti import NOTICE_SCOPE, SUBMISSION_NOTICE
from grader.lms.connector import Connector, explained


def ask_for(connector: Connector, url: str, handler: str) -> None:
    """Have the platform whose service is at *url* tell of submissions at the address *handler*.

    Raises:
        PlatformFailed: it does not, or not us.

    """
    with explained("ask for notices of submissions", is_of_column=False):
        connector.put([NOTICE_SCOPE], url, {"notice_type": SUBMISSION_NOTICE, "handler": handler})
