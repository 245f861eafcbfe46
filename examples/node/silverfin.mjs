// Writes to one client file over Silverfin's synchronisation API.
import { parsed, request } from "./http.mjs";
import { Refusal } from "./inputs.mjs";

/** One client file; tokens are renewed when they have run out, and kept before they are used. */
export class Silverfin {
  constructor(inputs, memory) {
    this.inputs = inputs;
    this.memory = memory;
    this.root = `${inputs.silverfinUrl}/api/v4/f/${inputs.firm}`;
    this.company = `${this.root}/syncs/companies/${inputs.file}`;
  }

  /** Where the file stands: `sync_point`, and `sync_start_at`, before which Silverfin takes nothing. */
  info() {
    return this.json("GET", `${this.company}/info`);
  }

  /** The currency of the file, or undefined if the grant does not let us see it. */
  async currency() {
    const answer = await this.answered("GET", `${this.root}/companies/${this.inputs.file}`);
    return answer.status === 403 ? undefined : contentOf(answer).currency;
  }

  async mostActions() {
    return (await this.json("GET", `${this.root}/syncs/settings`)).max_actions_per_request;
  }

  settings(settings) {
    return this.json("POST", `${this.company}/settings`, settings);
  }

  reset(syncPoint) {
    return this.json("DELETE", `${this.company}/reset?${new URLSearchParams({ previous_sync_point: syncPoint })}`);
  }

  submit(syncPoint, previous, accounts, actions) {
    const points = { sync_point: syncPoint, previous_sync_point: previous };
    return this.json("POST", `${this.company}/transactions`, { ...points, accounts, actions, extra_field_labels: [] });
  }

  async json(method, url, body) {
    return contentOf(await this.answered(method, url, body));
  }

  async answered(method, url, body) {
    const answer = await this.asked(method, url, body);
    if (answer.status !== 401) return answer;
    await this.refresh();
    return this.asked(method, url, body);
  }

  asked(method, url, body) {
    const headers = { Authorization: `Bearer ${this.memory.tokens.access}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    return request("Silverfin", "target", url, { method, headers, body: body && JSON.stringify(body) });
  }

  async refresh() {
    const answer = await request("Silverfin", "target", `${this.inputs.silverfinUrl}/f/${this.inputs.firm}/oauth/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: this.memory.tokens.refresh,
        client_id: this.inputs.clientId,
        client_secret: this.inputs.clientSecret,
      }),
    });
    if ([400, 401].includes(answer.status)) {
      throw new Refusal("authentication", "Silverfin's authorisation has ended; authorise again");
    }
    const pair = contentOf(answer);
    this.memory.keepTokens({ access: pair.access_token, refresh: pair.refresh_token });
  }
}

function contentOf(answer) {
  if (answer.status >= 200 && answer.status < 300) return parsed("Silverfin", "target", answer);
  const reasons = { 401: "authentication", 403: "authentication", 409: "conflict" };
  throw new Refusal(reasons[answer.status] ?? "target", `Silverfin answered ${answer.status}`);
}
