"""Record other languages off a real Odoo 19: `python -m mock_odoo.facts.record_languages URL DATABASE KEY`.

Unlike the other recorder it writes: it installs the languages and gives a currency a rate in every month of a year, to
see how their months are called. So the database must be one that may be thrown away, with Accounting installed.
"""

from __future__ import annotations

import sys
from typing import Any

from mock_odoo.facts.record import MODELS, Real, write

LANGUAGES = ("nl_BE", "fr_BE", "fr_FR", "de_DE", "vi_VN")
VALUES = {
    "res.country": ("name",),
    "res.currency": ("currency_unit_label", "currency_subunit_label"),
    "res.groups": ("name",),
    "ir.model": ("name",),
}
MONDAY_28_DECEMBER_2020 = (
    "2020-12-28"  # of the 53rd week where a week must have four days in its year, else of the first
)
YEAR = 2022


def record(real: Real) -> None:
    """Install the languages and write what the fake needs of each."""
    languages = real.call("res.lang", "search", domain=[["code", "in", LANGUAGES]], context={"active_test": False})
    wizard = real.call("base.language.install", "create", vals_list={"lang_ids": languages, "overwrite": False})
    real.call("base.language.install", "lang_install", ids=wizard)
    currency = _rates(real)
    write("dates", {language: _dates(real, language, currency) for language in ("en_US", *LANGUAGES)})
    for language in LANGUAGES:
        write(f"language.{language}", {**_labels(real, language), "values": _values(real, language)})


def _rates(real: Real) -> int:
    """Give a currency a rate in every month and return the currency's id."""
    days = [MONDAY_28_DECEMBER_2020, *(f"{YEAR}-{month:02}-15" for month in range(1, 13))]
    [currency] = real.call("res.currency", "create", vals_list={"name": "ZZZ", "symbol": "Z"})
    real.call("res.currency.rate", "create", vals_list=[{"currency_id": currency, "name": day} for day in days])
    return int(currency)


def _dates(real: Real, language: str, currency: int) -> dict[str, Any]:
    """Return how a language names months and quarters, and how many days a year's first week needs there."""

    def labels(period: str) -> list[str]:
        groups = real.call(
            "res.currency.rate", "formatted_read_group", domain=[["currency_id", "=", currency]],
            groupby=[f"name:{period}"], context={"lang": language},
        )  # fmt: skip
        return [group[f"name:{period}"][1] for group in groups]

    return {
        "months": [label.removesuffix(f" {YEAR}") for label in labels("month")[1:]],
        "short_months": [label.removesuffix(f" {YEAR}").removeprefix("15 ") for label in labels("day")[1:]],
        "quarter": labels("quarter")[-1].removesuffix(f"4 {YEAR}"),
        "days_of_first_week": 4 if labels("week")[0] == "W53 2020" else 1,
    }


def _labels(real: Real, language: str) -> dict[str, Any]:
    """Return the labels of fields and of selections that differ from the English ones, by model and field."""
    fields: dict[str, dict[str, str]] = {}
    selections: dict[str, dict[str, dict[str, str]]] = {}
    for model in MODELS:
        english = real.call(model, "fields_get", attributes=["string", "selection"])
        translated = real.call(model, "fields_get", attributes=["string", "selection"], context={"lang": language})
        fields[model] = {
            name: translated[name]["string"]
            for name, field in english.items()
            if translated[name]["string"] != field["string"]
        }
        selections[model] = {
            name: changed
            for name, field in english.items()
            if (changed := _changed(dict(field.get("selection") or ()), dict(translated[name].get("selection") or ())))
        }
    return {"fields": fields, "selections": selections}


def _values(real: Real, language: str) -> dict[str, dict[str, dict[str, str]]]:
    """Return the translated values of reference data that differ from the English ones, by model, field and id."""
    found = {}
    for model, names in VALUES.items():
        english, translated = (
            {
                row["id"]: row
                for row in real.call(
                    model, "search_read", domain=[], fields=names, context={"lang": code, "active_test": False}
                )
            }
            for code in ("en_US", language)
        )
        found[model] = {
            name: {
                str(id_): translated[id_][name]
                for id_ in sorted(english)
                if translated[id_][name] != english[id_][name]
            }
            for name in names
        }
    return found


def _changed(english: dict[str, str], translated: dict[str, str]) -> dict[str, str]:
    return {key: translated[key] for key, label in english.items() if translated.get(key, label) != label}


if __name__ == "__main__":
    record(Real(*sys.argv[1:4]))
