"""The models that the fake has, one file per family; a model that is not here is not in the fake."""

from __future__ import annotations

from functools import cache

from mock_odoo.models.account_account import AccountAccount
from mock_odoo.models.account_journal import AccountJournal
from mock_odoo.models.account_lock_exception import AccountLockException
from mock_odoo.models.account_move import AccountMove
from mock_odoo.models.account_move_line import AccountMoveLine
from mock_odoo.models.account_move_reversal import AccountMoveReversal
from mock_odoo.models.account_payment import AccountPayment
from mock_odoo.models.account_payment_method import AccountPaymentMethod, AccountPaymentMethodLine
from mock_odoo.models.account_payment_register import AccountPaymentRegister
from mock_odoo.models.account_payment_term import AccountPaymentTerm, AccountPaymentTermLine
from mock_odoo.models.account_reconcile import AccountFullReconcile, AccountPartialReconcile
from mock_odoo.models.account_tax import AccountAccountTag, AccountTax, AccountTaxGroup, AccountTaxRepartitionLine
from mock_odoo.models.auth_totp import TotpWizard
from mock_odoo.models.base_data import (
    IrConfigParameter,
    IrModel,
    ResCountry,
    ResCurrency,
    ResGroups,
    ResLang,
    ResPartnerCategory,
)
from mock_odoo.models.base_language_install import BaseLanguageInstall
from mock_odoo.models.currency_rate import ResCurrencyRate
from mock_odoo.models.ir_model_data import IrModelData
from mock_odoo.models.res_company import ResCompany
from mock_odoo.models.res_partner import ResPartner
from mock_odoo.models.res_users import ResUsers
from mock_odoo.models.res_users_apikeys import Apikeys, ApikeysDescription, ApikeysShow, Identitycheck
from mock_odoo.models.shapes import SHAPES
from mock_odoo.orm.model import BaseModel
from mock_odoo.orm.registry import Registry
from mock_odoo.versions import version

MODELS: tuple[type[BaseModel], ...] = (
    AccountAccount,
    AccountAccountTag,
    AccountFullReconcile,
    AccountJournal,
    AccountLockException,
    AccountMove,
    AccountMoveLine,
    AccountMoveReversal,
    AccountPartialReconcile,
    AccountPayment,
    AccountPaymentMethod,
    AccountPaymentMethodLine,
    AccountPaymentRegister,
    AccountPaymentTerm,
    AccountPaymentTermLine,
    AccountTax,
    AccountTaxGroup,
    AccountTaxRepartitionLine,
    Apikeys,
    BaseLanguageInstall,
    ApikeysDescription,
    ApikeysShow,
    Identitycheck,
    IrConfigParameter,
    IrModel,
    IrModelData,
    ResCompany,
    ResCountry,
    ResCurrency,
    ResCurrencyRate,
    ResGroups,
    ResLang,
    ResPartner,
    ResPartnerCategory,
    ResUsers,
    TotpWizard,
    *SHAPES,
)


@cache
def registry(version_name: str) -> Registry:
    """Return the models of one version of Odoo; raise ValueError for a version that is not in the fake."""
    return Registry(version(version_name), {model.model_name: model for model in MODELS})
