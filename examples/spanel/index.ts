import { AccessGuard, SpanelUserPrivileges } from "pulumi-permissions";

// A hosting account. SPanel does not show an account's privileges, so they are written again every day.
new SpanelUserPrivileges("shop-site", {
  username: "spanelio_testuser",
  permissions: { email: "all", domain: ["domains", "redirects"] },
  reassertAfter: "24h",
  onDelete: "restore",
  restoreTo: { email: "all" },
});

// A user below that account: read, compared and corrected like everything else.
new SpanelUserPrivileges("editor", {
  kind: "subuser",
  accountUser: "spanelio_testuser",
  username: "editor",
  permissions: { file: ["filemanager"], mysql: "all" },
  onDelete: "restore",
});

// Made last: a program that has gone empty, or takes everything from many people at once, is stopped before it does.
new AccessGuard("access-guard");
