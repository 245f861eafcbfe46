// Reads a company's books over Odoo's JSON-2 API.
import { parsed, request } from "./http.mjs";
import { Refusal } from "./inputs.mjs";

const PAGE = 1000;
const READINGS = 6;
const ACCOUNT_FIELDS = ["code", "name", "account_type"];
const LINE_FIELDS = ["account_id", "date", "balance", "name", "move_name", "journal_id", "partner_id"];

/** What an Odoo answers to one user's key in one database. */
export class Odoo {
  constructor(inputs) {
    this.inputs = inputs;
    this.context = { lang: inputs.language, active_test: false, allowed_company_ids: [inputs.company] };
  }

  /** The version as the server tells it to anybody: "19.0", "19.0+e", "saas~19.1". */
  async version() {
    const answer = await request("Odoo", "source", `${this.inputs.odooUrl}/web/version`, {});
    if (answer.status !== 200) throw refusal(answer.status);
    return parsed("Odoo", "source", answer).version;
  }

  /** Call a method of a model with named arguments. */
  async call(model, method, named) {
    const answer = await request("Odoo", "source", `${this.inputs.odooUrl}/json/2/${model}/${method}`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${this.inputs.apiKey}`,
        "Content-Type": "application/json",
        "X-Odoo-Database": this.inputs.database,
      },
      body: JSON.stringify({ ...named, context: this.context }),
    });
    if (answer.status !== 200) throw refusal(answer.status);
    return parsed("Odoo", "source", answer);
  }

  /** Read all records that match, page by page behind the last id, so that none is skipped when others come or go. */
  async all(model, domain, fields) {
    const rows = [];
    for (let page, last = 0; page === undefined || page.length === PAGE; last = rows.at(-1)?.id) {
      const behind = [...domain, ["id", ">", last]];
      page = await this.call(model, "search_read", { domain: behind, fields, order: "id", limit: PAGE });
      refuseOthers(page, fields);
      rows.push(...page);
    }
    return rows;
  }

  async one(model, id, fields) {
    const [row] = await this.call(model, "read", { ids: [id], fields });
    if (!row) throw new Refusal("configuration", `Odoo has no ${model} with the id ${id}`);
    return row;
  }
}

/** Return company, currency, accounts and posted lines as they were at one moment. */
export async function readBooks(odoo, inputs) {
  const version = await odoo.version();
  const [, series] = /^(?:saas~)?(\d+)\./.exec(version) ?? [];
  if (!(Number(series) >= 19)) throw new Refusal("configuration", `Odoo ${version} has no JSON-2 API; 19.0 has`);
  await refuseAnotherUser(odoo, inputs.email);
  const company = await odoo.one("res.company", inputs.company, [
    "currency_id",
    "fiscalyear_last_month",
    "fiscalyear_last_day",
  ]);
  const currency = await odoo.one("res.currency", company.currency_id[0], ["name", "decimal_places"]);
  return { company, currency, ...(await undisturbed(() => readLedger(odoo, inputs.company))) };
}

/** JSON-2 does not ask for the e-mail address, so a key of somebody else would go unnoticed. */
async function refuseAnotherUser(odoo, email) {
  const { uid } = await odoo.call("res.users", "context_get", {});
  const { login } = await odoo.one("res.users", uid, ["login"]);
  if (login.toLowerCase() !== email.toLowerCase()) {
    throw new Refusal("authentication", "the key is that of another user than ODOO_EMAIL");
  }
}

async function readLedger(odoo, company) {
  const accounts = await odoo.all("account.account", [["account_type", "!=", "off_balance"]], ACCOUNT_FIELDS);
  const posted = [
    ["company_id", "=", company],
    ["parent_state", "=", "posted"],
    ["account_id", "!=", false],
    ["account_id.account_type", "!=", "off_balance"],
  ];
  return { accounts, lines: await odoo.all("account.move.line", posted, LINE_FIELDS) };
}

/** Every page is a transaction of its own, so read until two readings are equal: then nothing moved between them. */
async function undisturbed(read) {
  let before = await read();
  for (let count = 1; count < READINGS; count += 1) {
    const after = await read();
    if (JSON.stringify(after) === JSON.stringify(before)) return after;
    before = after;
  }
  throw new Refusal("source", "the books change faster than they can be read");
}

/** An Odoo that lost the question on its way answers another one: every field of every record. */
function refuseOthers(rows, fields) {
  const asked = new Set(["id", ...fields]);
  if (!Array.isArray(rows) || rows.some((row) => Object.keys(row).some((name) => !asked.has(name)))) {
    throw new Refusal("source", "Odoo answered something else than was asked");
  }
}

function refusal(status) {
  if (status === 401 || status === 403) return new Refusal("authentication", `Odoo refuses the key (${status})`);
  if (status === 404) return new Refusal("configuration", "there is no such database, or no Odoo, at ODOO_URL (404)");
  if (status < 400) return new Refusal("configuration", `ODOO_URL leads elsewhere (${status})`);
  return new Refusal("source", `Odoo answered ${status}`);
}
