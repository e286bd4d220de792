from django.urls import path

from accounts.web import member, signin

urlpatterns = [
    path("", member.own_account, name="own-account"),
    path("erase/", member.erase, name="erase-account"),
    path("privacy/", member.privacy_notice, name="privacy-notice"),
    # allauth's page, with the other ways to sign in beside it.
    path("login/", signin.SignInPage.as_view(), name="account_login"),
    path("phone/", signin.phone_number, name="phone-number"),
    path("phone/code/", signin.phone_code, name="phone-code"),
    path("phone/again/", signin.phone_again, name="phone-again"),
]
