/** Filled by the data scripts of `publish.runtime.payload`; absent on a web server. */
declare var tokenhilfeDateien: Record<string, string> | undefined;

/** Filled by the script of `publish.runtime.answers`. */
declare var tokenhilfeAntworten: Record<string, import("./types.js").FindingWords> | undefined;

/** The real Worker, kept by docs/assets/iframe-worker.js, which replaces it on file://. */
declare var NativeWorker: typeof Worker | undefined;
