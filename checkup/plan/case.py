"""One community as the choice of projects sees it: its shortfalls, all options, what each gains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from checkup.judge.standard import Standard
from checkup.model import Assessment, Community, Offer, Project
from checkup.plan.aims import Names
from checkup.plan.effects import Effect
from checkup.plan.gains import Engine
from checkup.plan.options import Choice, Options
from checkup.plan.prices import Prices
from checkup.plan.projects import Maker
from checkup.plan.ranking import Ranked
from checkup.plan.remedies import Remedies
from checkup.plan.store import Store, held, listed
from checkup.policy import Policy


class Case(Struct, frozen=True, kw_only=True):
    """``options`` and ``projects`` run side by side: a choice and what it is as a project.

    ``recommended`` are those taken without a budget; ``others`` close matters outside the 20
    items and are never scored.
    """

    community: Community
    ranked: tuple[Ranked, ...]
    options: tuple[Choice, ...]
    projects: tuple[Project, ...]
    recommended: tuple[Choice, ...]
    proposed: tuple[Project, ...]
    """The recommended ones as projects, under the ids of their options."""
    others: tuple[Project, ...]
    engine: Engine
    remedies: Remedies
    as_of: date | None
    store: Store
    """The office's own projects, and which options they replace."""

    def listed(self) -> tuple[Project, ...]:
        """Without a budget: what is recommended and the office's open projects, by rank; matters
        outside the 20 items last."""
        ranks = {row.shortfall.id: row.shortfall.rank for row in self.ranked}
        return listed(self.store, (*self.proposed, *self.others), ranks)

    def effects(self) -> dict[str, Effect]:
        """Option id → what it changes."""
        return {each.id: each.effect for each in (*self.options, *self.recommended)}


def prepare(
    assessment: Assessment,
    community: Community,
    standard: Standard,
    remedies: Remedies,
    policy: Policy,
    ranked: Sequence[Ranked],
    as_of: date | None,
    offers: Sequence[Offer] = (),
) -> Case:
    """Every option of every shortfall, judged."""
    prices = Prices(remedies, community.local_prices)
    options = Options(assessment.findings, community, standard, remedies, prices, policy, offers)
    engine = Engine(community, standard, policy, as_of)
    short_names = {item.id: item.short_name for item in standard.items}
    maker = Maker(community, engine, remedies, prices, short_names, policy)
    every = options.every(ranked)
    recommended = options.recommended(ranked)
    projects = tuple(maker.project(each) for each in every)
    proposed = tuple(maker.project(each) for each in recommended)
    others = tuple(maker.other(each) for each in community.other_shortfalls)
    return Case(
        community=community,
        ranked=tuple(ranked),
        options=every,
        projects=projects,
        recommended=recommended,
        proposed=proposed,
        others=others,
        engine=engine,
        remedies=remedies,
        as_of=as_of,
        store=held(
            Names(ranked, community, standard),
            community,
            [*zip(every, projects, strict=True), *zip(recommended, proposed, strict=True)],
            proposed,
            others,
        ),
    )
