// What Silverfin must hold of a company's books: accounts, lines and financial years. Nothing here asks anybody.

const RESULT = { code: "999999", name: "Undistributed Profits/Losses" }; // where a chart has no account for results

/** `startAt` is the day before which Silverfin takes nothing, or null. */
export function project(books, startAt, language) {
  const collecting = resultAccount(books.accounts);
  const accounts = new Map(books.accounts.map((account) => [account.id, account]));
  const { decimal_places: decimals } = books.currency;
  const recent = books.lines.filter((line) => !startAt || line.date >= startAt);
  const earlier = books.lines.filter((line) => startAt && line.date < startAt);
  const lines = [
    ...openings(earlier, accounts, collecting, startAt, decimals),
    ...recent.map((line) => lineOf(line, accounts.get(line.account_id[0]).code, decimals)),
  ];
  const used = new Set([collecting.code, ...lines.map((line) => line.account_number)]);
  return {
    settings: { years: years(books.company, lines), retained_earnings_account: numbered(collecting) },
    accounts: [collecting, ...books.accounts]
      .filter((account, place, all) => used.has(account.code) && all.findIndex((a) => a.code === account.code) === place)
      .map((account) => accountItem(account, collecting, language)),
    lines: new Map(lines.map((line) => [line.id, line])),
  };
}

/** The first account for results that were not distributed collects what earlier years earned. */
function resultAccount(accounts) {
  const found = accounts.filter((account) => account.code && account.account_type === "equity_unaffected");
  return found.sort((one, other) => (one.code < other.code ? -1 : 1))[0] ?? RESULT;
}

function numbered({ code, name }) {
  return { number: code, name };
}

function accountItem(account, collecting, language) {
  const locale = language.slice(0, 2);
  return { number: account.code, names: { [locale]: account.name }, type: typeOf(account, collecting) };
}

/** Of the accounts for results only the one that collects them is carried forward; the others begin at nothing. */
function typeOf(account, collecting) {
  if (account.code === collecting.code) return "equity";
  if (account.account_type === "equity_unaffected") return "expense";
  return account.account_type.split("_")[0];
}

function lineOf(line, number, decimals) {
  return {
    id: String(line.id),
    account_number: number,
    date: line.date,
    value: decimal(line.balance, decimals),
    description: line.name || "",
    document_number: line.move_name || "",
    journal: line.journal_id ? line.journal_id[1] : "",
    partner: line.partner_id ? line.partner_id[1] : "",
  };
}

/** What is older than the start becomes a line per account of the balance sheet; all the rest is a result. */
function openings(lines, accounts, collecting, startAt, decimals) {
  const sums = new Map();
  for (const line of lines) {
    const account = accounts.get(line.account_id[0]);
    const isCarried = /^(asset|liability|equity)/.test(account.account_type) && account.account_type !== "equity_unaffected";
    const code = isCarried ? account.code : collecting.code;
    sums.set(code, (sums.get(code) ?? 0n) + units(line.balance, decimals));
  }
  return [...sums]
    .filter(([, sum]) => sum !== 0n)
    .map(([code, sum]) => ({
      id: `opening-${code}`,
      account_number: code,
      date: startAt,
      value: written(sum, decimals),
      description: "Opening balance",
    }));
}

/** Every financial year that a line stands in, and the one before and after: they end when the company says. */
function years(company, lines) {
  const dates = lines.map((line) => line.date);
  const first = dates.reduce((one, other) => (one < other ? one : other), new Date().toISOString().slice(0, 10));
  const last = dates.reduce((one, other) => (one > other ? one : other), first);
  const ends = [];
  for (let year = Number(first.slice(0, 4)) - 2; year <= Number(last.slice(0, 4)) + 1; year += 1) {
    ends.push(lastDay(year, Number(company.fiscalyear_last_month), company.fiscalyear_last_day));
  }
  return ends.slice(1).map((end, place) => ({
    start_date: day(new Date(ends[place].getTime() + 86_400_000)),
    end_date: day(end),
    compute_opening_balances: true,
    compute_retained_earnings: true,
  }));
}

/** A year ends on a day that its month may lack; the end of February is its end in leap years, too. */
function lastDay(year, month, wanted) {
  const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1, month === 2 && wanted > 27 ? length : Math.min(wanted, length)));
}

function day(date) {
  return date.toISOString().slice(0, 10);
}

// Odoo sends amounts as JSON numbers; they become digits once, with the currency's decimals, and integers to be added.

function decimal(amount, decimals) {
  return written(units(amount, decimals), decimals);
}

function units(amount, decimals) {
  return BigInt(amount.toFixed(decimals).replace(".", ""));
}

function written(sum, decimals) {
  const digits = String(sum < 0n ? -sum : sum).padStart(decimals + 1, "0");
  const cut = digits.length - decimals;
  return `${sum < 0n ? "-" : ""}${digits.slice(0, cut)}${decimals ? `.${digits.slice(cut)}` : ""}`;
}
