/** Resolves the bare names of the page's import map for Node. */
const OWN = /^(insights|lib|map|scan|workspace)(\/[\w-]+)+$/;

export function resolve(name, context, next) {
  return next(OWN.test(name) ? new URL(`../../static/js/${name}.js`, import.meta.url).href : name, context);
}
