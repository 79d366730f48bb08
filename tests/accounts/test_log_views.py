"""操作ログ照会 through the browser (USR-6)."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.log_forms import LogCriteria
from accounts.models import Contract, User
from chingin.kernel.audit import verify_chain
from chingin.kernel.models import OperationLog
from tests.accounts.administration import (
    AT,
    certificates_by_header,
    client,
    contract,
    downloaded,
    friday_morning,
    general,
    known_functions,
    master,
)
from tests.accounts.browsers import ADDRESS, error_at, logged_in, words
from tests.accounts.factories import ContractFactory, GeneralUserFactory
from tests.accounts.story import told
from tests.accounts.test_log_pages import write

__all__ = [
    "certificates_by_header",
    "client",
    "contract",
    "friday_morning",
    "general",
    "known_functions",
    "master",
]
pytestmark = pytest.mark.django_db

LOG = "/operation-log/"
HEADER = ["日時", "ユーザーID", "ユーザー名", "機能", "操作", "対象", "結果", "接続元"]


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def test_the_master_s_own_login_stands_in_the_log_usr_6(client: Client) -> None:
    html = words(client.get(LOG))

    for text in (
        "<h1>操作ログ照会</h1>",
        "12345678 試験労働組合",
        "2026/11/20 10:00:00",
        "roukin01",
        "労金太郎",
    ):
        assert text in html
    for text in ("roukin01</td>", "労金太郎</td>", "ログイン</td>", "成功</td>", ADDRESS, "全1件"):
        assert text in html


def test_the_way_to_older_entries_and_back_is_there_usr_6(client: Client, contract: Contract) -> None:
    write(contract, [AT - timedelta(hours=1)] * 70, first=2)

    first = words(client.get(LOG))
    second = words(client.get(f"{LOG}?older=23"))

    assert '<a href="?older=23" rel="next">古い記録へ</a>' in first
    assert "新しい記録へ" not in first
    assert '<a href="?newer=22" rel="prev">新しい記録へ</a>' in second


def test_the_filter_filters_and_stays_usr_6(client: Client, general: User) -> None:
    logged_in(general)

    html = words(
        client.get(f"{LOG}?user=ippan01&since=2026-11-20&until=2026-11-20&function=none&result=SUCCESS")
    )

    assert "全1件" in html
    assert '<option value="ippan01" selected>ippan01 組合花子</option>' in html
    assert 'value="2026-11-20"' in html
    assert (
        'href="?user=ippan01&since=2026-11-20&until=2026-11-20&function=none&result=SUCCESS&output=csv"'
        in html
    )


@pytest.mark.parametrize(
    ("query", "field", "words_"),
    [
        ("since=abc", "since", "日付(開始)は「2026/11/20」の形式で入力してください。"),
        ("since=1999-12-31", "since", "2000年から2099年まで"),
        ("until=9999-12-31", "until", "2000年から2099年まで"),
        ("since=2026-11-20&until=2026-11-19", "until", "日付(開始)以後の日付を入力してください。"),
        ("user=ippan99", "user", "ippan99"),
        ("function=DED-99", "function", "DED-99"),
        ("result=MAYBE", "result", "MAYBE"),
    ],
)
@pytest.mark.parametrize("output", ["", "&output=csv"])
def test_a_wrong_filter_is_told_and_shows_no_log_usr_6(
    client: Client, query: str, field: str, words_: str, output: str
) -> None:
    answer = client.get(f"{LOG}?{query}{output}")

    assert words_ in error_at(field, answer)
    assert "list__table" not in words(answer)


@pytest.mark.parametrize(
    "typed", ["2026-11-20", "2026/11/20", "20261120", "２０２６/１１/２０", " 2026/11/20 "]
)
def test_a_day_is_read_as_people_type_it_usr_6(master: User, typed: str) -> None:
    form = LogCriteria({"since": typed}, viewer=master)

    assert form.is_valid(), form.errors
    assert form.cleaned_data["since"] == date(2026, 11, 20)


def test_users_to_search_by_include_the_deleted_each_id_once_usr_6(contract: Contract, master: User) -> None:
    GeneralUserFactory.create(user_id="ippan01", contract=contract, name="旧人", deleted_at=AT)
    GeneralUserFactory.create(user_id="ippan01", contract=contract, name="新人", registered_at=AT)
    GeneralUserFactory.create(user_id="ippan02", contract=contract, name="退職者", deleted_at=AT)
    GeneralUserFactory.create()

    choices = LogCriteria({}, viewer=master)["user"].subwidgets

    assert [choice.data["label"] for choice in choices] == [
        "すべて",
        "ippan01 新人",
        "ippan02 退職者(削除済み)",
        "roukin01 労金太郎",
    ]


def test_functions_to_search_by_are_the_contract_s_usr_6(master: User) -> None:
    choices = [choice.data["label"] for choice in LogCriteria({}, viewer=master)["function"].subwidgets]

    assert "労金控除明細照会" in choices
    assert "契約ユーザー情報照会" in choices
    assert "財形積立明細照会" not in choices
    assert choices[-1] == "ログイン・ログアウトなど"


@pytest.mark.parametrize(("output", "codec"), [("csv", "cp932"), ("csv-utf8", "utf-8-sig")])
def test_the_csv_holds_all_that_fits_newest_first_usr_6(
    client: Client, contract: Contract, general: User, output: str, codec: str
) -> None:
    write(contract, [AT - timedelta(minutes=n) for n in range(1, 121)], first=2)

    table = rows(downloaded(client, f"{LOG}?user=ippan01&output={output}").decode(codec))

    assert table[0] == HEADER
    assert len(table) == 121
    assert table[1] == ["2026/11/20 09:59:00", "ippan01", "組合花子", "", "ログイン", "", "成功", ""]


def test_an_export_is_recorded_with_its_file_and_count_usr_6(client: Client, contract: Contract) -> None:
    downloaded(client, f"{LOG}?output=csv")

    entry = OperationLog.objects.of_chain(contract.log_chain).last()
    assert entry is not None
    assert (entry.event, entry.function, entry.user_id) == ("accounts.log_exported", "USR-6", "roukin01")
    assert entry.target == "操作ログ_12345678_20261120100000.csv"
    assert entry.detail == {"count": 1}
    assert verify_chain(contract.log_chain) is None
    assert "操作ログCSV出力" in words(client.get(LOG))


def test_looking_leaves_no_trace_usr_6(client: Client) -> None:
    before = told()

    client.get(LOG)
    client.get(f"{LOG}?since=abc&output=csv")

    assert told() == before


@pytest.mark.parametrize("output", ["pdf", "exe"])
def test_there_is_no_other_file_of_the_log_usr_6(client: Client, output: str) -> None:
    assert client.get(f"{LOG}?output={output}").status_code == 404


def test_a_log_cannot_be_posted_to_usr_6(client: Client) -> None:
    assert client.post(LOG).status_code == 405


def test_another_contract_s_entries_are_never_there_usr_6(client: Client) -> None:
    other = ContractFactory.create()
    write(other, [AT] * 3)

    assert "全1件" in words(client.get(LOG))
    assert len(rows(downloaded(client, f"{LOG}?output=csv").decode("cp932"))) == 2


@pytest.mark.parametrize("query", ["", "?output=csv"])
def test_a_general_user_has_no_log_usr_6(general: User, query: str) -> None:
    answer = logged_in(general).get(f"{LOG}{query}")

    assert answer.status_code == 403
    assert told()[-1] == ("access_refused", LOG, "REFUSED")


def test_a_page_of_a_long_log_takes_as_many_queries_as_of_a_short_one_usr_6(
    client: Client, contract: Contract
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(LOG)
        return len(captured)

    short = queries()
    write(contract, [AT] * 500, first=2)

    assert queries() == short
