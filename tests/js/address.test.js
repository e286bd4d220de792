import assert from "node:assert/strict";
import test from "node:test";
import "./browser.js";

const { activityQuery, EMPTY, filterQuery, isFiltered, listQuery, parseAddress, parseView, writeAddress } = await import("map/address");

const STATE = { q: "科技 馆", kinds: ["science_museum", "e_station"], region: "450203", open: "now", near: true, week: "2026-W48", show: "", when: "", from: "", to: "", view: { zoom: 12, lat: 24.32561, lon: 109.40851 } };

test("what is open now may include that of which nobody knows", () => {
  assert.equal(parseAddress("?open=now").open, "now");
  assert.equal(parseAddress("?open=now&open=unknown").open, "now,unknown");
  assert.equal(parseAddress("?open=unknown").open, "");
  const state = { ...EMPTY, open: "now,unknown" };
  assert.equal(writeAddress(state), "?open=now,unknown");
  assert.equal(filterQuery(state), "open_at=now&opening=open,unknown");
});

test("what the server could not read of an address is not asked for again", () => {
  assert.deepEqual(parseAddress("?kind=nothing&region=450202&open=now", ["kind"]), { ...EMPTY, region: "450202", open: "now" });
});

test("an address written is an address read", () => {
  const address = writeAddress({ ...STATE, near: false });
  assert.deepEqual(parseAddress(address), { ...STATE, near: false });
  assert.match(address, /kind=science_museum,e_station&region=450203&open=now&week=2026-W48&map=12\/24.32561\/109.40851/);
});

test("near somebody the address doesn't tell where the map is", () => {
  const address = writeAddress(STATE);
  assert.deepEqual(parseAddress(address), { ...STATE, view: null });
  assert.match(address, /near=me&week=2026-W48$/);
});

test("a page without filters has a bare address", () => {
  assert.equal(writeAddress({ ...EMPTY }), "");
  assert.equal(isFiltered(parseAddress("?map=9/24.3/109.4")), false);
});

test("kinds come repeated from a form without scripts, or joined by commas", () => {
  assert.deepEqual(parseAddress("?kind=a&kind=b,c&kind=a").kinds, ["a", "b", "c"]);
});

const ACTIVITIES = { ...EMPTY, show: "activities", when: "weekend", region: "450203" };

test("activities and their days are part of the address", () => {
  assert.equal(writeAddress(ACTIVITIES), "?region=450203&show=activities&when=weekend");
  assert.deepEqual(parseAddress(writeAddress(ACTIVITIES)), ACTIVITIES);
  const days = { ...EMPTY, show: "activities", from: "2026-12-01", to: "2026-12-05" };
  assert.deepEqual(parseAddress(writeAddress(days)), days);
});

test("a named stretch of days wins over two days, and without activities there are none", () => {
  assert.deepEqual(parseAddress("?show=activities&when=week&from=2026-12-01"), { ...EMPTY, show: "activities", when: "week" });
  assert.deepEqual(parseAddress("?when=week&from=2026-12-01&show=x"), EMPTY);
  assert.deepEqual(parseAddress("?show=activities&when=soon&to=1.12.&week=2026-W48"), { ...EMPTY, show: "activities" });
});

test("tiles of activities are asked by days and county alone", () => {
  assert.equal(activityQuery({ ...ACTIVITIES, q: "x", kinds: ["a"] }), "when=weekend&region=450203");
  assert.equal(activityQuery({ ...EMPTY, show: "activities" }), "");
});

test("to show activities is no filter, their days are", () => {
  assert.equal(isFiltered({ ...EMPTY, show: "activities", q: "left over" }), false);
  assert.equal(isFiltered(ACTIVITIES), true);
});

test("a week is read as ISO 8601 writes it, or not at all", () => {
  assert.equal(parseAddress("?week=2026-W48").week, "2026-W48");
  for (const text of ["2026-48", "2026-W4", "x2026-W48", "2026-W48&fragment", "../../"]) assert.equal(parseAddress(`?week=${encodeURIComponent(text)}`).week, "", text);
});

test("a view out of the world is no view", () => {
  for (const text of ["", "9", "9/24", "9/24/109/1", "x/24/109", "9//109", "9/91/109", "9/24/181", "-1/24/109", "9/NaN/109", "99/24/109"]) {
    assert.equal(parseView(text), null, text);
  }
});

test("the visitor's place goes into the list's query only, rounded", () => {
  const query = listQuery({ ...STATE, near: true }, { area: [109.1, 24.1, 109.9, 24.9], place: [109.412345678, 24.312345678] });
  assert.match(query, /near=me&fragment=list&bbox=109.10000,24.10000,109.90000,24.90000&lon=109.4123&lat=24.3123$/);
  assert.doesNotMatch(writeAddress(STATE), /lon=|109\.4123/);
});

test("`near` without a place asks for an ordinary list", () => {
  assert.doesNotMatch(listQuery({ ...STATE, near: true }), /near/);
});

test("the same filters give the same tile, however they were chosen", () => {
  const other = { ...STATE, kinds: ["e_station", "science_museum"] };
  assert.equal(filterQuery(STATE), filterQuery(other));
  assert.equal(filterQuery(STATE), "kind=e_station,science_museum&region=450203&q=%E7%A7%91%E6%8A%80%20%E9%A6%86&open_at=now");
});
