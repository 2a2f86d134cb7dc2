import { showProgress } from "../../cli/report/progress.js";

const { isTTY, columns, write } = process.stderr;
afterEach(() => Object.assign(process.stderr, { isTTY, columns, write }));

/** What is written on a terminal of a width. */
async function writtenOn(width: number): Promise<string> {
  let written = "";
  const keep = (text: unknown) => {
    written += String(text);
    return true;
  };
  Object.assign(process.stderr, { isTTY: true, columns: width, write: keep });
  const progress = await showProgress(10);
  progress.update(1);
  progress.stop();
  return written;
}

test("a terminal without a size shows no count, because one would never end", async () => {
  expect(await writtenOn(0)).toBe("");
});
