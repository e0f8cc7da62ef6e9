"""The lists of the benches, the next ticket, and what changed meanwhile."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from hotline.flow.tickets import leaving, lists
from hotline.flow.tickets.words import Status
from hotline.ground.people.words import Capability
from hotline.lib import text
from hotline.lib.pages import every
from hotline.web.kit import preferences, sheets, vocabulary
from hotline.web.kit.doors import door
from hotline.web.kit.listing import turning
from hotline.web.kit.tables import show

from . import actions, queries, tables
from .seats import Seat, seat
from .words import Bench

ASIDE = "bench-aside"
MOST_ASIDE = 200
EXPORT_STEP = 500


@door()
@require_GET
def queue(request: HttpRequest, bench: str) -> HttpResponse:
    """A bench's queue."""
    here = seat(request, bench)
    views = queries.views(here.by, here.bench)
    opening = next((view for view in views if view.is_default and view.query), None)
    if opening is not None and not request.GET:
        return HttpResponseRedirect(f"{request.path}?{opening.query}")
    page = here.rows()
    claims = queries.claims([row.number for row in page.rows], here.at) if here.bench.is_queue else {}
    others = {number: claim for number, claim in claims.items() if not queries.mine(claim, here.by)}
    asked = here.bench is Bench.FOLLOW_UP
    later = queries.called_later([row.id for row in page.rows], at=here.at) if asked else {}
    shown = show(request, tables.table(here, others, later), list(page.rows), is_pickable=here.bench in BULK)
    return render(request, "bench/queue.html", frame(here) | _listed(here, page, shown, views))


BULK = (Bench.REVIEW, Bench.DISPATCH)


def _listed(here: Seat, page: Any, shown: Any, views: list[Any]) -> dict[str, Any]:
    language = get_language() or "zh"
    return {
        "shown": shown,
        "rows": page.rows,
        "turning": turning(here.request, page),
        "narrowing": here.narrowing,
        "kept_fields": [(name, here.request.GET[name]) for name in ("centre", "status") if here.request.GET.get(name)],
        "cleared": _without_filters(here),
        "views": views,
        "view_query": here.narrowing.query,
        "current_view": next((view for view in views if view.query == here.narrowing.query), None),
        "may_export": here.by.holds(Capability.EXPORT),
        "is_bulk": here.bench in BULK,
        "statuses": _statuses(here, language),
        "chosen": here.status or here.stage,
        "empty": _empty(here),
        "news": here.news,
        "export": here.address("export"),
    }


def _statuses(here: Seat, language: str) -> list[tuple[str, str]]:
    if here.bench is Bench.ARBITRATION:
        return [("met", gettext("已会商，责任未认定")), ("settled", gettext("已认定责任"))]
    return vocabulary.choices(Status, language) if here.bench is Bench.TICKETS else []


def _without_filters(here: Seat) -> str:
    kept = QueryDict(mutable=True)
    for name in ("centre", "status"):
        if here.request.GET.get(name):
            kept[name] = here.request.GET[name]
    kept["all"] = "1"
    return kept.urlencode()


def _empty(here: Seat) -> tuple[str, str]:
    if here.narrowing:
        return gettext("没有符合条件的工单"), gettext("去掉一两个筛选条件再看看。")
    return {
        Bench.REVIEW: (gettext("没有待审核的工单"), gettext("话务员提交或网上来件后会出现在这里，无需刷新。")),
        Bench.DISPATCH: (gettext("没有待派单的工单"), gettext("审核通过后会出现在这里，无需刷新。")),
        Bench.SENT: (gettext("没有等待签收的派单"), gettext("派出而主办单位尚未签收的工单在这里，可以撤回改派。")),
        Bench.RETURNS: (gettext("没有待审核的退单"), gettext("承办单位申请退单后会出现在这里，无需刷新。")),
        Bench.ARBITRATION: (gettext("没有这样的责任争议"), gettext("提请会商或登记责任争议后会出现在这里。")),
        Bench.EXTENSIONS: (gettext("没有待审批的延期"), gettext("承办单位申请延期后会出现在这里，请在原期限前审批。")),
        Bench.SUSPENDED: (gettext("没有挂起的工单"), gettext("挂起的工单在这里，到期复核，超期会标红。")),
        Bench.OVERRIDES: (gettext("没有待审批的破例受理"), gettext("有人提请破例受理后会出现在这里，须由另一人审批。")),
        Bench.REPLIES: (gettext("没有待审核的答复"), gettext("承办单位办结回复后会出现在这里，无需刷新。")),
        Bench.FOLLOW_UP: (gettext("没有待回访的工单"), gettext("答复审核通过后会出现在这里，无需刷新。")),
        Bench.RATINGS: (gettext("没有待裁定的评价申诉"), gettext("承办单位对不满意评价提出申诉后会出现在这里。")),
        Bench.TICKETS: (gettext("还没有工单"), gettext("登记的工单都会列在这里。")),
    }[here.bench]


def frame(here: Seat) -> dict[str, Any]:
    """What every page of a bench shows on top: its name, its neighbours and how much waits at each."""
    benches = queries.benches(here.by)
    counts = queries.counts(here.by, here.centre.id, [*benches, here.bench], at=here.at)
    tabs = [{"bench": bench, "page": f"bench:{bench.name.lower()}", "count": counts.get(bench)} for bench in benches]
    return {"seat": here, "bench": here.bench, "tabs": tabs, "own": counts.get(here.bench), "limit": lists.COUNT_LIMIT}


@door()
@require_GET
def news(request: HttpRequest, bench: str) -> HttpResponse:
    """What happened to the queue since it was shown: the counts, what is new, what is gone, who has what open."""
    here = seat(request, bench)
    before = [number for number in request.GET.get("shown", "").split(".") if number][:100]
    now = [row.number for row in here.rows(limit=max(lists.PAGE, len(before))).rows]
    claims = queries.claims(before, here.at)
    held = {number: claim.name for number, claim in claims.items() if not queries.mine(claim, here.by)}
    came = [number for number in now[: len(before) or None] if number not in before]
    context = frame(here) | {"came": len(came), "home": here.home()}
    context["gone"] = [number for number in before if number not in now]
    context["held"] = held
    return render(request, "bench/news.html", context)


@door()
@require_GET
def next_ticket(request: HttpRequest, bench: str) -> HttpResponse:
    """Open the most pressing ticket that nobody else has open; back to the list when there is none."""
    here = seat(request, bench)
    if not here.bench.is_queue:
        return HttpResponseRedirect(here.home())
    aside = set_aside(here)
    rows = here.rows(limit=queries.LOOKED_AT, cursor="").rows
    found = queries.next_up(here.by, rows, skipped=aside, at=here.at)
    if found is None and aside:
        forget_aside(here)
        return HttpResponseRedirect(here.home())
    return HttpResponseRedirect(here.address("ticket", found.number) if found else here.home())


def set_aside(here: Seat) -> list[str]:
    """The tickets she skipped in this session."""
    return list(here.request.session.get(ASIDE, {}).get(here.bench.value, []))


def put_aside(here: Seat, number: str) -> None:
    """Skip a ticket until the queue has been gone through."""
    kept = dict(here.request.session.get(ASIDE, {}))
    kept[here.bench.value] = [*set_aside(here), number][-MOST_ASIDE:]
    here.request.session[ASIDE] = kept


def forget_aside(here: Seat) -> None:
    """Begin the queue again."""
    kept = dict(here.request.session.get(ASIDE, {}))
    kept.pop(here.bench.value, None)
    here.request.session[ASIDE] = kept


@door()
@require_POST
def skip(request: HttpRequest, bench: str, number: str) -> HttpResponse:
    """Put a ticket aside and go on."""
    here = seat(request, bench)
    put_aside(here, number)
    actions.release(number, by=here.by)
    return HttpResponseRedirect(here.address("next"))


@door()
@require_GET
def export(request: HttpRequest, bench: str) -> HttpResponse:
    """The list as an Excel file: every page of it, with the columns she sees."""
    here = seat(request, bench)
    here.by.require(Capability.EXPORT)
    table = tables.table(here, {})
    keys = request.GET.getlist("column") or preferences.columns(request.user.pk or 0, table.name)
    title = here.bench.label(get_language() or "zh")
    return sheets.download(
        request,
        table,
        leaving.nameless(every(lambda cursor: here.rows(limit=EXPORT_STEP, cursor=cursor))),
        title=title,
        keys=keys,
    )


@door()
@require_POST
def keep_view(request: HttpRequest, bench: str) -> HttpResponse:
    """Keep, forget or open with a view."""
    here = seat(request, bench)
    deed, chosen = request.POST.get("deed", ""), text.number(request.POST.get("view", ""))
    if deed == "drop" and chosen is not None:
        actions.drop_view(chosen, by=here.by)
    elif deed == "default":
        actions.open_with(chosen, here.bench, by=here.by)
    else:
        is_default = "is_default" in request.POST
        query = request.POST.get("query", "")
        actions.keep_view(here.bench, request.POST.get("name", ""), query, by=here.by, is_default=is_default)
        return HttpResponseRedirect(f"{_list_address(here)}?{query or 'all=1'}")
    return HttpResponseRedirect(here.home())


def _list_address(here: Seat) -> str:
    return here.home().partition("?")[0]


@door()
@require_POST
def heartbeat(request: HttpRequest, bench: str, number: str) -> HttpResponse:
    """The page says that the ticket is still open before her; answers whose it is."""
    here = seat(request, bench)
    held = actions.claim(number, by=here.by, at=here.at)
    return JsonResponse({"mine": queries.mine(held, here.by), "name": held.name})
