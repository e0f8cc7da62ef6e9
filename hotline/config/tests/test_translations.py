"""Texts are collected, their English is kept, and what is missing is told."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from hotline.config import env, translations
from hotline.config.translations import Text
from hotline.lib.refusal import NotFound

HOME = translations.HOUSE / "config"


def test_texts_of_the_library_are_kept_in_config() -> None:
    assert translations.home_of(translations.HOUSE / "lib" / "refusal.py") == HOME
    messages = [text.message for text in translations.collect()[HOME]]
    assert translations.sentence(NotFound) in messages


def test_every_refusal_of_the_house_is_found() -> None:
    kinds = translations.refusals()
    assert NotFound in kinds
    assert all(translations.sentence(kind) for kind in kinds)


def test_a_template_gives_its_texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "templates" / "page.html"
    page.parent.mkdir()
    page.write_text(
        '{% load i18n %}{% translate "派单" %}{% blocktranslate with n=3 %}共 {{ n }} 件{% endblocktranslate %}'
    )
    monkeypatch.setattr(env, "ROOT", tmp_path)
    assert [text.message for text in translations._in_template(page)] == ["派单", "共 %(n)s 件"]


def test_python_gives_its_texts_with_plural_and_context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = tmp_path / "code.py"
    code.write_text('_("甲")\nngettext("一件", "多件", n)\npgettext("菜单", "首页")\ngettext_lazy("乙")\n')
    monkeypatch.setattr(env, "ROOT", tmp_path)
    found = [(text.message, text.context) for text in translations._in_python(code)]
    assert found == [("甲", None), (("一件", "多件"), None), ("首页", "菜单"), ("乙", None)]


def test_english_is_kept_and_unused_texts_go(tmp_path: Path) -> None:
    _write(tmp_path, 'msgid "甲"\nmsgstr "A"\n\nmsgid "旧"\nmsgstr "old"\n')
    text = translations.as_text(translations.merged(tmp_path, [Text("x.py", "甲"), Text("x.py", "新")])).decode()
    assert 'msgid "甲"\nmsgstr "A"' in text
    assert 'msgid "新"\nmsgstr ""' in text
    assert "旧" not in text


def test_a_text_that_moves_to_another_room_brings_its_english(tmp_path: Path) -> None:
    _write(tmp_path / "old", 'msgid "甲"\nmsgstr "A"\n')
    other = translations._read(tmp_path / "old")
    assert other is not None
    text = translations.as_text(translations.merged(tmp_path / "new", [Text("x.py", "甲")], [other])).decode()
    assert 'msgid "甲"\nmsgstr "A"' in text


def test_a_text_that_comes_in_two_numbers_now_asks_for_its_english_again(tmp_path: Path) -> None:
    _write(tmp_path, 'msgid "一件"\nmsgstr "one"\n')
    text = translations.as_text(translations.merged(tmp_path, [Text("x.py", ("一件", "多件"))])).decode()
    assert 'msgid_plural "多件"\nmsgstr[0] ""\nmsgstr[1] ""' in text


def test_writing_twice_changes_nothing(tmp_path: Path) -> None:
    texts = [Text("x.py", "甲 {n}"), Text("a.html", ("一", "多"), None)]
    first = translations.as_text(translations.merged(tmp_path, texts))
    _write(tmp_path, first.decode(), head="")
    assert translations.as_text(translations.merged(tmp_path, texts)) == first
    assert b"Date" not in first


@pytest.mark.parametrize(
    ("english", "word"),
    [("", "no English"), ("by {who}", "leaves out"), ("by {who} at {at} in {place}", "names a placeholder")],
)
def test_missing_english_and_wrong_placeholders_are_told(tmp_path: Path, english: str, word: str) -> None:
    chinese = "已于 {at:%H:%M} 由 {who} 签收"
    _write(tmp_path, f'msgid "{chinese}"\nmsgstr "{english}"\n')
    (fault,) = translations.faults(tmp_path, [Text("x.py", chinese)])
    assert word in fault.sentence
    assert chinese in fault.sentence


def test_good_english_is_no_fault(tmp_path: Path) -> None:
    _write(tmp_path, 'msgid "已于 {at} 由 {who} 签收"\nmsgstr "Signed by {who} at {at}"\n')
    assert translations.faults(tmp_path, [Text("x.py", "已于 {at} 由 {who} 签收")]) == []


def test_bare_chinese_in_a_template_is_noticed() -> None:
    page = (
        '{% load i18n %}<p>裸字</p>{% translate "有译" %}{# 注释 #}{% comment %}注释{% endcomment %}'
        "{% blocktranslate %}有译{% endblocktranslate %}\n<b>又一处</b>"
    )
    assert [text for _, text in translations.bare_chinese(page)] == ["<p>裸字</p>", "<b>又一处</b>"]


def test_the_command_fails_on_missing_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translations, "collect", lambda: {HOME: [Text("x.py", "没有译文的句子")]})
    out = StringIO()
    with pytest.raises(CommandError, match="make messages"):
        call_command("messages", check=True, stdout=out)
    assert "x.py: no English for: 没有译文的句子" in out.getvalue()


def test_compiled_english_is_what_a_person_reads() -> None:
    call_command("messages", compile=True, stdout=StringIO())
    with translation.override("en"):
        assert NotFound().sentence(translation.gettext).startswith("What you are looking for")
    with translation.override("zh-hans"):
        assert NotFound().sentence(translation.gettext).startswith("没有找到")


def _write(
    home: Path, body: str, head: str = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
) -> None:
    file = translations.catalogue_file(home)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(head + body)
