/** Filled by the data scripts of `publish.runtime.payload`; absent on a web server. */
declare var tokenhilfeDateien: Record<string, string> | undefined;
