import * as pulumi from "@pulumi/pulumi";

/** What a program hands to the engine for one resource. */
export interface Registration {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

/** Makes the programs of a suite run under mocks, and collects what they register. */
export function recordRegistrations(): readonly Registration[] {
  const registered: Registration[] = [];
  beforeAll(() =>
    pulumi.runtime.setMocks({
      newResource: ({ type, inputs, name }) => {
        registered.push({ type, inputs });
        return { id: name, state: inputs };
      },
      call: ({ inputs }) => inputs,
    }),
  );
  return registered;
}
