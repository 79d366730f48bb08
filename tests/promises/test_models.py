"""Every model is either history, which only grows, or named here as something that may change."""

from django.apps import apps
from django.db.models import Model

from chingin.kernel.append_only import AppendOnly

OURS = {
    "kernel",
    "accounts",
    "certificates",
    "groups",
    "rokin",
    "ledger",
    "savings",
    "company",
    "zaikei",
    "portal",
}
MAY_CHANGE = set(
    """
    kernel.OperationLogChain kernel.OutgoingMail kernel.CalendarOverride kernel.ListOrder
    kernel.TransmissionSeries
    accounts.Bank accounts.Branch accounts.Contract accounts.User accounts.FunctionGrant
    certificates.IssuanceFlow
    groups.DepositGroup groups.Employee
    rokin.DeductionLine rokin.DepositStop
    portal.ServiceHours portal.MaintenanceWindow portal.News
    """.split()
)


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_every_model_is_append_only_or_named_as_one_that_changes() -> None:
    mutable = {model._meta.label for model in our_models() if not issubclass(model, AppendOnly)}

    assert mutable == MAY_CHANGE


def test_every_constraint_is_named_by_its_app() -> None:
    constraints = [(model._meta.app_label, c.name) for model in our_models() for c in model._meta.constraints]

    assert [name for label, name in constraints if not name.startswith(f"{label}_")] == []


def test_no_model_orders_itself_behind_the_reader_s_back() -> None:
    assert [model._meta.label for model in our_models() if model._meta.ordering] == []


def test_staff_read_the_names_of_our_apps_in_japanese() -> None:
    names = {label: str(apps.get_app_config(label).verbose_name) for label in sorted(OURS)}

    assert [label for label, name in names.items() if name.isascii()] == []
