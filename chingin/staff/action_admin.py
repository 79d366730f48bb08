"""ActionAdmin: a page of the staff's admin whose every write is an action.

    @admin.register(DepositGroup)
    class DepositGroupAdmin(ActionAdmin[DepositGroup]):
        viewers = STAFF_ROLES                       # who sees list and page; others 403
        registrars = editors = (Role.BANK_STAFF,)   # who may add, who may change; default: nobody
        form = DepositGroupForm                     # an ActionForm: parses and points at faults, never saves
        list_display = ("number", "name")
        fixed = ("number",)                         # read-only once registered (編集不可)
        procedures = (CLOSE_GROUP,)                 # buttons of the row's page, see Procedure

        def register_row(self, *, values, by, at):  # `values`: the form's cleaned_data
            return actions.register_group(entry=GroupEntry(**values), by=by, at=at)

        def change_row(self, *, row, values, by, at):
            actions.change_group(group=row, entry=GroupEntry(**values), by=by, at=at)

- Rows that `Model.objects.visible_to(user)` leaves out are 404, in lists, pages, procedures and choices of
  foreign keys (BNK-3). A model without it overrides `rows_for(viewer)`.
- A Refusal of the action is shown above the form, with all that was typed; nothing is written then.
- Nothing is deleted, nothing is edited in lists, Django's own admin log stays empty: the action records.
- Lists can be filtered only by what `list_filter` names: no `?password__startswith=`.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from chingin.kernel import clock
from chingin.kernel.actors import Actor
from chingin.kernel.errors import Refusal

from .forms import ActionForm
from .procedures import Procedure, ProcedureClosed
from .requests import actor_of, role_of

Row = TypeVar("Row", bound=Model)
NOBODY: Collection[str] = ()
CONFLICT = 409
# Pages that ActionAdmin does not have: nothing is deleted, and the history is the operation log (操作ログ).
GONE = ("_delete", "_history")
# What Django's filters and date hierarchy ask; none of them leads to another field.
_LOOKUPS = frozenset("exact id__exact isnull in gte gt lte lt year month day".split())

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin
else:

    class ModelAdmin(admin.ModelAdmin, Generic[Row]):
        """Django's, which is generic only in its stubs."""


class ActionAdmin(ModelAdmin[Row]):
    """See the module's docstring."""

    viewers: ClassVar[Collection[str]] = NOBODY
    registrars: ClassVar[Collection[str]] = NOBODY
    editors: ClassVar[Collection[str]] = NOBODY
    fixed: ClassVar[tuple[str, ...]] = ()
    procedures: ClassVar[tuple[Procedure[Any], ...]] = ()
    # What the button above the list says; empty: 「契約を登録」 of a model named 契約.
    register_label: ClassVar[str] = ""

    form = ActionForm
    actions = None
    view_on_site = False
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    # What an app fills in

    def register_row(self, *, values: Mapping[str, Any], by: Actor, at: datetime) -> Row:
        """Call the action that registers; only where `registrars` names someone."""
        raise NotImplementedError

    def change_row(self, *, row: Row, values: Mapping[str, Any], by: Actor, at: datetime) -> None:
        """Call the action that changes; only where `editors` names someone."""
        raise NotImplementedError

    def rows_for(self, viewer: Any) -> QuerySet[Row]:
        """The rows that this member of staff sees (BNK-3)."""
        rows: QuerySet[Row] = self.model._default_manager.visible_to(viewer)  # type: ignore[attr-defined]
        return rows

    def may_edit(self, viewer: Any, row: Row) -> bool:
        """Whether an editor may change this very row, which is visible."""
        return True

    def choices_for(self, field: "ForeignKey[Any, Any]", viewer: Any) -> QuerySet[Any]:
        """The rows that a foreign key may point at: the visible ones."""
        related: Any = field.remote_field.model
        choices: QuerySet[Any] = related._default_manager.visible_to(viewer)
        return choices

    # Who may

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whether the start page names this model."""
        return role_of(request) in self.viewers

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """By role."""
        return role_of(request) in self.viewers

    def has_add_permission(self, request: HttpRequest) -> bool:
        """By role."""
        return role_of(request) in self.registrars

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """By role, and by row where `may_edit` says so."""
        return role_of(request) in self.editors and (obj is None or self.may_edit(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        """Never."""
        return False

    # What is seen

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        """Only visible rows, in this admin's order."""
        return self.rows_for(request.user).order_by(*(self.get_ordering(request) or ("pk",)))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Row:
        """The row, or 404 for what is not there and for what is another bank's alike."""
        row = super().get_object(request, object_id, from_field)
        if row is None:
            raise Http404
        return row

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Only the filters of the list: a lookup by any other field would tell what that field holds."""
        if lookup == self.date_hierarchy or lookup.removeprefix(f"{self.date_hierarchy}__") in _LOOKUPS:
            return True
        entries = (entry[0] if isinstance(entry, tuple) else entry for entry in self.get_list_filter(request))
        names = [entry for entry in entries if isinstance(entry, str)]
        return any(lookup == name or lookup.removeprefix(f"{name}__") in _LOOKUPS for name in names)

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """What never changes once registered."""
        return (*super().get_readonly_fields(request, obj), *(self.fixed if obj is not None else ()))

    # Forms

    def get_form(
        self, request: HttpRequest, obj: Row | None = None, change: bool = False, **options: Any
    ) -> type[Any]:
        """The form's class of this request: who looks, and what the action refused a moment ago."""
        made: type[Any] = super().get_form(request, obj, change, **options)
        made.viewer, made.refused = request.user, getattr(request, "refused", None)
        return made

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **options: Any
    ) -> Any:
        """No choice beyond what the viewer sees."""
        options.setdefault("queryset", self.choices_for(db_field, request.user))
        return super().formfield_for_foreignkey(db_field, request, **options)

    def formfield_for_dbfield(self, db_field: "Field[Any, Any]", request: HttpRequest, **options: Any) -> Any:
        """Plain choices: no buttons that open windows for related rows."""
        field = super().formfield_for_dbfield(db_field, request, **options)
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django's list under a plain name."""
        context = {
            "title": f"{self.opts.verbose_name_plural}の一覧",
            "register_label": self._register_label(),
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def _register_label(self) -> str:
        return self.register_label or f"{self.opts.verbose_name}を登録"

    # Writing

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Django's page; what the action refuses is undone and told on the same form."""
        context: dict[str, Any] = {"show_save_and_add_another": False, "show_save_and_continue": False}
        context |= {"procedures": self._buttons(request, object_id), "title": self._title(object_id)}
        context |= extra_context or {}
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Refusal as refusal:
            request.refused = refusal  # type: ignore[attr-defined]  # read by get_form
            return super().changeform_view(request, object_id, form_url, context)

    def _title(self, object_id: str | None) -> str:
        return str(self.opts.verbose_name) if object_id else self._register_label()

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        """One action, never `obj.save()`."""
        circumstances: dict[str, Any] = {"by": actor_of(request), "at": clock.now()}
        if change:
            self.change_row(row=obj, values=form.cleaned_data, **circumstances)
        else:
            obj.pk = self.register_row(values=form.cleaned_data, **circumstances).pk

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The action has recorded it in the operation log (操作ログ)."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The action has recorded it in the operation log (操作ログ)."""

    # Procedures

    def get_urls(self) -> list[URLPattern]:
        """Without delete and history; with one page for each procedure."""
        own = [
            path(f"<path:object_id>/{each.slug}/", self._page(each), name=self._url_name(each))
            for each in self.procedures
        ]
        return [*own, *(url for url in super().get_urls() if not (url.name or "").endswith(GONE))]

    def _url_name(self, procedure: Procedure[Row]) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{procedure.slug}"

    def _page(self, procedure: Procedure[Row]) -> Callable[..., HttpResponseBase]:
        view = sensitive_post_parameters()(partial(self.procedure_view, procedure=procedure))
        return self.admin_site.admin_view(view)

    def _buttons(self, request: HttpRequest, object_id: str | None) -> list[dict[str, str]]:
        if object_id is None:
            return []
        row, at = self.get_object(request, unquote(object_id)), clock.now()
        return [
            {
                "label": each.label,
                "url": reverse(f"{self.admin_site.name}:{self._url_name(each)}", args=[row.pk]),
            }
            for each in self.procedures
            if role_of(request) in each.roles and each.is_open(row, at)
        ]

    @sensitive_variables()
    def procedure_view(
        self, request: HttpRequest, object_id: str, *, procedure: Procedure[Row]
    ) -> HttpResponse:
        """The form of one procedure; on success back to the row, or to what is shown once.

        Of a row that leaves nothing to do no form is shown (409); one that was filled in before, or was never
        shown, meets the action, which refuses under its lock.
        """
        row = self.get_object(request, unquote(object_id))
        if role_of(request) not in procedure.roles:
            raise PermissionDenied
        form = procedure.form(request.POST if request.method == "POST" else None)
        is_filled_in = form.is_valid()
        if is_filled_in and (answer := self._run(request, procedure, row, form)):
            return answer
        context = {"title": procedure.label, "procedure": procedure, "form": form}
        if is_filled_in or procedure.is_open(row, clock.now()):
            return self._render(request, "admin/procedure.html", row, context)
        context["closed"] = ProcedureClosed(procedure=procedure.label, row=row)
        return self._render(request, "admin/procedure.html", row, context, status=CONFLICT)

    def _run(
        self, request: HttpRequest, procedure: Procedure[Row], row: Row, form: forms.Form
    ) -> HttpResponse | None:
        try:
            result = procedure.run(row=row, values=form.cleaned_data, by=actor_of(request), at=clock.now())
        except Refusal as refusal:
            form.add_error(None, refusal.in_words)
            return None
        self.message_user(request, procedure.done, messages.SUCCESS)
        if procedure.result_template:
            context = {"title": procedure.label, "result": result}
            return self._render(request, procedure.result_template, row, context)
        name = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        if self.rows_for(request.user).filter(pk=row.pk).exists():
            return HttpResponseRedirect(reverse(f"{name}_change", args=[row.pk]))
        return HttpResponseRedirect(reverse(f"{name}_changelist"))

    def _render(
        self, request: HttpRequest, template: str, row: Row, context: Mapping[str, Any], *, status: int = 200
    ) -> HttpResponse:
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "original": row}
        return TemplateResponse(request, template, {**shared, **context}, status=status)
