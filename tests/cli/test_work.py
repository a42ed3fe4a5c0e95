"""What a worker works on, in a process of its own or in the one that serves."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from grader.cli.work import kinds
from grader.grading import Grader
from grader.settings import Settings


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_mail_is_sent_where_it_can_be(sessions: sessionmaker[Session], tmp_path: Path) -> None:
    silent = Settings(tmp_path, "", "secret")
    mailing = Settings(tmp_path, "", "secret", smtp_url="smtp://localhost", mail_from="grader@example.org")
    without, with_mail = ({kind.name for kind in kinds(each, sessions, Grader(each))} for each in (silent, mailing))
    assert with_mail - without == {"SignInMail"}
    assert "Run" in without
