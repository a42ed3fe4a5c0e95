"""All that is stored of one student, as an archive for them to keep."""

from grader.services.personal_data.archive import MadeFor, archive
from grader.services.personal_data.asking import of_student, own

__all__ = ["MadeFor", "archive", "of_student", "own"]
