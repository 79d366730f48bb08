// Styles are read by Edge's IE mode (ENV-1), which drops a whole rule for one word that it does not know.
const LOGICAL = "/^(margin|padding|border|inset|scroll-margin|scroll-padding|overflow|overscroll-behavior)-(inline|block)/";

export default {
  plugins: ["stylelint-no-unsupported-browser-features"],
  rules: {
    "plugin/no-unsupported-browser-features": [
      true,
      {
        browsers: ["ie 11"],
        // Sticky heads and text-size-adjust are niceties that IE11 passes over; of text-decoration it knows the one
        // value that is written here.
        ignore: ["css-sticky", "text-size-adjust", "mdn-text-decoration-shorthand"],
        ignorePartialSupport: true,
      },
    ],
    "property-disallowed-list": [
      "/^--/",
      "gap",
      "row-gap",
      "column-gap",
      "grid-gap",
      "/^grid-auto-/",
      "/^grid-template/",
      "/^place-/",
      "aspect-ratio",
      "/^object-/",
      "accent-color",
      "inset",
      LOGICAL,
      "inline-size",
      "block-size",
      "/^(min|max)-(inline|block)-size$/",
    ],
    "function-disallowed-list": ["var", "env", "min", "max", "clamp", "color-mix", "image-set", "hwb", "lab", "oklch"],
    "selector-pseudo-class-disallowed-list": ["is", "has", "where", "focus-visible", "focus-within", "any-link"],
    "at-rule-disallowed-list": ["import", "layer", "container", "property", "scope", "supports"],
    "unit-disallowed-list": ["dvh", "svh", "lvh", "dvw", "lh", "rlh", "cqw", "cqi", "Q"],
    "declaration-property-value-disallowed-list": {
      display: ["/grid/", "contents", "flow-root"],
      "/.*/": ["/#([0-9a-f]{4}|[0-9a-f]{8})\\b/i", "revert", "unset", "fit-content", "start", "end"],
    },
    "max-nesting-depth": 0,
    "selector-nested-pattern": "^$",
    "color-function-notation": "legacy",
    "alpha-value-notation": "number",
    "media-feature-range-notation": "prefix",
    "block-no-empty": true,
    "color-no-invalid-hex": true,
    "declaration-block-no-duplicate-properties": true,
    "no-duplicate-selectors": true,
    "property-no-unknown": true,
    "selector-type-no-unknown": true,
    "unit-no-unknown": true,
  },
};
