import * as pulumi from "@pulumi/pulumi";

interface ShopUser {
  companyId: number;
  email: string;
  shopIds: number[];
  permissions: { newsletters?: boolean; emailSettings?: boolean };
}

interface Entry {
  id: number;
  shop_ids: number[];
  permissions: { newsletters: boolean; email_settings: boolean };
  user: { email: string };
}

class ShopUserProvider implements pulumi.dynamic.ResourceProvider<ShopUser, ShopUser> {
  async create(inputs: ShopUser) {
    const entry = await this.find(inputs);
    await this.patch(inputs, entry.id, inputs.shopIds, inputs.permissions);
    return { id: `${inputs.companyId}/${entry.id}`, outs: inputs };
  }

  async read(id: string, props?: ShopUser) {
    if (props === undefined) throw new Error(`nothing is known of ${id}`);
    const entry = await this.find(props);
    const permissions = { newsletters: entry.permissions.newsletters, emailSettings: entry.permissions.email_settings };
    const found = { ...props, shopIds: [...new Set(entry.shop_ids)].sort((left, right) => left - right), permissions };
    return { id, props: found, inputs: found };
  }

  async update(_id: string, _olds: ShopUser, news: ShopUser) {
    await this.patch(news, (await this.find(news)).id, news.shopIds, news.permissions);
    return { outs: news };
  }

  async delete(_id: string, props: ShopUser) {
    await this.patch(props, (await this.find(props)).id, [], {});
  }

  async find(props: ShopUser) {
    const response = await fetch(this.url(props), { headers: this.headers() });
    if (!response.ok) throw new Error(`BakerOnline answered ${response.status}`);
    const entries: Entry[] = JSON.parse(await response.text());
    const entry = entries.find(({ user }) => user.email === props.email);
    if (entry === undefined) throw new Error(`${props.email} is no user of the company`);
    return entry;
  }

  async patch(props: ShopUser, entryId: number, shopIds: number[], permissions: ShopUser["permissions"]) {
    const response = await fetch(`${this.url(props)}/${entryId}`, {
      method: "PATCH",
      headers: this.headers(),
      body: JSON.stringify({
        shop_ids: shopIds,
        permissions: {
          company_info: false,
          holidays: false,
          newsletters: permissions.newsletters ?? false,
          translations: false,
          permissions: false,
          email_settings: permissions.emailSettings ?? false,
          products: false,
          shop_info: false,
          checkout_settings: false,
          time_settings: false,
          discounts: false,
        },
      }),
    });
    if (!response.ok) throw new Error(`BakerOnline answered ${response.status}`);
    await response.json();
  }

  url(props: ShopUser) {
    return `${process.env.BAKERONLINE_URL}/company/companies/${props.companyId}/permissions/users`;
  }

  headers() {
    return {
      authorization: `Bearer ${process.env.BAKERONLINE_ACCESS_TOKEN}`,
      "x-version": "1.9.0",
      "content-type": "application/json",
    };
  }
}

export class HandWrittenShopUser extends pulumi.dynamic.Resource {
  constructor(name: string, args: object) {
    super(new ShopUserProvider(), name, args);
  }
}
