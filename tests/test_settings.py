"""Settings come from the environment, and a mistake in them names the variable."""

import stat
from pathlib import Path

import pytest

from grader import settings
from grader.errors import ServiceError


def test_without_any_variable_everything_has_a_default(tmp_path: Path) -> None:
    chosen = settings.load({"DATA_DIR": str(tmp_path)})
    assert chosen.database_url == f"sqlite:///{tmp_path / 'grader.db'}"
    assert (chosen.address, chosen.https) == ("http://127.0.0.1:8000", False)
    assert chosen.slots >= 1


def test_the_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = (settings.load({"DATA_DIR": str(tmp_path)}).secret_key for _ in range(2))
    assert first == second
    assert len(first) == 64
    assert stat.S_IMODE(settings.load({"DATA_DIR": str(tmp_path / "new")}).data_dir.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert settings.load({"DATA_DIR": str(tmp_path), "SECRET_KEY": "own"}).secret_key == "own"


def test_the_public_address_decides_about_https(tmp_path: Path) -> None:
    chosen = settings.load({"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://grader.example.org/"})
    assert (chosen.address, chosen.https) == ("https://grader.example.org", True)


@pytest.mark.parametrize("scheme", ["smtp", "smtp+starttls", "smtps"])
def test_where_mail_goes_out_is_read_and_never_shown(tmp_path: Path, scheme: str) -> None:
    url = f"{scheme}://user:pass%40word@mail.example.org:2525"
    chosen = settings.load({"DATA_DIR": str(tmp_path), "SMTP_URL": url, "MAIL_FROM": "Grader <grader@example.org>"})
    assert (chosen.smtp_url, chosen.mail_from) == (url, "Grader <grader@example.org>")
    assert "pass%40word" not in repr(chosen)


@pytest.mark.parametrize("url", ["mail.example.org", "http://u:pw@h", "smtp://", "smtp://u:pw@h:x", "smtps://u:pw@[h"])
def test_a_wrong_way_out_for_mail_names_its_variable_and_no_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(ServiceError, match="SMTP_URL") as caught:
        settings.load({"DATA_DIR": str(tmp_path), "SMTP_URL": url, "MAIL_FROM": "grader@example.org"})
    assert "pw" not in str(caught.value)


@pytest.mark.parametrize("sender", ["", "grader", "<>"])
def test_mail_has_a_sender(tmp_path: Path, sender: str) -> None:
    with pytest.raises(ServiceError, match="MAIL_FROM"):
        settings.load({"DATA_DIR": str(tmp_path), "SMTP_URL": "smtp://localhost", "MAIL_FROM": sender})


@pytest.mark.parametrize("name", ["PORT", "SLOTS", "LEASE_S", "MAX_UPLOAD_KIB"])
@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5", "٣"])
def test_a_number_that_is_none_names_its_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ServiceError, match=name):
        settings.load({"DATA_DIR": str(tmp_path), name: value})


def test_a_setting_may_be_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    chosen = settings.load({"DATA_DIR": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "key")})
    assert chosen.secret_key == "from a file"


def test_a_file_that_is_missing_or_not_alone_names_its_variable(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match=r"SECRET_KEY_FILE: .*missing cannot be read"):
        settings.load({"DATA_DIR": str(tmp_path), "SECRET_KEY_FILE": str(tmp_path / "missing")})
    with pytest.raises(ServiceError, match="SECRET_KEY and SECRET_KEY_FILE are both set"):
        settings.load({"DATA_DIR": str(tmp_path), "SECRET_KEY": "a", "SECRET_KEY_FILE": str(tmp_path / "missing")})


def test_processes_that_share_work_share_the_secret(tmp_path: Path) -> None:
    with pytest.raises(ServiceError, match="SECRET_KEY must be set"):
        settings.load({"DATA_DIR": str(tmp_path), "BROKER": "redis://localhost"})


@pytest.mark.parametrize(("name", "value"), [("LEASE_S", "301"), ("METRICS_PORT", "65535"), ("LOG_FORMAT", "xml")])
def test_a_value_that_is_none_of_those_that_can_be_names_its_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ServiceError, match=name):
        settings.load({"DATA_DIR": str(tmp_path), name: value})
