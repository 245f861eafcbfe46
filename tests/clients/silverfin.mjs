// A client of Silverfin's API that converses as Silverfin's own command-line client is known to: parameters of the
// first token request in the query, a JSON body to refresh, X-Firm-ID beside the token, one refresh and one repeat
// after 401, lists of 200 a page and 50 pages at most. Written for the tests; nothing of that client is in it.
//
//   node silverfin.mjs URL FIRM CLIENT_ID CLIENT_SECRET
//
// Each line of its standard input is a JSON request, each line that it prints the answer: exchange, get, list.
import { createInterface } from "node:readline";
import axios, { isAxiosError } from "axios";

const [url, firm, clientId, clientSecret] = process.argv.slice(2);
const OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob";
const PER_PAGE = 200;
const MOST_PAGES = 50;
const application = { client_id: clientId, client_secret: clientSecret, redirect_uri: OUT_OF_BAND };

const http = axios.create({ baseURL: url, headers: { "User-Agent": "twinledger-tests" } });
let tokens = {};

async function exchange(code) {
  const params = { ...application, grant_type: "authorization_code", code };
  const answer = await http.post(`/f/${firm}/oauth/token`, null, { params });
  tokens = answer.data;
}

async function refresh() {
  const body = { ...application, ...tokens, grant_type: "refresh_token" };
  const answer = await http.post(`/f/${firm}/oauth/token`, body);
  tokens = answer.data;
}

function send(path, params) {
  const headers = { Authorization: `Bearer ${tokens.access_token}`, "X-Firm-ID": firm };
  return http.get(`/api/v4/f/${firm}${path}`, { params, headers });
}

async function get(path, params = {}) {
  try {
    return (await send(path, params)).data;
  } catch (error) {
    if (!isAxiosError(error) || error.response?.status !== 401) throw error;
    await refresh();
    return (await send(path, params)).data;
  }
}

async function list(path, perPage = PER_PAGE) {
  const found = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const items = await get(path, { page, per_page: perPage });
    found.push(...items);
    if (items.length < perPage) break;
  }
  return found;
}

const requests = {
  exchange: async ({ code }) => ({ expires_in: (await exchange(code), tokens.expires_in) }),
  get: async ({ path }) => get(path),
  list: async ({ path, perPage }) => (await list(path, perPage)).length,
};

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  let answer;
  try {
    answer = { ok: await requests[request.do](request) };
  } catch (error) {
    if (!isAxiosError(error) || !error.response) throw error;
    answer = { status: error.response.status, said: error.response.data };
  }
  console.log(JSON.stringify(answer));
}
