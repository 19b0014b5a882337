"""What click says of itself in the commands: it looks these words up in our catalogue.

Nothing here reads them; they stand here to be translated. What is not here is said in English.
"""

from flask_babel import lazy_gettext as _l

HELP = (
    _l("Usage:"),
    _l("Options"),
    _l("Commands"),
    _l("Show this message and exit."),
    _l("Show the version and exit."),
    _l("%(prog)s, version %(version)s"),
    _l("env var: {var}"),
    _l("default: {default}"),
    _l("required"),
)

FAULTS = (
    _l("Error: {message}"),
    _l("Try '{command} {option}' for help."),
    _l("Aborted!"),
    _l("Missing command."),
    _l("Missing argument"),
    _l("Missing option"),
    _l("No such command {name!r}."),
    _l("No such option {name!r}."),
    _l("Invalid value: {message}"),
    _l("Invalid value for {param_hint}: {message}"),
    _l("{value} is not in the range {range}."),
    _l("{value!r} is not a valid {number_type}."),
    _l("file"),
    _l("{name} {filename!r} does not exist."),
    _l("{name} {filename!r} is a directory."),
    _l("{name} {filename!r} is not readable."),
    _l("{name} {filename!r} is not writable."),
)
