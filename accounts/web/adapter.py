"""How allauth is made ours: who signs in, and what its mails say and lead to."""

from dataclasses import dataclass
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as current
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from accounts.backends import may_sign_in
from core.reference import read_city

LANGUAGES = ("zh-hans", "en")
BETWEEN = "\n\n――――――――\n\n"


@dataclass(frozen=True, slots=True)
class OwnSite:
    """The site as mails name it: the settings' word, never the request's Host."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):
    """Staff's accounts are given by the office; a member's is made by signing in by phone or WeChat."""

    def pre_login(self, request: HttpRequest, user: Any, **options: Any) -> Any:
        if not may_sign_in(user):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **options)

    def is_open_for_signup(self, request: HttpRequest) -> Any:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """One mail in both languages, Chinese first: whoever reads it may not be who chose the page's language."""
        mails = [self._rendered(template_prefix, email, context, language) for language in LANGUAGES]
        mail = EmailMessage(
            subject=" / ".join(dict.fromkeys(str(mail.subject) for mail in mails)),
            body=BETWEEN.join(dict.fromkeys(str(mail.body).strip() for mail in mails)) + "\n",
            from_email=self.get_from_email(),
            to=[email],
        )
        mail.send()

    def _rendered(self, template_prefix: str, email: str, context: dict[str, Any], language: str) -> EmailMessage:
        with translation.override(language):
            site = OwnSite(read_city().product_label, settings.SITE_URL)
            given = {"request": current.request, "email": email, **context, "current_site": site}
            mail: EmailMessage = self.render_mail(template_prefix, email, given)
            return mail

    def format_email_subject(self, subject: str) -> str:
        return f"[{read_city().product_label}] {subject}"

    def get_reset_password_from_key_url(self, key: str) -> str:
        user, _dash, rest = key.partition("-")
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": rest})

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return settings.SITE_URL + reverse("account_confirm_email", args=[emailconfirmation.key])
