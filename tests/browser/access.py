"""Screens as axe-core sees them: no fault of WCAG 2 A and AA, on a desk and on a phone."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.test import Client
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Browser, Page

from tests.town import Town

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LAWS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SHAPE = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "button-name", "link-name"]
"""What a narrower window may break although the wide one was right: it hides words and lays others side by side."""
WIDTHS: dict[int, list[str]] = {1440: LAWS, 360: SHAPE}
RUN = """only => axe.run(document, {runOnly: only, resultTypes: ["violations"]})
    .then(found => found.violations.map(each => [each.id, each.nodes.slice(0, 5).map(node =>
        node.target.join(" ") + " | " + (node.any.concat(node.all, node.none)[0] || {message: ""}).message)]))"""


def cookies(town: Town, username: str, language: str) -> dict[str, str]:
    """What the browser of somebody behind the second factor brings along; nobody is the citizen."""
    found = {settings.LANGUAGE_COOKIE_NAME: language}
    if username:
        client, person = Client(), town.person(username)
        client.force_login(person, "django.contrib.auth.backends.ModelBackend")
        session = client.session
        session[DEVICE_ID_SESSION_KEY] = TOTPDevice.objects.create(user=person, name="test").persistent_id
        session.save()
        found["sessionid"] = str(client.cookies[settings.SESSION_COOKIE_NAME].value)
    return found


def seat(chromium: Browser, url: str, cookies: dict[str, str]) -> Page:
    """A page of a browser that lets axe in."""
    context = chromium.new_context(bypass_csp=True)
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    return context.new_page()


def faults(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands, on a desk and on a phone."""
    found = list[str]()
    assert AXE.exists(), "axe-core is not installed: run `make setup`"
    page.evaluate(AXE.read_text())
    for width, rules in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 900})
        violated: list[tuple[str, list[str]]] = page.evaluate(RUN, rules)
        found += [f"{name} {width} {law}: {place}" for law, places in violated for place in places]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} {width}: wider than the window")
    return found
