"""The application: everything is joined here and nothing is decided."""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, abort, has_request_context, request, session
from flask_babel import Babel, get_locale
from flask_bootstrap import Bootstrap5
from flask_mailman import Mail
from flask_security import current_user
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from assessments import config, database, filters, wording
from assessments.authentication import (
    current_person,
    datastore,
    is_signed_in,
    recovery_key,
    security,
)
from assessments.forms.signing_in import FORMS
from assessments.forms.signing_in_words import SETTINGS as SECURITY_WORDS
from assessments.icons import icon
from assessments.labels.tables import TABLES
from assessments.permissions import Action, may
from assessments.queries.organisation import currency, organisation
from assessments.services import inviting
from assessments.views import (
    administrator,
    auth,
    department_head,
    errors,
    hr_reviewer,
    navigation,
    pmo_coach,
    project_manager,
)

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)

SECURITY = {
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_LENGTH_MIN": 10,
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_RECOVERABLE": True,
    "SECURITY_CHANGEABLE": True,
    "SECURITY_TWO_FACTOR": True,
    "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
    "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
    "SECURITY_EMAIL_HTML": False,
    # Its own way of writing the header is not understood; ours is, and holds for every page.
    "SECURITY_CACHE_CONTROL": None,
    # Its own Chinese knows a third of its words, so ours, which it looks at last, come first.
    "SECURITY_I18N_DIRNAME": ["builtin", str(config.translations_folder())],
    "SECURITY_I18N_DOMAIN": "flask_security;messages",
    # The menu signs out by a link; from elsewhere it could do no more than that.
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_RESET_URL": "/forgotten-password",
    "SECURITY_CHANGE_URL": "/change-password",
    "SECURITY_VERIFY_URL": "/confirm-password",
    "SECURITY_TWO_FACTOR_SETUP_URL": "/authenticator",
    "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
    "SECURITY_TWO_FACTOR_RESCUE_URL": "/sign-in/help",
    "SECURITY_TWO_FACTOR_SELECT_URL": "/sign-in/way",
    "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
    "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/recovery-codes",
    "SECURITY_POST_LOGIN_VIEW": "auth.open_desk",
    "SECURITY_POST_LOGOUT_VIEW": "security.login",
    "SECURITY_POST_CHANGE_VIEW": "auth.show_account",
    "SECURITY_POST_RESET_VIEW": "security.login",
    "SECURITY_POST_VERIFY_VIEW": "auth.show_account",
    "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "auth.show_account",
    "SECURITY_UNAUTHORIZED_VIEW": None,
    "SECURITY_RESET_PASSWORD_WITHIN": timedelta(days=3),
    **SECURITY_WORDS,
}


LARGEST_KEY = 2**31 - 1


class Key(IntegerConverter):
    """A key in an address. What is larger than any key is not found, also by the database."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=LARGEST_KEY)


def refuse_what_no_database_holds() -> None:
    """Refuse texts with a null character, which PostgreSQL cannot keep."""
    if "\0" in request.path or any("\0" in text for text in request.values.values()):
        abort(400)


def pick_language() -> str:
    """Return the language of the page: as chosen, else as the browser asks, of those offered."""
    if not has_request_context():
        return "en"
    chosen = session.get("language")
    if chosen is None and is_signed_in():
        chosen = current_user.language
    offered = organisation().languages
    if chosen not in offered:
        chosen = request.accept_languages.best_match(offered) or offered[0]
    # Flask-Security's own Chinese is kept under the name of the country.
    return {"zh": "zh_CN"}.get(chosen, chosen)


def keep_language() -> None:
    """Remember the language that a link of the menu asks for."""
    code = request.args.get("language")
    if code and code in organisation().languages:
        session["language"] = code
        if is_signed_in():
            inviting.keep_language(current_user, code)


def protect(response: Response) -> Response:
    """Add the headers that keep pages from loading or leaking anything."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint not in {"static", "bootstrap.static"}:
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def page_words() -> dict[str, Any]:
    """Return what every page needs."""
    person = current_person() if is_signed_in() else None
    locale = get_locale()
    return {
        "language": locale.language if locale else "en",
        "may": lambda action, subject=None: may(person, action, subject),
        "Action": Action,
        **navigation.page_frame(person),
    }


def template_words() -> dict[str, Any]:
    """Return the sentences and the words of enumerations that templates use."""
    sentences = (
        wording.area_sentence,
        wording.change_words,
        wording.eligibility_sentence,
        wording.example_hint,
        wording.growth_sentence,
        wording.map_kicker,
        wording.map_sentence,
        wording.map_title,
        wording.month_letters,
        wording.not_applicable_words,
        wording.previous_words,
        wording.progress_words,
        wording.range_words,
        wording.requirement_words,
        wording.sending_words,
        wording.standing_words,
        wording.widest_gap,
    )
    return {sentence.__name__: sentence for sentence in sentences} | TABLES


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Return the application, configured by the environment and by ``overrides``."""
    app = Flask(
        __name__,
        template_folder=str(config.shipped_folder("templates")),
        static_folder=str(config.shipped_folder("templates") / "static"),
        instance_path=str(config.instance_folder()),
    )
    app.config.update(
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=32 * 1024 * 1024,
        BOOTSTRAP_SERVE_LOCAL=True,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        BABEL_DEFAULT_LOCALE="en",
        WTF_CSRF_TIME_LIMIT=None,
        **SECURITY,
    )
    app.config.update(overrides if overrides is not None else config.settings())
    app.config["SECURITY_TOTP_SECRETS"] = {"1": app.config["TOTP_SECRET"]}
    app.config["SECURITY_TOTP_ISSUER"] = "Capability Map"
    app.config["SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS"] = [
        recovery_key(app.config["TOTP_SECRET"])
    ]
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(config.translations_folder())
    if app.config.get("TRUSTED_PROXIES"):
        hops = int(app.config["TRUSTED_PROXIES"])
        behind = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = behind  # type: ignore[method-assign]  # where Flask takes it
    app.url_map.converters["int"] = Key
    database.init_app(app)
    Babel(app, locale_selector=pick_language)
    Bootstrap5(app)
    Mail(app)
    CSRFProtect(app)
    security.init_app(app, datastore, register_blueprint=True, **FORMS)
    security.login_context_processor(auth.people_to_step_in_as)
    filters.init_app(app, currency)
    app.jinja_env.globals.update(template_words())
    app.jinja_env.globals["icon"] = icon
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for audience in (
        auth,
        project_manager,
        pmo_coach,
        hr_reviewer,
        department_head,
        administrator,
    ):
        app.register_blueprint(audience.bp)
    errors.init_app(app)
    app.before_request(refuse_what_no_database_holds)
    app.before_request(keep_language)
    app.after_request(protect)
    app.context_processor(page_words)
    return app
