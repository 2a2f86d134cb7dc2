import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { repository } from "./packedPackage.js";

const installed = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/chromium-browser",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A real browser: CHROMIUM, else the machine's, else Playwright's, else the one that npm installed with the packages. */
export function startBrowser(): Promise<Browser> {
  const { CHROMIUM } = process.env;
  const found = CHROMIUM || [...installed, chromium.executablePath()].find((path) => path !== "" && existsSync(path));
  if (found) return chromium.launch({ executablePath: found, args: flags });
  const folder = unpackedChromium();
  return chromium.launch({
    executablePath: join(folder, "chromium"),
    args: flags,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
      FONTCONFIG_PATH: join(folder, "fonts"),
    },
  });
}

/**
 * `@sparticuz/chromium` carries a Chromium for x64 Linux in its tarball, and the libraries that a bare machine lacks. It
 * unpacks into the temporary folder, and the libraries only on a Lambda: so it runs in a process that believes to be there.
 */
function unpackedChromium(): string {
  const cache = join(repository, "node_modules", ".cache");
  const folder = join(cache, "chromium-of-npm");
  if (existsSync(folder)) return folder;
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error("No Chromium was found. Install one, and name it in CHROMIUM: CHROMIUM=/path/to/chromium npm test");
  }
  mkdirSync(cache, { recursive: true });
  const unpacking = mkdtempSync(join(cache, "unpacking-"));
  const code = 'import("@sparticuz/chromium").then((packed) => packed.default.executablePath())';
  execFileSync(process.execPath, ["-e", code], {
    cwd: repository,
    env: { ...process.env, TMPDIR: unpacking, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs20.x" },
  });
  // Its own list of folders knows only those of a Lambda, and without any font Chromium ends itself.
  writeFileSync(join(unpacking, "fonts", "fonts.conf"), fontsBesideThisFile);
  // Under its name it is complete: whoever is interrupted leaves a folder that nobody takes.
  try {
    renameSync(unpacking, folder);
  } catch (error) {
    // Another worker was faster.
    rmSync(unpacking, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

const fontsBesideThisFile = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir prefix="relative">fonts</dir></fontconfig>
`;
