"""Passwords, user IDs, mail addresses: CON-2, CON-3, REG-5, REG-6, REG-8."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import rules
from accounts.rules import MailFault, PasswordFault

HALF_WIDTH = "".join(chr(code) for code in range(0x21, 0x7F))
LETTERS_AND_DIGITS = string.ascii_letters + string.digits

LENGTH, WIDTH, KINDS = PasswordFault.LENGTH, PasswordFault.HALF_WIDTH, PasswordFault.FOUR_KINDS


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Rokin#26", None),
        ("Rokin#2026xy", None),
        ("Rokin#2", LENGTH),
        ("Rokin#2026xyz", LENGTH),
        ("", LENGTH),
        ("rokin#2026", KINDS),
        ("ROKIN#2026", KINDS),
        ("Rokin#Rokin", KINDS),
        ("Rokin22026", KINDS),
        ("Rokin 2026", WIDTH),  # a space is no symbol
        ("Rokin#2026\n", WIDTH),
        ("Ｒokin#2026", WIDTH),  # full-width letter
        ("Rokin#２０26", WIDTH),  # full-width digits
        ("ﾛｷﾝRokin#26", WIDTH),  # half-width kana
        ("Rökin#2026", WIDTH),
    ],
)
def test_a_login_password_is_8_to_12_half_width_characters_of_four_kinds_reg_6(
    password: str, fault: PasswordFault | None
) -> None:
    assert rules.login_password_fault(password) is fault


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("ROKYO1r@", None),
        ("ROKYO1@", LENGTH),
        ("ROKYO12r@", LENGTH),
        ("ROKYO12@", KINDS),
        ("ROKYO1ｒ@", WIDTH),
    ],
)
def test_an_initial_password_is_exactly_8_characters_con_2(
    password: str, fault: PasswordFault | None
) -> None:
    assert rules.initial_password_fault(password) is fault


@pytest.mark.parametrize("symbol", string.punctuation)
def test_every_half_width_symbol_counts_as_one_reg_6(symbol: str) -> None:
    assert rules.login_password_fault(f"Rokin026{symbol}") is None


@given(st.text(alphabet=HALF_WIDTH, min_size=8, max_size=12))
def test_a_half_width_password_passes_exactly_when_all_four_kinds_are_there_reg_6(password: str) -> None:
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, string.punctuation)

    has_all = all(set(kind) & set(password) for kind in kinds)

    assert (rules.login_password_fault(password) is None) == has_all


@given(st.text())
def test_no_accepted_password_is_longer_than_it_looks_or_not_half_width_reg_6(password: str) -> None:
    if rules.login_password_fault(password) is None:
        assert 8 <= len(password.encode()) <= 12


@pytest.mark.parametrize(
    ("delivered", "valid"),
    [
        ("ROKYO1", "ROKYO1r@"),
        ("abc123", "abc123r@"),
        ("ROKYO1r@", "ROKYO1r@"),
        ("ROKYO12", "ROKYO12"),
        ("", ""),
    ],
)
def test_six_characters_delivered_before_become_valid_with_r_at_con_3(delivered: str, valid: str) -> None:
    assert rules.legacy_initial_password(delivered) == valid


@given(st.text())
def test_the_legacy_rule_is_applied_once_con_3(delivered: str) -> None:
    once = rules.legacy_initial_password(delivered)

    assert rules.legacy_initial_password(once) == once


@pytest.mark.parametrize("user_id", ["abc123", "Abc123", "1abcde", "abcdefghijk1", "000000000a00"])
def test_a_user_id_is_6_to_12_letters_and_digits_reg_5(user_id: str) -> None:
    assert rules.is_user_id(user_id)


@pytest.mark.parametrize(
    "user_id",
    [
        "",
        "abc12",
        "abcdefghijkl1",
        "abcdef",
        "123456",
        "abc-123",
        "abc 123",
        "abc123\n",
        "ａbc123",
        "abc12３",
        "äbc123",
    ],
)
def test_anything_else_is_no_user_id_reg_5(user_id: str) -> None:
    assert not rules.is_user_id(user_id)


@given(st.text(alphabet=LETTERS_AND_DIGITS, max_size=14))
def test_letters_and_digits_are_a_user_id_exactly_when_both_are_there_reg_5(user_id: str) -> None:
    both = bool(set(user_id) & set(string.digits)) and bool(set(user_id) & set(string.ascii_letters))

    assert rules.is_user_id(user_id) == (both and 6 <= len(user_id) <= 12)


CARRIERS = """
    docomo.ne.jp dwmail.jp mopera.net au.com ezweb.ne.jp biz.ezweb.ne.jp ido.ne.jp uqmobile.jp
    softbank.ne.jp i.softbank.jp disney.ne.jp vodafone.ne.jp d.vodafone.ne.jp h.vodafone.ne.jp
    t.vodafone.ne.jp c.vodafone.ne.jp r.vodafone.ne.jp k.vodafone.ne.jp n.vodafone.ne.jp
    s.vodafone.ne.jp q.vodafone.ne.jp jp-d.ne.jp jp-h.ne.jp jp-t.ne.jp jp-c.ne.jp jp-r.ne.jp
    jp-k.ne.jp jp-n.ne.jp jp-s.ne.jp jp-q.ne.jp ymobile.ne.jp ymobile1.ne.jp y-mobile.ne.jp
    emnet.ne.jp emobile.ne.jp pdx.ne.jp wcm.ne.jp willcom.com rakumail.jp
""".split()


@pytest.mark.parametrize("domain", CARRIERS)
def test_a_mobile_carrier_and_its_sub_domains_are_refused_reg_8(domain: str) -> None:
    for address in (f"a@{domain}", f"a@foo.{domain}", f"a@{domain.upper()}"):
        assert rules.mail_fault(address) is MailFault.MOBILE_CARRIER


@pytest.mark.parametrize(
    "domain", [name for name in CARRIERS if not any(name.endswith(f".{other}") for other in CARRIERS)]
)
def test_a_domain_that_only_ends_alike_is_no_carrier_s_reg_8(domain: str) -> None:
    assert rules.mail_fault(f"a@not{domain}") is None
    assert rules.mail_fault(f"a@{domain}.example") is None


@pytest.mark.parametrize("domain", ["softbank.jp", "ne.jp", "bank.example.jp", "docomo.example.jp"])
def test_others_are_no_mobile_carriers_reg_8(domain: str) -> None:
    assert not rules.is_mobile_carrier(domain)


def test_a_domain_written_with_its_root_is_the_same_domain_reg_8() -> None:
    assert rules.is_mobile_carrier("docomo.ne.jp.")


@pytest.mark.parametrize(
    "address",
    ["a@b.jp", "taro.rokin@union.example.jp", "o'hara+x_y-z@a-b.example", "A9!#$%&*/=?^`{|}~@1.example.jp"],
)
def test_a_mail_address_as_people_have_them_passes_reg_8(address: str) -> None:
    assert rules.mail_fault(address) is None


@pytest.mark.parametrize(
    "address",
    """
    taro a@b taro@ @b.jp a@@b.jp a@b@c.jp .taro@b.jp taro.@b.jp ta..ro@b.jp a@.b.jp a@b..jp a@b.jp.
    a@-b.jp a@b-.jp a@b.j a@b.jp1 a@192.0.2.1 a@[192.0.2.1] "a"@b.jp a,b@b.jp a@b_c.jp
    ａ@b.jp a@ｂ.jp 太郎@b.jp a@労金.jp
    """.split(),
)
def test_what_no_mail_server_would_take_is_refused_reg_8(address: str) -> None:
    assert rules.mail_fault(address) is MailFault.SHAPE


@pytest.mark.parametrize("address", ["", "a b@c.jp", " a@b.jp", "a@b.jp ", "a@b.jp\n", "a\r\nBcc:x@b.jp"])
def test_blanks_and_line_ends_are_refused_reg_8(address: str) -> None:
    assert rules.mail_fault(address) is MailFault.SHAPE


def test_a_mail_address_has_at_most_50_characters_reg_8() -> None:
    longest = "a" * 39 + "@example.jp"
    assert len(longest) == 50

    assert rules.mail_fault(longest) is None
    assert rules.mail_fault("a" + longest) is MailFault.LENGTH


@given(st.emails())
def test_an_accepted_address_stays_below_50_bytes_and_off_carriers_reg_8(address: str) -> None:
    if rules.mail_fault(address) is None:
        assert len(address.encode()) <= 50
        assert not rules.is_mobile_carrier(address.rpartition("@")[2])
