import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const NAMES = ["chromium", "google-chrome", "chromium-browser", "google-chrome-stable"];

/** Starts this machine's Chromium with an empty profile and no background requests. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser(),
    args: [
      "--no-sandbox",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-default-apps",
    ],
  });
}

function findBrowser(): string {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter))
    for (const name of NAMES) {
      try {
        const file = join(folder, name);
        accessSync(file, constants.X_OK);
        return file;
      } catch {
        continue;
      }
    }
  throw new Error(
    `None of ${NAMES.join(", ")} is on the PATH: install one (Debian: apt-get install chromium).`,
  );
}
