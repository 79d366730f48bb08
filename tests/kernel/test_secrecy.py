"""Names that look like secrets are refused wherever values are kept or sent on."""

import pytest

from chingin.kernel.secrecy import SecretRefused, refuse_secret


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "initial_password",
        "newPassword",
        "passphrase",
        "code",
        "Code",
        "one_time_code",
        "otp",
        "user_pin",
        "api_token",
        "client_secret",
        "private_key",
        "パスワード",
        "認証コード",
    ],
)
def test_a_secret_s_name_is_refused(name: str) -> None:
    with pytest.raises(SecretRefused, match="looks like a secret"):
        refuse_secret(name)


@pytest.mark.parametrize(
    "name", ["bank_code", "issuance_code", "shipping", "reason", "codes_sent", "理由", "serial", "key"]
)
def test_another_name_passes(name: str) -> None:
    refuse_secret(name)
