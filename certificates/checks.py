"""System checks of the certificate authority's files.

Those that ask how the installation stands (is there a CA, is its CRL fresh) run with `check --deploy` only:
before `init_ca` there is nothing to complain of, and the commands that mend it must be able to start.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509 as crypto
from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from chingin.kernel import clock

from . import vault, x509
from .rules import ROLL_OVER, ROLL_OVER_ALARM

TAG: Final = "certificates"
CRL_ALARM: Final = timedelta(days=3)


@checks.register(TAG)
def check_keys(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """The CA's keys are for their owner alone."""
    return [
        checks.Error(
            f"認証局の {path} を、ほかのOSユーザーが読める状態です。",
            hint=f"`chmod go= {path}` を実行し、鍵が漏れていないか確認してください。",
            id="certificates.E001",
        )
        for path in vault.configured().exposed()
    ]


@checks.register(TAG, deploy=True)
def check_authority(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """There is a CA, it can issue for a while yet, and its root key is elsewhere."""
    files = vault.configured()
    for path in (files.issuing_bundle, files.root):
        if not _certificates(path):
            hint = (
                "初めてのときは `manage.py init_ca` を実行し、そうでなければバックアップから戻してください。"
            )
            return [checks.Error(f"{path} がないか、壊れています。", hint=hint, id="certificates.E002")]
    newest = _certificates(files.issuing_bundle)[0]
    return [*_end_of_issuing(newest.not_valid_after_utc, now=clock.now()), *_root_key(files)]


@checks.register(TAG, deploy=True)
def check_revocation_lists(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """nginx has a fresh CRL of every CA: without one it locks everybody out."""
    files = vault.configured()
    lists, now = _revocation_lists(files.crl), clock.now()
    return [
        message
        for authority in (*_certificates(files.issuing_bundle), *_certificates(files.root))
        for message in _age_of_crl(authority, lists.get(authority.subject), now=now)
    ]


@checks.register(TAG, deploy=True)
def check_proxy(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Somebody decided that nginx stands in front and that its word about the certificate counts."""
    if settings.TRUST_PROXY:
        return []
    return [
        checks.Error(
            "nginxが渡す電子証明書の情報を信頼しない設定のため、だれもログインできません。",
            hint="nginxだけが接続できることを確認し、CHINGIN_TRUST_PROXY=yes を設定してください。",
            id="certificates.E003",
        )
    ]


def _certificates(path: Path) -> list[crypto.Certificate]:
    try:
        return crypto.load_pem_x509_certificates(path.read_bytes())
    except (OSError, ValueError):
        return []


def _revocation_lists(path: Path) -> dict[crypto.Name, crypto.CertificateRevocationList]:
    try:
        return {crl.issuer: crl for crl in x509.revocation_lists(path.read_bytes())}
    except (OSError, ValueError):
        return {}


def _end_of_issuing(end: datetime, *, now: datetime) -> list[checks.CheckMessage]:
    remaining, hint = end - now, "ルート認証局の鍵を用意し、発行局を更新してください。"
    day = clock.local_date(end)
    if remaining < ROLL_OVER:
        message = f"発行局の有効期限({day})まで366日を切り、電子証明書を発行できません。"
        return [checks.Error(message, hint=hint, id="certificates.E004")]
    if remaining < ROLL_OVER_ALARM:
        message = f"発行局の有効期限({day})が近づき、まもなく電子証明書を発行できなくなります。"
        return [checks.Warning(message, hint=hint, id="certificates.W001")]
    return []


def _root_key(files: vault.Vault) -> list[checks.CheckMessage]:
    if not files.root_key.exists():
        return []
    return [
        checks.Warning(
            f"ルート認証局の鍵 {files.root_key} がサーバーに残っています。",
            hint="安全な媒体に移して金庫に保管し、サーバーから消してください。",
            id="certificates.W002",
        )
    ]


def _age_of_crl(
    authority: crypto.Certificate, crl: crypto.CertificateRevocationList | None, *, now: datetime
) -> list[checks.CheckMessage]:
    name = authority.subject.rfc4514_string()
    hint = "`manage.py publish_crl` を実行し、毎日の実行が止まっていないか確認してください。"
    if crl is None or crl.next_update_utc is None:
        message = f"{name} の失効リストがないか壊れているため、nginxがすべての電子証明書を拒否します。"
        return [checks.Error(message, hint=hint, id="certificates.E005")]
    if crl.next_update_utc <= now:
        message = f"{name} の失効リストの期限が切れたため、nginxがすべての電子証明書を拒否します。"
        return [checks.Error(message, hint=hint, id="certificates.E006")]
    if crl.next_update_utc <= now + CRL_ALARM:
        message = f"{name} の失効リストが3日以内に切れます。切れるとnginxがすべての電子証明書を拒否します。"
        return [checks.Warning(message, hint=hint, id="certificates.W003")]
    return []
