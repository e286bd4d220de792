"""allauth's models without its demand for its middleware, which a server of the usual sort would not have."""

from allauth.account.apps import AccountConfig


class PlainAccount(AccountConfig):
    def ready(self) -> None:
        """Ask for nothing."""
