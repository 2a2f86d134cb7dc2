import { InvalidArgumentError } from "commander";

/**
 * Reads the number of a port.
 *
 * @param most the highest that may be asked for
 */
export function portNumber(most: number): (text: string) => number {
  return (text) => {
    const port = Number(text);
    if (text.trim() !== "" && Number.isInteger(port) && port >= 0 && port <= most) return port;
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${most}.`);
  };
}
