"""Reply templates of one's own unit, and the public text as the citizen will read it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hotline.flow.handling import templates
from hotline.flow.handling.words import BLANKS
from hotline.lib import masks
from hotline.lib.refusal import NotFound
from hotline.web.kit.doors import door

from .forms import PhraseForm, is_telling
from .places import place

LONGEST = 3000


@door("reply")
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """The unit's templates."""
    here = place(request)
    return render(request, "office/phrases.html", {"place": here, "rows": templates.of_unit(here.unit.id)})


@door("reply")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, identifier: int | None = None) -> HttpResponse:
    """Write a template, new or changed."""
    here = place(request)
    if not here.is_own:
        raise NotFound
    row = templates.own(identifier, here.unit.id) if identifier is not None else None
    begun = {"title": row.title, "text": row.text, "category_prefix": row.category_prefix} if row else {}
    form = PhraseForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        templates.keep(identifier, here.unit.id, said["title"], said["text"], said["category_prefix"], by=here.by)
        messages.success(request, gettext("模板已保存。"))
        return HttpResponseRedirect(reverse("office:phrases"))
    found = {"place": here, "form": form, "row": row, "blanks": BLANKS}
    return render(request, "office/phrase.html", found, status=422 if form.errors else 200)


@door("reply")
@require_POST
def drop(request: HttpRequest, identifier: int) -> HttpResponse:
    """Delete a template."""
    here = place(request)
    templates.drop(identifier, here.unit.id, by=here.by)
    messages.success(request, gettext("模板已删除。"))
    return HttpResponseRedirect(reverse("office:phrases"))


@door("reply")
@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The public text masked, as the portal shows it; says so where something had to be masked."""
    text = request.POST.get("public_text", "")[:LONGEST]
    found = {"text": masks.mask_said(text), "is_telling": is_telling(text), "is_empty": not text.strip()}
    return render(request, "office/preview.html", found)
