"""What holds for the stylesheets."""

from assessments import config


def test_no_page_is_turned_with_the_telephone():
    """WCAG 1.3.4; the journeys have axe leave it out, which would fetch the styles of each page."""
    styles = (config.shipped_folder("templates") / "static").rglob("*.css")

    assert [path.name for path in styles if "orientation" in path.read_text("utf-8")] == []
