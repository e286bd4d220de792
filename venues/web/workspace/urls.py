"""The workspace's pages of venues, below /workspace/."""

from django.urls import URLPattern, path

from venues.web.workspace import (
    bulk,
    deeds,
    doubles,
    hours,
    places,
    record,
    reports,
    review,
    table,
    tours,
    units,
    verification,
)
from venues.web.workspace import bulk, deeds, hours, imports, places, record, review, table, tours, units, verification
from venues.web.workspace.form import review as form_review
from venues.web.workspace.form import starting
from venues.web.workspace.form import views as form

urlpatterns: list[URLPattern] = [
    path("imports/", imports.jobs, name="workspace-imports"),
    path("imports/new/", imports.new, name="workspace-import-new"),
    path("imports/template.xlsx", imports.template, name="workspace-import-template"),
    path("imports/<str:public_id>/", imports.job, name="workspace-import"),
    path("imports/<str:public_id>/state", imports.state, name="workspace-import-state"),
    path("imports/<str:public_id>/confirm", imports.confirm, name="workspace-import-confirm"),
    path("imports/<str:public_id>/cancel", imports.cancel, name="workspace-import-cancel"),
    path("imports/<str:public_id>/problems.xlsx", imports.problems, name="workspace-import-problems"),
    path("venues/", table.table, name="workspace-venues"),
    path("venues/bulk/", bulk.ask, name="workspace-venues-bulk"),
    path("venues/bulk/do/", bulk.do, name="workspace-venues-bulk-do"),
    path("venues/export.<str:form>", table.export, name="workspace-venues-export"),
    path("venues/locate", places.locate, name="workspace-venue-locate"),
    path("venues/geocode", places.geocode, name="workspace-venue-geocode"),
    path("venues/hours-preview", hours.preview, name="workspace-venue-hours-preview"),
    path("venues/new/", starting.new, name="workspace-venue-new"),
    path("venues/<str:public_id>/edit/", form.begin, name="workspace-venue-edit"),
    path("venues/<str:public_id>/edit/review/", form_review.review, name="workspace-venue-review"),
    path("venues/<str:public_id>/edit/<str:key>/", form.step, name="workspace-venue-step"),
    path("venues/<str:public_id>/", record.venue, name="workspace-venue"),
    path("reports/", reports.queue, name="workspace-reports"),
    path("reports/<str:public_id>/", reports.report, name="workspace-report"),
    path("doubles/", doubles.pairs, name="workspace-doubles"),
    path("doubles/<str:first>/<str:second>/", doubles.pair, name="workspace-double"),
    path("doubles/<str:first>/<str:second>/apart/", doubles.apart, name="workspace-double-apart"),
    path("venues/<str:public_id>/submit/", deeds.submit, name="workspace-venue-submit"),
    path("venues/<str:public_id>/withdraw/", deeds.withdraw, name="workspace-venue-withdraw"),
    path("venues/<str:public_id>/publish/", deeds.publish, name="workspace-venue-publish"),
    path("venues/<str:public_id>/hide/", deeds.hide, name="workspace-venue-hide"),
    path("venues/<str:public_id>/close/", deeds.close, name="workspace-venue-close"),
    path("venues/<str:public_id>/verify/", deeds.verify, name="workspace-venue-verify"),
    path("venues/<str:public_id>/discard/", deeds.discard, name="workspace-venue-discard"),
    path("review/", review.queue, name="workspace-review"),
    path("review/<str:public_id>/", review.one, name="workspace-review-one"),
    path("review/<str:public_id>/decide/", review.decide, name="workspace-review-decide"),
    path("verification/", verification.due, name="workspace-verification"),
    path("units/", units.units, name="workspace-units"),
    path("units/<str:public_id>/publishing/", units.publishing, name="workspace-unit-publishing"),
    path("tours/", tours.week, name="workspace-tours"),
    path("tours/new/", tours.new, name="workspace-tour-new"),
    path("tours/copy/", tours.copy, name="workspace-tour-copy"),
    path("tours/<str:public_id>/", tours.stop, name="workspace-tour-stop"),
    path("tours/<str:public_id>/cancel/", tours.cancel, name="workspace-tour-cancel"),
]
