// What a program that uses odoo-xmlrpc-ts sees: node script.mjs URL DATABASE ADMIN_KEY EMPLOYEE_KEY prints it as JSON.
// What it saw of a real server stands in recorded.json. It creates a partner and deletes it.
import { OdooClient } from "odoo-xmlrpc-ts";

const [url, db, adminKey, employeeKey] = process.argv.slice(2);
const ABSENT = 999999;
const seen = {};

function client(username, password) {
  return new OdooClient({ url, db, username, password });
}

// Of a traceback, the last line counts.
function told(error) {
  const [head] = error.message.split("Traceback (most recent call last)");
  const lines = error.message.trimEnd().split("\n");
  const text = head === error.message ? error.message : head + lines.at(-1);
  return [error.name, text.replace(/(User: )\d+/g, "$1<user>")];
}

async function step(name, action) {
  try {
    seen[name] = { result: await action() };
  } catch (error) {
    seen[name] = { error: told(error) };
  }
  return seen[name].result;
}

const admin = client("admin", adminKey);
await step("version", () => admin.version());
await step("the administrator", () => admin.authenticate());
const id = await step("create", () => admin.create("res.partner", { name: "By Node", is_company: true }));
const itself = [["id", "=", id]];
await step("read", () => admin.read("res.partner", [id], ["name", "is_company", "country_id", "comment"]));
await step("count", () => admin.searchCount("res.partner", [...itself, ["name", "=", "By Node"]]));
await step("write", () => admin.write("res.partner", [id], { name: "Renamed é €" }));
await step("find", () => admin.searchRead("res.partner", itself, { fields: ["name"], limit: 1 }));
await step("fields", () => admin.execute("res.partner", "fields_get", [["name"]], { attributes: ["string", "type"] }));
await step("no result", () => admin.execute("res.partner", "check_access_rights", ["write"]));
await step("delete", () => admin.unlink("res.partner", [id]));
await step("deleted", () => admin.search("res.partner", itself));
await step("a missing record", () => admin.read("res.partner", [ABSENT], ["name"]));
await step("writing a missing record", () => admin.write("res.partner", [ABSENT], { name: "x" }));
await step("an unknown field", () => admin.read("res.partner", [1], ["nofield"]));
await step("an unknown model", () => admin.search("foo.bar", []));
await step("a private method", () => admin.execute("res.partner", "_search", [[]]));
await step("a wrong key", () => client("admin", "0".repeat(40)).search("res.partner", itself));
const employee = client("employee", employeeKey);
await step("their journal items", () => employee.searchCount("account.move.line", []));
await step("their change of a company", () => employee.write("res.company", [1], { name: "Mine" }));

const text = JSON.stringify(seen, (_, value) => (value === id ? "<id>" : value), 1);
console.log(text);
