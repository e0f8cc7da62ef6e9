"""The register of measures as a page: what each counts, by which version, from when, by which day, and who owns it."""

from __future__ import annotations

from collections.abc import Iterator

from hotline.insight.measures import queries as units
from hotline.insight.measures import register
from hotline.insight.measures.register import Definition, View
from hotline.insight.measures.words import Dimension, Fact, Measure, Window

HEAD = """# Measures

Drawn by `hotline terms` from `hotline/insight/measures/data/measures.yaml`; do not edit. How a definition is changed:
[how-to/measures.md](how-to/measures.md).

Every figure is shown with both its numbers; a figure without anything due is “—”, not 0. A question names a measure, a
period and filters, and may be divided. It is counted by the version in force on the period's last day unless it names
another; by the first window below unless it names another. Medians and P90s of parts do not come to those of the whole,
nor does a rate that counts a ticket once for several visits, by the day of the visit; all other measures do.

Against the year before (同比) whole months are held against whole months, so that those of a quarter add up to it;
other periods against the same days, 29 February against the 28th. Aligned by the New Year (按春节对齐) as many days are
taken as lie alike to the New Year before: which one is meant is told by the New Year within the period, else by the
nearest."""
TOLD = {True: "less is better", False: "more is better", None: ""}


def measures() -> str:
    """The page."""
    sections = [line for fact in Fact for line in _measure(fact)]
    return "\n".join([HEAD, "", *_dimensions(), "", *_overview(), "", "## Definitions", *sections, *_units(), ""])


def _dimensions() -> list[str]:
    names = "、".join(f"`{each}` {each.zh}" for each in Dimension)
    return [
        "## By what figures are narrowed and divided",
        "",
        f"{names}. `topics` and `under` only narrow: a ticket may be in several of them. "
        "`facts.by_topic` tells what each topic has, side by side; the topics need not come to the whole.",
        "Times are cut from the day that the window names.",
    ]


def _overview() -> Iterator[str]:
    yield "## All measures"
    yield ""
    yield "| Code | 中文 | English | Told in | Windows | Newest version from | Versions |"
    yield "|---|---|---|---|---|---|---|"
    for fact, every in register.register().items():
        last = every[-1]
        windows = "、".join(each.window.zh for each in last.views)
        yield f"| `{fact}` | {fact.zh} | {fact.en} | {last.told.zh} | {windows} | {last.since} | {len(every)} |"


def _measure(fact: Fact) -> Iterator[str]:
    every = register.versions(fact)
    better = TOLD[every[-1].less_is_better]
    yield from ("", f"### {fact.zh} {fact.en} (`{fact}`)", "")
    yield f"Told in {every[-1].told.en} ({every[-1].told.zh}){f', {better}' if better else ''}."
    yield f"Owner: {every[-1].owner.zh} ({every[-1].owner.en})."
    for definition in every:
        yield from _version(definition)


def _version(definition: Definition) -> Iterator[str]:
    yield from ("", f"**Version {definition.version}**, from {definition.since}", "")
    yield f"- numerator: {definition.numerator.zh} · {definition.numerator.en}"
    if definition.denominator:
        yield f"- denominator: {definition.denominator.zh} · {definition.denominator.en}"
    yield from (f"- {_view(view)}" for view in definition.views)


def _view(view: View) -> str:
    said = [f"{view.window.zh} `{view.window}` of {view.grain.en.lower()}"]
    said += [f"all: {_lines(view.of)}"] if view.of else []
    said += [f"counted: {_lines(view.counted)}"] if view.counted else []
    said += [f"{view.by.en.lower()} of `{view.value}`"] if view.by else []
    said += ["each ticket once"] if view.is_once else []
    said += ["what a unit only handled first is left out for it"] if view.spares_first else []
    return "; ".join(said)


def _lines(lines: tuple[str, ...]) -> str:
    return " and ".join(f"`{line.removeprefix('any: ')}`" for line in lines)


def _units() -> Iterator[str]:
    yield from ("", "## Of a unit in a month", "")
    yield "What the monthly sheets are scored by is counted in the running database, with the tickets behind each"
    yield "number stored, by the same definitions; tests hold both ways of counting together. By which window:"
    yield from ("", "| Code | 中文 | Window | Version |", "|---|---|---|---|")
    for measure in Measure:
        each = units.REGISTER[measure]
        yield f"| `{measure}` | {measure.zh} | {Window(each.window).zh} | {each.version} |"
