import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "../../sandbox/index.js";
import { CheckedOutProject } from "./CheckedOutProject.js";

afterAll(() => CheckedOutProject.uninstall());

jest.setTimeout(180_000);

const folder = "examples/gitops/systemd";
const yes = /^(yes|no)$/;
const any = /\S/;
const span = /^(\d+(s|min|h|d))+$/;

/** What systemd's manual pages (version 252) allow in the sections that the example uses, as far as it uses them. */
const known: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  // systemd.unit(5)
  Unit: { Description: any, Wants: any, After: any, OnFailure: /^[\w@%.-]+\.service$/ },
  Install: { WantedBy: /^timers\.target$/ },
  // systemd.timer(5)
  Timer: { OnCalendar: /^\*-\*-\* \*:\d\d:00$/, RandomizedDelaySec: span, Persistent: yes },
  // systemd.service(5), systemd.exec(5)
  Service: {
    Type: /^oneshot$/,
    TimeoutStartSec: span,
    ExecStart: /^\/bin\/sh /,
    WorkingDirectory: /^\//,
    Environment: /^[A-Z_]+=\S+$/,
    LoadCredential: /^[A-Z_]+:\/etc\/permissions\/[A-Z_]+$/,
    StateDirectory: /^[\w-]+$/,
    UMask: /^0\d{3}$/,
    DynamicUser: yes,
    ProtectHome: yes,
    ProtectProc: /^(noaccess|invisible|ptraceable|default)$/,
    ProtectClock: yes,
    ProtectHostname: yes,
    ProtectControlGroups: yes,
    ProtectKernelLogs: yes,
    ProtectKernelModules: yes,
    ProtectKernelTunables: yes,
    PrivateDevices: yes,
    CapabilityBoundingSet: /^$/,
    RestrictAddressFamilies: /^(AF_(INET|INET6|UNIX) ?)+$/,
    RestrictNamespaces: yes,
    RestrictRealtime: yes,
    LockPersonality: yes,
    SystemCallArchitectures: /^native$/,
    SystemCallFilter: /^@system-service$/,
  },
};

type Setting = readonly [section: string, key: string, value: string];

function settings(unit: string): readonly Setting[] {
  let section = "";
  return readFileSync(`${folder}/${unit}`, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .flatMap((line): Setting[] => {
      const [, title] = /^\[(\w+)\]$/.exec(line) ?? [];
      if (title !== undefined) section = title;
      const [, key = line, value = ""] = /^(\w+)=(.*)$/.exec(line) ?? [];
      return title === undefined ? [[section, key, value]] : [];
    });
}

const units = ["permissions-drift@.service", "permissions-drift@.timer", "permissions-drift-alarm@.service"];

test.each(units)("%s has only settings that systemd knows, with values that it takes", (unit) => {
  const wrong = settings(unit).filter(([section, key, value]) => !known[section]?.[key]?.test(value));
  expect(wrong).toEqual([]);
});

test("the timer and the alarm go with the service", () => {
  expect(settings("permissions-drift@.service")).toContainEqual([
    "Unit",
    "OnFailure",
    "permissions-drift-alarm@%i.service",
  ]);
});

describe("the service's script", () => {
  let sandbox: Sandbox;
  let project: CheckedOutProject;
  beforeEach(async () => {
    sandbox = await startSandbox();
    project = await CheckedOutProject.make(sandbox);
    await mkdir(join(project.folder, "credentials"));
    await writeFile(join(project.folder, "credentials/HOSTUP_API_KEY"), `${sandbox.hostup.apiKey}\n`);
  });
  afterEach(async () => {
    await project.close();
    await sandbox.close();
  });

  const check = () =>
    project.run("exec /bin/sh check.sh", { HOSTUP_API_KEY: "", CREDENTIALS_DIRECTORY: "credentials", STACK: "dev" });

  test("reads the credentials and is quiet while all is well", async () => {
    expect(await check()).toEqual({ status: 0, output: expect.stringContaining("1 in sync") });
  });

  test("fails with status 2 on drift, with the report for the journal", async () => {
    project.drift();
    expect(await check()).toEqual({ status: 2, output: expect.stringContaining("service:14201") });
  });

  test("fails with status 1 when something could not be read", async () => {
    await writeFile(join(project.folder, "credentials/HOSTUP_API_KEY"), "wrong");
    expect(await check()).toMatchObject({ status: 1 });
  });
});
