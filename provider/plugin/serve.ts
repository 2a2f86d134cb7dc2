import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import { Run } from "./Run.js";
import { providerService } from "./service.js";

/** The engine's own limit for messages. Source: sdk/nodejs/runtime/settings.ts of pulumi/pulumi. */
const largestMessage = 1024 * 1024 * 400;

export interface Served {
  readonly port: number;
  close(): void;
}

/** Serves one run of the engine, on a free port of this machine. */
export async function serve(engineAddress?: string, now?: () => number): Promise<Served> {
  const run = new Run(now, engineAddress);
  run.notices.attach(engineAddress);
  const server = new grpc.Server({
    "grpc.max_receive_message_length": largestMessage,
    "grpc.max_send_message_length": largestMessage,
  });
  server.addService(ResourceProviderService, providerService(run));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    close() {
      run.notices.attach(undefined);
      server.forceShutdown();
    },
  };
}
