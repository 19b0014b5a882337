"""The commands. Each loads the application only once it runs, so that ``--help`` is quick.

They speak the language of the terminal. What click says of itself is looked up in our catalogue
too, where ``assessments.labels.commands`` puts it.
"""

import gettext as catalogues
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from assessments import config
from assessments.permissions import Access

DEMO_SEED = 2026
MOST_PEOPLE = 100_000
FURTHEST = timedelta(days=5 * 366)
"""Nothing is worked out for a day later than this."""

_folder = str(config.translations_folder())
_ = catalogues.translation(
    "messages", _folder, [config.terminal_language() or "en"], fallback=True
).gettext
catalogues.bindtextdomain("messages", _folder)

host_option = click.option(
    "--host",
    envvar="HOST",
    default="127.0.0.1",
    show_default=True,
    show_envvar=True,
    help=_("Where the pages are served."),
)
port_option = click.option(
    "--port",
    envvar="PORT",
    default=8000,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(1, 65535),
    help=_("Port of the pages."),
)
address_option = click.option(
    "--address",
    envvar="ADDRESS",
    default=lambda: f"http://127.0.0.1:{os.environ.get('PORT', 8000)}",
    show_default=_("http://127.0.0.1 and PORT"),
    show_envvar=True,
    help=_("Where people reach the pages: links in letters begin so."),
)
seed_option = click.option(
    "--seed", default=DEMO_SEED, show_default=True, help=_("The same seed makes the same demo.")
)


class NewFile(click.Path):
    """A file to be written, in a folder that is there: said before anything else is done."""

    def __init__(self) -> None:
        super().__init__(dir_okay=False, writable=True, path_type=Path)

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Path:
        """Return the path."""
        path = Path(value)
        if not path.parent.is_dir():
            self.fail(_("There is no folder %(folder)s.") % {"folder": path.parent}, param, ctx)
        super().convert(value, param, ctx)
        return path


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    help=_(
        "Assess, map and develop the competencies of project managers.\n\nThe environment names "
        "the database (DATABASE_URL), the folder of this installation "
        "(CAPABILITY_MAP_INSTANCE), the mail server (MAIL_SERVER) and what else differs."
    ),
)
@click.version_option(package_name="capability-map")
def main() -> None: ...


def checked_email(_context: click.Context, _option: click.Parameter, email: str) -> str:
    """Return the address as it is kept."""
    from email_validator import EmailNotValidError, validate_email  # late: it is slow to load

    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(_("This is not an email address.")) from error


def checked_name(_context: click.Context, _option: click.Parameter, name: str) -> str:
    """Return the name without stray spaces."""
    if not name.strip():
        raise click.BadParameter(_("A name is needed."))
    return " ".join(name.split())


def checked_day(_context: click.Context, _option: click.Parameter, day: datetime) -> datetime:
    """Return a day that can be looked ahead to."""
    if day.replace(tzinfo=UTC) > datetime.now(UTC) + FURTHEST:
        raise click.BadParameter(_("Choose a day at most five years ahead."))
    return day


name_option = click.option(
    "--name",
    prompt=_("Name of the administrator"),
    callback=checked_name,
    help=_("Who administers."),
)
email_option = click.option(
    "--email",
    prompt=_("Email address"),
    callback=checked_email,
    help=_("Where the invitation goes."),
)


@main.command(help=_("Begin an empty organisation and invite its first administrator."))
@name_option
@email_option
@address_option
def init(name: str, email: str, address: str) -> None:
    from assessments import starting

    with starting.opened(address):
        starting.prepare()
        starting.invite_administrator(name, email)


@main.command("create-administrator", help=_("Invite another administrator."))
@name_option
@email_option
@address_option
def create_administrator(name: str, email: str, address: str) -> None:
    from assessments import starting

    with starting.opened(address):
        starting.invite_administrator(name, email)


@main.command(help=_("Fill an empty database with an invented organisation."))
@click.option("--if-empty", is_flag=True, help=_("Do nothing where people are in the database."))
@click.option(
    "--people",
    default=0,
    type=click.IntRange(0, MOST_PEOPLE),
    help=_("For load tests: add a crowd until there are so many people."),
)
@seed_option
@host_option
def demo(*, if_empty: bool, people: int, seed: int, host: str) -> None:
    from assessments import starting

    with starting.opened():
        starting.prepare()
        starting.load_demo(host, seed, if_empty=if_empty, people=people)


@main.command(help=_("Serve the pages, after bringing the database up to date."))
@host_option
@port_option
@click.option(
    "--workers",
    envvar="WORKERS",
    default=1,
    show_default=True,
    show_envvar=True,
    type=click.IntRange(1, 64),
    help=_("Processes, of eight threads each."),
)
@click.option("--with-demo", is_flag=True, help=_("Load the demo first if the database is empty."))
def run(*, host: str, port: int, workers: int, with_demo: bool) -> None:
    from assessments.serving import Address, Server, is_taken

    address = Address(host, port)
    if is_taken(address):
        raise click.ClickException(
            _(
                "%(address)s is in use or not an address of this machine: choose another PORT or "
                "HOST."
            )
            % {"address": address}
        )
    click.echo(_("Starting ..."))
    Server(address, workers=workers, demo_seed=DEMO_SEED if with_demo else None).run()


@main.command(help=_("Say whether this installation is sound; the exit code is 1 where it is not."))
@host_option
@click.pass_context
def check(context: click.Context, host: str) -> None:
    from assessments import starting

    with starting.opened():
        is_sound = starting.report(host)
    context.exit(0 if is_sound else 1)


list_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
rejects_option = click.option(
    "--rejects",
    type=NewFile(),
    help=_("Where to write the rows that were not taken, as a CSV file."),
)


@main.group(
    "import",
    help=_("Take a list (CSV or XLSX) from elsewhere; taken again, it updates what it brought."),
)
def import_lists() -> None: ...


LISTS = {
    "people": _("Add or update people, known by number or email."),
    "projects": _("Add or update projects, known by code, and the people who led them."),
    "role-profiles": _("Add or update what roles ask, known by role and competency."),
    "catalogue": _("Add or update activities of the catalogue, known by code."),
    "skills-matrix": _("Add or update levels of an existing skills matrix, as answers."),
}
dry_run_option = click.option(
    "--dry-run", "is_trial", is_flag=True, help=_("Say what would happen, and change nothing.")
)
source_option = click.option(
    "--source",
    default="self",
    show_default=True,
    type=click.Choice(["self", "coach"]),
    help=_("Whose view the levels are."),
)
day_option = click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help=_("Day of the answers, where the file names none; otherwise today."),
)


def add_list(name: str, words: str) -> None:
    """Add the command that takes a list of one kind."""

    def take(
        context: click.Context, file: Path, rejects: Path | None, *, is_trial: bool,
        source: str = "self", day: datetime | None = None,
    ) -> None:  # fmt: skip
        from assessments import starting
        from assessments.starting import lists

        options = {"source": source} | ({"rated_on": f"{day:%Y-%m-%d}"} if day else {})
        with starting.opened():
            starting.prepare()
            is_taken = lists.import_list(
                name.replace("-", "_"), file, rejects, options, is_trial=is_trial
            )
        context.exit(0 if is_taken else 1)

    rest = _(
        "Every row that cannot be taken is named with its reason. The exit code is 1 where none "
        "could."
    )
    command = click.pass_context(take)
    options = [list_file, rejects_option, dry_run_option]
    if name == "skills-matrix":
        options += [source_option, day_option]
    for option in reversed(options):
        command = option(command)
    import_lists.command(name, help=f"{words}\n\n{rest}")(command)


for each, meaning in LISTS.items():
    add_list(each, meaning)


@main.command(
    "undo-import",
    help=_(
        "Take back what an import did; ID is its number.\n\nWhat somebody has changed since, or "
        "what something now rests on, stays and is named. The exit code is 1 where something had "
        "to stay."
    ),
)
@click.argument("run_id", metavar="ID", type=click.IntRange(1, 2**31 - 1))
@click.pass_context
def undo_import(context: click.Context, run_id: int) -> None:
    from assessments import starting
    from assessments.starting import lists

    with starting.opened():
        starting.prepare()
        is_undone = lists.undo_import(run_id)
    context.exit(0 if is_undone else 1)


@main.command("export", help=_("Write a list to FILE (.csv or .xlsx), as an import takes it."))
@click.argument("kind", type=click.Choice([name for name in LISTS if name != "skills-matrix"]))
@click.argument("file", type=NewFile())
def export_list(kind: str, file: Path) -> None:
    from assessments import starting
    from assessments.starting import lists

    with starting.opened():
        starting.prepare()
        lists.export_list(kind.replace("-", "_"), file)


@main.command(help=_("Give an account to somebody whom an import has brought."))
@click.argument("key", metavar="NUMBER_OR_EMAIL")
@click.option(
    "--email",
    callback=lambda context, option, email: email and checked_email(context, option, email),
    help=_("Where the invitation goes, if no address is known or another is right."),
)
@click.option(
    "--access",
    "accesses",
    multiple=True,
    default=["project_manager"],
    show_default=True,
    type=click.Choice([access.value for access in Access if access is not Access.RATER]),
    help=_("What the account is for; may be given more than once."),
)
@address_option
def invite(key: str, email: str | None, accesses: tuple[str, ...], address: str) -> None:
    from assessments import starting

    with starting.opened(address):
        starting.invite(key, accesses, email)


json_option = click.option(
    "--json",
    "is_json",
    is_flag=True,
    help=_("One JSON object a line, with sorted keys, in English."),
)
as_of_option = click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=checked_day,
    default=lambda: f"{datetime.now(UTC):%Y-%m-%d}",
    show_default=_("today"),
    help=_("The day that everything is worked out for; the same day gives the same rows."),
)
processes_option = click.option(
    "--processes",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    help=_("How many work at once."),
)


@main.command(
    help=_(
        "Work out training, a plan of it over quarters, certificates and mentors, for one or for "
        "all.\n\nPERSON is a number or an email address.\n\nIt shows what the pages show, to "
        "whoever may run commands on this machine."
    )
)
@click.argument("person", required=False)
@click.option("--all", "is_all", is_flag=True, help=_("For everybody who has a role."))
@json_option
@click.option(
    "--out",
    type=NewFile(),
    help=_("With --all: a file of JSON lines. Run again, it goes on where it stopped."),
)
@as_of_option
@processes_option
def suggest(
    person: str | None,
    out: Path | None,
    as_of: datetime,
    *,
    is_all: bool,
    is_json: bool,
    processes: int,
) -> None:
    from assessments import starting
    from assessments.starting import batches

    if (person is None) != is_all:
        raise click.UsageError(_("Name one person, or say --all."))
    if out is not None and not is_all:
        raise click.UsageError(_("A file is written with --all."))
    with starting.opened():
        if person is not None:
            batches.suggest(person, as_of=as_of.date(), is_json=is_json)
        else:
            batches.suggest_to_all(out, as_of=as_of.date(), is_json=is_json, processes=processes)


@main.command(
    "mentors",
    help=_("Work out with which mentor each of a cohort would go; nobody is asked."),
)
@click.option(
    "--cohort",
    required=True,
    metavar="NAME",
    help=_("A department (code or name), or a coach (number, email or name)."),
)
@click.option(
    "--mode",
    default="optimal",
    show_default=True,
    type=click.Choice(["optimal", "stable"]),
    help=_("Best in sum, or so that no two would rather have each other."),
)
@json_option
@as_of_option
def assign_mentors(cohort: str, mode: str, as_of: datetime, *, is_json: bool) -> None:
    from assessments import starting
    from assessments.starting import batches

    with starting.opened():
        batches.assign_mentors(cohort, mode, as_of=as_of.date(), is_json=is_json)


@main.command(
    help=_(
        "Send early signs and what is due to everybody who has asked for a letter.\n\nTo each at "
        "most one a month or quarter, however often this runs; once a day is a good time. The "
        "exit code is 1 where a letter could not be sent."
    )
)
@address_option
@dry_run_option
@click.pass_context
def digest(context: click.Context, address: str, *, is_trial: bool) -> None:
    from assessments import starting
    from assessments.starting import batches

    with starting.opened(address):
        is_sent = batches.send_digests(datetime.now(UTC).date(), is_trial=is_trial)
    context.exit(0 if is_sent else 1)
