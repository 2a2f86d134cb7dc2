import { isDeepStrictEqual } from "node:util";
import * as grpc from "@grpc/grpc-js";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb.js";
import type { IResourceProviderServer } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import {
  CheckFailure,
  CheckResponse,
  ConfigureResponse,
  DiffResponse,
  GetSchemaResponse,
  InvokeResponse,
  ProviderHandshakeResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import type { Properties } from "../arguments/arguments.js";
import { version } from "../version.js";
import { statusOf } from "./failures.js";
import { invoke } from "./functions.js";
import { check, create, diff, read, remove, update } from "./lifecycleCalls.js";
import type { Run } from "./Run.js";
import { faultsIn } from "./Settings.js";
import { schemaText } from "./schemaText.js";
import { propertiesIn, secretsIn, structKeeping, structOf } from "./values.js";

interface About {
  getUrn(): string;
  getTimeout?(): number;
}

/** The calls of the engine. Source: proto/pulumi/provider.proto of pulumi/pulumi. */
export function providerService(run: Run): IResourceProviderServer {
  /** A call that asks no system. */
  const plain = <Request, Response>(
    answer: (request: Request) => Response | Promise<Response>,
  ): grpc.handleUnaryCall<Request, Response> => respond(answer, () => structOf, run);

  /** A call about a resource, which may have things to say. */
  const about = <Request extends About, Response>(
    answer: (run: Run, request: Request) => Response | Promise<Response>,
    inputsIn: (request: Request) => Struct | undefined = () => undefined,
  ): grpc.handleUnaryCall<Request, Response> =>
    respond(
      (request: Request) => run.during(request.getUrn(), request.getTimeout?.() ?? 0, () => answer(run, request)),
      (request) => (properties) =>
        structKeeping(secretsIn(inputsIn(request)), { ...properties, ...run.also(run.kind(request.getUrn())) }),
      run,
    );

  return {
    handshake: plain((request) => {
      run.notices.attach(request.getEngineAddress() || undefined);
      return new ProviderHandshakeResponse().setAcceptResources(true).setAcceptSecrets(true);
    }),
    attach: plain((request) => {
      run.notices.attach(request.getAddress());
      return new Empty();
    }),
    getPluginInfo: plain(() => new PluginInfo().setVersion(version)),
    getSchema: plain(() => new GetSchemaResponse().setSchema(schemaText())),

    // What is secret in settings comes marked, and goes back as it came.
    checkConfig: plain((request) => {
      const faults = faultsIn(propertiesIn(request.getNews()));
      return new CheckResponse()
        .setInputs(request.getNews())
        .setFailuresList(
          faults.map(({ property, reason }) => new CheckFailure().setProperty(property).setReason(reason)),
        );
    }),
    // Other settings make no other people: nothing is ever replaced for them.
    diffConfig: plain((request) => {
      const { DIFF_NONE, DIFF_SOME } = DiffResponse.DiffChanges;
      const [olds, news] = [propertiesIn(request.getOlds()), propertiesIn(request.getNews())];
      const names = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
      const changed = names.filter((name) => !isDeepStrictEqual(olds[name], news[name]));
      return new DiffResponse().setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE).setDiffsList(changed);
    }),
    configure: plain((request) => {
      run.configure(propertiesIn(request.getArgs()), request.getUrn());
      return new ConfigureResponse().setSupportspreview(true).setAcceptresources(true).setAcceptsecrets(true);
    }),

    check: about(check),
    diff: about(diff),
    create: about(create, (request) => request.getProperties()),
    read: about(read),
    update: about(update, (request) => request.getNews()),
    delete: about(remove),
    invoke: plain(async (request) => {
      const found = await invoke(run.config, request.getTok(), propertiesIn(request.getArgs()));
      return new InvokeResponse().setReturn(structOf(found));
    }),
    cancel: plain(() => {
      run.cancel();
      return new Empty();
    }),

    parameterize: unimplemented,
    call: unimplemented,
    construct: unimplemented,
    getMapping: unimplemented,
    getMappings: unimplemented,
    // Older SDKs have no type for it.
    list: (call: { destroy(error: Error): unknown }) =>
      call.destroy(Object.assign(new Error("not implemented"), { code: grpc.status.UNIMPLEMENTED })),
  };
}

function respond<Request, Response>(
  answer: (request: Request) => Response | Promise<Response>,
  stored: (request: Request) => (properties: Properties) => Struct,
  { settings }: Run,
): grpc.handleUnaryCall<Request, Response> {
  return ({ request }, callback) => {
    Promise.resolve()
      .then(() => answer(request))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(statusOf(error, stored(request), settings.detectsDrift)),
      );
  };
}

function unimplemented(_call: unknown, callback: grpc.sendUnaryData<never>): void {
  callback({ code: grpc.status.UNIMPLEMENTED, details: "not implemented" });
}
