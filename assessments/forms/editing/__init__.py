"""Forms with which an administrator edits the reference data."""
