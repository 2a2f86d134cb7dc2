import { existsSync, readFileSync } from "node:fs";

const page = readFileSync("DECISIONS.md", "utf8");
const rows = [...page.matchAll(/^\| (\d{4}-\d\d-\d\d) +\| (.+?) +\| (.+?) +\|$/gm)].map(([, date, title, place]) => ({
  heading: `${date}: ${title}`,
  place: place ?? "",
}));

test("the table names every decision, in the order of the page, and no other", () => {
  const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
  expect(headings.length).toBeGreaterThan(0);
  expect(rows.map(({ heading }) => heading)).toEqual(headings);
});

test("what the table says a decision lives in is there", () => {
  const places = rows.flatMap(({ place }) => [...place.matchAll(/`([^`*]+)`/g)].map(([, path = ""]) => path));
  expect(places.filter((path) => !existsSync(path) && !existsSync(`provider/${path}`))).toEqual([]);
});
