import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pluginSchema } from "./pluginSchema.js";

const root = dirname(require.resolve("pulumi-permissions/package.json"));
writeFileSync(join(root, "provider", "plugin", "schema.json"), `${JSON.stringify(pluginSchema(root), null, 2)}\n`);
