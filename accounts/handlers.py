"""What follows from events of accounts."""

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Notice
from core.outbox import handles
from core.reference import read_city


@handles("notice.created")
def mail_notice(notice: int) -> None:
    """Send a notice by mail to an account that has an address and has not read it yet."""
    found = Notice.objects.select_related("user").filter(pk=notice, read_at=None).first()
    if found is None or not found.user.email or not found.user.is_active or found.user.is_demonstration:
        return
    with override("zh-hans"):
        subject = _("[%(site)s] %(title)s") % {"site": read_city().product_label, "title": found.title}
        body = _("%(title)s\n\n处理页面：%(url)s\n\n这封邮件由系统发出，请勿回复。") % {
            "title": found.title,
            "url": settings.SITE_URL + found.path,
        }
    send_mail(subject.replace("\n", " "), body, None, [found.user.email])
