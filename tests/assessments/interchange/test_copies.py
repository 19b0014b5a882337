"""Copies of documents: told by their bytes, called by their kind."""

import pytest
from flask import Flask
from flask_babel import Babel

from assessments.interchange.copies import CopyError, media_type_of, name_of


@pytest.fixture(autouse=True)
def _words() -> object:
    """A request to speak in, without a database."""
    app = Flask(__name__)
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n..", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
    ],
)
def test_a_copy_is_told_by_its_bytes(content, kind):
    assert media_type_of(content) == kind


@pytest.mark.parametrize(
    "content", [b"", b"MZ a program", b"<svg onload=alert(1)>", b" %PDF-1.7", b"%PDF-" * 1_100_000]
)
def test_what_is_no_copy_or_too_large_is_refused(content):
    with pytest.raises(CopyError):
        media_type_of(content)


@pytest.mark.parametrize(
    ("given", "kind", "kept"),
    [
        ("C:\\scans\\mine.pdf", "application/pdf", "mine.pdf"),
        ("../../etc/passwd", "image/png", "passwd.png"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.jpeg", "image/png", "photo.png"),
        ("证书.pdf", "application/pdf", "证书.pdf"),
        ("", "application/pdf", "certificate.pdf"),
        ("a\nb.exe", "application/pdf", "ab.pdf"),
        ("x" * 300 + ".pdf", "application/pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_copy_is_called_as_it_was_with_the_ending_of_its_kind(given, kind, kept):
    assert name_of(given, kind) == kept
