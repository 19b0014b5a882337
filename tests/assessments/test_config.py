"""Settings: from the environment, else kept or assumed."""

import stat
from pathlib import Path

import pytest

from assessments import config


def test_a_secret_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path):
    first = config.kept_secret("SECRET_KEY", tmp_path)
    second = config.kept_secret("SECRET_KEY", tmp_path)

    assert first == second
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_two_installations_have_different_secrets(tmp_path: Path):
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()

    assert config.kept_secret("SECRET_KEY", here) != config.kept_secret("SECRET_KEY", there)


def test_a_secret_in_the_environment_comes_first_and_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SECRET_KEY", "given from outside")

    assert config.kept_secret("SECRET_KEY", tmp_path) == "given from outside"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://a:b@server/pmo", "postgresql+psycopg://a:b@server/pmo"),
        ("postgresql://server/pmo", "postgresql+psycopg://server/pmo"),
        ("postgresql+psycopg://server/pmo", "postgresql+psycopg://server/pmo"),
        ("sqlite:////srv/pmo.sqlite", "sqlite:////srv/pmo.sqlite"),
    ],
)
def test_a_database_address_gets_the_driver_that_is_installed(
    given: str, used: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", given)

    assert config.database_url(tmp_path) == used


def test_without_an_address_the_database_is_a_file_of_the_installation(tmp_path: Path):
    assert config.database_url(tmp_path) == f"sqlite:///{tmp_path}/capability-map.sqlite"


def test_letters_go_to_files_until_a_server_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    to_files = config.mail_settings(tmp_path)
    monkeypatch.setenv("MAIL_SERVER", "mail.example.org")
    to_server = config.mail_settings(tmp_path)

    assert to_files["MAIL_BACKEND"] == "file"
    assert to_files["MAIL_FILE_PATH"] == str(tmp_path / "outbox")
    assert to_server["MAIL_BACKEND"] == "smtp"
    assert to_server["MAIL_SERVER"] == "mail.example.org"
    assert to_server["MAIL_USE_TLS"] is True


def test_the_folder_of_an_installation_is_its_owners_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("CAPABILITY_MAP_INSTANCE", str(tmp_path / "pmo" / "instance"))

    folder = config.instance_folder()

    assert folder == tmp_path / "pmo" / "instance"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_an_installed_package_keeps_its_files_in_the_users_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("CAPABILITY_MAP_INSTANCE", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(config, "is_checkout", lambda: False)

    folder = config.instance_folder()

    assert folder.is_relative_to(tmp_path)
    assert config.shipped_folder("templates").parent.name == "assessments"


def test_what_is_shipped_is_found_in_a_checkout():
    assert (config.shipped_folder("seeds") / "roles" / "roles.toml").exists()
    assert (config.shipped_folder("templates") / "layouts" / "base.html").exists()


@pytest.mark.parametrize(
    ("said", "spoken"),
    [
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANGUAGE": "fi:zh", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "en:zh"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "../translations"}, "en"),
        ({}, "en"),
    ],
)
def test_a_terminal_says_its_language(
    said: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
):
    for name in config.LOCALES:
        monkeypatch.setenv(name, said.get(name, ""))

    assert config.terminal_language() == spoken
