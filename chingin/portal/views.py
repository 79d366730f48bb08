"""The pages that anyone may read, and those that a login leads to."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.members import MemberRequest
from chingin.kernel import clock
from chingin.kernel.origins import Origin, absolute_url
from chingin.portal import entrances, sections
from chingin.portal.faq import SearchForm, page_url, questions
from chingin.portal.models import News
from chingin.portal.news import screen_news
from deductions.groups.sessions import group_in_use


@login_not_required
@require_safe
def top(request: HttpRequest) -> HttpResponse:
    """「ろうきん賃金控除事務支援システムログイン画面」 (REG-1) with the news of all banks (COM-2)."""
    context = {
        "login": entrances.LOGIN,
        "first_steps": entrances.FIRST_STEPS,
        "news": screen_news(None, at=clock.now()),
        "check_url": absolute_url(Origin.CERTIFICATE, "certificates:check"),
    }
    return render(request, "portal/top.html", context)


@login_not_required
@require_safe
def faq(request: HttpRequest) -> HttpResponse:
    """「よくあるご質問」 (COM-3): all of them, or those with the words looked for."""
    form = SearchForm(request.GET)
    typed = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "form": form,
        "typed": typed,
        "questions": [question for question in questions() if question.holds(typed)],
        "all_url": page_url() if typed else "",
    }
    return render(request, "portal/faq.html", context)


@login_not_required
@require_safe
def public_news(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of news of all banks."""
    news = get_object_or_404(News.objects.of_bank(None).published(at=clock.now()), pk=pk)
    return render(request, "portal/news.html", {"news": news})


@require_safe
def news(request: MemberRequest, pk: int) -> HttpResponse:
    """One piece of news of the member's bank or of all."""
    of_bank = News.objects.of_bank(request.member.bank)
    return render(
        request, "portal/news.html", {"news": get_object_or_404(of_bank.published(at=clock.now()), pk=pk)}
    )


@require_safe
def start(request: MemberRequest) -> HttpResponse:
    """Where a login leads: first the choice of a group where there are several (LOGIN-4)."""
    return redirect("groups:choose" if group_in_use(request).must_choose else "portal:information")


@require_safe
def information(request: MemberRequest) -> HttpResponse:
    """インフォメーション画面 (LOGIN-5, LOGIN-6, COM-2)."""
    at, in_use = clock.now(), group_in_use(request)
    viewer = sections.Viewer(member=request.member, group=in_use.group, at=at)
    context = {
        "schedule": sections.schedule(viewer),
        "receptions": sections.receptions(viewer),
        "news": screen_news(request.member.bank, at=at),
        "in_use": in_use,
    }
    return render(request, "portal/information.html", context)
