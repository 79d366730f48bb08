"""Lists (帳票): one definition, three media. See `definition` for how a list is said."""

from .definition import Column, Cover, CriteriaForm, ListDefinition, Paper, SummaryLine, SummaryTable
from .heading import Heading
from .kinds import Code, Kind, Value
from .walk import Section, SlicedRows, Sum

__all__ = [
    "Code",
    "Column",
    "Cover",
    "CriteriaForm",
    "Heading",
    "Kind",
    "ListDefinition",
    "Paper",
    "Section",
    "SlicedRows",
    "Sum",
    "SummaryLine",
    "SummaryTable",
    "Value",
]
