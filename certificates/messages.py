"""Messages about certificates. From E1281 on: the certificate authority itself, for those who operate it."""

from typing import Final

from chingin.kernel.messages import Message, register

CA_MISSING: Final = Message(
    "E1281",
    "認証局が準備されていません。",
    cause="認証局のファイル {path} がありません。",
    remedy="システムの運用担当者が `manage.py init_ca` を実行してください。",
    contact=True,
)
CA_FILE_LOST: Final = Message(
    "E1282",
    "認証局のファイルがそろっていないため、続けられません。",
    cause="{path} がありません。ほかのファイルはすでに使われているため、新しく作ると組が合わなくなります。",
    remedy="保管場所またはバックアップから {path} を元の場所へ戻し、もう一度実行してください。",
    contact=True,
)
CA_MISMATCH: Final = Message(
    "E1283",
    "認証局の鍵と証明書の組が合いません。",
    cause="{key} は {certificate} の鍵ではありません。",
    remedy="同じ時点のバックアップから、両方のファイルを戻してください。",
    contact=True,
)
CA_FILE_UNREADABLE: Final = Message(
    "E1284",
    "認証局のファイルを開けません。",
    cause="{path} が壊れているか、鍵のパスフレーズが違うか、実行したOSユーザーに読む権限がありません。",
    remedy="パスフレーズと、ファイルの所有者を確認してください。壊れているときは、バックアップから戻してください。",
    contact=True,
)
CA_KEY_EXPOSED: Final = Message(
    "E1285",
    "認証局の鍵を、ほかのOSユーザーが読める状態のため、使用を中止しました。",
    cause="{path} の権限が広すぎます。",
    remedy="`chmod go= {path}` を実行し、鍵が漏れていないか確認してください。",
    contact=True,
)
CA_ENDS_TOO_SOON: Final = Message(
    "E1286",
    "認証局の有効期限が近いため、証明書を発行できません。",
    cause="{path} は {end} に終わり、これから発行する証明書の有効期限より先に切れます。",
    remedy="システムの運用担当者が、認証局を更新してください。",
    contact=True,
)
CA_PASSPHRASE_WEAK: Final = Message(
    "E1287",
    "このパスフレーズは、認証局の鍵に使えません。",
    cause="{name}のパスフレーズが {length} 文字より短いか、もう一方の鍵と同じです。",
    remedy="鍵ごとに別の、{length} 文字以上のパスフレーズを決めてください。",
    contact=True,
)

register(
    CA_MISSING,
    CA_FILE_LOST,
    CA_MISMATCH,
    CA_FILE_UNREADABLE,
    CA_KEY_EXPOSED,
    CA_ENDS_TOO_SOON,
    CA_PASSPHRASE_WEAK,
)
