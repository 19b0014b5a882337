"""Where things are, and the settings that the environment may change."""

import os
import re
import secrets
from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent
_CHECKOUT = _PACKAGE.parent

LOCALES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where a terminal says its language; the first that is set counts."""


def is_checkout() -> bool:
    """Return whether this runs from a checkout (and not from an installed wheel)."""
    return (_CHECKOUT / "pyproject.toml").exists()


def shipped_folder(name: str) -> Path:
    """Return ``templates`` or ``seeds``: at the top of a checkout, else in the package."""
    return (_CHECKOUT if is_checkout() else _PACKAGE) / name


def translations_folder() -> Path:
    """Return the folder of the message catalogues."""
    return _PACKAGE / "translations"


def terminal_language() -> str:
    """Return the language of the terminal, where there is a catalogue of it, else English."""
    said = next((os.environ[name] for name in LOCALES if os.environ.get(name)), "")
    for each in said.split(":"):
        code = re.split(r"[_.@]", each.lower())[0]
        if code == "en" or (code.isalpha() and (translations_folder() / code).is_dir()):
            return code
    return "en"


def instance_folder() -> Path:
    """Return the folder of this installation's own files, and make it if need be."""
    chosen = os.environ.get("CAPABILITY_MAP_INSTANCE")
    if chosen:
        folder = Path(chosen)
    elif is_checkout():
        folder = _CHECKOUT / "instance"
    else:
        folder = Path(platformdirs.user_data_dir("capability-map", appauthor=False))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def kept_secret(name: str, folder: Path) -> str:
    """Return a secret of this installation: from the environment, else generated once and kept."""
    given = os.environ.get(name)
    if given:
        return given
    path = folder / name.lower()
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret)
    return secret


def database_url(folder: Path) -> str:
    """Return the address of the database; PostgreSQL addresses get the driver that we install."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{folder / 'capability-map.sqlite'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def mail_settings(folder: Path) -> dict[str, object]:
    """Return where mail goes: to files in ``outbox`` unless a server is named."""
    server = os.environ.get("MAIL_SERVER")
    sender = os.environ.get("MAIL_SENDER", "capability-map@localhost")
    if not server:
        outbox = folder / "outbox"
        return {
            "MAIL_BACKEND": "file",
            "MAIL_FILE_PATH": str(outbox),
            "MAIL_DEFAULT_SENDER": sender,
        }
    return {
        "MAIL_BACKEND": "smtp",
        "MAIL_SERVER": server,
        "MAIL_PORT": int(os.environ.get("MAIL_PORT", "587")),
        "MAIL_USE_TLS": os.environ.get("MAIL_TLS", "on") != "off",
        "MAIL_USERNAME": os.environ.get("MAIL_USERNAME"),
        "MAIL_PASSWORD": os.environ.get("MAIL_PASSWORD"),
        "MAIL_DEFAULT_SENDER": sender,
    }


def settings() -> dict[str, object]:
    """Return the configuration of the application."""
    folder = instance_folder()
    return {
        "INSTANCE_FOLDER": folder,
        "SQLALCHEMY_DATABASE_URI": database_url(folder),
        "SECRET_KEY": kept_secret("SECRET_KEY", folder),
        "SECURITY_PASSWORD_SALT": kept_secret("PASSWORD_SALT", folder),
        "TOTP_SECRET": kept_secret("TOTP_SECRET", folder),
        "ORGANISATION": os.environ.get("ORGANISATION", "PMO"),
        "CURRENCY": os.environ.get("CURRENCY", "EUR"),
        "TRAINING_HOURS": float(os.environ.get("TRAINING_HOURS", "60")),
        "TRAINING_BUDGET": float(os.environ.get("TRAINING_BUDGET", "3000")),
        "SESSION_COOKIE_SECURE": os.environ.get("COOKIE_SECURE", "off") == "on",
        "TRUSTED_HOSTS": os.environ["TRUSTED_HOSTS"].split(",")
        if os.environ.get("TRUSTED_HOSTS")
        else None,
        "TRUSTED_PROXIES": int(os.environ.get("TRUSTED_PROXIES", "0")),
        **mail_settings(folder),
    }
