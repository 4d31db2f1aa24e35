#!/usr/bin/env node
import { EXITS } from "./exit.js";
import { run } from "./run.js";
import { surroundingsOf } from "./process.js";

const { surroundings, end } = surroundingsOf(process);
end(await run(process.argv.slice(2), surroundings).catch(() => EXITS.fault[0]));
