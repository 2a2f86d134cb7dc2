import * as pulumi from "@pulumi/pulumi";

interface Subuser {
  accountUser: string;
  username: string;
  permissions: { [category: string]: "all" | string[] };
}

interface Answer {
  result?: string;
  message?: string;
  data: { user: string; permissions: Subuser["permissions"] }[];
}

class SubuserProvider implements pulumi.dynamic.ResourceProvider<Subuser, Subuser> {
  async create(inputs: Subuser) {
    await this.write(inputs);
    return { id: `${inputs.accountUser}/${inputs.username}`, outs: inputs };
  }

  async read(id: string, props?: Subuser) {
    if (props === undefined) throw new Error(`nothing is known of ${id}`);
    const found = { ...props, permissions: await this.held(props) };
    return { id, props: found, inputs: found };
  }

  async update(_id: string, _olds: Subuser, news: Subuser) {
    await this.write(news);
    return { outs: news };
  }

  async delete() {}

  async write(inputs: Subuser) {
    await this.held(inputs);
    const form: { [name: string]: string } = {};
    for (const [category, pages] of Object.entries(inputs.permissions)) {
      if (pages === "all") form[`permissions[${category}]`] = "all";
      else for (const [index, page] of pages.entries()) form[`permissions[${category}][${index}]`] = page;
    }
    await this.call("user/editsubuserprivileges", inputs, { ...form, username: inputs.username });
    await this.held(inputs);
  }

  async held(props: Subuser) {
    const { data } = await this.call("user/listsubusers", props, {});
    const row = data.find(({ user }) => user === props.username);
    if (row === undefined) throw new Error(`${props.username} is no sub-user`);
    return row.permissions;
  }

  async call(action: string, props: Subuser, fields: { [name: string]: string }) {
    const body = new URLSearchParams({
      token: process.env.SPANEL_TOKEN ?? "",
      action,
      accountuser: props.accountUser,
      ...fields,
    });
    const response = await fetch(process.env.SPANEL_URL ?? "", { method: "POST", body });
    const answer: Answer = JSON.parse(await response.text());
    if (answer.result === "error") throw new Error(`SPanel: ${answer.message}`);
    return answer;
  }
}

export class HandWrittenSubuser extends pulumi.dynamic.Resource {
  constructor(name: string, args: object) {
    super(new SubuserProvider(), name, args);
  }
}
