// Builds what the program embeds: `node build.mjs` writes dist/, `--check` says whether dist/ is what the
// sources give, `--tests` bundles the unit tests into target/tests/. The same sources and lock file give
// the same bytes: esbuild is pinned, nothing of the machine goes in.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(fileURLToPath(import.meta.url));
const at = (...parts) => join(root, ...parts);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** The files of a folder and those in it, sorted. */
function files(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)]))
    .sort();
}

const common = {
  bundle: true,
  minify: true,
  write: false,
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  absWorkingDir: root,
};

/** `worker:…` is a module with all that it imports, as text: another thread is started from it. */
const workers = {
  name: "workers",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^worker:/ }, ({ path, resolveDir }) => ({
      path: join(resolveDir, path.slice("worker:".length)),
      namespace: "worker",
    }));
    onLoad({ filter: /./, namespace: "worker" }, async ({ path }) => {
      const { outputFiles } = await build({ ...common, entryPoints: [path], format: "iife", target: "es2022" });
      return { contents: outputFiles[0].text, loader: "text" };
    });
  },
};

/** What is built, by name. */
async function bundle() {
  const script = await build({
    ...common,
    entryPoints: ["src/main.tsx"],
    format: "iife",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    plugins: [workers],
  });
  const style = await build({ ...common, entryPoints: ["src/style.css"], target: "es2022" });
  // What would end the element that it stands in.
  const text = script.outputFiles[0].text.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  return {
    "explorer.js": text,
    "explorer.css": style.outputFiles[0].text,
    "LICENCES.txt": licences(script.metafile),
  };
}

/** The licences of all packages that are in the bundle. */
function licences(metafile) {
  const names = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) names.add(found[1]);
  }
  const texts = [...names].sort().map((name) => {
    const folder = at("node_modules", name);
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
    if (!file) throw new Error(`${name} has no licence file`);
    return `${name} ${about.version} (${about.license})\n\n${readFileSync(join(folder, file), "utf8").trim()}\n`;
  });
  return `The page of \`lbsm explore\` holds these packages:\n\n${texts.join("\n----\n\n")}`;
}

/** Fingerprints of all that the bundle is made of, and of what it is. */
function manifest(built) {
  const inputs = ["build.mjs", "package.json", "package-lock.json", "tsconfig.json"].map((name) => at(name));
  const sources = [...inputs, ...files(at("src"))];
  const list = (pairs) => Object.fromEntries(pairs);
  return `${JSON.stringify(
    {
      sources: list(sources.map((file) => [relative(root, file), sha256(readFileSync(file))])),
      built: list(Object.entries(built).map(([name, text]) => [name, sha256(text)])),
    },
    null,
    1,
  )}\n`;
}

if (process.argv.includes("--tests")) {
  rmSync(at("target/tests"), { recursive: true, force: true });
  await build({
    bundle: true,
    entryPoints: files(at("test")).filter((file) => file.endsWith(".test.ts")),
    outdir: at("target/tests"),
    outExtension: { ".js": ".mjs" },
    format: "esm",
    platform: "node",
    target: "node18",
    logLevel: "warning",
  });
} else {
  const built = await bundle();
  const all = { ...built, "manifest.json": manifest(built) };
  mkdirSync(at("dist"), { recursive: true });
  let differing = 0;
  for (const [name, text] of Object.entries(all)) {
    if (!process.argv.includes("--check")) {
      writeFileSync(at("dist", name), text);
    } else if (readFileSync(at("dist", name), "utf8") !== text) {
      console.error(`dist/${name} is not what the sources give: run npm run build in explorer/`);
      differing += 1;
    }
  }
  process.exitCode = differing > 0 ? 1 : 0;
}
