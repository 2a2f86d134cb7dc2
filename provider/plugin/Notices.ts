import { AsyncLocalStorage } from "node:async_hooks";
import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb.js";
import type { Notify } from "../contract/Context.js";
import { harmless } from "../pulumi/harmless.js";

const severities = { info: LogSeverity.INFO, warning: LogSeverity.WARNING };

/** Tells the engine what the handlers have to say, under the resource that it is about. */
export class Notices {
  readonly #about = new AsyncLocalStorage<{ readonly urn: string; readonly sent: Promise<void>[] }>();
  /** What holds for a thousand resources alike is said once. */
  readonly #told = new Set<string>();
  #engine: EngineClient | undefined;

  /** @param address where the engine listens; nothing where nobody does */
  attach(address: string | undefined): void {
    this.#engine = address === undefined ? undefined : new EngineClient(address, grpc.credentials.createInsecure());
  }

  /** Runs a call about a resource; it ends when all that it had to say has arrived. */
  async during<Result>(urn: string, call: () => Result | Promise<Result>): Promise<Result> {
    const sent: Promise<void>[] = [];
    try {
      return await this.#about.run({ urn, sent }, async () => call());
    } finally {
      await Promise.all(sent);
    }
  }

  readonly notify: Notify = (severity, message) => {
    const text = harmless(message);
    if (this.#told.has(text)) return;
    this.#told.add(text);
    const about = this.#about.getStore();
    const request = new LogRequest()
      .setSeverity(severities[severity])
      .setMessage(text)
      .setUrn(about?.urn ?? "");
    // An engine that has gone hears nothing, and what it would have heard is no reason to fail.
    const arrived = new Promise<void>((resolve) => {
      if (this.#engine === undefined) resolve();
      else this.#engine.log(request, () => resolve());
    });
    about?.sent.push(arrived);
  };
}
