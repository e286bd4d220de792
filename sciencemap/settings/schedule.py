"""What beat asks for, and how often; seconds, or a time of the city's day."""

from celery.schedules import crontab

CELERY_BEAT_SCHEDULE = {
    "forget-sign-in-codes": {"task": "accounts.tasks.forget_sign_in_codes", "schedule": 60 * 60},
    "warn-of-missing-special-days": {"task": "venues.tasks.warn_of_missing_special_days", "schedule": 24 * 60 * 60},
    "look-for-doubles": {"task": "venues.tasks.look_for_doubles", "schedule": 5 * 60},
    "erase-report-contacts": {"task": "venues.tasks.erase_report_contacts", "schedule": 24 * 60 * 60},
    "seal-audit": {"task": "core.tasks.seal_audit", "schedule": 10 * 60},
    "verify-audit": {"task": "core.tasks.verify_audit", "schedule": 24 * 60 * 60},
    "remind-of-verification": {"task": "venues.tasks.remind_of_verification", "schedule": 24 * 60 * 60},
    "tell-of-unread-hours": {"task": "venues.tasks.tell_of_unread_hours", "schedule": 24 * 60 * 60},
    "escalate-reviews": {"task": "venues.tasks.escalate_reviews", "schedule": 24 * 60 * 60},
    "escalate-activities": {"task": "activities.tasks.escalate_activities", "schedule": 24 * 60 * 60},
    "expire-offers": {"task": "activities.tasks.expire_offers_everywhere", "schedule": 60},
    "remind-of-tomorrow": {
        "task": "activities.tasks.remind_of_tomorrow",
        "schedule": crontab(minute=0, hour="18-21"),  # once for each; later ones catch up
    },
    "renew-activity-search": {"task": "activities.tasks.renew_activity_search", "schedule": 15 * 60},
    "remind-of-results": {
        "task": "activities.tasks.remind_of_results",
        "schedule": crontab(minute=0, hour="9-20"),  # once for each; later ones catch up
    },
    "erase-old-registrations": {"task": "activities.tasks.erase_old_registrations", "schedule": 24 * 60 * 60},
    "close-forgotten-services": {"task": "volunteers.tasks.close_forgotten_services", "schedule": 15 * 60},
    "finalize-services": {"task": "volunteers.tasks.finalize_services", "schedule": 60 * 60},
    "remind-of-service": {
        "task": "volunteers.tasks.remind_of_service",
        "schedule": crontab(minute=10, hour="18-21"),  # once for each; later ones catch up
    },
    "fold-tally": {"task": "insights.tasks.fold_tally", "schedule": 30},
    "recount-tally": {"task": "insights.tasks.recount_tally", "schedule": crontab(minute=20, hour=3)},
    "publish-figures": {"task": "insights.tasks.publish_public_figures", "schedule": crontab(minute=5)},
    "publish-all-years": {
        "task": "insights.tasks.publish_public_figures",
        "schedule": crontab(minute=40, hour=4),
        "kwargs": {"all_years": True},
    },
    "forget-workbooks": {"task": "insights.tasks.forget_workbooks", "schedule": 24 * 60 * 60},
    "relay-outbox": {"task": "core.tasks.relay_outbox", "schedule": 10},
    "sweep-outbox": {"task": "core.tasks.sweep_outbox", "schedule": 24 * 60 * 60},
    "resume-imports": {"task": "core.tasks.resume_imports", "schedule": 30},
    "forget-old-imports": {"task": "core.tasks.forget_old_imports", "schedule": 24 * 60 * 60},
    "sweep-unused-images": {"task": "core.tasks.sweep_unused_images", "schedule": 24 * 60 * 60},
}
