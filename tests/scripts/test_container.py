"""Dockerfile and compose file without an engine: the specification's schema, and what they refer to."""

import json
import re
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
import yaml

from tests.scripts.running import ROOT, shell

DOCKERFILE = (ROOT / "Dockerfile").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]


def test_the_compose_file_follows_the_specification() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())

    jsonschema.validate(COMPOSE, schema)


def test_the_schema_would_notice_a_mistake() -> None:
    schema = json.loads((files("check_jsonschema") / "builtin_schemas/vendor/compose-spec.json").read_text())
    broken = {**COMPOSE, "services": {**SERVICES, "web": {**SERVICES["web"], "helthcheck": {}}}}

    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema)


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_web_and_worker_can_be_multiplied() -> None:
    for name in ("web", "worker"):
        assert "container_name" not in SERVICES[name]
        assert "hostname" not in SERVICES[name]


def test_secrets_have_no_default_and_say_what_to_set() -> None:
    environment = SERVICES["web"]["environment"]

    for name in ("SECRET_KEY", "PERSONAL_DATA_KEYS", "LOOKUP_KEY", "TICKET_KEY", "DATABASE_PASSWORD", "SITE_HOST"):
        assert any(f"${{{name}:?set {name} to " in value for value in environment.values()), name
    assert not re.findall(r"\$\{[A-Z_]+:?-", (ROOT / "docker-compose.yml").read_text())


def test_every_service_restarts_and_bounds_its_log() -> None:
    for name, service in SERVICES.items():
        assert service["restart"], name
        assert service["logging"]["options"]["max-size"], name


def test_every_dependency_can_be_waited_for() -> None:
    for name, service in SERVICES.items():
        for other, waited in service.get("depends_on", {}).items():
            if waited["condition"] == "service_healthy":
                assert SERVICES[other]["healthcheck"]["test"], f"{name} waits for {other}"


def test_volumes_are_declared_and_files_exist() -> None:
    for service in SERVICES.values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert (ROOT / source).is_file() if source.startswith("./") else source in COMPOSE["volumes"]


def test_every_command_exists() -> None:
    for service in SERVICES.values():
        for words in (service.get("command", []), service.get("healthcheck", {}).get("test", [])[1:]):
            if words and words[0].startswith("script/"):
                assert (ROOT / words[0]).stat().st_mode & 0o111
                if words[0] == "script/serve":
                    assert re.search(rf"^{words[1]}\)", (ROOT / "script/serve").read_text(), re.MULTILINE)


def test_copied_files_exist_and_are_not_ignored() -> None:
    ignored = set((ROOT / ".dockerignore").read_text().split())
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source.rstrip("/") not in ignored


def test_the_images_steps_are_those_of_script_install() -> None:
    steps = re.findall(r"script/install (\w+)((?: [\w-]+)*)", DOCKERFILE)
    parts = re.findall(r"^(\w+)\)", (ROOT / "script/install").read_text(), re.MULTILINE)

    assert {name for name, _words in steps} <= set(parts)
    for name, words in steps:
        if name == "packages":
            finished = shell(f"missing_packages {words}")
            assert finished.returncode == 0, finished.stderr


def test_the_image_serves_as_an_ordinary_user_with_production_settings() -> None:
    last = DOCKERFILE.rsplit("FROM ", 1)[1]

    assert "USER sciencemap" in last
    assert "DJANGO_SETTINGS_MODULE=sciencemap.settings.prod" in last
    assert not re.search(r"(_KEYS?|PASSWORD)=", DOCKERFILE)
