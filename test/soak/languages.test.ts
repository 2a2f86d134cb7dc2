import { execFile } from "node:child_process";
import { promisify } from "node:util";

jest.setTimeout(600_000);

test.each(["python", "go"])(
  "the example in %s comes up, corrects drift by a plain up, and goes, or says why it cannot be tried",
  async (language) => {
    const running = promisify(execFile)(process.execPath, ["dist/scripts/tryLanguage.js", language], {
      timeout: 580_000,
    });
    // Exit status 3 says that the language cannot be run here.
    const { stdout } = await running.catch((error: { readonly code: unknown; readonly stdout: string }) => {
      if (error.code !== 3) throw error;
      process.stderr.write(error.stdout);
      return error;
    });
    expect(stdout).toMatch(/and went\.$|was not tried: there is no pulumi-language-/m);
  },
);
