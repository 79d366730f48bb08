"""The mails of this app (docs/mails.md). The one with the code (認証コード) never comes near the outbox."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.template import Context, Engine
from django.views.decorators.debug import sensitive_variables

from accounts.emails import about, sender_for
from accounts.models import User
from chingin.kernel import clock, mail
from chingin.kernel.origins import Origin

from .models import Certificate
from .rules import Notice, notice_day


def announce_end(certificate: Certificate, notice: Notice, *, at: datetime) -> None:
    """CERT-8: on D - 30 and on D + 1, into the outbox."""
    user = certificate.user
    mail.enqueue(
        key=f"certificates.{notice.value}:{certificate.pk}",
        to=user.mail,
        sender=sender_for(user),
        template=f"certificates/{notice.value}",
        context={
            **about(user),
            "last_day": f"{certificate.last_day:%Y年%-m月%-d日}",
            "renewable_from": f"{notice_day(Notice.RENEWABLE, last_day=certificate.last_day):%Y年%-m月%-d日}",
            "top": Origin.PUBLIC.base_url,
        },
        at=at,
    )


@sensitive_variables()
def send_code(user: User, *, code: str, until: datetime) -> None:
    """CERT-2: straight to the mail server, so that the code rests nowhere. OSError when that fails."""
    text = Engine.get_default().get_template("emails/certificates/code.txt")
    context = Context({**about(user), "code": code, "until": clock.in_words(until)}, autoescape=False)
    subject, _, body = text.render(context).partition("\n")
    headers = {"Auto-Submitted": "auto-generated"}
    EmailMessage(
        subject.strip(),
        body.lstrip("\n"),
        sender_for(user) or settings.DEFAULT_FROM_EMAIL,
        [user.mail],
        headers=headers,
    ).send()
