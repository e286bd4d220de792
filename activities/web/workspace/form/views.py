"""The pages of an activity's form: each step saves the activity, the last one hands it in."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.web.access import actor_of, staff_page
from activities.facts import ActivityFacts
from activities.models import Activity, ActivityStatus
from activities.selectors.facts import facts_of
from activities.web.workspace.form.saving import Clash, Started, base_of, save_step
from activities.web.workspace.form.steps import STEPS, FormStep, address_of, after, progress
from activities.web.workspace.form.when import Arranged, WhenForm
from activities.web.workspace.record import kept_activity
from core.errors import Conflict, DomainError
from core.web.problems import status_of
from venues.web.workspace.form.stepform import StepForm
from venues.web.workspace.form.views import map_helpers

OPEN = (ActivityStatus.DRAFT, ActivityStatus.RETURNED, ActivityStatus.SUBMITTED, ActivityStatus.PUBLISHED)
SAVES_ITSELF = (ActivityStatus.DRAFT, ActivityStatus.RETURNED)
TRIES = 2


@require_safe
@staff_page
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """The form's own address leads to its first step."""
    found = kept_activity(public_id, actor_of(request))
    return redirect("workspace-activity-step", found.public_id, next(iter(STEPS)))


@staff_page
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, public_id: str, key: str) -> HttpResponse:
    """One step: shown, or saved and on to the next."""
    found = STEPS.get(key)
    if found is None or found.form is None:
        raise Http404
    activity = open_activity(request, public_id)
    if request.method != "POST":
        return _page(request, activity, found, _form(request, activity, found))
    if "arrange" in request.POST or "tour" in request.POST:
        return _arrange(request, activity, found)
    return _save(request, activity, found)


def open_activity(request: HttpRequest, public_id: str) -> Activity:
    """An activity that the actor may still change. Raises Http404, Conflict."""
    activity = kept_activity(public_id, actor_of(request))
    if activity.status not in OPEN:
        raise Conflict("activity_cancelled", _("这个活动已经取消，不能再改。要再办，请复制一个。"))
    return activity


def _form(request: HttpRequest, activity: Activity, found: FormStep, **options: Any) -> StepForm:
    facts = facts_of(activity)
    data, files = (request.POST, request.FILES) if request.method == "POST" and not options else (None, None)
    kind = found.form_for(is_public=activity.published_at is not None)
    return kind(data, files, facts=facts, actor=actor_of(request), **options)


def _save(request: HttpRequest, activity: Activity, found: FormStep) -> HttpResponse:
    itself = "autosave" in request.POST
    if itself and activity.status not in SAVES_ITSELF:
        return JsonResponse({"detail": _("已提交或公开的活动不会自动保存。")}, status=409)
    for _try in range(TRIES):
        form = _form(request, activity, found)
        try:
            clash, status = _saved(request, activity, form)
            break
        except Conflict as error:
            # Saved by somebody else between reading and locking: compare with what stands now.
            activity = kept_activity(activity.public_id, actor_of(request))
            form.add_error(None, str(error.sentence))
            clash, status = None, 409
    if itself:
        return _told(activity, found, form, clash, status)
    if clash is not None or status >= 400:
        return _page(request, activity, found, form, clash=clash, status=status)
    messages.success(request, _("已保存。"))
    if "leave" in request.POST:
        return redirect("workspace-activity", activity.public_id)
    return redirect(address_of(after(found.key), activity.public_id))


def _saved(request: HttpRequest, activity: Activity, form: StepForm) -> tuple[Clash | None, int]:
    """What has to be chosen, and the answer's status; what is wrong ends in the form. Raises Conflict, NotFound."""
    if not form.is_valid():
        return None, 400
    try:
        started = Started.of(request.POST)
        clash = save_step(activity=activity, form=form, started=started, by=actor_of(request), now=timezone.now())
    except DomainError as error:
        if status_of(error) in {404, 409}:
            raise
        form.show(error)  # type: ignore[arg-type]
        return None, status_of(error)
    return clash, 409 if clash else 200


def _told(activity: Activity, found: FormStep, form: StepForm, clash: Clash | None, status: int) -> HttpResponse:
    """The answer to a draft that saves itself: what the form has to carry from now on, or what is in the way."""
    if clash is not None:
        sentence = _("别人也改了这一步，请按“保存并继续”对照。")
        return JsonResponse({"detail": sentence}, status=409)
    if status >= 400:
        wrong = [str(sentences[0]) for sentences in form.errors.values()]
        sentence = wrong[0] if wrong else _("有一行还没有填好。")
        return JsonResponse({"detail": sentence}, status=status)
    now = kept_facts(activity)
    return JsonResponse({"saved": True, "base": base_of(now, found.decides), "sentence": _("草稿已自动保存")})


def kept_facts(activity: Activity) -> ActivityFacts:
    """The facts as they stand in the database now."""
    return facts_of(Activity.objects.select_related("cover").get(pk=activity.pk))


def _arrange(request: HttpRequest, activity: Activity, found: FormStep) -> HttpResponse:
    """Sessions arranged by a rule or a tour, shown but not saved."""
    form = _form(request, activity, found)
    if not isinstance(form, WhenForm):
        raise Http404
    if "arrange" in request.POST:
        arranged = form.arranged()
    else:
        arranged = form.toured(request.POST.get("caravan", ""), request.POST.get("week", ""))
    if arranged is None:
        return _page(request, activity, found, form, status=400)
    return _page(request, activity, found, _form(request, activity, found, shown=arranged.sessions), arranged=arranged)


def _page(
    request: HttpRequest,
    activity: Activity,
    found: FormStep,
    form: StepForm,
    *,
    clash: Clash | None = None,
    arranged: Arranged | None = None,
    status: int = 200,
) -> HttpResponse:
    facts = kept_facts(activity)
    base = request.POST.get("base", "") if arranged else base_of(facts, found.decides)
    context = {
        "activity": activity,
        "step": found,
        "steps": progress(facts, found.key, activity.public_id),
        "form": form,
        "clash": clash,
        "arranged": arranged,
        "base": base,
        "is_public": activity.published_at is not None,
        "saves_itself": activity.status in SAVES_ITSELF,
        **(map_helpers(getattr(form, "pin", None)) if found.key == "where" else {}),
    }
    return render(request, found.template, context, status=status)
