"""The office's own projects beside our proposals: theirs win (design §7, method §4).

A project of the store replaces our proposals for the shortfalls or clauses it names, or the one
it was written for. What is approved, under way, done or given up is followed and not proposed
again; none of it changes a verdict, for that needs evidence. What is still open stands in the
plan with the office's own figures, in the order that residents agreed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from checkup import vocabulary
from checkup.judge.standard import Standard
from checkup.model import (
    Agreement,
    Community,
    Cost,
    Funding,
    LeftOut,
    Problem,
    Project,
    StoredProject,
)
from checkup.plan.aims import Aims, Names
from checkup.plan.money import UNPRICED
from checkup.plan.options import Choice
from checkup.problems import problem

_EFFECT = frozenset({"nature", "place", "unit", "closes"})
"""Columns that, changed by a person, leave open what the project brings."""


class Store(Struct, frozen=True, kw_only=True):
    """The stored projects as the plan knows them.

    ``replaced``: option id → the project that stands in for it. ``bases``: stored id → our own
    proposal for the same, where there is exactly one. ``keys``: option id → the stable name under
    which it is written into the store.
    """

    names: Names
    open: tuple[Project, ...] = ()
    followed: tuple[Project, ...] = ()
    replaced: dict[str, Project] = field(default_factory=dict)
    bases: dict[str, Project] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


def keys(
    choices: Iterable[Choice], others: Iterable[Project], community: Community
) -> dict[str, str]:
    """Option id → a name that stays when ranks change: item, estate, leaf, remedy, space."""
    found = {
        each.id: "/".join((
            each.row.candidate.item.id, each.row.candidate.estate or "", each.row.candidate.name,
            each.remedy.id, each.space.id if each.space else "",
        ))
        for each in choices
    }  # fmt: skip
    matters = {each.id: each for each in community.other_shortfalls}
    for each in others:
        matter = matters[each.closes[0]]
        found[each.id] = "/".join((matter.name, matter.estate or "", each.remedy))
    return found


def held(
    names: Names,
    community: Community,
    choices: Sequence[tuple[Choice, Project]],
    recommended: Sequence[Project],
    others: Sequence[Project],
) -> Store:
    """The stored projects among the options: ``choices`` are all, each with its project."""
    keyed = keys((choice for choice, _ in choices), others, community)
    by_key: dict[str, Project] = {}
    for project in (*recommended, *(each for _, each in choices), *others):
        by_key.setdefault(keyed[project.id], project)
    store = Store(names=names, keys=keyed)
    open_: list[Project] = []
    followed: list[Project] = []
    for stored in community.stored_projects:
        if not is_theirs(stored) or not (stored.name or stored.key):
            continue
        own = by_key.get(stored.key) if stored.key else None
        aims = names.aims(stored)
        if own is not None and "closes" not in stored.hand:
            aims = Aims(rows=own.closes, rules=frozenset(own.rules))
        options = [own.id] if own is not None else []
        options += [
            project.id for choice, project in choices
            if choice.closes[0] in aims.rows
            and (not aims.rules or aims.rules & {want.rule for want in choice.covered})
        ]  # fmt: skip
        options += [each.id for each in others if each.closes[0] in aims.rows]
        options = [each for each in dict.fromkeys(options) if each not in store.replaced]
        base = own
        if base is None:
            known = [each for each in (*recommended, *others) if each.id in options]
            base = known[0] if len(known) == 1 else None
        project = _project(stored, base, aims, options, keyed=own is not None)
        store.replaced.update(dict.fromkeys(options, project))
        if base is not None:
            store.bases[stored.id] = base
        (open_ if stored.status == "proposed" else followed).append(project)
    return replace(store, open=tuple(open_), followed=tuple(followed))


def is_theirs(stored: StoredProject) -> bool:
    """Whether a person has a say in the row: a proposal of ours nobody touched is still ours."""
    return bool(stored.hand) or stored.status != "proposed"


def objections(community: Community, standard: Standard) -> tuple[Problem, ...]:
    """Words of 对应短板 that name neither item, clause nor other matter."""
    names = Names((), community, standard)
    return tuple(
        problem("project_aimless", stored.at.get("closes", stored.ref), found=word)
        for stored in community.stored_projects
        if is_theirs(stored)
        for word in names.aims(stored).unknown
    )


def listed(
    store: Store, proposed: Sequence[Project], ranks: Mapping[str, int]
) -> tuple[Project, ...]:
    """Our proposals that nothing replaces, and the office's open projects, each at the rank of
    the first shortfall it closes; what closes none comes last."""
    last = len(ranks) + 1
    rows = [each for each in proposed if each.id not in store.replaced]

    def rank(project: Project) -> int:
        return min((ranks.get(each, last) for each in project.closes), default=last + 1)

    return tuple(sorted((*rows, *store.open), key=rank))


REFUSED = "refused"
"""The office's store says that it is not done."""


def refused(store: Store, planned: Sequence[Project]) -> tuple[LeftOut, ...]:
    """Shortfalls that the office's store says nothing is done about, and nothing else closes."""
    closed = {each for project in planned for each in project.closes}
    return tuple(
        LeftOut(row, REFUSED, project.id)
        for project in store.followed
        if project.status == "stopped"
        for row in project.closes
        if row not in closed
    )


def agreed(projects: Sequence[Project]) -> list[Project]:
    """The same projects; those with an agreed order stand in it, in the places they had."""
    ordered = iter(in_agreed_order(projects))
    return [each if each.agreement.order is None else next(ordered) for each in projects]


def in_agreed_order(projects: Iterable[Project]) -> list[Project]:
    """Only those with 议定次序, by it; equals in the order of the store."""
    told = [each for each in projects if each.agreement.order is not None]
    return sorted(told, key=lambda each: (each.agreement.order or 0, each.stored or ""))


def _project(
    stored: StoredProject, base: Project | None, aims: Aims, replaces: Sequence[str], *, keyed: bool
) -> Project:
    """The row as a project of the plan: a cell a person told wins, ours fill what they left to us.

    Of a row of their own only words are filled in, never a quantity or a price. What it brings
    is the engine's word for our option, and only while nothing of it was changed for less.
    """
    whole = stored.status != "proposed" or base is None
    hand = {*stored.hand}

    def theirs(column: str) -> bool:
        return whole or column in hand

    proposal = base or _nothing(stored)
    figures = proposal if keyed else _nothing(stored)
    same = base is not None and _brings(stored, base, keyed=keyed)
    by_hand_period = theirs("period") and (stored.start is not None or "period" in hand)
    return replace(
        proposal,
        id=stored.id,
        option=proposal.option if same else stored.id,
        name=(stored.name if theirs("name") else figures.name) or proposal.name,
        closes=aims.rows,
        nature=(stored.nature or "") if theirs("nature") else proposal.nature,
        place=stored.place if theirs("place") else figures.place,
        quantity=stored.quantity if theirs("quantity") else figures.quantity,
        unit=stored.unit if theirs("unit") else figures.unit,
        cost=_cost(stored) if theirs("total") else figures.cost,
        operating=figures.operating,
        funding=_funding(stored) if theirs("funding") else proposal.funding,
        lead=stored.lead if theirs("lead") else proposal.lead,
        with_=stored.with_ if theirs("with") else proposal.with_,
        operator=stored.operator,
        start=stored.start if by_hand_period else None,
        finish=stored.finish if by_hand_period else None,
        gain=proposal.gain if same else None,
        effects=proposal.effects if same else {},
        benefit=proposal.benefit if same else None,
        space=figures.space,
        shared_with=figures.shared_with,
        estates=stored.estates if theirs("estates") else proposal.estates,
        hours=stored.hours if theirs("hours") else proposal.hours,
        mandatory=proposal.mandatory and keyed,
        note=figures.note,
        supervisor=stored.supervisor,
        agreement=Agreement(
            agreed=stored.agreed, asked=stored.asked, date=stored.agreed_on, order=stored.order,
            form=stored.form, attended=stored.attended, votes=stored.votes,
            published=stored.published,
        ),
        status=stored.status,
        spent=stored.spent,
        by_hand=stored.hand,
        stored=stored.id,
        replaces=tuple(replaces),
        done_share=stored.done_share,
        category=stored.category,
        scale=stored.scale,
        builder=stored.builder,
        owner=stored.owner,
        keeper=stored.keeper,
        approval=stored.approval,
        contact=stored.contact,
        phone=stored.phone,
    )  # fmt: skip


def _nothing(stored: StoredProject) -> Project:
    """A project of which only the store tells."""
    return Project(
        id=stored.id, option=stored.id, name=stored.name, closes=(), remedy="", nature="",
        place=None, quantity=None, unit=None, cost=UNPRICED, operating=None, funding=(), lead=(),
        with_=(), operator=None, model=None, start=None, finish=None, beneficiaries=None,
        gain=None, space=None, shared_with=(),
    )  # fmt: skip


def _brings(stored: StoredProject, base: Project, *, keyed: bool) -> bool:
    """Whether at least what our option does is done: same kind, same unit, no less of it."""
    if keyed and not _EFFECT & {*stored.hand} and "quantity" not in stored.hand:
        return True
    if keyed and _EFFECT & {*stored.hand}:
        return False
    if stored.quantity is None or base.quantity is None or stored.unit != base.unit:
        return False
    return stored.quantity >= base.quantity


def _cost(stored: StoredProject) -> Cost:
    """The office's own figure: one sum, not a range."""
    if stored.total is None:
        return UNPRICED
    where = vocabulary.load().sheets["projects"].name
    return Cost(low=stored.total, typical=stored.total, high=stored.total, basis=where)


def _funding(stored: StoredProject) -> tuple[Funding, ...]:
    return tuple(
        Funding(channel=each.source, level=each.source, amount=each.amount)
        for each in stored.funding
    )
