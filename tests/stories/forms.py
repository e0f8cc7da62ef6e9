"""Reading the forms of a page, so that a story posts what a browser would: hidden fields and all."""

from __future__ import annotations

from html.parser import HTMLParser


class Form:
    """One form: where it goes, and what it would send untouched."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, list[str]] = {}

    def add(self, name: str | None, value: str | None) -> None:
        """One more value."""
        if name:
            self.fields.setdefault(name, []).append(value or "")


class Reader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = self._area = ""
        self._first: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what the tag would send."""
        said = dict(attrs)
        if tag == "form":
            self._open = Form(said.get("action") or "")
            self.forms.append(self._open)
        if self._open is None:
            return
        if tag == "input" and said.get("type") not in ("submit", "file", "button") and "disabled" not in said:
            if said.get("type") not in ("checkbox", "radio") or "checked" in said:
                self._open.add(said.get("name"), said.get("value", "on" if "checked" in said else ""))
        elif tag == "select":
            self._select, self._first = said.get("name") or "", None
        elif tag == "option" and self._select:
            if "selected" in said:
                self._open.add(self._select, said.get("value"))
                self._select = ""
            elif self._first is None:
                self._first = said.get("value") or ""
        elif tag == "textarea":
            self._area, self._text = said.get("name") or "", ""

    def handle_data(self, data: str) -> None:
        """What stands in a textarea."""
        if self._area:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form":
            self._open = None
        elif tag == "select" and self._open is not None and self._select:
            self._open.add(self._select, self._first)
            self._select = ""
        elif tag == "textarea" and self._open is not None and self._area:
            self._open.add(self._area, self._text.strip())
            self._area = ""


def form(page: str, ending: str, having: str = "") -> Form:
    """The first form of a page whose action (without its query) ends like this and which holds the field."""
    reader = Reader()
    reader.feed(page)
    found = [each for each in reader.forms if each.action.partition("?")[0].endswith(ending)]
    found = [each for each in found if not having or having in each.fields]
    assert found, f"no form {ending} on the page; there are {[each.action for each in reader.forms]}"
    return found[0]
