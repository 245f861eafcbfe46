// One request: redirects are not followed, answers do not take for ever, and what is not JSON is not an answer.
import { readFileSync } from "node:fs";

import { Refusal } from "./inputs.mjs";

const { name, version } = JSON.parse(readFileSync(new URL("package.json", import.meta.url), "utf8"));
const MILLISECONDS = 20_000;

/** Return status, content type and text; `who` is blamed with `reason` if there is no whole answer. */
export async function request(who, reason, url, { headers, ...more }) {
  try {
    const answer = await fetch(url, {
      ...more,
      headers: { "User-Agent": `${name}/${version}`, Accept: "application/json", ...headers },
      redirect: "manual",
      signal: AbortSignal.timeout(MILLISECONDS),
    });
    const isJson = (answer.headers.get("content-type") ?? "").includes("json");
    return { status: answer.status, isJson, text: await answer.text() };
  } catch (error) {
    throw new Refusal(reason, `${who} cannot be reached (${error.cause?.code ?? error.name})`);
  }
}

/** Return what the text of an answer says; a text that was cut short says nothing. */
export function parsed(who, reason, answer) {
  try {
    if (answer.isJson) return JSON.parse(answer.text);
  } catch {
    // falls through: half an answer is none
  }
  throw new Refusal(reason, `what ${who} answered is not JSON`);
}
