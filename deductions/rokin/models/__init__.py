"""Lines of 労金控除 (労金控除明細) and the history of their changes."""

from .deposit import (
    ConfirmedUpdate,
    DepositRequest,
    DepositRequestLine,
    DepositRequestQuerySet,
    RequestAcceptance,
    RequestEvent,
    RequestSubmission,
    RequestUndoing,
)
from .line import DeductionLine, DeductionLineQuerySet, LineKind, Movement, Origin, Update
from .stop import DepositStop, DepositStopQuerySet
from .transmitted import TransmittedRequest, TransmittedUpdates
from .update import LineUpdate, LineUpdateQuerySet

__all__ = [
    "ConfirmedUpdate",
    "DeductionLine",
    "DeductionLineQuerySet",
    "DepositRequest",
    "DepositRequestLine",
    "DepositRequestQuerySet",
    "DepositStop",
    "DepositStopQuerySet",
    "LineKind",
    "LineUpdate",
    "LineUpdateQuerySet",
    "Movement",
    "Origin",
    "RequestAcceptance",
    "RequestEvent",
    "RequestSubmission",
    "RequestUndoing",
    "TransmittedRequest",
    "TransmittedUpdates",
    "Update",
]
