import type * as pulumi from "@pulumi/pulumi";

/** Arguments of every resource whose access can end by itself. */
export interface EndingArgs {
  /**
   * When access ends without a change of the program: the last day, which counts whole, such as `"2026-12-31"`, or a moment with its
   * offset, such as `"2026-12-31T17:00:00+01:00"`. One for the whole resource, or by grant, as messages name it:
   * `{ canPlaceOrders: "2026-12-31", "service:14101": "2027-01-31" }`; a wide name such as `"email/*"` speaks for the narrower ones.
   * After it, the next `up` takes the grant away, whatever `unlisted` and `onDelete` say, and no command gives it back. An end that has
   * passed is refused where it is new. Default: never.
   */
  until?: pulumi.Input<string | { [grant: string]: pulumi.Input<string> }> | undefined;
  /** Where a last day ends, such as `"Europe/Stockholm"`. Default: `"UTC"`. */
  timeZone?: pulumi.Input<string> | undefined;
}
