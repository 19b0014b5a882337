"""What can be wrong with a file as a whole."""


class SpreadsheetError(ValueError):
    """The file cannot be read as a table; the message is for the reader."""
