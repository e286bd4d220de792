/** “离我最近”: the list again, the nearest first. The position goes into the address rounded to some hundred metres. */
const button = document.querySelector("[data-near]");
const told = document.querySelector("[data-near-told]");

button?.addEventListener("click", () => {
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const address = new URL(location.href);
      address.searchParams.set("near", `${coords.longitude.toFixed(2)},${coords.latitude.toFixed(2)}`);
      address.searchParams.delete("page");
      location.assign(address);
    },
    () => {
      button.disabled = false;
      told.textContent = told.dataset.none;
    },
    { timeout: 10_000, maximumAge: 300_000 },
  );
});
