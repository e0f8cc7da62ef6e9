"""The language of expressions: words and phrases joined by and, or, not, near, in Latin or Chinese writing.

``(口罩 or 防护服) and not 广告`` · ``退费 near/10 健身卡`` · ``（预付卡 或 “会员 卡”） 与 非 转让``

Pure: text in, a tree out. What binds closer: near, not, and, or. An operator stands alone between blanks, brackets or
quotes, so that 非法集资 and 与会 are words. What is wrong is told with the place where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from hotline.lib import chinese
from hotline.lib.refusal import Clause, clause

from .errors import BadExpression, MatchesEverything

LONGEST, LONGEST_WORD, MOST_WORDS, DEEPEST = 2000, 40, 100, 12
NEAREST, FARTHEST = 10, 200
"""How many characters may lie between two near words: unless told, and at most."""
_OPERATOR = {"and": "and", "与": "and", "且": "and", "or": "or", "或": "or", "not": "not", "非": "not"}
_NEAR = re.compile(r"(?:near|近)(?:(/)(\d*))?")
_QUOTES = {"“": "”“", "”": "”“", '"': '"', "＂": "＂", "「": "」", "『": "』"}
_OPEN, _CLOSE = "(（", ")）"
_APART = frozenset("，、。；：！？,;:!?|&/／…")
"""Marks that part words in a sentence and join nothing here."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase to be found as it stands; folded."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """What must not be said."""

    part: Node
    at: int


@dataclass(frozen=True, slots=True)
class And:
    """All of it must hold."""

    parts: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Or:
    """One of it must hold."""

    parts: tuple[Node, ...]
    at: int


@dataclass(frozen=True, slots=True)
class Near:
    """Two words, or one of several words each, with so few characters between them, in either order."""

    left: Node
    right: Node
    distance: int
    at: int


Node = Word | Not | And | Or | Near


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    AND = "and"
    OR = "or"
    NOT = "not"
    NEAR = "near"
    OPEN = "open"
    CLOSE = "close"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of an expression and where it begins, counted from 0."""

    kind: Kind
    at: int
    text: str = ""
    distance: int = 0


def parse(expression: str) -> Node:
    """The tree of an expression.

    :raises BadExpression: it is none; it says where and what was expected.
    :raises MatchesEverything: it is empty, or holds of a ticket that says nothing of it.
    """
    if len(expression) > LONGEST:
        _fault(LONGEST, clause("表达式最多 {most} 个字", most=LONGEST))
    tokens = list(_tokens(expression))
    if len(tokens) == 1:
        raise MatchesEverything(problem=clause("表达式是空的"))
    if sum(token.kind is Kind.WORD for token in tokens) > MOST_WORDS:
        beyond = [token for token in tokens if token.kind is Kind.WORD][MOST_WORDS]
        _fault(beyond.at, clause("词和短语最多 {most} 个", most=MOST_WORDS))
    tree = _Parser(tokens).whole()
    _refuse_everything(tree)
    return tree


def words(node: Node) -> list[str]:
    """The words a ticket is found by: those that are not excluded, in order."""
    if isinstance(node, Word):
        return [node.text]
    if isinstance(node, Not):
        return []
    parts = (node.left, node.right) if isinstance(node, Near) else node.parts
    return list(dict.fromkeys(word for part in parts for word in words(part)))


def _refuse_everything(tree: Node) -> None:
    if _holds(tree, frozenset()):
        raise MatchesEverything(problem=clause("只要不出现被排除的词就会命中"))
    if _holds(tree, chinese.STOP_WORDS):
        raise MatchesEverything(problem=clause("“的”“我们”这类处处都有的词不能单独用来命中"))


def _holds(node: Node, said: frozenset[str]) -> bool:
    """Whether the expression holds of a text that has these words and no others."""
    if isinstance(node, Word):
        return node.text in said
    if isinstance(node, Not):
        return not _holds(node.part, said)
    if isinstance(node, Near):
        return _holds(node.left, said) and _holds(node.right, said)
    return (all if isinstance(node, And) else any)(_holds(part, said) for part in node.parts)


def _tokens(text: str) -> Iterator[Token]:
    at = 0
    while at < len(text):
        char = text[at]
        if char.isspace():
            at += 1
        elif char in _OPEN or char in _CLOSE:
            yield Token(Kind.OPEN if char in _OPEN else Kind.CLOSE, at)
            at += 1
        elif char in _QUOTES:
            end = _end_of_phrase(text, at)
            yield Token(Kind.WORD, at, _word(text[at + 1 : end], at))
            at = end + 1
        else:
            end = _end_of_word(text, at)
            yield _plain(text[at:end], at)
            at = end
    yield Token(Kind.END, len(text))


def _end_of_phrase(text: str, at: int) -> int:
    ends = [end for mark in _QUOTES[text[at]] if (end := text.find(mark, at + 1)) > 0]
    if not ends:
        _fault(at, clause("这个引号没有对应的后引号"))
    return min(ends)


def _end_of_word(text: str, at: int) -> int:
    end = at
    while end < len(text) and not (text[end].isspace() or text[end] in _OPEN + _CLOSE or text[end] in _QUOTES):
        end += 1
    return end


def _plain(text: str, at: int) -> Token:
    folded = chinese.fold(text)
    if folded in _OPERATOR:
        return Token(Kind(_OPERATOR[folded]), at, text)
    near = _NEAR.fullmatch(folded)
    if near:
        return Token(Kind.NEAR, at, text, _distance(near, at))
    for place, char in enumerate(text):
        if char in _APART:
            _fault(
                at + place, clause("这里不能用“{char}”：词与词之间请写 and（与）或 or（或），整句请加引号", char=char)
            )
    return Token(Kind.WORD, at, _word(text, at))


def _distance(near: re.Match[str], at: int) -> int:
    if near[1] is None:
        return NEAREST
    if not near[2] or len(near[2]) > 3 or not 1 <= int(near[2]) <= FARTHEST:
        _fault(at, clause("near/ 后面请写相隔的字数，1 到 {most}，例如 near/10", most=FARTHEST))
    return int(near[2])


def _word(text: str, at: int) -> str:
    folded = " ".join(chinese.fold(text).split())
    if not any(char.isalnum() for char in folded):
        _fault(at, clause("这里需要一个词，不能只有标点或空格"))
    if len(folded) > LONGEST_WORD:
        _fault(at, clause("一个词或短语最多 {most} 个字", most=LONGEST_WORD))
    return folded


class _Parser:
    """Walks over the tokens once; each method reads one level of the grammar."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.place = 0
        self.depth = 0

    @property
    def here(self) -> Token:
        """The token to be read next."""
        return self.tokens[self.place]

    def take(self, kind: Kind) -> Token | None:
        """The next token if it is of the kind; it is read then."""
        token = self.here
        if token.kind is not kind:
            return None
        self.place += 1
        return token

    def whole(self) -> Node:
        """Everything up to the end."""
        tree = self.alternatives()
        if self.here.kind is Kind.CLOSE:
            _fault(self.here.at, clause("这个右括号没有对应的左括号"))
        if self.here.kind is not Kind.END:
            _fault(self.here.at, clause("与前面的词之间缺少 and（与）、or（或）或 near（近）；整句请加引号"))
        return tree

    def alternatives(self) -> Node:
        """One or several, of which one must hold."""
        parts = [self.together()]
        while self.take(Kind.OR):
            parts.append(self.together())
        return parts[0] if len(parts) == 1 else Or(tuple(parts), parts[0].at)

    def together(self) -> Node:
        """One or several, which all must hold."""
        parts = [self.negated()]
        while self.take(Kind.AND):
            parts.append(self.negated())
        if self.here.kind is Kind.NOT:
            _fault(self.here.at, clause("not（非）前面缺少 and（与）或 or（或）"))
        return parts[0] if len(parts) == 1 else And(tuple(parts), parts[0].at)

    def negated(self) -> Node:
        """Something, or what must not hold."""
        token = self.take(Kind.NOT)
        if token is None:
            return self.neighbours()
        with_in = self._deeper(token)
        part = self.negated()
        self.depth = with_in
        return Not(part, token.at)

    def neighbours(self) -> Node:
        """A word, or words near each other."""
        left = self.single()
        while token := self.take(Kind.NEAR):
            right = self.single()
            for side in (left, right):
                _require_words(side)
            left = Near(left, right, token.distance, left.at)
        return left

    def single(self) -> Node:
        """A word, a phrase, or what stands in brackets."""
        token = self.here
        if word := self.take(Kind.WORD):
            return Word(word.text, word.at)
        if self.take(Kind.OPEN):
            before = self._deeper(token)
            inner = self.alternatives()
            self.depth = before
            if self.take(Kind.CLOSE) is None:
                self._missing_close(token)
            return inner
        return _expected(self.tokens[self.place - 1] if self.place else None, token)

    def _missing_close(self, opening: Token) -> NoReturn:
        if self.here.kind is Kind.END:
            _fault(opening.at, clause("这个左括号没有对应的右括号"))
        _fault(self.here.at, clause("与前面的词之间缺少 and（与）、or（或）或 near（近）；整句请加引号"))

    def _deeper(self, token: Token) -> int:
        before, self.depth = self.depth, self.depth + 1
        if self.depth > DEEPEST:
            _fault(token.at, clause("括号和 not（非）最多套 {most} 层", most=DEEPEST))
        return before


def _require_words(node: Node) -> None:
    """Only words lie near each other: that something is not said is nowhere."""
    if isinstance(node, Word):
        return
    if isinstance(node, Near):
        _require_words(node.left)
        _require_words(node.right)
    elif isinstance(node, Or):
        for part in node.parts:
            _require_words(part)
    else:
        _fault(node.at, clause("near（近）的两边只能是词、短语，或括号里用 or（或）连起来的几个词"))


def _expected(before: Token | None, token: Token) -> NoReturn:
    if before is not None and before.kind in (Kind.AND, Kind.OR, Kind.NOT, Kind.NEAR):
        _fault(token.at, clause("“{operator}”后面缺少一个词、短语或左括号", operator=before.text))
    if token.kind is Kind.CLOSE and before is not None and before.kind is Kind.OPEN:
        _fault(token.at, clause("括号里是空的，请写上词或短语"))
    if token.kind is Kind.CLOSE:
        _fault(token.at, clause("这个右括号没有对应的左括号"))
    if token.kind is Kind.END:
        _fault(token.at, clause("左括号后面缺少一个词或短语"))
    _fault(token.at, clause("“{operator}”前面缺少一个词、短语或右括号", operator=token.text))


def _fault(at: int, problem: Clause) -> NoReturn:
    raise BadExpression(place=at + 1, problem=problem)
