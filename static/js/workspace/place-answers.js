/** What the server says of places: of pasted text, of numbers, of an address. */
import { getJson, postForm } from "lib/http";

export class PlaceAnswers {
  constructor({ locate, geocode }) {
    Object.assign(this, { locate, geocode });
  }

  /** Resolves to {places, asks_datum}; rejects with a Problem whose message is a sentence. */
  pasted(text, datum) {
    return postForm(this.locate, datum ? { text, datum } : { text });
  }

  async at(lon, lat, datum, options) {
    const query = new URLSearchParams({ lon, lat, datum });
    return (await getJson(`${this.locate}?${query}`, options)).places[0];
  }

  async address(address) {
    return (await postForm(this.geocode, { address })).places;
  }
}
