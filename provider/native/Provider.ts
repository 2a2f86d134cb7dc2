import * as pulumi from "@pulumi/pulumi";

/** Settings of every connection. */
export interface CommonSettings {
  /** Seconds that one attempt of a call may take. Default: 30. */
  timeout?: pulumi.Input<number> | undefined;
  /** How often a call is repeated after a failure that passes. Default: 5. */
  retries?: pulumi.Input<number> | undefined;
  /** How many requests are in flight at once. Default: 8. */
  concurrency?: pulumi.Input<number> | undefined;
  /** Address of a proxy, or `"none"`. Default: what HTTPS_PROXY, ALL_PROXY and NO_PROXY say. */
  proxy?: pulumi.Input<string> | undefined;
  /** Path of the PEM file of the authority that signed a certificate, where no public one did. */
  caFile?: pulumi.Input<string> | undefined;
  /** SHA-256 fingerprint of a certificate that no public authority signed. */
  fingerprint?: pulumi.Input<string> | undefined;
}

/** How HostUp is reached. */
export interface HostupSettings extends CommonSettings {
  /** Address of the API. Default: `https://cloud.hostup.se/api`. */
  url?: pulumi.Input<string> | undefined;
  /** API key. */
  apiKey?: pulumi.Input<string> | undefined;
}

/** How a SPanel server is reached. */
export interface SpanelSettings extends CommonSettings {
  /** Whole address of the server's api.php. */
  url?: pulumi.Input<string> | undefined;
  /** API token of an administrator. */
  token?: pulumi.Input<string> | undefined;
  /** The action that edits an account. Default: `accounts/editprivileges`. */
  editAction?: pulumi.Input<"accounts/editprivileges" | "user/editprivileges"> | undefined;
}

/** How an aipix VMS is reached. */
export interface VmsSettings extends CommonSettings {
  /** Root of the host. */
  url?: pulumi.Input<string> | undefined;
  /** Token of the Billing API, where the install asks for one. */
  token?: pulumi.Input<string> | undefined;
  /** Login of an administrator, which makes reading possible. */
  adminLogin?: pulumi.Input<string> | undefined;
  /** Password of that administrator. */
  adminPassword?: pulumi.Input<string> | undefined;
  /** Whether that administrator sees every user. Default: false. */
  adminSeesEverybody?: pulumi.Input<boolean> | undefined;
}

/** How BakerOnline is reached. */
export interface BakeronlineSettings extends CommonSettings {
  /** Root of the API. Default: `https://api.bakeronline.be`. */
  url?: pulumi.Input<string> | undefined;
  /** Address of the service that renews tokens. */
  accountsUrl?: pulumi.Input<string> | undefined;
  /** Access token; it lasts an hour. */
  accessToken?: pulumi.Input<string> | undefined;
  /** Refresh token, with which access tokens are renewed. */
  refreshToken?: pulumi.Input<string> | undefined;
  /** Path of the file that `pulumi-permissions login bakeronline` writes. */
  tokenFile?: pulumi.Input<string> | undefined;
  /** Of no use any more. */
  clientId?: pulumi.Input<string> | undefined;
  /** Of no use any more. */
  deviceId?: pulumi.Input<string> | undefined;
}

/** Settings of the default connection, and of further ones by name. */
type Connections<Settings> = pulumi.Input<
  Settings & { connections?: pulumi.Input<{ [name: string]: pulumi.Input<Settings> }> | undefined }
>;

/** Arguments of {@link Provider}. */
export interface ProviderArgs {
  /** How HostUp is reached. */
  hostup?: Connections<HostupSettings> | undefined;
  /** How SPanel is reached. */
  spanel?: Connections<SpanelSettings> | undefined;
  /** How the VMS is reached. */
  vms?: Connections<VmsSettings> | undefined;
  /** How BakerOnline is reached. */
  bakeronline?: Connections<BakeronlineSettings> | undefined;
  /** Whether `up` and `preview` read live access before they compare it with the program. Default: true. */
  detectDrift?: pulumi.Input<boolean> | undefined;
  /** `"off"` lets a stack be taken down whose AccessGuard was never made. */
  guard?: pulumi.Input<"off"> | undefined;
}

/**
 * The native plugin with settings of the program's own. Without one, resources have those of the stack's configuration
 * (`pulumi config set --secret --path permissions:hostup.apiKey …`), or of the environment.
 *
 * ```ts
 * const web1 = new permissions.Provider("web1", { spanel: { url, token: config.requireSecret("web1") } });
 * new permissions.spanel.SpanelUserPrivileges("site", { … }, { provider: web1 });
 * ```
 *
 * Each provider is a process of its own: two resources of one subject are noticed only where both have the same one.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const settings = Object.entries(args).map(([key, value]) => [
      key,
      value === undefined || typeof value === "string" ? value : pulumi.jsonStringify(value),
    ]);
    super("permissions", name, Object.fromEntries(settings), opts);
  }
}
