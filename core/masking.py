"""How a phone number or a mail address is shown to somebody who knows it anyway, and to nobody else."""


def masked_phone(number: str) -> str:
    """`138****5678`; of a short number only the last two characters."""
    if len(number) < 8:
        return "****" + number[-2:] if len(number) > 4 else "****"
    return f"{number[:3]}****{number[-4:]}"


def masked_mail(address: str) -> str:
    """`l****@example.org`."""
    name, at, host = address.rpartition("@")
    return f"{name[:1]}****{at}{host}"


def masked(contact: str) -> str:
    """A contact of either sort."""
    return masked_mail(contact) if "@" in contact else masked_phone(contact)
