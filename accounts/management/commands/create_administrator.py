import getpass
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.services import create_administrator
from core.errors import DomainError

NAMES = ("SCIENCEMAP_ADMIN_USERNAME", "SCIENCEMAP_ADMIN_EMAIL", "SCIENCEMAP_ADMIN_PASSWORD")


class Command(BaseCommand):
    """Makes the first administrator, from the environment or by asking; does nothing if there is one."""

    help = "Create the first administrator from SCIENCEMAP_ADMIN_USERNAME, _EMAIL and _PASSWORD, or by asking."

    def handle(self, **_: Any) -> None:
        if User.objects.filter(is_superuser=True, is_demonstration=False).exists():
            self.stdout.write("there is an administrator already")
            return
        given = [os.environ.get(name, "") for name in NAMES]
        if not all(given):
            if not sys.stdin.isatty():
                missing = ", ".join(name for name, value in zip(NAMES, given, strict=True) if not value)
                raise CommandError(f"the first administrator is needed, please set in the environment: {missing}")
            given = [input("administrator's username: "), input("mail address: "), getpass.getpass("password: ")]
        username, email, password = given
        try:
            create_administrator(username=username, email=email, password=password)
        except DomainError as error:
            raise CommandError(str(error.sentence)) from None
        self.stdout.write(f"administrator {username} created")
