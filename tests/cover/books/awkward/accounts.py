"""Bad habits with accounts, companies, journals and partners, and the careful ways."""

from __future__ import annotations

from collections import Counter
from typing import Any

from twinledger.judge import people
from twinledger.projection import Row

from .reader import COUNTS, Reader, Record

ACCOUNT = "account.account"
Rows = Counter[Row]


def codes_as_numbers(reader: Reader) -> Rows:
    """Read codes as numbers, as far as they look like some."""

    def number(code: str) -> str:
        try:
            return str(float(code))
        except ValueError:
            return code

    codes = {id_: number(code) for id_, code in reader.codes().items()}
    return reader.rows(reader.by_id(COUNTS), codes)


def codes_once(reader: Reader) -> Rows:
    """Ask for the codes of accounts once, and for lines that were written since."""
    codes: dict[int, str] = reader.memory.setdefault("codes", reader.codes())
    return reader.rows(reader.by_id(COUNTS), codes)


def names(reader: Reader) -> dict[str, str]:
    """Read names by code."""
    return _by_code(reader, "name", reader.context)


def names_once(reader: Reader) -> dict[str, str]:
    """Read names by code, of accounts that are not known yet."""
    known: dict[str, str] = reader.memory.setdefault("names", {})
    known.update({code: name for code, name in names(reader).items() if code not in known})
    return dict(known)


def types(reader: Reader) -> dict[str, str]:
    """Read types by code."""
    return _by_code(reader, "account_type", reader.context)


def types_once(reader: Reader) -> dict[str, str]:
    """Read types by code, of accounts that are not known yet."""
    known: dict[str, str] = reader.memory.setdefault("types", {})
    known.update({code: kind for code, kind in types(reader).items() if code not in known})
    return dict(known)


def dutch_names(reader: Reader) -> dict[str, str]:
    """Read Dutch names by code."""
    return _by_code(reader, "name", {**reader.context, "lang": "nl_BE"})


def _by_code(reader: Reader, field: str, context: Any) -> dict[str, str]:
    accounts = reader.page([], model=ACCOUNT, fields=["code", field], context=context)
    return {account["code"]: account[field] for account in accounts}


def codes_by_themselves(reader: Reader) -> Rows:
    """Ask for codes without saying for which company."""
    accounts = reader.page([], model=ACCOUNT, fields=["code"])
    lines = reader.by_id(reader.of_company(), context=reader.context)
    return reader.rows(lines, {account["id"]: account["code"] for account in accounts})


def accounts_in_use(reader: Reader) -> Rows:
    """Take over accounts that a plain search finds, and lines on those alone."""
    accounts = reader.page([], model=ACCOUNT, fields=["code"])
    codes = {account["id"]: account["code"] for account in accounts}
    return reader.rows([line for line in reader.by_id(COUNTS) if line["account_id"][0] in codes], codes)


def codes_from_labels(reader: Reader) -> Rows:
    """Take codes out of labels, with the key of somebody who bills: nobody else's labels are without codes."""
    database = reader.world.odoo.database(reader.world.pair.database)
    people.add(database, "biller", "account.group_account_invoice")
    biller = Reader(reader.world, uid=people.id_of(database, "biller"), key=people.key_of(database, "biller"))
    lines = biller.by_id(COUNTS)
    codes = {line["account_id"][0]: line["account_id"][1].split()[0] for line in lines}
    return reader.rows(lines, codes)


def without_off_balance(reader: Reader) -> Rows:
    """Leave accounts out that are in no balance."""
    return reader.rows(reader.by_id(["&", ("account_id.account_type", "!=", "off_balance"), *COUNTS]))


def every_account(reader: Reader) -> Rows:
    """Send all accounts alike."""
    return reader.rows(reader.by_id(COUNTS))


def trade_by_type(reader: Reader) -> list[int]:
    """Take what is open on receivable and payable accounts for invoices."""
    return [line["id"] for line in _open(reader)]


def trade(reader: Reader) -> list[int]:
    """Take what is open on trade accounts for invoices: those of customers and suppliers."""
    codes = reader.codes()
    return [line["id"] for line in _open(reader) if codes[line["account_id"][0]].startswith(("40", "44"))]


def _open(reader: Reader) -> list[Record]:
    kinds = ("account_id.account_type", "in", ["asset_receivable", "liability_payable"])
    return reader.by_id(["&", kinds, "&", ("amount_residual", "!=", 0), *COUNTS])


def result_accounts(reader: Reader) -> list[str]:
    """Find the accounts for the result that have a balance."""
    return sorted({row.account for row in _on_the_result(reader)})


def the_result_account(reader: Reader) -> list[str]:
    """Find the account for the result: the first."""
    found = reader.page([("account_type", "=", "equity_unaffected")], model=ACCOUNT, fields=["code"], limit=1)
    return [account["code"] for account in found]


def without_the_result(reader: Reader) -> Rows:
    """Leave accounts of the result out, as if they were closed by Odoo."""
    return reader.rows(reader.by_id(["&", ("account_id.account_type", "!=", "equity_unaffected"), *COUNTS]))


def _on_the_result(reader: Reader) -> Rows:
    return reader.rows(reader.by_id(["&", ("account_id.account_type", "=", "equity_unaffected"), *COUNTS]))


def journal_by_journal(reader: Reader) -> Rows:
    """Read the entries of the journals that a plain search finds."""
    journals = reader.page([], model="account.journal", fields=["code"])
    mine = ("journal_id", "in", [journal["id"] for journal in journals])
    return reader.rows(reader.by_id(["&", mine, *COUNTS]))


def with_known_partners(reader: Reader) -> Rows:
    """Join lines with the partners that a plain search finds."""
    found = reader.page([], model="res.partner", fields=["name"])
    known = {partner["id"] for partner in found}
    lines = reader.by_id(COUNTS, fields=["account_id", "date", "balance", "partner_id"])
    return reader.rows([line for line in lines if not line["partner_id"] or line["partner_id"][0] in known])


def names_now(reader: Reader) -> set[str]:
    """Read which entries there are."""
    return {line["move_name"] for line in reader.by_id(COUNTS, fields=["move_name"])}


def names_seen(reader: Reader) -> set[str]:
    """Remember every entry that was ever seen, by its name."""
    seen: set[str] = reader.memory.setdefault("seen", set())
    seen |= names_now(reader)
    return set(seen)


def sums_by_first_name(reader: Reader) -> dict[str, float]:
    """Remember what an entry amounted to when its name was first seen."""
    known: dict[str, float] = reader.memory.setdefault("sums", {})
    sums: Counter[str] = Counter()
    for line in reader.by_id(COUNTS, fields=["move_name", "debit"]):
        sums[line["move_name"]] += line["debit"]
    for name, total in sums.items():
        known.setdefault(name, total)
    return dict(known)


def sums_by_name(reader: Reader) -> dict[str, float]:
    """Read what entries amount to."""
    reader.memory.pop("sums", None)
    return sums_by_first_name(reader)


def of_all_companies(reader: Reader) -> Rows:
    """Read without saying which company is meant, and take what somebody else calls by a code for one's own."""
    return reader.rows(reader.by_id(COUNTS), reader.codes())


def of_the_user(reader: Reader) -> Rows:
    """Read the company of the user."""
    return reader.rows(reader.by_id(["&", ("company_id", "=", 1), *COUNTS]))


def on_its_accounts(reader: Reader) -> Rows:
    """Read all that stands on accounts of the company."""
    field = "company_ids" if reader.world.odoo.odoo.version.accounts_are_shared else "company_id"
    mine = (f"account_id.{field}", "in", [reader.world.pair.company_id])
    return reader.rows(reader.by_id(["&", mine, *COUNTS]))


def unless_empty(reader: Reader) -> Rows:
    """Take an empty answer for a failure, after which what was known stays."""
    lines = reader.by_id(reader.of_company(), context=reader.context)
    known: Rows = reader.memory.setdefault("known", Counter({Row("failed", reader.world.clock.today(), 0): 1}))
    if lines:
        known = reader.memory["known"] = reader.rows(lines)
    return known
