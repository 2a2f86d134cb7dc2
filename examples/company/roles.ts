import type { Role } from "./Role";

// What a role means is decided here and nowhere else. A change shows in the preview for everybody who has it.

export const shopManager: Role = {
  bakeronline: { shops: [11, 19], rights: ["products", "discounts", "holidays", "newsletters"] },
  vms: ["archives-show"],
};

export const bookkeeper: Role = {
  hostup: { rights: ["canViewInvoices", "canReceiveInvoices"] },
};

export const webmaster: Role = {
  hostup: { rights: ["canOpenTickets", "canViewTickets"], services: ["14101"] },
  spanel: { email: "all", domain: ["domains", "redirects"] },
};

export const guard: Role = {
  vms: ["archives-show", "camera-events-index"],
};
