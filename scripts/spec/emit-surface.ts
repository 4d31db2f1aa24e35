import type { Contract } from "./contract.js";

export function emitSurface(contract: Contract): string {
  return `# Surface\n\n${[...contract.operations.keys()].join("\n")}\n`;
}
