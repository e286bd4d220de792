/** IndexedDB in promises. */
const PATIENCE_MS = 5_000; // a memory that does not answer has not kept anything

/** A promise of what a request brings. */
export function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Calling off what is over already is no trouble. */
export function attempt(call) {
  try {
    call();
  } catch {
    // it is over
  }
}

/** A promise of a change that is kept. One that takes too long is called off, so that it can't be kept after all. */
export function finished(transaction) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => attempt(() => transaction.abort()), PATIENCE_MS);
    transaction.oncomplete = () => resolve(clearTimeout(timer));
    transaction.onabort = transaction.onerror = () => {
      clearTimeout(timer);
      reject(transaction.error ?? new Error("called off"));
    };
  });
}
