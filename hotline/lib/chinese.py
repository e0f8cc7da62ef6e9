"""Chinese words for search: cut, folded, and written as PostgreSQL text-search literals.

Both literals are to be cast, never parsed: `%s::tsvector` and `%s::tsquery`. `to_tsvector` and `to_tsquery` would
cut them again with the server's parser, which in the C locale drops Chinese characters. As every term consists of
letters and digits only, the literals need no quoting and no input can break their syntax.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

import rjieba

LONGEST_TEXT = 50_000  # characters taken into the index
MOST_TERMS = 8_000
MOST_QUERY_TERMS = 16
LONGEST_TERM = 40

_PIECE = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[0-9]{3,}")
_LATIN = re.compile(r"[0-9a-z]{3,}")
_SMALL_WORDS = """
的 了 是 在 和 与 及 或 也 都 就 而 且 又 被 把 对 从 到 于 为 以 之 其 这 那 个 我 你 您 他 她 它 们
我们 你们 他们 吗 呢 吧 啊 着 过 地 得 很 请 请问 一个 一些 这个 那个 这里 那里 没有 不是 就是 因为 所以 如果 但是
the a an of to is
"""
STOP_WORDS = frozenset(_SMALL_WORDS.split())


def fold(text: str) -> str:
    """Full-width made half-width, compatibility forms evened out, lower case, halves of surrogate pairs dropped."""
    return unicodedata.normalize("NFKC", text).lower().encode("utf-8", "ignore").decode()


def search_terms(text: str, *, keep_stop_words: bool = False) -> list[str]:
    """The distinct words of a text and the words within them, in order of appearance."""
    pieces = _pieces(dict.fromkeys(rjieba.cut_for_search(fold(text[:LONGEST_TEXT]))))
    found = dict.fromkeys(term for piece in pieces for term in (piece, *_numbers(piece)))
    return [term for term in found if keep_stop_words or term not in STOP_WORDS][:MOST_TERMS]


def index_terms(text: str) -> list[str]:
    """The words a text is to be found by: `search_terms`, and every other word that lies in it across their borders.

    The cutter reads 路灯不亮 as 路 and 灯不亮; without the second reading nobody who asks for 路灯 finds it.
    """
    terms = search_terms(text)
    words = dict.fromkeys(rjieba.cut_all(fold(text[:LONGEST_TEXT])))
    crossing = (word for word in words if len(word) > 1 and not word.isascii())
    also = (piece for piece in _pieces(crossing) if piece not in STOP_WORDS)
    return list(dict.fromkeys([*terms, *also]))[:MOST_TERMS]


def tsvector_text(*texts: str) -> str:
    """A literal for `::tsvector`, without positions, of the words all texts are to be found by."""
    return " ".join(index_terms("\n".join(texts)))


def tsquery_text(query: str) -> str:
    """A literal for `::tsquery` asking for all words of the query; empty when it holds no word.

    Long words are asked for by the words within them, so that another cutting in the text does not hide it;
    Latin words and numbers of three characters or more also match as beginnings.
    """
    terms = _pieces(rjieba.cut(fold(query[:500])))
    wanted = dict.fromkeys(part for term in terms if term not in STOP_WORDS for part in _parts(term))
    return " & ".join(f"{term}:*" if _LATIN.fullmatch(term) else term for term in list(wanted)[:MOST_QUERY_TERMS])


def grams(text: str, size: int = 2) -> frozenset[str]:
    """The runs of `size` letters or digits in a text: what `likeness` compares, worth keeping for many comparisons."""
    plain = "".join(_PIECE.findall(fold(text)))
    if len(plain) < size:
        return frozenset([plain] if plain else [])
    return frozenset(plain[start : start + size] for start in range(len(plain) - size + 1))


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """Dice coefficient of two sets of grams, 0 to 1; nothing is like nothing else."""
    return 2 * len(a & b) / (len(a) + len(b)) if a and b else 0.0


def similarity(a: str, b: str) -> float:
    """How alike two texts are by their pairs of characters, 0 to 1."""
    return likeness(grams(a), grams(b))


def highlight(text: str, query: str) -> list[tuple[str, bool]]:
    """The text in pieces, each with whether the query's words hit it; joined they are the text again."""
    terms = sorted(set(_pieces(rjieba.cut(fold(query[:500])))) - STOP_WORDS, key=len, reverse=True)
    if not terms:
        return [(text, False)] if text else []
    return list(marked(text, re.compile("|".join(map(re.escape, terms[:MOST_QUERY_TERMS])))))


def excerpt(text: str, query: str, width: int = 80) -> list[tuple[str, bool]]:
    """About `width` characters around the first hit, in pieces like `highlight`."""
    return highlight(cut(text, highlight(text, query), width), query)


def cut(text: str, pieces: Iterable[tuple[str, bool]], width: int) -> str:
    """About `width` characters of a text around the first of its pieces that is a hit; from its start where none is."""
    before = 0
    for piece, is_hit in pieces:
        if is_hit:
            break
        before += len(piece)
    else:
        before = 0
    start = max(0, min(before - width // 4, len(text) - width))
    return ("…" if start else "") + text[start : start + width] + ("…" if start + width < len(text) else "")


def marked(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it fits a pattern of folded text; joined they are the text again."""
    end = 0
    for match in pattern.finditer("".join(map(_fold_one, text))):
        if match.start() > end:
            yield text[end : match.start()], False
        yield text[match.start() : match.end()], True
        end = match.end()
    if end < len(text):
        yield text[end:], False


def _fold_one(char: str) -> str:
    """The folded character, or the character itself where folding would change the length."""
    folded = fold(char)
    return folded if len(folded) == 1 else char


def _pieces(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if word.isalnum() and len(word) <= LONGEST_TERM:  # nearly all of them
            yield word
            continue
        for piece in _PIECE.findall(word):
            yield piece[:LONGEST_TERM]


def _numbers(piece: str) -> list[str]:
    """The number inside 苏A12345, by which people ask for it."""
    return [] if not piece.isascii() or piece.isdigit() else _NUMBER.findall(piece)


def _parts(term: str) -> list[str]:
    """The words within a long Chinese word when they cover it, else the word itself."""
    if len(term) < 3 or term.isascii():
        return [term]
    inner = [part for part in rjieba.cut_for_search(term) if part != term]
    return inner if set("".join(inner)) == set(term) else [term]
