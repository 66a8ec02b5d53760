// Rules of the house that no stock rule of oxlint covers; docs/style.md says why we have them.

/** Classes inherit from errors only. */
const inheritance = {
  create(context) {
    const check = (node) => {
      const name = node.superClass?.type === "Identifier" ? node.superClass.name : "";
      if (node.superClass && !/(Error|Failure)$/.test(name)) {
        context.report({ node: node.superClass, message: "A class inherits from an error or from nothing." });
      }
    };
    return { ClassDeclaration: check, ClassExpression: check };
  },
};

/** Syntax that type stripping cannot remove or that hides what happens. */
const syntax = {
  create(context) {
    const refuse = (what) => (node) => context.report({ node, message: `No ${what} here.` });
    return {
      Decorator: refuse("decorators"),
      TSEnumDeclaration: refuse("enums"),
      TSModuleDeclaration: (node) => node.kind === "global" || refuse("namespaces")(node),
      TSParameterProperty: refuse("parameter properties"),
      ExportDefaultDeclaration: refuse("default exports"),
    };
  },
};

const TIMERS = ["setTimeout", "setInterval"];
const READINGS = { Date: ["now"], Math: ["random"], performance: ["now"], AbortSignal: ["timeout"] };

/** Time and chance are arguments: only a clock, a composition root or a platform file may read them. */
const ambient = {
  create(context) {
    const report = (node, name) =>
      context.report({
        node,
        message: `${name} belongs to clock.ts, main.ts or a platform file: take it as an argument.`,
      });
    return {
      CallExpression(node) {
        if (node.callee.type === "Identifier" && TIMERS.includes(node.callee.name)) report(node, node.callee.name);
      },
      MemberExpression(node) {
        if (node.object.type !== "Identifier" || node.property.type !== "Identifier") return;
        const name = `${node.object.name}.${node.property.name}`;
        if (READINGS[node.object.name]?.includes(node.property.name)) report(node, name);
        if (node.object.name === "globalThis" && TIMERS.includes(node.property.name)) report(node, name);
      },
      NewExpression(node) {
        if (node.callee.type !== "Identifier" || node.callee.name !== "Date") return;
        if (node.arguments.length === 0) report(node, "new Date()");
      },
      ImportDeclaration(node) {
        if (/^(node:)?timers(\/promises)?$/.test(node.source.value)) report(node, node.source.value);
      },
    };
  },
};

export default { meta: { name: "house" }, rules: { ambient, inheritance, syntax } };
