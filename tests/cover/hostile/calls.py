"""Good calls of Odoo's models, by model and method. What stands in angle brackets is the id of something there."""

from __future__ import annotations

from typing import Any

CONTEXT = {"lang": "en_US", "allowed_company_ids": [1], "tz": "UTC", "active_test": True}
INVOICE_LINE = {
    "name": "x", "account_id": "<income>", "quantity": 1.0, "price_unit": 10.0, "discount": 5.0,
    "tax_ids": [[6, 0, ["<tax>"]]],
}  # fmt: skip
INVOICE = {
    "move_type": "out_invoice", "partner_id": "<partner>", "journal_id": "<sale_journal>", "ref": "r",
    "invoice_date": "2026-01-05", "invoice_date_due": "2026-02-05", "invoice_line_ids": [[0, 0, INVOICE_LINE]],
}  # fmt: skip
ENTRY = {
    "move_type": "entry", "date": "2026-01-01", "journal_id": "<journal>", "line_ids": [
        [0, 0, {"account_id": "<claim>", "partner_id": "<partner>", "debit": 1.0, "credit": 0.0, "name": "x"}],
        [0, 0, {"account_id": "<income>", "debit": 0.0, "credit": 1.0, "amount_currency": -1.0}],
    ],
}  # fmt: skip
PAYMENT = {"amount": 5.0, "date": "2026-01-06", "partner_id": "<partner>", "journal_id": "<bank_journal>", "memo": "m"}
TAX = {
    "name": "t", "amount": 21.0, "tax_group_id": "<tax_group>", "amount_type": "percent", "type_tax_use": "sale",
    "price_include_override": "tax_excluded",
    "invoice_repartition_line_ids": [
        [0, 0, {"repartition_type": "base"}], [0, 0, {"repartition_type": "tax", "account_id": "<income>"}],
    ],
    "refund_repartition_line_ids": [[0, 0, {"repartition_type": "base"}], [0, 0, {"repartition_type": "tax"}]],
}  # fmt: skip
PARTNER = {"name": "x", "color": 1, "child_ids": [[0, 0, {"name": "c"}]], "category_id": [[6, 0, ["<category>"]]]}

CALLS: dict[str, dict[str, Any]] = {
    "res.partner/search_read": {
        "domain": [["name", "ilike", "a"], ["id", "in", [1, 2]]], "fields": ["name"], "offset": 0, "limit": 1,
        "order": "id desc", "context": CONTEXT,
    },
    "account.move.line/formatted_read_group": {
        "domain": [["date", ">=", "2025-01-01"], ["balance", ">", 1.0]], "groupby": ["account_id", "date:month"],
        "aggregates": ["balance:sum"], "having": [], "offset": 0, "limit": 3, "order": "account_id",
    },
    "account.move.line/read_group": {
        "domain": [], "fields": ["balance:sum"], "groupby": ["account_id", "date:month"], "offset": 0, "limit": 3,
        "orderby": "account_id", "lazy": True,
    },
    "res.partner/create": {"vals_list": [PARTNER]},
    "res.partner/write": {"ids": ["<partner>"], "vals": {"name": "y", "parent_id": "<parent>", "active": True}},
    "res.partner/copy": {"ids": ["<partner>"], "default": {"name": "z"}},
    "res.partner/name_search": {"name": "a", "domain": [["id", ">", 0]], "operator": "ilike", "limit": 3},
    "res.partner/default_get": {"fields": ["name", "type"], "context": {"default_name": "x"}},
    "res.partner/fields_get": {"allfields": ["name"], "attributes": ["string", "type"]},
    "res.partner/web_search_read": {
        "domain": [], "specification": {"name": {}, "parent_id": {"fields": {"display_name": {}}}}, "limit": 2,
    },
    "res.partner/web_save": {"ids": ["<partner>"], "vals": {"name": "w"}, "specification": {"name": {}}},
    "res.partner/export_data": {"ids": ["<partner>"], "fields_to_export": ["name", "parent_id/name", ".id"]},
    "res.partner/load": {"fields": ["id", "name", "child_ids/name"], "data": [["a.b", "x", "y"]]},
    "res.partner/search_count": {"domain": ["&", ["id", ">", 0], "!", ["name", "=", "x"]], "limit": 2},
    "ir.attachment/create": {
        "vals_list": [{"name": "a", "datas": "aGk=", "res_model": "res.partner", "res_id": "<partner>"}],
    },
    "ir.attachment/write": {"ids": ["<attachment>"], "vals": {"datas": "eA==", "mimetype": "text/plain"}},
    "account.account/load": {"fields": ["code", "name"], "data": [["1", "x"]]},
    "account.account/create": {
        "vals_list": [{"code": "9", "name": "x", "account_type": "asset_current", "reconcile": False}],
    },
    "account.account/write": {"ids": ["<spare>"], "vals": {"code": "99", "tag_ids": [[5]], "active": False}},
    "account.journal/create": {"vals_list": [{"name": "x", "type": "general", "code": "XX", "sequence": 1}]},
    "account.tax/create": {"vals_list": [TAX]},
    "account.payment.term/create": {
        "vals_list": [{
            "name": "x", "early_discount": False,
            "line_ids": [[0, 0, {
                "value": "percent", "value_amount": 100.0, "nb_days": 30, "delay_type": "days_after",
            }]],
        }],
    },
    "account.fiscal.position/create": {"vals_list": [{"name": "x", "auto_apply": True, "country_id": 20}]},
    "account.analytic.account/create": {"vals_list": [{"name": "x", "plan_id": "<plan>", "code": "c"}]},
    "res.currency.rate/create": {"vals_list": [{"name": "2026-01-01", "currency_id": "<dollar>", "rate": 1.25}]},
    "res.partner.bank/create": {"vals_list": [{"acc_number": "BE71096123456769", "partner_id": "<partner>"}]},
    "product.product/create": {
        "vals_list": [{"name": "x", "list_price": 1.0, "default_code": "d", "taxes_id": [[6, 0, ["<tax>"]]]}],
    },
    "res.company/write": {"ids": [1], "vals": {"name": "Acme BV", "fiscalyear_last_day": 31, "tax_lock_date": False}},
    "account.move/create": {"vals_list": [ENTRY, INVOICE]},
    "account.move/write": {
        "ids": ["<draft>"],
        "vals": {"invoice_date": "2026-01-06", "invoice_line_ids": [[0, 0, INVOICE_LINE], [5]], "ref": "s"},
    },
    "account.move/action_post": {"ids": ["<other_draft>"]},
    "account.move/button_draft": {"ids": ["<posted>"]},
    "account.move/copy": {"ids": ["<posted>"], "default": {"date": "2026-01-07"}},
    "account.move.line/write": {
        "ids": ["<own_line>"], "vals": {"name": "x", "date_maturity": "2026-03-01", "discount": 1.0},
    },
    "account.move.line/reconcile": {"ids": ["<open_line>", "<paid_line>"]},
    "account.move.reversal/create": {
        "vals_list": [{
            "move_ids": [[6, 0, ["<posted>"]]], "date": "2026-01-08", "journal_id": "<sale_journal>", "reason": "r",
        }],
    },
    "account.payment/create": {"vals_list": [{**PAYMENT, "payment_type": "inbound", "partner_type": "customer"}]},
    "account.payment.register/create": {
        "vals_list": [{
            "payment_date": "2026-01-09", "amount": 1.0, "journal_id": "<bank_journal>", "communication": "c",
        }],
        "context": {"active_model": "account.move", "active_ids": ["<posted>"]},
    },
    "account.bank.statement/create": {
        "vals_list": [{
            "name": "s", "balance_start": 0.0, "balance_end_real": 3.0,
            "line_ids": [[0, 0, {
                "date": "2026-01-10", "payment_ref": "p", "amount": 3.0, "journal_id": "<bank_journal>",
            }]],
        }],
    },
    "res.users.apikeys.description/create": {"vals_list": [{"name": "k", "duration": "30"}]},
}  # fmt: skip
