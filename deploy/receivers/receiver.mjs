// Receives news from Newswire. One file, Node 20 or newer, nothing to install.
//
//   node receiver.mjs serve         listens on PORT, POST to any path
//   node receiver.mjs catch-up      reads what was missed
//
// Settings, in the environment:
//
//   NEWSWIRE_SECRET    whsec_..., several with a space between them while one is replaced
//   NEWSWIRE_STORE     a folder; "news" where it is not set
//   NEWSWIRE_ADDRESS   where an article stands on your site: https://site.example/{lang}/{id}
//   NEWSWIRE_FEED      https://newsroom.example/newswire/v1/changes
//   NEWSWIRE_TOKEN     nwt_..., the token of your channel
//
// Store is what you replace: a file per article, for one process. In a database the rule is one statement,
// INSERT ... ON CONFLICT (id) DO UPDATE SET ... WHERE excluded.version > news.version.

import { createHmac, timingSafeEqual } from "node:crypto";
import * as fs from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const LARGEST = 8 * 1024 * 1024; // bytes of one body
const TOLERANCE = 300; // seconds that a timestamp may lie off, either way
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const { NEWSWIRE_SECRET = "", NEWSWIRE_ADDRESS, NEWSWIRE_FEED, NEWSWIRE_TOKEN } = process.env;

class Refused extends Error {
  constructor(reason, status = 400) {
    super(reason);
    this.status = status;
  }
}

export class Store {
  constructor(folder) {
    this.folder = folder;
    fs.mkdirSync(folder, { recursive: true });
  }

  // The rule. Nothing waits between reading and writing, so no other request comes between. Returns the version held.
  apply(data) {
    const held = this.held(data.id);
    if (held !== null && data.version <= held) return held;
    this.#write(`${data.id}.json`, JSON.stringify(data));
    return data.version;
  }

  held(id) {
    const found = this.#read(`${id}.json`);
    return found === null ? null : JSON.parse(found).version;
  }

  // The version of everything that is shown, by id.
  live() {
    const files = fs.readdirSync(this.folder).filter((name) => name.endsWith(".json"));
    const all = files.map((name) => JSON.parse(this.#read(name)));
    return new Map(all.filter((data) => data.state === "live").map((data) => [data.id, data.version]));
  }

  // Takes away what the feed does not know, unless it was sent anew meanwhile.
  remove(id, version) {
    if (this.held(id) === version) this.#write(`${id}.json`, JSON.stringify({ id, version, state: "gone" }));
  }

  cursor(text) {
    if (text !== undefined) this.#write("cursor", text);
    return this.#read("cursor") ?? "";
  }

  #read(name) {
    try {
      return fs.readFileSync(join(this.folder, name), "utf8");
    } catch (error) {
      if (error.code === "ENOENT") return null;
      throw error;
    }
  }

  // Whole or not at all: a crash leaves the old file.
  #write(name, text) {
    const path = join(this.folder, name);
    fs.writeFileSync(`${path}.${process.pid}`, text, { flush: true });
    fs.renameSync(`${path}.${process.pid}`, path);
  }
}

// What to answer to one webhook. `headers` have lower-case names; `body` is a Buffer, as it came.
export function receive(headers, body, store) {
  verify(headers, body, NEWSWIRE_SECRET.split(" ").filter(Boolean));
  const data = dataOf(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)));
  if (!["live", "gone"].includes(data.state)) return { version: store.held(data.id) };
  const answer = { version: store.apply(data) };
  if (NEWSWIRE_ADDRESS && data.state === "live") {
    const lang = encodeURIComponent(data.lang ?? "");
    answer.url = NEWSWIRE_ADDRESS.replaceAll("{lang}", lang).replaceAll("{id}", data.id);
  }
  return answer;
}

// Throws Refused unless one of the secrets has signed these bytes within the last five minutes.
function verify(headers, body, secrets) {
  if (!secrets.length) throw new Refused("NEWSWIRE_SECRET is not set", 503);
  const { "webhook-id": id, "webhook-timestamp": sent, "webhook-signature": given = "" } = headers;
  if (!id || !/^\d{1,12}$/.test(sent ?? "")) throw new Refused("webhook-id or webhook-timestamp is missing");
  if (Math.abs(Date.now() / 1000 - sent) > TOLERANCE)
    throw new Refused("the timestamp is more than five minutes off");
  const tokens = given.split(" ").slice(0, 20).map((token) => Buffer.from(token, "latin1"));
  for (const secret of secrets) {
    const hmac = createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"));
    const signature = hmac.update(Buffer.from(`${id}.${sent}.`, "latin1")).update(body).digest("base64");
    const wanted = Buffer.from(`v1,${signature}`);
    if (tokens.some((token) => token.length === wanted.length && timingSafeEqual(token, wanted))) return;
  }
  throw new Refused("no signature matches", 401);
}

function dataOf(event) {
  const data = event?.data;
  const fit =
    UUID.test(data?.id) && Number.isSafeInteger(data.version) && data.version >= 0 && typeof data.state === "string";
  if (!fit) throw new Refused("the body is not what Newswire sends");
  return data;
}

// Reads the feed from where it was left, from its beginning where nothing was. Returns how many were met.
// From the beginning, what the feed does not have as live is gone; until its end is reached the cursor is not
// kept, so that a reader who broke off begins again.
export async function catchUp(store) {
  let [cursor, count] = [store.cursor(), 0];
  let [whole, before, met] = [!cursor, cursor ? new Map() : store.live(), new Set()];
  for (let page = null; !page?.upToDate; ) {
    page = await ask(cursor);
    if (page === null) {
      // the filter or the newsroom's epoch has changed
      [cursor, whole, before, met] = ["", true, store.live(), new Set()];
      continue;
    }
    for (const data of page.items.map(dataOf)) {
      count += 1;
      met.add(data.id);
      take(store, data);
    }
    cursor = page.next;
    if (page.upToDate || !whole) store.cursor(cursor);
  }
  if (whole) for (const [id, version] of before) if (!met.has(id)) store.remove(id, version);
  return count;
}

// The rule; the feed has the latest alone, so what is in any other state, not public yet, is shown no longer.
function take(store, data) {
  const held = store.held(data.id);
  if (["live", "gone"].includes(data.state)) store.apply(data);
  else if (held !== null && held < data.version) store.remove(data.id, held);
}

// A page of the feed; null where the cursor is no longer good.
async function ask(cursor) {
  const address = `${NEWSWIRE_FEED}?after=${encodeURIComponent(cursor)}`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${NEWSWIRE_TOKEN}` } });
  if (answer.status === 410 && cursor) return null;
  if (!answer.ok) throw new Error(`the feed answered ${answer.status}`);
  return answer.json();
}

// The body, or null where it is too large: read to its end, so that the sender sees the answer.
async function bytes(request) {
  let [chunks, size] = [[], 0];
  for await (const chunk of request) {
    size += chunk.length;
    chunks = size > LARGEST ? [] : [...chunks, chunk];
  }
  return size > LARGEST ? null : Buffer.concat(chunks);
}

async function answerTo(request, store) {
  if (request.method !== "POST") return [405, { error: "POST it" }];
  const body = await bytes(request);
  if (body === null) return [413, { error: "the body is too large" }];
  try {
    return [200, receive(request.headers, body, store)];
  } catch (error) {
    if (error instanceof Refused) return [error.status, { error: error.message }];
    if (error instanceof SyntaxError || error instanceof TypeError) return [400, { error: "the body is not JSON" }];
    console.error(error);
    return [500, { error: "not kept, send it again" }];
  }
}

export function serve(store, port) {
  createServer(async (request, response) => {
    const [status, answer] = await answerTo(request, store).catch(() => [400, { error: "the body broke off" }]);
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
  }).listen(port, "127.0.0.1");
}

const store = () => new Store(process.env.NEWSWIRE_STORE || "news");
if (process.argv[2] === "serve") serve(store(), process.env.PORT || 5000);
if (process.argv[2] === "catch-up") console.log(await catchUp(store()), "read");
