"""What this app tells people (E200x)."""

from typing import Final

from chingin.kernel.messages import Message, register

EMPLOYER_HAS_NO_GROUPS: Final = Message(
    "E2001",
    "契約番号{number}には、入金グループを登録できません。",
    cause="入金グループは、会員向けの契約にだけ登録できます。この契約は事業主向けです。",
    remedy="会員向けの契約番号を確認して、もう一度登録してください。",
)
NO_GROUP_YET: Final = Message(
    "E2002",
    "入金グループが登録されていないため、この機能はご利用いただけません。",
    cause="ご契約に入金グループがまだ登録されていません。",
    remedy="お取引店へ、入金グループの登録をご依頼ください。",
    contact=True,
)

register(EMPLOYER_HAS_NO_GROUPS, NO_GROUP_YET)
