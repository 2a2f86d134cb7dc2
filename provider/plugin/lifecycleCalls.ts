import { isDeepStrictEqual } from "node:util";
import {
  CheckFailure,
  type CheckRequest,
  CheckResponse,
  type CreateRequest,
  CreateResponse,
  type DeleteRequest,
  type DiffRequest,
  DiffResponse,
  PropertyDiff,
  type ReadRequest,
  ReadResponse,
  type UpdateRequest,
  UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb.js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb.js";
import type { Properties } from "../arguments/arguments.js";
import { recordKey } from "../arguments/reservedProperties.js";
import { ImportError } from "../errors.js";
import { guardKind } from "../guard/guardHandlers.js";
import { firstOf } from "../lifecycle/words.js";
import { type Change, detailedDiff } from "./detailedDiff.js";
import { foretell } from "./foretell.js";
import type { Resolved } from "./GuardedProgram.js";
import type { Run } from "./Run.js";
import { propertiesIn, secretsIn, structKeeping } from "./values.js";

/** The engine's calls about a resource, over the handlers that the dynamic host calls too. Nothing is decided here. */

export function check(run: Run, request: CheckRequest): CheckResponse {
  const urn = request.getUrn();
  const { handlers, path } = run.kind(urn);
  const news = propertiesIn(request.getNews());
  const resource = run.resourceIn(urn, news);
  const told = path === guardKind ? run.program.resolve(news, propertiesIn(request.getOlds())) : unresolved(news);
  if (told.unguarded.length > 0) {
    const names = firstOf(told.unguarded, 20);
    run.notices.notify(
      "warning",
      `${resource.name}: does not guard ${names}, who are not among its subjects: add them.`,
    );
  }
  const checked = handlers.check(told.inputs, propertiesIn(request.getOlds()), resource);
  if (path !== guardKind) run.program.declare(urn, path, resource.name, checked.inputs);
  const failures = told.failures.length > 0 ? told.failures : checked.failures;
  return new CheckResponse()
    .setInputs(structKeeping(secretsIn(request.getNews()), checked.inputs))
    .setFailuresList(
      failures.map(({ property, reason }) => new CheckFailure().setProperty(property).setReason(reason)),
    );
}

const unresolved = (inputs: Properties): Resolved => ({ inputs, failures: [], unguarded: [] });

export function diff(run: Run, request: DiffRequest): DiffResponse {
  const urn = request.getUrn();
  const { handlers, names } = run.kind(urn);
  const [olds, news] = [propertiesIn(request.getOlds()), propertiesIn(request.getNews())];
  run.program.remember(urn, olds);
  const { changes, replaces, deleteBeforeReplace } = handlers.diff(olds, news, request.getId());
  const response = new DiffResponse()
    .setChanges(changes ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE)
    .setReplacesList([...replaces])
    .setDeletebeforereplace(deleteBeforeReplace);
  if (!changes) return response;
  const detailed = detailedDiff(olds, news, names);
  for (const [property, change] of detailed) {
    const isReplaced = replaces.some((name) => property === name);
    response.getDetaileddiffMap().set(property, new PropertyDiff().setKind(kindOf(change, isReplaced)));
  }
  return response
    .setDiffsList(names.filter((name) => [...detailed.keys()].some((path) => path.match(/^\w+/)?.[0] === name)))
    .setHasdetaileddiff(detailed.size > 0);
}

export async function create(run: Run, request: CreateRequest): Promise<CreateResponse> {
  const urn = request.getUrn();
  const kind = run.kind(urn);
  const inputs = propertiesIn(request.getProperties());
  const secrets = secretsIn(request.getProperties());
  if (request.getPreview()) {
    const { forecaster } = kind;
    const { name } = run.resourceIn(urn, inputs);
    const foreseen = forecaster ? await foretell(forecaster, run.notices.notify, name, inputs) : inputs;
    return new CreateResponse().setProperties(structKeeping(secrets, { ...foreseen, ...run.also(kind) }));
  }
  const { id, outputs } = await kind.handlers.create(inputs);
  run.program.remember(urn, outputs);
  return new CreateResponse()
    .setId(id)
    .setProperties(structKeeping(secrets, { ...outputs, ...run.also(kind) }))
    .setRefreshBeforeUpdate(run.refreshes);
}

/** Of the state, or of an id alone: then somebody is imported. */
export async function read(run: Run, request: ReadRequest): Promise<ReadResponse> {
  const kind = run.kind(request.getUrn());
  const stored = propertiesIn(request.getProperties());
  if (kind.path === guardKind) run.keepTo(stored);
  const isImport = kind.importer !== undefined && stored[recordKey] === undefined;
  if (!isImport && Object.keys(stored).length === 0) {
    throw new ImportError(
      kind.path,
      request.getId(),
      "it is nobody's access. Declare it in the program, and leave the import out",
    );
  }
  const reading = isImport
    ? kind.importer?.(request.getId(), run.resourceIn(request.getUrn(), {}).name)
    : kind.handlers.read(stored);
  const live = await Promise.resolve(reading).catch((error: unknown) => {
    run.explain(error);
    throw error;
  });
  if (live === undefined) return new ReadResponse();
  run.program.remember(request.getUrn(), live.outputs);
  const secrets = secretsIn(request.getProperties(), request.getInputs());
  // Whoever was imported has inputs without defaults: where they say the same, the engine is to see no difference.
  const before = propertiesIn(request.getInputs());
  const inputs = isDeepStrictEqual(kind.canonical(before), live.inputs) ? before : live.inputs;
  return new ReadResponse()
    .setId(live.id)
    .setProperties(structKeeping(secrets, { ...live.outputs, ...run.also(kind) }))
    .setInputs(structKeeping(secrets, inputs))
    .setRefreshBeforeUpdate(run.refreshes);
}

export async function update(run: Run, request: UpdateRequest): Promise<UpdateResponse> {
  const urn = request.getUrn();
  const kind = run.kind(urn);
  const [olds, news] = [propertiesIn(request.getOlds()), propertiesIn(request.getNews())];
  const secrets = secretsIn(request.getNews());
  if (request.getPreview()) {
    const { forecaster } = kind;
    const { name } = run.resourceIn(urn, news);
    const foreseen = forecaster ? await foretell(forecaster, run.notices.notify, name, news, olds) : news;
    return new UpdateResponse().setProperties(structKeeping(secrets, { ...foreseen, ...run.also(kind) }));
  }
  const { outputs } = await kind.handlers.update(olds, news);
  return new UpdateResponse()
    .setProperties(structKeeping(secrets, { ...outputs, ...run.also(kind) }))
    .setRefreshBeforeUpdate(run.refreshes);
}

export async function remove(run: Run, request: DeleteRequest): Promise<Empty> {
  await run.kind(request.getUrn()).handlers.delete(propertiesIn(request.getProperties()), request.getId());
  return new Empty();
}

function kindOf(change: Change, isReplaced: boolean): PropertyDiff.Kind {
  const { Kind } = PropertyDiff;
  const [once, replaced] = {
    add: [Kind.ADD, Kind.ADD_REPLACE] as const,
    delete: [Kind.DELETE, Kind.DELETE_REPLACE] as const,
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE] as const,
  }[change];
  return isReplaced ? replaced : once;
}
