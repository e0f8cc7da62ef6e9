"""Papers drawn from the code: table of moves, terms, measures. What is drawn cannot fall behind."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from hotline.config import env, paper_measures
from hotline.flow.tickets.words import MOVES, Move, Status, Verb
from hotline.lib.words import Word

MOVES_FILE, TERMS_FILE = env.ROOT / "docs" / "moves.md", env.ROOT / "docs" / "terms.md"
MEASURES_FILE = env.ROOT / "docs" / "measures.md"
CONCEPTS = [  # English word, Chinese word, where it stands in the code, what it means
    (
        "Contact",
        "来电 / 来件",
        "tickets.Contact",
        "one call, form, message or mail; yields none, one or several tickets",
    ),
    ("Citizen", "诉求人", "tickets.CallerKind", "who speaks; may be an enterprise, may stay anonymous"),
    ("Beneficiary", "受益人", "tickets.Beneficiary", "the person in need, where that is not who speaks"),
    ("Ticket", "工单", "tickets.Ticket", "one matter with a number"),
    ("Category", "诉求分类", "catalogue.Category", "a node of the tree of what tickets are about"),
    ("Dispatch directory", "派单目录", "catalogue.DirectoryRow", "category × region → who answers for it, with dates"),
    (
        "Time-limit policy",
        "时限政策",
        "catalogue.LimitPolicy",
        "a version of the time limits, in force from a moment on",
    ),
    ("Centre", "热线中心", "organisations.OrganisationKind", "a hotline centre: of the province, a city or a county"),
    ("Unit", "承办单位", "organisations.Organisation", "a department, street or enterprise that handles"),
    ("Assignment", "派单", "tickets.Assignment", "one sending of a ticket to a unit; a tree down the levels"),
    ("Clock", "时限", "tickets.Clock", "one running or stopped time limit of a ticket or an assignment"),
    ("Reply", "办结回复", "handling.Reply", "a unit's result: one text for the house, one for the citizen"),
    ("Round", "轮次", "tickets.Ticket", "how many times a matter went to its leading unit; 1 for the first"),
    ("Follow-up", "回访", "followup.FollowUp", "asks the citizen whether it is solved, and whether she is satisfied"),
    ("Rating link", "评价链接", "followup.Invitation", "a link by which a citizen answers herself, once a round"),
    ("Knowledge entry", "知识条目", "knowledge.Entry", "a reviewed answer with source, validity and owner"),
    ("Posting", "任职", "people.Posting", "a person holding a role at an organisation during a time"),
    ("Role", "角色", "people.Role", "a named set of permissions and how far they reach"),
    ("Journal", "日志", "journal.Event", "what happened: one row an event, append-only, chained"),
    ("Seal", "封存", "journal.Seal", "one hash over all chains that grew since the seal before"),
    ("Unmasking", "查看脱敏信息", "privacy.Unmasking", "one look at a masked field in clear, with its reason"),
    (
        "Supervision order",
        "督办单",
        "supervision.Order",
        "what a centre demands of a centre below or a unit, followed to a judgement",
    ),
    (
        "Supervision rule",
        "督办规则",
        "supervision.Rule",
        "what makes a centre supervise, or suggests it, during a time",
    ),
    ("Notice", "提醒", "outbox.Notice", "a line in the bell of a person or an organisation"),
]


def draw() -> None:
    """Write all papers."""
    MOVES_FILE.write_text(moves(), encoding="utf-8")
    TERMS_FILE.write_text(terms(), encoding="utf-8")
    MEASURES_FILE.write_text(paper_measures.measures(), encoding="utf-8")


def moves() -> str:
    """The table of moves as a page: a picture of the states and a row a verb."""
    head = [
        "# The table of moves",
        "",
        "Drawn by `hotline moves` from `MOVES` in `hotline/flow/tickets/words.py`; do not edit.",
        "A ticket changes its status by a row of this table and in no other way.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f'    state "{status.zh} {status.en}" as {status}' for status in Status),
        *_arrows(),
        "```",
        "",
        "*Centre* verbs belong to the centre that keeps the ticket, *unit* verbs to the unit of one assignment.",
        "The leading unit's verbs move the ticket; *beside* lists the states in which another unit may do the same",
        "for its own assignment, the ticket staying where it is.",
        "",
        "| Verb | 中文 | English | Whose | From | To | Beside |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *(_row(verb, move) for verb, move in MOVES.items()), ""])


def _arrows() -> Iterator[str]:
    """One arrow for each pair of states, with all the verbs that lead along it."""
    found: dict[tuple[str, str], list[str]] = {}
    start: list[str] = ["[*]"]
    for verb, move in MOVES.items():
        for after in move.to:
            for before in [*_in_order(move.from_)] or start:
                if before != after:
                    found.setdefault((before, after), []).append(verb.zh)
    return (f"    {before} --> {after} : {' / '.join(verbs)}" for (before, after), verbs in found.items())


def _row(verb: Verb, move: Move) -> str:
    every = move.from_ == frozenset(Status)
    before = "any" if every else _listed(move.from_) or "–"
    cells = [
        f"`{verb}`",
        verb.zh,
        verb.en,
        move.tier.en,
        before,
        _listed(move.to) or "stays",
        _listed(move.beside) or "–",
    ]
    return f"| {' | '.join(cells)} |"


def _listed(states: Iterable[Status]) -> str:
    return ", ".join(f"{status}" for status in _in_order(states))


def _in_order(states: Iterable[Status]) -> list[Status]:
    order = list(Status)
    return sorted(states, key=order.index)


def terms() -> str:
    """The list of terms as a page: the concepts, then every word an enum of the house knows."""
    head = [
        "# Terms",
        "",
        "One concept, one English word, one Chinese word: in code, screens and reports.",
        "Drawn by `hotline terms` from `CONCEPTS` in `hotline/config/papers.py` and the enums in every `words.py`;",
        "do not edit.",
        "",
        "## Concepts",
        "",
        "| English | 中文 | In the code | Meaning |",
        "|---|---|---|---|",
        *(f"| {english} | {chinese} | `{place}` | {meaning} |" for english, chinese, place, meaning in CONCEPTS),
    ]
    return "\n".join([*head, *(line for room, kind in enums() for line in _section(room, kind)), ""])


def _section(room: str, kind: type[Word]) -> list[str]:
    doc = " ".join((kind.__doc__ or "").split())
    rows = [f"| `{member.value}` | {member.zh} | {member.en} |" for member in kind]
    return ["", f"## {room}.{kind.__name__}", "", doc, "", "| Code | 中文 | English |", "|---|---|---|", *rows]


def enums() -> list[tuple[str, type[Word]]]:
    """Every enum of words with its room, in the order of floors and rooms."""
    files = [file for floor in ("ground", "flow", "watch", "insight", "web") for file in _words(floor)]
    found: list[tuple[str, type[Word]]] = []
    for file in files:
        module = importlib.import_module(".".join(file.relative_to(env.ROOT).with_suffix("").parts))
        kinds = [kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, Word)]
        found += [(file.parent.name, kind) for kind in kinds if kind.__module__ == module.__name__]
    return found


def _words(floor: str) -> list[Path]:
    return sorted((env.ROOT / "hotline" / floor).glob("*/words.py"))
