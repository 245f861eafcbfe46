"""Kinds: the models that an exploration is about, with the fields that it reads, searches, groups by and writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mock_odoo import facts
from twinledger.parity.places import SERIES


@dataclass(frozen=True)
class Kind:
    """A model: what is asked of it, and what is written to it."""

    model: str
    asked: tuple[str, ...]
    written: tuple[str, ...]

    @cached_property
    def facts(self) -> Mapping[str, Mapping[str, Any]]:
        """The recorded description of every field."""
        fields: Mapping[str, Mapping[str, Any]] = facts.load(SERIES, self.model)["fields"]
        return fields

    def type_of(self, field: str) -> str:
        """Return a field's type; `id` is one of its own."""
        return "id" if field == "id" else str(self.facts[field]["type"])

    def relation_of(self, field: str) -> str:
        """Return the model that a field refers to, or an empty text."""
        return str(self.facts[field].get("relation") or "")

    def choices(self, field: str) -> list[str]:
        """Return the values of a selection."""
        return [value for value, _ in self.facts[field].get("selection") or ()]


def _kind(model: str, asked: str, written: str) -> Kind:
    return Kind(model, tuple(asked.split()), tuple(written.split()))


PARTNER = _kind(
    "res.partner",
    """name display_name complete_name email phone street street2 zip city country_id vat ref color is_company
    company_type active parent_id child_ids type lang commercial_partner_id company_id comment function website employee
    partner_latitude partner_longitude company_name company_registry create_date write_date create_uid write_uid user_id
    trust credit debit id""",
    """name email phone street street2 zip city country_id ref color is_company company_type active parent_id type
    comment function website employee partner_latitude company_name company_id trust""",
)
ACCOUNT = _kind(
    "account.account",
    """name display_name code account_type internal_group reconcile active company_ids currency_id root_id non_trade
    note description tax_ids include_initial_balance placeholder_code used current_balance create_date write_uid id""",
    "name code account_type reconcile active currency_id non_trade note description company_ids",
)
JOURNAL = _kind(
    "account.journal",
    "name display_name code type active company_id currency_id sequence color show_on_dashboard create_uid id",
    "name code type active sequence color show_on_dashboard currency_id",
)
ENTRY = _kind(
    "account.move",
    """name display_name ref date state move_type journal_id company_id currency_id company_currency_id partner_id
    commercial_partner_id amount_total amount_untaxed amount_residual amount_total_signed posted_before checked line_ids
    auto_post narration sequence_number sequence_prefix payment_state status_in_payment invoice_date invoice_date_due
    amount_tax amount_untaxed_signed amount_tax_signed amount_residual_signed amount_total_in_currency_signed
    invoice_payment_term_id invoice_line_ids payment_reference invoice_origin direction_sign
    reversed_entry_id reversal_move_ids matched_payment_ids create_date create_uid write_uid type_name id""",
    """ref date partner_id narration journal_id currency_id invoice_date invoice_date_due invoice_payment_term_id
    line_ids""",
)
LINE = _kind(
    "account.move.line",
    """name display_name ref date date_maturity account_id journal_id move_id move_name parent_state partner_id
    company_id currency_id company_currency_id debit credit balance amount_currency amount_residual
    amount_residual_currency reconciled quantity price_unit discount sequence display_type account_code account_name
    account_type account_internal_group is_same_currency analytic_distribution matching_number tax_ids tax_line_id
    tax_group_id tax_base_amount tax_tag_ids price_subtotal price_total payment_id full_reconcile_id
    matched_debit_ids matched_credit_ids create_date write_uid move_type id""",
    "name debit credit balance amount_currency account_id partner_id currency_id date_maturity quantity sequence",
)
PAYMENT = _kind(
    "account.payment",
    """name display_name date state amount payment_type partner_type partner_id currency_id company_currency_id
    company_id journal_id payment_method_line_id payment_method_id payment_method_code outstanding_account_id
    destination_account_id is_reconciled is_matched is_sent move_id memo payment_reference invoice_ids
    reconciled_invoice_ids reconciled_invoices_count reconciled_bill_ids reconciled_bills_count amount_signed
    amount_company_currency_signed create_uid id""",
    "date amount payment_type partner_type partner_id memo journal_id payment_reference currency_id",
)
TAX = _kind(
    "account.tax",
    """name display_name amount amount_type type_tax_use price_include price_include_override include_base_amount
    is_base_affected sequence active company_id tax_group_id children_tax_ids invoice_repartition_line_ids country_id
    tax_scope description id""",
    """name amount amount_type type_tax_use price_include_override sequence active include_base_amount
    is_base_affected""",
)
TERM = _kind(
    "account.payment.term",
    """name display_name active line_ids early_discount discount_percentage discount_days early_pay_discount_computation
    sequence company_id id""",
    "name active early_discount discount_percentage discount_days early_pay_discount_computation",
)
MATCH = _kind(
    "account.partial.reconcile",
    """debit_move_id credit_move_id full_reconcile_id exchange_move_id company_currency_id debit_currency_id
    credit_currency_id amount debit_amount_currency credit_amount_currency company_id max_date id""",
    "",
)
COMPANY = _kind(
    "res.company",
    "name display_name currency_id partner_id parent_id child_ids active fiscalyear_last_day id",
    "",
)
CURRENCY = _kind(
    "res.currency", "name display_name symbol rounding decimal_places active position full_name iso_numeric id", ""
)
COUNTRY = _kind("res.country", "name display_name code phone_code currency_id id", "")
USER = _kind("res.users", "name display_name login active company_id lang share partner_id id", "")

KINDS: Mapping[str, Kind] = {
    kind.model: kind
    for kind in (
        *(PARTNER, ACCOUNT, JOURNAL, ENTRY, LINE, PAYMENT, TAX, TERM),
        *(MATCH, COMPANY, CURRENCY, COUNTRY, USER),
    )
}
CHANGED = (PARTNER.model, ACCOUNT.model, JOURNAL.model, ENTRY.model, LINE.model, PAYMENT.model)
