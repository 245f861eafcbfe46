// What is kept between runs: where the file stood, digests of what was sent, and tokens that were renewed.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const EMPTY = { syncPoint: null, settings: {}, accounts: {}, lines: {} };

/** The memory of one client file. */
export class Memory {
  constructor({ stateDir, firm, file, accessToken, refreshToken }) {
    this.path = join(stateDir, `file-${firm}-${file}.json`);
    this.tokensPath = join(stateDir, `tokens-${firm}.json`);
    this.known = read(this.path) ?? structuredClone(EMPTY);
    this.grant = digest(refreshToken);
    const kept = read(this.tokensPath);
    // Tokens follow from the grant that we were given; after a fresh one those of the old one are worth nothing.
    this.tokens = kept?.grant === this.grant ? kept : { access: accessToken, refresh: refreshToken };
  }

  get syncPoint() {
    return this.known.syncPoint;
  }

  set syncPoint(point) {
    this.known.syncPoint = point;
  }

  differs(kind, id, content) {
    return this.known[kind][id] !== digest(content);
  }

  /** Note what was sent under an id; nothing, if it was deleted. */
  note(kind, id, content) {
    if (content === undefined) delete this.known[kind][id];
    else this.known[kind][id] = digest(content);
  }

  ids(kind) {
    return Object.keys(this.known[kind]);
  }

  forget() {
    this.known = structuredClone(EMPTY);
    this.save();
  }

  save() {
    write(this.path, this.known);
  }

  keepTokens(tokens) {
    this.tokens = tokens;
    write(this.tokensPath, { ...tokens, grant: this.grant });
  }
}

function digest(content) {
  return createHash("sha256").update(JSON.stringify(content)).digest("base64");
}

function read(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** Whoever is ended in the middle leaves the old file, not half of a new one. */
function write(path, content) {
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(content), { mode: 0o600 });
  renameSync(unfinished, path);
}
