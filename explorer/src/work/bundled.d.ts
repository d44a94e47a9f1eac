/** A module and all that it imports, bundled, as text: by `build.mjs`. */
declare module "worker:*" {
  const source: string;
  export default source;
}
