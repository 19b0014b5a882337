"""What Flask-Security says, in our words.

The texts are plain: Flask-Security looks each up in our catalogue when it shows it.
"""


def N_(text: str) -> str:  # noqa: N802 - the name by which Babel finds a text to translate later
    """Return the text as it is; it is translated where it is shown."""
    return text


MESSAGES: dict[str, tuple[str, str]] = {
    "GENERIC_AUTHN_FAILED": (N_("Email and password do not go together."), "error"),
    "UNAUTHENTICATED": (N_("Please sign in first; then you get to the page."), "info"),
    "REAUTHENTICATION_REQUIRED": (N_("Please give your password once more."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you, you may go on."), "info"),
    "ANONYMOUS_USER_REQUIRED": (N_("You are signed in already."), "info"),
    "DISABLED_ACCOUNT": (
        N_("This account is closed. The administrator of your PMO can open it again."),
        "error",
    ),
    "EMAIL_NOT_PROVIDED": (N_("Write your work email."), "error"),
    "INVALID_EMAIL_ADDRESS": (
        N_("This is not an email address; look for a typing error."),
        "error",
    ),
    "PASSWORD_NOT_PROVIDED": (N_("Write a password."), "error"),
    "INVALID_PASSWORD": (N_("This is not the present password."), "error"),
    "PASSWORD_INVALID_LENGTH": (N_("Take at least %(length)s characters."), "error"),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two differ. Type both again."), "error"),
    "PASSWORD_IS_THE_SAME": (N_("This is the password you have. Take another one."), "error"),
    "PASSWORD_RESET_REQUEST": (
        N_("If %(email)s has an account here, a letter is on its way."),
        "info",
    ),
    "PASSWORD_RESET_EXPIRED": (
        N_("This link has expired. Ask for a new one here."),
        "error",
    ),
    "INVALID_RESET_PASSWORD_TOKEN": (
        N_("This link is no longer good: it was used, or it is incomplete. Ask for a new one."),
        "error",
    ),
    "PASSWORD_RESET_NO_LOGIN": (
        N_("Your password is kept. Sign in with it now."),
        "success",
    ),
    "PASSWORD_CHANGE": (
        N_("Your password is changed. Everywhere else you are signed out."),
        "success",
    ),
    "INVALID_CODE": (N_("This code is not right."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (
        N_("This code is not right, or too old. Wait for the next one and type that."),
        "error",
    ),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (
        N_("From now on your authenticator is asked when you sign in."),
        "success",
    ),
    "TWO_FACTOR_DISABLED": (
        N_("Your authenticator is switched off. The password alone signs you in."),
        "success",
    ),
    "TWO_FACTOR_PERMISSION_DENIED": (N_("Please sign in from the beginning."), "info"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("This way of signing in is not offered."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (
        N_("This picture has expired. Begin again."),
        "error",
    ),
    "INVALID_RECOVERY_CODE": (
        N_("This is none of your recovery codes, or it has been used."),
        "error",
    ),
    "NO_RECOVERY_CODES_SETUP": (N_("There are no recovery codes yet."), "info"),
    "INVALID_REDIRECT": (N_("This link leads somewhere else, so we did not follow it."), "error"),
    "API_ERROR": (N_("Something is wrong with what was sent."), "error"),
}

SUBJECTS = {
    "PASSWORD_RESET": N_("A new password for the Capability Map"),
    "PASSWORD_NOTICE": N_("Your password for the Capability Map was set"),
    "PASSWORD_CHANGE_NOTICE": N_("Your password for the Capability Map was changed"),
}

SETTINGS: dict[str, object] = {
    **{f"SECURITY_MSG_{name}": message for name, message in MESSAGES.items()},
    **{f"SECURITY_EMAIL_SUBJECT_{name}": subject for name, subject in SUBJECTS.items()},
}
