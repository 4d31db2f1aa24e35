// @ts-check
import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";

/** The chapter of the reference for what is declared in a file; the first that fits. */
const GROUPS = /** @type {const} */ ([
  [/src\/errors|outcome-unknown/, "Errors"],
  [/src\/testing\//, "Local account"],
  [/src\/lifecycle\/(?!audit)/, "Lifecycle"],
  [/src\/scope\/(build|recipes|needs)|src\/check\/(parse|ids)|generated\//, "Scopes"],
  [/src\/scope\/|src\/lifecycle\/audit/, "Analysis"],
  [/src\//, "Client"],
]);

/**
 * Puts each export of the reference into a chapter by where it is declared, instead of one list by letter.
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
