// @ts-check
import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";

/** The chapter of the reference for the declarations of a file; the first match counts. */
const GROUPS = /** @type {const} */ ([
  [/src\/errors|outcome-unknown/, "Errors"],
  [/src\/testing\//, "Local account"],
  [/src\/lifecycle\/(?!audit)/, "Lifecycle"],
  [/src\/scope\/(build|recipes|needs)|src\/check\/(parse|ids)|generated\//, "Scopes"],
  [/src\/scope\/|src\/lifecycle\/audit/, "Analysis"],
  [/src\//, "Client"],
]);

/**
 * Groups the exports of the reference into chapters by where they are declared, instead of alphabetically.
 *
 * @param {import("typedoc").Application} app
 */
export function load(app) {
  app.converter.on(Converter.EVENT_CREATE_DECLARATION, (context, reflection) => {
    if (!reflection.parent?.kindOf([ReflectionKind.Module, ReflectionKind.Project])) return;
    const file =
      context.getSymbolFromReflection(reflection)?.declarations?.[0]?.getSourceFile().fileName ?? "";
    const group = GROUPS.find(([where]) => where.test(file))?.[1];
    if (group === undefined) return;
    reflection.comment ??= new Comment();
    reflection.comment.blockTags.push(new CommentTag("@group", [{ kind: "text", text: group }]));
  });
}
