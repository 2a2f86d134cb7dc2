/** The line that stands in users' states, and loads the handlers of a class. It never changes. */
export function providerText(system: string, className: string): string {
  return `exports.handler=()=>require("pulumi-permissions/${system}/${className}")`;
}
