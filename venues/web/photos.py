"""The addresses of photos, and the door by which they come in."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts.web.access import actor_of
from core.errors import DomainError, NotFound
from core.identifiers import is_public_id
from core.images import ImageSize, file_for, store_photo
from core.models import StoredImage
from core.storage import read_whole
from core.uploads import refusal
from core.web.conditional import not_modified
from core.web.problems import problem_json, status_of
from venues.permissions import can_upload_photos
from venues.selectors.photos import image_for, public_image, stored_answer

FOR_EVER = "public, max-age=31536000, immutable"
FOR_NOW = "public, max-age=60"  # the whole photo in the place of a size that is not made yet
OWN = "private, no-cache"


@require_safe
def photo(request: HttpRequest, public_id: str, size: str) -> HttpResponse:
    """One size of a photo as JPEG; what the visitor may not see does not exist."""
    if not is_public_id(public_id) or size not in set(ImageSize):
        raise Http404
    image = public_image(public_id)
    if image is not None:
        return _jpeg(request, image, ImageSize(size), is_public=True)
    image = image_for(public_id, actor_of(request))
    if image is None:
        raise Http404
    return _jpeg(request, image, ImageSize(size), is_public=False)


def _jpeg(request: HttpRequest, image: StoredImage, size: ImageSize, *, is_public: bool) -> HttpResponse:
    file, is_made = file_for(image, size)
    etag = f'"{hashlib.blake2b(f"{image.sha256} {file.key}".encode(), digest_size=12).hexdigest()}"'
    kept = (FOR_EVER if is_made else FOR_NOW) if is_public else OWN
    headers = {"ETag": etag, "Cache-Control": kept}
    if not_modified(request, etag):
        unchanged = HttpResponse(status=304, headers=headers)
        del unchanged["Content-Type"]
        return unchanged
    try:
        body = read_whole(file.key)
    except FileNotFoundError:
        raise Http404 from None
    except OSError:
        sentence = _("照片暂时取不到，请稍后再试。")
        return problem_json(503, "photo_storage", sentence, headers={"Retry-After": "30"})
    headers |= {
        "Content-Disposition": f'inline; filename="{image.public_id}-{size}.jpg"',
        "X-Content-Type-Options": "nosniff",
        "Content-Length": str(len(body)),
    }
    return HttpResponse(body, content_type="image/jpeg", headers=headers)


@require_POST
@cache_control(private=True, no_store=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a photo (`photo`, multipart) of somebody who keeps venues; answers its identifier and address."""
    actor = actor_of(request)
    try:
        if not can_upload_photos(actor):
            raise NotFound("not_found", _("没有找到这个页面，可能已移动或停用。"))
        given = request.FILES.get("photo")
        if given is None or given.file is None:
            raise refusal("empty")
        image = store_photo(given=given.file, by_user_id=actor.user_id, now=timezone.now())
    except DomainError as error:
        return problem_json(status_of(error), error.code, str(error.sentence), error.fields)
    return JsonResponse(stored_answer(image), status=201)
