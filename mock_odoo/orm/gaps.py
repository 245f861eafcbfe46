"""Gaps: fields that the real server computes to something and the fake does not, so nobody takes them for empty.

Found by comparing whole reads of invoices, entries, lines, payments, partners, journals, accounts, companies,
currencies and users of both (observed, 2026-11-23). A client that names one is refused loudly. Where it names no field
at all, or more than half of a model's (OdooRPC names all that are no references before it tells its user anything),
they read as their empty value; the table of fidelity lists them.
"""

from __future__ import annotations

from collections.abc import Sequence

from mock_odoo.errors import NotInFake
from mock_odoo.orm.schema import Field

_NAMES = {
    "account.account": ("company_fiscal_country_code display_mapping_tab "),
    "account.journal": (
        "access_url access_warning account_fiscal_country_group_codes accounting_date alias_defaults "
        "alias_name available_invoice_template_pdf_report_ids default_account_type json_activity_data "
        "kanban_dashboard kanban_dashboard_graph name_placeholder "
    ),
    "account.move": (
        "access_warning account_fiscal_country_group_codes adjusting_entries_count adjusting_entry_origin_label "
        "adjusting_entry_origin_moves_count alerts amount_paid amount_total_words display_send_button "
        "duplicated_ref_ids has_reconciled_entries highest_name highlight_send_button "
        "invoice_has_outstanding invoice_incoterm_placeholder invoice_outstanding_credits_debits_widget "
        "invoice_payments_widget is_draft_duplicated_ref_ids move_sent_values name_placeholder "
        "needed_terms needed_terms_dirty partner_credit_warning payment_term_details show_delivery_date "
        "show_journal show_payment_term_details suitable_journal_ids tax_country_code tax_country_id "
        "tax_lock_date_message tax_totals taxable_supply_date_placeholder taxes_legal_notes "
    ),
    "account.move.line": ("currency_rate discount_allocation_dirty epd_dirty "),
    "account.payment": ("qr_code show_partner_bank_account "),
    "account.payment.term": (
        "currency_id example_amount example_date example_preview example_preview_discount fiscal_country_codes "
    ),
    "account.report": "line_ids column_ids ",
    "account.tax": ("repartition_lines_str "),
    "ir.model": "info view_ids count inherited_model_ids ",
    "ir.model.fields": "help ",
    "ir.module.category": "description ",
    "ir.module.module": (
        "summary description description_html website menus_by_module reports_by_module views_by_module icon "
        "icon_image icon_flag account_templates has_iap "
    ),
    "res.country": "image_url is_stripe_supported_country is_mercado_pago_supported_country ",
    "res.groups": "menu_access view_access comment view_group_hierarchy disjoint_ids ",
    "res.groups.privilege": "description ",
    "res.lang": "flag_image flag_image_url ",
    "product.product": "tax_string ",
    "product.template": "tax_string ",
    "res.company": (
        "account_enabled_tax_country_ids account_fiscal_country_group_codes bounce_email bounce_formatted "
        "catchall_email catchall_formatted color company_vat_placeholder email_formatted "
        "is_company_details_empty logo logo_web uninstalled_l10n_module_ids uses_default_logo "
    ),
    "res.partner": (
        "account_move_count active_lang_count application_statistics "
        "available_invoice_template_pdf_report_ids available_peppol_eas avatar_1024 avatar_128 avatar_1920 "
        "avatar_256 avatar_512 company_registry_label contact_address contact_address_inline "
        "days_sales_outstanding display_invoice_edi_format fiscal_country_codes fiscal_country_group_codes "
        "im_status invoice_edi_format is_peppol_edi_format is_ubl_format partner_company_registry_placeholder "
        "partner_vat_placeholder phone_sanitized use_partner_credit_limit "
        "properties_base_definition_id property_product_pricelist same_vat_partner_id self "
        "supplier_invoice_count total_invoiced type_address_label tz_offset vat_label "
    ),
    "res.users": (
        "accesses_count active_lang_count available_invoice_template_pdf_report_ids available_peppol_eas "
        "avatar_1024 avatar_128 avatar_1920 avatar_256 avatar_512 can_edit_role channel_ids "
        "channel_member_ids companies_count company_registry_label contact_address contact_address_inline "
        "display_invoice_edi_format email_domain_placeholder fiscal_country_codes fiscal_country_group_codes "
        "groups_count im_status login_date main_user_id outgoing_mail_server_type "
        "partner_company_registry_placeholder partner_vat_placeholder properties_base_definition_id "
        "property_product_pricelist res_users_settings_id role rules_count self state type_address_label "
        "tz_offset vat_label view_group_hierarchy "
    ),
}
# What every model has whose records are talked about: the real server writes down who made one, and who hears of it.
OF_THREADS = frozenset("message_ids message_follower_ids message_partner_ids message_is_follower has_message".split())
OF_THE_ENTRY = "move_id."  # how a statement line has the fields of its entry
GAPS = {model: frozenset(names.split()) for model, names in _NAMES.items()}


# What a dialog begins with on the real server, whose own pictures, papers, counters and texts these are (observed).
IN_DIALOGS = {
    "res.company": frozenset({"batch_payment_sequence_id", "logo", "paperformat_id"}),
    "res.users": frozenset({"view_group_hierarchy"}),
}


def refuse_in_dialogs(model: str, asked: Sequence[str], all_fields: int) -> None:
    """Raise NotInFake for a field that a new record begins with and that is not known, as `refuse` does."""
    for name in asked if 2 * len(asked) <= all_fields else ():
        if name in IN_DIALOGS.get(model, ()):
            raise NotInFake(f"what {model}.{name} begins with")


def is_one(field: Field) -> bool:
    """Tell whether the fake does not know the values of a field: its own, or those of the entry that it shows."""
    shown = field.related.removeprefix(OF_THE_ENTRY) if field.related.startswith(OF_THE_ENTRY) else ""
    if field.name in OF_THREADS or field.name in GAPS.get(field.model, ()):
        return True
    return shown in GAPS["account.move"]


def refuse(asked: Sequence[Field], all_fields: int) -> None:
    """Raise NotInFake if a client that does not ask for most of a model's fields asks for one that is not known."""
    for field in asked if 2 * len(asked) <= all_fields else ():
        if is_one(field):
            raise NotInFake(f"the value of {field.model}.{field.name}")
