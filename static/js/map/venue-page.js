/** A venue's page: its small map once it comes into sight, and sharing. */
import { toast } from "lib/toast";
import { word } from "lib/words";

const frame = document.getElementById("small-map");
if (frame) {
  new IntersectionObserver(async ([entry], observer) => {
    if (!entry.isIntersecting) return;
    observer.disconnect();
    const [{ stage }, { Spotlight }, { pageData }] = await Promise.all([
      import("map/stage"), import("map/spotlight"), import("lib/page-data"),
    ]);
    const { lat, lon, kind } = frame.dataset;
    // Without streets beneath, only the counties around tell where a place is.
    const zoom = pageData.baseLayers.length > 1 ? 15 : 11;
    const { map } = stage(frame, {
      view: { zoom, lat: Number(lat), lon: Number(lon) }, approval: frame.dataset.approval,
      scrollWheelZoom: false, dragging: matchMedia("(hover: hover)").matches, keyboard: false,
    });
    new Spotlight(map, pageData.kinds).show(Number(lat), Number(lon), kind);
  }, { rootMargin: "200px" }).observe(frame);
}

document.getElementById("share")?.addEventListener("click", async () => {
  const link = { title: document.title, url: document.querySelector("link[rel=canonical]")?.href ?? location.href };
  if (navigator.share && matchMedia("(hover: none)").matches) {
    await navigator.share(link).catch(() => {});
    return;
  }
  try {
    await navigator.clipboard.writeText(link.url);
    toast(word("copied"));
  } catch {
    toast(word("not-copied"));
  }
});
