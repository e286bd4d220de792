"""Messages by each backend; the vendor is a stand-in on this machine."""

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from core import sms
from core.sms import SmsFailed, send_sms

NUMBER = "13800005678"


class Vendor(BaseHTTPRequestHandler):
    """Answers like the vendor, and keeps what it was asked."""

    answer: tuple[int, bytes] = (200, b"")
    asked: list[tuple[str, dict[str, list[str]], dict[str, list[str]]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.path, parse_qs(urlsplit(self.path).query), parse_qs(body)))
        self.send_response(self.answer[0])
        self.end_headers()
        self.wfile.write(self.answer[1])

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def vendor(settings: Any) -> Iterator[type[Vendor]]:
    server = HTTPServer(("127.0.0.1", 0), Vendor)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Vendor.asked.clear()
    Vendor.answer = (200, json.dumps({"Code": "OK", "Message": "OK", "BizId": "1"}).encode())
    settings.SMS_BACKEND = "aliyun"
    settings.SMS_ALIYUN_ENDPOINT = f"http://127.0.0.1:{server.server_port}"
    settings.SMS_ALIYUN_KEY_ID, settings.SMS_ALIYUN_KEY_SECRET = "id-of-the-test", "secret-of-the-test"
    settings.SMS_SIGN_NAME, settings.SMS_TEMPLATES = "科普地图", {"sign_in": "SMS_100"}
    yield Vendor
    server.shutdown()
    server.server_close()


def test_the_vendor_gets_signature_template_and_code_and_no_number_in_the_address(vendor: type[Vendor]) -> None:
    send_sms(NUMBER, "sign_in", {"code": "012345"})
    ((path, query, body),) = vendor.asked
    assert NUMBER not in path
    assert query["Action"] == ["SendSms"]
    assert query["Signature"]
    assert query["AccessKeyId"] == ["id-of-the-test"]
    assert body["PhoneNumbers"] == [NUMBER]
    assert body["SignName"] == ["科普地图"]
    assert body["TemplateCode"] == ["SMS_100"]
    assert json.loads(body["TemplateParam"][0]) == {"code": "012345"}


@pytest.mark.parametrize(
    ("status", "answer", "code"),
    [
        (200, {"Code": "isv.BUSINESS_LIMIT_CONTROL", "Message": f"{NUMBER} too often"}, "isv.BUSINESS_LIMIT_CONTROL"),
        (400, {"Code": "InvalidAccessKeyId.NotFound", "Message": f"{NUMBER}"}, "InvalidAccessKeyId.NotFound"),
        (500, None, "SDK.UnknownServerError"),
        (200, None, "unreadable_answer"),
    ],
)
def test_a_refusal_is_told_by_its_code_and_logged_without_the_number(
    vendor: type[Vendor], caplog: Any, status: int, answer: dict[str, str] | None, code: str
) -> None:
    vendor.answer = (status, json.dumps(answer).encode() if answer else f"no json, {NUMBER}".encode())
    with caplog.at_level(logging.DEBUG), pytest.raises(SmsFailed, match=code):
        send_sms(NUMBER, "sign_in", {"code": "012345"})
    assert NUMBER not in caplog.text
    assert len(vendor.asked) == 1, "a second try could send a second message"


def test_a_vendor_that_is_away_is_a_failure(settings: Any, vendor: type[Vendor]) -> None:
    settings.SMS_ALIYUN_ENDPOINT = "http://127.0.0.1:9"
    with pytest.raises(SmsFailed):
        send_sms(NUMBER, "sign_in", {"code": "012345"})


def test_development_prints_the_code_and_half_the_number(settings: Any, capsys: Any, caplog: Any) -> None:
    settings.SMS_BACKEND = "console"
    send_sms(NUMBER, "sign_in", {"code": "012345"})
    assert capsys.readouterr().err == "SMS to 138****5678: 验证码 012345\n"
    assert "012345" not in caplog.text


def test_every_setting_has_its_backend() -> None:
    from sciencemap.settings.shared import SMS_BACKENDS

    assert set(SMS_BACKENDS) == set(sms.BACKENDS)
