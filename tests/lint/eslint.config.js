// Scripts run in Edge's IE mode (ENV-1): syntax and built-ins of ES5, browser interfaces of IE11.
import compat from "eslint-plugin-compat";
import esx from "eslint-plugin-es-x";

const LATER_METHODS =
  "closest|matches|append|prepend|before|after|remove|replaceWith|replaceChildren|toggleAttribute|" +
  "getAttributeNames|scrollIntoViewIfNeeded";

export default [
  compat.configs["flat/recommended"],
  esx.configs["flat/restrict-to-es5"],
  {
    files: ["**/*.js"],
    languageOptions: {
      ecmaVersion: 5,
      sourceType: "script",
      globals: { document: "readonly", window: "readonly", XMLHttpRequest: "readonly", FormData: "readonly" },
    },
    settings: { "es-x": { aggressive: true }, browsers: ["ie 11"], lintAllEsApis: true },
    rules: {
      "no-undef": "error",
      "no-unused-vars": "error",
      "no-eval": "error",
      "no-implied-eval": "error",
      eqeqeq: "error",
      strict: ["error", "function"],
      "no-console": "error",
      // es-x takes these for Array's and Object's methods of later years; they are old methods of other objects.
      "no-restricted-syntax": [
        "error",
        {
          selector: `CallExpression[callee.property.name=/^(${LATER_METHODS})$/]`,
          message: "IE11 does not know this method of elements.",
        },
        {
          selector: "CallExpression[callee.property.name='forEach'][callee.object.callee.property.name='querySelectorAll']",
          message: "IE11's NodeList has no forEach.",
        },
        {
          selector: "CallExpression[callee.property.name=/^(add|remove|toggle)$/][arguments.length>1][callee.object.property.name='classList']",
          message: "IE11's classList takes one argument.",
        },
      ],
    },
  },
];
