import * as grpc from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb.js";
import { Status } from "@pulumi/pulumi/proto/status_pb.js";
import { Any } from "google-protobuf/google/protobuf/any_pb.js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import { z } from "zod";
import type { Properties } from "../arguments/arguments.js";
import { messageOf, PartlyAppliedError, PermissionError } from "../errors.js";
import { harmless } from "../pulumi/harmless.js";

const propertiesSchema = z.record(z.string(), z.unknown());

/**
 * An error as the engine understands it. What was half done comes with the properties that are really there: the engine keeps them, and marks
 * the resource as unfinished.
 *
 * @param stored makes of the properties what the engine stores
 */
export function statusOf(
  error: unknown,
  stored: (properties: Properties) => Struct,
  refreshBeforeUpdate: boolean,
): Partial<grpc.StatusObject> {
  const details = wordsFor(error instanceof PartlyAppliedError ? error.reason : error);
  const metadata = new grpc.Metadata();
  if (error instanceof PartlyAppliedError) {
    const left = new ErrorResourceInitFailed()
      .setId(error.id)
      .setProperties(stored(propertiesSchema.parse(error.state)))
      .setReasonsList([details])
      .setRefreshBeforeUpdate(refreshBeforeUpdate);
    const detail = new Any();
    detail.pack(left.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status().setCode(grpc.status.UNKNOWN).setMessage(details).setDetailsList([detail]);
    // Where gRPC for Go looks for structured details.
    metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return { code: grpc.status.UNKNOWN, details, metadata };
}

/** The class of an error that explains itself stands before its words: docs/troubleshooting.md goes by it. */
function wordsFor(error: unknown): string {
  const isOwn = error instanceof PermissionError || (error instanceof Error && "operation" in error);
  if (isOwn) return harmless(`${error.name}: ${error.message}`);
  return harmless(error instanceof Error ? (error.stack ?? error.message) : messageOf(error));
}
