"""Photos in the storage: a row stands only for a file that is there."""

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.files.base import ContentFile
from moto.server import ThreadedMotoServer
from PIL import Image

from accounts.models import User
from core import images, imagesweep
from core.errors import Refused
from core.images import ImageSize, file_for, make_sizes, store_photo
from core.imagesweep import sweep_unused_images
from core.models import OutboxMessage, StoredImage
from core.outbox import relay
from core.storage import WholeFileStorage, photo_storage, read_whole
from tests.conftest import make_user
from tests.core.pictures import jpeg

pytestmark = pytest.mark.django_db
LATER = timedelta(days=2, minutes=1)


def use_folder(settings: Any, folder: Path) -> None:
    photos = {
        "BACKEND": "core.storage.WholeFileStorage",
        "OPTIONS": {"location": folder, "allow_overwrite": True},
    }
    settings.STORAGES = {**settings.STORAGES, "photos": photos}


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    use_folder(settings, tmp_path / "photos")
    return tmp_path / "photos"


@pytest.fixture(autouse=True)
def _nobody_uses_any(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imagesweep, "_questions", [])


@pytest.fixture
def user() -> User:
    return make_user("photographer")


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def store(now: datetime, by: User | None = None, raw: bytes | None = None) -> StoredImage:
    return store_photo(given=raw or jpeg(), by_user_id=by.pk if by else None, now=now)


def test_a_row_tells_what_lies_in_the_storage(folder: Path, user: User, now: datetime) -> None:
    image = store(now, user)
    assert files(folder) == [f"20261124/{image.public_id}.jpg"]
    assert len(read_whole(image.key)) == image.bytes
    assert (image.width, image.height, image.created_by) == (640, 480, user)


def test_a_retry_gives_the_same_row(folder: Path, user: User, now: datetime) -> None:
    first = store(now, user)
    assert store(now + timedelta(hours=23), user) == first
    assert len(files(folder)) == 1
    assert OutboxMessage.objects.filter(event="image.stored").count() == 1


def test_another_account_or_another_day_has_a_row_of_its_own(folder: Path, user: User, now: datetime) -> None:
    first = store(now, user)
    assert store(now, make_user("other")) != first
    assert store(now + timedelta(hours=25), user) != first


def test_an_account_brings_so_many_a_day(
    folder: Path, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MOST_A_DAY", 1)
    store(now, user)
    with pytest.raises(Refused):
        store(now, user, jpeg(100, 100))
    store(now + timedelta(hours=25), user, jpeg(100, 100))


def fail(*_: Any, **__: Any) -> None:
    raise ZeroDivisionError


def test_no_file_stays_when_the_row_fails(
    folder: Path, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "record", fail)
    with pytest.raises(ZeroDivisionError):
        store(now, user)
    assert files(folder) == []
    assert not StoredImage.objects.exists()


def test_without_the_removal_a_file_stays(
    folder: Path, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "record", fail)
    monkeypatch.setattr(images, "remove_files", lambda keys: None)
    with pytest.raises(ZeroDivisionError):
        store(now, user)
    assert len(files(folder)) == 1


def test_no_row_stays_when_the_file_fails(
    folder: Path, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(WholeFileStorage, "_save", full)
    with pytest.raises(Refused):
        store(now, user)
    assert not StoredImage.objects.exists()


class Torn(ContentFile):
    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"half"
        raise OSError(28, "No space left on device")


def test_half_a_file_is_never_there(folder: Path) -> None:
    with pytest.raises(OSError, match="No space"):
        photo_storage().save("20261124/a.jpg", Torn(b""))
    assert files(folder) == []


def test_the_outbox_makes_the_sizes(folder: Path, user: User, now: datetime) -> None:
    image = store(now, user, jpeg(3000, 2000))
    assert file_for(image, ImageSize.LIST)[1] is False
    assert relay(datetime.now(tz=now.tzinfo) + timedelta(minutes=1)) == 1
    image.refresh_from_db()
    assert {name: (size["width"], size["height"]) for name, size in image.sizes.items()} == {
        "list": (480, 320),
        "page": (1280, 854),
        "print": (2560, 1707),
    }
    assert image.sizes["print"]["key"] == image.key
    shown = Image.open(io.BytesIO(read_whole(file_for(image, ImageSize.LIST)[0].key)))
    assert shown.size == (480, 320)


def test_making_sizes_again_makes_nothing(folder: Path, user: User, now: datetime) -> None:
    image = store(now, user)
    make_sizes(image.public_id)
    before = {path: (folder / path).stat().st_mtime_ns for path in files(folder)}
    make_sizes(image.public_id)
    assert {path: (folder / path).stat().st_mtime_ns for path in files(folder)} == before
    make_sizes("0000000000")


def test_a_photo_that_nobody_uses_goes_after_two_days(folder: Path, user: User, now: datetime) -> None:
    image = store(now, user)
    make_sizes(image.public_id)
    assert sweep_unused_images(now + timedelta(days=1)) == 0
    assert sweep_unused_images(now + LATER) == 1
    assert not StoredImage.objects.exists()


def test_the_files_go_after_the_commit(
    folder: Path, user: User, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    make_sizes(store(now, user).public_id)
    with django_capture_on_commit_callbacks(execute=True):
        sweep_unused_images(now + LATER)
    assert files(folder) == []


def test_a_photo_in_use_stays(folder: Path, user: User, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    image = store(now, user)
    monkeypatch.setattr(imagesweep, "_questions", [lambda ids: set(), lambda ids: {image.public_id} & set(ids)])
    assert sweep_unused_images(now + LATER) == 0


def test_a_file_whose_process_ended_before_its_row_goes(folder: Path, user: User, now: datetime) -> None:
    kept = store(now, user)
    make_sizes(kept.public_id)
    photo_storage().save("20261124/0000000000.jpg", ContentFile(b"lost"))
    (folder / "20261124/.part-abc").write_bytes(b"half")
    StoredImage.objects.update(created_at=now + LATER)
    sweep_unused_images(now + LATER)
    assert files(folder) == [f"20261124/{kept.public_id}-list.jpg", f"20261124/{kept.public_id}.jpg"]


@pytest.fixture(scope="module")
def object_store() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(object_store: str, settings: Any) -> Any:
    from sciencemap.settings.shared import _photo_storage

    values = {
        "PHOTO_STORAGE": "s3",
        "S3_ENDPOINT": object_store,
        "S3_BUCKET": "sciencemap",
        "S3_ACCESS_KEY": "key",
        "S3_SECRET_KEY": "secret",
        "S3_REGION": "us-east-1",
        "S3_ADDRESSING_STYLE": "path",
    }

    class Given:
        def text(self, name: str, default: str = "") -> str:
            return values.get(name, default)

    settings.STORAGES = {**settings.STORAGES, "photos": _photo_storage(Given(), Path("/nowhere"))}  # type: ignore[arg-type]
    store = boto3.resource(
        "s3",
        endpoint_url=object_store,
        aws_access_key_id="key",
        aws_secret_access_key="secret",
        region_name="us-east-1",
    )
    found = store.Bucket("sciencemap")
    found.create()
    yield found
    found.objects.all().delete()
    found.delete()


def test_an_object_store_serves_as_well(
    bucket: Any, user: User, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    image = store(now, user, jpeg(1000, 800))
    make_sizes(image.public_id)
    image.refresh_from_db()
    keys = {item.key for item in bucket.objects.all()}
    assert keys == {f"photos/20261124/{image.public_id}{end}.jpg" for end in ("", "-list")}
    assert len(read_whole(image.key)) == image.bytes
    photo_storage().save("20261124/0000000000.jpg", ContentFile(b"lost"))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_unused_images(now + LATER) == 1
    assert list(bucket.objects.all()) == []


def test_an_object_store_that_fails_is_told_and_leaves_nothing(bucket: Any, user: User, now: datetime) -> None:
    bucket.delete()
    try:
        with pytest.raises(Refused):
            store(now, user)
        with pytest.raises(OSError, match=r"object store|not exist"):
            read_whole("20261124/0000000000.jpg")
        assert not StoredImage.objects.exists()
    finally:
        bucket.create()
