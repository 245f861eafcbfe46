"""Tables: how a database keeps the records of each model, and the fields of its own that are added later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_odoo import recorded_tables
from mock_odoo.orm import translations
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import quoted

if TYPE_CHECKING:
    from mock_odoo.database import Database

COLUMN_TYPES = {
    "integer": "INTEGER",
    "many2one": "INTEGER",
    "many2one_reference": "INTEGER",
    "boolean": "INTEGER",
    "monetary": "INTEGER",
    "float": "REAL",
}
# What the tables keep beside the fields: hashes that no client ever reads, and calls that wait for a password.
SECRET_COLUMNS = {
    "ir.attachment": ("content",),
    "res.users": ("password_hash", "totp_secret"),
    "res.users.apikeys": ("key_hash", "key_index"),
    "res.users.identitycheck": ("request", "given_password"),
}
# By table, what is looked for by more than its id: no call may take longer because there are many records.
INDEXES = (
    ("account_move_line", "move_id"),
    ("account_move_line", "account_id, date"),
    ("account_move_line", "date"),
    ("account_partial_reconcile", "debit_move_id"),
    ("account_partial_reconcile", "credit_move_id"),
    ("account_partial_reconcile", "full_reconcile_id"),
    ("account_move_line", "full_reconcile_id"),
    ("account_payment", "move_id"),
    ("account_payment__invoice_ids", "member"),
    ("account_bank_statement_line", "move_id"),
    ("account_bank_statement_line", "statement_id"),
    ("account_move", "journal_id, sequence_prefix, sequence_number"),
    ("account_move", "journal_id, date, sequence_prefix, sequence_number, name, move_type"),
    ("account_move", "journal_id, name"),
    ("ir_attachment", "res_model, res_id"),
    ("ir_model_data", "module, name"),
    ("ir_model_data", "model, res_id"),
    ("product_product", "product_tmpl_id"),
    ("product_product", "barcode"),
    ("res_partner", "commercial_partner_id"),
    ("res_users_apikeys", "key_index"),
)
# References that few records have: those that have none are in no index.
SELDOM = (
    ("account_move", "auto_post_origin_id"),
    ("account_move", "reversed_entry_id"),
    ("account_move", "tax_cash_basis_origin_move_id"),
    ("account_partial_reconcile", "exchange_move_id"),
    ("res_partner", "parent_id"),
)


def create(database: Database) -> None:
    """Make the empty tables."""
    registry = database.registry
    with database.store.transaction() as connection:
        for schema in (*registry.schemas.values(), *registry.hidden):
            connection.execute(_table(schema))
        for links in registry.link_tables:
            connection.execute(f"CREATE TABLE {quoted(links.name)} (owner, member, PRIMARY KEY (owner, member))")
        translations.create_tables(database)
        connection.execute(recorded_tables.FILLED)
        connection.execute("CREATE TABLE sequence (name TEXT PRIMARY KEY, last INTEGER)")
        for number, (table, columns) in enumerate(INDEXES):
            connection.execute(f"CREATE INDEX index_{number} ON {table} ({columns})")
        for table, column in SELDOM:
            connection.execute(f"CREATE INDEX {table}_{column} ON {table} ({column}) WHERE {column} IS NOT NULL")


def add_column(database: Database, schema: Schema, name: str, kind: str) -> None:
    """Let the records of a model have a field of this database's own."""
    database.store.execute(
        f"ALTER TABLE {quoted(schema.table)} ADD COLUMN {quoted(name)} {COLUMN_TYPES.get(kind, 'TEXT')}"
    )
    database.forget()


def drop_column(database: Database, schema: Schema, name: str) -> None:
    """Take a field of this database's own away, with its values."""
    database.store.execute(f"ALTER TABLE {quoted(schema.table)} DROP COLUMN {quoted(name)}")
    database.forget()


def _table(schema: Schema) -> str:
    hidden = [field for field in schema.hidden if field.column and field.name not in schema.fields]
    columns = [_column(field) for field in (*schema.columns, *hidden) if field.name != "id"]
    secrets = [quoted(name) for name in SECRET_COLUMNS.get(schema.model, ())]
    return f"CREATE TABLE {quoted(schema.table)} ({', '.join(['id INTEGER PRIMARY KEY', *columns, *secrets])})"


def _column(field: Field) -> str:
    if field.company_dependent:
        return f"{quoted(field.name)} TEXT"
    return f"{quoted(field.name)} {COLUMN_TYPES.get(field.type, 'TEXT')}"
