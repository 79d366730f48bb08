"""Gives the demo's users their certificates: through the flow, as they themselves would get them."""

import os
import re
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction

from accounts.models import User
from certificates import pkcs12
from certificates.actions import flow as actions
from certificates.actions.issue import issue, record_download
from certificates.models import Certificate, IssuanceFlow
from chingin.kernel.actors import Actor

from .cast import CONTRACTS, PASSWORD

CODE: Final = re.compile(r"認証コード: (\d{6})")


def certificate_files(*, directory: Path, at: datetime) -> dict[str, Path]:
    """The p12 files by user ID. Who never had a certificate gets one; what somebody did since stays."""
    directory.mkdir(mode=0o700, exist_ok=True)
    chosen = [p.user_id for cast in CONTRACTS for p in cast.people if p.has_certificate]
    users = User.objects.registered().filter(user_id__in=chosen)
    found = {user.user_id: _file_of(user, directory, at=at) for user in users}
    return {user_id: path for user_id, path in found.items() if path}


def _file_of(user: User, directory: Path, *, at: datetime) -> Path | None:
    """None where no living certificate is, or only one that was issued in the browser."""
    # Asked first, so that no restart counts as a wrong password where somebody has changed it.
    if not Certificate.objects.issued_to(user.pk).exists() and user.check_password(PASSWORD):
        _take_home(user, directory, at=at)
    living = Certificate.objects.issued_to(user.pk).valid_at(at).newest_first()
    paths = [directory / pkcs12.file_name(row.common_name, row.issued_at) for row in living]
    return next((path for path in paths if path.exists()), None)


def _take_home(user: User, directory: Path, *, at: datetime) -> None:
    mailbox = Path(getattr(settings, "EMAIL_FILE_PATH"))  # noqa: B009 - the type checker knows other settings
    before = set(mailbox.glob("*.eml"))
    by = Actor(user.user_id, user.name)
    started = actions.start(user_id=user.user_id, password=PASSWORD, by=by, at=at)
    if not isinstance(started, actions.Started):  # locked or blocked
        return
    (mail,) = (path for path in mailbox.glob("*.eml") if path not in before)
    _redeem(started.flow, mail, by=by, at=at)
    with transaction.atomic():  # no certificate without its file
        download = issue(flow=started.flow, password=PASSWORD, by=by, at=at)
        _write(directory / download.file_name, download.p12)
        record_download(flow=started.flow, by=by, at=at)


def _redeem(flow: IssuanceFlow, mail: Path, *, by: Actor, at: datetime) -> None:
    """The code as the user reads it; a spent one would only be in the way of who looks for theirs."""
    body = message_from_bytes(mail.read_bytes(), policy=policy.default).get_content()
    (code,) = CODE.findall(body)
    actions.redeem_code(flow=flow, code=code, by=by, at=at)
    mail.unlink()


def _write(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
