import { declared, type Flat, nothing } from "./FlatDoor.js";

/**
 * The fewest calls that could do the work, sixteen at a time, and nothing around them: no state, no plan, no check, no retry.
 *
 *     node dist/bench/peers/plainFetch.js ADDRESS read|give|take EVERY COUNT
 */
async function plainFetch(address: string, what: string, every: number, count: number): Promise<void> {
  let next = 1;
  const worker = async () => {
    for (let id = next; id <= count; id = next) {
      next += every;
      const response = await fetch(
        `${address}/contacts/${id}`,
        what === "read" ? {} : put(what === "give" ? declared : nothing),
      );
      if (!response.ok) throw new Error(`contact ${id}: ${response.status}`);
      await response.json();
    }
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}

function put(body: Flat) {
  return { method: "PUT", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

const [address = "", what = "", every = "", count = ""] = process.argv.slice(2);
void plainFetch(address, what, Number(every), Number(count));
