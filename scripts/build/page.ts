import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const web = fileURLToPath(new URL("../../src/cli/page/web/", import.meta.url));

/** Builds the page as one HTML document that loads nothing, and lists the files whose code is in it. */
export async function buildPage(): Promise<{
  readonly document: string;
  readonly inputs: readonly string[];
}> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(web, "main.tsx"), join(web, "style.css")],
    outdir: "/",
    bundle: true,
    write: false,
    minify: true,
    metafile: true,
    format: "esm",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "warning",
  });
  const built = (ending: string): string => {
    const text = outputFiles.find(({ path }) => path.endsWith(ending))?.text;
    if (text === undefined) throw new Error(`the page was built without its ${ending}`);
    return text.trim();
  };
  const shell = await readFile(join(web, "page.html"), "utf8");
  // A closing tag inside a string would end the script; replaced by function, since `$` is common in code.
  const script = built(".js").replaceAll("</script", "<\\/script");
  const document = shell
    .replace("<style></style>", () => `<style>${built(".css")}</style>`)
    .replace('<script type="module"></script>', () => `<script type="module">${script}</script>`);
  return { document, inputs: Object.keys(metafile.inputs) };
}
