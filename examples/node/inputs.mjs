// What the connector is given, checked before it is used; and the one way to say that a run cannot go on.

/** The run ends here; the reason is one of those that whoever started the run understands. */
export class Refusal extends Error {
  constructor(reason, message) {
    super(message);
    this.reason = reason;
  }
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Read the environment, and take off what a careless paste has added. */
export function readInputs(environment) {
  const given = (name) => {
    const value = (environment[name] ?? "").trim();
    if (!value) throw new Refusal("configuration", `${name} is missing`);
    return value;
  };
  return {
    odooUrl: address("ODOO_URL", given("ODOO_URL")),
    database: inHeader("ODOO_DATABASE", given("ODOO_DATABASE"), "configuration"),
    email: given("ODOO_EMAIL"),
    apiKey: inHeader("ODOO_API_KEY", given("ODOO_API_KEY"), "authentication"),
    company: Number(given("SYNC_COMPANY")),
    language: given("SYNC_LANGUAGE"),
    silverfinUrl: address("SILVERFIN_URL", given("SILVERFIN_URL")),
    firm: given("SILVERFIN_FIRM_ID"),
    file: given("SILVERFIN_COMPANY_ID"),
    clientId: given("SILVERFIN_CLIENT_ID"),
    clientSecret: given("SILVERFIN_CLIENT_SECRET"),
    accessToken: inHeader("SILVERFIN_ACCESS_TOKEN", given("SILVERFIN_ACCESS_TOKEN"), "authentication"),
    refreshToken: given("SILVERFIN_REFRESH_TOKEN"),
    stateDir: given("CONNECTOR_STATE_DIR"),
  };
}

/** Of what stands in the address bar take scheme, host and port; nothing secret goes over http to another machine. */
function address(name, text) {
  if (!URL.canParse(text)) throw new Refusal("configuration", `${name} is not a URL`);
  const url = new URL(text);
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.has(url.hostname));
  if (!isSafe) throw new Refusal("configuration", `${name} has to begin with https://`);
  return url.origin;
}

/** What cannot stand in a header is not what was meant; it is not quoted, because it may be secret. */
function inHeader(name, value, reason) {
  if (!/^[\x21-\x7e]+$/.test(value)) throw new Refusal(reason, `${name} has characters in it that it cannot have`);
  return value;
}
