"""Signing in, and one's own account."""

from tests.routes.roles import ALL, SIGNED_IN

Row = tuple[str, set[str], int | dict[str, int]]

ROUTES: dict[str, Row] = {
    "own-account": ("/accounts/", SIGNED_IN, 302),
    "erase-account": ("/accounts/erase/", SIGNED_IN, 302),
    # Words that wait for a sign-in; without any there is no such page.
    "words-kept": ("/accounts/words/", set(), 404),
    "privacy-notice": ("/accounts/privacy/", ALL, 0),
    "phone-number": ("/accounts/phone/", {"visitor"}, 302),
    "socialaccount_connections": ("/accounts/3rdparty/", SIGNED_IN, 302),
    "socialaccount_login_cancelled": ("/accounts/3rdparty/login/cancelled/", ALL, 0),
    "socialaccount_login_error": ("/accounts/3rdparty/login/error/", set(), 401),
    # WeChat isn't configured here, so there is nothing.
    "weixin_login": ("/accounts/weixin/login/", set(), 404),
    "weixin_callback": ("/accounts/weixin/login/callback/", set(), 404),
    "account_login": ("/accounts/login/", {"visitor"}, 302),
    "account_logout": ("/accounts/logout/", SIGNED_IN, 302),
    "account_signup": ("/accounts/signup/", {"visitor"}, 302),
    "account_inactive": ("/accounts/inactive/", ALL, 0),
    "account_reset_password": ("/accounts/password/reset/", ALL, 0),
    "account_reset_password_done": ("/accounts/password/reset/done/", ALL, 0),
    "account_email_verification_sent": ("/accounts/confirm-email/", ALL, 0),
    "account_change_password": ("/accounts/password/change/", SIGNED_IN, 302),
    "account_email": ("/accounts/email/", SIGNED_IN, 302),
    "mfa_index": ("/accounts/2fa/", SIGNED_IN, 302),
}
# Flows of allauth that need a step before them: nobody gets in by the bare address.
FLOWS = {
    "phone-code",
    "phone-again",
    "socialaccount_signup",
    "",  # allauth's old addresses, which lead to its new ones
    "account_reauthenticate",
    "account_set_password",
    "account_confirm_email",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_login_by_code",
    "account_confirm_login_code",
    "account_request_login_code",
    "account_signup_by_passkey",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_signup_webauthn",
    "mfa_trust",
}
