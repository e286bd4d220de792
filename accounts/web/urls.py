"""The pages of accounts: below /accounts/ everybody's own, below /workspace/ the staff's notices."""

from django.urls import URLPattern, path

from accounts.web import member, notices, signin

urlpatterns: list[URLPattern] = [
    path("", member.own_account, name="own-account"),
    path("erase/", member.erase, name="erase-account"),
    path("privacy/", member.privacy_notice, name="privacy-notice"),
    # allauth's page, with the other ways to sign in beside it.
    path("login/", signin.SignInPage.as_view(), name="account_login"),
    path("phone/", signin.phone_number, name="phone-number"),
    path("phone/code/", signin.phone_code, name="phone-code"),
    path("phone/again/", signin.phone_again, name="phone-again"),
]
workspace_patterns: list[URLPattern] = [
    path("notices/", notices.notices, name="workspace-notices"),
    path("notices/read/", notices.read_all, name="workspace-notices-read"),
    path("notices/<int:notice_id>/", notices.open_notice, name="workspace-notice"),
]
