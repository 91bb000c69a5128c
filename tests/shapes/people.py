"""300 made-up respondents to our own question bank, the same on every machine.

Nobody gave these answers. Names, phones, ID numbers, openids, e-mails and addresses are invented;
IP addresses come from the ranges reserved for documentation (RFC 5737). Every person carries all
of them, in the platform's columns and in words typed into the form, so that a report which
repeats one of them can be caught (:data:`PLANTED`).
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from checkup.intake import mapping
from checkup.intake.mapping import Asked, BankQuestion
from checkup.model import BLANK, SKIPPED
from examples.make_answers import draw, pick

COUNT = 300
LAST = datetime(2024, 6, 28, 21, 30)
ESTATES = ("枫树一区", "枫树二区", "枫树三区", "枫树四区")
SATISFIED = (14, 33, 24, 15, 8, 6)
NEED = (42, 34, 24)
WISHES = ("没有", "多几棵树", "活动室太小，下雨没地方去", "想要“看病、开药”的地方", "无")
GIVEN = "楠栩桉梓棠榆槐樾檀柏枫桐杉柚橙莘芃茗荻葭"

PLANTED = re.compile(
    rf"甄[{GIVEN}]{{2}}|1380000\d{{4}}|11010119000101\d{{4}}|oTEST\d{{4}}\w*|小叶子\d{{3}}号"
    r"|(?:192\.0\.2|198\.51\.100|203\.0\.113)\.\d+|ren\d{3}@example\.org|30\.57\d{4}|演示路\d+号"
)
"""What no output may contain: every planted name, phone, ID, openid, nickname, IP, e-mail,
position and address has one of these forms."""

Answer = int | frozenset[int] | str
"""An option's position, several of them, typed text, or BLANK or SKIPPED."""


class Secrets(NamedTuple):
    """Who somebody is; nothing of it may leave the reader."""

    name: str
    phone: str
    identity: str
    openid: str
    nickname: str
    ip: str
    email: str
    address: str


class Person(NamedTuple):
    """One respondent: an answer per column of the bank, and what the platform knows beside it."""

    serial: int
    answers: tuple[Answer, ...]
    typed: dict[int, str]
    """Column → words typed beside the chosen option."""
    end: datetime
    seconds: int
    who: Secrets

    @property
    def start(self) -> datetime:
        return self.end - timedelta(seconds=self.seconds)


class Column(NamedTuple):
    """One of the 43 answer columns: its question, that question's number, and the matrix row."""

    number: int
    question: BankQuestion
    asked: Asked
    row: int | None

    @property
    def labels(self) -> tuple[str, ...]:
        """The options' labels; for the community's own, its estates."""
        if self.asked.open_options:
            return ESTATES
        return tuple(option.label for option in self.asked.options)


@cache
def columns() -> tuple[Column, ...]:
    """The bank's answer columns in the order of the questionnaire."""
    bank = mapping.load()
    asked = iter(mapping.columns(bank))
    return tuple(
        Column(number, question, next(asked), row)
        for number, question in enumerate(bank.questions, 1)
        for row in (range(len(question.rows)) if question.rows else (None,))
    )


@cache
def people() -> tuple[Person, ...]:
    """The respondents in the order of submission.

    Some have nothing to do with the community and are shown nothing after the first question, the
    youngest are not asked for vehicles, some stop half-way, many leave one question open, one in
    nine types words beside an option.
    """
    return tuple(_person(number) for number in range(1, COUNT + 1))


def _person(number: int) -> Person:
    who = _secrets(number)
    answers = [_answer(number, at, column) for at, column in enumerate(columns())]
    group, household, vehicle = 0, 4, 5
    if answers[group] == 3:
        answers[1:] = [SKIPPED] * (len(answers) - 1)
    elif answers[group] != 0:
        answers[1] = answers[household] = SKIPPED
    if answers[2] == 0:
        answers[vehicle] = SKIPPED
    if number <= 6 and answers[group] == 0:
        answers[20:42] = [BLANK] * 22
    typed = {}
    if number % 9 == 0 and isinstance(answers[household], frozenset):
        typed[household] = f"{who.name}┋{who.phone}"
    minutes = 60 * 24 * 12 * (COUNT - number + draw("late", number)) / COUNT
    end = (LAST - timedelta(minutes=minutes)).replace(microsecond=0)
    return Person(number, tuple(answers), typed, end, 200 + number % 190, who)


def _answer(number: int, at: int, column: Column) -> Answer:
    """One answer, as if everything were shown to everybody."""
    chance = draw("shapes", number, at)
    if column.asked.kind == "open":
        return _words(number)
    if column.asked.kind == "group":
        return pick((82, 7, 6, 5), chance)
    if (number + 3 * at) % 31 == 0:
        return BLANK
    if column.asked.multiple:
        none = len(column.labels) - 1
        places = {place for place in range(none) if draw("many", number, at, place) < 0.35}
        return frozenset(places or {none})
    if column.asked.kind in ("satisfaction", "overall"):
        shares = (*SATISFIED[:1], SATISFIED[1] + at % 7 * 5, *SATISFIED[2:])
        return pick(shares[: len(column.labels)], chance)
    if column.asked.kind == "need":
        return pick((NEED[0], NEED[1] + at % 5 * 9, NEED[2]), chance)
    return pick((1,) * len(column.labels), chance)


def _words(number: int) -> Answer:
    """What somebody would like: a wish, nothing, or a sentence with all that is private in it."""
    who = _secrets(number)
    kind = number % 4
    if kind == 0:
        return BLANK
    if kind == 1:
        return WISHES[number // 4 % len(WISHES)]
    if kind == 2:
        return f"我是{who.name}，请打{who.phone}或发{who.email}"
    return f"{who.address}下水道堵了；微信{who.openid}，身份证{who.identity}"


def _secrets(number: int) -> Secrets:
    first, second = divmod(number, len(GIVEN))
    network = ("192.0.2", "198.51.100", "203.0.113")[number % 3]
    return Secrets(
        name=f"甄{GIVEN[first]}{GIVEN[second]}",
        phone=f"1380000{number:04}",
        identity=f"11010119000101{number:04}",
        openid=f"oTEST{number:04}kQbWcXdYeZfUgVhT",
        nickname=f"小叶子{number:03}号",
        ip=f"{network}.{1 + number // 3}",
        email=f"ren{number:03}@example.org",
        address=f"演示路{number}号9栋2单元",
    )
