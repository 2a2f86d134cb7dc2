import { AccessGuard, VmsUserPermissions } from "pulumi-permissions";

// The complete set: every other permission that the install knows is detached.
new VmsUserPermissions("guard", {
  login: "test@mail.com",
  permissions: ["archives-show", "camera-events-index"],
});

// Only these: what a billing system attaches to the same user stays, but downloads never do.
new VmsUserPermissions("neighbour", {
  login: "neighbour@mail.com",
  permissions: ["archives-show"],
  denied: ["archives-download"],
  unlisted: "keep",
  onDelete: "restore",
});

// Made last: a program that has gone empty, or takes everything from many people at once, is stopped before it does.
new AccessGuard("access-guard");
