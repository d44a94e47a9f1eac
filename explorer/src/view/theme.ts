/** Colours of what is drawn. They stand in the drawings themselves, so that a saved one is complete. */

import { useEffect, useState } from "preact/hooks";

export type ThemeChoice = "auto" | "light" | "dark";

export interface Theme {
  readonly name: "light" | "dark";
  readonly paper: string;
  readonly sea: string;
  readonly land: string;
  readonly coast: string;
  readonly border: string;
  readonly ink: string;
  readonly quiet: string;
  readonly line: string;
  readonly accent: string;
  readonly other: string;
  /** From few to many; readable without telling red from green. */
  readonly steps: readonly string[];
  /** From far less to far more. */
  readonly diverging: readonly string[];
}

const LIGHT: Theme = {
  name: "light",
  paper: "#ffffff",
  sea: "#eef3f6",
  land: "#fbfaf7",
  coast: "#a9b2b5",
  border: "#cdd2d3",
  ink: "#1c2429",
  quiet: "#56626a",
  line: "#d5dbde",
  accent: "#0b6e82",
  other: "#a65612",
  steps: ["#b9dcc4", "#92c9b8", "#67b3ae", "#3b929d", "#24708a", "#1c4f73", "#182f56"],
  diverging: ["#2d5f9a", "#6f9bc9", "#b9cfe3", "#d4d6d4", "#f0c9a0", "#d98d43", "#a65612"],
};

const DARK: Theme = {
  name: "dark",
  paper: "#151b1f",
  sea: "#10161a",
  land: "#222b30",
  coast: "#55626a",
  border: "#3b474e",
  ink: "#e8edee",
  quiet: "#a5b1b7",
  line: "#39444b",
  accent: "#5cc3d3",
  other: "#f0a35e",
  steps: ["#2a626c", "#2d7a7d", "#36918a", "#5bb096", "#8ccb9f", "#c0e2a9", "#f4f5b8"],
  diverging: ["#8ab8ea", "#5f8fc4", "#41628a", "#4a5054", "#8a6138", "#c98542", "#f4b26d"],
};

/** The theme that a choice comes to on this screen. */
export function useTheme(choice: ThemeChoice): Theme {
  const [isDark, setDark] = useState(() => matchMedia("(prefers-color-scheme: dark)").matches);
  useEffect(() => {
    const query = matchMedia("(prefers-color-scheme: dark)");
    const changed = (): void => setDark(query.matches);
    query.addEventListener("change", changed);
    return () => query.removeEventListener("change", changed);
  }, []);
  const theme = choice === "dark" || (choice === "auto" && isDark) ? DARK : LIGHT;
  useEffect(() => {
    document.documentElement.dataset["theme"] = theme.name;
  }, [theme]);
  return theme;
}
