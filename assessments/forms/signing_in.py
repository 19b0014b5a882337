"""The forms of signing in: our words on them, and a brake on guessing."""

from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_security import current_user
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    Form,
    LoginForm,
    ResetPasswordForm,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import RadioField
from wtforms.fields import SelectChoice

from assessments.services import throttling

FAILURES_PER_ACCOUNT = 10
FAILURES_PER_ADDRESS = 50
LETTERS_PER_EMAIL = 5


class Worded(Form):
    """A form of Flask-Security with our words on its fields."""

    words: tuple[tuple[str, LazyString], ...] = ()
    form_errors: list[str]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.words:
            self[name].label.text = label


class Braked(Worded):
    """A form that stops listening for a while after too many failures."""

    def guessed(self) -> str:
        """Return what somebody who guesses would be after."""
        raise NotImplementedError

    def validate(self, **kwargs: object) -> bool:
        limits = {
            self.guessed(): FAILURES_PER_ACCOUNT,
            f"address:{request.remote_addr}": FAILURES_PER_ADDRESS,
        }
        if throttling.is_throttled(limits):
            self.form_errors = [*self.form_errors, _too_often()]
            return False
        if super().validate(**kwargs):
            throttling.forgive(self.guessed())
            return True
        throttling.note_failure(limits)
        return False


class SignInForm(Braked, LoginForm):
    """Email and password."""

    words = (("email", _l("Work email")), ("password", _l("Password")))

    def guessed(self) -> str:
        return f"email:{_written_alike(self.email.data)}"


class CodeForm(Braked, TwoFactorVerifyCodeForm):
    """The six figures that the authenticator shows."""

    words = (("code", _l("Six figures")),)

    def guessed(self) -> str:
        return f"code:{getattr(self.user, 'id', '')}"


class RecoveryCodeForm(Braked, MfRecoveryForm):
    """One of the codes that were kept for a lost telephone."""

    words = (("code", _l("Recovery code")),)

    def guessed(self) -> str:
        return f"code:{getattr(self.user, 'id', '')}"

    def validate(self, **kwargs: object) -> bool:
        self.code.data = (self.code.data or "").strip().lower()
        return super().validate(**kwargs)


class ConfirmIdentityForm(Braked, VerifyForm):
    """The password once more, before something that protects the account is changed."""

    words = (("password", _l("Password")),)

    def guessed(self) -> str:
        return f"password:{self.user.id}"


class NewPasswordForm(Braked, ChangePasswordForm):
    """The present password, and the next one twice."""

    words = (
        ("password", _l("Present password")),
        ("new_password", _l("New password")),
        ("new_password_confirm", _l("New password, once more")),
    )

    def guessed(self) -> str:
        return f"password:{current_user.id}"


class ChoosePasswordForm(Worded, ResetPasswordForm):
    """A password, twice: after an invitation, or in place of a forgotten one."""

    words = (
        ("password", _l("Password")),
        ("password_confirm", _l("Password, once more")),
    )


class ForgottenPasswordForm(Worded, ForgotPasswordForm):
    """To whom the letter goes. Every letter counts, so that nobody's mailbox is flooded."""

    words = (("email", _l("Work email")),)

    def validate(self, **kwargs: object) -> bool:
        limits = {
            f"letter:{_written_alike(self.email.data)}": LETTERS_PER_EMAIL,
            f"address:{request.remote_addr}": FAILURES_PER_ADDRESS,
        }
        if throttling.is_throttled(limits):
            self.form_errors = [*self.form_errors, _too_often()]
            return False
        throttling.note_failure(limits)
        is_valid: bool = super().validate(**kwargs)
        return is_valid


class AuthenticatorForm(TwoFactorSetupForm):
    """Join an authenticator, or switch it off."""

    setup = RadioField(
        choices=[
            SelectChoice("authenticator", _l("Set it up")),
            SelectChoice("disable", _l("Switch it off")),
        ],
        validate_choice=False,
    )


class RescueForm(TwoFactorRescueForm):
    """Rescues nobody: Flask-Security would write to a mailbox that nobody has.

    The page of the code leads to recovery codes by a link.
    """

    help_setup = RadioField(choices=[])

    def validate(self, **_: object) -> bool:
        return False


FORMS = {
    "login_form": SignInForm,
    "verify_form": ConfirmIdentityForm,
    "forgot_password_form": ForgottenPasswordForm,
    "reset_password_form": ChoosePasswordForm,
    "change_password_form": NewPasswordForm,
    "two_factor_setup_form": AuthenticatorForm,
    "two_factor_verify_code_form": CodeForm,
    "two_factor_rescue_form": RescueForm,
    "mf_recovery_form": RecoveryCodeForm,
}
"""What Flask-Security is to use in place of its own forms."""


def _written_alike(email: str | None) -> str:
    """Return an address as Flask-Security looks it up, so that variants count as one."""
    written = (email or "").strip()
    try:
        return validate_email(written, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return written


def _too_often() -> str:
    return str(_("Too many attempts. Please wait a quarter of an hour, then try again."))
