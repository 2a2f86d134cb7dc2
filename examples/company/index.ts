import { AccessGuard, DelegatedAccess } from "pulumi-permissions";
import { Person } from "./Person";
import { people } from "./people";

for (const [name, args] of Object.entries(people)) new Person(name, args);

// Nobody else may act on the account, whatever the roles say.
new DelegatedAccess("partners", { allowed: ["partner@example.com"] });

// Made last: a program that has gone empty, or takes everything from many people at once, is stopped before it does.
new AccessGuard("access-guard");
