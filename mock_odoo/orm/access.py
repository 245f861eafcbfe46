"""Access: what a user's groups let them do with a model, and with which of its records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile

from mock_odoo import messages
from mock_odoo.errors import AccessError, MissingError
from mock_odoo.orm import companies
from mock_odoo.orm.environment import Environment
from mock_odoo.orm.rights import check_access, has_access
from mock_odoo.orm.rules import are_only_own, is_ruled
from mock_odoo.orm.schema import Field, Schema
from mock_odoo.orm.sql import Sql, quoted, sql
from mock_odoo.orm.visibility import permitted

__all__ = ["check_access", "check_change", "check_records", "existing", "has_access", "look", "refuse_hidden"]

# Whose own methods look at the records before anybody asks for the right to change or delete them (observed).
LOOK_BEFORE = {
    "write": frozenset(
        "res.partner res.partner.bank res.company res.lang account.account account.analytic.account "
        "account.analytic.line account.analytic.plan account.journal account.move account.move.line account.payment "
        "account.reconcile.model account.tax ir.config_parameter ir.model.fields.selection ir.module.module "
        "product.category product.product product.template".split()
    ),
    "unlink": frozenset(
        "res.users account.analytic.line account.analytic.plan account.bank.statement.line account.group "
        "account.journal account.move account.move.line account.partial.reconcile account.payment ir.model "
        "ir.model.fields.selection".split()
    ),
}
UNTRANSLATED_RULES = frozenset({"res.partner"})  # over records at hand they need no words (observed)
LOOK_AFTER = {
    "write": frozenset({"ir.model.fields"}),
    "unlink": frozenset({"account.payment.method.line", "ir.config_parameter", "ir.module.module", "res.lang"}),
}
HIDDEN_WHEN_MISSING = frozenset(
    {"account.account"}
)  # a missing one belongs to no company, and so to none of the user's


def check_change(env: Environment, model: str, ids: Sequence[int], operation: str) -> None:
    """Raise what `write` or `unlink` of records ends in unless the user may do that; the order is the real server's.

    What is not there is not missed where no rule and no method of the model looks at it.
    """
    if env.su or not ids:  # nothing may be done with nothing by anybody (observed)
        return
    if model in LOOK_BEFORE[operation]:
        look(env, model, ids)
    check_access(env, model, operation)
    if model in LOOK_AFTER[operation] or is_ruled(env, model, operation):
        check_rules(env, model, ids, operation)


def check_reading(
    env: Environment, schema: Schema, ids: Sequence[int], there: Collection[int], fields: Sequence[Field]
) -> None:
    """Raise AccessError if a rule hides one of the records that are there, and what the rules end in for any.

    Columns are asked of the database, with the rules, for ids of any kind; what is none, of the records (observed).
    """
    of_columns = any(field.column or field.name == "display_name" for field in fields)
    if ids and fields:
        permitted(env, schema, "t", "read").asked()
    if any(id_ not in there for id_ in ids) and (fields or is_ruled(env, schema.model, "read")):
        _ = env.language  # in which the real server says to itself what is missing
    counted = ids if schema.model in HIDDEN_WHEN_MISSING and not of_columns else [id_ for id_ in ids if id_ in there]
    refuse_hidden(env, schema, counted, "read")


def look(env: Environment, model: str, ids: Sequence[int]) -> None:
    """Raise what reading the records ends in where that comes before a change, as some models do it.

    Nothing may be read by anybody (observed: parity conversation nobodys).
    """
    if ids:
        check_access(env, model, "read")
        check_records(env, model, ids, "read")


def check_records(env: Environment, model: str, ids: Sequence[int], operation: str) -> None:
    """Look at records in turn: raise MissingError for the first that is not there, AccessError if a rule hides one.

    What the rules say of companies is asked before, and behind what is missing nothing is looked at (observed).
    """
    if ids and not env.su and is_ruled(env, model, operation):
        _ = env.company_ids
    there = existing(env, env.schema(model), ids)
    first = list(takewhile(there.__contains__, ids))
    refuse_hidden(env, env.schema(model), first, operation)
    if len(first) < len(ids):
        raise MissingError(messages.missing_record(model, [ids[len(first)]], env.uid))


def check_rules(env: Environment, model: str, ids: Sequence[int], operation: str) -> None:
    """Do what `check_records` does where the rules alone are asked: a dialog that is not there is nobody's."""
    if are_only_own(env, model):
        refuse_hidden_of(env, model, ids, operation)
    elif model in HIDDEN_WHEN_MISSING:
        refuse_hidden(env, env.schema(model), ids, operation)
    else:
        check_records(env, model, ids, operation)


def refuse_hidden_of(env: Environment, model: str, ids: Sequence[int], operation: str) -> None:
    """Raise AccessError if a rule hides one of those of the records that are there."""
    schema = env.schema(model)
    refuse_hidden(env, schema, sorted(existing(env, schema, ids)), operation)


def refuse_hidden(env: Environment, schema: Schema, ids: Sequence[int], operation: str) -> None:
    """Raise AccessError if a rule hides one of the records, all of which are there."""
    if not ids:
        return
    quiet = env.with_context(lang=None) if schema.model in UNTRANSLATED_RULES else env
    seen = existing(env, schema, ids, permitted(quiet, schema, "t", operation))
    hidden = [id_ for id_ in ids if id_ not in seen]
    if hidden:
        user = env.user
        error = AccessError(messages.rule_refuses(operation, user.name, user.id, schema.label, schema.model))
        raise companies.advised(env, schema, hidden, error)


def existing(env: Environment, schema: Schema, ids: Sequence[int], condition: Sql | None = None) -> set[int]:
    """Return those of `ids` that are there, and fulfil `condition` about the alias `t`."""
    query = sql("SELECT t.id FROM {} AS t WHERE t.id IN {}", Sql(quoted(schema.table)), env.database.id_list(ids))
    if condition is not None:
        query += sql(" AND {}", condition)
    return {row[0] for row in env.database.store.all(*query.asked())}
