"""References: what a customer is asked to write on the payment of an invoice (observed)."""

from __future__ import annotations

from mock_odoo.errors import NotInFake
from mock_odoo.orm.environment import Environment


def payment_reference(env: Environment, invoice: int, name: str) -> str:
    """Return the reference of an invoice that is posted as `name`, in the way its journal says."""
    row = env.database.store.one(
        "SELECT j.invoice_reference_type, j.invoice_reference_model FROM account_move m"
        " JOIN account_journal j ON j.id = m.journal_id WHERE m.id = ?",
        (invoice,),
    )
    kind, model = row or ("invoice", "odoo")
    if kind == "invoice" and model == "odoo":
        return name
    if kind == "invoice" and model == "be":
        return _structured(invoice)
    raise NotInFake(f"payment references by {kind} in the way of {model}")


def _structured(number: int) -> str:
    """Return a Belgian structured communication: ten digits and their remainder by 97, 97 for none."""
    digits = f"{number % 10**10:010d}{number % 97 or 97:02d}"
    return f"+++{digits[:3]}/{digits[3:7]}/{digits[7:]}+++"
