from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from activities.models.registration import Registration
from activities.models.session import Session
from core.fields import CodeField, public_id_field


class MessageKind(StrEnum):
    """What a message to a registrant is about."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    DECLINED = "declined"
    CANCELLED = "cancelled"  # by the registrant
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # cancelled by the organizer
    REMINDER = "reminder"
    MOVED = "moved"
    CALLED_OFF = "called_off"  # the session, or the whole activity
    ANNOUNCEMENT = "announcement"
    LINK = "link"  # the way to the ticket, asked for once more

    @property
    def label(self) -> object:
        return MESSAGE_KIND_LABELS[self]


MESSAGE_KIND_LABELS = {
    MessageKind.PENDING: _("报名已收到"),
    MessageKind.CONFIRMED: _("报名成功"),
    MessageKind.WAITING: _("进入候补"),
    MessageKind.OFFERED: _("候补有名额"),
    MessageKind.DECLINED: _("报名未通过"),
    MessageKind.CANCELLED: _("本人取消"),
    MessageKind.EXPIRED: _("逾期未确认"),
    MessageKind.WITHDRAWN: _("主办方取消报名"),
    MessageKind.REMINDER: _("开始前提醒"),
    MessageKind.MOVED: _("改期或换地点"),
    MessageKind.CALLED_OFF: _("场次或活动取消"),
    MessageKind.ANNOUNCEMENT: _("主办方的话"),
    MessageKind.LINK: _("再发一次票的链接"),
}


class Channel(StrEnum):
    """The way a message goes."""

    INBOX = "inbox"
    MAIL = "mail"
    SMS = "sms"
    WEIXIN = "weixin"

    @property
    def label(self) -> object:
        return CHANNEL_LABELS[self]


CHANNEL_LABELS = {
    Channel.INBOX: _("站内通知"),
    Channel.MAIL: _("电子邮件"),
    Channel.SMS: _("短信"),
    Channel.WEIXIN: _("微信"),
}


class MessageState(StrEnum):
    """Where a message stands. What is given up after its tries stays queued here and is dead in the outbox."""

    QUEUED = "queued"
    SENT = "sent"
    DROPPED = "dropped"  # pointless by the time it was due
    REFUSED = "refused"  # the other side will never take it

    @property
    def label(self) -> object:
        return MESSAGE_STATE_LABELS[self]


MESSAGE_STATE_LABELS = {
    MessageState.QUEUED: _("等待发送"),
    MessageState.SENT: _("已发送"),
    MessageState.DROPPED: _("不再需要"),
    MessageState.REFUSED: _("对方拒收"),
}


class Announcement(models.Model):
    """主办方的话 — what an organizer tells everybody who is registered for a session."""

    public_id = public_id_field()
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="announcements", verbose_name=_("场次"))
    text = models.CharField(_("内容"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    created_at = models.DateTimeField(_("发出于"))

    class Meta:
        verbose_name = _("主办方的话")
        verbose_name_plural = _("主办方的话")
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.public_id


class Message(models.Model):
    """消息 — one message by one channel, to a registration or an account; no personal data in it.

    `key` tells what it is about and by which channel it goes: the same is sent once. Words and
    number are looked up when it goes out.
    """

    kind = CodeField(MessageKind, verbose_name=_("内容"))
    channel = CodeField(Channel, verbose_name=_("渠道"))
    state = CodeField(MessageState, verbose_name=_("状态"), default=MessageState.QUEUED)
    key = models.CharField(max_length=120, unique=True)
    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="messages", null=True, blank=True
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True, blank=True
    )
    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    error = models.CharField(_("错误"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("建立于"))
    sent_at = models.DateTimeField(_("发送于"), null=True, blank=True)

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(registration__isnull=False) | models.Q(user__isnull=False),
                name="activities_message_has_recipient",
            )
        ]
        indexes = [models.Index(fields=["state", "-id"], name="activities_message_state")]

    def __str__(self) -> str:
        return self.key
