import openapiTS, { astToString } from "openapi-typescript";
import type { OpenAPI3 } from "openapi-typescript";
import ts from "typescript";
import { schemaOptions } from "./schema-options.js";

/** Returns the types of a checked OpenAPI document, as TypeScript source without a header. */
export async function emitSchema(document: Readonly<Record<string, unknown>>): Promise<string> {
  // A copy, because openapi-typescript mutates its input; the contract check makes it an OpenAPI3.
  const copy = structuredClone(document) as unknown as OpenAPI3;
  const ast = await openapiTS(copy, {
    ...schemaOptions,
    postTransform: (type) => (ts.isUnionTypeNode(type) ? exclusive(type) : undefined),
  });
  return astToString(ast);
}

/**
 * Makes a union of object types exclusive: each member forbids the other members' keys. TypeScript would otherwise
 * accept `{ exact, prefix }` where the wire's `oneOf` refuses it.
 */
function exclusive(union: ts.UnionTypeNode): ts.TypeNode | undefined {
  const members = union.types.filter(ts.isTypeLiteralNode);
  if (members.length < 2 || members.length !== union.types.length) return undefined;
  const keysOf = (member: ts.TypeLiteralNode): string[] =>
    member.members.flatMap(({ name }) =>
      name && (ts.isIdentifier(name) || ts.isStringLiteral(name)) ? [name.text] : [],
    );
  const all = new Set(members.flatMap(keysOf));
  const never = ts.factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword);
  return ts.factory.createUnionTypeNode(
    members.map((member) => {
      const own = new Set(keysOf(member));
      const forbidden = [...all]
        .filter((key) => !own.has(key))
        .map((key) =>
          ts.factory.createPropertySignature(
            undefined,
            key,
            ts.factory.createToken(ts.SyntaxKind.QuestionToken),
            never,
          ),
        );
      return ts.factory.updateTypeLiteralNode(
        member,
        ts.factory.createNodeArray([...member.members, ...forbidden]),
      );
    }),
  );
}
