import * as pulumi from "@pulumi/pulumi";

declare global {
  var vmsToken: Promise<string> | undefined;
}

interface VmsUser {
  login: string;
  permissions: string[];
}

interface Answer {
  login: string;
  permissions: { name: string }[];
}

class VmsUserProvider implements pulumi.dynamic.ResourceProvider<VmsUser, VmsUser> {
  async create(inputs: VmsUser) {
    await this.write(inputs.login, inputs.permissions);
    return { id: inputs.login, outs: inputs };
  }

  async read(id: string, props?: VmsUser) {
    if (props === undefined) throw new Error(`nothing is known of ${id}`);
    const found = { ...props, permissions: await this.held(props.login) };
    return { id, props: found, inputs: found };
  }

  async update(_id: string, _olds: VmsUser, news: VmsUser) {
    await this.write(news.login, news.permissions);
    return { outs: news };
  }

  async delete(_id: string, props: VmsUser) {
    await this.write(props.login, []);
  }

  async write(login: string, wanted: string[]) {
    const held = await this.held(login);
    const response = await fetch(`${process.env.VMS_URL}/api/v1/billing/user/manage`, {
      method: "PATCH",
      headers: { authorization: `Bearer ${process.env.VMS_TOKEN}`, "content-type": "application/json" },
      body: JSON.stringify({
        login,
        permissions_to_attach: wanted.filter((name) => !held.includes(name)),
        permissions_to_detach: held.filter((name) => !wanted.includes(name)),
      }),
    });
    if (!response.ok) throw new Error(`the VMS answered ${response.status}`);
    await response.json();
  }

  async held(login: string): Promise<string[]> {
    const response = await fetch(`${process.env.VMS_URL}/api/admin/v1/users?search=${encodeURIComponent(login)}`, {
      headers: { authorization: `Bearer ${await this.token()}` },
    });
    if (!response.ok) throw new Error(`the VMS answered ${response.status}`);
    const { data }: { data: Answer[] } = JSON.parse(await response.text());
    const user = data.find((candidate) => candidate.login === login);
    if (user === undefined) throw new Error(`${login} is no user`);
    return user.permissions.map(({ name }) => name).sort();
  }

  /** A token a process: logging in for each call would be unkind to compare with. */
  async token(): Promise<string> {
    globalThis.vmsToken ??= fetch(`${process.env.VMS_URL}/api/admin/v1/auth/token`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login: process.env.VMS_ADMIN_LOGIN, password: process.env.VMS_ADMIN_PASSWORD }),
    })
      .then((response) => response.text())
      .then((text) => JSON.parse(text).access_token);
    return globalThis.vmsToken;
  }
}

export class HandWrittenVmsUser extends pulumi.dynamic.Resource {
  constructor(name: string, args: object) {
    super(new VmsUserProvider(), name, args);
  }
}
