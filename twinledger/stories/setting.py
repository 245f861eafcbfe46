"""The setting of a story: companies, people and the firm, beside the first company that every world begins with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AfterValidator, Field

from mock_odoo.base_data import ADMIN_GROUPS
from twinledger.books import names
from twinledger.stories.parts import Name, Part
from twinledger.world import FIRM

if TYPE_CHECKING:
    from twinledger.stories.schema import Story
    from twinledger.world import World

FIRST_DATABASE = "acme"  # as the world calls it
ROLES = {
    "administrator": ADMIN_GROUPS,
    "accountant": ("account.group_account_user",),
    "billing": ("account.group_account_invoice",),
    "read-only": ("account.group_account_readonly",),
    "internal": ("base.group_user",),
}


def _made_books(name: str) -> str:
    """Let pass what generated books are called by, a country and a trade."""
    try:
        names.kind_of(name)
    except LookupError as error:
        raise ValueError(str(error)) from None
    return name


class FurtherCompany(Part):
    """A company in a database of its own, beside the first one, with a client file in Silverfin."""

    database: Name
    """The name of the database in Odoo."""
    name: Name
    """What the company is called."""
    lines: Annotated[int, Field(ge=0, le=100_000)] = 0
    """How many journal items its books begin with."""
    books: Annotated[str, AfterValidator(_made_books)] = ""
    """The country and trade of its books: `fr/shop`."""


class OnlineAccount(Part):
    """An account of Odoo Online and the databases that it manages."""

    email: Name
    """Its e-mail address."""
    password: Name = "online"
    """Its password."""
    databases: tuple[Name, ...]
    """The names of the databases."""


class OdooPerson(Part):
    """A further user of Odoo."""

    login: Name
    """What they sign in with, and their e-mail address."""
    name: str = ""
    """What they are called; the login if nothing is said."""
    password: Name = "odoo"
    """Their password."""
    role: Literal["administrator", "accountant", "billing", "read-only", "internal"] = "accountant"
    """What they may do."""
    database: Name = FIRST_DATABASE
    """The database that they are a user of."""


class FirmMember(Part):
    """Somebody of the accounting firm."""

    email: Name
    """What they sign in with."""
    password: Name = "accountant"
    """Their password."""
    admin: bool = False
    """Whether they may connect the firm to others."""


class FiduciaryFirm(Part):
    """The accounting firm, beside the accountant and the client files that every world has."""

    name: Name = FIRM
    """What it is called."""
    members: tuple[FirmMember, ...] = ()
    """Further people who belong to it."""
    files: tuple[Name, ...] = ()
    """Further client files, which are linked to nothing."""


def furnish(world: World, story: Story) -> None:
    """Put into a new world what the story says beside its first company."""
    for company in story.companies:
        world.add_pair(company.database, name=company.name, lines=company.lines, books=company.books)
    for person in story.people:
        _add_person(world, person)
    for account in story.accounts:
        made = world.odoo.create_account(account.email, account.password)
        for database in account.databases:
            made.manage(database)
    for member in story.firm.members:
        world.firm.add_user(member.email, member.password, admin=member.admin)
    for file in story.firm.files:
        world.firm.add_company(file)
    for breaks in story.faults:
        world.faults.arm(breaks.armed)


def _add_person(world: World, person: OdooPerson) -> None:
    database = world.odoo.database(person.database)
    groups = [database.group_id(group) for group in ROLES[person.role]]
    values = {
        "name": person.name or person.login,
        "login": person.login,
        "email": person.login,
        "password": person.password,
        database.version.users_groups_field: groups,
    }
    with database.store.transaction():
        database.environment()["res.users"].create([values])
