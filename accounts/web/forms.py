"""What people fill in to sign in and to keep their account."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.socialaccount.forms import SignupForm
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.rules import normal_code
from accounts.selectors.members import login_name
from accounts.services.members import NAME_LENGTH
from core.contacts import mobile_number

CONSENT = {"required": gettext_lazy("请先阅读并同意隐私说明。")}


class PhoneForm(forms.Form):
    """Where the code is to go."""

    number = forms.CharField(max_length=40, error_messages={"required": gettext_lazy("请输入手机号。")})
    consent = forms.BooleanField(error_messages=CONSENT)

    def clean_number(self) -> str:
        number = mobile_number(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("请输入 11 位的中国大陆手机号，例如 138 0000 0000。"))
        return number


class CodeForm(forms.Form):
    """The code that came."""

    code = forms.CharField(max_length=40, error_messages={"required": gettext_lazy("请输入短信里的验证码。")})

    def clean_code(self) -> str:
        code = normal_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("验证码是 6 位数字，请核对短信。"))
        return code


class NameForm(forms.Form):
    """What the account is called."""

    name = forms.CharField(max_length=NAME_LENGTH, required=False, label=gettext_lazy("称呼"))


class EraseForm(forms.Form):
    """That the account is really to go."""

    sure = forms.BooleanField(error_messages={"required": gettext_lazy("请先勾选，确认要注销账号。")})


class PasswordSignInForm(LoginForm):
    """Password with a name, mail address or phone number; the number itself goes no further than here."""

    def clean_login(self) -> str:
        login: str = super().clean_login()
        number = mobile_number(login)
        return login if number is None else login_name(number, login)


class WeixinSignUpForm(SignupForm):
    """The first sign-in through WeChat asks for consent alone."""

    consent = forms.BooleanField(error_messages=CONSENT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in set(self.fields) - {"consent"}:
            del self.fields[name]
