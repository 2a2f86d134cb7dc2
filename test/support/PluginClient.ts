import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import * as proto from "@pulumi/pulumi/proto/provider_pb.js";
import { Status } from "@pulumi/pulumi/proto/status_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Properties } from "../../provider/arguments/arguments.js";
import { type Served, serve } from "../../provider/plugin/serve.js";
import { propertiesIn, structOf } from "../../provider/plugin/values.js";

type Done<Response> = (error: grpc.ServiceError | null, response: Response) => void;

/** An error of a call; where it carried what is really there, with that. */
export class CallError extends Error {
  constructor(
    message: string,
    readonly left:
      | {
          readonly id: string;
          readonly outputs: Properties;
          readonly struct: Properties;
          readonly reasons: readonly string[];
        }
      | undefined,
  ) {
    super(message);
  }
}

export interface Told {
  readonly urn: string;
  readonly message: string;
}

export interface PluginOptions {
  readonly urn?: string | undefined;
  readonly now?: (() => number) | undefined;
}

/** The plugin as the engine sees it: real gRPC, and somebody who listens to what it has to say. */
export class PluginClient {
  readonly told: Told[] = [];
  readonly #engine = new grpc.Server();
  #served: Served | undefined;
  #client: ResourceProviderClient | undefined;

  readonly notices: string[] = [];

  /**
   * @param settings arguments of the provider
   * @param options `urn` of the provider. Default: of one that the program made
   */
  static async start(settings: Properties, options: PluginOptions = {}): Promise<PluginClient> {
    const { urn = "urn:pulumi:dev::company::pulumi:providers:permissions::web1", now } = options;
    const plugin = new PluginClient();
    plugin.#served = await serve(await plugin.#listen(), now);
    plugin.#client = new ResourceProviderClient(`127.0.0.1:${plugin.#served.port}`, grpc.credentials.createInsecure());
    const request = new proto.ConfigureRequest().setArgs(structOf(settings)).setUrn(urn);
    await plugin.call<proto.ConfigureResponse>((client, done) => client.configure(request, done));
    return plugin;
  }

  close(): void {
    this.#client?.close();
    this.#served?.close();
    this.#engine.forceShutdown();
  }

  call<Response>(method: (client: ResourceProviderClient, done: Done<Response>) => unknown): Promise<Response> {
    const client = this.#client;
    if (client === undefined) throw new Error("not started");
    return new Promise((resolve, reject) => {
      method(client, (error, response) => (error ? reject(callError(error)) : resolve(response)));
    });
  }

  async schema(): Promise<string> {
    const request = new proto.GetSchemaRequest();
    return (await this.call<proto.GetSchemaResponse>((client, done) => client.getSchema(request, done))).getSchema();
  }

  async check(urn: string, news: Properties, olds: Properties = {}) {
    const request = new proto.CheckRequest().setUrn(urn).setNews(structOf(news)).setOlds(structOf(olds));
    const response = await this.call<proto.CheckResponse>((client, done) => client.check(request, done));
    return {
      inputs: propertiesIn(response.getInputs()),
      /** As it crossed the wire, with marks for what is secret. */
      struct: response.getInputs()?.toJavaScript() ?? {},
      failures: response.getFailuresList().map((one) => ({ property: one.getProperty(), reason: one.getReason() })),
    };
  }

  async diff(urn: string, id: string, olds: Properties, news: Properties) {
    const request = new proto.DiffRequest().setUrn(urn).setId(id).setOlds(structOf(olds)).setNews(structOf(news));
    const response = await this.call<proto.DiffResponse>((client, done) => client.diff(request, done));
    return {
      changes: response.getChanges() === proto.DiffResponse.DiffChanges.DIFF_SOME,
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
      detailed: Object.fromEntries(
        response.toObject().detaileddiffMap.map(([path, { kind }]) => [path, kindNames[kind]]),
      ),
    };
  }

  async create(urn: string, inputs: Properties, preview = false) {
    const request = new proto.CreateRequest().setUrn(urn).setProperties(structOf(inputs)).setPreview(preview);
    const response = await this.call<proto.CreateResponse>((client, done) => client.create(request, done));
    return {
      id: response.getId(),
      outputs: propertiesIn(response.getProperties()),
      struct: response.getProperties()?.toJavaScript() ?? {},
      refreshes: response.getRefreshBeforeUpdate(),
    };
  }

  async read(urn: string, id: string, outputs: Properties = {}) {
    const request = new proto.ReadRequest().setUrn(urn).setId(id).setProperties(structOf(outputs));
    const response = await this.call<proto.ReadResponse>((client, done) => client.read(request, done));
    if (response.getId() === "") return undefined;
    return {
      id: response.getId(),
      outputs: propertiesIn(response.getProperties()),
      inputs: propertiesIn(response.getInputs()),
    };
  }

  async update(urn: string, id: string, olds: Properties, news: Properties, preview = false) {
    const request = new proto.UpdateRequest()
      .setUrn(urn)
      .setId(id)
      .setOlds(structOf(olds))
      .setNews(structOf(news))
      .setPreview(preview);
    const response = await this.call<proto.UpdateResponse>((client, done) => client.update(request, done));
    return { outputs: propertiesIn(response.getProperties()) };
  }

  async delete(urn: string, id: string, outputs: Properties): Promise<void> {
    const request = new proto.DeleteRequest().setUrn(urn).setId(id).setProperties(structOf(outputs));
    await this.call<Empty>((client, done) => client.delete(request, done));
  }

  async cancel(): Promise<void> {
    await this.call<Empty>((client, done) => client.cancel(new Empty(), done));
  }

  async checkConfig(settings: Properties) {
    const request = new proto.CheckRequest().setNews(structOf(settings));
    const response = await this.call<proto.CheckResponse>((client, done) => client.checkConfig(request, done));
    return { failures: response.getFailuresList().map((one) => one.getReason()) };
  }

  async invoke(token: string, given: Properties): Promise<Properties> {
    const request = new proto.InvokeRequest().setTok(token).setArgs(structOf(given));
    const response = await this.call<proto.InvokeResponse>((client, done) => client.invoke(request, done));
    return propertiesIn(response.getReturn());
  }

  async #listen(): Promise<string> {
    this.#engine.addService(EngineService, {
      log: (call: { readonly request: LogRequest }, callback: grpc.sendUnaryData<Empty>) => {
        this.told.push({ urn: call.request.getUrn(), message: call.request.getMessage() });
        this.notices.push(call.request.getMessage());
        callback(null, new Empty());
      },
      getRootResource: unimplemented,
      setRootResource: unimplemented,
      startDebugging: unimplemented,
      requirePulumiVersion: unimplemented,
    });
    const port = await new Promise<number>((resolve, reject) => {
      this.#engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    return `127.0.0.1:${port}`;
  }
}

const kindNames = ["add", "add-replace", "delete", "delete-replace", "update", "update-replace"];

function unimplemented(_call: unknown, callback: grpc.sendUnaryData<never>): void {
  callback({ code: grpc.status.UNIMPLEMENTED });
}

function callError(error: grpc.ServiceError): CallError {
  const [details] = error.metadata.get("grpc-status-details-bin");
  if (!(details instanceof Buffer)) return new CallError(error.details, undefined);
  const [detail] = Status.deserializeBinary(details).getDetailsList();
  const left = detail?.unpack(proto.ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed");
  if (!left) return new CallError(error.details, undefined);
  const outputs = propertiesIn(left.getProperties());
  const struct = left.getProperties()?.toJavaScript() ?? {};
  return new CallError(error.details, { id: left.getId(), outputs, struct, reasons: left.getReasonsList() });
}

/** `HOSTUP_API_KEY=…` as the arguments of a provider: `{ hostup: { apiKey: "…" } }`. */
export function settingsOf(env: Readonly<Record<string, string>>): Record<string, Record<string, string>> {
  const settings: Record<string, Record<string, string>> = {};
  for (const [variable, value] of Object.entries(env)) {
    const [system = "", ...words] = variable.toLowerCase().split("_");
    const name = words
      .map((word, index) => (index === 0 ? word : `${word[0]?.toUpperCase()}${word.slice(1)}`))
      .join("");
    settings[system] = { ...settings[system], [name]: value };
  }
  return settings;
}

/** The URN of a resource of a kind such as `hostup/ContactPermissions`. */
export function urnOf(path: string, name: string): string {
  return `urn:pulumi:dev::company::permissions:${path.replace("/", ":")}::${name}`;
}
