#!/usr/bin/env node
// Copies the posted ledger of one company from Odoo to Silverfin: reads it all, and sends what differs from last time.
import { randomUUID } from "node:crypto";

import { Refusal, readInputs } from "./inputs.mjs";
import { project } from "./ledger.mjs";
import { Memory } from "./memory.mjs";
import { Odoo, readBooks } from "./odoo.mjs";
import { Silverfin } from "./silverfin.mjs";

async function synchronise() {
  const inputs = readInputs(process.env);
  const memory = new Memory(inputs);
  const silverfin = new Silverfin(inputs, memory);
  const books = await readBooks(new Odoo(inputs), inputs);
  const file = await silverfin.info();
  const currency = await silverfin.currency();
  if (currency && currency !== books.currency.name) {
    throw new Refusal("configuration", `the books are kept in ${books.currency.name}, the file in ${currency}`);
  }
  const ledger = project(books, file.sync_start_at, inputs.language);
  await beginAnewUnlessKnown(silverfin, memory, file.sync_point);
  await sendYears(silverfin, memory, ledger.settings);
  await send(silverfin, memory, ledger);
}

/** A file that does not stand where we left it is not the file we know: empty it, and forget what we sent. */
async function beginAnewUnlessKnown(silverfin, memory, syncPoint) {
  if (syncPoint !== null && syncPoint === memory.syncPoint) return;
  memory.forget();
  if (syncPoint !== null) await silverfin.reset(syncPoint);
}

async function sendYears(silverfin, memory, settings) {
  if (!memory.differs("settings", "", settings)) return;
  await silverfin.settings(settings);
  memory.note("settings", "", settings);
  memory.save();
}

async function send(silverfin, memory, ledger) {
  const accounts = ledger.accounts.filter((account) => memory.differs("accounts", account.number, account));
  const gone = memory.ids("lines").filter((id) => !ledger.lines.has(id));
  const changed = [...ledger.lines.values()].filter((line) => memory.differs("lines", line.id, line));
  const actions = [...gone.map((id) => ({ delete: { id } })), ...changed.map((line) => ({ upsert: line }))];
  if (!accounts.length && !actions.length) return;
  const most = await silverfin.mostActions();
  for (let first = 0; first === 0 || first < actions.length; first += most) {
    const part = actions.slice(first, first + most);
    const syncPoint = randomUUID();
    await silverfin.submit(syncPoint, memory.syncPoint, first === 0 ? accounts : [], part);
    if (first === 0) accounts.forEach((account) => memory.note("accounts", account.number, account));
    part.forEach((action) => memory.note("lines", (action.upsert ?? action.delete).id, action.upsert));
    memory.syncPoint = syncPoint;
    memory.save();
  }
}

try {
  process.umask(0o077); // what is kept is nobody else's business
  await synchronise();
  console.log(JSON.stringify({ ok: true }));
} catch (error) {
  const { reason, message } = error instanceof Refusal ? error : { reason: "internal", message: error.name };
  console.log(JSON.stringify({ ok: false, reason, message }));
  process.exitCode = 1;
}
