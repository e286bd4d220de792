"""Text messages to phones: one interface, a console for development, and 阿里云短信.

A code is sent at once and not through an outbox: it is worthless late, and the person who waits for
it is told within seconds to try again; what an app tells goes through the outbox. Numbers never get
into logs or into the vendor's address line.
"""

import json
import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol
from urllib.parse import urlsplit

from aliyunsdkcore.acs_exception.exceptions import ClientException, ServerException
from aliyunsdkcore.client import AcsClient
from aliyunsdkcore.request import CommonRequest
from django.conf import settings

from core.masking import masked_phone

logger = logging.getLogger(__name__)
# The library logs what the vendor answers, which may repeat the number.
logging.getLogger("aliyunsdkcore").setLevel(logging.CRITICAL + 1)

PATIENCE_S = 5
WORDS = {"sign_in": "验证码 {code}", "report_answered": "您的报错 {number} 已处理"}


def name_words(words: Mapping[str, str]) -> None:
    """Make an app's templates known, with the words that the console shows: `{name}` is a parameter."""
    WORDS.update(words)


class SmsFailed(Exception):
    """The message was not taken; the argument is the vendor's code, without personal data."""


class SmsBackend(Protocol):
    def send(self, number: str, template: str, params: Mapping[str, str], reference: str = "") -> None:
        """Hand one message over within 5 s. `template` is our name for its words, `reference` our own
        number of the message, by which a vendor's record is found. Raises SmsFailed."""


class ConsoleSms:
    """Development: the message on standard error, past the log."""

    def send(self, number: str, template: str, params: Mapping[str, str], reference: str = "") -> None:
        sys.stderr.write(f"SMS to {masked_phone(number)}: {WORDS[template].format(**params)}\n")
        sys.stderr.flush()


@dataclass(frozen=True, slots=True)
class Message:
    number: str
    template: str
    params: Mapping[str, str]


class MemorySms:
    """Tests: messages are kept here."""

    sent: ClassVar[list[Message]] = []

    def send(self, number: str, template: str, params: Mapping[str, str], reference: str = "") -> None:
        self.sent.append(Message(number, template, dict(params)))


class NoSms:
    """None is set up: sign-in by phone isn't offered."""

    def send(self, number: str, template: str, params: Mapping[str, str], reference: str = "") -> None:
        raise SmsFailed("not_configured")


class AliyunSms:
    """阿里云短信, SendSms of 2017-05-25. SMS_TEMPLATES gives the vendor's code of each template."""

    def send(self, number: str, template: str, params: Mapping[str, str], reference: str = "") -> None:
        place = urlsplit(settings.SMS_ALIYUN_ENDPOINT)
        request = CommonRequest(place.netloc, "2017-05-25", "SendSms")
        request.set_protocol_type(place.scheme)
        request.set_method("POST")
        for name, value in {
            "PhoneNumbers": number,
            "SignName": settings.SMS_SIGN_NAME,
            "TemplateCode": settings.SMS_TEMPLATES.get(template, ""),
            "TemplateParam": json.dumps(dict(params), ensure_ascii=False),
            **({"OutId": reference} if reference else {}),
        }.items():
            request.add_body_params(name, value)
        # No second try: a message whose answer was lost may have been sent.
        client = AcsClient(
            settings.SMS_ALIYUN_KEY_ID,
            settings.SMS_ALIYUN_KEY_SECRET,
            auto_retry=False,
            connect_timeout=PATIENCE_S,
            timeout=PATIENCE_S,
        )
        try:
            answer = json.loads(client.do_action_with_exception(request))
        except (ClientException, ServerException) as error:
            raise SmsFailed(error.get_error_code()) from None
        except ValueError:
            raise SmsFailed("unreadable_answer") from None
        if answer.get("Code") != "OK":
            raise SmsFailed(str(answer.get("Code")))


BACKENDS: dict[str, type[SmsBackend]] = {
    "none": NoSms,
    "console": ConsoleSms,
    "locmem": MemorySms,
    "aliyun": AliyunSms,
}


def is_configured() -> bool:
    """Whether messages can be sent at all."""
    return bool(settings.SMS_BACKEND != "none")


def can_send(template: str) -> bool:
    """Whether a message of these words can go out: the vendor knows only words that it has approved."""
    return is_configured() and (settings.SMS_BACKEND != "aliyun" or template in settings.SMS_TEMPLATES)


def send_sms(number: str, template: str, params: Mapping[str, str], reference: str = "") -> None:
    """Send by the configured way. Raises SmsFailed, which is logged by its code."""
    try:
        BACKENDS[settings.SMS_BACKEND]().send(number, template, params, reference)
    except SmsFailed as failure:
        logger.warning("sms_failed: %s", failure)
        raise
