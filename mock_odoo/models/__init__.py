"""The models that the fake has, one file per family; a model that is not here is not in the fake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.registry import Registry
from mock_odoo.versions import version

# The module of this package and the class in it, by model.
PLACES = {
    "account.account": "account_account.AccountAccount",
    "account.account.tag": "account_tax.AccountAccountTag",
    "account.analytic.account": "account_analytic.AccountAnalyticAccount",
    "account.analytic.applicability": "analytic_distribution.AccountAnalyticApplicability",
    "account.analytic.distribution.model": "analytic_distribution.AccountAnalyticDistributionModel",
    "account.analytic.line": "account_analytic.AccountAnalyticLine",
    "account.analytic.plan": "account_analytic_plan.AccountAnalyticPlan",
    "account.bank.statement": "account_bank_statement.AccountBankStatement",
    "account.bank.statement.line": "account_bank_statement.AccountBankStatementLine",
    "account.cash.rounding": "account_cash_rounding.AccountCashRounding",
    "account.code.mapping": "account_code_mapping.AccountCodeMapping",
    "account.fiscal.position": "account_fiscal_position.AccountFiscalPosition",
    "account.fiscal.position.account": "account_fiscal_position.AccountFiscalPositionAccount",
    "account.full.reconcile": "account_reconcile.AccountFullReconcile",
    "account.group": "account_group.AccountGroup",
    "account.incoterms": "reference.AccountIncoterms",
    "account.journal": "account_journal.AccountJournal",
    "account.lock_exception": "account_lock_exception.AccountLockException",
    "account.move": "account_move.AccountMove",
    "account.move.line": "account_move_line.AccountMoveLine",
    "account.move.reversal": "account_move_reversal.AccountMoveReversal",
    "account.partial.reconcile": "account_reconcile.AccountPartialReconcile",
    "account.payment": "account_payment.AccountPayment",
    "account.payment.method": "account_payment_method.AccountPaymentMethod",
    "account.payment.method.line": "account_payment_method.AccountPaymentMethodLine",
    "account.payment.register": "account_payment_register.AccountPaymentRegister",
    "account.payment.term": "account_payment_term.AccountPaymentTerm",
    "account.payment.term.line": "account_payment_term.AccountPaymentTermLine",
    "account.reconcile.model": "account_reconcile_model.AccountReconcileModel",
    "account.reconcile.model.line": "account_reconcile_model.AccountReconcileModelLine",
    "account.resequence.wizard": "account_resequence_wizard.AccountResequenceWizard",
    "account.report": "recorded.AccountReport",
    "account.root": "account_root.AccountRoot",
    "account.tax": "account_tax.AccountTax",
    "account.tax.group": "account_tax.AccountTaxGroup",
    "account.tax.repartition.line": "account_tax.AccountTaxRepartitionLine",
    "auth_totp.wizard": "auth_totp.TotpWizard",
    "base.language.install": "base_language_install.BaseLanguageInstall",
    "decimal.precision": "reference.DecimalPrecision",
    "ir.attachment": "ir_attachment.IrAttachment",
    "ir.config_parameter": "base_data.IrConfigParameter",
    "ir.model": "ir_model.IrModel",
    "ir.model.access": "ir_access.IrModelAccess",
    "ir.model.data": "ir_model_data.IrModelData",
    "ir.model.fields": "ir_model_fields.IrModelFields",
    "ir.model.fields.selection": "ir_model_fields.IrModelFieldsSelection",
    "ir.module.category": "ir_module.IrModuleCategory",
    "ir.module.module": "ir_module.IrModuleModule",
    "ir.module.module.dependency": "ir_module.IrModuleModuleDependency",
    "ir.rule": "ir_access.IrRule",
    "product.category": "product_category.ProductCategory",
    "product.product": "product.ProductProduct",
    "product.template": "product.ProductTemplate",
    "res.bank": "res_partner_bank.ResBank",
    "res.company": "res_company.ResCompany",
    "res.country": "base_data.ResCountry",
    "res.country.group": "reference.ResCountryGroup",
    "res.country.state": "reference.ResCountryState",
    "res.currency": "base_data.ResCurrency",
    "res.currency.rate": "currency_rate.ResCurrencyRate",
    "res.groups": "res_groups.ResGroups",
    "res.groups.privilege": "reference.ResGroupsPrivilege",
    "res.lang": "base_data.ResLang",
    "res.partner": "res_partner.ResPartner",
    "res.partner.bank": "res_partner_bank.ResPartnerBank",
    "res.partner.category": "base_data.ResPartnerCategory",
    "res.partner.industry": "reference.ResPartnerIndustry",
    "res.users": "res_users.ResUsers",
    "res.users.apikeys": "res_users_apikeys.Apikeys",
    "res.users.apikeys.description": "res_users_apikeys.ApikeysDescription",
    "res.users.apikeys.show": "res_users_apikeys.ApikeysShow",
    "res.users.identitycheck": "res_users_apikeys.Identitycheck",
    "uom.uom": "uom.UomUom",
}


class _Models(Mapping[str, type[BaseModel]]):
    """The models by name, each loaded when it is first asked for: start-up is a feature."""

    def __getitem__(self, name: str) -> type[BaseModel]:
        module, _, found = PLACES[name].partition(".")
        model: type[BaseModel] = getattr(import_module(f"{__name__}.{module}"), found)
        return model

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)


MODELS = _Models()


@cache
def registry(version_name: str) -> Registry:
    """Return the models of one version of Odoo; raise ValueError for a version that is not in the fake."""
    return Registry(version(version_name), MODELS)
