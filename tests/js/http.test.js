import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const { getBytes, getJson, Problem, wasAborted } = await import("lib/http");

function answer(body, { status = 200, type = "application/json" } = {}) {
  globalThis.fetch = async () => new Response(status === 204 ? null : body, { status, headers: { "Content-Type": type } });
}

test("an answer is handed on", async () => {
  answer('{"results": []}');
  assert.deepEqual(await getJson("/x"), { results: [] });
});

test("a problem is told with the server's sentence and code", async () => {
  answer('{"code": "bad_parameters", "detail": "没有这个县区。"}', { status: 400 });
  await assert.rejects(getJson("/x"), (problem) => {
    assert.ok(problem instanceof Problem);
    assert.equal(problem.sentence, "没有这个县区。（bad_parameters）");
    return true;
  });
});

test("an answer that is no problem document still has a sentence", async () => {
  answer("<html>", { status: 502, type: "text/html" });
  await assert.rejects(getJson("/x"), { code: "http_502", message: "strange" });
});

test("no network is a sentence too", async () => {
  globalThis.fetch = async () => { throw new TypeError("Failed to fetch"); };
  await assert.rejects(getJson("/x"), { code: "offline", message: "offline" });
});

test("a request that was called off is told apart from a failure", async () => {
  globalThis.fetch = async (_, { signal }) => { signal.throwIfAborted(); };
  const off = new AbortController();
  off.abort();
  await assert.rejects(getJson("/x", { signal: off.signal }), wasAborted);
});

test("an empty tile has no bytes", async () => {
  answer(null, { status: 204 });
  assert.equal(await getBytes("/x"), null);
});
