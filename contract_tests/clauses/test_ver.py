"""VER: versions of Odoo."""

from __future__ import annotations

from twinledger.judge import small
from twinledger.judge.case import Case
from twinledger.judge.clauses import clause
from twinledger.judge.elsewhere import in_version, other_versions, upgrade
from twinledger.judge.verdicts import Failed, NotApplicable

RENAMED = "read: `deprecated` became `active`, `company_id` of accounts `company_ids`, `groups_id` `group_ids`"
ONE_VERSION = "it claims this version of Odoo alone"
WRONG_KEY = "0123456789" * 4
UNKNOWN = ("Invalid field", "Unknown field")


@clause(
    "VER-01",
    "M",
    "every clause above on each version claimed",
    sources=("contract: [claims] odoo", "read: JSON-2 came with 19.0; before it there is XML-RPC"),
    adversary="The other versions that the manifest claims: a run, changes, another run, a wrong key. "
    "`--odoo-version` runs all clauses on one of them.",
    remedy="Choose protocol and fields by the version of the server, or claim fewer versions.",
    mutant="knows_the_latest_only",
)
def test_ver_01(case: Case) -> None:
    """What is claimed for a version works there."""
    others = other_versions(case)
    if not others:
        raise NotApplicable(ONE_VERSION)
    for version in case.some(others):
        with in_version(case, version) as there:
            there.begin(small.GROWING)
            there.sync()
            for edit in small.GROWING.edits:
                there.teller.edit(edit)
            there.keeper.archive_account("604000")
            there.sync()
            there.agree(f"With Odoo {version} the ledgers are not equal.")
            there.refused("authentication", although="its key is a wrong one", ODOO_API_KEY=WRONG_KEY)


@clause(
    "VER-02",
    "M",
    "fields that a version renamed are chosen by version or by fields_get, not by trial and error on data",
    sources=(RENAMED, "observed: a field that is not there is a server error, and stands in Odoo's log"),
    adversary="The answers of every version that the manifest claims are searched for fields that are not there.",
    remedy="Ask for the version, or for fields_get, and ask for the fields that there are.",
    mutant="tries_fields_until_one_fits",
)
def test_ver_02(case: Case) -> None:
    """Nobody asks for a field that a version does not have."""
    _asks_for_what_there_is(case)
    for version in case.some(tuple(reversed(other_versions(case)))):
        with in_version(case, version) as there:
            _asks_for_what_there_is(there)


@clause(
    "VER-03",
    "M",
    "Odoo upgraded between two runs: the next converges",
    sources=("Odoo documentation: an upgrade keeps records and their ids",),
    adversary="Between two runs Odoo becomes the next version, with the same lines under the same ids and a new one.",
    remedy="Remember nothing about the server; ask its version in every run.",
    mutant="remembers_the_version",
)
def test_ver_03(case: Case) -> None:
    """A new version is no new beginning, and no end."""
    here = case.database.version.series
    earlier = [version for version in other_versions(case) if float(version) < float(here)]
    if not earlier:
        raise NotApplicable("it claims no version before this one, so there is none to upgrade from")
    case.begin()
    entries = small.LEDGER.entries
    upgrade(case, earlier[0], entries)
    case.sync()
    case.agree(f"With Odoo {earlier[0]} the ledgers are not equal.")
    upgrade(case, here, (*entries, small.ANOTHER))
    case.sync(when="Odoo had been upgraded since the last run")
    case.agree(f"Odoo {earlier[0]} was upgraded to {here}, and after the next run the ledgers are not equal.")


def _asks_for_what_there_is(case: Case) -> None:
    case.begin_synced(small.LEDGER)
    asked = [
        exchange
        for exchange in case.exchanges()
        if any(word in str(exchange.notes.get("message", "")) for word in UNKNOWN)
    ]
    if asked:
        version = case.database.version.name
        raise Failed(f"The connector asks Odoo {version} for a field that it does not have.", case.requests(asked))
