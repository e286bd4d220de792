"""A member signs in by phone, gives themselves a name, and leaves for good."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Phone
from tests.journeys.test_accessibility import AXE, judged
from tests.journeys.visitor import Visitors

SENT = re.compile(r"SMS to (\S+): 验证码 (\d{6})")


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def axe() -> str:
    return Path(AXE).read_text(encoding="utf-8")


def code_for(masked: str, log: Path) -> str:
    """What the console wrote last to a number."""
    return [code for number, code in SENT.findall(log.read_text(errors="replace")) if number == masked][-1]


def ask(page: Page, number: str) -> None:
    page.locator("#id_number").fill(number)
    page.locator("#id_consent").check()
    page.get_by_role("button", name="获取验证码").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("输入验证码")


def numbers(size: str, scripts: bool) -> tuple[str, str]:
    """A number of its own for each journey: one gets a code a minute."""
    last = {("phone", True): "1", ("phone", False): "2", ("desktop", True): "3", ("desktop", False): "4"}[size, scripts]
    return f"+86 138 0000 990{last}", f"138****990{last}"


def test_a_member_signs_in_is_named_and_leaves(
    visitors: Visitors, size: str, scripts: bool, server_log: Path, django_db_blocker: Any
) -> None:
    number, masked = numbers(size, scripts)
    if not scripts:  # the browser tells of each module that it may not load
        visitors.watch.forgiven = lambda complaint: complaint.endswith(" csp")
    page = visitors.open("/?region=450202", size, java_script_enabled=scripts)
    page.locator(".account-link").click()
    code = page.locator("#id_number")
    expect(code).to_have_attribute("inputmode", "tel")
    ask(page, number)
    expect(page.locator("main")).to_contain_text(masked)
    box = page.locator("#id_code")
    expect(box).to_have_attribute("inputmode", "numeric")
    expect(box).to_have_attribute("autocomplete", "one-time-code")
    right = code_for(masked, server_log)
    box.fill(f"{(int(right) + 1) % 10**6:06}")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page.locator(".errorlist")).to_have_text("验证码不对，请核对短信后再输入。")
    page.locator("#id_code").fill(f"{right[:3]} {right[3:]}")
    page.get_by_role("button", name="登录", exact=True).click()
    expect(page).to_have_url(re.compile(r"/$"))
    page.locator(".account-link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("我的账号")
    expect(page.locator("main")).to_contain_text(masked)
    page.get_by_label("称呼").fill("小明")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_contain_text("称呼已保存。")
    expect(page.get_by_label("称呼")).to_have_value("小明")
    page.locator("main").get_by_role("link", name="注销账号").click()
    page.get_by_label("我确认要注销这个账号。").check()
    page.get_by_role("button", name="注销账号").click()
    expect(page.get_by_role("status").first).to_contain_text("账号已注销")
    page.goto("/accounts/")
    expect(page).to_have_url(re.compile("/accounts/login/"))
    with django_db_blocker.unblock():
        assert not [phone for phone in Phone.objects.all() if phone.number.endswith(masked[-4:])]


def test_mistakes_are_told_beside_the_field(visitors: Visitors, size: str) -> None:
    page = visitors.open("/accounts/login/", size)
    page.locator("#id_number").fill("12345")
    page.get_by_role("button", name="获取验证码").click()
    expect(page.locator(".errorlist")).to_have_text(
        ["请输入 11 位的中国大陆手机号，例如 138 0000 0000。", "请先阅读并同意隐私说明。"]
    )
    expect(page.locator("#id_number")).to_have_value("12345")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_members_pages(visitors: Visitors, size: str, scheme: str, axe: str) -> None:
    last = {("phone", "light"): "5", ("phone", "dark"): "6", ("desktop", "light"): "7", ("desktop", "dark"): "8"}
    page = visitors.context(size, color_scheme=scheme).new_page()
    found = {}
    for address in ("/accounts/privacy/", "/accounts/phone/"):
        page.goto(address)
        visitors.settle(page)
        found[address] = judged(page, axe)
    page.get_by_role("button", name="获取验证码").click()
    found["mistakes"] = judged(page, axe)
    ask(page, f"138 0000 992{last[size, scheme]}")
    found["code"] = judged(page, axe)
    assert {place: violations for place, violations in found.items() if violations} == {}
