/** Words of the pasted text and why they count; `start` and `end` count code points. */
export interface Evidence {
  start: number;
  end: number;
  why: string;
}

export type Certainty = "recognised" | "given" | "unknown" | "none";
export type Renew = "yes" | "no" | "maybe";

export interface FindingAnswer {
  id: string;
  kind: string;
  renew: Renew;
  marketplace: string | null;
  evidence: Evidence[];
  count: number;
  first_seen: string | null;
  last_seen: string | null;
  state: "decisive" | "also" | "resolved";
}

export type Next =
  | { type: "guide"; guide: string; step: string | null }
  | { type: "question"; question: string; choices: string[] }
  | { type: "handover"; finding: string | null };

export interface MarketplaceAnswer {
  id: string | null;
  certainty: Certainty;
  service: string | null;
  evidence: Evidence[];
  against: Evidence[];
  candidates: string[];
}

/** The answer of `wizard.diagnose`, schema 1 (see `wizard/model.py`). */
export interface Diagnosis {
  schema: 1;
  knowledge: string;
  marketplace: MarketplaceAnswer;
  findings: FindingAnswer[];
  verdicts: { marketplace: string; finding: string }[];
  next: Next;
  notes: string[];
  redacted: string;
  masked: { kind: string; count: number }[];
  /** From `wizard/browser/bridge.py`: where in the text secrets are, near the evidence. */
  hidden?: [number, number][];
}

/** Text, or an element: its name, then what is in it. */
export type Piece = string | Piece[];

/** The words of a finding's answer (`publish/runtime/answers.py`); a retired one has only `neu`. */
export interface FindingWords {
  titel: string;
  hilft: Renew;
  markt: string;
  dienst: string;
  schritt: string;
  kurz: Piece[];
  begruendung: Piece[];
  tun: Piece[][];
  neu?: string;
}

/** The files that Python in the worker consists of. */
export type PythonFile = "python.wasm" | "stdlib.zip" | "engine.zip";

/** What comes on top of them when a page wants more than an answer. */
export type ExtraFile = "desk.zip" | "outlook.zip";

/** One file of the runtime, as `publish.runtime.manifest` wrote it. */
export interface BuiltFile {
  name: string;
  size: number;
  /** Hexadecimal. */
  sha256: string;
}

/** Logical file names and where they lie; addresses are absolute. */
export interface RuntimeFiles {
  [logical: string]: { address: string; size: number; sha256: string };
}

/**
 * How the worker gets its files: by address; or as data, where nothing can be fetched. Then it tries
 * the data scripts by itself, if it is told where they are, and else asks the page.
 */
export type Source =
  | { kind: "addresses"; files: Record<PythonFile, string> }
  | { kind: "data"; scripts: Record<PythonFile, string> | null };

/** A file's gzip: as bytes, or as base64 from where the browser cannot decode that quickly. */
export type Packed = string | Uint8Array<ArrayBuffer>;

/** Why Python does not answer; each has its own text on the page. */
export type FailureReason =
  | "missing"
  | "damaged"
  | "outdated"
  | "blocked"
  | "memory"
  | "slow"
  | "stopped"
  | "hanging"
  | "crashed";

/** What a file has to be like: its length in bytes and its hash. */
export interface Expected {
  size: number;
  sha256: string;
}

/** Where one more file comes from. */
export type ExtraSource = { name: ExtraFile; expected: Expected } & (
  { kind: "addresses"; address: string } | { kind: "data"; packed: Packed }
);

/** A function of a Python module in an extra file; all arguments are texts. */
export interface Call {
  module: string;
  name: string;
  arguments: string[];
}

/** A file for Python to read: `path` in the interpreter's own memory. */
export interface PythonInput {
  path: string;
  data: Uint8Array;
}

export type ToWorker =
  | { type: "start"; source: Source; expected: Record<PythonFile, Expected> }
  | { type: "file"; name: PythonFile; packed: Packed | null }
  | {
      type: "diagnose";
      id: number;
      text: string;
      marketplace: string | null;
      activity: string | null;
    }
  | { type: "call"; id: number; call: Call; extra: ExtraSource[]; inputs: PythonInput[] };

export type FromWorker =
  | { type: "need"; name: PythonFile }
  | { type: "progress"; loaded: number; total: number }
  | { type: "starting" }
  | { type: "ready" }
  | { type: "answer"; id: number; diagnosis: string }
  | { type: "result"; id: number; value: string | Uint8Array<ArrayBuffer> }
  | { type: "failure"; reason: FailureReason };
